/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/quote.h"
#include "base/words.h"
#include "fragment/fragment.h"
#include "perfdata/recording_files.h"
#include "plan/found.h"
#include "plan/identity.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "store/output.h"

/* How make reads a text: quote_recipe() or quote_value(). */
typedef char *make_quote(const char *);

/* Writes text quoted for the shell, and for make where it stands. */
static void
put_word(FILE *out, make_quote *quote, const char *text)
{
	char *word = quote_shell(text);
	char *quoted = quote(word);

	fputs(quoted, out);
	free(quoted);
	free(word);
}

static void
put_words(FILE *out, make_quote *quote, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		fputc(' ', out);
		put_word(out, quote, w->word[i]);
	}
}

/* Writes a blank and a file's name, as part of a variable's value. */
static void
put_file_name(FILE *out, const char *name)
{
	const char *why;
	char *quoted = quote_make_name(name, &why);

	fprintf(out, " %s", quoted);
	free(quoted);
}

/* Writes a variable for the output folder. */
static void
put_dir(FILE *out, const struct fragment *f)
{
	fprintf(out, "%s.dir :=", f->name);
	put_file_name(out, f->dir);
	fputc('\n', out);
}

/*
 * Writes those names of files that are not put yet: make would complain of a
 * second rule for the same file.
 */
static void
put_others(FILE *out, const struct words *names, struct words *put)
{
	for (size_t i = 0; i < names->count; i++) {
		if (words_has(put, names->word[i]))
			continue;
		put_file_name(out, names->word[i]);
		words_addf(put, "%s", names->word[i]);
	}
}

/*
 * Writes those for the recording's files, since a folder's time says little,
 * and for others.
 */
static void
put_files(FILE *out, const struct fragment *f)
{
	struct words files;
	bool is_folder;

	fprintf(out, "%s.recording :=", f->name);
	if (recording_files(&files, f->recording, &is_folder))
		words_add(&files, f->recording);
	for (size_t i = 0; i < files.count; i++)
		put_file_name(out, files.word[i]);
	fprintf(out, "\n%s.files :=", f->name);
	put_others(out, f->files, &files);
	put_others(out, f->reducing, &files);
	fputc('\n', out);
	words_release(&files);
}

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

/*
 * Has the fragment made again, whatever the times of files, when something that
 * perf looks for by itself has come or is gone.  That happens once, as the new
 * fragment knows about it.
 */
static void
put_lookups(FILE *out, const struct fragment *f)
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

/* Writes an option as part of a variable's value, unless it is NULL. */
static void
put_option(FILE *out, const char *option, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s ", option);
	put_word(out, quote_value, value);
}

/* Writes the options that are for each job. */
static void
put_job_options(FILE *out, const struct job_options *job)
{
	struct words others;

	words_init(&others);
	job_options_add(job, &others);
	put_option(out, "-p", job->consumer);
	put_words(out, quote_value, &others);
	words_release(&others);
}

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
fragment_put_start(FILE *out, const char *n)
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

/* Writes the variables that all rules use. */
static void
put_variables(FILE *out, const struct fragment *f, const struct plan *p)
{
	const char *n = f->name;
	char digest[DIGEST_TEXT];

	fragment_put_start(out, n);
	put_files(out, f);
	put_dir(out, f);
	fprintf(out, "%s.plan := $(%s.dir)/.perf-parallel/plan\n", n, n);
	fprintf(out, "%s.list := $(%s.dir)/" OUTPUT_PRIVATE "/outputs\n", n,
	    n);
	fprintf(out, "%s.merged :=", n);
	if (f->merged)
		put_file_name(out, f->merged);
	else
		fprintf(out, " $(%s.dir)/merged.txt", n);
	fputc('\n', out);
	fprintf(out, "%s.tool := ", n);
	put_word(out, quote_value, f->tool);
	fprintf(out, "\n%s.job := $(%s.quiet)$(%s.tool) job $(%s.say) -o ", n,
	    n, n, n);
	put_word(out, quote_value, f->dir);
	fprintf(out, " --recording=%s", digest_format(digest, &p->recording));
	put_option(out, "-C", f->folder);
	put_job_options(out, f->job);
	fprintf(out, "\n%s.emit := $(%s.quiet)$(%s.tool) emit -q $(%s.say) "
		     "-f ", n, n, n, n);
	if (f->folder)
		fprintf(out, "$(%s.here)", n);
	fprintf(out, "$(%s.makefile)", n);
	put_option(out, "-C", f->folder);
	put_words(out, quote_value, f->options);
	fputs(" --", out);
	put_words(out, quote_value, &f->command->words);
	fputs("\n\n", out);
}

