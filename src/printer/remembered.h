/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pieces of a sample's text that only perf knows, such as the symbol at an
 * address.  A pen that writes takes them from the memory (memory.h) and stops
 * at one that is not there.  A pen that reads compares those that are there,
 * and finds where those that are new end by what must follow them.  It keeps
 * these as findings, which point into perf's text, until remembered_learn()
 * puts them in the memory or pen_read() drops them.
 */
#ifndef PRINTER_REMEMBERED_H
#define PRINTER_REMEMBERED_H

#include <stddef.h>
#include <stdint.h>

struct memory_piece;
struct pen;

/*
 * One piece.  A new one ends where this string follows, or with NULL at the
 * newline that ends perf's text.
 */
void remembered_until(
    struct pen *, const struct memory_piece *, const char *until);

/*
 * One piece that ends within a string: the first bytes of that, own of them,
 * are the end of the piece, and the others follow it.
 */
void remembered_within(struct pen *, const struct memory_piece *,
    const char *text, size_t own);

/*
 * One piece that ends where a short string and an address follow, which is as
 * pen_address() has it.
 */
void remembered_until_address(struct pen *, const struct memory_piece *,
    const char *until, uint64_t address);

/*
 * The lines of one frame of a callchain: those of inlined functions, then that
 * of the function itself.  Each is a pen_line(), of which only the text is in
 * the memory: the address differs from process to process.
 */
void remembered_frame(
    struct pen *, const struct memory_piece *, uint64_t address);

/* Puts the findings in the memory, once perf's text was read to its end. */
void remembered_learn(struct pen *);

#endif
