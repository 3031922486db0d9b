/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checked allocation.  A program of this size cannot do anything useful when
 * memory is out, so these functions end it with a message instead of
 * returning NULL; what they return is released with free(3).
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Returns count zeroed members of size bytes each. */
void *xcalloc(size_t count, size_t size);

/* Resizes old (or NULL) to count members of size bytes; keeps the contents. */
void *xreallocarray(void *old, size_t count, size_t size);

/* Returns a copy of text. */
char *xstrdup(const char *text);

/* Returns a copy of the first len bytes of text, with a NUL after them. */
char *xstrndup(const char *text, size_t len);

/* Returns printf-formatted text. */
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *format, ...);
__attribute__((format(printf, 1, 0))) char *xvasprintf(
    const char *format, va_list ap);

/* Opens a stream into memory: open_memstream(3) that never fails. */
FILE *xmemstream(char **text, size_t *len);

/*
 * Makes room for one more member in an array that holds count members and has
 * room for *room; returns the array, moved or not, and updates *room.
 */
void *xgrow(void *array, size_t count, size_t *room, size_t size);

#endif
