/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/threads.h"

enum { PIECES = 1000, FAILS = 100 };

static atomic_uint done[PIECES];

static int
count(void *argument, size_t number)
{
	(void)argument;
	atomic_fetch_add(&done[number], 1);
	return 0;
}

static void
each_piece_is_done_once(void **state)
{
	static const unsigned threads[] = { 0, 1, 2, 7, 1000 };
	static const size_t pieces[] = { 0, 1, 2, PIECES };

	(void)state;
	for (size_t i = 0; i < LENGTH(threads) * LENGTH(pieces); i++) {
		size_t all = pieces[i % LENGTH(pieces)];

		memset((void *)done, 0, sizeof done);
		assert_int_equal(threads_share(
		    threads[i / LENGTH(pieces)], all, count, NULL), 0);
		for (size_t n = 0; n < PIECES; n++)
			assert_int_equal(atomic_load(&done[n]), n < all);
	}
}

/* Puts down which piece came next. */
static int
note(void *argument, size_t number)
{
	size_t *next = argument;

	assert_int_equal(number, *next);
	++*next;
	return 0;
}

static int
be_caller(void *argument, size_t number)
{
	(void)number;
	assert_true(pthread_equal(pthread_self(), *(pthread_t *)argument));
	return 0;
}

static void
one_piece_needs_no_thread(void **state)
{
	pthread_t caller = pthread_self();

	(void)state;
	assert_int_equal(threads_share(3, 1, be_caller, &caller), 0);
}

static void
without_threads_the_caller_does_what_it_wants(void **state)
{
	size_t next = 0;
	struct threads *t = threads_start(0, 3, note, &next);

	(void)state;
	assert_int_equal(threads_begun(t), 0);
	assert_true(threads_help(t));
	assert_int_equal(threads_begun(t), 1);
	assert_true(threads_help(t));
	assert_true(threads_help(t));
	assert_false(threads_help(t));
	assert_int_equal(threads_begun(t), 3);
	assert_int_equal(next, 3);
	assert_int_equal(threads_finish(t), 0);
}

static int
fail_in_the_end(void *argument, size_t number)
{
	atomic_fetch_add((atomic_uint *)argument, 1);
	return number == FAILS ? -1 : 0;
}

static void
after_a_failure_no_piece_is_begun(void **state)
{
	atomic_uint begun = 0;

	(void)state;
	assert_int_equal(threads_share(1, PIECES, fail_in_the_end, &begun), -1);
	assert_int_equal(atomic_load(&begun), FAILS + 1);
	assert_int_equal(threads_share(4, PIECES, fail_in_the_end, &begun), -1);
}

struct meeting {
	pthread_barrier_t barrier;
	pthread_t caller;
	bool blocked; /* in the thread that is not the caller's */
};

/* Ends only when a piece is being done by each of two threads. */
static int
meet(void *argument, size_t number)
{
	struct meeting *m = argument;
	sigset_t set;

	(void)number;
	pthread_barrier_wait(&m->barrier);
	if (pthread_equal(pthread_self(), m->caller))
		return 0;
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	m->blocked = sigismember(&set, SIGINT) && sigismember(&set, SIGPIPE) &&
	    sigismember(&set, SIGTSTP);
	return 0;
}

static void
threads_block_signals_and_the_caller_does_not(void **state)
{
	struct meeting m = { .caller = pthread_self() };
	sigset_t set;

	(void)state;
	pthread_barrier_init(&m.barrier, NULL, 2);
	assert_int_equal(threads_share(2, 2, meet, &m), 0);
	pthread_barrier_destroy(&m.barrier);
	assert_true(m.blocked);
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	assert_false(sigismember(&set, SIGINT));
}

static void
work_is_done_when_no_thread_starts(void **state)
{
	pthread_attr_t before, too_large;
	pthread_t caller = pthread_self();
	struct threads *t;

	(void)state;
	pthread_getattr_default_np(&before);
	pthread_attr_init(&too_large);
	pthread_attr_setstacksize(&too_large, SIZE_MAX / 2);
	assert_int_equal(pthread_setattr_default_np(&too_large), 0);
	t = threads_start(4, PIECES, be_caller, &caller);
	pthread_setattr_default_np(&before);
	assert_int_equal(threads_begun(t), 0);
	assert_int_equal(threads_finish(t), 0);
	pthread_attr_destroy(&before);
	pthread_attr_destroy(&too_large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
		cmocka_unit_test(one_piece_needs_no_thread),
		cmocka_unit_test(without_threads_the_caller_does_what_it_wants),
		cmocka_unit_test(after_a_failure_no_piece_is_begun),
		cmocka_unit_test(threads_block_signals_and_the_caller_does_not),
		cmocka_unit_test(work_is_done_when_no_thread_starts),
	};

	return RUN(tests);
}
