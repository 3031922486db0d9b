/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "job/merge.h"
#include "job/output.h"
#include "job/saved_plan.h"
#include "job/stamps.h"
#include "plan/plan.h"

enum { NAMED_MAX = 10 }; /* so many ranges are named, others counted */

/* Sees that every range has its output; names those that have not. */
static int
check_complete(const char *dir, const struct saved_plan *p)
{
	size_t missing = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct saved_range *r = &p->range[i];

		if (stamp_is_valid(dir, r->folder, r->key))
			continue;
		if (missing++ < NAMED_MAX)
			warnx("%s: %s is not complete", dir,
			    range_name(r->folder));
	}
	if (!missing)
		return 0;
	warnx("%s: %zu of %zu ranges are not complete; run make or "
	      "perf-parallel run, or emit again if another plan has taken the "
	      "folder since", dir, missing, p->count);
	return -1;
}

/* Copies through a buffer what the kernel would not copy by itself. */
static ssize_t
copy_by_hand(int in, int out)
{
	static char buffer[1 << 16];
	ssize_t got = read(in, buffer, sizeof buffer);

	for (ssize_t done = 0, put; done < got; done += put) {
		put = write(out, buffer + done, got - done);
		if (put < 0)
			return -1;
	}
	return got;
}

/* Ways to copy, the best first. */
enum way { SHARE_BLOCKS, INSIDE_KERNEL, BY_HAND };

static ssize_t
copy_some(enum way way, int in, int out)
{
	enum { MOST = 1 << 30 };

	if (way == SHARE_BLOCKS)
		return copy_file_range(in, NULL, out, NULL, MOST, 0);
	if (way == INSIDE_KERNEL)
		return sendfile(out, in, NULL, MOST);
	return copy_by_hand(in, out);
}

/* Says whether an error speaks of these files rather than of the way. */
static bool
is_final(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG ||
	    error == EIO || error == EPIPE;
}

/*
 * Copies all of one file to where another is; the next way takes over where
 * one cannot go on, or says that it is done before it is.
 */
static int
append(int in, int out)
{
	enum way way = SHARE_BLOCKS;
	struct stat st;
	ssize_t got;

	if (fstat(in, &st))
		return -1;
	while (st.st_size > 0) {
		got = copy_some(way, in, out);
		if (got > 0)
			st.st_size -= got;
		else if (way == BY_HAND || (got < 0 && is_final(errno)))
			return -1;
		else
			way++;
	}
	return 0;
}

static int
append_range(const char *dir, const struct saved_range *r, int out)
{
	char *path = output_path(dir, r->folder, "out.txt");
	int in = open(path, O_RDONLY | O_CLOEXEC), status = -1;

	if (in < 0)
		warn("cannot open %s", path);
	else if ((status = append(in, out)))
		warn("cannot copy %s", path);
	if (in >= 0)
		close(in);
	free(path);
	return status;
}

static int
append_all(const char *dir, const struct saved_plan *p, int out)
{
	for (size_t i = 0; i < p->count; i++) {
		if (append_range(dir, &p->range[i], out))
			return -1;
		/* Only a hint: what is on its way need not be waited for. */
		sync_file_range(out, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	return 0;
}

static bool
same_plan(const struct saved_plan *a, const struct saved_plan *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->range[i].folder, b->range[i].folder) ||
		    strcmp(a->range[i].key, b->range[i].key))
			return false;
	return true;
}

/*
 * Appends the outputs and sees that they were still those of the plan at the
 * end: a job may have put others in their place meanwhile.
 */
static int
append_plan(const char *dir, const struct saved_plan *p, int out)
{
	struct saved_plan after;
	int status;

	if (append_all(dir, p, out) || saved_plan_read(&after, dir))
		return -1;
	status = check_complete(dir, &after);
	if (!status && !same_plan(p, &after)) {
		warnx("%s: it was planned anew meanwhile; merge again when it "
		      "is complete", dir);
		status = -1;
	}
	saved_plan_release(&after);
	return status;
}

static int
merge_to_file(const char *dir, const struct saved_plan *p, const char *path)
{
	struct outfile out;

	if (outfile_open(&out, path))
		return -1;
	if (!append_plan(dir, p, fileno(out.stream)))
		return outfile_commit(&out, true);
	outfile_abandon(&out);
	return -1;
}

int
merge(const char *dir, const char *path)
{
	struct saved_plan plan;
	int status;

	if (output_check(dir) || saved_plan_read(&plan, dir))
		return -1;
	status = check_complete(dir, &plan);
	if (!status && plan.per_cpu) {
		warnx("%s: its ranges are per CPU, and these cannot be merged "
		      "by time yet; plan with -N (--no-per-cpu)", dir);
		status = -1;
	}
	if (!status)
		status = path ? merge_to_file(dir, &plan, path) :
				append_plan(dir, &plan, STDOUT_FILENO);
	saved_plan_release(&plan);
	return status;
}
