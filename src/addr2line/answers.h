/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answers about one file, so that nothing is asked twice: the lines that
 * addr2line -a -i -f prints for a number.  All zeros hold none.
 */
#ifndef ADDR2LINE_ANSWERS_H
#define ADDR2LINE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number_map.h"

struct answer {
	size_t at, len; /* where it is in the text of all */
};

struct answers {
	struct number_map numbers; /* numbers of answers, from 1 */
	struct answer *answer;
	size_t count, room;
	char *text;
	size_t text_len, text_room;
};

/* Says whether a text is a line of an address and further whole lines. */
bool answer_is_whole(const char *text, size_t len);

/* Returns the text of an answer, valid until the next one is added, or NULL. */
const char *answers_find(const struct answers *, uint64_t number, size_t *len);

/* Adds a copy of an answer; the first one for a number stays. */
void answers_add(
    struct answers *, uint64_t number, const char *text, size_t len);

void answers_release(struct answers *);

#endif
