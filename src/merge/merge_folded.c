/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "fold/folded_lines.h"
#include "merge/merge_folded.h"

enum { MOST = 200 }; /* files that are open at a time */

static const char temporary[] = "a temporary file";

static void
close_all(struct folded_input *in, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fclose(in[i].stream);
}

/* Adds up files, no more than may be open. */
static int
add_up_few(char *const *path, size_t count, FILE *out)
{
	struct folded_input in[MOST] = { 0 };
	size_t open = 0;
	int status = -1;

	while (open < count &&
	    (in[open].stream = fopen(path[open], "re"))) {
		in[open].name = path[open];
		open++;
	}
	if (open < count)
		warn("cannot open %s", path[open]);
	else
		status = folded_add_up(in, count, out);
	close_all(in, open);
	return status;
}

/* Goes from writing a temporary file to reading it from its start. */
static int
reread(FILE *file)
{
	if (!fflush(file) && !ferror(file) && !fseek(file, 0, SEEK_SET))
		return 0;
	warn("cannot write a temporary file; name another folder in TMPDIR");
	return -1;
}

FILE *
merge_folded_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	char *path = xasprintf("%s/perf-parallel-XXXXXX",
	    folder && *folder ? folder : P_tmpdir);
	int fd = mkostemp(path, O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!file)
		warn("cannot make %s; name another folder in TMPDIR", path);
	if (fd >= 0)
		unlink(path);
	free(path);
	return file;
}

int
merge_folded_add(FILE **sum, FILE *more)
{
	const struct folded_input in[] = {
		{ more, temporary }, { *sum, temporary }
	};
	FILE *out = merge_folded_temporary();
	int status = out && !reread(more) ? 0 : -1;

	if (!status)
		status = folded_add_up(in, *sum ? 2 : 1, out);
	if (!status)
		status = reread(out);
	if (status) {
		if (out)
			fclose(out);
		return -1;
	}
	if (*sum)
		fclose(*sum);
	*sum = out;
	return 0;
}

/* Adds the stacks of files, no more than may be open, to a sum. */
static int
add_few(char *const *path, size_t count, FILE **sum)
{
	FILE *part = merge_folded_temporary();
	int status;

	if (!part)
		return -1;
	status = add_up_few(path, count, part);
	if (!status)
		status = merge_folded_add(sum, part);
	fclose(part);
	return status;
}

/* Adds up files, some at a time, to a sum. */
static int
add_up_many(char *const *path, size_t count, FILE **sum)
{
	int status = 0;

	for (size_t i = 0; !status && i < count; i += MOST)
		status = add_few(
		    path + i, count - i < MOST ? count - i : MOST, sum);
	return status;
}

int
merge_folded(char *const *path, size_t count, FILE *out)
{
	struct folded_input in = { NULL, temporary };
	int status;

	if (count <= MOST)
		return add_up_few(path, count, out);
	status = add_up_many(path, count, &in.stream);
	if (!status)
		status = folded_add_up(&in, 1, out);
	if (in.stream)
		fclose(in.stream);
	return status;
}
