/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notices when our own code hangs: when perf spends many seconds of processor
 * time in it at a stretch.  Then perf must end, and the job has it decode the
 * range without us.  Time in perf's own functions does not count, since loading
 * symbols may take long.
 */
#ifndef PRINTER_GUARD_H
#define PRINTER_GUARD_H

/*
 * Starts to watch.  When our code hangs, hung() is called in a signal handler.
 * The timer counts time in user mode only (ITIMER_VIRTUAL), so that it never
 * interrupts one of perf's system calls.
 */
void guard_start(void (*hung)(void));

/* Stops to watch. */
void guard_stop(void);

/* Say that our code starts, or goes on, and that it ends, or calls perf. */
void guard_enter(void);
void guard_leave(void);

#endif
