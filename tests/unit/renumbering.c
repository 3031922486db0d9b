/* SPDX-License-Identifier: GPL-2.0-only */
/* Outputs that are still right, but whose ranges have other numbers now. */
#include "unit/testing.h"

#include <string.h>

#include "base/file_state.h"
#include "unit/capture.h"
#include "unit/renumbering_world.h"

#define T "time-range-"
#define NINE T "0=A " T "1=B " T "2=C " T "3=D " T "4=E " T "5=F " T "6=G " \
	T "7=H " T "8=I"
#define TEN T "00=A " T "01=B " T "02=C " T "03=D " T "04=E " T "05=F " \
	T "06=G " T "07=H " T "08=I " T "09=J"

/* All outputs of one plan are there; right ones of the other must be then. */
static const struct {
	const char *name, *old, *new, *right;
} stories[] = {
	{ "nothing new", T "0=A " T "1=B", T "0=A " T "1=B", T "0=A " T "1=B" },
	{ "one more", T "0=A " T "1=B", T "0=A " T "1=B " T "2=C",
	    T "0=A " T "1=B" },
	{ "one less", T "0=A " T "1=B", T "0=A", T "0=A" },
	{ "the first gone", T "0=A " T "1=B " T "2=C", T "0=B " T "1=C",
	    T "0=B " T "1=C" },
	{ "one before", T "0=A " T "1=B " T "2=C",
	    T "0=X " T "1=A " T "2=B " T "3=C", T "1=A " T "2=B " T "3=C" },
	{ "a window that moved", T "0=A " T "1=B " T "2=C",
	    T "0=C " T "1=X " T "2=Y", T "0=C" },
	{ "two that changed places", T "0=A " T "1=B", T "0=B " T "1=A",
	    T "0=B " T "1=A" },
	{ "three in a circle", T "0=A " T "1=B " T "2=C",
	    T "0=C " T "1=A " T "2=B", T "0=C " T "1=A " T "2=B" },
	{ "one cut in two", T "0=A " T "1=B " T "2=C",
	    T "0=A " T "1=X " T "2=Y " T "3=C", T "0=A " T "3=C" },
	{ "nine that became ten", NINE, TEN, T "00=A " T "01=B " T "02=C "
		T "03=D " T "04=E " T "05=F " T "06=G " T "07=H " T "08=I" },
	{ "ten that became nine", TEN, NINE, NINE },
	{ "nothing right", T "0=A " T "1=B", T "0=X " T "1=Y", "" },
	{ "in their place", T "0=A " T "1=B", T "0=A " T "1=Y", T "0=A" },
	{ "of a CPU", "cpu-0/" T "0=A cpu-0/" T "1=B cpu-1/" T "0=C",
	    "cpu-0/" T "0=B cpu-1/" T "0=X cpu-1/" T "1=C",
	    "cpu-0/" T "0=B cpu-1/" T "1=C" },
	{ "a CPU less", "cpu-0/" T "0=A cpu-1/" T "0=B cpu-1/" T "1=C",
	    "cpu-1/" T "0=C", "cpu-1/" T "0=C" },
	{ "more CPUs than ten", "cpu-0/" T "0=A cpu-9/" T "1=B",
	    "cpu-00/" T "0=A cpu-09/" T "1=B cpu-10/" T "0=C",
	    "cpu-00/" T "0=A cpu-09/" T "1=B" },
	{ "from CPUs to times", "cpu-0/" T "0=A cpu-1/" T "0=B",
	    T "0=X " T "1=Y", "" },
	{ "the whole stays", "=A", "=A", "=A" },
	{ "the whole is not moved", "=A", T "0=A", "" },
	{ "nor is that of a CPU", "cpu-0=A cpu-1=B cpu-2=C", "cpu-0=A cpu-1=C",
	    "cpu-0=A" },
	{ "nor becomes it the whole", T "0=A " T "1=B", "=X", "" },
};

/* Times that the disk is waited for. */
static int syncs;

int
fsync(int fd)
{
	(void)fd;
	syncs++;
	return 0;
}

/* Says that exactly these outputs of a plan are there. */
static void
assert_right(const char *name, const struct told *new, const char *text)
{
	struct told right;
	size_t held = 0;

	plan_told_start(&right, text);
	for (size_t i = 0; i < right.count; i++)
		if (!holds(right.folder[i], right.key[i]))
			fail_msg("%s: %s is lost", name, right.folder[i]);
	for (size_t i = 0; i < new->count; i++)
		held += stamp_is_valid(scratch, new->folder[i], new->key[i]);
	if (held != right.count)
		fail_msg("%s: %zu are complete", name, held);
	plan_told_release(&right);
}

