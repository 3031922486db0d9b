/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identity of the files that jobs depend on (plan/identity.h), which the
 * output folder keeps, so that not every job has to read all of perf; and the
 * states of these files when the ranges were planned, so that a job can name
 * the file that has changed.
 */
#ifndef STORE_SAVED_IDENTITY_H
#define STORE_SAVED_IDENTITY_H

struct digest;
struct identity;
struct job_options;
struct perf_command;

/*
 * Gives the digest of the identity: the noted one if all files are as they were
 * then, otherwise by reading and noting them.  Returns 0, or -1 with a message.
 */
int saved_identity(struct digest *, const char *dir,
    const struct perf_command *, const struct job_options *);

/* Notes the states of the files of a plan.  Returns 0, or -1 with a message. */
int saved_identity_note(const char *dir, const struct identity *);

/*
 * Returns the path, for free(3), of the first of these files that has come,
 * gone or changed since the plan; NULL when none has, or it is unknown.
 */
char *saved_identity_change(const char *dir, const struct perf_command *,
    const struct job_options *);

#endif
