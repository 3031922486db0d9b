/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts, each kept once and numbered. */
#include "unit/testing.h"

#include "base/text_set.h"

static void
many_texts_are_numbered(void **state)
{
	struct text_set s = { 0 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 100000; i++)
			assert_int_equal(text_set_add(&s, &i, sizeof i), i);
		for (uint32_t i = 0; i < 100000; i++)
			assert_int_equal(text_set_add(&s, &i, sizeof i), i);
		assert_int_equal(text_set_add(&s, "", 0), 100000);
		assert_int_equal(text_set_add(&s, "", 0), 100000);
		text_set_clear(&s);
		assert_int_equal(s.count, 0);
	}
	text_set_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_texts_are_numbered),
	};

	return RUN(tests);
}
