/* SPDX-License-Identifier: GPL-2.0-only */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/child.h"
#include "base/words.h"
#include "fold/script_text.h"
#include "plan/perf_command.h"
#include "run/first_event.h"

/* Reads perf's text until it names an event. */
static void
read_until_named(FILE *text, struct script_folder *folder)
{
	char line[4096];

	while (!folder->event && fgets(line, sizeof line, text))
		script_folder_add(folder, line, strlen(line));
}

int
first_event_find(const struct perf_command *command, char **event)
{
	static const struct fold_options any = { 0 };
	struct script_folder folder;
	struct words words;
	pid_t perf;
	FILE *text;

	*event = NULL;
	perf_command_reading(command, NULL, NULL, &words);
	text = child_read(&words, &perf);
	words_release(&words);
	if (!text)
		return -1;
	script_folder_init(&folder, &any);
	read_until_named(text, &folder);
	if (folder.event)
		*event = xstrdup(folder.event);
	script_folder_release(&folder);
	fclose(text);
	kill(perf, SIGTERM);
	/* How it ends does not matter: ranges will say what is wrong. */
	child_wait(perf);
	return 0;
}
