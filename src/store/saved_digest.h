/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digest of the recording, which the output folder keeps with the state
 * that the recording had, so that a job need not read all of it to know that it
 * has not changed.
 */
#ifndef STORE_SAVED_DIGEST_H
#define STORE_SAVED_DIGEST_H

#include <stdbool.h>

struct digest;
struct file_state;

/*
 * Notes the digest of a state of the recording in the output folder dir.  A
 * state that might still change without a trace is not noted: then each job
 * reads the recording.  Returns 0, or -1 with a message.
 */
int saved_digest_note(
    const char *dir, const struct digest *, const struct file_state *);

/*
 * Gives the state of a recording and its digest: the noted one if the state is
 * the same, otherwise by reading the recording after that and noting it.
 * Returns 0, or -1 with a message.
 */
int saved_digest(struct digest *, struct file_state *state, const char *dir,
    const char *recording);

/*
 * Does the same, but returns 1, without reading the recording, when there is no
 * note or the size differs.
 */
int saved_digest_again(struct digest *, struct file_state *state,
    const char *dir, const char *recording);

/* Says whether the file at path is the noted recording. */
bool saved_digest_is_of(const char *dir, const char *path);

#endif
