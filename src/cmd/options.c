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
#include "base/nearest.h"
#include "base/quote.h"
#include "base/resources.h"
#include "base/shell_syntax.h"
#include "cmd/options.h"
#include "fragment/fragment.h"
#include "run/slicing.h"

/*
 * Capitals that stand for options without a letter; those that have a capital
 * for a letter are in real_capitals.
 */
enum {
	NAME = 'A',
	NEWER = 'W',
	DEPENDS = 'P',
	INPUTS = 'I',
	RECORDING = 'R',
	SLICE_MEMORY = 'M',
	MERGE = 'G',
	STATELESS = 'Z',
	REPLACE = 'X',
	REDUCE = 'Q',
	VERIFY = 'F',
	TIME = 'T',
	CPU = 'U',
	SPLIT = 'S',
	JSON = 'J',
	ANNOUNCE = 'L',
	STYLE = 'Y',
	EXPLAIN = 'E',
	VERSION = 'V',
};
static const char real_capitals[] = "CDN";

/* An option as users see it. */
struct description {
	struct option option;
	const char *value; /* what its value is called, NULL for none */
	const char *text;
	size_t member; /* of struct options, in which it is kept; or PARSED */
};

#define IN(member) offsetof(struct options, member)
#define PARSED SIZE_MAX /* by take_value() */

