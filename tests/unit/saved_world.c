/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/saved_world.h"

const struct file_state some_state = { .size = 1, .settled = true };

int
saved_world_open(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

int
install_plan(bool per_cpu, const char *const *folder, size_t count)
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
