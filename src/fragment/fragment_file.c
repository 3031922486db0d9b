/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/nanosec.h"
#include "base/outfile.h"
#include "base/text_file.h"
#include "base/words.h"
#include "fragment/fragment.h"
#include "perfdata/recording_files.h"
#include "plan/found.h"
#include "plan/identity.h"
#include "plan/plan.h"
#include "store/output.h"

/*
 * Sees that make will not take the fragment for older than what it is made
 * from, not even if that is from the future or if times are coarser here: make
 * would remake it again and again.
 */
static int
be_newer(FILE *out, uint64_t than_ns)
{
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = than_ns / NS_PER_SEC + 2 } };
	struct stat st;

	if (fflush(out) || fstat(fileno(out), &st))
		return -1;
	if (nanosec_of(st.st_mtim) >= than_ns)
		return 0;
	return futimens(fileno(out), t);
}

/* Raises *newest_ns to the time of a file, if that is later. */
static int
find_newest(uint64_t *newest_ns, const char *path)
{
	struct file_state state;

	if (file_state_read(&state, path))
		return -1;
	if (state.mtime_ns > *newest_ns)
		*newest_ns = state.mtime_ns;
	return 0;
}

static int
find_newest_of(uint64_t *newest_ns, const struct words *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (find_newest(newest_ns, files->word[i]))
			return -1;
	return 0;
}

/* Finds the newest time, ignoring files that are missing. */
static void
find_newest_there(uint64_t *newest_ns, const struct words *files)
{
	struct stat st;

	for (size_t i = 0; i < files->count; i++)
		if (!stat(files->word[i], &st) &&
		    nanosec_of(st.st_mtim) > *newest_ns)
			*newest_ns = nanosec_of(st.st_mtim);
}

/* Gives the written file its time. */
static int
set_time(const struct outfile *out, const struct fragment *f,
    const struct file_state *recording)
{
	uint64_t newest_ns = recording->mtime_ns;

	if ((f->newer_than && find_newest(&newest_ns, f->newer_than)) ||
	    find_newest_of(&newest_ns, f->files) ||
	    find_newest_of(&newest_ns, f->reducing))
		return -1;
	find_newest_there(&newest_ns, &f->found->watched);
	if (!be_newer(out->stream, newest_ns))
		return 0;
	warn("cannot write %s", out->path);
	return -1;
}

/* Prints what changed while the recording was planned.  Returns -1. */
static int
refuse(const struct fragment *f, const char *of, const char *what)
{
	warnx("%s%s, which outputs depend on, changed while %s was planned; "
	      "emit again", of, what, f->recording);
	return -1;
}

/* Checks that the files of the identity are as they were. */
static int
check_named(const struct fragment *f)
{
	struct identity now;
	const char *changed;
	bool settled;

	if (identity_look(&now, &settled, f->command, f->job))
		return -1;
	changed = identity_change(&f->seen->states, &now.states);
	if (changed)
		refuse(f, "", changed);
	identity_release(&now);
	return changed ? -1 : 0;
}

/* Checks that what perf looks for by itself is as it was. */
static int
check_found(const struct fragment *f)
{
	struct digest then = found_digest(f->found), now;
	struct found found;
	char *changed;
	int status = 0;

	found_look(&found, f->lookups, f->command);
	now = found_digest(&found);
	if (memcmp(&then, &now, sizeof then)) {
		changed = found_change(f->lookups, &f->found->state,
		    f->found->config, &found, f->command);
		status = refuse(f, "what perf finds of ",
		    changed ? changed : "the kernel");
		free(changed);
	}
	found_release(&found);
	return status;
}

/* Checks that all files but the recording are as they were. */
static int
check_others(const struct fragment *f)
{
	return check_named(f) || check_found(f) ? -1 : 0;
}

/*
 * Sees that everything is as it was.  Whoever writes to a file from here on
 * makes it newer than the fragment.
 */
static int
check_unchanged(const struct fragment *f, const struct file_state *recording)
{
	struct file_state now;

	if (recording_files_state(&now, f->recording))
		return -1;
	if (file_state_equal(&now, recording))
		return check_others(f);
	warnx("%s changed while it was planned; emit again when nothing writes "
	      "to it any more", f->recording);
	return -1;
}

/* Ends a file that has its text. */
static int
finish(struct outfile *out, const struct fragment *f,
    const struct file_state *recording)
{
	/* Now errno is that of the write. */
	if (ferror(out->stream) || fflush(out->stream))
		warn("cannot write %s", out->part);
	else if (!set_time(out, f, recording) &&
	    !check_unchanged(f, recording))
		return outfile_commit(out, true);
	outfile_abandon(out);
	return -1;
}

int
fragment_write_list(const char *dir, const struct plan *p)
{
	char *path = output_private_path(dir, "outputs"), *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);
	int status;

	for (size_t i = 0; i < p->count; i++) {
		char *output = output_path(dir, p->range[i].folder, "out.txt");

		fprintf(f, "%s\n", output);
		free(output);
	}
	fclose(f);
	status = text_file_write(path, text, false);
	free(text);
	free(path);
	return status;
}

int
fragment_write(const struct fragment *f, const struct plan *p,
    const char *path, const struct file_state *recording)
{
	struct outfile out;

	if (!strcmp(path, "-")) {
		fragment_put(stdout, f, p);
		return check_unchanged(f, recording);
	}
	if (outfile_open(&out, path))
		return -1;
	fragment_put(out.stream, f, p);
	return finish(&out, f, recording);
}

int
fragment_renew(const struct fragment *f, const char *path,
    const struct file_state *recording)
{
	FILE *old = fopen(path, "re");
	struct outfile out;
	int c, status = old ? outfile_open(&out, path) : -1;

	if (!old)
		warn("cannot read %s", path);
	if (!status) {
		while ((c = getc(old)) != EOF)
			putc(c, out.stream);
		status = finish(&out, f, recording);
	}
	if (old)
		fclose(old);
	return status;
}
