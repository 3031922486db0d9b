/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/mman.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "jobserver/ledger.h"

/* How long to wait for room in a pool that somebody has filled up, in ms. */
enum { PATIENCE = 1000 };

struct ledger *
ledger_new(void)
{
	struct ledger *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return l == MAP_FAILED ? NULL : l;
}

void
ledger_free(struct ledger *l)
{
	if (l)
		munmap(l, sizeof *l);
}

int
ledger_take(struct ledger *l, unsigned n, int fd)
{
	union ledger_token *token = &l->token[n];
	ssize_t got;

	do
		got = read(fd, &token->byte, 1);
	while (got < 0 && errno == EINTR);
	/* Needed for a token whose byte is 0. */
	if (got == 1)
		token->held = 1;
	return got;
}

/* Writes a byte to a pool without blocking for ever. */
static int
put_back_byte(int fd, unsigned char byte)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };

	for (;;) {
		if (write(fd, &byte, 1) == 1)
			return 0;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN || poll(&room, 1, PATIENCE) == 0)
			return -1;
	}
}

int
ledger_put_back(struct ledger *l, unsigned n, int fd)
{
	unsigned char byte = l->token[n].byte;

	l->token[n].both = 0;
	return put_back_byte(fd, byte);
}

void
ledger_put_back_all(struct ledger *l, int fd)
{
	for (unsigned n = 0; n < LEDGER_TOKENS; n++)
		if (l->token[n].both)
			ledger_put_back(l, n, fd);
}

int
ledger_enter_group(struct ledger *l, pid_t group)
{
	for (unsigned i = 0; i < LEDGER_GROUPS; i++) {
		struct ledger_group *g = &l->group[i];
		unsigned used = l->groups_used;
		pid_t nobody = 0;

		if (!atomic_compare_exchange_strong(
			&g->owner, &nobody, getpid()))
			continue;
		g->group = group;
		while (used <= i &&
		    !atomic_compare_exchange_weak(
			&l->groups_used, &used, i + 1))
			;
		return 0;
	}
	errno = ENOSPC;
	return -1;
}

static void
strike(struct ledger_group *g)
{
	g->group = 0;
	g->owner = 0;
}

bool
ledger_strike_group(struct ledger *l, pid_t group)
{
	for (unsigned i = 0; i < l->groups_used; i++)
		if (l->group[i].group == group) {
			strike(&l->group[i]);
			return true;
		}
	return false;
}

void
ledger_kill_groups_of(struct ledger *l, pid_t owner)
{
	for (unsigned i = 0; i < l->groups_used; i++) {
		struct ledger_group *g = &l->group[i];
		pid_t group = g->group;

		if (g->owner != owner)
			continue;
		if (group > 0)
			kill(-group, SIGKILL);
		strike(g);
	}
}

unsigned
ledger_signal_groups(struct ledger *l, int sig)
{
	unsigned there = 0;

	for (unsigned i = 0; i < l->groups_used; i++) {
		pid_t group = l->group[i].group;

		if (group > 0 && !kill(-group, sig))
			there++;
	}
	return there;
}
