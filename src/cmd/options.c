/* SPDX-License-Identifier: GPL-2.0-only */
#include <bsd/libutil.h>
#include <bsd/stdlib.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/own_path.h"
#include "base/quote.h"
#include "base/resources.h"
#include "base/shell_syntax.h"
#include "cmd/option_refusals.h"
#include "cmd/option_table.h"
#include "cmd/options.h"
#include "fragment/fragment.h"

/*
 * Writes the options with letters as getopt_long(3) wants them.  Where a perf
 * command is to follow, the first word is taken for its start, so that what is
 * behind it is not taken for options of ours if the "--" was forgotten.
 */
static void
list_letters(char *letters, bool before_command)
{
	if (before_command)
		*letters++ = '+';
	*letters++ = ':'; /* tell a missing value from an unknown option */
	for (size_t i = 0; i < option_rows; i++) {
		const struct option *o = &option_table[i].option;

		if (!option_has_letter(o))
			continue;
		*letters++ = o->val;
		if (o->has_arg)
			*letters++ = ':';
	}
	*letters = '\0';
}

/* Reads a whole number from 0 to max. */
static int
parse_count(const char *option, const char *text, uint64_t max, uint64_t *n)
{
	const char *why;

	*n = strtonum(text, 0, max, &why);
	if (!why)
		return 0;
	warnx("%s '%s' is %s: expected a whole number from 0 to %ju", option,
	    text, why, (uintmax_t)max);
	return -1;
}

/* Reads a time in seconds, 0 for none. */
static int
parse_seconds(const char *option, const char *text, uint64_t *ns)
{
	*ns = 0;
	if (!strcmp(text, "0") || !nanosec_parse_duration(text, ns))
		return 0;
	if (errno == ERANGE) {
		warnx("%s '%s' is too large: expected seconds, at most "
		      "18446744073", option, text);
		return -1;
	}
	warnx("%s '%s': expected seconds, at least 1e-9, as in 0.1", option,
	    text);
	return -1;
}

/* Reads a number of bytes, as in 512M or 4G. */
static int
parse_size(const char *option, const char *text, uint64_t *bytes)
{
	*bytes = 0;
	if (isdigit((unsigned char)*text) && !expand_number(text, bytes))
		return 0;
	warnx("--%s=%s: expected a number of bytes, as in 512M or 4G", option,
	    text);
	return -1;
}

/* Reads a width in pixels. */
static int
parse_min_width(struct options *o, const char *text)
{
	char *end;

	o->min_width_given = true;
	o->min_width = strtod(text, &end);
	if (isdigit((unsigned char)*text) && !*end && o->min_width <= 100)
		return 0;
	warnx("--min-width=%s: expected pixels from 0 to 100, as in 0.1", text);
	return -1;
}

static int
parse_split(struct options *o, const char *text)
{
	for (enum split_by by = SPLIT_TIME; by <= SPLIT_PSB; by++) {
		if (strcmp(text, split_by_name(by)))
			continue;
		o->plan.split = by;
		return 0;
	}
	warnx("--split=%s: expected samples, bytes, time or psb", text);
	return -1;
}

static int
parse_style(struct options *o, const char *text)
{
	o->fifo = !strcmp(text, "fifo");
	if (o->fifo || !strcmp(text, "pipe"))
		return 0;
	warnx("--jobserver-style=%s: expected pipe or fifo", text);
	return -1;
}

static int
parse_replace(struct options *o, const char *text)
{
	bool outputs = !text || !strcmp(text, "outputs");
	bool files = !text || !strcmp(text, "files");

	o->replace_outputs |= outputs;
	o->replace_files |= files;
	if (outputs || files)
		return 0;
	warnx("--replace=%s: expected outputs or files, or --replace for both",
	    text);
	return -1;
}

static int
parse_printer(struct options *o, const char *text)
{
	o->plan.job.perf_prints = !strcmp(text, "perf");
	if (o->plan.job.perf_prints || !strcmp(text, "auto"))
		return 0;
	warnx("--printer=%s: expected auto or perf", text);
	return -1;
}

static int
parse_fold(struct options *o, const char *event)
{
	o->plan.job.folds = true;
	o->plan.job.fold.event = event;
	if (!event || *event)
		return 0;
	warnx("--fold=: the name of the event is empty; write --fold for the "
	      "first event that perf prints");
	return -1;
}

