/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans that are installed in an output folder of the test's own. */
#ifndef UNIT_SAVED_WORLD_H
#define UNIT_SAVED_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "base/file_state.h"
#include "job/output.h"
#include "job/saved_plan.h"
#include "plan/plan.h"
#include "unit/capture.h"
#include "unit/scratch.h"
#include "unit/testing.h"

#define KEY "maoG0wFHmNhgAcMkRo1Jfw"
#define PLAN ".perf-parallel/plan"
#define NOTE ".perf-parallel/recording"

/* What a plan's file starts with, and the line of a range but its folder. */
#define TITLE "perf-parallel plan 5\n"
#define HEAD TITLE "append AAAAAAAAAAAAAAAAAAAAAA\ncutting\n" KEY "\n" \
	"../x\nperf script\n"
#define LINE KEY " " KEY " -1 0 5 3"

#define S UINT64_C(1000000000)

static const struct file_state some_state = { .size = 1, .settled = true };

static inline int
open_output(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

/*
 * Installs a plan of ranges with these folders, at most eight; each is of a
 * second from its number on, and of the CPU of its number.
 */
static inline int
install(bool per_cpu, const char *const *folder, size_t count)
{
	struct range range[8];
	struct plan plan = { .range = range, .count = count,
		.per_cpu = per_cpu,
		.merging = per_cpu ? MERGING_IMPOSSIBLE : MERGING_APPENDS,
		.cutting = (char *)"samples 4 0 0 0 1",
		.path = (char *)"../a\\b.data",
		.command = (char *)"perf script -F 'x\ny'",
		.recording = { { 1 } } };
	int status;

	for (size_t i = 0; i < count; i++) {
		range[i] = (struct range){ .folder = strdup(folder[i]),
			.cpu = per_cpu ? (int)i : -1,
			.time = { i * S, i * S + S - 1 },
			.contents = { { 2, i } } };
		memcpy(range[i].key.text, KEY, sizeof KEY);
	}
	if (count)
		range[count - 1].open_end = true;
	status = saved_plan_install(scratch, &plan, &some_state);
	for (size_t i = 0; i < count; i++)
		free(range[i].folder);
	return status;
}

#define INSTALL(per_cpu, ...) do { \
	static const char *const f[] = { __VA_ARGS__ }; \
	assert_int_equal(install(per_cpu, f, LENGTH(f)), 0); \
} while (0)

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, open_output, scratch_remove)

#endif
