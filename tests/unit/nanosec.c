/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "base/nanosec.h"

static void
formats_nine_decimals(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} c[] = {
		{ 0, "0.000000000" },
		{ 1, "0.000000001" },
		{ 999999999, "0.999999999" },
		{ 1000000000, "1.000000000" },
		{ 3600123456789, "3600.123456789" },
		{ UINT64_MAX, "18446744073.709551615" },
	};
	char text[NANOSEC_TEXT];

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++)
		assert_string_equal(nanosec_format(text, c[i].ns), c[i].text);
}

static void
reads_seconds(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} c[] = {
		{ "0", 0 },
		{ "1", 1000000000 },
		{ "1.", 1000000000 },
		{ ".5", 500000000 },
		{ "007", 7000000000 },
		{ "1.5", 1500000000 },
		{ "0.000000001", 1 },
		{ "1.000000000", 1000000000 },
		{ "18446744073.709551615", UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		uint64_t ns = ~c[i].ns;

		assert_int_equal(nanosec_parse(c[i].text, &ns), 0);
		assert_int_equal(ns, c[i].ns);
	}
}

static void
refuses_what_is_no_time(void **state)
{
	static const char *const text[] = { "", " ", "-1", "+1", " 1", "1 ",
		"0x1", "1e3", "1.0000000001", "1.0000000000", "1..", "1.2.3",
		"1,2", "a", "1a", "nan", "inf", "18446744073.709551616",
		"18446744074", "99999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		uint64_t ns = 42;

		if (nanosec_parse(text[i], &ns) != -1)
			fail_msg("'%s' was read", text[i]);
		assert_int_equal(ns, 42);
	}
}

static void
reads_back_what_it_formats(void **state)
{
	char text[NANOSEC_TEXT];
	uint64_t value;

	(void)state;
	for (uint64_t ns = 1; ns; ns <<= 1) {
		nanosec_format(text, ns - 1);
		assert_int_equal(nanosec_parse(text, &value), 0);
		assert_int_equal(value, ns - 1);
	}
}

static void
reads_durations_exactly(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} c[] = {
		{ "0.1", 100000000 },
		{ "1e-3", 1000000 },
		{ "1e-9", 1 },
		{ "1", 1000000000 },
		{ ".25", 250000000 },
		{ "3600", 3600000000000 },
		{ "1.000000001", 1000000001 },
		{ "0.3", 300000000 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		uint64_t ns = 0;

		assert_int_equal(nanosec_parse_duration(c[i].text, &ns), 0);
		assert_int_equal(ns, c[i].ns);
	}
}

static void
refuses_what_is_no_duration(void **state)
{
	static const char *const text[] = { "", "nan", "inf", "-inf", "1e400",
		"1e-10", "-1", "0", "-0", "1s", "1 ", "1e11", "x", ".",
		"18446744073.709551616" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		uint64_t ns;

		if (nanosec_parse_duration(text[i], &ns) != -1)
			fail_msg("'%s' was read", text[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_nine_decimals),
		cmocka_unit_test(reads_seconds),
		cmocka_unit_test(refuses_what_is_no_time),
		cmocka_unit_test(reads_back_what_it_formats),
		cmocka_unit_test(reads_durations_exactly),
		cmocka_unit_test(refuses_what_is_no_duration),
	};

	return RUN(tests);
}
