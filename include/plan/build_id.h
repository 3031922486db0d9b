/* SPDX-License-Identifier: GPL-2.0-only */
/* The build ID of a file of machine code.  Source: elf(5). */
#ifndef PLAN_BUILD_ID_H
#define PLAN_BUILD_ID_H

enum { BUILD_ID_TEXT = 41 };

/*
 * Reads the build ID of a file of this machine's byte order, in hexadecimal
 * digits and with zeros up to 20 bytes, as recordings have it.  Returns -1,
 * without a message, when it has none.
 */
int build_id_read(const char *path, char text[BUILD_ID_TEXT]);

/* Reads it out of a file of notes only, as /sys/kernel/notes is. */
int build_id_read_notes(const char *path, char text[BUILD_ID_TEXT]);

#endif
