/* SPDX-License-Identifier: GPL-2.0-only */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/threads.h"

enum { THREADS_MAX = 64 };

struct threads {
	size_t pieces;
	threads_piece *piece;
	void *argument;
	atomic_size_t next; /* the next piece to begin */
	atomic_bool failed;
	unsigned count;
	pthread_t thread[THREADS_MAX];
};

static void *
help_to_the_end(void *argument)
{
	while (threads_help(argument))
		;
	return NULL;
}

struct threads *
threads_start(unsigned count, size_t pieces, threads_piece *piece,
    void *argument)
{
	struct threads *t = xcalloc(1, sizeof *t);
	sigset_t all, before;

	t->pieces = pieces;
	t->piece = piece;
	t->argument = argument;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (t->count < count && t->count < THREADS_MAX &&
	    t->count + 1 < pieces && !pthread_create(&t->thread[t->count],
	    NULL, help_to_the_end, t))
		t->count++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return t;
}

size_t
threads_begun(const struct threads *t)
{
	size_t next = t->next;

	return next < t->pieces ? next : t->pieces;
}

bool
threads_help(struct threads *t)
{
	size_t number = atomic_fetch_add(&t->next, 1);

	if (number >= t->pieces)
		return false;
	if (t->piece(t->argument, number)) {
		t->failed = true;
		t->next = t->pieces;
	}
	return true;
}

int
threads_finish(struct threads *t)
{
	int status;

	help_to_the_end(t);
	for (unsigned i = 0; i < t->count; i++)
		pthread_join(t->thread[i], NULL);
	status = t->failed ? -1 : 0;
	free(t);
	return status;
}

int
threads_share(unsigned count, size_t pieces, threads_piece *piece,
    void *argument)
{
	return threads_finish(
	    threads_start(count ? count - 1 : 0, pieces, piece, argument));
}
