/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of a recording, found by the path that perf is given: one file, or
 * those in a folder that perf record --threads made, which are data, data.0,
 * data.1 and so on.
 */
#ifndef PERFDATA_RECORDING_FILES_H
#define PERFDATA_RECORDING_FILES_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/file_state.h"
#include "base/words.h"

/*
 * Starts a list of the files' paths, the one with the header first.  Returns 0,
 * or -1 with a message.
 */
int recording_files(struct words *, const char *path, bool *is_folder);

/* Reads the state of all files together.  Returns 0, or -1 with a message. */
int recording_files_state(struct file_state *, const char *path);

/*
 * Computes the digest of a recording: that of its file, or of the digests of
 * its files.  Returns 0, or -1 with a message.
 */
int recording_files_digest(struct digest *, const char *path);

#endif
