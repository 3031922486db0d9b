/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client holds of a pool, in memory that it shares with its supervisor:
 * the bytes of its tokens, and the process groups of its jobs.  It is true at
 * any moment, however the client ends, but for one instant: see
 * ledger_put_back().
 */
#ifndef JOBSERVER_LEDGER_H
#define JOBSERVER_LEDGER_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

enum {
	LEDGER_TOKENS = 65536, /* as much as a pipe can hold */
	LEDGER_GROUPS = 65536,
};

/* A token's place. */
union ledger_token {
	struct {
		unsigned char byte;
		unsigned char held;
	};
	_Atomic uint16_t both; /* 0 when nothing is there */
};

/* A process group, and the process that entered it; 0 when free. */
struct ledger_group {
	_Atomic pid_t owner;
	_Atomic pid_t group;
};

struct ledger {
	_Atomic unsigned groups_used; /* places ever taken */
	struct ledger_group group[LEDGER_GROUPS];
	union ledger_token token[LEDGER_TOKENS];
};

/* Returns an empty ledger, or NULL with errno. */
struct ledger *ledger_new(void);

void ledger_free(struct ledger *);

/*
 * Reads a token from fd straight to place n, which is empty: the kernel enters
 * it in the ledger by the very call that takes it from the pool.  Returns 1, 0
 * at the end of the pool, or -1 with errno.
 */
int ledger_take(struct ledger *, unsigned n, int fd);

/*
 * Writes the token at place n to fd.  Returns 0, or -1 with errno; the token
 * is out of the ledger then, too.  A client that is killed between the store
 * that empties the place and the system call, its next deed, loses the token:
 * the one instant there is.  (Were it the other way round, a kill at the end
 * of the call, which is where kills take effect, would return it twice.)
 */
int ledger_put_back(struct ledger *, unsigned n, int fd);

/* Writes all tokens to fd. */
void ledger_put_back_all(struct ledger *, int fd);

/* Enters a group of the calling process.  Returns 0, or -1 with ENOSPC. */
int ledger_enter_group(struct ledger *, pid_t group);

/* Strikes it out; says whether it was there. */
bool ledger_strike_group(struct ledger *, pid_t group);

/* Kills and strikes out the groups that process owner left. */
void ledger_kill_groups_of(struct ledger *, pid_t owner);

/* Sends a signal to all groups.  Returns how many are still there. */
unsigned ledger_signal_groups(struct ledger *, int sig);

#endif
