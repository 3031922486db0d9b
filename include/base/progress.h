/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line on the terminal that says how far something has come.  There is one,
 * and only where standard error is a terminal that can clear a line, and that
 * no make shares among its recipes.  It is not shown in the background.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

/*
 * From here on messages (warn, warnx) of this process, and of those that it
 * forks, clear the line before they are printed.
 */
void progress_begin(void);

/* Shows a text in place of what the line had. */
void progress_show(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Clears the line. */
void progress_clear(void);

/* Clears the line for good. */
void progress_end(void);

#endif
