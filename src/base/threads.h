/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work in pieces, which the caller and some threads share: each does the next
 * piece that nobody has begun.  The threads block all signals, so that these
 * come to the caller.  Where no more threads can be started, fewer do the work.
 */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the piece with a number, counted from 0, maybe beside other pieces.
 * Returns 0, or -1 with a message; then no further piece is begun.
 */
typedef int threads_piece(void *argument, size_t number);

struct threads;

/*
 * Starts at most count threads, which may be 0, beside the caller's, but no
 * more than there are pieces for.  argument must stay until threads_finish(),
 * which frees what this returns.
 */
struct threads *threads_start(unsigned count, size_t pieces, threads_piece *,
    void *argument);

/* Says whether no thread was started, so that the caller does every piece. */
bool threads_none(const struct threads *);

/* Returns the number of pieces that were begun. */
size_t threads_begun(const struct threads *);

/* Does the next piece in the caller's thread; returns false for none left. */
bool threads_help(struct threads *);

/*
 * Does what is left together with the threads, and ends them.  Returns 0, or -1
 * when a piece failed.
 */
int threads_finish(struct threads *);

/*
 * Does all pieces with at most count threads, the caller's included.  Returns
 * 0, or -1 when a piece failed.
 */
int threads_share(unsigned count, size_t pieces, threads_piece *,
    void *argument);

#endif
