/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The printer, print.so (src/printer), as part of a perf script command: perf
 * loads it with --dlfilter, and it prints samples in perf's place.  The command
 * prints the same bytes with it as without it.
 */
#ifndef PLAN_PRINTING_H
#define PLAN_PRINTING_H

#include <stdbool.h>

struct job_options;
struct perf_command;
struct words;

/*
 * Returns the path of print.so, which is in the folder of this program or where
 * it was installed with it, for free(3); NULL when there is none.
 */
char *printing_path(void);

/*
 * Returns the path of print.so for a command that it may help, for free(3), or
 * NULL.
 */
char *printing_object(const struct perf_command *, const struct job_options *);

/* What is known of the kernel's symbols. */
enum printing_kernel {
	PRINTING_ANY_KERNEL,    /* nothing */
	PRINTING_LISTED_KERNEL, /* perf has them from a list, so no sources */
	PRINTING_STILL_KERNEL,  /* nor do they change between samples */
};

/* What print.so is told, besides what perf prints.  All is the caller's. */
struct printing {
	const char *object; /* its path */
	const char *report; /* a file for what it has done (printer/report.h) */
	const char *plain;  /* a file with names (plain_files.h), or NULL */
	const char *counts; /* what folding_in_printer() returned */
	enum printing_kernel kernel;
};

/* Adds print.so and its arguments to the words of a command. */
void printing_add(const struct printing *, const struct perf_command *,
    struct words *);

#endif
