/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/file_state.h"
#include "base/text_file.h"
#include "perfdata/recording_files.h"
#include "store/output.h"
#include "store/saved_digest.h"

int
saved_digest_note(const char *dir, const struct digest *digest,
    const struct file_state *state)
{
	char *path = output_private_path(dir, "recording");
	char letters[DIGEST_TEXT];
	char *text = xasprintf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			       " %" PRIu64 "\n",
	    digest_format(letters, digest), state->size, state->mtime_ns,
	    state->ctime_ns, state->inode, state->device);
	int status = state->settled ? text_file_write(path, text, true) : 0;

	free(text);
	free(path);
	return status;
}

/* Reads the note; returns false when there is none that makes sense. */
static bool
read_note(const char *dir, struct digest *digest, struct file_state *state)
{
	char *path = output_private_path(dir, "recording");
	char *text = text_file_read(path), letters[DIGEST_TEXT];
	bool good = text && sscanf(text,
	    "%22s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
	    letters, &state->size, &state->mtime_ns, &state->ctime_ns,
	    &state->inode, &state->device) == 6 &&
	    !digest_parse(digest, letters);

	free(text);
	free(path);
	return good;
}

/* Digests the recording in this state, and notes the digest. */
static int
digest_anew(struct digest *digest, const struct file_state *state,
    const char *dir, const char *recording)
{
	if (recording_files_digest(digest, recording))
		return -1;
	return saved_digest_note(dir, digest, state);
}

int
saved_digest(struct digest *digest, struct file_state *state, const char *dir,
    const char *recording)
{
	struct file_state noted;

	if (recording_files_state(state, recording))
		return -1;
	if (read_note(dir, digest, &noted) && file_state_equal(&noted, state))
		return 0;
	return digest_anew(digest, state, dir, recording);
}

int
saved_digest_again(struct digest *digest, struct file_state *state,
    const char *dir, const char *recording)
{
	struct file_state noted;

	if (recording_files_state(state, recording))
		return -1;
	if (!read_note(dir, digest, &noted) || noted.size != state->size)
		return 1;
	return file_state_equal(&noted, state) ? 0 :
	    digest_anew(digest, state, dir, recording);
}

bool
saved_digest_is_of(const char *dir, const char *path)
{
	struct file_state noted, state;
	struct digest digest;
	struct stat st;

	if (stat(path, &st) || !read_note(dir, &digest, &noted))
		return false;
	file_state_from(&state, &st);
	return state.inode == noted.inode && state.device == noted.device;
}
