/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans that are installed in an output folder of the test's own. */
#ifndef UNIT_SAVED_WORLD_H
#define UNIT_SAVED_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "base/file_state.h"
#include "plan/plan.h"
#include "store/output.h"
#include "store/saved_plan.h"
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

extern const struct file_state some_state;

int saved_world_open(void **state);

/*
 * Installs a plan of ranges with these folders, at most eight; each is of a
 * second from its number on, and of the CPU of its number.
 */
int install_plan(bool per_cpu, const char *const *folder, size_t count);

#define INSTALL(per_cpu, ...) do { \
	static const char *const f[] = { __VA_ARGS__ }; \
	assert_int_equal(install_plan(per_cpu, f, LENGTH(f)), 0); \
} while (0)

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, saved_world_open, scratch_remove)

#endif
