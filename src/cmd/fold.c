/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file_state.h"
#include "base/outfile.h"
#include "base/special_file.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "fold/script_text.h"
#include "fold/stacks.h"
#include "perfdata/header.h"

enum { BLOCK = 1 << 17 };

/* The text to be folded. */
struct input {
	const char *name; /* for messages */
	int fd;
};

static int
open_input(struct input *in, const struct options *o)
{
	*in = (struct input){ "standard input", STDIN_FILENO };
	if (!o->operands || !strcmp(o->operand[0], "-"))
		return 0;
	in->name = o->operand[0];
	in->fd = open(in->name, O_RDONLY | O_CLOEXEC);
	if (in->fd >= 0)
		return 0;
	warn("cannot open %s, which should be text of perf script", in->name);
	return -1;
}

/* Reads until a block is full or the input ends; returns -1 with a message. */
static ssize_t
read_block(const struct input *in, char *block)
{
	size_t len = 0;
	ssize_t got;

	while (len < BLOCK) {
		got = read(in->fd, block + len, BLOCK - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			warn("cannot read %s, which should be text of perf "
			     "script", in->name);
			return -1;
		}
		if (!got)
			break;
		len += got;
	}
	return len;
}

static int
check_start(const struct input *in, const char *bytes, size_t len)
{
	if (!header_starts_with((const unsigned char *)bytes, len))
		return 0;
	warnx("%s is a recording, and no text of perf script; decode and fold "
	      "it with perf-parallel run --fold -- perf script -i FILE",
	    in->name);
	return -1;
}

/* Reads all of a text. */
static int
fold_all(struct script_folder *f, const struct input *in)
{
	static char block[BLOCK];
	ssize_t len;

	do {
		len = read_block(in, block);
		if (len < 0 || (!f->lines && !f->cut_line.len &&
				   check_start(in, block, len)))
			return -1;
		script_folder_add(f, block, len);
	} while (len == BLOCK);
	return 0;
}

static int
fold_input(
    struct tally *stacks, const struct options *o, const struct input *in)
{
	struct script_folder folder;
	int status;

	script_folder_init(&folder, &o->plan.job.fold);
	status = fold_all(&folder, in);
	if (!status) {
		script_folder_finish(&folder, stacks);
		script_folder_explain(&folder, in->name);
	}
	script_folder_release(&folder);
	return status;
}

/* Writes to a device or the like. */
static int
write_directly(const struct tally *stacks, const char *path)
{
	FILE *out = special_file_open(path);
	bool failed;

	if (!out)
		return -1;
	stacks_write(stacks, out);
	failed = ferror(out);
	if (!fclose(out) && !failed)
		return 0;
	warn("cannot write %s", path);
	return -1;
}

static int
write_output(const struct tally *stacks, const char *path)
{
	struct outfile out;

	if (!path || special_file_is_stdout(path)) {
		stacks_write(stacks, stdout);
		return 0;
	}
	if (special_file_is(path))
		return write_directly(stacks, path);
	if (outfile_open(&out, path))
		return -1;
	stacks_write(stacks, out.stream);
	return outfile_commit(&out, false);
}

/* Checks beforehand, as a text may be long; returns an exit status. */
static int
check_output(const char *path, const struct input *in)
{
	if (!path || special_file_is_stdout(path))
		return 0;
	if (in->fd != STDIN_FILENO && file_is(path, in->name)) {
		warnx("%s is the text itself; name another file with -o", path);
		return 2;
	}
	if (special_file_is(path))
		return special_file_check(path) ? 1 : 0;
	return outfile_check(path) ? 1 : 0;
}

int
cmd_fold(const struct options *o)
{
	struct tally stacks = { 0 };
	struct input in;
	int status;

	if (o->operands > 1 || o->perf_words) {
		warnx("fold takes one text");
		return 2;
	}
	if (open_input(&in, o))
		return 1;
	status = check_output(o->output, &in);
	if (!status && (fold_input(&stacks, o, &in) ||
			   write_output(&stacks, o->output)))
		status = 1;
	if (in.fd != STDIN_FILENO)
		close(in.fd);
	tally_release(&stacks);
	return status;
}
