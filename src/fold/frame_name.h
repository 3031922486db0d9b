/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of frames in folded stacks: without offsets, arguments and quotes,
 * and with the DSO in place of a symbol that is unknown.
 */
#ifndef FOLD_FRAME_NAME_H
#define FOLD_FRAME_NAME_H

#include <stdbool.h>

#include "fold/frame_line.h"
#include "base/text.h"

/*
 * Says whether the names of a process with this comm, with its IDs or not, are
 * Java's, whose classes begin with an L.
 */
bool frame_name_is_java(struct span comm);

/*
 * Adds the name of a frame to a text; with is bits of fold_options.h.  A symbol
 * "outer->inner" is of two frames, with a ';' between their names.  Returns how
 * many names there are, 0 for frames that are left out.
 */
size_t frame_name_add(
    struct text *, const struct frame_line *, unsigned with, bool is_java);

#endif
