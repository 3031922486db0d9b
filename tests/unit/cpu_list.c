/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "plan/cpu_list.h"
#include "unit/capture.h"

static void
reads_numbers_and_spans_sorted_and_once(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		uint32_t cpu[8];
	} c[] = {
		{ NULL, 4, { 0, 1, 2, 3 } },
		{ "0", 1, { 0 } },
		{ "3", 1, { 3 } },
		{ "0-3", 4, { 0, 1, 2, 3 } },
		{ "3,1", 2, { 1, 3 } },
		{ "1,1-2,2", 2, { 1, 2 } },
		{ "2-2,0", 2, { 0, 2 } },
		{ "00,003", 2, { 0, 3 } },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		size_t count;
		uint32_t *cpu = cpu_list_parse(c[i].text, 4, &count);

		assert_non_null(cpu);
		assert_int_equal(count, c[i].count);
		assert_memory_equal(cpu, c[i].cpu, count * sizeof *cpu);
		free(cpu);
	}
}

static void
refuses_other_lists_and_cpus_that_are_not_there(void **state)
{
	static const char *const text[] = { "", "4", "0-4", "3-1", "-1", "0-",
		"-", ",", "0,", ",0", "0 ", " 0", "a", "0x1", "1-2-3", "0,,1",
		"+1", "99999999999999999999", "0-99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		size_t count;
		uint32_t *cpu;
		const char *said;

		capture_start();
		cpu = cpu_list_parse(text[i], 4, &count);
		said = capture_end();
		if (cpu)
			fail_msg("'%s' was read", text[i]);
		assert_non_null(strstr(said, "from 0 to 3"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_numbers_and_spans_sorted_and_once),
		cmocka_unit_test(
		    refuses_other_lists_and_cpus_that_are_not_there),
	};

	return RUN(tests);
}
