/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "fold/stacks.h"
#include "fold/tally.h"

/* A blank, a count, a newline and a NUL. */
enum { TAIL = 1 + 20 + 1 + 1 };

struct line {
	const char *stack;
	size_t len;
	uint64_t count;
};

static int
compare_bytes(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* Compares a count and what is behind the same bytes in a longer stack. */
static int
compare_tails(const struct line *shorter, const struct line *longer)
{
	struct text rest = { 0 };
	char count[TAIL], other[TAIL];
	int len = snprintf(count, TAIL, " %" PRIu64 "\n", shorter->count);
	int order;

	text_add(&rest, longer->stack + shorter->len,
	    longer->len - shorter->len);
	text_add(&rest, other,
	    snprintf(other, TAIL, " %" PRIu64 "\n", longer->count));
	order = compare_bytes(count, len - 1, rest.bytes, rest.len - 1);
	text_release(&rest);
	return order;
}

/*
 * Compares the texts of two lines.  A stack that is the start of another is
 * followed by a blank and its count; the other may have a blank there, too.
 */
static int
compare_lines(const void *a, const void *b)
{
	const struct line *one = a, *two = b;
	size_t len = one->len < two->len ? one->len : two->len;
	int order = memcmp(one->stack, two->stack, len);

	if (order || one->len == two->len)
		return order;
	return one->len < two->len ? compare_tails(one, two) :
				     -compare_tails(two, one);
}

void
stacks_write(const struct tally *t, FILE *out)
{
	size_t count = t->texts.count;
	struct line *line = xcalloc(count, sizeof *line);

	for (size_t i = 0; i < count; i++) {
		line[i].stack = text_set_get(&t->texts, i, &line[i].len);
		line[i].count = t->sum[i];
	}
	qsort(line, count, sizeof *line, compare_lines);
	for (size_t i = 0; i < count; i++) {
		fwrite(line[i].stack, 1, line[i].len, out);
		fprintf(out, " %" PRIu64 "\n", line[i].count);
	}
	free(line);
}
