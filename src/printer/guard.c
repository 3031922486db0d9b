/* SPDX-License-Identifier: GPL-2.0-only */
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

#include "printer/guard.h"

enum { TICK_SECONDS = 2, TICKS_AT_MOST = 5 };

static volatile sig_atomic_t inside; /* our code is running */
static volatile sig_atomic_t ticks;  /* that came since it started */
static void (*when_hung)(void);

static void
on_tick(int sig)
{
	(void)sig;
	if (inside && ++ticks > TICKS_AT_MOST)
		when_hung();
}

void
guard_start(void (*hung)(void))
{
	const struct itimerval timer = {
		.it_interval.tv_sec = TICK_SECONDS,
		.it_value.tv_sec = TICK_SECONDS,
	};
	struct sigaction action = { .sa_handler = on_tick,
		.sa_flags = SA_RESTART };

	when_hung = hung;
	sigemptyset(&action.sa_mask);
	sigaction(SIGVTALRM, &action, NULL);
	setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

void
guard_stop(void)
{
	const struct itimerval never = { .it_value.tv_sec = 0 };

	setitimer(ITIMER_VIRTUAL, &never, NULL);
	signal(SIGVTALRM, SIG_IGN);
}

void
guard_enter(void)
{
	inside = 1;
}

void
guard_leave(void)
{
	inside = 0;
	ticks = 0;
}
