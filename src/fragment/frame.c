/* SPDX-License-Identifier: GPL-2.0-only */
#include "fragment/frame.h"

/*
 * Writes variables that tell whether make's goals or flags need no plan, and
 * under which name the makefile is remade.  make remakes makefiles and what
 * they depend on before anything else, even with -n; under another name this
 * makefile is a file like any other.
 */
static void
put_away(FILE *out, const char *n)
{
	fprintf(out, "PERF_PARALLEL_NOT_FOR ?= clean distclean mostlyclean "
		     "maintainer-clean help %%-clean\n"
		     "%s.goals := $(if $(filter-out undefined,"
		     "$(origin MAKECMDGOALS)),$(MAKECMDGOALS))\n"
		     "%s.unwanted := $(if $(filter-out "
		     "$(PERF_PARALLEL_NOT_FOR),$(%s.goals)),,$(%s.goals))\n",
	    n, n, n, n);
	fprintf(out, "%s.away := $(findstring n,$(%s.flags))"
		     "$(findstring q,$(%s.flags))$(findstring t,$(%s.flags))"
		     "$(%s.unwanted)\n", n, n, n, n, n);
	fprintf(out, "%s.refuse = $(if $(%s.unwanted),$(error "
		     "$(%s.makefile) must be made again, which "
		     "PERF_PARALLEL_NOT_FOR says is not for: "
		     "$(%s.unwanted)))\n", n, n, n, n);
	fprintf(out, "%s.remade := $(if $(%s.away),$(if $(filter /%%,"
		     "$(%s.makefile)),/.,/proc/self/cwd/))$(%s.makefile)\n",
	    n, n, n, n);
}

void
frame_put_start(FILE *out, const char *n)
{
	fprintf(out,
	    "ifdef %s.makefile\n"
	    "$(error %s is emitted twice, in $(%s.makefile) and in "
	    "$(lastword $(MAKEFILE_LIST)); emit one of them with --name)\n"
	    "endif\n", n, n, n);
	/* In this makefile recipes begin with a tab. */
	fprintf(out, "%s.prefix := $(.RECIPEPREFIX)\n.RECIPEPREFIX :=\n", n);
	fprintf(out, "%s.makefile := $(lastword $(MAKEFILE_LIST))\n", n);
	/* make splits names at blanks; this is none that could be remade. */
	fprintf(out, "$(if $(wildcard $(%s.makefile)),,$(error make has the "
		     "name of this makefile in pieces, the last being "
		     "'$(%s.makefile)'; run make in its folder, or with -C))\n",
	    n, n);
	fprintf(out, "%s.main := $(filter 1,$(words $(MAKEFILE_LIST)))\n", n);
	/* It is quoted for a shell; $(abspath) would split it at blanks. */
	fprintf(out, "%s.here := $(if $(filter /%%,$(%s.makefile)),,"
		     "'$(subst ','\\'',$(CURDIR))/')\n", n, n);
	fprintf(out, "%s.goal := $(.DEFAULT_GOAL)\n", n);
	/* The single letters among make's flags; $(MAKEFLAGS) may lack them. */
	fprintf(out, "%s.flags := "
		     "$(filter-out --%%,$(firstword -$(MAKEFLAGS)))\n", n);
	put_away(out, n);
	fprintf(out, "%s.quiet := $(if $(filter undefined,$(origin V)),@,"
		     "$(if $(filter 1,$(V)),,@))\n", n);
	fprintf(out, "%s.say := $(if $(%s.quiet),"
		     "$(if $(findstring s,$(%s.flags)),,--announce))\n", n, n,
	    n);
}

void
frame_put_end(FILE *out, const char *n)
{
	fprintf(out, ".RECIPEPREFIX := $(%s.prefix)\n", n);
}
