/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <string.h>

#include <sys/stat.h>

#include <time.h>

#include "base/file_state.h"
#include "unit/capture.h"

static void
any_other_number_is_another_state(void **state)
{
	const struct file_state a = { 1, 2, 3, 4, 5, true };
	struct file_state b;
	uint64_t *const number[] = { &b.size, &b.mtime_ns, &b.ctime_ns,
		&b.inode, &b.device };

	(void)state;
	assert_true(file_state_equal(&a, &a));
	for (size_t i = 0; i < LENGTH(number); i++) {
		b = a;
		++*number[i];
		assert_false(file_state_equal(&a, &b));
	}
}

static void
a_file_changed_just_now_is_not_settled(void **state)
{
	struct file_state s;
	struct stat st = { .st_size = 1 };

	(void)state;
	file_state_from(&s, &st);
	assert_true(s.settled);
	clock_gettime(CLOCK_REALTIME, &st.st_ctim);
	file_state_from(&s, &st);
	assert_false(s.settled);
}

static void
the_state_of_a_missing_file_cannot_be_read(void **state)
{
	struct file_state s;
	const char *message;
	int status;

	(void)state;
	capture_start();
	status = file_state_read(&s, "/nonexistent/perf.data");
	message = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(message, "cannot read /nonexistent/perf.data"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_other_number_is_another_state),
		cmocka_unit_test(a_file_changed_just_now_is_not_settled),
		cmocka_unit_test(the_state_of_a_missing_file_cannot_be_read),
	};

	return RUN(tests);
}
