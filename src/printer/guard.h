/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ends perf when our own code hangs in it: when some seconds of processor time
 * pass without leaving it.  The job then has perf decode the range without us.
 * Time in perf's functions does not count, since loading symbols may take long.
 */
#ifndef PRINTER_GUARD_H
#define PRINTER_GUARD_H

/*
 * Starts to watch.  hung() is called, in a signal handler, when our code hangs.
 * The timer counts processor time of this process (ITIMER_VIRTUAL), so that it
 * never interrupts one of perf's system calls.
 */
void guard_start(void (*hung)(void));

void guard_stop(void);

/* Call these when our code starts, and when it ends or calls perf. */
void guard_enter(void);
void guard_leave(void);

#endif
