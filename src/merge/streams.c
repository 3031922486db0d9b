/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <unistd.h>

#include "merge/streams.h"

void
stream_init(struct stream *s, int fd)
{
	*s = (struct stream){ .fd = fd };
}

/* Reads more if nothing is left.  Returns 0, or -1 with a message. */
static int
fill(struct stream *s)
{
	ssize_t got;

	if (s->at < s->len)
		return 0;
	do
		got = read(s->fd, s->bytes, STREAM_ROOM);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		warn("cannot read what is to be compared");
	s->at = 0;
	s->len = got > 0 ? got : 0;
	return got < 0 ? -1 : 0;
}

/* Skips some bytes, and keeps the start of the current line. */
static void
advance(struct stream *s, size_t len, uint64_t *lines)
{
	for (; len; len--) {
		char c = s->bytes[s->at++];

		if (c == '\n') {
			s->line_len = 0;
			(*lines)++;
		} else if (s->line_len < STREAM_SHOWN) {
			s->line[s->line_len++] = c;
		}
	}
}

int
streams_compare(
    struct stream *a, struct stream *b, uint64_t *offset, uint64_t *line)
{
	uint64_t others;
	size_t len, same;

	for (*offset = 0, *line = 1;; *offset += same) {
		if (fill(a) || fill(b))
			return -1;
		len = a->len - a->at < b->len - b->at ? a->len - a->at :
							b->len - b->at;
		if (!len)
			return a->len != a->at || b->len != b->at;
		for (same = 0; same < len &&
		     a->bytes[a->at + same] == b->bytes[b->at + same];)
			same++;
		others = 0;
		advance(b, same, &others);
		advance(a, same, line);
		if (same < len)
			break;
	}
	*offset += same;
	return 1;
}

bool
stream_has_ended(const struct stream *s)
{
	return s->len == 0; /* as the last fill() left it */
}

void
stream_show(struct stream *s, const char *whose)
{
	uint64_t lines = 0;
	int status = fill(s);

	if (!status && s->at == s->len && !s->line_len) {
		warnx("%s: ends there", whose);
		return;
	}
	while (!status && s->at < s->len && !lines)
		if (s->bytes[s->at] == '\n')
			break;
		else
			advance(s, 1, &lines);
	warnx("%s: %.*s", whose, (int)s->line_len, s->line);
}
