/* SPDX-License-Identifier: GPL-2.0-only */
#include "testing.h"

#include <stdlib.h>

#include "base/resources.h"
#include "scratch.h"

static size_t
quota(const char *membership)
{
	size_t n;
	char *path;

	scratch_write("cgroup", membership);
	path = strdup(in_scratch("cgroup"));
	n = processors_by_quota(path, in_scratch("sys"));
	free(path);
	return n;
}

static void
no_file_is_no_limit(void **state)
{
	(void)state;
	assert_int_equal(processors_by_quota(in_scratch("none"), scratch), 0);
	assert_int_equal(quota("0::/nowhere\n"), 0);
	assert_int_equal(quota("nonsense\n"), 0);
}

static void
version_2_rounds_up(void **state)
{
	(void)state;
	scratch_write("sys/a/cpu.max", "150000 100000\n");
	scratch_write("sys/b/cpu.max", "max 100000\n");
	scratch_write("sys/c/cpu.max", "400000 100000\n");
	assert_int_equal(quota("0::/a\n"), 2);
	assert_int_equal(quota("0::/b\n"), 0);
	assert_int_equal(quota("0::/c\n"), 4);
}

static void
the_least_quota_up_to_the_root_counts(void **state)
{
	(void)state;
	scratch_write("sys/up/cpu.max", "300000 100000\n");
	scratch_write("sys/up/mid/cpu.max", "max 100000\n");
	scratch_write("sys/up/mid/leaf/cpu.max", "800000 100000\n");
	assert_int_equal(quota("0::/up/mid/leaf\n"), 3);
	assert_int_equal(quota("0::/up\n"), 3);
}

/* In a container the path is often the host's; the mount is the group's. */
static void
the_mount_itself_counts_where_the_path_is_not_there(void **state)
{
	(void)state;
	scratch_write("sys/cpu.max", "500000 100000\n");
	assert_int_equal(quota("0::/host/only\n"), 5);
	unlink(in_scratch("sys/cpu.max"));
}

static void
version_1(void **state)
{
	(void)state;
	scratch_write("sys/cpu,cpuacct/g/cpu.cfs_quota_us", "200000\n");
	scratch_write("sys/cpu,cpuacct/g/cpu.cfs_period_us", "100000\n");
	scratch_write("sys/cpu,cpuacct/n/cpu.cfs_quota_us", "-1\n");
	scratch_write("sys/cpu,cpuacct/n/cpu.cfs_period_us", "100000\n");
	assert_int_equal(quota("4:cpu,cpuacct:/g\n0::/\n"), 2);
	assert_int_equal(quota("4:cpuacct,cpu:/g\n"), 2);
	assert_int_equal(quota("4:cpuset:/g\n"), 0);
	assert_int_equal(quota("4:cpu,cpuacct:/n\n"), 0);
}

/* The same trees have limits of memory. */
static void
memory_has_limits_of_both_versions(void **state)
{
	char *path;

	(void)state;
	scratch_write("sys/m/memory.max", "1048576\n");
	scratch_write("sys/m/n/memory.max", "max\n");
	scratch_write("sys/memory/o/memory.limit_in_bytes", "4096\n");
	path = strdup(in_scratch("cgroup"));
	scratch_write("cgroup", "0::/m/n\n");
	assert_int_equal(memory_by_quota(path, in_scratch("sys")), 1048576);
	scratch_write("cgroup", "7:memory:/o\n0::/m\n");
	assert_int_equal(memory_by_quota(path, in_scratch("sys")), 4096);
	scratch_write("cgroup", "7:cpu:/o\n0::/x\n");
	assert_int_equal(memory_by_quota(path, in_scratch("sys")), 0);
	assert_int_equal(processors_by_quota(path, in_scratch("sys")), 0);
	free(path);
}

static void
there_is_at_least_one(void **state)
{
	(void)state;
	assert_true(processors_usable() >= 1);
	assert_true(memory_usable() >= 1 << 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_is_no_limit),
		cmocka_unit_test(version_2_rounds_up),
		cmocka_unit_test(the_least_quota_up_to_the_root_counts),
		cmocka_unit_test(
		    the_mount_itself_counts_where_the_path_is_not_there),
		cmocka_unit_test(version_1),
		cmocka_unit_test(memory_has_limits_of_both_versions),
		cmocka_unit_test(there_is_at_least_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
