/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "fragment/fragment.h"
#include "fragment/remaking.h"
#include "plan/found.h"
#include "plan/identity.h"

/*
 * Says whether a name has no character that is special to make or $(wildcard).
 */
static bool
is_plain(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-@")];
}

/*
 * Writes a variable that has, when make reads it, those of some files that are
 * there.  Leaves out names that make cannot look for, and those in others.
 * Returns how many names were written.
 */
static size_t
put_wildcard(FILE *out, const struct fragment *f, const char *variable,
    const struct words *names, const struct words *others)
{
	enum { NAMES_MAX = 2000 };
	size_t count = 0;

	fprintf(out, "%s.%s := $(wildcard", f->name, variable);
	for (size_t i = 0; i < names->count && count < NAMES_MAX; i++) {
		const char *name = names->word[i];
		const char *folder = *name == '/' ? NULL : f->folder;

		if (!is_plain(name) || (folder && !is_plain(folder)) ||
		    (others && words_has(others, name)))
			continue;
		fprintf(out, " \\\n    %s%s%s", folder ? folder : "",
		    folder ? "/" : "", name);
		count++;
	}
	/* Without the blank it would be a variable's name. */
	fputs(count ? ")\n" : " )\n", out);
	return count;
}

/* Has the fragment made again when the kernel's settings change. */
static void
put_kernel(FILE *out, const struct fragment *f)
{
	if (!f->found->kernel || strpbrk(f->found->kernel, "\\,()$#"))
		return;
	fputs("ifneq (", out);
	for (size_t i = 0; found_kernel_files[i]; i++)
		fprintf(out, "%s$(file <%s)", i ? " " : "",
		    found_kernel_files[i]);
	fprintf(out, ",%s)\n%s.again := %s.look-again\nendif\n",
	    f->found->kernel, f->name, f->name);
}

/* Has the fragment made again when TZ is set to another time zone. */
static void
put_time_zone(FILE *out, const struct fragment *f)
{
	const char *zone = getenv("TZ"), *n = f->name;

	if (!identity_has_time_zone(f->command) ||
	    (zone && strpbrk(zone, "\\,()$# \t\n")))
		return;
	fprintf(out, "ifneq ($(if $(filter undefined,$(origin TZ)),,$(TZ)),%s)"
		     "\n%s.again := %s.look-again\nendif\n", zone ? zone : "",
	    n, n);
}

void
remaking_put_watch(FILE *out, const struct fragment *f)
{
	const char *n = f->name;
	size_t count;

	fputs("# What perf looks for: not there, there, and what may grow.\n",
	    out);
	put_wildcard(out, f, "appeared", &f->found->missing, NULL);
	count = put_wildcard(out, f, "found", &f->found->there, NULL);
	put_wildcard(out, f, "watched", &f->found->watched, f->files);
	fprintf(out, "%s.again := $(if $(%s.appeared)$(filter-out %zu,"
		     "$(words $(%s.found))),%s.look-again)\n", n, n, count, n,
	    n);
	put_kernel(out, f);
	put_time_zone(out, f);
	fprintf(out, ".PHONY: $(%s.again)\n$(%s.again): ;\n\n", n, n);
}

/* Says which of two lists of files has those that jobs complete. */
static const char *
completed(const struct fragment *f)
{
	return f->stamps_are_files ? "stamps" : "outputs";
}

/*
 * Writes that what is not there is phony: make looks for other files in the
 * folders of VPATH and vpath, too, and what another recording left there would
 * count as ours.  A link that leads nowhere is there for $(wildcard), not for
 * $(realpath), which takes longer.
 */
static void
put_absent(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	if (*f->dir == '/')
		return;
	fprintf(out, "%s.vpath := $(if $(filter undefined,$(origin VPATH)),,"
		     "$(VPATH))\n", n);
	if (!is_plain(f->dir) || (f->merged && !is_plain(f->merged))) {
		fprintf(out, "$(if $(%s.vpath),$(error %s and VPATH: make may "
			     "take files of other folders for those of "
			     "$(%s.makefile); emit with an absolute -o, or "
			     "with names of letters and digits))\n\n", n, n, n);
		return;
	}
	fprintf(out, "%s.own := $(%s.plan) $(%s.list) $(%s.merged) $(%s.%s)\n"
		     "%s.absent := $(if $(%s.vpath),$(foreach f,$(%s.own),"
		     "$(if $(realpath $(f)),,$(f))),"
		     "$(filter-out $(wildcard $(%s.own)),$(%s.own)))\n"
		     ".PHONY: $(%s.absent)\n\n", n, n, n, n, n, completed(f),
	    n, n, n, n, n, n);
}

/*
 * Writes that where no plan is wanted this file is not remade as a makefile,
 * but that whatever needs the ranges all the same sees whether it is right.
 */
static void
put_staying_away(FILE *out, const char *n)
{
	fprintf(out, "ifneq ($(%s.away),)\n$(%s.makefile): ;\n"
		     "%s $(%s.outputs): | $(%s.remade)\nendif\n\n", n, n, n,
	    n, n);
}

void
remaking_put_rules(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	/*
	 * A plan that is newer is somebody else's, of run perhaps.  By this
	 * name make looks at it with the makefiles, by the other one with the
	 * ranges: a rule may remove it between the two.  Where NAME-clean is
	 * among the goals, that comes first.
	 */
	fprintf(out, "%s.cleaned := $(filter %s-clean,$(%s.goals))\n"
		     "%s.there := $(if $(%s.cleaned),,"
		     "$(if $(wildcard $(%s.plan)),"
		     "$(%s.dir)/./.perf-parallel/plan))\n", n, n, n, n, n, n,
	    n);
	fprintf(out, "$(%s.remade): $(%s.recording) $(%s.files) "
		     "$(%s.watched) $(%s.again) $(%s.there)\n"
		     "\t$(%s.refuse)$(%s.emit)\n\n", n, n, n, n, n, n, n, n);
	put_staying_away(out, n);
	/* Others may have a rule for the recording, but only beside us. */
	fprintf(out, "# Spares make the search for a rule by which to make "
		     "this.\n"
		     "ifneq ($(%s.main),)\n$(%s.recording): ;\n"
		     "$(if $(findstring %%,$(%s.files)),,$(%s.files)): ;\n"
		     "$(%s.watched) $(%s.there): ;\nendif\n\n", n, n, n, n, n,
	    n);
	/* With the plan comes what jobs are to look for again. */
	fprintf(out, "$(%s.plan): $(%s.cleaned)\n\t$(%s.emit)\n"
		     "$(%s.%s): $(if $(%s.cleaned),,|) $(%s.plan)\n"
		     "$(%s.list): | $(%s.plan)\n"
		     "\t$(if $(%s.there),$(%s.emit))\n\n", n, n, n, n,
	    completed(f), n, n, n, n, n, n);
	put_absent(out, f);
	fprintf(out, "# Touching cannot complete a range: make -t passes them "
		     "by.\n"
		     "ifneq ($(findstring t,$(%s.flags)),)\n"
		     ".PHONY: $(%s.%s) $(%s.merged) "
		     "$(if $(%s.there),,$(%s.plan)) $(%s.remade)\n"
		     "endif\n\n", n, n, completed(f), n, n, n, n);
	fprintf(out, "# Included, this file leaves the default goal as it "
		     "was.\n"
		     "ifeq ($(%s.main),)\n"
		     ".DEFAULT_GOAL := $(%s.goal)\nendif\n", n, n);
}