/* Reads an option whose value means more than its text. */
static int
take_value(
    struct options *o, int letter, const char *name, const char *value)
{
	switch (letter) {
	case DEPENDS:
		words_addf(&o->plan.job.depends, "%s", value);
		return 0;
	case INPUTS:
		words_addf(&o->inputs, "%s", value);
		return 0;
	case SLICE_MEMORY:
		return parse_size("slice-memory", value,
		    &o->plan.job.slice_memory);
	case FOLD_WITH:
		return fold_with_parse(value, &o->plan.job.fold.with);
	case CPU:
		o->cpu_given = true;
		return parse_count(name, value, INT32_MAX, &o->cpu);
	case 'j':
		return parse_count(name, value, 100000, &o->plan.jobs);
	case 'n':
		return parse_count(
		    name, value, TIME_RANGES_MAX, &o->plan.ranges);
	case 'b':
		return parse_count(name, value, INT32_MAX, &o->plan.min_size);
	case 'i':
		return parse_seconds(name, value, &o->plan.interval_ns);
	case 'm':
		return parse_seconds(name, value, &o->plan.min_interval_ns);
	case MIN_WIDTH:
		return parse_min_width(o, value);
	case SPLIT:
		return parse_split(o, value);
	case STYLE:
		return parse_style(o, value);
	case REPLACE:
		return parse_replace(o, value);
	case PRINTER:
		return parse_printer(o, value);
	case FOLD:
		return parse_fold(o, value);
	}
	return -1;
}

/* Sets one option, which was given by that name. */
static int
take(struct options *o, int letter, const char *name, const char *value)
{
	const struct option_row *row = option_find(letter, ~0u);
	char *member;

	if (row->member == OPTION_PARSED)
		return take_value(o, letter, name, value);
	member = (char *)o + row->member;
	if (row->option.has_arg)
		*(const char **)member = value;
	else
		*(bool *)member = true;
	return 0;
}

/* Returns "sh -c COMMAND", quoted to be copied into a shell; for free(3). */
static char *
for_a_shell(const char *command)
{
	char *word = quote_shell(command), *text = xasprintf("sh -c %s", word);
	char *value = strpbrk(text, "\"$`\\!") ? quote_shell(text) :
						xasprintf("\"%s\"", text);

	free(text);
	free(word);
	return value;
}

/* Checks that a command needs no shell, since it is run without one. */
static int
check_shell_syntax(const char *option, const char *text)
{
	int len;
	const char *syntax = shell_syntax_find(text, &len);
	char *value;

	if (!syntax)
		return 0;
	value = for_a_shell(text);
	warnx("%s '%s': no shell would see the %.*s; write %s %s, or quote the "
	      "%.*s if it is meant as it is", option, text, len, syntax, option,
	    value, len, syntax);
	free(value);
	return -1;
}

/* Checks that the value of an option is a command, if there is one. */
static int
check_command(const char *option, const char *text)
{
	struct words command = { 0 };
	bool good = !text || (!words_split(&command, text) && command.count);

	words_release(&command);
	if (good)
		return text ? check_shell_syntax(option, text) : 0;
	warnx("%s '%s': no command, or a quote that is not closed", option,
	    text);
	return -1;
}

/* Returns the command that draws the picture, for free(3), or NULL. */
static char *
drawing_command(const struct options *o)
{
	struct words words;
	char *own = own_path(), *command;

	if (!own)
		return NULL;
	words_init(&words);
	words_add(&words, own);
	words_add(&words, "flamegraph");
	if (o->title)
		words_addf(&words, "--title=%s", o->title);
	if (o->min_width_given)
		words_addf(&words, "--min-width=%f", o->min_width);
	command = quote_shell_words(&words);
	words_release(&words);
	free(own);
	return command;
}

/*
 * --flamegraph is short for folding, merging into that file, and drawing what
 * is merged.
 */
static int
take_picture(struct options *o)
{
	if (o->merged || o->plan.reduce) {
		warnx("--flamegraph: --merge and --reduce would write the same "
		      "stacks elsewhere; give --flamegraph alone, and merge "
		      "the output folder into another file afterwards");
		return -1;
	}
	if (!*o->picture) {
		warnx("--flamegraph: the name of the file is empty");
		return -1;
	}
	o->drawing = drawing_command(o);
	if (!o->drawing)
		return -1;
	o->plan.reduce = o->drawing;
	o->merged = o->picture;
	o->plan.job.folds = true;
	/* Colours tell the kernel and JITs by the marks of their frames. */
	if (!o->plan.job.fold.with)
		o->plan.job.fold.with = FOLD_KERNEL | FOLD_JIT;
	return 0;
}

