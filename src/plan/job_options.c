/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/own_path.h"
#include "base/quote.h"
#include "plan/job_options.h"

void
job_options_init(struct job_options *o)
{
	*o = (struct job_options){ .slice_memory = SLICE_MEMORY_DEFAULT };
	words_init(&o->depends);
}

void
job_options_release(struct job_options *o)
{
	words_release(&o->depends);
}

/* Adds --fold-with, if it was given. */
static void
add_with(const struct fold_options *o, struct words *words)
{
	char *list = fold_with_text(o->with);

	if (o->with)
		words_addf(words, "--fold-with=%s", list);
	free(list);
}

/* Adds the words of perf-parallel fold, which runs as the file at a path. */
static void
add_fold(const struct fold_options *o, const char *path, struct words *words)
{
	words_add(words, path);
	words_add(words, "fold");
	if (o->event)
		words_addf(words, "--event=%s", o->event);
	add_with(o, words);
}

const struct words *
job_options_consumer(const struct job_options *o, struct words *words)
{
	char *own;

	words_init(words);
	if (o->folds) {
		own = own_path();
		add_fold(&o->fold, own ? own : "perf-parallel", words);
		free(own);
		return words;
	}
	if (!o->consumer)
		return NULL;
	words_split(words, o->consumer);
	return words;
}

char *
job_options_consumer_text(const struct job_options *o)
{
	struct words words;
	char *text;

	if (!o->folds)
		return o->consumer ? xstrdup(o->consumer) : NULL;
	words_init(&words);
	add_fold(&o->fold, "perf-parallel", &words);
	text = quote_shell_words(&words);
	words_release(&words);
	return text;
}

void
job_options_add(const struct job_options *o, struct words *words)
{
	for (size_t i = 0; i < o->depends.count; i++) {
		words_add(words, "--depends");
		words_add(words, o->depends.word[i]);
	}
	if (o->slice_memory != SLICE_MEMORY_DEFAULT)
		words_addf(
		    words, "--slice-memory=%" PRIu64, o->slice_memory);
	if (o->perf_prints)
		words_add(words, "--printer=perf");
	if (o->addr2line)
		words_addf(words, "--addr2line=%s", o->addr2line);
	if (o->fold.event)
		words_addf(words, "--fold=%s", o->fold.event);
	else if (o->folds)
		words_add(words, "--fold");
	add_with(&o->fold, words);
}
