/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that outlives its client only to clean up after it: when the client
 * is gone, however it went, the supervisor ends the jobs that the ledger knows
 * and gives the tokens back to the pool.  It is in a session of its own, where
 * the signals that end the client do not reach it, and holds nothing open but
 * the pool's write end and a pipe on which it sees the client's end.  When it
 * is killed itself nothing is lost; the next token starts another.
 */
#ifndef JOBSERVER_SUPERVISOR_H
#define JOBSERVER_SUPERVISOR_H

#include <sys/types.h>

struct ledger;

struct supervisor {
	pid_t process; /* 0 when none was started */
	int lifeline;  /* the end of the pipe that the client holds; -1 */
};

/*
 * Sees that a supervisor runs, for this ledger and for the pool whose write end
 * is pool, -1 for none.  Returns 0, or -1 with errno.
 */
int supervisor_start(struct supervisor *, struct ledger *, int pool);

/* Ends it. */
void supervisor_stop(struct supervisor *);

/* In a child of the client, which the supervisor is not to wait for. */
void supervisor_forget(struct supervisor *);

#endif
