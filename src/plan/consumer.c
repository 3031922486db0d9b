/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/words.h"
#include "plan/consumer.h"

/*
 * The programs that are known to write files: the file that an option names or,
 * when option is NULL, all files that are named.
 */
static const struct writer {
	const char *program, *option;
} writers[] = {
	{ "tee", NULL }, { "sponge", NULL }, { "dd", "of=" },
	{ "sort", "-o" }, { "sort", "--output" },
};

/* Returns the value of an option in a word or the next one; else NULL. */
static const char *
value_of(const char *option, const char *word, const char *next)
{
	size_t len = strlen(option);

	if (strncmp(word, option, len))
		return NULL;
	if (!word[len])
		return next;
	return word[len] == '=' ? word + len + 1 : word + len;
}

/* Says whether several processes may write to a path at the same time. */
static bool
is_device(const char *path)
{
	return !strncmp(path, "/dev/", 5);
}

/* Returns the file that a known program writes, in the words, or NULL. */
static const char *
find(const struct writer *writer, const struct words *w)
{
	for (size_t i = 1; i < w->count; i++) {
		const char *word = w->word[i], *file = word;

		if (writer->option)
			file = value_of(writer->option, word, w->word[i + 1]);
		else if (*word == '-')
			continue;
		if (file && !is_device(file))
			return file;
	}
	return NULL;
}

char *
consumer_writes(const char *consumer)
{
	struct words w;
	const char *name, *file = NULL;
	char *path;

	if (words_split(&w, consumer))
		return NULL;
	name = w.count ? strrchr(w.word[0], '/') : NULL;
	name = name ? name + 1 : w.count ? w.word[0] : "";
	for (size_t i = 0; !file && i < sizeof writers / sizeof *writers; i++)
		if (!strcmp(name, writers[i].program))
			file = find(&writers[i], &w);
	path = file ? xstrdup(file) : NULL;
	words_release(&w);
	return path;
}
