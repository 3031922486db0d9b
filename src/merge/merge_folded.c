/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "fold/folded_lines.h"
#include "merge/merge_folded.h"

/* How many files are open at a time. */
enum { MOST = 200 };

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

/* Opens a file without a name, which is gone when it is closed. */
static FILE *
open_temporary(void)
{
	FILE *file = tmpfile();

	if (!file)
		warn("cannot make a temporary file; see TMPDIR");
	return file;
}

/* Makes what was written to a temporary file ready to be read. */
static int
turn(FILE *file)
{
	if (!fflush(file) && !ferror(file) && !fseek(file, 0, SEEK_SET))
		return 0;
	warn("cannot write a temporary file; see TMPDIR");
	return -1;
}

int
merge_folded_add(FILE **sum, FILE *more)
{
	const struct folded_input in[] = {
		{ more, temporary }, { *sum, temporary }
	};
	FILE *out = open_temporary();
	int status = out && !turn(more) ? 0 : -1;

	if (!status)
		status = folded_add_up(in, *sum ? 2 : 1, out);
	if (!status)
		status = turn(out);
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

/* Adds up files, some at a time, to a sum. */
static int
add_up_many(char *const *path, size_t count, FILE **sum)
{
	int status = 0;

	for (size_t i = 0; !status && i < count; i += MOST) {
		FILE *part = open_temporary();

		status = !part || add_up_few(path + i,
		    count - i < MOST ? count - i : MOST, part) ||
			merge_folded_add(sum, part) ? -1 : 0;
		if (part)
			fclose(part);
	}
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
