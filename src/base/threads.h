/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work in pieces, which threads share with the caller: each does the next piece
 * that nobody has begun.  Threads block all signals, which are for the caller.
 * If no more threads can be started, fewer do the work.
 */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the piece with this number, counted from 0, while other threads do other
 * pieces.  Returns 0, or -1 with a message; no further piece is begun then.
 */
typedef int threads_piece(void *argument, size_t number);

struct threads;

/*
 * Starts at most count threads beside the caller's, which may be 0, and never
 * more than there is work for.  argument must stay until threads_finish(),
 * which frees what this returns.
 */
struct threads *threads_start(unsigned count, size_t pieces, threads_piece *,
    void *argument);

/* Returns the number of pieces that were begun. */
size_t threads_begun(const struct threads *);

/* Does the next piece in the caller.  Returns false when all were begun. */
bool threads_help(struct threads *);

/*
 * Does what is left together with the threads, waits for them and frees
 * everything.  Returns 0, or -1 when a piece failed.
 */
int threads_finish(struct threads *);

/*
 * Does all pieces with at most count threads, the caller's included.  Returns
 * 0, or -1 when a piece failed.
 */
int threads_share(unsigned count, size_t pieces, threads_piece *,
    void *argument);

#endif
