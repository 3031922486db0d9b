/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/words.h"
#include "plan/job_options.h"
#include "plan/key.h"

/* Another number makes keys of folded stacks differ from those before. */
static const char folding[] = "folded 1";

/* Adds what becomes of perf's output. */
static void
add_consumer(struct digester *d, const struct job_options *o)
{
	if (o->folds) {
		digester_add_text(d, folding);
		digester_add_text(d, o->fold.event ? o->fold.event : "");
		digester_add(d, &o->fold.with, sizeof o->fold.with);
		return;
	}
	digester_add_text(d, o->consumer ? "piped to" : "not piped");
	digester_add_text(d, o->consumer ? o->consumer : "");
}

struct key
key_of(const struct digest *contents, const struct digest *found,
    const struct words *command, const struct digest *identity,
    const struct job_options *options)
{
	struct digester *d = digester_start();
	struct digest sum;
	struct key key;

	digester_add_text(d, "perf-parallel key 4");
	digester_add(d, contents, sizeof *contents);
	digester_add(d, found, sizeof *found);
	digester_add(d, identity, sizeof *identity);
	for (size_t i = 0; i < command->count; i++)
		digester_add_text(d, command->word[i]);
	add_consumer(d, options);
	sum = digester_finish(d);
	digest_format(key.text, &sum);
	return key;
}
