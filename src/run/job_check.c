/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/words.h"
#include "perfdata/recording_files.h"
#include "plan/job_options.h"
#include "plan/key.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "run/job.h"
#include "run/job_check.h"
#include "store/output.h"
#include "store/saved_digest.h"
#include "store/saved_identity.h"
#include "store/saved_lookups.h"

/* Prints that something has changed, and when to go on.  Returns -1. */
static int
refuse_until(const struct job *j, const char *what, const char *when)
{
	warnx("%s: %s changed since the ranges were planned; emit or run "
	      "again%s", range_name(j->folder), what, when);
	return -1;
}

static int
refuse(const struct job *j, const char *what)
{
	return refuse_until(j, what, "");
}

/* Sees that the recording, whose state is given, is the one of the plan. */
static int
check_recording(const struct job *j, struct file_state *state)
{
	struct digest digest;

	if (saved_digest(&digest, state, j->dir, j->command->input))
		return -1;
	return memcmp(&digest, &j->digest, sizeof digest) ?
	    refuse(j, j->command->input) : 0;
}

/*
 * Gives the digest of what perf finds by itself now, and checks that it is what
 * was there when the ranges were planned.
 */
static int
check_found(const struct job *j, struct digest *found)
{
	static const char jit[] = "/tmp/perf-";
	char *changed = NULL, *what;
	int status = saved_lookups_look(
	    j->dir, &j->contents, j->command, found, &changed);

	if (status < 0 && errno && errno != ENOENT) {
		warn("%s: cannot read %s/" OUTPUT_PRIVATE "/lookups",
		    range_name(j->folder), j->dir);
	} else if (status < 0) {
		warnx("%s: %s/" OUTPUT_PRIVATE "/lookups does not say what "
		      "perf looks for; emit or run again",
		    range_name(j->folder), j->dir);
	} else if (status > 0) {
		what = xasprintf("what perf finds of %s", changed);
		refuse_until(j, what, strncmp(changed, jit, strlen(jit)) ? "" :
			" when the process that writes it has ended");
		free(what);
	}
	free(changed);
	return status ? -1 : 0;
}

/* Says whether the words of a consumer name a file. */
static bool
is_given(const char *consumer, const char *path)
{
	struct words w;
	bool is = false;

	if (!consumer || words_split(&w, consumer))
		return false;
	for (size_t i = 1; !is && i < w.count; i++) {
		const char *value = strchr(w.word[i], '=');

		is = !strcmp(w.word[i], path) ||
		    (value && !strcmp(value + 1, path));
	}
	words_release(&w);
	return is;
}

/* Prints why the key is not what was planned.  Returns -1. */
static int
refuse_key(const struct job *j)
{
	const char *consumer = j->options->consumer;
	char *changed = saved_identity_change(j->dir, j->command, j->options);

	if (!changed)
		warnx("%s: the ranges were planned again since, or for another "
		      "command, --pipe-to or --depends; emit or run again",
		    range_name(j->folder));
	else if (is_given(consumer, changed))
		warnx("%s: %s changed since the ranges were planned; if it is "
		      "--pipe-to '%s' that writes it, all ranges would: let "
		      "that print to standard output, which --merge and "
		      "--reduce put together, or write sh -c '...' and give "
		      "each a file of its own; else emit or run again",
		    range_name(j->folder), changed, consumer);
	else
		refuse(j, changed);
	free(changed);
	return -1;
}

/* Sees that running the command now has the key that was asked for. */
static int
check_key(const struct job *j)
{
	struct digest found, identity;
	struct key key;

	if (check_found(j, &found) ||
	    saved_identity(&identity, j->dir, j->command, j->options))
		return -1;
	key = key_of(&j->contents, &found, &j->command->words, &identity,
	    j->options);
	return strcmp(key.text, j->key) ? refuse_key(j) : 0;
}

int
job_check(const struct job *j, struct file_state *before)
{
	return check_recording(j, before) || check_key(j) ? -1 : 0;
}

int
job_check_again(const struct job *j, const struct file_state *before)
{
	struct file_state now;

	if (recording_files_state(&now, j->command->input))
		return -1;
	/* It may have been touched only. */
	if (!file_state_equal(&now, before) && check_recording(j, &now))
		return -1;
	return check_key(j);
}