static const struct description descriptions[] = {
	{ { "output-dir", required_argument, NULL, 'o' }, "DIR",
	    "output folder (default NAME-output)", IN(output) },
	{ { "output", required_argument, NULL, 'o' }, "FILE",
	    "the file to write, which appears whole or not at all",
	    IN(output) },
	{ { "jobs", required_argument, NULL, 'j' }, "N",
	    "jobs at a time (default, 0: the processors we may use)", PARSED },
	{ { "processors", required_argument, NULL, 'j' }, NULL, NULL, PARSED },
	{ { "nr", required_argument, NULL, 'n' }, "N",
	    "ranges of time (default, 0: as many as are worth it)", PARSED },
	{ { "interval", required_argument, NULL, 'i' }, "SECONDS",
	    "ranges of about this length instead", PARSED },
	{ { "min-interval", required_argument, NULL, 'm' }, "SECONDS",
	    "but with -i, no range shorter than this (default: 0)", PARSED },
	{ { "per-cpu", no_argument, NULL, 'c' }, NULL,
	    "separate ranges for each CPU", IN(plan.per_cpu) },
	{ { "no-per-cpu", no_argument, NULL, 'N' }, NULL,
	    "not per CPU where that is the default (Intel PT)",
	    IN(plan.no_per_cpu) },
	{ { "split", required_argument, NULL, SPLIT }, "BY",
	    "samples (default), bytes, time, psb (default for Intel PT)",
	    PARSED },
	{ { "pipe-to", required_argument, NULL, 'p' }, "COMMAND",
	    "pipe each range's output through this command",
	    IN(plan.consumer) },
	{ { "min-size", required_argument, NULL, 'b' }, "N",
	    "least PSBs of a range when a trace is cut by density", PARSED },
	{ { "min_size", required_argument, NULL, 'b' }, NULL, NULL, PARSED },
	{ { "merge", required_argument, NULL, MERGE }, "FILE",
	    "put the outputs together, too, into this file", IN(merged) },
	{ { "reduce", required_argument, NULL, REDUCE }, "COMMAND",
	    "pipe what is put together through this command", IN(plan.reduce) },
	{ { "verify", no_argument, NULL, VERIFY }, NULL,
	    "compare with the whole command, one more job", IN(verify) },
	{ { "stateless", no_argument, NULL, STATELESS }, NULL,
	    "scripts, filters, consumers have no state and write no files",
	    IN(plan.stateless) },
	{ { "replace", optional_argument, NULL, REPLACE }, "WHAT",
	    "replace others' outputs, files that are not ours (default: both)",
	    PARSED },
	{ { "depends", required_argument, NULL, DEPENDS }, "FILE",
	    "decode again when this file or folder changes, too", PARSED },
	{ { "inputs", required_argument, NULL, INPUTS }, "PATTERN",
	    "all recordings that match, instead of perf script -i", PARSED },
	{ { "slice-memory", required_argument, NULL, SLICE_MEMORY }, "SIZE",
	    "for all slices at a time, 0: none (default: 1/4 of what is free)",
	    PARSED },
	{ { "recording", required_argument, NULL, RECORDING }, "DIGEST",
	    "of the recording that the range was planned for", IN(recording) },
	{ { "time", required_argument, NULL, TIME }, "START,STOP",
	    "samples from then to then, as perf script has it", IN(time) },
	{ { "cpu", required_argument, NULL, CPU }, "N",
	    "samples of this CPU only", PARSED },
	{ { "makefile", required_argument, NULL, 'f' }, "FILE",
	    "the fragment (default parallel.mk); - is standard output",
	    IN(makefile) },
	{ { "name", required_argument, NULL, NAME }, "NAME",
	    "of target, variables, folder (default parallel-perf)", IN(name) },
	{ { "newer-than", required_argument, NULL, NEWER }, "FILE",
	    "give the fragment a time no older than that file's",
	    IN(newer_than) },
	{ { "keep-going", no_argument, NULL, 'k' }, NULL,
	    "after a failure, run the other ranges", IN(keep_going) },
	{ { "jobserver-style", required_argument, NULL, STYLE }, "STYLE",
	    "of our own pool: pipe (default) or fifo, as make has it", PARSED },
	{ { "explain", no_argument, NULL, EXPLAIN }, NULL,
	    "only say what the pool of job tokens is", IN(explain) },
	{ { "dry-run", no_argument, NULL, 'D' }, NULL,
	    "only print the commands of the ranges", IN(dry_run) },
	{ { "json", no_argument, NULL, JSON }, NULL, "print JSON", IN(json) },
	{ { "announce", no_argument, NULL, ANNOUNCE }, NULL,
	    "print a line for what is done, as in a make recipe",
	    IN(announce) },
	{ { "directory", required_argument, NULL, 'C' }, "DIR",
	    "change to this folder first", IN(folder) },
	{ { "quiet", no_argument, NULL, 'q' }, NULL,
	    "print errors and notes only", IN(quiet) },
	{ { "verbose", no_argument, NULL, 'v' }, NULL, "print more",
	    IN(verbose) },
	{ { "debug", no_argument, NULL, 'd' }, NULL,
	    "print what the scan found, too", IN(debug) },
	{ { "help", no_argument, NULL, 'h' }, NULL, "print this", IN(help) },
	{ { "version", no_argument, NULL, VERSION }, NULL, "print the version",
	    IN(version) },
};

enum { COUNT = sizeof descriptions / sizeof *descriptions };

/* Says whether users can write an option as a letter, too. */
static bool
has_letter(const struct option *o)
{
	return islower(o->val) || strchr(real_capitals, o->val);
}

/*
 * Returns the long name of -o that a command does not have: -o is --output-dir
 * for commands that decode into a folder, --output for others.
 */
static const char *
other_name_of_o(const char *allowed)
{
	return strchr(allowed, 'p') ? "output" : "output-dir";
}

