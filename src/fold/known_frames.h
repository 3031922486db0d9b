/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frames of lines that were read before, so that a name is tidied once and
 * not for every sample that has it.  What is behind the address of a line says
 * which frame it is, for most lines.  All zeros are no lines; some hundred
 * thousand are kept at a time.
 */
#ifndef FOLD_KNOWN_FRAMES_H
#define FOLD_KNOWN_FRAMES_H

#include <stdbool.h>

#include "base/text_set.h"

/* In place of the number of a frame. */
enum {
	FRAME_LEFT_OUT = UINT32_MAX,     /* such as the name of a process */
	FRAME_UNKNOWN = UINT32_MAX - 1,  /* the line is not of a callchain */
	FRAME_BY_LINE = UINT32_MAX - 2,  /* the address matters, too */
};

struct known_frames {
	struct text_set lines; /* without their addresses */
	uint32_t *frame;       /* by the number of the line */
	size_t room;
	struct text name;      /* the name that is being made */
};

/*
 * Returns the number in names of the frame of a line, or one of the constants
 * above but FRAME_BY_LINE; with and is_java are those of frame_name_add().
 */
uint32_t known_frames_get(struct known_frames *, struct text_set *names,
    const char *line, size_t len, unsigned with, bool is_java);

void known_frames_release(struct known_frames *);

#endif
