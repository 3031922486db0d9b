/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel symbols that jobs of a recording need, in the output folder:
 *
 *	.perf-parallel/kernel/kallsyms  those of /proc/kallsyms that it names
 *	.perf-parallel/kernel/kcore     where there is one, a link to it; so is
 *	.perf-parallel/kernel/modules   perf looks for both beside kallsyms
 *	.perf-parallel/kernel/of        which recording and kernel they are of
 *
 * Jobs hand them to perf where perf would else read /proc/kallsyms itself.
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
 * Returns why jobs of this command read /proc/kallsyms, or something else, by
 * themselves, as the end of a sentence; NULL when picked symbols will do.
 */
const char *symbols_refusal(const struct perf_command *,
    const struct recording *, const struct index *);

/*
 * Picks what a recording with this timeline needs, unless that is there; so
 * many threads may look.  Returns the text for symbols_install(), for free(3),
 * or NULL when there is nothing to install.
 */
char *symbols_pick(const char *dir, const struct perf_command *,
    const struct recording *, const struct timeline *, unsigned threads);

/* Puts the picked symbols in the folder.  Returns 0, or -1 with a message. */
int symbols_install(
    const char *dir, const char *text, const struct digest *recording);

/*
 * Returns the path of the symbols for jobs of a command and a recording with
 * this digest, for free(3); NULL when they should do without, or there are none
 * for the kernel that is running now.
 */
char *symbols_path(const char *dir, const struct perf_command *,
    const struct digest *recording);

#endif
