/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the file of this program, so that makefiles can run it again.  The path
 * is found once and then stays the same.
 */
#ifndef BASE_OWN_PATH_H
#define BASE_OWN_PATH_H

/*
 * Returns the absolute path of this program, for free(3), or NULL with a
 * message.  Without /proc, it is the path by which the program was executed;
 * that may be relative, so the first call must come before any chdir(2).
 */
char *own_path(void);

#endif
