/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf would find, and what of that changes the key of a range. */
#include "unit/testing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "plan/found.h"
#include "plan/perf_command.h"
#include "slice/lookups.h"
#include "unit/scratch.h"

#define ID "0102030405060708090a0b0c0d0e0f1011121314"

static struct lookups lookups;
static struct perf_command command;

/* Has range 0 look for what is given, and range 1 for nothing. */
static void
look_for(enum lookup_kind kind, const char *id, const char *name)
{
	lookups_append(&lookups, kind, id, name);
	lookups_set_ranges(&lookups, 2);
	lookups_need(&lookups, 0, 0);
}

static int
start(void **state)
{
	static char config[2 * PATH_MAX];

	if (scratch_make(state))
		return -1;
	snprintf(config, sizeof config, "%s", in_scratch("config"));
	setenv("PERF_CONFIG", config, 1);
	setenv("HOME", scratch, 1);
	lookups = (struct lookups){ 0 };
	command = (struct perf_command){ 0 };
	return 0;
}

static int
end(void **state)
{
	lookups_release(&lookups);
	return scratch_remove(state);
}

/*
 * Looks again and returns which of the two ranges are not as they were: 1, 2, or
 * 3 for both.
 */
static unsigned
changed(void)
{
	static struct digest before[2];
	struct found f;
	unsigned which = 0;

	found_look(&f, &lookups, &command);
	for (size_t i = 0; i < 2; i++) {
		struct digest now = found_of_range(&f, &lookups, i);

		if (memcmp(&now, &before[i], sizeof now))
			which |= 1u << i;
		before[i] = now;
	}
	found_release(&f);
	return which;
}

static bool
is_missing(const char *path)
{
	struct found f;
	bool is;

	found_look(&f, &lookups, &command);
	is = words_has(&f.missing, path);
	found_release(&f);
	return is;
}

static void
set_time_back(const char *name)
{
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };

	assert_int_equal(utimensat(AT_FDCWD, in_scratch(name), old, 0), 0);
}

static void
a_file_counts_for_those_that_look_for_it(void **state)
{
	(void)state;
	look_for(LOOKUP_FILE, "-", in_scratch("library"));
	changed();
	assert_int_equal(changed(), 0);
	assert_true(is_missing(in_scratch("library")));
	scratch_write("library", "bytes");
	assert_int_equal(changed(), 1);
	set_time_back("library");
	assert_int_equal(changed(), 0);
	assert_false(is_missing(in_scratch("library")));
	unlink(in_scratch("library"));
	assert_int_equal(changed(), 1);
}

static void
the_cache_counts_where_it_is_configured(void **state)
{
	static const char at[] = "a cache/.build-id/01/" ID;
	char text[3 * PATH_MAX], name[sizeof at + 8];

	(void)state;
	look_for(LOOKUP_FILE, ID, "/nonexistent/library");
	changed();
	/* In the notation of git: any case, quotes and comments. */
	snprintf(text, sizeof text, "# [x]\n [BuildId] DIR=\"%s\" # there\n",
	    in_scratch("a cache"));
	scratch_write("config", text);
	assert_int_equal(changed(), 3);
	set_time_back("config");
	assert_int_equal(changed(), 0);
	snprintf(name, sizeof name, "a cache/.build-id/01/%s/elf", &ID[2]);
	scratch_write(name, "bytes");
	assert_int_equal(changed(), 1);
	/* What the command says comes first. */
	command.buildid_dir = in_scratch("other");
	changed();
	scratch_write(name, "other bytes");
	assert_int_equal(changed(), 0);
	assert_true(is_missing(in_scratch("other")));
}

static void
a_file_without_a_build_id_counts_by_its_bytes(void **state)
{
	(void)state;
	look_for(LOOKUP_MODULE, ID, in_scratch("module.ko.xz"));
	scratch_write("module.ko.xz", "some");
	changed();
	set_time_back("module.ko.xz");
	assert_int_equal(changed(), 0);
	scratch_write("module.ko.xz", "else");
	assert_int_equal(changed(), 1);
}

static void
the_running_kernel_counts_unless_it_is_another(void **state)
{
	struct found f;

	(void)state;
	look_for(LOOKUP_KERNEL, "-", "6.1");
	found_look(&f, &lookups, &command);
	assert_non_null(f.kernel);
	found_release(&f);
	lookups_release(&lookups);
	look_for(LOOKUP_KERNEL, ID, "6.1");
	found_look(&f, &lookups, &command);
	assert_null(f.kernel);
	assert_true(words_has(&f.missing, "vmlinux"));
	found_release(&f);
	lookups_release(&lookups);
	look_for(LOOKUP_KERNEL, "-", "6.1");
	command.symfs = "nowhere";
	found_look(&f, &lookups, &command);
	assert_null(f.kernel);
	found_release(&f);
}

static void
what_the_command_names_is_missed(void **state)
{
	(void)state;
	look_for(LOOKUP_KERNEL, "-", "6.1");
	command.vmlinux = in_scratch("kernel");
	assert_true(is_missing(in_scratch("kernel")));
	command.vmlinux = NULL;
	command.kallsyms = in_scratch("symbols");
	assert_true(is_missing(in_scratch("symbols")));
	scratch_write("symbols", "");
	assert_false(is_missing(in_scratch("symbols")));
}

#define LOOKING(test) cmocka_unit_test_setup_teardown(test, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		LOOKING(a_file_counts_for_those_that_look_for_it),
		LOOKING(the_cache_counts_where_it_is_configured),
		LOOKING(a_file_without_a_build_id_counts_by_its_bytes),
		LOOKING(the_running_kernel_counts_unless_it_is_another),
		LOOKING(what_the_command_names_is_missed),
	};

	return RUN(tests);
}
