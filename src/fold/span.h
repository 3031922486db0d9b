/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes within a line that is another's, and what is said of them. */
#ifndef FOLD_SPAN_H
#define FOLD_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *bytes;
	size_t len;
};

/* These say whether a span is a text, or begins or ends with it. */
bool span_is(struct span, const char *text);
bool span_begins(struct span, const char *text);
bool span_ends(struct span, const char *text);

/* Returns where a text first is in a span, or NULL. */
const char *span_find(struct span, const char *text);

/* Returns what a span has from a place in it on. */
struct span span_from(struct span, const char *at);

#endif
