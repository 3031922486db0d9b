/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All options of ours, and which commands take each.
 */
#ifndef CMD_OPTION_TABLE_H
#define CMD_OPTION_TABLE_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The commands, in the order in which help tells them; a bit for each. */
enum {
	FOR_RUN = 1 << 0,
	FOR_EMIT = 1 << 1,
	FOR_PLAN = 1 << 2,
	FOR_MERGE = 1 << 3,
	FOR_INFO = 1 << 4,
	FOR_SLICE = 1 << 5,
	FOR_CLEAN = 1 << 6,
	FOR_JOB = 1 << 7,
	COMMANDS = 8,
};

extern const char *const command_names[COMMANDS]; /* by the bit's number */

/* Capitals that stand for options without a letter. */
enum {
	NAME = 'A',
	NEWER = 'W',
	DEPENDS = 'P',
	INPUTS = 'I',
	RECORDING = 'R',
	SLICE_MEMORY = 'M',
	PRINTER = 'H',
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

/* Instead of a member: the value means more than its text. */
#define OPTION_PARSED SIZE_MAX

struct option_row {
	struct option option; /* as getopt_long(3) has it */
	unsigned commands;    /* that take it */
	const char *value;    /* what its value is called, NULL for none */
	const char *text;     /* for help; NULL for another name of the same */
	size_t member;        /* offset in struct options, or OPTION_PARSED */
};

enum { OPTION_ROWS_MAX = 64 };

extern const struct option_row option_table[];
extern const size_t option_rows;

/* Says whether users can write an option as a letter, too. */
bool option_has_letter(const struct option *);

/* Finds the option with a letter that some of these commands take, or NULL. */
const struct option_row *option_find(int letter, unsigned commands);

/* Writes the names of the commands that take an option, as "run and emit". */
void option_commands(int letter, char *text, size_t room);

/* Prints what each option of some of these commands does. */
void option_print(unsigned commands);

#endif
