/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What -F makes of the fields of each type of event; the expected values were
 * tried with perf 6.1 and 6.12, or read in parse_output_fields().
 */
#include "unit/testing.h"

#include <stdbool.h>
#include <string.h>

#include "base/words.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "plan/perf_fields.h"
#include "unit/capture.h"

enum { PLAIN = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME };

static struct event hw = { .type = 0, .sample_type = PLAIN };
static struct event sw = { .type = 1, .sample_type = PLAIN };
static struct event tracepoint = {
	.type = 2, .sample_type = PLAIN | SAMPLE_RAW
};
static struct event raw = {
	.type = 4, .sample_type = PLAIN | SAMPLE_DATA_SRC
};
static struct event pmu = { .type = 9, .sample_type = PLAIN };
static struct event dummy = {
	.type = 1, .config = EVENT_SW_DUMMY, .sample_type = SAMPLE_TID
};
static struct event unknown; /* of a recording that only perf can read */

/* Takes the values of all -F, which are words; returns the last status. */
static int
take(struct perf_field_use *use, const char *values)
{
	struct words w;
	int status = 0;

	perf_fields_start(use);
	assert_int_equal(words_split(&w, values), 0);
	for (size_t i = 0; status >= 0 && i < w.count; i++)
		status = perf_fields_take(use, w.word[i]);
	words_release(&w);
	return status;
}

struct use_case {
	const char *values, *field;
	struct event *event;
	bool printed;
};

static void
check(const struct use_case *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct events events = { .event = c[i].event, .count = 1 };
		struct perf_field_use use;

		assert_int_equal(take(&use, c[i].values), 0);
		if (perf_fields_print(&use, &events, false, c[i].field) !=
		    c[i].printed)
			fail_msg("-F '%s': %s of type %u is%s printed",
			    c[i].values, c[i].field, c[i].event->type,
			    c[i].printed ? " not" : "");
	}
}

#define CHECK(...) do { \
	static const struct use_case cases[] = { __VA_ARGS__ }; \
	(void)state; \
	check(cases, LENGTH(cases)); \
} while (0)

static void
types_print_what_is_theirs_by_default(void **state)
{
	CHECK({ "", "time", &hw, true },
	    { "", "tod", &hw, false },
	    { "", "data_src", &hw, false },
	    { "", "data_src", &raw, true },
	    { "", "trace", &hw, false },
	    { "", "trace", &tracepoint, true },
	    { "", "ip", &tracepoint, false },
	    { "", "ip", &pmu, true },
	    { "", "cpu", &sw, false }); /* these samples have none */
}

static void
a_list_replaces_what_was_there(void **state)
{
	CHECK({ "comm,ip", "time", &sw, false },
	    { "comm,ip", "ip", &sw, true },
	    { "ip,data_src,sym", "data_src", &raw, true },
	    { "ip,sym", "data_src", &raw, false },
	    { "comm,time comm,ip", "time", &sw, false },
	    { "comm,,time,", "time", &sw, true });
}

static void
fields_are_added_and_taken_away(void **state)
{
	CHECK({ "+tod", "time", &sw, true },
	    { "+tod", "tod", &sw, true },
	    { "-time", "time", &sw, false },
	    { "-time +time", "time", &sw, true },
	    { "comm,ip +time", "time", &sw, true },
	    { "comm,ip +time,-ip", "ip", &sw, false },
	    { "+srccode comm,ip", "srccode", &sw, false },
	    { "+ip,-sym", "data_src", &raw, true });
}

static void
a_list_for_a_type_is_for_that_alone(void **state)
{
	CHECK({ "sw:comm,ip", "time", &sw, false },
	    { "sw:comm,ip", "time", &hw, true },
	    { "sw:comm,ip", "data_src", &raw, true },
	    { "hw:+srccode", "srccode", &sw, false },
	    { "hw:+srccode", "srccode", &hw, true },
	    { "trace:comm,trace", "time", &sw, true },
	    { "trace:comm,trace", "time", &tracepoint, false },
	    { "sw:comm,ip hw:comm,ip", "time", &sw, false },
	    { "comm,ip sw:+time", "time", &sw, true },
	    { "comm,ip sw:+time", "time", &hw, false },
	    { "sw:", "time", &sw, false },
	    { "raw:comm,ip", "data_src", &raw, false },
	    { "break:comm", "time", &sw, true },
	    { "synth:comm", "time", &hw, true });
}

/* A type of all others has no name for -F. */
static void
fields_that_a_type_cannot_have_are_left_out(void **state)
{
	CHECK({ "comm,trace", "trace", &sw, false },
	    { "comm,trace", "trace", &tracepoint, true },
	    { "comm,trace", "comm", &sw, true },
	    { "+data_src", "data_src", &sw, true },
	    { "sw:+data_src", "data_src", &sw, false });
}

