/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/note.h"
#include "base/outfile.h"

char *
note_read(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	/* None of our files has a NUL, so this reads all of it. */
	if (getdelim(&text, &room, '\0', f) < 0) {
		free(text);
		text = xstrdup("");
	}
	fclose(f);
	return text;
}

int
note_write(const char *path, const char *text, bool durable)
{
	char *old = note_read(path);
	bool same = old && !strcmp(old, text);
	struct outfile out;

	free(old);
	if (same)
		return 0;
	if (outfile_open(&out, path))
		return -1;
	fputs(text, out.stream);
	return outfile_commit(&out, durable);
}
