/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands, one function each.  They return the exit status: 0 for success,
 * 1 when something failed, 2 for misuse.
 */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

struct options;

int cmd_run(const struct options *);
int cmd_emit(const struct options *);
int cmd_plan(const struct options *);
int cmd_merge(const struct options *);
int cmd_info(const struct options *);
int cmd_job(const struct options *);
int cmd_slice(const struct options *);
int cmd_fold(const struct options *);
int cmd_flamegraph(const struct options *);
int cmd_clean(const struct options *);

#endif
