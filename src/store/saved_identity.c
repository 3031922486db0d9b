/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/text_file.h"
#include "base/words.h"
#include "plan/identity.h"
#include "store/output.h"
#include "store/saved_identity.h"

/* Reads the note, "STATES IDENTITY"; returns false when its states differ. */
static bool
read_note(const char *path, const struct digest *states, struct digest *digest)
{
	char noted[DIGEST_TEXT], letters[DIGEST_TEXT], now[DIGEST_TEXT];
	char *text = text_file_read(path);
	bool good = text && sscanf(text, "%22s %22s", noted, letters) == 2 &&
	    !strcmp(noted, digest_format(now, states)) &&
	    !digest_parse(digest, letters);

	free(text);
	return good;
}

static int
write_note(const char *path, const struct digest *states,
    const struct digest *digest)
{
	char noted[DIGEST_TEXT], letters[DIGEST_TEXT];
	char *text = xasprintf("%s %s\n", digest_format(noted, states),
	    digest_format(letters, digest));
	int status = text_file_write(path, text, false);

	free(text);
	return status;
}

int
saved_identity(struct digest *digest, const char *dir,
    const struct perf_command *command, const struct job_options *job)
{
	struct identity identity, seen;
	struct digest states;
	bool settled;
	char *path;
	int status = 0;

	if (identity_look(&seen, &settled, command, job))
		return -1;
	states = seen.digest;
	identity_release(&seen);
	path = output_private_path(dir, "identity");
	if (!read_note(path, &states, digest)) {
		status = identity_read(&identity, command, job);
		if (!status) {
			*digest = identity.digest;
			identity_release(&identity);
			if (settled)
				status = write_note(path, &states, digest);
		}
	}
	free(path);
	return status;
}

int
saved_identity_note(const char *dir, const struct identity *identity)
{
	char *path = output_private_path(dir, "files"), *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);
	int status;

	for (size_t i = 0; i < identity->states.count; i++)
		fprintf(f, "%s\n", identity->states.word[i]);
	fclose(f);
	status = text_file_write(path, text, false);
	free(text);
	free(path);
	return status;
}

/* Reads the noted states of files; returns false when they are damaged. */
static bool
read_files(const char *dir, struct words *states)
{
	char *path = output_private_path(dir, "files");
	char *text = text_file_read(path), *rest = text, *line;
	bool good = text;

	words_init(states);
	while ((line = strsep(&rest, "\n")) && *line) {
		good = good && strchr(line, ' ');
		words_addf(states, "%s", line);
	}
	free(text);
	free(path);
	return good;
}

char *
saved_identity_change(const char *dir, const struct perf_command *command,
    const struct job_options *job)
{
	struct words then;
	struct identity now;
	const char *change;
	char *path = NULL;

	if (read_files(dir, &then) &&
	    !identity_read(&now, command, job)) {
		change = identity_change(&then, &now.states);
		path = change ? xstrdup(change) : NULL;
		identity_release(&now);
	}
	words_release(&then);
	return path;
}
