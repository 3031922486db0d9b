/* SPDX-License-Identifier: GPL-2.0-only */
#include "fold/characters.h"

const unsigned char character_kinds[256] = {
	['\t' ... '\r'] = CHARACTER_BLANK,
	[' '] = CHARACTER_BLANK,
	['0' ... '9'] = CHARACTER_DIGIT | CHARACTER_WORD,
	['A' ... 'Z'] = CHARACTER_WORD,
	['a' ... 'z'] = CHARACTER_WORD,
	['_'] = CHARACTER_WORD,
};
