/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The use of print.so by a job: whether perf is to load it, what it reports,
 * and what follows when it gives up or perf fails with it.  Then perf decodes
 * the range alone, and the output folder has a note, so that later jobs on the
 * same recording, with the same perf and print.so, do not try:
 *
 *	.perf-parallel/no-printer	a digest of these three
 */
#ifndef RUN_PRINTER_USE_H
#define RUN_PRINTER_USE_H

#include <stdbool.h>
#include <stdio.h>

#include "plan/printing.h"
#include "printer/report.h"

struct job;
struct outcome;
struct perf_command;
struct words;

/* It owns its members. */
struct printer_use {
	char *object;      /* the path of print.so; NULL when it is not used */
	char *plain;       /* the path of a list, see plain_files.h, or NULL */
	const char *counts; /* what folding_in_printer() returned */
	int report;        /* descriptor of the report's file, or -1 */
	char *report_path; /* that file's path, for perf */
};

/*
 * Gets ready to use print.so if it may help the job's command, unless it is
 * noted that it does not, or that perf cannot open what we have in /proc
 * (slicing_give_up()).  The caller releases it.
 */
void printer_use_open(struct printer_use *, const struct job *);
void printer_use_release(struct printer_use *);

/* Adds print.so to the words of the job's command if it is used. */
void printer_use_add(const struct printer_use *, const struct perf_command *,
    enum printing_kernel, struct words *);

/*
 * Says whether perf must decode the range alone, after a pipeline had this
 * outcome: print.so has given up, was not loaded, or perf crashed.
 */
bool printer_use_failed(const struct printer_use *, const struct outcome *);

/*
 * Makes the note and prints a message that says why, unless another job has.
 * status is that of perf with print.so, from waitpid(2).  The use is released.
 */
void printer_use_give_up(
    struct printer_use *, const struct job *, int status);

/*
 * Reads how many samples were reported.  Returns false when print.so was not
 * used or its report is not complete.
 */
bool printer_use_counts(const struct printer_use *, struct report *);

#endif
