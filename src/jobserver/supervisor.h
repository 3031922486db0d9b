/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that outlives its client only to clean up: when the client is gone
 * for whatever reason, the supervisor ends the jobs in the ledger and gives the
 * tokens back to the pool.  It has a session of its own, where the signals that
 * end the client do not reach it, and keeps open only the pool's write end and
 * a pipe by which it sees the client's end.  If the supervisor itself is killed
 * nothing is lost: the next token starts another.
 */
#ifndef JOBSERVER_SUPERVISOR_H
#define JOBSERVER_SUPERVISOR_H

#include <sys/types.h>

struct ledger;

struct supervisor {
	pid_t process; /* 0 when none was started */
	int lifeline;  /* the end of the pipe that the client holds, or -1 */
};

/*
 * Starts a supervisor unless one runs, for this ledger and for the pool whose
 * write end is pool, or -1 for none.  Returns 0, or -1 with errno.
 */
int supervisor_start(struct supervisor *, struct ledger *, int pool);

/* Ends the supervisor and waits for it. */
void supervisor_stop(struct supervisor *);

/* Forgets the supervisor in a child of the client, of which it is no child. */
void supervisor_forget(struct supervisor *);

#endif
