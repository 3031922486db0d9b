/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/utf8.h"

size_t
utf8_len(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;
	size_t len = *t < 0x80 ? 1 : *t < 0xc2 ? 0 : *t < 0xe0 ? 2 :
	    *t < 0xf0 ? 3 : *t < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < len; i++)
		if ((t[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and numbers above U+10FFFF. */
	if ((*t == 0xe0 && t[1] < 0xa0) || (*t == 0xed && t[1] > 0x9f) ||
	    (*t == 0xf0 && t[1] < 0x90) || (*t == 0xf4 && t[1] > 0x8f))
		return 0;
	return len;
}
