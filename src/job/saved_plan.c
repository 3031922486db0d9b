/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/file.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/outfile.h"
#include "data/recording_files.h"
#include "job/cleaning.h"
#include "job/output.h"
#include "job/saved_plan.h"
#include "plan/plan.h"

/*
 * The file's first line, then "per-cpu" or "by-time", a line "KEY FOLDER" for
 * each range with "." for the output folder itself, and "end COUNT".
 */
static const char title[] = "perf-parallel plan 1";

/* Returns the plan as the text of its file, for free(3). */
static char *
text_of(const struct plan *p)
{
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	fprintf(f, "%s\n%s\n", title, p->per_cpu ? "per-cpu" : "by-time");
	for (size_t i = 0; i < p->count; i++)
		fprintf(f, "%s %s\n", p->range[i].key.text,
		    *p->range[i].folder ? p->range[i].folder : ".");
	fprintf(f, "end %zu\n", p->count);
	fclose(f);
	return text;
}

/* Returns the contents of a file for free(3); NULL with errno set. */
static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	/* None of our files has a NUL, so this reads all of it. */
	if (getdelim(&text, &room, '\0', f) < 0) {
		free(text);
		text = xstrdup("");
	}
	fclose(f);
	return text;
}

/* Takes one "KEY FOLDER" line; returns -1 when it is none. */
static int
parse_range(struct saved_plan *p, size_t *room, const char *line)
{
	struct saved_range *r;
	struct digest digest;
	const char *folder = line + DIGEST_TEXT;

	p->range = xgrow(p->range, p->count, room, sizeof *p->range);
	r = &p->range[p->count];
	if (strlen(line) < DIGEST_TEXT + 1 || line[DIGEST_TEXT - 1] != ' ')
		return -1;
	memcpy(r->key, line, DIGEST_TEXT - 1);
	r->key[DIGEST_TEXT - 1] = '\0';
	if (digest_parse(&digest, r->key) || *folder == '/' ||
	    strstr(folder, ".."))
		return -1;
	r->folder = xstrdup(strcmp(folder, ".") ? folder : "");
	p->count++;
	return 0;
}

static int
parse(struct saved_plan *p, char *text)
{
	char *line = strsep(&text, "\n");
	size_t room = 0, count;

	if (strcmp(line, title) || !(line = strsep(&text, "\n")))
		return -1;
	p->per_cpu = !strcmp(line, "per-cpu");
	while ((line = strsep(&text, "\n")) && strncmp(line, "end ", 4))
		if (parse_range(p, &room, line))
			return -1;
	return line && sscanf(line, "end %zu", &count) == 1 &&
		count == p->count ? 0 : -1;
}

/* Reads the plan; 1 when there is none, -1 with a message when it is bad. */
static int
read_plan(struct saved_plan *p, const char *path)
{
	char *text = read_file(path);
	int status;

	*p = (struct saved_plan){ 0 };
	if (!text)
		return 1;
	status = parse(p, text);
	free(text);
	if (status) {
		warnx("%s is damaged; emit or run again to make it anew", path);
		saved_plan_release(p);
	}
	return status;
}

int
saved_plan_read(struct saved_plan *p, const char *dir)
{
	char *path = output_private_path(dir, "plan");
	int status = read_plan(p, path);

	if (status > 0)
		warn("cannot read the plan %s", path);
	free(path);
	return status ? -1 : 0;
}

void
saved_plan_release(struct saved_plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->range[i].folder);
	free(p->range);
	*p = (struct saved_plan){ 0 };
}

static int
by_folder(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Removes what ranges of an earlier plan left that the new one has not. */
static int
remove_dropped(const char *dir, const struct saved_plan *old,
    const struct plan *new)
{
	const char **folder = xcalloc(new->count, sizeof *folder);
	int status = 0;

	for (size_t i = 0; i < new->count; i++)
		folder[i] = new->range[i].folder;
	qsort(folder, new->count, sizeof *folder, by_folder);
	for (size_t i = 0; i < old->count; i++) {
		const char *name = old->range[i].folder;

		if (!bsearch(&name, folder, new->count, sizeof *folder,
			by_folder) && clean_range(dir, name))
			status = -1;
	}
	free(folder);
	return status;
}

/* Writes text to a file of ours, unless that is what it holds already. */
static int
write_if_changed(const char *path, const char *text)
{
	char *old = read_file(path);
	bool same = old && !strcmp(old, text);
	struct outfile out;

	free(old);
	if (same)
		return 0;
	if (outfile_open(&out, path))
		return -1;
	fputs(text, out.stream);
	return outfile_commit(&out, true);
}

/*
 * Notes which state of the recording has a digest.  A state that might still
 * change without a trace is not noted: jobs then read the file by themselves.
 */
static int
write_note(const char *dir, const struct digest *digest,
    const struct file_state *state)
{
	char *path = output_private_path(dir, "recording");
	char letters[DIGEST_TEXT];
	char *text = xasprintf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			       " %" PRIu64 "\n",
	    digest_format(letters, digest), state->size, state->mtime_ns,
	    state->ctime_ns, state->inode, state->device);
	int status = state->settled ? write_if_changed(path, text) : 0;

	free(text);
	free(path);
	return status;
}

/* Locks the folder against others that install a plan; see flock(2). */
static int
lock_folder(const char *dir)
{
	char *path = output_private_path(dir, NULL);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || flock(fd, LOCK_EX)) {
		warn("cannot lock %s; see that its file system has locks", path);
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

int
saved_plan_install(
    const char *dir, const struct plan *plan, const struct file_state *state)
{
	int lock = lock_folder(dir), status;
	struct saved_plan old;
	char *path, *text;

	if (lock < 0)
		return -1;
	path = output_private_path(dir, "plan");
	text = text_of(plan);
	status = read_plan(&old, path);
	/* A damaged plan tells nothing about what it left. */
	status = status ? 0 : remove_dropped(dir, &old, plan);
	saved_plan_release(&old);
	if (!status)
		status = write_note(dir, &plan->recording, state);
	if (!status)
		status = write_if_changed(path, text);
	close(lock);
	free(text);
	free(path);
	return status;
}

/* Reads the note of a digest; false when there is none that makes sense. */
static bool
read_note(const char *dir, struct digest *digest, struct file_state *state)
{
	char *path = output_private_path(dir, "recording");
	char *text = read_file(path), letters[DIGEST_TEXT];
	bool good = text && sscanf(text,
	    "%22s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
	    letters, &state->size, &state->mtime_ns, &state->ctime_ns,
	    &state->inode, &state->device) == 6 &&
	    !digest_parse(digest, letters);

	free(text);
	free(path);
	return good;
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
	if (recording_files_digest(digest, recording))
		return -1;
	return write_note(dir, digest, state);
}