/* Finds the description of an option for a command, NULL for none. */
static const struct description *
find_description(int letter, const char *allowed)
{
	for (int i = 0; i < COUNT; i++)
		if (descriptions[i].option.val == letter &&
		    strcmp(descriptions[i].option.name,
			other_name_of_o(allowed)))
			return &descriptions[i];
	return NULL;
}

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
	for (int i = 0; i < COUNT; i++) {
		const struct option *o = &descriptions[i].option;

		if (!has_letter(o))
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

/* Reads an option whose value means more than its text. */
static int
take_value(
    struct options *o, int letter, const char *name, const char *value)
{
	switch (letter) {
	case DEPENDS:
		words_addf(&o->depends, "%s", value);
		return 0;
	case INPUTS:
		words_addf(&o->inputs, "%s", value);
		return 0;
	case SLICE_MEMORY:
		return parse_size("slice-memory", value, &o->slice_memory);
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
	case SPLIT:
		return parse_split(o, value);
	case STYLE:
		return parse_style(o, value);
	case REPLACE:
		return parse_replace(o, value);
	}
	return -1;
}

/* Sets one option, which was given by that name. */
static int
take(struct options *o, int letter, const char *name, const char *value)
{
	const struct description *d = descriptions;
	char *member;

	while (d->option.val != letter)
		d++;
	if (d->member == PARSED)
		return take_value(o, letter, name, value);
	member = (char *)o + d->member;
	if (d->option.has_arg)
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

/* Checks what options say together, and fills in what they leave open. */
static int
complete(struct options *o)
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
	if (o->output && !*o->output) {
		warnx("-o: the name of the output is empty");
		return -1;
	}
	if (o->merged && !*o->merged) {
		warnx("--merge: the name of the file is empty");
		return -1;
	}
	if (check_command("--pipe-to", o->plan.consumer) ||
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
	return 0;
}

/* A word of a command line that has an option, and the command it is for. */
struct given {
	const char *word;
	const char *command;
	const char *allowed; /* letters of the command's options */
	options_whose *whose;
};

/* What a command has in place of an option of other commands. */
static const struct {
	const char *command;
	int letter;
	const char *instead;
} substitutes[] = {
	{ "merge", MERGE, "-o FILE" },
	{ "slice", MERGE, "-o FILE" },
	{ "merge", 'p', "--reduce=COMMAND" },
	{ "emit", 'k', "an option of make" },
	{ "slice", 'c', "--cpu=N" },
};

static const char *
find_substitute(const char *command, int letter)
{
	for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
		if (substitutes[i].letter == letter &&
		    !strcmp(substitutes[i].command, command))
			return substitutes[i].instead;
	return NULL;
}

static bool
is_long(const struct given *g)
{
	return !strncmp(g->word, "--", 2);
}

/* Returns an option as it was given, without its value; for free(3). */
static char *
spell(const struct given *g, int letter)
{
	if (!is_long(g))
		return xasprintf("-%c", letter);
	return xstrndup(g->word, strcspn(g->word, "="));
}

/* Refuses an option that only other commands have. */
static int
refuse_foreign(const struct given *g, const char *name, int letter)
{
	const char *instead = find_substitute(g->command, letter);
	char commands[100];

	g->whose(letter, commands, sizeof commands);
	warnx("%s is an option of %s, not of %s%s%s; see perf-parallel %s -h",
	    name, commands, g->command, instead ? ", where it is " : "",
	    instead ? instead : "", g->command);
	return -1;
}

/* Finds the long option that is nearest to a name, NULL for none. */
static const struct description *
find_nearest(const char *name, const char *allowed)
{
	const struct description *found = NULL;
	struct nearest nearest = { .wanted = name };

	for (int i = 0; i < COUNT; i++)
		if ((!allowed || strchr(allowed, descriptions[i].option.val)) &&
		    nearest_try(&nearest, descriptions[i].option.name))
			found = &descriptions[i];
	return found;
}

/* Refuses an ambiguous short form; returns 0 if it is none. */
static int
refuse_short(const char *name)
{
	const char *found[COUNT];
	size_t count = 0;

	for (int i = 0; i < COUNT; i++)
		if (!strncmp(descriptions[i].option.name, name + 2,
			strlen(name + 2)))
			found[count++] = descriptions[i].option.name;
	if (count < 2)
		return 0;
	warnx("%s may be short for --%s or --%s", name, found[0], found[1]);
	return -1;
}

/* Refuses a misspelt long option; returns 0 if it is like none. */
static int
refuse_long(const struct given *g, const char *name)
{
	const struct description *near = find_nearest(name + 2, g->allowed);
	char commands[100];

	if (near) {
		warnx("%s is no option here; did you mean --%s?", name,
		    near->option.name);
		return -1;
	}
	near = find_nearest(name + 2, NULL);
	if (!near)
		return 0;
	g->whose(near->option.val, commands, sizeof commands);
	warnx("%s is no option here; --%s is one of %s", name,
	    near->option.name, commands);
	return -1;
}

/* Refuses an option that no command has. */
static void
refuse_unknown(const struct given *g, const char *name)
{
	if (is_long(g) && (refuse_short(name) || refuse_long(g, name)))
		return;
	warnx("%s is no option here; see perf-parallel %s -h", name,
	    g->command);
}

/* Refuses what getopt_long(3) refuses: an unknown option, or its value. */
static int
refuse(const struct given *g, int why)
{
	const struct description *d =
	    optopt ? find_description(optopt, g->allowed) : NULL;
	char *name = spell(g, optopt);

	if (!d || (!is_long(g) && !has_letter(&d->option)))
		refuse_unknown(g, name);
	else if (!strchr(g->allowed, optopt))
		refuse_foreign(g, name, optopt);
	else if (why == ':')
		warnx("option %s needs a value: %s", name, d->value);
	else
		warnx("option %s takes no value", name);
	free(name);
	return -1;
}

/* Sets an option that getopt_long(3) knows, if the command has it. */
static int
take_given(struct options *o, const struct given *g, int letter)
{
	char *name = spell(g, letter);
	int status = strchr(g->allowed, letter) ?
	    take(o, letter, name, optarg) : refuse_foreign(g, name, letter);

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
parse_own(struct options *o, int argc, char **argv, struct given *g)
{
	struct option long_option[COUNT + 1] = { 0 };
	char letters[2 * COUNT + 3];
	int letter;

	/* Who cuts has -n. */
	list_letters(letters, strchr(g->allowed, 'n'));
	for (int i = 0; i < COUNT; i++)
		long_option[i] = descriptions[i].option;
	optind = 1;
	opterr = 0;
	while (g->word = next_option(argv),
	    (letter = getopt_long(argc, argv, letters, long_option, NULL)) !=
		-1) {
		if (letter == ':' || letter == '?')
			return refuse(g, letter);
		if (take_given(o, g, letter))
			return -1;
	}
	o->operand = argv + optind;
	o->operands = argc - optind;
	return 0;
}

int
options_parse(struct options *o, int argc, char **argv, const char *allowed,
    options_whose *whose)
{
	struct given given = { NULL, argv[0], allowed, whose };
	int own = 1, status;
	char *separator;

	*o = (struct options){ .slice_memory = SLICING_DEFAULT };
	words_init(&o->depends);
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
	return status ? -1 : complete(o);
}

void
options_release(struct options *o)
{
	words_release(&o->depends);
	words_release(&o->inputs);
}

char *
options_folder(const struct options *o)
{
	if (!o->output)
		return xasprintf("%s-output", o->name);
	/* Nobody must take it for an option. */
	return xasprintf("%s%s", *o->output == '-' ? "./" : "", o->output);
}

void
options_print(const char *allowed)
{
	for (int i = 0; i < COUNT; i++) {
		const struct description *d = &descriptions[i];
		char names[64];
		bool letter = has_letter(&d->option);

		if (!d->text || !strchr(allowed, d->option.val) ||
		    !strcmp(d->option.name, other_name_of_o(allowed)))
			continue;
		snprintf(names, sizeof names, "%c%c%s --%s%s%s",
		    letter ? '-' : ' ', letter ? d->option.val : ' ',
		    letter ? "," : " ", d->option.name, d->value ? "=" : "",
		    d->value ? d->value : "");
		printf("  %-32s %s\n", names, d->text);
	}
}
