/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/special_file.h"
#include "base/words.h"
#include "cmd/commands.h"
#include "cmd/option_table.h"
#include "cmd/options.h"
#include "flame/drawing.h"
#include "perfdata/header.h"

/* Returns the path of the file, or NULL for standard input. */
static const char *
name_of_input(const struct options *o)
{
	return o->operands && strcmp(o->operand[0], "-") ? o->operand[0] : NULL;
}

/* Says whether an open file is a recording; some are folders. */
static bool
is_recording(int fd)
{
	unsigned char start[8];
	struct stat st;
	ssize_t len;

	if (fstat(fd, &st))
		return false;
	len = pread(fd, start, sizeof start, 0);
	return S_ISDIR(st.st_mode) ||
	    (len > 0 && header_starts_with(start, (size_t)len));
}

/*
 * Draws a recording as run --flamegraph does, in an output folder that is for
 * nothing else, so that another picture of the same recording takes no time.
 * What may be replaced was checked.  Returns the exit status.
 */
static int
draw_recording(const char *path, const struct options *o)
{
	struct options run;
	struct words words;
	int status = 2;

	words_init(&words);
	words_add(&words, "run");
	words_add(&words, "-q");
	words_add(&words, "--name=flamegraph");
	words_add(&words, "--replace");
	words_addf(&words, "--flamegraph=%s", o->output ? o->output : "-");
	if (o->title)
		words_addf(&words, "--title=%s", o->title);
	if (o->min_width_given)
		words_addf(&words, "--min-width=%f", o->min_width);
	words_add(&words, "--");
	words_add(&words, "perf");
	words_add(&words, "script");
	words_add(&words, "-i");
	words_add(&words, path);
	if (!options_parse(&run, (int)words.count, words.word, FOR_RUN))
		status = cmd_run(&run);
	options_release(&run);
	words_release(&words);
	return status;
}

/* Says whether a name ends as those of web pages do. */
static bool
is_page(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && (!strcmp(dot, ".html") || !strcmp(dot, ".htm"));
}

/* Checks the command line; returns 0, or -1 with a message. */
static int
check(const struct options *o)
{
	if (o->operands > 1 || o->perf_words)
		warnx("flamegraph takes one file");
	else if (!name_of_input(o) && isatty(STDIN_FILENO))
		warnx("standard input is a terminal; name a recording or a "
		      "file of folded stacks, or pipe some into flamegraph");
	else if (!o->output && isatty(STDOUT_FILENO))
		warnx("standard output is a terminal; name a file, as in "
		      "-o flames.svg");
	else if (o->output && is_page(o->output))
		warnx("-o %s: the picture is an SVG, which browsers open; name "
		      "it .svg", o->output);
	else
		return 0;
	return -1;
}

/* Checks that nothing of the user's is replaced. */
static int
check_place(const struct options *o)
{
	struct stat there;

	if (o->replace_files || stat(o->output, &there) ||
	    !S_ISREG(there.st_mode) || drawing_is_ours(o->output))
		return 0;
	warnx("%s is there, and no flame graph of ours; name another file with "
	      "-o, remove it, or say --replace", o->output);
	return -1;
}

static struct drawing_options
drawing_of(const struct options *o)
{
	struct drawing_options drawing = drawing_defaults;

	if (o->title)
		drawing.title = o->title;
	if (o->min_width_given)
		drawing.min_width = o->min_width;
	return drawing;
}

/* Draws into a stream that cannot be replaced. */
static int
draw_into(FILE *out, FILE *in, const char *from, const struct options *o)
{
	const struct drawing_options drawing = drawing_of(o);
	int status = drawing_write_folded(out, in, from, &drawing);

	if (!fflush(out) && !ferror(out))
		return status;
	warn("cannot write %s", o->output ? o->output : "standard output");
	return -1;
}

static int
draw_file(FILE *in, const char *from, const struct options *o)
{
	const struct drawing_options drawing = drawing_of(o);
	struct outfile out;

	if (outfile_open(&out, o->output))
		return -1;
	if (!drawing_write_folded(out.stream, in, from, &drawing))
		return outfile_commit(&out, false);
	outfile_abandon(&out);
	return -1;
}

static int
draw(FILE *in, const char *from, const struct options *o)
{
	FILE *out;
	int status;

	if (!o->output || special_file_is_stdout(o->output))
		return draw_into(stdout, in, from, o);
	if (!special_file_is(o->output))
		return draw_file(in, from, o);
	out = special_file_open(o->output);
	if (!out)
		return -1;
	status = draw_into(out, in, from, o);
	if (!fclose(out))
		return status;
	warn("cannot write %s", o->output);
	return -1;
}

/* Draws what was found to be folded stacks or a recording. */
static int
draw_any(FILE *in, const char *path, const struct options *o)
{
	if (!is_recording(fileno(in)))
		return draw(in, path ? path : "standard input", o) ? 1 : 0;
	if (path)
		return draw_recording(path, o);
	warnx("standard input is a recording; name its file");
	return 1;
}

int
cmd_flamegraph(const struct options *o)
{
	const char *path = name_of_input(o);
	FILE *in;
	int status;

	if (check(o) || (o->output && !special_file_is(o->output) &&
			    check_place(o)))
		return 2;
	in = path ? fopen(path, "re") : stdin;
	if (!in) {
		warn("cannot read %s", path);
		return 1;
	}
	status = draw_any(in, path, o);
	if (path)
		fclose(in);
	return status;
}
