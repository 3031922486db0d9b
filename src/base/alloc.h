/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocation that ends the program with a message instead of returning NULL,
 * since a program of this size cannot do anything useful without memory.  What
 * these functions return is for free(3).
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Returns count zeroed members of size bytes each. */
void *xcalloc(size_t count, size_t size);

/* Resizes old, which may be NULL, to count members of size bytes each. */
void *xreallocarray(void *old, size_t count, size_t size);

/* Returns a copy of text. */
char *xstrdup(const char *text);

/* Returns a copy of the first len bytes of text, with a NUL after them. */
char *xstrndup(const char *text, size_t len);

/* Returns printf-formatted text. */
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *format, ...);
__attribute__((format(printf, 1, 0))) char *xvasprintf(
    const char *format, va_list ap);

/* Opens a stream into memory, as open_memstream(3) does. */
FILE *xmemstream(char **text, size_t *len);

/*
 * Makes room for one more member of size bytes in an array that has count
 * members and room for *room.  Returns the array, moved or not, and updates
 * *room.
 */
void *xgrow(void *array, size_t count, size_t *room, size_t size);

#endif
