/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fold/characters.h"
#include "fold/folded_lines.h"
#include "fold/stacks.h"
#include "fold/tally.h"

/* A line with its newline, as getline(3) reads it. */
struct folded_line {
	char *bytes;
	size_t len, room;
};

/*
 * A file at one of its lines.  Where a stack has a blank and a digit in it,
 * lines of other stacks may lie between those of it with one count and with
 * another: "a 10", "a 2 b 1", "a 3".  So all lines that are the same up to the
 * first blank with a digit behind it are added up together, as a group; they
 * follow one another in every file that is sorted.
 */
struct source {
	const struct folded_input *input;
	struct folded_line line, last;
	uint64_t number; /* of the line, from 1 */
	size_t stack_len, group_len;
	uint64_t count;
};

/* The sources that are not at their end, as a heap: the least line first. */
struct sources {
	struct source **heap;
	size_t count;
	struct text group;  /* the start of the lines that are added up, */
	struct tally sums;  /* and their stacks */
};

static int
compare(const struct folded_line *a, const struct folded_line *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	/* A newline would come behind a tab. */
	int order = memcmp(a->bytes, b->bytes, len - 1);

	if (order || a->len == b->len)
		return order;
	return a->len < b->len ? -1 : 1;
}

/* Reads the count of a line.  Returns 0, or -1 when it has none. */
static int
read_count(struct source *s)
{
	const char *line = s->line.bytes, *end = line + s->line.len - 1;
	const char *blank = memrchr(line, ' ', end - line);

	s->count = 0;
	if (*end != '\n' || !blank || blank == line || blank + 1 == end)
		return -1;
	for (const char *at = blank + 1; at < end; at++)
		if (!is_kind(*at, CHARACTER_DIGIT) ||
		    __builtin_mul_overflow(s->count, 10, &s->count) ||
		    __builtin_add_overflow(s->count, *at - '0', &s->count))
			return -1;
	s->stack_len = blank - line;
	return 0;
}

/* Finds the first blank with a digit behind it; that of the count is one. */
static void
find_group(struct source *s)
{
	const char *line = s->line.bytes, *at = line;

	for (;; at++) {
		at = memchr(at, ' ', s->line.len - (at - line));
		if (is_kind(at[1], CHARACTER_DIGIT))
			break;
	}
	s->group_len = at - line;
}

static bool
is_of_group(const struct source *s, const char *group, size_t len)
{
	return s->group_len == len && !memcmp(s->line.bytes, group, len);
}

/* Reads a line.  Returns 1, 0 at the end, or -1 with a message. */
static int
read_line(struct source *s)
{
	struct folded_line last = s->last;
	ssize_t len;

	s->last = s->line;
	s->line = last;
	len = getline(&s->line.bytes, &s->line.room, s->input->stream);
	if (len < 0 && feof(s->input->stream))
		return 0;
	if (len < 0) {
		warn("cannot read %s", s->input->name);
		return -1;
	}
	s->line.len = len;
	s->number++;
	if (read_count(s)) {
		warnx("%s:%" PRIu64 ": no folded stack: expected a stack, a "
		      "blank and a count", s->input->name, s->number);
		return -1;
	}
	if (s->number > 1 && compare(&s->last, &s->line) > 0) {
		warnx("%s:%" PRIu64 ": not in order; sort the file with "
		      "LC_ALL=C sort", s->input->name, s->number);
		return -1;
	}
	find_group(s);
	return 1;
}

/* Moves the source at a place of the heap down to where it belongs. */
static void
sink(struct sources *s, size_t at)
{
	struct source *moved = s->heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < s->count &&
		    compare(&s->heap[child + 1]->line,
			&s->heap[child]->line) < 0)
			child++;
		if (child >= s->count ||
		    compare(&moved->line, &s->heap[child]->line) <= 0)
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = moved;
}

/* Reads on in the first source of the heap.  Returns 0, or -1. */
static int
advance(struct sources *s)
{
	int status = read_line(s->heap[0]);

	if (!status)
		s->heap[0] = s->heap[--s->count];
	if (s->count)
		sink(s, 0);
	return status < 0 ? -1 : 0;
}

/* Adds up the lines of the group that the first source is at. */
static int
add_group(struct sources *s, FILE *out)
{
	int status;

	s->group.len = 0;
	text_add(&s->group, s->heap[0]->line.bytes, s->heap[0]->group_len);
	do {
		const struct source *first = s->heap[0];

		tally_add(&s->sums, first->line.bytes, first->stack_len,
		    first->count);
		status = advance(s);
	} while (!status && s->count &&
	    is_of_group(s->heap[0], s->group.bytes, s->group.len));
	if (!status)
		stacks_write(&s->sums, out);
	tally_clear(&s->sums);
	return status;
}

/* Reads the first line of each source and puts it into the heap. */
static int
start(struct sources *s, struct source *source, size_t count)
{
	int status = 0;

	for (size_t i = 0; i < count && status >= 0; i++) {
		status = read_line(&source[i]);
		if (status > 0)
			s->heap[s->count++] = &source[i];
	}
	for (size_t i = s->count / 2; i--;)
		sink(s, i);
	return status < 0 ? -1 : 0;
}

int
folded_add_up(const struct folded_input *input, size_t count, FILE *out)
{
	struct source *source = xcalloc(count, sizeof *source);
	struct sources s = { .heap = xcalloc(count, sizeof *s.heap) };
	int status;

	for (size_t i = 0; i < count; i++)
		source[i].input = &input[i];
	status = start(&s, source, count);
	while (!status && s.count)
		status = add_group(&s, out);
	for (size_t i = 0; i < count; i++) {
		free(source[i].line.bytes);
		free(source[i].last.bytes);
	}
	text_release(&s.group);
	tally_release(&s.sums);
	free(source);
	free(s.heap);
	return status;
}
