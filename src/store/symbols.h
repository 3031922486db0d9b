/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel symbols that jobs need, in the output folder:
 *
 *	.perf-parallel/kernel/kallsyms  symbols that the recording needs
 *	.perf-parallel/kernel/kcore     link to that in /proc, if there is one
 *	.perf-parallel/kernel/modules   likewise; perf looks for both there
 *	.perf-parallel/kernel/still     see symbols_are_still()
 *	.perf-parallel/kernel/of        their recording and kernel
 *
 * Jobs give them to perf where perf would read all of /proc/kallsyms.
 * Source: symbol.c in tools/perf/util.
 */
#ifndef STORE_SYMBOLS_H
#define STORE_SYMBOLS_H

#include <stdbool.h>

struct digest;
struct index;
struct perf_command;
struct recording;
struct timeline;

/*
 * Returns why the jobs of this command do not use picked symbols, as the end of
 * a sentence; NULL when they do.  The text is static.
 */
const char *symbols_refusal(const struct perf_command *,
    const struct recording *, const struct index *);

/* Symbols for symbols_install(); text is for free(3), NULL for none. */
struct picked_symbols {
	char *text;
	bool still; /* see symbols_are_still() */
};

/*
 * Picks the symbols that a recording needs, with at most so many threads,
 * unless the output folder dir has them.
 */
struct picked_symbols symbols_pick(const char *dir,
    const struct perf_command *, const struct recording *,
    const struct timeline *, unsigned threads);

/*
 * Writes picked symbols into the output folder dir, if there are any.  Returns
 * 0, or -1 with a message.
 */
int symbols_install(const char *dir, const struct picked_symbols *,
    const struct digest *recording);

/*
 * Says whether the symbols in the output folder dir hold from the first sample
 * to the last: no module or other code of the kernel is loaded or removed
 * between these.  To be asked only when symbols_path() returns a path.
 */
bool symbols_are_still(const char *dir);

/*
 * Returns the path of the symbols for jobs of a command and a recording, for
 * free(3); NULL when the jobs do without, or there are no symbols for the
 * running kernel.
 */
char *symbols_path(const char *dir, const struct perf_command *,
    const struct digest *recording);

#endif
