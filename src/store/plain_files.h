/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plain files of a recording: those that processes mapped and of which perf
 * finds no debugging information.  They are noted in the output folder, a name
 * a line:
 *
 *	.perf-parallel/plain-files
 *
 * perf prints addresses in them as symbol, offset and file, so that print.so
 * can predict the text of an address that perf has not printed yet.
 */
#ifndef STORE_PLAIN_FILES_H
#define STORE_PLAIN_FILES_H

struct lookups;
struct perf_command;

/*
 * Looks at the files of a recording where perf would look for them for this
 * command, and notes the names of plain ones in the output folder dir.  Notes
 * nothing where perf may get debugging information from servers.  Returns 0, or
 * -1 with a message.
 */
int plain_files_note(
    const char *dir, const struct lookups *, const struct perf_command *);

/* Returns the path of the note, for free(3), or NULL when there is none. */
char *plain_files_path(const char *dir);

#endif
