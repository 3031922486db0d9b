/* SPDX-License-Identifier: GPL-2.0-only */
/* Which texts of a recording look like the start of a sample. */
#include "unit/testing.h"

#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/odd_text.h"

#define TEXT(text) ((const unsigned char *)(text)), sizeof(text)

static void
a_line_behind_the_first_with_a_time_is_odd(void **state)
{
	(void)state;
	assert_true(odd_text(TEXT("/lib/a\nb 1 [000] 12.123456789: x")));
	assert_true(odd_text(TEXT("\nx 1.123456789")));
	assert_true(odd_text(TEXT("a\n instruction trace error type 1 time "
				  "1.000000001 cpu")));
	assert_false(odd_text(TEXT("/lib/a 12.123456789: x")));
	assert_false(odd_text(TEXT("/lib/a\nb 12.12345678: x")));
	/* Each text by itself. */
	assert_false(odd_text(TEXT("a\nb\0 12.123456789: x")));
	assert_false(odd_text(TEXT("a\n")));
	assert_false(odd_text(TEXT("a\n12.12345678")));
}

/* A sample with its IP, a callchain, raw data and a stack. */
struct sample {
	unsigned char bytes[256];
	struct record record;
};

static void
add(struct sample *s, const void *bytes, size_t len)
{
	memcpy(s->bytes + s->record.size, bytes, len);
	s->record.size += len;
}

static void
make(struct sample *s, uint64_t calls, const char *raw, uint32_t raw_len)
{
	static const char stack[] = "\nb 12.123456789: x";
	const uint64_t zeros[2] = { 0 };

	*s = (struct sample){ .record.size = 8 + 8 };
	add(s, &calls, 8);
	add(s, zeros, 16);
	add(s, &raw_len, 4);
	add(s, raw, raw_len);
	add(s, stack, sizeof stack);
	s->record.bytes = s->bytes;
}

static void
raw_data_is_looked_at_and_no_stack(void **state)
{
	struct event e = { .type = 2, .layout.sample_min = 16,
		.sample_type = SAMPLE_IP | SAMPLE_CALLCHAIN | SAMPLE_RAW };
	struct sample s;

	(void)state;
	make(&s, 2, "a\nb 1.123456789: x\0", 20);
	assert_true(odd_sample(&e, &s.record));
	make(&s, 2, "a b 1.123456789: x\0", 20);
	assert_false(odd_sample(&e, &s.record));
	/* Columns of text are lines of their own. */
	e.type = EVENT_SOFTWARE;
	e.config = EVENT_BPF_OUTPUT;
	assert_true(odd_sample(&e, &s.record));
	e.sample_type &= ~(uint64_t)SAMPLE_RAW;
	assert_false(odd_sample(&e, &s.record));
}

static void
samples_that_are_cut_off_are_read_to_their_end_at_most(void **state)
{
	const struct event e = { .type = 2, .layout.sample_min = 16,
		.sample_type = SAMPLE_IP | SAMPLE_CALLCHAIN | SAMPLE_RAW };
	struct sample s;

	(void)state;
	make(&s, UINT64_MAX / 4, "a", 2);
	assert_false(odd_sample(&e, &s.record));
	make(&s, 2, "a", 2);
	for (uint16_t size = 16; size < 44; size++) {
		s.record.size = size;
		assert_false(odd_sample(&e, &s.record));
	}
}

/* Says whether a COMM record with these bytes as the name is odd. */
static bool
is_odd(const char *name, size_t len)
{
	unsigned char bytes[64] = { 0 };
	const struct record comm = { .bytes = bytes, .type = RECORD_COMM,
		.size = (uint16_t)(COMM_NAME + len) };

	memcpy(bytes + COMM_NAME, name, strnlen(name, len));
	return odd_comm(&comm);
}

static void
names_that_are_not_found_in_front_of_numbers_are_odd(void **state)
{
	static const char *const odd[] = { "", "R", " sh", "a\nb", "a\tb",
		"a 1: 2 b:", "x: " };
	static const char *const usual[] = { "sh", "kworker/0:1", "a b", "x;y (z)",
		"12", "::", "x:" };

	(void)state;
	for (size_t i = 0; i < LENGTH(odd); i++)
		assert_true(is_odd(odd[i], 16));
	for (size_t i = 0; i < LENGTH(usual); i++)
		assert_false(is_odd(usual[i], 16));
	/* A name that the record cuts off. */
	assert_true(is_odd("sh", 0));
	assert_true(is_odd("sh", 1));
	assert_false(is_odd("sh", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_behind_the_first_with_a_time_is_odd),
		cmocka_unit_test(
		    names_that_are_not_found_in_front_of_numbers_are_odd),
		cmocka_unit_test(raw_data_is_looked_at_and_no_stack),
		cmocka_unit_test(
		    samples_that_are_cut_off_are_read_to_their_end_at_most),
	};

	return RUN(tests);
}
