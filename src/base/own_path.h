/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the file of this program, so that makefiles can run it again.  The path
 * is looked up once and is the same for the life of the process.
 */
#ifndef BASE_OWN_PATH_H
#define BASE_OWN_PATH_H

/*
 * Returns the absolute path of this program, for free(3), or NULL with a
 * message.  Without /proc, it is the path that the program was executed by,
 * which may be relative: the first call must come before any chdir(2).
 */
char *own_path(void);

#endif
