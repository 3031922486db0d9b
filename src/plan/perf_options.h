/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of perf script, and the grammar of its command line: attached and
 * separate values, bundles of letters, abbreviated and negated long names; and
 * the options of perf itself, before the word script.  Source: perf script -h
 * of perf 6.1 and 6.12, with which a test compares the table, and
 * tools/lib/subcmd/parse-options.c for the grammar.
 */
#ifndef PLAN_PERF_OPTIONS_H
#define PLAN_PERF_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum perf_option_value {
	PERF_OPTION_FLAG,     /* takes no value */
	PERF_OPTION_VALUE,    /* -x v, -xv, --long v or --long=v */
	PERF_OPTION_OPTIONAL, /* only --long=v; without it there is none */
};

struct perf_option {
	char letter; /* 0 for none */
	const char *name;
	enum perf_option_value value;
	const char *refused; /* why it makes no sense in ranges, or NULL */
	bool header;         /* it prints a header, which merging cleans up */
	const char *unsliced; /* why it needs the whole recording, or NULL */
	const char *symbols; /* why kernel symbols must be all there */
	const char *differs; /* why merged ranges are not the serial output */
	bool perhaps;        /* it is not certain that they differ */
	uint64_t records;    /* they differ only with records of these types,
			      * a bit each; 0: with any */
	const char *unprinted; /* why perf must print all samples itself */
	const char *alone; /* why all must be decoded in one range, or NULL */
};

/* All options, at most PERF_OPTIONS_MAX; the last has no name. */
enum { PERF_OPTIONS_MAX = 128 };
extern const struct perf_option perf_options[];

/* The start of a command line, up to the options of perf script. */
struct perf_start {
	size_t options;          /* number of the word after "script" */
	const char *buildid_dir; /* in the words, or NULL */
};

/*
 * Finds "script" after the name of perf and the options of perf itself
 * (handle_options() in tools/perf/perf.c).  Returns 0, or -1 with a message
 * that says what else the command is.
 */
int perf_options_start(
    struct perf_start *, char *const *word, size_t count);

/* The place of an option in a command line. */
struct perf_option_use {
	const struct perf_option *option; /* NULL: an unknown long one */
	size_t word;       /* number of the word it is in */
	size_t at;         /* offset of its letter there; 0 for a long one */
	const char *value; /* in the words; NULL when it has none */
	size_t value_word; /* the word that the value is in */
	bool negated;      /* --no-name */
};

/*
 * Finds the next option in a command line of count words, starting with word
 * *next at offset *at, which are 0 at first, and moves both after it.  Returns
 * 1, or 0 at the first word that is no option (*next is then that word, after a
 * "--"), or -1 with a message that names the option that perf would refuse.
 */
int perf_options_next(char *const *word, size_t count, size_t *next,
    size_t *at, struct perf_option_use *use);

#endif
