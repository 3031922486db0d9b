/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "addr2line/starting.h"
#include "base/alloc.h"
#include "base/child.h"
#include "base/words.h"
#include "plan/addr2line.h"
#include "plan/perf_command.h"
#include "run/addr2line_use.h"
#include "run/job.h"
#include "store/output.h"

/* Leaves of perf's path what comes after the last slash. */
static void
hide_folder(struct words *perf)
{
	char *slash = strrchr(perf->word[0], '/');

	if (slash)
		memmove(perf->word[0], slash + 1, strlen(slash));
}

bool
addr2line_use(
    const struct job *j, struct words *perf, struct child_setting *setting)
{
	char *folder = addr2line_folder(j->command, j->options);
	char *real, *places;

	if (!folder)
		return false;
	places = output_private_path(j->dir, "places");
	real = addr2line_real(j->command, j->options);
	*setting =
	    (struct child_setting){ .file = j->command->words.word[0] };
	words_init(&setting->environment);
	words_addf(&setting->environment, "PATH=%s:%s", folder,
	    getenv("PATH"));
	words_addf(&setting->environment, ADDR2LINE_REAL "=%s", real);
	/*
	 * A single range asks as perf script does, and in the same order; of
	 * several none shall depend on what others have asked.
	 */
	if (*j->folder)
		words_addf(&setting->environment, ADDR2LINE_PLACES "=%s",
		    places);
	hide_folder(perf);
	free(places);
	free(real);
	free(folder);
	return true;
}

void
addr2line_use_release(struct child_setting *setting)
{
	words_release(&setting->environment);
}
