/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that perf has printed once and that are printed again for the same
 * thing: where an address is, the flags of a branch, the blanks before the name
 * of an event.  The memory owns the texts.  It is bounded: when it is full,
 * what is new stays unknown.
 */
#ifndef PRINTER_MEMORY_H
#define PRINTER_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum memory_kind {
	MEMORY_FRAME,  /* a frame of a callchain */
	MEMORY_KERNEL, /* the same, by its address in memory alone */
	MEMORY_IP,     /* where a sample was taken */
	MEMORY_ADDR,   /* what its data address or its branch refers to */
	MEMORY_FLAGS,
	MEMORY_BRANCH_FROM, /* what is behind the start of a branch, */
	MEMORY_BRANCH_TO, /* and behind its target: the flags at least */
	MEMORY_EVENT,  /* what is before the name of an event */
};

/*
 * What a text is about.  The pointers are perf's own and tell its objects
 * apart; they are never followed.  perf may free an object and make another one
 * in its place, so who asks for a text sees that it has the right names.
 */
struct memory_key {
	const void *dso;
	const void *sym;
	uint64_t value;  /* an address in the file, or flags */
	uint32_t offset; /* of the address in its symbol */
	uint32_t kind : 8;    /* enum memory_kind */
	uint32_t fields : 24; /* that are printed, see fields.h */
};

/* A text lies behind its key, since both are read at a time. */
struct memory_text {
	struct memory_key key;
	uint32_t len; /* of the text in bytes */
	uint32_t lines; /* of a frame, see remembered_frame() */
	char text[]; /* with '\0' behind it */
};

/* A text that is wanted of the memory, for what its key says. */
struct memory_piece {
	struct memory_key key;
	const struct memory_text *text; /* NULL if it is not known */
	uint64_t predicted; /* digest of what it will be (dsos.h), or 0 */
};

struct memory_slot {
	uint32_t tag; /* bits of the key's hash */
	uint32_t place; /* of its text, in the block; 0 for none */
};

struct memory {
	struct memory_slot *slot;
	size_t slots; /* a power of two, or 0 */
	size_t used;
	char *block; /* of all texts; only as much is touched as is used */
	size_t end;
};

/* Returns the text of a key, or NULL when it is not known. */
const struct memory_text *memory_find(
    const struct memory *, const struct memory_key *);

/*
 * Adds a text of some lines, in place of one for the same key, unless there is
 * no more room for it.
 */
void memory_add(struct memory *, const struct memory_key *, const char *text,
    size_t len, uint32_t lines);

void memory_release(struct memory *);

#endif
