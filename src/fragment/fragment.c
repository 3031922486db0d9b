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
#include "fragment/fragment_cuts.h"
#include "fragment/frame.h"
#include "fragment/make_words.h"
#include "fragment/remaking.h"
#include "perfdata/recording_files.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "store/output.h"

/* Writes a variable for the output folder. */
static void
put_dir(FILE *out, const struct fragment *f)
{
	fprintf(out, "%s.dir :=", f->name);
	make_put_name(out, f->dir);
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
		make_put_name(out, names->word[i]);
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
		make_put_name(out, files.word[i]);
	fprintf(out, "\n%s.files :=", f->name);
	put_others(out, f->files, &files);
	put_others(out, f->reducing, &files);
	fputc('\n', out);
	words_release(&files);
}

/* Writes the options that are for each job. */
static void
put_job_options(FILE *out, const struct job_options *job)
{
	struct words others;

	words_init(&others);
	job_options_add(job, &others);
	make_put_option(out, "-p", job->consumer);
	make_put_words(out, quote_value, &others);
	words_release(&others);
}

/* Writes the variables that all rules use. */
static void
put_variables(FILE *out, const struct fragment *f, const struct plan *p)
{
	const char *n = f->name;
	char digest[DIGEST_TEXT];

	frame_put_start(out, n);
	put_files(out, f);
	put_dir(out, f);
	fprintf(out, "%s.plan := $(%s.dir)/.perf-parallel/plan\n", n, n);
	fprintf(out, "%s.list := $(%s.dir)/" OUTPUT_PRIVATE "/outputs\n", n,
	    n);
	fprintf(out, "%s.merged :=", n);
	if (f->merged)
		make_put_name(out, f->merged);
	else
		fprintf(out, " $(%s.dir)/merged.txt", n);
	fputc('\n', out);
	fprintf(out, "%s.tool := ", n);
	make_put_word(out, quote_value, f->tool);
	fprintf(out, "\n%s.job := $(%s.quiet)$(%s.tool) job $(%s.say) -o ", n,
	    n, n, n);
	make_put_word(out, quote_value, f->dir);
	fprintf(out, " --recording=%s", digest_format(digest, &p->recording));
	make_put_option(out, "-C", f->folder);
	put_job_options(out, f->job);
	fprintf(out, "\n%s.emit := $(%s.quiet)$(%s.tool) emit -q $(%s.say) "
		     "-f ", n, n, n, n);
	if (f->folder)
		fprintf(out, "$(%s.here)", n);
	fprintf(out, "$(%s.makefile)", n);
	make_put_option(out, "-C", f->folder);
	make_put_words(out, quote_value, f->options);
	fputs(" --", out);
	make_put_words(out, quote_value, &f->command->words);
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
put_target(FILE *out, const struct fragment *f, const char *quoted_dir,
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
		make_put_word(out, quote_recipe, f->reduce);
	}
	fputs(" -o ", out);
	make_put_word(out, quote_recipe, f->merged ? f->merged : f->dir);
	fputs(f->merged ? " " : "/merged.txt ", out);
	make_put_word(out, quote_recipe, f->dir);
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
		make_put_name(out, f->reducing->word[i]);
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
	make_put_word(out, quote_recipe, f->dir);
	fputs("\n\n", out);
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

/* Writes the comment at the top, which tells people what it is for. */
static void
put_title(FILE *out, const char *n, size_t ranges)
{
	fprintf(out, "# Decodes a recording in %zu range%s.  " FRAME_MARK
		     " and remade\n"
		     "# when the recording is newer: edits will be lost.\n"
		     "#\n"
		     "#\tmake %s\t\tdecodes what is missing\n"
		     "#\tmake %s-merge\tputs the outputs together\n"
		     "#\tmake %s-clean\tremoves them\n"
		     "#\n", ranges, ranges == 1 ? "" : "s", n, n, n);
}

/* Writes the rule of a range. */
static void
put_range(FILE *out, const struct fragment *f, const char *quoted_dir,
    const struct range *r)
{
	char contents[DIGEST_TEXT];

	put_target(out, f, quoted_dir, r);
	fragment_cuts_put(out, r);
	fprintf(out, "\t$(%s.job) %s@%s:%s --", f->name,
	    range_name(r->folder), r->key.text,
	    digest_format(contents, &r->contents));
	make_put_words(out, quote_recipe, &r->command);
	fputs("\n\n", out);
}

void
fragment_put(FILE *out, const struct fragment *f, const struct plan *p)
{
	const char *why;
	char *quoted_dir = quote_make_name(f->dir, &why);

	put_title(out, f->name, p->count);
	fragment_cuts_put_options(out, p);
	put_variables(out, f, p);
	remaking_put_watch(out, f);
	put_targets(out, f, quoted_dir, p);
	for (size_t i = 0; i < p->count; i++)
		put_range(out, f, quoted_dir, &p->range[i]);
	remaking_put_rules(out, f);
	put_shell(out, f->name);
	frame_put_end(out, f->name);
	free(quoted_dir);
}
