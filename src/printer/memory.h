/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that perf has printed, or would print, and that are printed again for
 * the same thing: where an address is, the flags of a branch, the blanks before
 * the name of an event.  The memory owns the texts, which stay where they are
 * until memory_release().  Its size is bounded: when it is full, or memory is
 * short, no more texts are added, and perf goes on printing what needs them.
 * A memory starts as all zeros.
 */
#ifndef PRINTER_MEMORY_H
#define PRINTER_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "printer/functions.h"

enum memory_kind {
	MEMORY_FRAME,  /* a frame of a callchain */
	MEMORY_KERNEL, /* the same, by its address in memory alone */
	MEMORY_IP,     /* where a sample was taken */
	MEMORY_ADDR,   /* what its data address or its branch refers to */
	MEMORY_FLAGS,  /* of a branch in a trace */
	MEMORY_BRANCH_FROM, /* what follows the start of a branch in a stack */
	MEMORY_BRANCH_TO,   /* what follows its target: flags at least */
	MEMORY_EVENT,       /* what is before the name of an event */
};

/*
 * What a text is about.  The pointers are perf's own; they tell its DSOs and
 * symbols apart and are never followed.  perf may free one and make another at
 * the same address, so callers check the names in a text that they are given.
 */
struct memory_key {
	const void *dso;
	const void *sym;
	uint64_t value;       /* an address in the file, or flags */
	uint32_t offset;      /* of the address in its symbol */
	uint32_t kind : 8;    /* enum memory_kind */
	uint32_t fields : 24; /* that are printed, see fields.h */
};

/* A text lies behind its key, since both are read together. */
struct memory_text {
	struct memory_key key;
	uint32_t len;   /* of the text in bytes */
	uint32_t lines; /* of a frame, see remembered_frame() */
	/* The first text of the same function, or NULL, see functions.h. */
	const struct memory_text *function;
	char text[];    /* with '\0' behind it */
};

/* A piece of a sample's text that comes from the memory. */
struct memory_piece {
	struct memory_key key;
	const struct memory_text *text; /* NULL if it is not known */
	uint64_t predicted; /* digest of what perf will print, or 0 */
};

struct memory_slot {
	uint32_t tag;    /* bits of the key's hash */
	uint32_t offset; /* of its text in the block; 0 for none */
};

struct memory {
	struct memory_slot *slot;
	size_t slots; /* a power of two, or 0 */
	size_t used;
	char *block; /* all texts; pages are touched only as they fill */
	size_t end;  /* of the texts in it */
	struct functions functions; /* that the texts name */
};

/* Makes room for texts.  Returns 0, or -1 when there is none. */
int memory_start(struct memory *);

/* Returns the text of a key, or NULL when it is not known. */
const struct memory_text *memory_find(
    const struct memory *, const struct memory_key *);

/*
 * Adds a copy of a text, len bytes and so many lines of a frame, in place of
 * one for the same key.  Does nothing when there is no more room.
 */
void memory_add(struct memory *, const struct memory_key *, const char *text,
    size_t len, uint32_t lines);

void memory_release(struct memory *);

#endif
