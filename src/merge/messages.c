/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "merge/messages.h"
#include "plan/plan.h"
#include "store/inputs.h"
#include "store/output.h"
#include "store/saved_plan.h"

/* How many different lines are told apart, and how many are shown. */
enum { KNOWN_MAX = 1000, SHOWN_MAX = 10 };

struct message {
	char *line;
	size_t ranges; /* how many ranges have it */
	size_t last;   /* number of the last one, plus 1 */
	size_t first;
	bool varied;   /* its numbers differ between ranges */
};

struct messages {
	struct message *message;
	size_t count, room;
	size_t unknown; /* lines beyond KNOWN_MAX */
};

/* Says whether lines differ only in their numbers. */
static bool
alike(const char *a, const char *b)
{
	static const char digits[] = "0123456789";
	size_t number_a, number_b;

	for (;; a++, b++) {
		number_a = strspn(a, digits);
		number_b = strspn(b, digits);
		a += number_a;
		b += number_b;
		if (!number_a != !number_b || *a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/* Counts a line of a range, at most once. */
static void
add(struct messages *m, const char *line, size_t range)
{
	struct message *at = m->message;

	while (at < m->message + m->count && !alike(at->line, line))
		at++;
	if (at == m->message + m->count) {
		if (m->count == KNOWN_MAX) {
			m->unknown++;
			return;
		}
		m->message = xgrow(
		    m->message, m->count, &m->room, sizeof *m->message);
		at = &m->message[m->count++];
		*at = (struct message){
			.line = xstrdup(line), .first = range
		};
	}
	if (strcmp(at->line, line))
		at->varied = true;
	if (at->last == range + 1)
		return;
	at->last = range + 1;
	at->ranges++;
}

/* Reads the messages of a range, if there are any. */
static void
read_range(struct messages *m, const char *dir, const char *folder,
    size_t range)
{
	char *path = output_path(dir, folder, "err.txt"), *line = NULL;
	FILE *f = fopen(path, "re");
	size_t room = 0;

	while (f && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line)
			add(m, line, range);
	}
	if (f)
		fclose(f);
	free(line);
	free(path);
}

static void
tell_others(const char *dir, size_t count)
{
	if (count == 1)
		warnx("1 other message is in a file err.txt in %s", dir);
	else
		warnx("%zu other messages are in files err.txt in %s", count,
		    dir);
}

static void
show(const char *dir, const struct saved_plan *p)
{
	struct messages m = { 0 };

	for (size_t i = 0; i < p->count; i++)
		read_range(&m, dir, p->range[i].folder, i);
	for (size_t i = 0; i < m.count; i++) {
		const struct message *at = &m.message[i];

		if (i < SHOWN_MAX)
			warnx("%s, %zu of %zu range%s%s: %s",
			    range_name(p->range[at->first].folder), at->ranges,
			    p->count, p->count == 1 ? "" : "s",
			    at->varied ? ", with other numbers" : "",
			    at->line);
		free(at->line);
	}
	if (m.count > SHOWN_MAX)
		tell_others(dir, m.count - SHOWN_MAX + m.unknown);
	free(m.message);
}

void
messages_show(const char *dir)
{
	struct saved_plan plan;
	struct words folders;

	inputs_folders(&folders, dir);
	for (size_t i = 0; i < folders.count; i++) {
		saved_plan_find(&plan, folders.word[i]);
		show(folders.word[i], &plan);
		saved_plan_release(&plan);
	}
	words_release(&folders);
}
