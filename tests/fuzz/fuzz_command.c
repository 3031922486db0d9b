/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes any words, one a line or ended by NUL, for a perf script command.  If
 * it can be cut into ranges, the command of one range must say so too.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/perf_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char range_time[] = "1.5,2.5";
enum { RANGE_CPU = 3 };

/* Fills words from the bytes; a line feed or a NUL ends one. */
static void
split(struct words *words, const uint8_t *bytes, size_t len)
{
	size_t start = 0;

	words_init(words);
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n' && bytes[i] != '\0')
			continue;
		words_addf(words, "%.*s", (int)(i - start),
		    (const char *)bytes + start);
		start = i + 1;
	}
	if (start < len)
		words_addf(words, "%.*s", (int)(len - start),
		    (const char *)bytes + start);
	if (words->count && !strcmp(words->word[0], "perf"))
		return;
	words_insertf(words, 0, "script");
	words_insertf(words, 0, "perf");
}

/* Says whether two values are the same, or neither is given. */
static bool
same_value(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/*
 * Checks the command of one range: it has this time, none if that is empty and
 * the user's if it is NULL, and this CPU or, below zero, the user's.
 */
static void
check_range(const struct perf_command *c, const char *time, int cpu)
{
	struct perf_command again;
	struct words words;
	int status;

	perf_command_of_range(c, time, cpu, &words);
	status = perf_command_parse(&again, words.word, words.count);
	assert(!status);
	assert(again.input_given && !strcmp(again.input, c->input));
	if (!time)
		time = c->time;
	else if (!*time)
		time = NULL;
	assert(same_value(again.time, time));
	if (cpu >= 0)
		assert(again.cpu && atoi(again.cpu) == cpu);
	else
		assert(same_value(again.cpu, c->cpu));
	assert(!c->differs == !again.differs);
	perf_command_release(&again);
	words_release(&words);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct perf_command command;
	struct words words;

	split(&words, bytes, len);
	if (!perf_command_parse(&command, words.word, words.count)) {
		check_range(&command, range_time, RANGE_CPU);
		check_range(&command, range_time, -1);
		check_range(&command, "", RANGE_CPU);
		check_range(&command, NULL, -1);
		perf_command_release(&command);
	}
	words_release(&words);
	return 0;
}
