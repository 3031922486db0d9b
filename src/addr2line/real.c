/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/answers.h"
#include "addr2line/real.h"
#include "base/alloc.h"
#include "base/child.h"
#include "base/words.h"

/* No answer of this length is one of addr2line's. */
enum { ANSWER_MAX = 16 << 20 };

static const char last_address[] = "ffffffffffffffff\n";

/* What addr2line knows of it, in files of 64 bits and of 32. */
static const char *const marks[] = {
	"0xffffffffffffffff\n??\n??:0\n",
	"0xffffffff\n??\n??:0\n",
};

/*
 * Starts the process with its input and output as pipes of ours.  What it says
 * on standard error is discarded, as it is by perf.
 */
static int
start_process(struct real *r, const struct words *words)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0 && !pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC))
		r->process = child_start(words, NULL, CHILD_OUR_GROUP,
		    (int[CHILD_FDS]){ in[PIPE_READS], out[PIPE_WRITES], null,
			-1 });
	if (null >= 0)
		close(null);
	r->to = in[PIPE_WRITES];
	r->from = out[PIPE_READS];
	if (in[PIPE_READS] >= 0)
		close(in[PIPE_READS]);
	if (out[PIPE_WRITES] >= 0)
		close(out[PIPE_WRITES]);
	return r->process > 0 ? 0 : -1;
}

/* Reads some more of what it prints. */
static int
read_more(struct real *r)
{
	enum { ROOM = 4096 };
	ssize_t got;

	if (r->len > ANSWER_MAX)
		return -1;
	if (r->room - r->len < ROOM) {
		r->room = 2 * r->room + ROOM;
		r->text = xreallocarray(r->text, r->room, 1);
	}
	do
		got = read(r->from, r->text + r->len, r->room - r->len);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return -1;
	r->len += (size_t)got;
	return 0;
}

static int
say(const struct real *r, const char *line, const char *then)
{
	return dprintf(r->to, "%s%s%s", r->settles ? line : "", line, then) < 0
	    ? -1 : 0;
}

/* Leaves of two answers to a question the second.  Returns 0, or -1. */
static int
settle(struct real *r)
{
	const char *end = r->text + r->len;
	const char *at = memchr(r->text, '\n', r->len);
	size_t line = at ? (size_t)(at + 1 - r->text) : 0;

	/* Both begin with a line of the same address. */
	while (at && ((size_t)(end - at) <= line ||
			 memcmp(at + 1, r->text, line)))
		at = memchr(at + 1, '\n', (size_t)(end - at - 1));
	if (!at)
		return -1;
	r->len = (size_t)(end - at - 1);
	memmove(r->text, at + 1, r->len);
	return 0;
}

/* Says whether what it has printed is the beginning of a mark, or all of it. */
static bool
may_become(const struct real *r, const char *mark)
{
	return r->len <= strlen(mark) && !memcmp(r->text, mark, r->len);
}

/* Learns the mark from what was read.  Returns what real_read() does. */
static int
learn_mark(struct real *r)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (!may_become(r, marks[i]))
			continue;
		if (r->len < strlen(marks[i]))
			return 0;
		r->mark = marks[i];
		return 1;
	}
	return -1;
}

/* Waits for an answer. */
static int
wait_for_answer(struct real *r)
{
	int status;

	do
		status = real_read(r);
	while (!status);
	return status < 0 ? -1 : 0;
}

int
real_begin(struct real *r, const char *program, const char *file)
{
	const char *const argument[] = { program, "-a", "-i", "-f", "-e", file };
	struct words words;
	int status;

	*r = REAL_NONE;
	words_init(&words);
	for (size_t i = 0; i < sizeof argument / sizeof *argument; i++)
		words_add(&words, argument[i]);
	status = start_process(r, &words);
	words_release(&words);
	return status ? -1 : say(r, last_address, "");
}

int
real_start(struct real *r, const char *program, const char *file)
{
	return real_begin(r, program, file) ? -1 : wait_for_answer(r);
}

int
real_attach(struct real *r, int socket)
{
	*r = (struct real){ .to = socket, .from = socket };
	return say(r, last_address, "") ? -1 : wait_for_answer(r);
}

/* Says whether addr2line prints that number as it prints the last address. */
static bool
is_last_address(const struct real *r, uint64_t number)
{
	return number == UINT64_MAX ||
	    (r->mark == marks[1] && (uint32_t)number == UINT32_MAX);
}

/* Says whether what was read ends with the mark; its beginning is a line. */
static bool
is_complete(const struct real *r, size_t mark)
{
	return r->len > mark && r->text[r->len - mark - 1] == '\n' &&
	    !memcmp(r->text + r->len - mark, r->mark, mark);
}

int
real_send(struct real *r, const char *line, uint64_t number)
{
	r->len = 0;
	if (!is_last_address(r, number))
		return say(r, line, last_address);
	r->len = strlen(r->mark);
	memcpy(r->text, r->mark, r->len);
	return 1;
}

int
real_read(struct real *r)
{
	size_t mark = r->mark ? strlen(r->mark) : 0;

	if (read_more(r))
		return -1;
	if (!mark)
		return learn_mark(r);
	if (!is_complete(r, mark))
		return 0;
	r->len -= mark;
	if (r->settles && settle(r))
		return -1;
	return answer_is_whole(r->text, r->len) ? 1 : -1;
}

int
real_ask(struct real *r, const char *line, uint64_t number)
{
	int status = real_send(r, line, number);

	return status ? (status < 0 ? -1 : 0) : wait_for_answer(r);
}

void
real_stop(struct real *r)
{
	if (r->to >= 0)
		close(r->to);
	if (r->from >= 0 && r->from != r->to)
		close(r->from);
	if (r->process > 0) {
		kill(r->process, SIGKILL);
		child_wait(r->process);
	}
	free(r->text);
	*r = REAL_NONE;
}
