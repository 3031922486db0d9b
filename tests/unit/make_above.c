/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which process is the make above, and when it is gone: with real processes,
 * each of which executes this program, since /proc tells the environment that
 * a process was started with.
 */
#include "unit/testing.h"

#include <sys/prctl.h>

#include "run/make_above.h"
#include "unit/tokens.h"

/* The argument with which this program acts the parts that follow it. */
static const char act[] = "--act";

/* The parts: a make, a shell of its recipe, and who looks for that make. */
enum part { MAKE = 'm', SHELL = 's', LOOKER = 'l' };

/* The parent and the make, as bits. */
enum { PARENT = 1, THE_MAKE = 2 };

/* What an actor says. */
struct report {
	enum part part;
	pid_t process;
	int bits; /* of the looker: which it found, and then which is gone */
};

/* Where actors say it. */
static int stage[2];

static void
say(int out, enum part part, int bits)
{
	const struct report r = { part, getpid(), bits };

	MUST(write(out, &r, sizeof r) == sizeof r);
}

static int
readable(const struct pollfd *parent, const struct pollfd *make)
{
	return (parent->revents ? PARENT : 0) | (make->revents ? THE_MAKE : 0);
}

/* Looks for the make above, and then waits until somebody is gone. */
static int
look(int out)
{
	struct make_above m = make_above_open();
	struct pollfd news[] = { m.parent, m.make };

	say(out, LOOKER, (m.parent.fd >= 0 ? PARENT : 0) |
		(m.make.fd >= 0 ? THE_MAKE : 0));
	if (poll(news, 2, DEADLINE_MS) > 0)
		say(out, LOOKER, readable(&news[0], &news[1]));
	make_above_close(&m);
	return 0;
}

/* Executes this program for these parts; the first of them is its own. */
static void
enter(const char *parts, int out)
{
	char number[16];

	snprintf(number, sizeof number, "%d", out);
	execl("/proc/self/exe", "make_above", act, parts, number, NULL);
	MUST(false);
}

/* Plays the first of the parts, below which the others are played. */
static int
play(const char *parts, int out)
{
	pid_t child;

	/* Should the test not live to see to it. */
	alarm(2 * DEADLINE_S);
	if (*parts == LOOKER)
		return look(out);
	say(out, *parts, 0);
	child = fork();
	MUST(child >= 0);
	if (child == 0) {
		setenv("MAKELEVEL", "77", 1);
		enter(parts + 1, out);
	}
	for (;;)
		pause();
}

/* Returns what the next actor says. */
static struct report
next_report(void)
{
	struct report r;

	await_input(stage[0]);
	assert_int_equal(read(stage[0], &r, sizeof r), sizeof r);
	return r;
}

/* The actors, by the order of their parts. */
struct play {
	pid_t process[8];
	size_t count;
	int found; /* by the looker */
};

/* Starts a play: each part is that of a child of the part before. */
static void
start(struct play *p, const char *parts)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		unsetenv("MAKELEVEL");
		enter(parts, stage[1]);
	}
	*p = (struct play){ 0 };
	for (size_t i = 0; i < strlen(parts); i++) {
		struct report r = next_report();

		assert_int_equal(r.part, parts[i]);
		p->process[p->count++] = r.process;
		p->found = r.bits;
	}
}

/*
 * Ends all actors, who become this process's children one by one.  The looker
 * is first, so that it says nothing more.
 */
static void
end(const struct play *p)
{
	for (size_t i = p->count; i; i--)
		kill(p->process[i - 1], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void
without_a_make_there_is_nothing_to_watch(void **state)
{
	struct play p;

	(void)state;
	start(&p, "l");
	assert_int_equal(p.found, 0);
	end(&p);
}

static void
a_parent_that_is_the_make_is_watched_once(void **state)
{
	struct play p;

	(void)state;
	start(&p, "ml");
	assert_int_equal(p.found, PARENT);
	kill(p.process[0], SIGKILL);
	assert_int_equal(next_report().bits, PARENT);
	end(&p);
}

static void
the_make_is_found_above_all_shells(void **state)
{
	static const char *const parts[] = { "msl", "mssl", "msssl" };

	(void)state;
	for (size_t i = 0; i < LENGTH(parts); i++) {
		struct play p;

		start(&p, parts[i]);
		assert_int_equal(p.found, PARENT | THE_MAKE);
		end(&p);
	}
}

static void
a_make_that_is_killed_is_seen_while_the_shell_lives(void **state)
{
	struct play p;

	(void)state;
	start(&p, "mssl");
	kill(p.process[0], SIGKILL);
	assert_int_equal(next_report().bits, THE_MAKE);
	end(&p);
}

static void
a_shell_that_is_killed_is_seen_while_the_make_lives(void **state)
{
	struct play p;

	(void)state;
	start(&p, "mssl");
	kill(p.process[2], SIGKILL);
	assert_int_equal(next_report().bits, PARENT);
	end(&p);
}

/* Only its parent and the make matter. */
static void
a_shell_in_between_may_go(void **state)
{
	struct play p;

	(void)state;
	start(&p, "mssl");
	kill(p.process[1], SIGKILL);
	kill(p.process[0], SIGKILL);
	assert_int_equal(next_report().bits, THE_MAKE);
	end(&p);
}

static void
closing_twice_leaves_no_descriptor(void **state)
{
	int before = count_descriptors("self");
	struct make_above m;

	(void)state;
	setenv("MAKELEVEL", "78", 1);
	m = make_above_open();
	unsetenv("MAKELEVEL");
	assert_true(m.parent.fd >= 0);
	make_above_close(&m);
	assert_int_equal(m.parent.fd, -1);
	assert_int_equal(m.make.fd, -1);
	make_above_close(&m);
	assert_int_equal(count_descriptors("self"), before);
}

static int
open_stage(void **state)
{
	(void)state;
	return pipe(stage) || prctl(PR_SET_CHILD_SUBREAPER, 1) ? -1 : 0;
}

static int
close_stage(void **state)
{
	(void)state;
	return close(stage[0]) || close(stage[1]) ? -1 : 0;
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_make_there_is_nothing_to_watch),
		TEST(a_parent_that_is_the_make_is_watched_once),
		TEST(the_make_is_found_above_all_shells),
		TEST(a_make_that_is_killed_is_seen_while_the_shell_lives),
		TEST(a_shell_that_is_killed_is_seen_while_the_make_lives),
		TEST(a_shell_in_between_may_go),
		TEST(closing_twice_leaves_no_descriptor),
	};

	if (argc == 4 && !strcmp(argv[1], act))
		return play(argv[2], atoi(argv[3]));
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
