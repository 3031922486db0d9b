/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The colours of frames: one for each kind of code, in a few shades, so that
 * neighbours can be told apart.  picture.css has the colours themselves.
 */
#ifndef FLAME_PALETTE_H
#define FLAME_PALETTE_H

#include <stddef.h>

/*
 * The kernel, inlined functions and compiled code of interpreters are known by
 * the suffix of the name, C++, Java and the like by its syntax, and commands by
 * their place: nothing but "all" is outside them.
 */
enum palette_kind {
	PALETTE_USER,
	PALETTE_CLASSES,
	PALETTE_JIT,
	PALETTE_INLINED,
	PALETTE_KERNEL,
	PALETTE_COMMAND,
	PALETTE_KINDS,
};

enum { PALETTE_SHADES = 3 };

struct look {
	enum palette_kind kind;
	unsigned shade;   /* less than PALETTE_SHADES */
	size_t name_len;  /* bytes of the name without its suffix */
};

/* Returns the look of a frame inside others but "all". */
struct look palette_look(const char *name);

/* Returns the kind of a frame of that look and depth. */
enum palette_kind palette_kind_at(const struct look *, unsigned depth);

/* Returns the letter of a kind, which is also its class in picture.css. */
char palette_letter(enum palette_kind);

/* Returns what the legend calls a kind. */
const char *palette_label(enum palette_kind);

#endif