/* perf looks for any '-', and the name of bpf-output has one. */
static void
a_list_with_bpf_output_replaces_nothing(void **state)
{
	CHECK({ "comm,bpf-output", "time", &sw, true },
	    { "comm,ip comm,bpf-output", "time", &sw, false });
}

static void
tracepoints_with_callchains_have_addresses(void **state)
{
	struct event chained = tracepoint;
	const struct use_case cases[] = {
		{ "", "ip", &chained, true },
		{ "", "sym", &chained, true },
		{ "", "period", &chained, false },
		{ "trace:comm,trace", "ip", &chained, false },
		{ "+cpu", "ip", &chained, false },
	};

	(void)state;
	chained.sample_type |= SAMPLE_CALLCHAIN;
	check(cases, LENGTH(cases));
}

/* Says whether some of the events are printed without their time. */
static bool
lack_time(const char *values, struct event *event, size_t count, bool traced)
{
	struct events events = { .event = event, .count = count };
	struct perf_field_use use;

	assert_true(take(&use, values) >= 0);
	return perf_fields_lack(&use, &events, traced, "time");
}

static void
one_type_without_time_is_enough(void **state)
{
	struct event both[] = { sw, tracepoint };

	(void)state;
	assert_false(lack_time("", both, 2, false));
	assert_true(lack_time("trace:comm,trace", both, 2, false));
	assert_true(lack_time("sw:comm", both, 2, false));
	assert_true(lack_time("-time", both, 2, false));
	assert_false(lack_time("hw:comm", both, 2, false));
	/* Of these nothing is printed at all. */
	assert_false(lack_time("trace:", both, 2, false));
	assert_false(lack_time("trace:flags", both, 2, false));
}

static void
the_first_event_of_a_type_decides(void **state)
{
	struct event with[] = { sw, sw }, without[] = { sw, sw };
	struct event with_dummy[] = { dummy, sw };

	(void)state;
	with[1].sample_type = without[0].sample_type = SAMPLE_IP;
	assert_false(lack_time("", with, 2, false));
	assert_true(lack_time("", without, 2, false));
	assert_false(lack_time("", with_dummy, 2, false));
}

static void
a_trace_has_hardware_and_made_up_events(void **state)
{
	(void)state;
	assert_false(lack_time("hw:comm", &pmu, 1, false));
	assert_true(lack_time("hw:comm", &pmu, 1, true));
	assert_true(lack_time("synth:comm", &pmu, 1, true));
	assert_false(lack_time("sw:comm", &pmu, 1, true));
}

static void
an_unknown_event_may_be_of_any_type(void **state)
{
	(void)state;
	assert_false(lack_time("", &unknown, 1, false));
	assert_true(lack_time("raw:comm", &unknown, 1, false));
}

/* Another perf may have more of both. */
static void
unknown_fields_and_types_are_passed_over(void **state)
{
	struct perf_field_use use;

	(void)state;
	assert_int_equal(take(&use, "+nosuch"), 1);
	assert_int_equal(take(&use, "nosuch:comm"), 1);
	assert_false(lack_time("+nosuch,+comm", &sw, 1, false));
	assert_false(lack_time("nosuch:comm", &sw, 1, false));
}

static void
a_list_with_signs_for_some_is_refused(void **state)
{
	struct perf_field_use use;
	const char *said;

	(void)state;
	capture_start();
	assert_int_equal(take(&use, "ip,+sym"), -1);
	said = capture_end();
	assert_non_null(strstr(said, "-F 'ip,+sym'"));
	capture_start();
	assert_int_equal(take(&use, "-ip,sym"), -1);
	said = capture_end();
	assert_non_null(strstr(said, "write two -F"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_print_what_is_theirs_by_default),
		cmocka_unit_test(a_list_replaces_what_was_there),
		cmocka_unit_test(fields_are_added_and_taken_away),
		cmocka_unit_test(a_list_for_a_type_is_for_that_alone),
		cmocka_unit_test(fields_that_a_type_cannot_have_are_left_out),
		cmocka_unit_test(a_list_with_bpf_output_replaces_nothing),
		cmocka_unit_test(tracepoints_with_callchains_have_addresses),
		cmocka_unit_test(one_type_without_time_is_enough),
		cmocka_unit_test(the_first_event_of_a_type_decides),
		cmocka_unit_test(a_trace_has_hardware_and_made_up_events),
		cmocka_unit_test(an_unknown_event_may_be_of_any_type),
		cmocka_unit_test(unknown_fields_and_types_are_passed_over),
		cmocka_unit_test(a_list_with_signs_for_some_is_refused),
	};

	return RUN(tests);
}
