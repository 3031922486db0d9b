/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <string.h>

#include "addr2line/usage.h"

int
usage_read(struct usage *u, char *const *word)
{
	bool inlined = false, functions = false;

	*u = (struct usage){ 0 };
	for (; *word; word++) {
		if (!strcmp(*word, "-a"))
			u->with_address = true;
		else if (!strcmp(*word, "-i"))
			inlined = true;
		else if (!strcmp(*word, "-f"))
			functions = true;
		else if (!strcmp(*word, "-e") && word[1] && !u->file)
			u->file = *++word;
		else
			return -1;
	}
	return u->file && inlined && functions ? 0 : -1;
}
