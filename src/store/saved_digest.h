/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digest of the recording, noted in the output folder with the state that
 * the recording had, so that jobs need not read all of it to know that it is
 * still the same.
 */
#ifndef STORE_SAVED_DIGEST_H
#define STORE_SAVED_DIGEST_H

#include <stdbool.h>

struct digest;
struct file_state;

/*
 * Notes which state of the recording has a digest.  A state that might still
 * change without a trace is not noted: jobs then read the file by themselves.
 * Returns 0, or -1 with a message.
 */
int saved_digest_note(
    const char *dir, const struct digest *, const struct file_state *);

/*
 * Gives the digest of a recording: from the note if the file is as it was
 * then, else by reading the file and noting it.  *state is the file's state
 * from before it was read.  Returns 0, or -1 with a message.
 */
int saved_digest(struct digest *, struct file_state *state, const char *dir,
    const char *recording);

/*
 * The same, but only when the file may have the same bytes as then: returns 1
 * without reading it when there is no note or it has another size.
 */
int saved_digest_again(struct digest *, struct file_state *state,
    const char *dir, const char *recording);

/* Says whether the file at path is the recording of the note. */
bool saved_digest_is_of(const char *dir, const char *path);

#endif
