/* SPDX-License-Identifier: GPL-2.0-only */
/* Our options, and the commands that take each. */
#ifndef CMD_OPTION_TABLE_H
#define CMD_OPTION_TABLE_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The commands, a bit for each, in the order in which help prints them. */
enum {
	FOR_RUN = 1 << 0,
	FOR_EMIT = 1 << 1,
	FOR_PLAN = 1 << 2,
	FOR_MERGE = 1 << 3,
	FOR_INFO = 1 << 4,
	FOR_SLICE = 1 << 5,
	FOR_FOLD = 1 << 6,
	FOR_FLAMEGRAPH = 1 << 7,
	FOR_CLEAN = 1 << 8,
	FOR_JOB = 1 << 9,
	COMMANDS = 10,
};

extern const char *const command_names[COMMANDS]; /* by the number of the bit */

/* Capitals and digits in place of letters for options that have none. */
enum {
	NAME = 'A',
	NEWER = 'W',
	DEPENDS = 'P',
	INPUTS = 'I',
	RECORDING = 'R',
	SLICE_MEMORY = 'M',
	PRINTER = 'H',
	ADDR2LINE = '4',
	FOLD = '1',
	FLAMEGRAPH = '2',
	MERGE = 'G',
	STATELESS = 'Z',
	REPLACE = 'X',
	REDUCE = 'Q',
	VERIFY = 'F',
	TIME = 'T',
	CPU = 'U',
	SPLIT = 'S',
	TITLE = 'O',
	MIN_WIDTH = 'K',
	JSON = 'J',
	ANNOUNCE = 'L',
	STYLE = 'Y',
	EXPLAIN = 'E',
	FOLD_WITH = 'B',
	EVENT = '3',
	VERSION = 'V',
};

/* In place of an offset: the text of the value must be parsed. */
#define OPTION_PARSED SIZE_MAX

struct option_row {
	struct option option; /* for getopt_long(3) */
	unsigned commands;    /* a bit for each command that takes it */
	const char *value;    /* name of its value in help, NULL for none */
	const char *text;     /* for help; NULL for a second name */
	size_t member;        /* offset in struct options, or OPTION_PARSED */
};

enum { OPTION_ROWS_MAX = 64 };

extern const struct option_row option_table[];
extern const size_t option_rows;

/* Says whether an option can also be written as a letter. */
bool option_has_letter(const struct option *);

/*
 * Returns the option with a letter that one of these commands takes, or NULL.
 */
const struct option_row *option_find(int letter, unsigned commands);

/*
 * Writes the names of the commands that take an option, such as "run and emit".
 */
void option_commands(int letter, char *text, size_t room);

/* Prints the help for each option that one of these commands takes. */
void option_print(unsigned commands);

#endif
