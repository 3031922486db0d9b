/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tokens that a client holds, with their bytes, and the process groups of
 * its jobs, in memory that the client shares with its supervisor.  It is right
 * at any moment, however the client ends, except for the instant that
 * ledger_put_back() describes.
 */
#ifndef JOBSERVER_LEDGER_H
#define JOBSERVER_LEDGER_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

enum {
	LEDGER_TOKENS = 65536, /* as many as a pipe can hold */
	LEDGER_GROUPS = 65536,
};

/* A place for a token. */
union ledger_token {
	struct {
		unsigned char byte;
		unsigned char held;
	};
	_Atomic uint16_t both; /* 0 when nothing is there */
};

/* A process group, and the process that entered it; zeros when free. */
struct ledger_group {
	_Atomic pid_t owner;
	_Atomic pid_t group;
};

struct ledger {
	_Atomic unsigned groups_used; /* places that were ever used */
	struct ledger_group group[LEDGER_GROUPS];
	union ledger_token token[LEDGER_TOKENS];
};

/* Returns an empty ledger for ledger_free(), or NULL with errno. */
struct ledger *ledger_new(void);

void ledger_free(struct ledger *);

/*
 * Reads a token from fd into place n, which is empty: the system call that
 * takes the token from the pool also enters it here.  Returns 1, or 0 at the
 * end of the pool, or -1 with errno.
 */
int ledger_take(struct ledger *, unsigned n, int fd);

/*
 * Writes the token at place n to fd and empties the place.  Returns 0, or -1
 * with errno; the place is empty then, too.  A client that is killed after it
 * has emptied the place and before the system call loses the token.  (In the
 * other order, a kill at the end of the call, which is where kills take effect,
 * would give the token back twice.)
 */
int ledger_put_back(struct ledger *, unsigned n, int fd);

/* Writes all tokens to fd. */
void ledger_put_back_all(struct ledger *, int fd);

/* Enters a group for the calling process.  Returns 0, or -1 with ENOSPC. */
int ledger_enter_group(struct ledger *, pid_t group);

/* Removes a group.  Returns whether it was there. */
bool ledger_strike_group(struct ledger *, pid_t group);

/* Kills and removes the groups that process owner entered. */
void ledger_kill_groups_of(struct ledger *, pid_t owner);

/* Sends a signal to all groups.  Returns how many groups still exist. */
unsigned ledger_signal_groups(struct ledger *, int sig);

#endif
