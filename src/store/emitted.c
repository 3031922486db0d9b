/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/text_file.h"
#include "store/emitted.h"
#include "store/output.h"

/* Returns the text of the note, for free(3), or NULL with a message. */
static char *
note_of(const char *dir, const char *path, const struct digest *recipe,
    const struct digest *recording)
{
	char *plan_path = output_private_path(dir, "plan"), *note = NULL;
	char text[4][DIGEST_TEXT];
	struct digest fragment, plan;

	if (!digest_of_file(&fragment, path) &&
	    !digest_of_file(&plan, plan_path))
		note = xasprintf("%s %s %s %s\n",
		    digest_format(text[0], recipe),
		    digest_format(text[1], recording),
		    digest_format(text[2], &fragment),
		    digest_format(text[3], &plan));
	free(plan_path);
	return note;
}

int
emitted_note(const char *dir, const char *path, const struct digest *recipe,
    const struct digest *recording)
{
	char *note = note_of(dir, path, recipe, recording);
	char *note_path = output_private_path(dir, "emitted");
	int status = note ? text_file_write(note_path, note, false) : -1;

	free(note_path);
	free(note);
	return status;
}

bool
emitted_is_current(const char *dir, const char *path,
    const struct digest *recipe, const struct digest *recording)
{
	char *plan = output_private_path(dir, "plan");
	char *list = output_private_path(dir, "outputs");
	char *note_path = output_private_path(dir, "emitted"), *note = NULL;
	char *noted = text_file_read(note_path);
	bool current;

	if (noted && !access(path, R_OK) && !access(plan, R_OK) &&
	    !access(list, R_OK))
		note = note_of(dir, path, recipe, recording);
	current = note && !strcmp(noted, note);
	free(note);
	free(noted);
	free(note_path);
	free(list);
	free(plan);
	return current;
}
