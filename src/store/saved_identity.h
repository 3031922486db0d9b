/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identity of the files that jobs depend on (plan/identity.h), noted in the
 * output folder, so that not every job reads all of perf to know it; and the
 * files that there were when the ranges were planned, so that a job can name
 * the one that is another.
 */
#ifndef STORE_SAVED_IDENTITY_H
#define STORE_SAVED_IDENTITY_H

struct digest;
struct identity;
struct job_options;
struct perf_command;

/*
 * Gives the digest of the identity: from the note if all files are as they
 * were then, else by reading them and noting it.  Returns 0, or -1 with a
 * message.
 */
int saved_identity(struct digest *, const char *dir,
    const struct perf_command *, const struct job_options *);

/* Notes the files of a plan.  Returns 0, or -1 with a message. */
int saved_identity_note(const char *dir, const struct identity *);

/*
 * Returns the path, for free(3), of the first of these files that has come,
 * gone or changed since; NULL when none has, or it cannot be told.
 */
char *saved_identity_change(const char *dir, const struct perf_command *,
    const struct job_options *);

#endif
