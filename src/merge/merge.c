/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
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
#include "base/reader.h"
#include "base/special_file.h"
#include "merge/append.h"
#include "merge/blocks.h"
#include "merge/merge.h"
#include "merge/merge_by_time.h"
#include "merge/merge_folded.h"
#include "plan/plan.h"
#include "store/inputs.h"
#include "store/merged_file.h"
#include "store/output.h"
#include "store/saved_digest.h"
#include "store/saved_plan.h"
#include "store/stamps.h"

enum { NAMED_MAX = 10 }; /* how many ranges are named; others are counted */

/* Where outputs go. */
struct target {
	FILE *stream;
	const char *name; /* for messages */
	/* Waits for an output before it is read; NULL when all exist. */
	int (*wait)(size_t output, void *argument);
	void *argument;
};

static int
await(const struct target *to, size_t output)
{
	return to->wait ? to->wait(output, to->argument) : 0;
}

/* Checks that every range has its output; prints those that have none. */
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
	warnx("%s: %zu of %zu range%s %s not complete; run make or "
	      "perf-parallel run, or emit again if another plan has taken "
	      "over the output folder", dir, missing, p->count,
	    p->count == 1 ? "" : "s", missing == 1 ? "is" : "are");
	return -1;
}

/*
 * Prints that something could not be written.  Returns -1, or 1 when nobody
 * reads the output any more.
 */
static int
stopped(const char *what, const struct target *to)
{
	if (errno == EPIPE)
		return 1;
	warn("cannot copy %s to %s", what, to->name);
	return -1;
}

/* Returns the offset in an output after its header, or -1. */
static off_t
behind_header(int in)
{
	struct stat st;
	void *bytes;
	off_t len;

	if (fstat(in, &st))
		return -1;
	if (!st.st_size)
		return 0;
	bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, in, 0);
	if (bytes == MAP_FAILED)
		return -1;
	len = blocks_header(bytes, st.st_size);
	munmap(bytes, st.st_size);
	return len;
}

/* Appends an output, or what follows its header. */
static int
append_range(const char *dir, const struct saved_range *r, bool headless,
    const struct target *to)
{
	char *path = output_path(dir, r->folder, "out.txt");
	int in = open(path, O_RDONLY | O_CLOEXEC), status = -1;
	off_t from = in >= 0 && headless ? behind_header(in) : 0;

	if (in < 0)
		warn("cannot open %s", path);
	else if (from < 0)
		warn("cannot map %s", path);
	else if ((status = append(in, from, fileno(to->stream))))
		status = stopped(path, to);
	if (in >= 0)
		close(in);
	free(path);
	return status;
}