/*
 * Writes the name of a range's stamp.  There are three of these for each
 * range: looking up a variable in them would cost make more than it spares.
 */
static void
put_stamp(FILE *out, const char *quoted_dir, const struct range *r)
{
	fprintf(out, "%s/.perf-parallel/stamps/%s@%s", quoted_dir,
	    range_name(r->folder), r->key.text);
}

/* Writes the name of a range's output. */
static void
put_output(FILE *out, const char *quoted_dir, const struct range *r)
{
	fprintf(out, "%s/%s%sout.txt", quoted_dir, r->folder,
	    *r->folder ? "/" : "");
}

typedef void put_file(FILE *, const char *quoted_dir, const struct range *);

/* Writes a variable that has a file of each range, in the plan's order. */
static void
put_list(FILE *out, const char *name, put_file *put, const char *quoted_dir,
    const struct plan *p)
{
	fprintf(out, "%s :=", name);
	for (size_t i = 0; i < p->count; i++) {
		fputs(" \\\n    ", out);
		put(out, quoted_dir, &p->range[i]);
	}
	fputs("\n\n", out);
}

/*
 * Writes the variable NAME.outputs, by which other rules name the outputs:
 * stamps or, where stamps are no links, the outputs themselves.
 */
static void
put_outputs(FILE *out, const struct fragment *f, const char *quoted_dir,
    const struct plan *p)
{
	char *outputs = xasprintf("%s.outputs", f->name);
	char *stamps = xasprintf("%s.stamps", f->name);

	if (!f->stamps_are_files) {
		fputs("# In the order of their outputs, to which they are "
		      "links.\n", out);
		put_list(out, outputs, put_stamp, quoted_dir, p);
	} else {
		fprintf(out, "# Stamps cannot be links here, and do not tell "
			     "whether the output is there.\n"
			     ".PHONY: %s.missing\n", f->name);
		put_list(out, stamps, put_stamp, quoted_dir, p);
		put_list(out, outputs, put_output, quoted_dir, p);
	}
	free(stamps);
	free(outputs);
}

/* Writes the target and the prerequisites of a range's rule. */
static void
put_rule(FILE *out, const struct fragment *f, const char *quoted_dir,
    const struct range *r)
{
	if (f->stamps_are_files) {
		put_output(out, quoted_dir, r);
		fputs(": ", out);
		put_stamp(out, quoted_dir, r);
		fputs(" ;\n", out);
	}
	put_stamp(out, quoted_dir, r);
	fputc(':', out);
	if (f->stamps_are_files)
		fprintf(out, " $(if $(wildcard $(%s.dir)/%s%sout.txt),,"
			     "%s.missing)", f->name, r->folder,
		    *r->folder ? "/" : "", f->name);
}

/* Writes the recipe that merges, into a file or, for NULL, into merged.txt. */
static void
put_merge(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	fprintf(out, "\t$(%s.quiet)$(%s.tool) merge $(%s.say)", n, n, n);
	if (f->reduce) {
		fputs(" --reduce ", out);
		put_word(out, quote_recipe, f->reduce);
	}
	fputs(" -o ", out);
	put_word(out, quote_recipe, f->merged ? f->merged : f->dir);
	fputs(f->merged ? " " : "/merged.txt ", out);
	put_word(out, quote_recipe, f->dir);
	fputs("\n\n", out);
}

/*
 * Writes that the merged output depends on what --reduce names: in a rule of
 * its own, since a pattern would replace a % in their names.
 */
