/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/child.h"
#include "base/words.h"
#include "plan/exec_path.h"
#include "plan/perf_command.h"

/* Starts perf --exec-path with perf's own options. */
static FILE *
open_perf(const struct perf_command *c, pid_t *child)
{
	struct words words;
	FILE *printed;

	words_init(&words);
	/* The word "script" is the last before its options. */
	for (size_t i = 0; i + 1 < c->options; i++)
		words_add(&words, c->words.word[i]);
	words_add(&words, "--exec-path");
	printed = child_read(&words, child);
	words_release(&words);
	return printed;
}

char *
exec_path_file(
    const struct perf_command *c, const char *folder, const char *name)
{
	char *line = NULL, *path = NULL;
	size_t room = 0;
	bool is_read;
	pid_t child;
	FILE *printed = open_perf(c, &child);

	if (!printed)
		return NULL;
	is_read = getline(&line, &room, printed) > 0;
	fclose(printed);
	if (!child_wait(child) && is_read && *line == '/') {
		line[strcspn(line, "\n")] = '\0';
		path = xasprintf("%s/%s/%s", line, folder, name);
	}
	free(line);
	return path;
}
