/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel symbols that jobs need, in the output folder:
 *
 *	.perf-parallel/kernel/kallsyms  symbols that the recording refers to
 *	.perf-parallel/kernel/kcore     link to that in /proc, if there is one
 *	.perf-parallel/kernel/modules   likewise; perf looks for both there
 *	.perf-parallel/kernel/of        the recording and kernel they belong to
 *
 * Jobs give them to perf where perf would read all of /proc/kallsyms.
 * Source: symbol.c in tools/perf/util.
 */
#ifndef STORE_SYMBOLS_H
#define STORE_SYMBOLS_H

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

/*
 * Picks the symbols that a recording needs, with at most so many threads,
 * unless the output folder dir has them.  Returns the text for
 * symbols_install(), for free(3), or NULL when there is nothing to install.
 */
char *symbols_pick(const char *dir, const struct perf_command *,
    const struct recording *, const struct timeline *, unsigned threads);

/*
 * Writes the picked symbols into the output folder dir.  Returns 0, or -1 with
 * a message.
 */
int symbols_install(
    const char *dir, const char *text, const struct digest *recording);

/*
 * Returns the path of the symbols for jobs of a command and a recording, for
 * free(3); NULL when the jobs do without, or there are no symbols for the
 * running kernel.
 */
char *symbols_path(const char *dir, const struct perf_command *,
    const struct digest *recording);

#endif
