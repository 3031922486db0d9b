/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

enum { FIRST_ROOM = 64 };

void
text_add(struct text *t, const void *bytes, size_t len)
{
	if (len >= t->room - t->len) {
		t->room = t->room + t->room / 2 + len + FIRST_ROOM;
		t->bytes = xreallocarray(t->bytes, t->room, 1);
	}
	memcpy(t->bytes + t->len, bytes, len);
	t->len += len;
}

void
text_release(struct text *t)
{
	free(t->bytes);
	*t = (struct text){ 0 };
}