static void
put_reducing(FILE *out, const struct fragment *f)
{
	if (!f->reducing->count)
		return;
	fprintf(out, "$(%s.merged):", f->name);
	for (size_t i = 0; i < f->reducing->count; i++)
		put_file_name(out, f->reducing->word[i]);
	fputs("\n\n", out);
}

/*
 * Writes the rule for the merged output.  Where nobody has named it, it is made
 * for those who ask for it and is no part of every build.
 */
static void
put_merging(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	if (f->merged)
		fprintf(out, "%s: $(%s.merged)\n\n", n, n);
	fprintf(out, "$(%s.merged): $(%s.plan) $(%s.outputs)\n", n, n, n);
	put_merge(out, f);
	put_reducing(out, f);
}

/* Writes the targets that people ask for. */
static void
put_targets(FILE *out, const struct fragment *f, const char *quoted_dir,
    const struct plan *p)
{
	const char *n = f->name;

	fprintf(out, ".PHONY: %s %s-merge %s-clean\n\n", n, n, n);
	fprintf(out, "# The most work first.\n%s: $(%s.plan)", n, n);
	for (size_t i = 0; i < p->count; i++) {
		fputs(" \\\n    ", out);
		put_stamp(out, quoted_dir, &p->range[p->heaviest[i]]);
	}
	fputs("\n\n", out);
	put_outputs(out, f, quoted_dir, p);
	fprintf(out, "%s-merge: $(%s.merged)\n\n", n, n);
	put_merging(out, f);
	fprintf(out, "%s-clean:\n\t$(%s.quiet)$(%s.tool) clean $(%s.say) ",
	    n, n, n, n);
	put_word(out, quote_recipe, f->dir);
	fputs("\n\n", out);
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

/* Writes the rules that make this file and the plan again. */
static void
put_remaking(FILE *out, const struct fragment *f)
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

/* Writes that recipes, which are quoted for sh, go to no Python or the like. */
static void
put_shell(FILE *out, const char *n)
{
	static const char *const set[] = { "SHELL := /bin/sh",
		".SHELLFLAGS := -c" };

	fputs("ifeq ($(filter %sh,$(firstword $(SHELL))),)\n", out);
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		fprintf(out, "$(%s.outputs) $(%s.remade) $(%s.plan) "
			     "$(%s.merged) %s-clean: private %s\n", n, n, n, n,
		    n, set[i]);
	fputs("endif\n\n", out);
}

void
fragment_put_end(FILE *out, const char *n)
{
	fprintf(out, ".RECIPEPREFIX := $(%s.prefix)\n", n);
}

void
fragment_put(FILE *out, const struct fragment *f, const struct plan *p)
{
	const char *why;
	char *quoted_dir = quote_make_name(f->dir, &why);

	fprintf(out, "# Decodes a recording in %zu range%s.  " FRAGMENT_MARK
		     " and remade\n"
		     "# when the recording is newer: edits will be lost.\n"
		     "#\n"
		     "#\tmake %s\t\tdecodes what is missing\n"
		     "#\tmake %s-merge\tputs the outputs together\n"
		     "#\tmake %s-clean\tremoves them\n"
		     "#\n"
		     FRAGMENT_CUTTING "%s\n\n", p->count,
	    p->count == 1 ? "" : "s", f->name, f->name, f->name,
	    p->cutting);
	put_variables(out, f, p);
	put_lookups(out, f);
	put_targets(out, f, quoted_dir, p);
	for (size_t i = 0; i < p->count; i++) {
		char contents[DIGEST_TEXT];

		put_rule(out, f, quoted_dir, &p->range[i]);
		fprintf(out, "%s%d %" PRIu64 " %" PRIu64 "\n"
			     "\t$(%s.job) %s@%s:%s --", FRAGMENT_CUT,
		    p->range[i].cpu, range_start(&p->range[i]),
		    p->range[i].weight, f->name,
		    range_name(p->range[i].folder), p->range[i].key.text,
		    digest_format(contents, &p->range[i].contents));
		put_words(out, quote_recipe, &p->range[i].command);
		fputs("\n\n", out);
	}
	put_remaking(out, f);
	put_shell(out, f->name);
	fragment_put_end(out, f->name);
	free(quoted_dir);
}
