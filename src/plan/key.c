/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/words.h"
#include "plan/key.h"

struct key
key_of(const struct digest *contents, const struct digest *found,
    const struct words *command, const struct digest *identity,
    const char *consumer)
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
	digester_add_text(d, consumer ? "piped to" : "not piped");
	digester_add_text(d, consumer ? consumer : "");
	sum = digester_finish(d);
	digest_format(key.text, &sum);
	return key;
}
