/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why an option is not taken, and what may have been meant.
 */
#ifndef CMD_OPTION_REFUSALS_H
#define CMD_OPTION_REFUSALS_H

/* A word of a command line that has an option, and the command it is for. */
struct given_option {
	const char *word;
	unsigned commands; /* the bit of that command */
};

/* Returns an option as it was given, without its value; for free(3). */
char *option_spell(const struct given_option *, int letter);

/* Refuses an option that only other commands have: -1, with a message. */
int option_refuse_foreign(
    const struct given_option *, const char *name, int letter);

/*
 * Refuses what getopt_long(3) refuses, which returned why: an unknown option,
 * or its value.  Returns -1, with a message.
 */
int option_refuse(const struct given_option *, int why);

#endif
