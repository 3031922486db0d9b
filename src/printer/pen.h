/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pen goes over the text of one sample, piece by piece.  It either writes the
 * pieces, or reads them in a text that perf has printed; so the same code
 * (layout.h) says what perf's text must be and what is printed in its place.
 * Pieces whose text only perf knows are remembered (memory.h): a pen that reads
 * learns those that are new, one that writes is stopped by them.
 */
#ifndef PRINTER_PEN_H
#define PRINTER_PEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "printer/memory.h"

struct objects;

/* A text that was read and is not in the memory yet. */
struct finding {
	struct memory_piece piece;
	const char *text; /* points into perf's text */
	size_t len;
};

enum {
	PEN_FINDINGS = 1024,
	PEN_ADDRESS = 16, /* characters of an address */
};

struct pen {
	bool reads;
	bool stopped; /* it differs, or lacks a text; later calls do nothing */
	struct memory *memory;
	struct objects *objects;

	/* Of a pen that writes: its text, which it owns. */
	char *text;
	size_t len;
	size_t room;

	/* Of a pen that reads: what is left of perf's text. */
	const char *at;
	const char *end;
	bool refused; /* stopped at a text that may have been read too far */
	struct finding finding[PEN_FINDINGS];
	size_t findings;
};

/* Starts a new text to be written. */
void pen_write(struct pen *);

/* Starts to read a text, which must stay until pen_learn(). */
void pen_read(struct pen *, const char *text, size_t len);

/* Says whether the whole of perf's text was read, with nothing different. */
bool pen_has_read(const struct pen *);

/*
 * Says whether that may be only because the end of a new text was not where it
 * seemed to be: names may have any bytes, and newlines, too.
 */
bool pen_is_unclear(const struct pen *);

/* Puts in the memory what was found in a text that was read to its end. */
void pen_learn(struct pen *);

/* What pen_bytes() does for a pen that reads, or needs more room. */
void pen_bytes_slowly(struct pen *, const char *, size_t len);

/* One piece: some bytes, of a string, or a number as printf(3) has it. */
static inline void
pen_bytes(struct pen *p, const char *bytes, size_t len)
{
	if (p->reads || len > p->room - p->len) {
		pen_bytes_slowly(p, bytes, len);
		return;
	}
	memcpy(p->text + p->len, bytes, len);
	p->len += len;
}

void pen_string(struct pen *, const char *);
void pen_padded(struct pen *, const char *, unsigned width); /* %*s */
void pen_decimal(struct pen *, uint64_t, unsigned width, char pad);
void pen_signed(struct pen *, int32_t, unsigned width, char pad);
void pen_left(struct pen *, int32_t, unsigned width); /* %-*d */
void pen_address(struct pen *, uint64_t); /* %16x */

/* A number as %lx has it. */
void pen_hex(struct pen *, uint64_t);

/*
 * A piece from the memory.  When it is new, it ends where this string follows;
 * NULL: at the newline that ends perf's text.
 */
void pen_remembered(
    struct pen *, const struct memory_piece *, const char *until);

/* The same, where an address follows, as %16lx or %lx has it. */
void pen_remembered_before(struct pen *, const struct memory_piece *,
    const char *until, uint64_t address);
void pen_remembered_before_hex(struct pen *, const struct memory_piece *,
    const char *until, uint64_t address);

/*
 * The lines of one frame: those of inlined functions, then that of the function
 * itself.  Each begins with a tab and the address, which is not part of what is
 * remembered.
 */
void pen_frame(
    struct pen *, const struct memory_piece *, uint64_t address);

void pen_release(struct pen *);

#endif
