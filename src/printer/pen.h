/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pen either writes the text of one sample, piece by piece, or reads a text
 * that perf has printed and compares it with the same pieces.  So one function,
 * layout_print(), says both what perf's text must be and what is printed in its
 * place.
 *
 * Nothing is returned of a piece.  A pen stops at the first one that differs or
 * that it lacks, and stays so until the next pen_write() or pen_read().
 * Pieces that only perf knows are those of remembered.h.
 */
#ifndef PRINTER_PEN_H
#define PRINTER_PEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "printer/memory.h"

struct dsos;

/* A text that was read and is not in the memory yet. */
struct finding {
	struct memory_piece piece;
	const char *text; /* points into perf's text */
	size_t len;       /* in bytes */
};

enum {
	PEN_FINDINGS = 1024, /* at most, in a text */
	PEN_ADDRESS = 16,    /* characters of an address */
	PEN_LINE_START = 1 + PEN_ADDRESS,
};

/* A pen borrows the memory and the DSOs, and owns what it writes. */
struct pen {
	bool reads;   /* else it writes */
	bool stopped; /* a piece differs or is lacking */
	struct memory *memory;
	struct dsos *dsos;

	/* Of a pen that writes: its text, without '\0'. */
	char *text;
	size_t len;
	size_t room;
	size_t period_at; /* end of the period's column, 0 for none */

	/* Of a pen that reads: what is left of perf's text. */
	const char *at;
	const char *end;
	bool refused; /* it stopped at a finding that seems to be too long */
	struct finding finding[PEN_FINDINGS];
	size_t findings;
};

/* Starts a new text to be written; the last one is overwritten. */
void pen_write(struct pen *);

/* Starts to read a text, which must stay as long as its findings are used. */
void pen_read(struct pen *, const char *text, size_t len);

/* Says whether the whole of perf's text was read, with nothing different. */
bool pen_has_read(const struct pen *);

/*
 * Says whether a text may have seemed different only because a finding ends
 * elsewhere: names may have any bytes, newlines among them.
 */
bool pen_is_unclear(const struct pen *);

/* pen_bytes() where a pen reads or needs more room. */
void pen_bytes_slowly(struct pen *, const char *, size_t len);

/* Some bytes. */
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

/* Notes that the period's column ends here, of a pen that writes. */
void pen_mark_period(struct pen *);

/* What printf(3) makes of a value by the conversion that is named. */
void pen_padded(struct pen *, const char *, unsigned width);        /* %*s */
void pen_decimal(struct pen *, uint64_t, unsigned width, char pad); /* %*lu */
void pen_signed(struct pen *, int32_t, unsigned width, char pad);   /* %*d */
void pen_signed_left(struct pen *, int32_t, unsigned width);        /* %-*d */
void pen_hex(struct pen *, uint64_t);                               /* %lx */
void pen_address(struct pen *, uint64_t);                           /* %16lx */

/* A line of a callchain: a tab, an address, and a text of len bytes. */
void pen_line(struct pen *, uint64_t address, const char *, size_t len);

/* Frees what was written. */
void pen_release(struct pen *);

#endif
