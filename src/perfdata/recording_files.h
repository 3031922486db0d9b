/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files that a recording is made of, known by the path that perf is given:
 * one file, or those of a folder that perf record --threads made, which are
 * data and data.0, data.1 and so on.
 */
#ifndef PERFDATA_RECORDING_FILES_H
#define PERFDATA_RECORDING_FILES_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/file_state.h"
#include "base/words.h"

/*
 * Fills words with the paths of the files, the one with the header first.
 * Returns 0, or -1 with a message.
 */
int recording_files(struct words *, const char *path, bool *is_folder);

/*
 * Reads the state of all files as if they were one.  Returns 0, or -1 with a
 * message.
 */
int recording_files_state(struct file_state *, const char *path);

/*
 * Computes the digest of all files, which is that of their digests where there
 * are several.  Returns 0, or -1 with a message.
 */
int recording_files_digest(struct digest *, const char *path);

#endif
