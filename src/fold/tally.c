/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "fold/tally.h"

void
tally_add(struct tally *t, const void *bytes, size_t len, uint64_t count)
{
	size_t before = t->texts.count;
	uint32_t number = text_set_add(&t->texts, bytes, len);

	if (number == before) {
		t->sum = xgrow(t->sum, number, &t->room, sizeof *t->sum);
		t->sum[number] = 0;
	}
	if (__builtin_add_overflow(t->sum[number], count, &t->sum[number]))
		t->sum[number] = UINT64_MAX;
}

void
tally_clear(struct tally *t)
{
	text_set_clear(&t->texts);
}

void
tally_release(struct tally *t)
{
	text_set_release(&t->texts);
	free(t->sum);
	*t = (struct tally){ 0 };
}
