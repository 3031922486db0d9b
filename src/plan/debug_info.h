/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a program or library has debugging information, of which perf makes
 * inlined functions and lines of source code.  Sources: elf(5), and "Debugging
 * Information in Separate Files" in GDB's manual.
 */
#ifndef PLAN_DEBUG_INFO_H
#define PLAN_DEBUG_INFO_H

#include <stdbool.h>

/*
 * Says whether a file has debugging information, or names a file that is there
 * and may have it.  True also for what is no ELF file of this machine's byte
 * order and of 64 bits, or cannot be read: it may have some.
 */
bool debug_info_may_be_in(const char *path);

#endif
