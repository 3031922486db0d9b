/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <string.h>

#include "base/file_state.h"
#include "unit/capture.h"

static void
another_size_time_or_inode_is_another_state(void **state)
{
	const struct file_state a = { 1, 2, 3 };

	(void)state;
	assert_true(file_state_equal(&a, &(struct file_state){ 1, 2, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 0, 2, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 1, 0, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 1, 2, 0 }));
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
		cmocka_unit_test(another_size_time_or_inode_is_another_state),
		cmocka_unit_test(the_state_of_a_missing_file_cannot_be_read),
	};

	return RUN(tests);
}
