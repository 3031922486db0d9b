/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Moving outputs, by a process that is killed before each of the calls by
 * which it changes anything.  Here these are functions of our own, which count
 * them; the next process is to end what that one began.
 */
#include "unit/testing.h"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "unit/renumbering_world.h"

enum { KILLED = 9 };

/* Changes that may still be made; negative for as many as are wanted. */
static int changes_left = -1;

static void
change(void)
{
	if (!changes_left)
		_exit(KILLED);
	if (changes_left > 0)
		changes_left--;
}

int
rename(const char *from, const char *to)
{
	change();
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
symlink(const char *target, const char *path)
{
	change();
	return syscall(SYS_symlinkat, target, AT_FDCWD, path);
}

int
unlink(const char *path)
{
	change();
	return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
unlinkat(int fd, const char *path, int flags)
{
	change();
	return syscall(SYS_unlinkat, fd, path, flags);
}

int
rmdir(const char *path)
{
	change();
	return syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int
mkdir(const char *path, mode_t mode)
{
	change();
	return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

#define T "time-range-"

/* Of the outputs of the old plan, the new one needs as many as are kept. */
static const struct story {
	const char *name, *old, *new;
	size_t kept;
} stories[] = {
	{ "the first gone", T "0=A " T "1=B " T "2=C", T "0=B " T "1=C", 2 },
	{ "one before", T "0=A " T "1=B", T "0=X " T "1=A " T "2=B", 2 },
	{ "two that changed places", T "0=A " T "1=B", T "0=B " T "1=A", 2 },
	{ "three in a circle", T "0=A " T "1=B " T "2=C",
	    T "0=C " T "1=A " T "2=B", 3 },
	{ "more digits", T "0=A " T "1=B", T "00=A " T "01=B " T "02=C", 2 },
	{ "of a CPU", "cpu-0/" T "0=A cpu-0/" T "1=B cpu-1/" T "0=C",
	    "cpu-0/" T "0=B cpu-1/" T "1=C", 2 },
};

/* Says whether the process ended its work before it was killed. */
static bool
shift_and_die(const struct plans *p, int changes)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child) {
		changes_left = changes;
		_exit(renumbering_apply(scratch, &p->old, &p->new) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 1);
	return WEXITSTATUS(status) == 0;
}

static void
assert_no_stamp_lies_in(const char *name, const struct plans *p)
{
	assert_no_stamp_lies(name, &p->old_told);
	assert_no_stamp_lies(name, &p->new_told);
}

/* Returns how many outputs of the new plan are complete. */
static size_t
count_held(const struct plans *p)
{
	size_t held = 0;

	for (size_t i = 0; i < p->new_told.count; i++)
		held += holds(p->new_told.folder[i], p->new_told.key[i]);
	return held;
}

/* Starts anew with the outputs of a story's old plan. */
static void
start_story(struct plans *p, const struct story *s, const char *new)
{
	assert_int_equal(open_shifted_output(NULL), 0);
	decode(s->old);
	plans_start(p, s->old, new);
}

static void
end_story(struct plans *p)
{
	plans_release(p);
	assert_int_equal(scratch_remove(NULL), 0);
}

static void
the_next_one_ends_what_was_begun(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(stories); i++) {
		const struct story *s = &stories[i];
		bool ended = false;

		for (int changes = 0; !ended; changes++) {
			struct plans p;
			size_t held;

			start_story(&p, s, s->new);
			ended = shift_and_die(&p, changes);
			assert_no_stamp_lies_in(s->name, &p);
			if (!ended)
				assert_true(renumbering_needed(
				    scratch, &p.old, &p.new));
			assert_int_equal(
			    renumbering_apply(scratch, &p.old, &p.new), 0);
			assert_no_stamp_lies_in(s->name, &p);
			held = count_held(&p);
			if (held != s->kept)
				fail_msg("%s: killed before change %d: %zu",
				    s->name, changes, held);
			assert_false(is_in_scratch(".perf-parallel/moved"));
			end_story(&p);
		}
	}
}

static void
another_plan_may_follow(void **state)
{
	static const char *const next[] = {
		T "0=X " T "1=Y", T "0=A", T "0=C " T "1=B",
		"cpu-0/" T "0=C", "=X",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(stories); i++) {
		const struct story *s = &stories[i];
		bool ended = false;

		for (int changes = 0; !ended; changes++) {
			struct plans p, other;

			start_story(&p, s, s->new);
			ended = shift_and_die(&p, changes);
			/* The plan that was killed was never saved. */
			plans_start(&other, s->old,
			    next[(i + changes) % LENGTH(next)]);
			assert_int_equal(renumbering_apply(
			    scratch, &other.old, &other.new), 0);
			assert_no_stamp_lies_in(s->name, &p);
			assert_no_stamp_lies_in(s->name, &other);
			assert_false(is_in_scratch(".perf-parallel/moved"));
			plans_release(&other);
			end_story(&p);
		}
	}
}

static void
it_may_be_killed_again_and_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(stories); i++) {
		const struct story *s = &stories[i];
		struct plans p;
		int deaths = 0;

		start_story(&p, s, s->new);
		/* Each comes a little further, at the very worst. */
		while (!shift_and_die(&p, 3 + deaths / 2)) {
			assert_no_stamp_lies_in(s->name, &p);
			assert_true(++deaths < 200);
		}
		assert_true(deaths > 0);
		assert_no_stamp_lies_in(s->name, &p);
		assert_false(is_in_scratch(".perf-parallel/moved"));
		end_story(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_one_ends_what_was_begun),
		cmocka_unit_test(another_plan_may_follow),
		cmocka_unit_test(it_may_be_killed_again_and_again),
	};

	return RUN(tests);
}
