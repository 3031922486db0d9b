/* SPDX-License-Identifier: GPL-2.0-only */
#include <bsd/string.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cmd/option_table.h"
#include "cmd/options.h"

#define PLANNING (FOR_RUN | FOR_EMIT | FOR_PLAN)
#define FOR_ALL \
	(PLANNING | FOR_MERGE | FOR_INFO | FOR_SLICE | FOR_FOLD | \
	    FOR_FLAMEGRAPH | FOR_CLEAN | FOR_JOB)

const char *const command_names[COMMANDS] = { "run", "emit", "plan", "merge",
	"info", "slice", "fold", "flamegraph", "clean", "job" };

/* Letters that users can write are not capitals, but for these. */
static const char real_capitals[] = "CDN";

#define IN(member) offsetof(struct options, member)
#define PARSED OPTION_PARSED

const struct option_row option_table[] = {
	{ { "output-dir", required_argument, NULL, 'o' },
	    PLANNING | FOR_JOB, "DIR",
	    "output folder (default NAME-output)", IN(output) },
	{ { "output", required_argument, NULL, 'o' },
	    FOR_MERGE | FOR_SLICE | FOR_FOLD | FOR_FLAMEGRAPH, "FILE",
	    "the file to write, which appears whole or not at all",
	    IN(output) },
	{ { "jobs", required_argument, NULL, 'j' },
	    PLANNING | FOR_INFO | FOR_SLICE, "N",
	    "jobs at a time (default, 0: the processors we may use)", PARSED },
	{ { "processors", required_argument, NULL, 'j' },
	    PLANNING | FOR_INFO | FOR_SLICE, NULL, NULL, PARSED },
	{ { "nr", required_argument, NULL, 'n' },
	    PLANNING, "N",
	    "ranges of time (default, 0: as many as are worth it)", PARSED },
	{ { "interval", required_argument, NULL, 'i' },
	    PLANNING, "SECONDS",
	    "ranges of about this length instead", PARSED },
	{ { "min-interval", required_argument, NULL, 'm' },
	    PLANNING, "SECONDS",
	    "but with -i, no range shorter than this (default: 0)", PARSED },
	{ { "per-cpu", no_argument, NULL, 'c' },
	    PLANNING, NULL,
	    "separate ranges for each CPU", IN(plan.per_cpu) },
	{ { "no-per-cpu", no_argument, NULL, 'N' },
	    PLANNING, NULL,
	    "not per CPU where that is the default (Intel PT)",
	    IN(plan.no_per_cpu) },
	{ { "split", required_argument, NULL, SPLIT },
	    PLANNING, "BY",
	    "samples (default), bytes, time, psb (default for Intel PT)",
	    PARSED },
	{ { "pipe-to", required_argument, NULL, 'p' },
	    PLANNING | FOR_JOB, "COMMAND",
	    "pipe each range's output through this command",
	    IN(plan.job.consumer) },
	{ { "fold", optional_argument, NULL, FOLD },
	    PLANNING | FOR_JOB, "EVENT",
	    "fold outputs into stacks, of this event (default: the first)",
	    PARSED },
	{ { "flamegraph", required_argument, NULL, FLAMEGRAPH },
	    PLANNING, "FILE",
	    "fold, and draw the stacks of all ranges as this SVG",
	    IN(picture) },
	{ { "fold-with", required_argument, NULL, FOLD_WITH },
	    PLANNING | FOR_JOB | FOR_FOLD, "LIST",
	    "stacks tell these, too: pid, tid, kernel, jit, all, addrs",
	    PARSED },
	{ { "event", required_argument, NULL, EVENT },
	    FOR_FOLD, "EVENT",
	    "fold samples of this event (default: the first)",
	    IN(plan.job.fold.event) },
	{ { "min-size", required_argument, NULL, 'b' },
	    PLANNING, "N",
	    "least PSBs of a range when a trace is cut by density", PARSED },
	{ { "min_size", required_argument, NULL, 'b' },
	    PLANNING, NULL, NULL, PARSED },
	{ { "merge", required_argument, NULL, MERGE },
	    PLANNING, "FILE",
	    "put the outputs together, too, into this file", IN(merged) },
	{ { "reduce", required_argument, NULL, REDUCE },
	    PLANNING | FOR_MERGE, "COMMAND",
	    "pipe what is put together through this command", IN(plan.reduce) },
	{ { "verify", no_argument, NULL, VERIFY },
	    FOR_RUN, NULL,
	    "compare with the whole command, one more job", IN(verify) },
	{ { "stateless", no_argument, NULL, STATELESS },
	    PLANNING, NULL,
	    "scripts, filters, consumers have no state and write no files",
	    IN(plan.stateless) },
	{ { "replace", optional_argument, NULL, REPLACE },
	    PLANNING | FOR_MERGE | FOR_SLICE | FOR_FLAMEGRAPH, "WHAT",
	    "replace others' outputs, files that are not ours (default: both)",
	    PARSED },
	{ { "depends", required_argument, NULL, DEPENDS },
	    PLANNING | FOR_JOB, "FILE",
	    "decode again when this file or folder changes, too", PARSED },
	{ { "inputs", required_argument, NULL, INPUTS },
	    FOR_EMIT, "PATTERN",
	    "all recordings that match, instead of perf script -i", PARSED },
	{ { "slice-memory", required_argument, NULL, SLICE_MEMORY },
	    PLANNING | FOR_JOB, "SIZE",
	    "for all slices at a time, 0: none (default: 1/4 of what is free)",
	    PARSED },
	{ { "printer", required_argument, NULL, PRINTER },
	    PLANNING | FOR_JOB, "WHO",
	    "auto: samples by print.so where it helps (default), or perf",
	    PARSED },
	{ { "addr2line", required_argument, NULL, ADDR2LINE },
	    PLANNING | FOR_JOB, "PROGRAM",
	    "who is asked for source lines and inlined frames",
	    IN(plan.job.addr2line) },
	{ { "recording", required_argument, NULL, RECORDING },
	    FOR_JOB, "DIGEST",
	    "of the recording that the range was planned for", IN(recording) },
	{ { "time", required_argument, NULL, TIME },
	    FOR_SLICE, "START,STOP",
	    "samples from then to then, as perf script has it", IN(time) },
	{ { "cpu", required_argument, NULL, CPU },
	    FOR_SLICE, "N",
	    "samples of this CPU only", PARSED },
	{ { "title", required_argument, NULL, TITLE },
	    PLANNING | FOR_FLAMEGRAPH, "TEXT",
	    "title of the picture (default Flame Graph)", IN(title) },
	{ { "min-width", required_argument, NULL, MIN_WIDTH },
	    PLANNING | FOR_FLAMEGRAPH, "PIXELS",
	    "leave out narrower frames (default 0.01 of 1200; 0: keep all)",
	    PARSED },
	{ { "makefile", required_argument, NULL, 'f' },
	    FOR_EMIT, "FILE",
	    "the fragment (default parallel.mk); - is standard output",
	    IN(makefile) },
	{ { "name", required_argument, NULL, NAME },
	    PLANNING, "NAME",
	    "of target, variables, folder (default parallel-perf)", IN(name) },
	{ { "newer-than", required_argument, NULL, NEWER },
	    FOR_EMIT, "FILE",
	    "give the fragment a time no older than that file's",
	    IN(newer_than) },
	{ { "keep-going", no_argument, NULL, 'k' },
	    FOR_RUN, NULL,
	    "after a failure, run the other ranges", IN(keep_going) },
	{ { "jobserver-style", required_argument, NULL, STYLE },
	    FOR_RUN, "STYLE",
	    "of our own pool: pipe (default) or fifo, as make has it", PARSED },
	{ { "explain", no_argument, NULL, EXPLAIN },
	    FOR_RUN, NULL,
	    "only say what the pool of job tokens is", IN(explain) },
	{ { "dry-run", no_argument, NULL, 'D' },
	    PLANNING, NULL,
	    "only print the commands of the ranges", IN(dry_run) },
	{ { "json", no_argument, NULL, JSON },
	    FOR_PLAN | FOR_INFO, NULL, "print JSON", IN(json) },
	{ { "announce", no_argument, NULL, ANNOUNCE },
	    FOR_EMIT | FOR_MERGE | FOR_CLEAN | FOR_JOB, NULL,
	    "print a line for what is done, as in a make recipe",
	    IN(announce) },
	{ { "directory", required_argument, NULL, 'C' },
	    FOR_ALL, "DIR",
	    "change to this folder first", IN(folder) },
	{ { "quiet", no_argument, NULL, 'q' },
	    PLANNING | FOR_SLICE, NULL,
	    "print errors and notes only", IN(quiet) },
	{ { "verbose", no_argument, NULL, 'v' },
	    PLANNING, NULL, "print more",
	    IN(verbose) },
	{ { "debug", no_argument, NULL, 'd' },
	    PLANNING, NULL,
	    "print what the scan found, too", IN(debug) },
	{ { "help", no_argument, NULL, 'h' },
	    FOR_ALL, NULL, "print this", IN(help) },
	{ { "version", no_argument, NULL, VERSION },
	    FOR_ALL, NULL, "print the version",
	    IN(version) },
};