static int
append_all(const char *dir, const struct saved_plan *p,
    const struct target *to)
{
	for (size_t i = 0; i < p->count; i++) {
		int status = await(to, i);

		if (!status)
			status = append_range(dir, &p->range[i],
			    p->headers && i > 0, to);
		if (status)
			return status;
		/*
		 * Only a hint: data that is being written need not be waited
		 * for.
		 */
		sync_file_range(
		    fileno(to->stream), 0, 0, SYNC_FILE_RANGE_WRITE);
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

/* Adds up the folded stacks of all ranges. */
static int
add_up(const char *dir, const struct saved_plan *p, FILE *out)
{
	struct words paths;
	int status;

	words_init(&paths);
	for (size_t i = 0; i < p->count; i++) {
		char *path = output_path(dir, p->range[i].folder, "out.txt");

		words_addf(&paths, "%s", path);
		free(path);
	}
	status = merge_folded(paths.word, paths.count, out);
	words_release(&paths);
	return status;
}

/* Merges the outputs of one plan. */
static int
merge_outputs(const char *dir, const struct saved_plan *p,
    const struct target *to)
{
	int status;

	if (p->merging == MERGING_APPENDS)
		return append_all(dir, p, to);
	if (await(to, MERGE_ALL))
		return -1;
	status = p->merging == MERGING_FOLDED ? add_up(dir, p, to->stream) :
	    merge_by_time(dir, p, p->merging == MERGING_TO_US, to->stream);
	if (!status && (fflush(to->stream) || ferror(to->stream)))
		status = stopped("outputs", to);
	return status;
}

/*
 * Merges the outputs and checks that they are still those of the plan at the
 * end: a job may have replaced them meanwhile.
 */
static int
merge_plan(const char *dir, const struct saved_plan *p,
    const struct target *to)
{
	struct saved_plan after;
	int status = merge_outputs(dir, p, to);

	if (status)
		return status;
	if (saved_plan_read(&after, dir))
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

/*
 * Reads the plan of an output folder, and checks that it can be merged now, or
 * when its outputs exist.
 */
static int
open_plan(struct saved_plan *p, const char *dir, bool now)
{
	int status;

	if (output_check(dir) || saved_plan_read(p, dir))
		return -1;
	status = now ? check_complete(dir, p) : 0;
	if (!status && p->merging == MERGING_IMPOSSIBLE) {
		warnx("%s: its ranges are per CPU, and their outputs have no "
		      "nanoseconds to merge them by: emit or run with --merge, "
		      "or perf script with --ns and its field time, or plan "
		      "with -N (--no-per-cpu)", dir);
		status = -1;
	}
	if (status)
		saved_plan_release(p);
	return status;
}

/* Checks that all output folders are complete before anything is written. */
static int
check_folders(const struct words *folders)
{
	struct saved_plan plan;
	int status = 0;

	for (size_t i = 0; i < folders->count; i++) {
		if (open_plan(&plan, folders->word[i], true))
			status = -1;
		else
			saved_plan_release(&plan);
	}
	return status;
}

static int
merge_folder(const char *dir, const struct target *to)
{
	struct saved_plan plan;
	int status;

	if (open_plan(&plan, dir, true))
		return -1;
	status = merge_plan(dir, &plan, to);
	saved_plan_release(&plan);
	return status;
}

/* Adds the merged stacks of an output folder to a sum. */
static int
add_folder(const char *dir, FILE **sum)
{
	struct target part = { .stream = merge_folded_temporary(),
		.name = "a temporary file" };
	int status;

	if (!part.stream)
		return -1;
	status = merge_folder(dir, &part);
	if (!status)
		status = merge_folded_add(sum, part.stream);
	fclose(part.stream);
	return status;
}

/* Adds up the stacks of several output folders. */
static int
add_up_folders(const struct words *folders, const struct target *to)
{
	FILE *sum = NULL;
	int status = 0;

	for (size_t i = 0; !status && i < folders->count; i++)
		status = add_folder(folders->word[i], &sum);
	if (!status && append(fileno(sum), 0, fileno(to->stream)))
		status = stopped("outputs", to);
	if (sum)
		fclose(sum);
	return status;
}

/* Says whether the outputs in a folder are folded stacks. */
static bool
is_folded(const char *dir)
{
	struct saved_plan plan;
	bool is;

	saved_plan_find(&plan, dir);
	is = plan.count && plan.merging == MERGING_FOLDED;
	saved_plan_release(&plan);
	return is;
}

/* Merges the output folders, one after the other unless they are added up. */
static int
merge_folders(const struct words *folders, const struct target *to)
{
	int status = 0;

	if (folders->count > 1 && is_folded(folders->word[0]))
		return add_up_folders(folders, to);
	for (size_t i = 0; !status && i < folders->count; i++)
		status = merge_folder(folders->word[i], to);
	return status;
}

/*
 * Merges through a command into out, its standard output.  The command may stop
 * reading early.
 */
static int
merge_reduced(const struct words *folders, const char *reduce, int out)
{
	struct target to = { .name = reduce };
	struct words command;
	struct reader reader;
	int status;

	/* It was checked before that the command can be split. */
	words_split(&command, reduce);
	status = reader_start(&reader, &command, out);
	words_release(&command);
	if (status)
		return -1;
	to.stream = reader.stream;
	status = merge_folders(folders, &to);
	return reader_finish(&reader, reduce) || status < 0 ? -1 : 0;
}

static int
merge_into(const struct words *folders, const char *reduce,
    const struct target *to)
{
	return reduce ? merge_reduced(folders, reduce, fileno(to->stream)) :
			merge_folders(folders, to);
}

static int
merge_to_file(const char *dir, const struct words *folders, const char *path,
    const char *reduce)
{
	struct target to = { .name = path };
	struct outfile out;

	if (outfile_open(&out, path))
		return -1;
	to.stream = out.stream;
	if (!merge_into(folders, reduce, &to)) {
		/* outfile_commit() tells what could not be written. */
		if (fflush(out.stream) || !merged_file_announce(dir, out.part))
			return outfile_commit(&out, true);
	}
	outfile_abandon(&out);
	return -1;
}

/* Merges into a special file, which keeps output even after a failure. */
static int
merge_into_special_file(const struct words *folders, const char *path,
    const char *reduce)
{
	struct target to = { special_file_open(path), path, NULL, NULL };
	int status;

	if (!to.stream)
		return -1;
	status = merge_into(folders, reduce, &to);
	if (!fclose(to.stream) || status)
		return status;
	warn("cannot write %s", path);
	return -1;
}

/* Merges the output folders of dir into the file at a path. */
static int
merge_to(const char *dir, const struct words *folders, const char *path,
    const char *reduce)
{
	if (special_file_is(path))
		return merge_into_special_file(folders, path, reduce);
	return merge_to_file(dir, folders, path, reduce) ||
		merged_file_confirm(dir, path) ? -1 : 0;
}

/* Checks that a file would replace nothing that the outputs in dir need. */
static int
check_apart(const char *dir, const char *path)
{
	if (output_check_apart(dir, path))
		return -1;
	if (!saved_digest_is_of(dir, path))
		return 0;
	warnx("%s is the recording itself; name another file", path);
	return -1;
}

int
merge(const char *dir, const char *path, const char *reduce, bool replace)
{
	const struct target standard = { .stream = stdout,
		.name = "standard output" };
	struct words folders;
	int status;

	inputs_folders(&folders, dir);
	status = check_folders(&folders);
	if (!status && path && !replace && !special_file_is(path))
		status = merged_file_check(dir, path);
	if (!status)
		status = path ? merge_to(dir, &folders, path, reduce) :
				merge_into(&folders, reduce, &standard);
	words_release(&folders);
	return status;
}

int
merge_as_they_come(
    const char *dir, int (*wait)(size_t output, void *), void *argument)
{
	const struct target to = { stdout, "standard output", wait, argument };
	struct saved_plan plan;
	int status;

	if (open_plan(&plan, dir, false))
		return -1;
	status = merge_plan(dir, &plan, &to);
	saved_plan_release(&plan);
	return status ? -1 : 0;
}

int
merge_check_place(const char *dir, const char *path, bool replace)
{
	struct words folders;
	int status = 0;

	if (special_file_is_stdout(path))
		return 0;
	if (special_file_is(path))
		return special_file_check(path);
	inputs_folders(&folders, dir);
	for (size_t i = 0; !status && i < folders.count; i++)
		status = check_apart(folders.word[i], path);
	words_release(&folders);
	if (status || replace)
		return status;
	return merged_file_check(dir, path);
}
