/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file_state.h"
#include "base/nanosec.h"
#include "base/outfile.h"
#include "base/quote.h"
#include "base/words.h"
#include "data/recording_files.h"
#include "job/fragment.h"
#include "plan/plan.h"

static int
check_name(const char *what, const char *name)
{
	const char *why;
	char *quoted = quote_make_name(name, &why);

	free(quoted);
	if (quoted)
		return 0;
	warnx("make cannot carry the name of the %s '%s', for it has %s; "
	      "rename it", what, name, why);
	return -1;
}

/* Checks the names of all files of the recording. */
static int
check_recording(const char *path)
{
	struct words files;
	bool is_folder;
	int status = recording_files(&files, path, &is_folder);

	for (size_t i = 0; !status && i < files.count; i++)
		status = check_name("recording", files.word[i]);
	words_release(&files);
	return status;
}

/* Words of recipes may hold anything but the end of the recipe's line. */
static int
check_word(const char *word)
{
	if (!word || !strpbrk(word, "\n\r"))
		return 0;
	warnx("a recipe of make cannot carry '%s', for it has a newline", word);
	return -1;
}

static int
check_words(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (check_word(w->word[i]))
			return -1;
	return 0;
}

/* Letters and digits, which any name may have. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Returns the first byte of text that is neither plain nor one of others. */
static const char *
odd_byte(const char *text, const char *others)
{
	while (*text && (strchr(plain, *text) || strchr(others, *text)))
		text++;
	return text;
}

/* make itself splits its list of makefiles at blanks. */
static int
check_makefile(const char *path)
{
	const char *odd = odd_byte(path, "+,-./=@_");

	if (!*odd)
		return 0;
	warnx("make could not remake a makefile named '%s', for it has a '%c'; "
	      "rename it (-f)", path, *odd);
	return -1;
}

static int
check_target(const char *name)
{
	if (*name && strchr(plain, *name) && !*odd_byte(name, "-_"))
		return 0;
	warnx("--name '%s': only letters, digits, - and _ can be in the name "
	      "of a target", name);
	return -1;
}

/* The folder's name stands in rules as it is, and in a pattern. */
static int
check_folder(const char *dir)
{
	const char *odd = strpbrk(dir, "%=");

	if (!odd)
		return check_name("output folder", dir);
	warnx("make cannot carry the name of the output folder '%s', for it "
	      "has a '%c'; rename it (-o)", dir, *odd);
	return -1;
}

int
fragment_check(const struct fragment *f, const char *path)
{
	return check_makefile(path) || check_target(f->name) ||
	    check_folder(f->dir) || check_recording(f->recording) ||
	    check_word(f->tool) || check_word(f->folder) ||
	    check_words(f->options) || check_words(f->command) ? -1 : 0;
}

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