const size_t option_rows = sizeof option_table / sizeof *option_table;
_Static_assert(
    sizeof option_table / sizeof *option_table <= OPTION_ROWS_MAX, "rows");

bool
option_has_letter(const struct option *o)
{
	return islower(o->val) || strchr(real_capitals, o->val);
}

const struct option_row *
option_find(int letter, unsigned commands)
{
	for (size_t i = 0; i < option_rows; i++)
		if (option_table[i].option.val == letter &&
		    option_table[i].commands & commands)
			return &option_table[i];
	return NULL;
}

/* Says whether the command of a number takes the option with a letter. */
static bool
is_taken_by(int letter, int command)
{
	return option_find(letter, 1u << command) != NULL;
}

void
option_commands(int letter, char *text, size_t room)
{
	int left = 0;

	*text = '\0';
	for (int i = 0; i < COMMANDS; i++)
		left += is_taken_by(letter, i);
	for (int i = 0; i < COMMANDS; i++) {
		if (!is_taken_by(letter, i))
			continue;
		strlcat(text, command_names[i], room);
		left--;
		if (left)
			strlcat(text, left > 1 ? ", " : " and ", room);
	}
}

void
option_print(unsigned commands)
{
	for (size_t i = 0; i < option_rows; i++) {
		const struct option_row *row = &option_table[i];
		char names[64];
		bool letter = option_has_letter(&row->option);

		if (!row->text || !(row->commands & commands))
			continue;
		snprintf(names, sizeof names, "%c%c%s --%s%s%s",
		    letter ? '-' : ' ', letter ? row->option.val : ' ',
		    letter ? "," : " ", row->option.name,
		    row->value ? "=" : "", row->value ? row->value : "");
		printf("  %-32s %s\n", names, row->text);
	}
}