/* Checks what is said of folding and of the picture, and completes it. */
static int
complete_folding(struct options *o, unsigned command)
{
	struct job_options *job = &o->plan.job;

	if (job->fold.with)
		job->folds = true;
	if (o->picture && take_picture(o))
		return -1;
	if (command != FOR_FLAMEGRAPH && !o->picture &&
	    (o->title || o->min_width_given)) {
		warnx("--title and --min-width are about the picture; name its "
		      "file with --flamegraph");
		return -1;
	}
	if (job->folds && job->consumer) {
		warnx("--fold and --pipe-to both say what becomes of the "
		      "ranges' outputs; give one of them");
		return -1;
	}
	return 0;
}

/* Checks what options say together, and fills in what they leave open. */
static int
complete(struct options *o, unsigned command)
{
	if (o->plan.ranges && o->plan.interval_ns) {
		warnx("-n and -i both say how to cut; give one of them");
		return -1;
	}
	if (o->plan.interval_ns && o->plan.split > SPLIT_TIME) {
		warnx("-i cuts into equal times, --split=%s does not; give one "
		      "of them", split_by_name(o->plan.split));
		return -1;
	}
	if (complete_folding(o, command))
		return -1;
	if (o->output && !*o->output) {
		warnx("-o: the name of the output is empty");
		return -1;
	}
	if (o->merged && !*o->merged) {
		warnx("--merge: the name of the file is empty");
		return -1;
	}
	if (check_command("--pipe-to", o->plan.job.consumer) ||
	    check_command("--reduce", o->plan.reduce) ||
	    (o->name && fragment_check_name(o->name)))
		return -1;
	o->jobs_given = o->plan.jobs > 0;
	if (!o->jobs_given)
		o->plan.jobs = processors_usable();
	if (!o->name)
		o->name = "parallel-perf";
	if (!o->makefile)
		o->makefile = "parallel.mk";
	o->plan.merge = o->merged || o->verify;
	if (o->debug)
		o->verbose = true;
	if (o->verbose)
		o->quiet = false;
	o->plan.job.verbose = o->verbose;
	return 0;
}

/* Sets an option that getopt_long(3) knows, if the command has it. */
static int
take_given(struct options *o, const struct given_option *g, int letter)
{
	char *name = option_spell(g, letter);
	int status = option_find(letter, g->commands) ?
	    take(o, letter, name, optarg) :
	    option_refuse_foreign(g, name, letter);

	free(name);
	return status;
}

/* Finds the next word with options, as getopt_long(3) will. */
static const char *
next_option(char **argv)
{
	int at = optind;

	while (argv[at] && (argv[at][0] != '-' || !argv[at][1]))
		at++;
	return argv[at];
}

/* Reads the options in front of the perf command. */
static int
parse_own(
    struct options *o, int argc, char **argv, struct given_option *g)
{
	struct option long_option[OPTION_ROWS_MAX + 1] = { 0 };
	char letters[2 * OPTION_ROWS_MAX + 3];
	int letter;

	/* Who cuts has -n. */
	list_letters(letters, option_find('n', g->commands) != NULL);
	for (size_t i = 0; i < option_rows; i++)
		long_option[i] = option_table[i].option;
	optind = 1;
	opterr = 0;
	while (g->word = next_option(argv),
	    (letter = getopt_long(argc, argv, letters, long_option, NULL)) !=
		-1) {
		if (letter == ':' || letter == '?')
			return option_refuse(g, letter);
		if (take_given(o, g, letter))
			return -1;
	}
	o->operand = argv + optind;
	o->operands = argc - optind;
	return 0;
}

int
options_parse(struct options *o, int argc, char **argv, unsigned command)
{
	struct given_option given = { .commands = command };
	int own = 1, status;
	char *separator;

	*o = (struct options){ 0 };
	job_options_init(&o->plan.job);
	words_init(&o->inputs);
	while (own < argc && strcmp(argv[own], "--"))
		own++;
	if (own < argc) {
		o->perf = argv + own + 1;
		o->perf_words = argc - own - 1;
	}
	/* getopt wants a NULL behind the last word. */
	separator = argv[own];
	argv[own] = NULL;
	status = parse_own(o, own, argv, &given);
	argv[own] = separator;
	return status ? -1 : complete(o, command);
}

void
options_release(struct options *o)
{
	job_options_release(&o->plan.job);
	words_release(&o->inputs);
	free(o->drawing);
}

char *
options_folder(const struct options *o)
{
	if (!o->output)
		return xasprintf("%s-output", o->name);
	/* Nobody must take it for an option. */
	return xasprintf("%s%s", *o->output == '-' ? "./" : "", o->output);
}
