/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The progress line: the last line of the terminal, at most one for a process.
 * It is shown only where standard error is a terminal that can clear a line and
 * is not shared by the recipes of a make (MAKELEVEL), and not while the process
 * is in the background.  Elsewhere these functions do nothing.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

/*
 * Begins to show progress.  Until progress_end() the messages of this process
 * and of its children (warn, warnx) clear the line before they are printed.
 */
void progress_begin(void);

/* Replaces the text of the line. */
void progress_show(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Clears the line. */
void progress_clear(void);

/* Clears the line and stops showing progress. */
void progress_end(void);

#endif