/* Says that what only an earlier plan had is gone. */
static void
assert_gone(const char *name, const struct plans *p)
{
	for (size_t i = 0; i < p->old_told.count; i++) {
		const char *folder = p->old_told.folder[i];
		bool stays = false;

		for (size_t n = 0; n < p->new_told.count; n++)
			stays |= !strcmp(folder, p->new_told.folder[n]);
		if (!stays && is_in_scratch(file_in(folder, "out.txt")))
			fail_msg("%s: %s is still there", name, folder);
		if (!stays && *folder && strstr(folder, "time-range-") &&
		    is_in_scratch(folder))
			fail_msg("%s: folder %s is there", name, folder);
	}
	if (is_in_scratch(".perf-parallel/moved"))
		fail_msg("%s: something is on the move", name);
}

static void
outputs_move_with_their_keys(void **state)
{
	for (size_t i = 0; i < LENGTH(stories); i++) {
		const char *name = stories[i].name;
		struct plans p;

		if (i)
			assert_int_equal(open_shifted_output(state), 0);
		decode(stories[i].old);
		plans_start(&p, stories[i].old, stories[i].new);
		assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
		assert_right(name, &p.new_told, stories[i].right);
		assert_gone(name, &p);
		assert_no_stamp_lies(name, &p.old_told);
		assert_no_stamp_lies(name, &p.new_told);
		plans_release(&p);
		if (i + 1 < LENGTH(stories))
			assert_int_equal(scratch_remove(state), 0);
	}
}

static void
all_of_a_range_moves(void **state)
{
	struct plans p;
	char *text;

	(void)state;
	decode(T "0=A " T "1=B");
	scratch_write(T "1/err.txt", "messages\n");
	plans_start(&p, T "0=A " T "1=B", T "0=B");
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	text = scratch_read(T "0/err.txt");
	assert_string_equal(text, "messages\n");
	free(text);
	text = scratch_read(T "0/cmd.txt");
	assert_string_equal(text, "perf script\n");
	free(text);
	assert_false(is_in_scratch(T "1"));
	plans_release(&p);
}

