/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nearest.h"
#include "fold/fold_options.h"

static const struct {
	const char *word;
	unsigned bits;
} known[] = {
	{ "pid", FOLD_PID },
	{ "tid", FOLD_TID },
	{ "kernel", FOLD_KERNEL },
	{ "jit", FOLD_JIT },
	{ "all", FOLD_KERNEL | FOLD_JIT },
	{ "addrs", FOLD_ADDRS },
};

enum { KNOWN = sizeof known / sizeof *known };

static int
refuse(const char *word)
{
	struct nearest nearest = { .wanted = word };

	for (size_t i = 0; i < KNOWN; i++)
		nearest_try(&nearest, known[i].word);
	if (nearest.word)
		warnx("--fold-with: no '%s'; did you mean %s?", word,
		    nearest.word);
	else
		warnx("--fold-with: no '%s'; expected pid, tid, kernel, jit, "
		      "all or addrs, with commas between them", word);
	return -1;
}

static int
take(const char *word, unsigned *with)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(word, known[i].word)) {
			*with |= known[i].bits;
			return 0;
		}
	return refuse(word);
}

int
fold_with_parse(const char *list, unsigned *with)
{
	char *copy = xstrdup(list), *rest = copy, *word;
	int status = 0;

	while (!status && (word = strsep(&rest, ",")))
		status = take(word, with);
	free(copy);
	return status;
}

char *
fold_with_text(unsigned with)
{
	const char *comma = "";
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	for (size_t i = 0; i < KNOWN; i++) {
		/* What one word says needs no other. */
		if (known[i].bits & ~with)
			continue;
		fprintf(f, "%s%s", comma, known[i].word);
		with &= ~known[i].bits;
		comma = ",";
	}
	fclose(f);
	return text;
}
