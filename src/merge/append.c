/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "merge/append.h"

/* Copies through a buffer what the kernel cannot copy by itself. */
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

/* Says whether an error is about these files rather than the way to copy. */
static bool
is_final(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG ||
	    error == EIO || error == EPIPE;
}

int
append(int in, off_t from, int out)
{
	enum way way = SHARE_BLOCKS;
	struct stat st;
	ssize_t got;

	if (fstat(in, &st) || (from && lseek(in, from, SEEK_SET) < 0))
		return -1;
	st.st_size -= from;
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
