/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The path of a file relative to a folder, which stays right when both are
 * moved together.  Paths are compared as texts: this module looks at no file.
 */
#ifndef BASE_RELATIVE_PATH_H
#define BASE_RELATIVE_PATH_H

/*
 * Returns path relative to folder, such as "../a/b", for free(3).  Both must be
 * absolute and without symbolic links, as realpath(3) returns them.
 */
char *relative_path(const char *folder, const char *path);

#endif
