/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the build ID, by which perf recognises a program or library, from the
 * notes of an ELF file.  Nothing is kept.  Source: elf(5).
 */
#ifndef PLAN_BUILD_ID_H
#define PLAN_BUILD_ID_H

enum { BUILD_ID_TEXT = 41 };

/*
 * Reads the build ID of a file in this machine's byte order into text, as
 * hexadecimal digits, filled up with zeros to 20 bytes as in recordings.
 * Returns 0, or -1 without a message when the file cannot be read or has no
 * build ID.
 */
int build_id_read(const char *path, char text[BUILD_ID_TEXT]);

/* Does the same with a file of ELF notes only, such as /sys/kernel/notes. */
int build_id_read_notes(const char *path, char text[BUILD_ID_TEXT]);

#endif
