/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Putting the outputs of all ranges together as one perf script would have
 * printed them.
 */
#ifndef JOB_MERGE_H
#define JOB_MERGE_H

/*
 * Merges the outputs in folder dir into the file at path, which appears whole
 * or not at all, or into standard output for NULL; through the command
 * reduce, which can be split into words, if that is not NULL.  Returns 0, or
 * -1 with a message, which names ranges that are not complete.
 */
int merge(const char *dir, const char *path, const char *reduce);

/*
 * Sees that what is merged from dir into the file at path replaces neither the
 * recording nor anything of ours.  Returns 0, or -1 with a message.
 */
int merge_check_place(const char *dir, const char *path);

#endif
