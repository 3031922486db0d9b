/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages that refuse an option, and say what may have been meant. */
#ifndef CMD_OPTION_REFUSALS_H
#define CMD_OPTION_REFUSALS_H

/* A word of the command line with an option, and the command that it is for. */
struct given_option {
	const char *word;
	unsigned commands; /* the bit of that command */
};

/* Returns an option as it was written, without its value, for free(3). */
char *option_spell(const struct given_option *, int letter);

/*
 * Refuses an option that only other commands have.  Returns -1 with a message.
 */
int option_refuse_foreign(
    const struct given_option *, const char *name, int letter);

/*
 * Refuses an option for which getopt_long(3) returned why: it is unknown, or
 * its value is missing or not expected.  Returns -1 with a message.
 */
int option_refuse(const struct given_option *, int why);

#endif