static void
is_needed_only_where_something_is_elsewhere(void **state)
{
	static const struct {
		const char *old, *new;
		bool needed;
	} c[] = {
		{ "", T "0=A", false },
		{ T "0=A " T "1=B", T "0=A " T "1=B", false },
		{ T "0=A " T "1=B", T "0=A " T "1=B " T "2=C", false },
		{ T "0=A " T "1=B", T "0=A", true },
		{ T "0=A " T "1=B", T "0=A " T "1=C", true },
		{ T "0=A " T "1=B", T "00=A " T "01=B", true },
		{ "=A", T "0=A", true },
		{ T "0=A", "", true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct plans p;

		plans_start(&p, c[i].old, c[i].new);
		if (renumbering_needed(scratch, &p.old, &p.new) != c[i].needed)
			fail_msg("%s: %s", c[i].old, c[i].new);
		scratch_write(".perf-parallel/moved/x", "");
		assert_true(renumbering_needed(scratch, &p.old, &p.new));
		unlink(in_scratch(".perf-parallel/moved/x"));
		rmdir(in_scratch(".perf-parallel/moved"));
		plans_release(&p);
	}
}

static void
what_is_not_complete_is_not_moved(void **state)
{
	struct plans p;

	(void)state;
	decode(T "0=A " T "1=B " T "2=X " T "3=D");
	assert_int_equal(stamps_remove(scratch, T "1"), 0);
	assert_int_equal(unlink(in_scratch(T "3/out.txt")), 0);
	plans_start(&p, T "0=A " T "1=B " T "2=C " T "3=D",
	    T "0=B " T "1=C " T "2=D");
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	assert_right("not complete", &p.new_told, "");
	assert_no_stamp_lies("not complete", &p.old_told);
	assert_gone("not complete", &p);
	plans_release(&p);
}

static void
other_peoples_files_stay(void **state)
{
	struct plans p;

	(void)state;
	decode(T "0=A " T "1=B " T "2=C " T "3=D");
	scratch_write("notes", "x\n");
	scratch_write("time-range-x/notes", "x\n");
	scratch_write(T "2/notes", "x\n");
	scratch_write(T "3/notes", "x\n");
	scratch_write(T "7/notes", "x\n");
	plans_start(&p, T "0=A " T "1=B " T "2=C " T "3=D", T "0=B " T "1=D");
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	/* Where they are beside an output, that does not move. */
	assert_right("files stay", &p.new_told, T "0=B");
	assert_true(is_in_scratch(T "3/notes"));
	assert_false(is_in_scratch(T "3/out.txt"));
	assert_false(is_in_scratch(".perf-parallel/moved"));
	assert_true(is_in_scratch("notes"));
	assert_true(is_in_scratch("time-range-x/notes"));
	assert_true(is_in_scratch(T "2/notes"));
	assert_true(is_in_scratch(T "7/notes"));
	assert_false(is_in_scratch(T "2/out.txt"));
	plans_release(&p);
}

/* Then the output is decoded anew, beside what is there. */
static void
an_output_gives_way_to_other_peoples_files(void **state)
{
	struct plans p;

	(void)state;
	decode(T "0=A " T "1=B");
	scratch_write(T "0/notes", "x\n");
	plans_start(&p, T "0=A " T "1=B", T "0=B");
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	assert_no_stamp_lies("gives way", &p.old_told);
	assert_true(is_in_scratch(T "0/notes"));
	assert_false(is_in_scratch(T "1"));
	assert_false(is_in_scratch(".perf-parallel/moved"));
	plans_release(&p);
}

/* Killed behind the first step; then a job decoded what is on the move. */
static void
what_waits_already_need_not_move_again(void **state)
{
	struct plans p;

	(void)state;
	decode(T "0=A " T "1=B");
	scratch_write(".perf-parallel/moved/BAAAAAAAAAAAAAAAAAAAAA/out.txt",
	    "BAAAAAAAAAAAAAAAAAAAAA");
	plans_start(&p, T "0=A " T "1=B", T "0=B");
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	assert_right("waits", &p.new_told, T "0=B");
	assert_gone("waits", &p);
	plans_release(&p);
}

/* Returns how often the disk is waited for from one plan to the next. */
static int
count_syncs(const char *old, const char *new)
{
	struct plans p;

	decode(old);
	plans_start(&p, old, new);
	syncs = 0;
	assert_int_equal(renumbering_apply(scratch, &p.old, &p.new), 0);
	plans_release(&p);
	return syncs;
}

static void
many_wait_for_the_disk_as_often_as_two(void **state)
{
	int two = count_syncs(T "0=A " T "1=B", T "0=B " T "1=A");

	(void)state;
	assert_true(two > 0);
	assert_int_equal(count_syncs(NINE, TEN), two);
	assert_int_equal(count_syncs(TEN, NINE), two);
	/* Nine that go, but for nothing to be moved. */
	assert_true(count_syncs(TEN, T "00=A") <= two);
}

static void
nothing_moves_while_a_job_runs(void **state)
{
	static const struct file_state some_state = { .settled = true };
	struct plans p;
	const char *said;
	int job, status;

	(void)state;
	decode(T "0=A " T "1=B");
	plans_start(&p, "", T "0=A " T "1=B");
	p.new.cutting = (char *)"cutting";
	assert_int_equal(saved_plan_install(scratch, &p.new, &some_state), 0);
	plans_release(&p);
	plans_start(&p, "", T "0=B");
	p.new.cutting = (char *)"cutting";
	job = output_lock(scratch, OUTPUT_DECODED);
	assert_true(job >= 0);
	capture_start();
	status = saved_plan_install(scratch, &p.new, &some_state);
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "is in use"));
	assert_true(stamp_is_valid(scratch, T "0", "AAAAAAAAAAAAAAAAAAAAAA"));
	close(job);
	assert_int_equal(saved_plan_install(scratch, &p.new, &some_state), 0);
	assert_right("no job", &p.new_told, T "0=B");
	plans_release(&p);
}

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, open_shifted_output, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(outputs_move_with_their_keys),
		IN_OUTPUT(all_of_a_range_moves),
		IN_OUTPUT(is_needed_only_where_something_is_elsewhere),
		IN_OUTPUT(what_is_not_complete_is_not_moved),
		IN_OUTPUT(other_peoples_files_stay),
		IN_OUTPUT(an_output_gives_way_to_other_peoples_files),
		IN_OUTPUT(what_waits_already_need_not_move_again),
		IN_OUTPUT(many_wait_for_the_disk_as_often_as_two),
		IN_OUTPUT(nothing_moves_while_a_job_runs),
	};

	return RUN(tests);
}
