/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

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

const struct words *
job_options_consumer(const struct job_options *o, struct words *words)
{
	words_init(words);
	if (!o->consumer)
		return NULL;
	words_split(words, o->consumer);
	return words;
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
}