/* Writes one for the recording's files, since a folder's time says little. */
static void
put_recording(FILE *out, const struct fragment *f)
{
	struct words files;
	bool is_folder;

	fprintf(out, "%s.recording :=", f->name);
	if (recording_files(&files, f->recording, &is_folder))
		words_add(&files, f->recording);
	for (size_t i = 0; i < files.count; i++)
		put_file_name(out, files.word[i]);
	fputc('\n', out);
	words_release(&files);
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

/* Writes the variables that all rules use. */
static void
put_variables(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	fprintf(out,
	    "ifdef %s.makefile\n"
	    "$(error %s is emitted twice, in $(%s.makefile) and in "
	    "$(lastword $(MAKEFILE_LIST)); emit one of them with --name)\n"
	    "endif\n", n, n, n);
	fprintf(out, "%s.makefile := $(lastword $(MAKEFILE_LIST))\n", n);
	fprintf(out, "%s.main := $(filter 1,$(words $(MAKEFILE_LIST)))\n", n);
	fprintf(out, "%s.goal := $(.DEFAULT_GOAL)\n", n);
	/* The single letters among make's flags; $(MAKEFLAGS) may lack them. */
	fprintf(out, "%s.flags := "
		     "$(filter-out --%%,$(firstword -$(MAKEFLAGS)))\n", n);
	fprintf(out, "%s.quiet := $(if $(filter 1,$(V)),,@)\n", n);
	fprintf(out, "%s.say := $(if $(%s.quiet),"
		     "$(if $(findstring s,$(%s.flags)),,--announce))\n", n, n,
	    n);
	put_recording(out, f);
	put_dir(out, f);
	fprintf(out, "%s.plan := $(%s.dir)/.perf-parallel/plan\n", n, n);
	fprintf(out, "%s.log := $(%s.dir)/.perf-parallel/jobs.log\n", n, n);
	fprintf(out, "%s.merged := $(%s.dir)/merged.txt\n", n, n);
	fprintf(out, "%s.tool := ", n);
	put_word(out, quote_value, f->tool);
	fprintf(out, "\n%s.job := $(%s.quiet)$(%s.tool) job $(%s.say) -o ", n,
	    n, n, n);
	put_word(out, quote_value, f->dir);
	put_option(out, "-C", f->folder);
	put_option(out, "-p", f->consumer);
	fprintf(out, "\n%s.emit := $(%s.quiet)$(%s.tool) emit -q $(%s.say) "
		     "-f $(%s%s.makefile)", n, n, n, n,
	    f->folder ? "abspath $(" : "", n);
	fputs(f->folder ? ")" : "", out);
	put_option(out, "-C", f->folder);
	put_words(out, quote_value, f->options);
	fputs(" --", out);
	put_words(out, quote_value, f->command);
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
	fprintf(out, "\n\n# In the order of their outputs, to which they are "
		     "links.\n%s.outputs :=", n);
	for (size_t i = 0; i < p->count; i++) {
		fputs(" \\\n    ", out);
		put_stamp(out, quoted_dir, &p->range[i]);
	}
	fprintf(out, "\n\n%s-merge: $(%s.merged)\n\n", n, n);
	/*
	 * A pattern, so that the merged output is made for those who ask for
	 * it and is no part of every build.  Whenever a job ends the log is
	 * newer: one prerequisite that stands for all outputs.
	 */
	fprintf(out, "$(%s.log): %s ;\n", n, n);
	fprintf(out, "$(%s.dir)/merged.%%: $(%s.plan) $(%s.log)\n"
		     "\t$(%s.quiet)$(%s.tool) merge $(%s.say) -o ", n, n, n, n,
	    n, n);
	put_word(out, quote_recipe, f->dir);
	fputs("/merged.txt ", out);
	put_word(out, quote_recipe, f->dir);
	fprintf(out, "\n\n%s-clean:\n\t$(%s.quiet)$(%s.tool) clean $(%s.say) ",
	    n, n, n, n);
	put_word(out, quote_recipe, f->dir);
	fputs("\n\n", out);
}

/* Writes the rules that make this file and the plan again. */
static void
put_remaking(FILE *out, const struct fragment *f)
{
	const char *n = f->name;

	fprintf(out, "$(%s.makefile): $(%s.recording)\n\t$(%s.emit)\n\n", n, n,
	    n);
	/* Others may have a rule for the recording, but only beside us. */
	fprintf(out, "# Spares make the search for a rule by which to make "
		     "this.\n"
		     "ifneq ($(%s.main),)\n$(%s.recording): ;\nendif\n\n", n,
	    n);
	fprintf(out, "$(%s.plan):\n\t$(%s.emit)\n\n", n, n);
	fprintf(out, "# Touching cannot complete a range: make -t passes them "
		     "by.\n"
		     "ifneq ($(findstring t,$(%s.flags)),)\n"
		     ".PHONY: $(%s.outputs) $(%s.plan) $(%s.log) "
		     "$(%s.merged)\nendif\n\n", n, n, n, n, n);
	fprintf(out, "# Included, this file leaves the default goal as it "
		     "was.\n"
		     "ifeq ($(%s.main),)\n"
		     ".DEFAULT_GOAL := $(%s.goal)\nendif\n", n, n);
}

static void
put_all(FILE *out, const struct fragment *f, const struct plan *p)
{
	const char *why;
	char *quoted_dir = quote_make_name(f->dir, &why);

	fprintf(out, "# Decodes a recording in %zu range%s.  Written by "
		     "perf-parallel emit, and remade\n"
		     "# when the recording is newer: edits will be lost.\n"
		     "#\n"
		     "#\tmake %s\t\tdecodes what is missing\n"
		     "#\tmake %s-merge\tputs the outputs together\n"
		     "#\tmake %s-clean\tremoves them\n\n", p->count,
	    p->count == 1 ? "" : "s", f->name, f->name, f->name);
	put_variables(out, f);
	put_targets(out, f, quoted_dir, p);
	for (size_t i = 0; i < p->count; i++) {
		put_stamp(out, quoted_dir, &p->range[i]);
		fprintf(out, ":\n\t$(%s.job) %s@%s --", f->name,
		    range_name(p->range[i].folder), p->range[i].key.text);
		put_words(out, quote_recipe, &p->range[i].command);
		fputs("\n\n", out);
	}
	put_remaking(out, f);
	free(quoted_dir);
}

/*
 * Sees that make will not take the fragment for older than what it is made
 * from, not even if that is from the future or if times are coarser here: make
 * would remake it again and again.
 */
static int
be_newer(FILE *out, uint64_t than_ns)
{
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = than_ns / NS_PER_SEC + 2 } };
	struct stat st;

	if (fflush(out) || fstat(fileno(out), &st))
		return -1;
	if (nanosec_of(st.st_mtim) >= than_ns)
		return 0;
	return futimens(fileno(out), t);
}

/*
 * Writes the file and its time.  Whoever writes to the recording after it was
 * looked at here makes it newer than the fragment.
 */
static int
put_file(FILE *out, const struct fragment *f, const struct plan *p,
    const struct file_state *recording)
{
	struct file_state now, other = { 0 };

	put_all(out, f, p);
	if (f->newer_than && file_state_read(&other, f->newer_than))
		return -1;
	if (out != stdout && (be_newer(out, recording->mtime_ns) ||
		be_newer(out, other.mtime_ns))) {
		warn("cannot write the fragment");
		return -1;
	}
	if (recording_files_state(&now, f->recording))
		return -1;
	if (file_state_equal(&now, recording))
		return 0;
	warnx("%s changed while it was planned; emit again when nothing writes "
	      "to it any more", f->recording);
	return -1;
}

int
fragment_write(const struct fragment *f, const struct plan *p,
    const char *path, const struct file_state *recording)
{
	struct outfile out;

	if (!strcmp(path, "-"))
		return put_file(stdout, f, p, recording);
	if (outfile_open(&out, path))
		return -1;
	if (!put_file(out.stream, f, p, recording))
		return outfile_commit(&out, true);
	outfile_abandon(&out);
	return -1;
}
