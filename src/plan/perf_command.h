/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's perf script command: what it reads, which times and CPUs it
 * prints, and how to make the command of a range from it.  It owns its words.
 */
#ifndef PLAN_PERF_COMMAND_H
#define PLAN_PERF_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "plan/perf_fields.h"

struct perf_command {
	struct words words;
	size_t options; /* number of the word after "script" */
	const char *buildid_dir; /* of perf itself; NULL when not given */
	const char *input; /* "perf.data" when the command names none */
	bool input_given;
	const char *time; /* NULL when not asked for */
	const char *cpu;
	const char *itrace;         /* what to make of a trace */
	const char *differs;        /* why merged ranges are not the serial */
	const char *differs_option; /* output, and which option is to blame */
	bool differs_perhaps; /* it is not certain that they differ */
	uint64_t differs_records; /* they differ only with records of these
				   * types, a bit each; 0: with any */
	const char *alone;          /* why it must be run in one range, and */
	const char *alone_option;   /* which option is to blame; or NULL */
	bool header;          /* it prints a header before the first sample */
	bool by_pid;          /* it prints samples of some processes only, */
	bool by_dso;          /* or in some files */
	bool chainless;       /* it prints no callchains, */
	bool not_inlined;     /* or no inlined frames in them */
	bool ns;              /* it prints nanoseconds */
	struct perf_field_use fields;
	const char *field_list; /* the last value of -F, or NULL */
	const char *unsliced; /* why a slice of the recording will not do */
	const char *unprinted; /* why perf must print all samples itself */
	const char *max_stack; /* --max-stack, or NULL */
	const char *symbols; /* why kernel symbols must be all there */
	const char *symfs;    /* --symfs, or NULL */
	const char *vmlinux;  /* --vmlinux, or NULL */
	const char *kallsyms; /* --kallsyms, or NULL */
	const char *addr2line; /* --addr2line, or NULL */
	bool unknown; /* has an option or a field that we do not know */
};

/*
 * Parses a command.  Returns 0, or -1 with a message that names what is
 * refused: anything but perf script, its sub-commands, options that make no
 * sense in ranges, and what perf would not accept.
 */
int perf_command_parse(struct perf_command *, char *const *word, size_t count);

void perf_command_release(struct perf_command *);

/* Returns the CPU that --cpu names, EVENT_NO_CPU for none or several. */
uint32_t perf_command_single_cpu(const struct perf_command *);

/*
 * Says whether the command decodes a trace independently of where decoding
 * starts, so that its ranges add up.
 */
bool perf_command_traces_by_time(const struct perf_command *);

/*
 * Starts a list with the command of a range.  time becomes the value of --time;
 * "" leaves it out, NULL keeps the user's own.  cpu becomes the value of --cpu
 * unless it is negative.
 */
void perf_command_of_range(const struct perf_command *, const char *time,
    int cpu, struct words *words);

/* Makes the command of a range print nanoseconds, whatever it says. */
void perf_command_add_ns(const struct perf_command *, struct words *words);

/* Adds an option of perf script, before those that the command has. */
void perf_command_add_option(const struct perf_command *, struct words *words,
    const char *option, const char *value);

/*
 * Starts a list with the command that reads the recording at path, and kernel
 * symbols from the file symbols; NULL keeps what the command has.
 */
void perf_command_reading(const struct perf_command *, const char *path,
    const char *symbols, struct words *words);

#endif
