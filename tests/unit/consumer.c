/* SPDX-License-Identifier: GPL-2.0-only */
/* Which files a consumer is known to write. */
#include "unit/testing.h"

#include <stdlib.h>

#include "plan/consumer.h"

static void
known_writers_are_known(void **state)
{
	static const struct {
		const char *consumer, *file;
	} c[] = {
		{ "tee all.log", "all.log" },
		{ "tee -a all.log", "all.log" },
		{ "/usr/bin/tee -a /tmp/all.log", "/tmp/all.log" },
		{ "tee /dev/stderr all.log", "all.log" },
		{ "sponge 'a b'", "a b" },
		{ "dd bs=4k of=x", "x" },
		{ "sort -o x", "x" },
		{ "sort -n -ox", "x" },
		{ "sort --output=x", "x" },
		{ "sort --output x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		char *file = consumer_writes(c[i].consumer);

		assert_non_null(file);
		assert_string_equal(file, c[i].file);
		free(file);
	}
}

static void
others_are_not(void **state)
{
	static const char *const c[] = { "", "cat", "tee", "tee -a",
		"tee /dev/stderr", "tee '", "sort", "sort -o", "sort x",
		"dd bs=4k if=x", "sh -c 'tee x'", "cat x", "sort -n -k 2" };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++)
		assert_null(consumer_writes(c[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_writers_are_known),
		cmocka_unit_test(others_are_not),
	};

	return RUN(tests);
}
