/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "addr2line/answers.h"
#include "base/alloc.h"

bool
answer_is_whole(const char *text, size_t len)
{
	return len > 2 && !memcmp(text, "0x", 2) && text[len - 1] == '\n' &&
	    memchr(text, '\n', len) != text + len - 1;
}

const char *
answers_find(const struct answers *a, uint64_t number, size_t *len)
{
	uint32_t i = number_map_get(&a->numbers, number, 0);

	if (!i)
		return NULL;
	*len = a->answer[i - 1].len;
	return a->text + a->answer[i - 1].at;
}

/* Makes room for some more bytes of text. */
static void
make_room(struct answers *a, size_t len)
{
	if (a->text_room - a->text_len >= len)
		return;
	a->text_room = 2 * a->text_room + len;
	a->text = xreallocarray(a->text, a->text_room, 1);
}

void
answers_add(struct answers *a, uint64_t number, const char *text, size_t len)
{
	uint32_t *place = number_map_at(&a->numbers, number, 0);

	if (*place)
		return;
	a->answer = xgrow(a->answer, a->count, &a->room, sizeof *a->answer);
	a->answer[a->count++] =
	    (struct answer){ .at = a->text_len, .len = len };
	*place = (uint32_t)a->count;
	make_room(a, len);
	memcpy(a->text + a->text_len, text, len);
	a->text_len += len;
}

void
answers_release(struct answers *a)
{
	number_map_release(&a->numbers);
	free(a->answer);
	free(a->text);
	*a = (struct answers){ 0 };
}
