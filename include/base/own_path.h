/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where this program's file is, for others to run it again.
 */
#ifndef BASE_OWN_PATH_H
#define BASE_OWN_PATH_H

/*
 * Returns the absolute path of this program, for free(3), or NULL with a
 * message.  Without /proc it is found by the path that it was executed by, from
 * the folder that is current: the first call must come before chdir(2).
 */
char *own_path(void);

#endif
