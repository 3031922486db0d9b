/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mapped files, and the kernel, of which perf has no debugging information: it
 * prints an address in them as symbol, offset and name, in one line.  The job
 * says which they are.  An object is trusted only when perf has printed so many of
 * its addresses as foretold, and never again when it has printed one otherwise.
 */
#ifndef PRINTER_OBJECTS_H
#define PRINTER_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct object {
	const void *id; /* tells perf's objects apart, is not followed */
	bool plain;     /* it is one of those, as far as is known */
	unsigned agreed; /* addresses that perf printed as foretold */
};

struct objects {
	char *text; /* names that were read, in lines */
	char **name; /* of plain objects, sorted; they point into the text */
	size_t names;
	struct object *object;
	size_t count;
	size_t last; /* that was found */
};

/*
 * Reads the names of plain objects, one a line.  Returns 0, or -1 when the file
 * cannot be read.
 */
int objects_read(struct objects *, const char *path);

/* Adds one name, a string constant. */
void objects_add(struct objects *, const char *name);

/* Returns an object, or NULL when there are too many. */
struct object *objects_find(
    struct objects *, const void *id, const char *name);

/* Says whether addresses in an object are printed as foretold. */
bool object_is_trusted(const struct object *);

/* Notes whether perf has printed an address in an object as foretold. */
void objects_judge(struct objects *, const void *id, bool agrees);

/* Returns a number for a text that was foretold, never 0. */
uint64_t objects_digest(const char *text, size_t len);

void objects_release(struct objects *);

#endif
