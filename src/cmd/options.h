/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our command line, which ends at "--"; the perf command follows that.  Nearly
 * all values point into argv.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "plan/plan.h"

/* The output folder of merge and clean when none is named. */
#define DEFAULT_FOLDER "parallel-perf-output"

struct options {
	const char *output;    /* -o, NULL for none */
	const char *makefile;  /* -f */
	const char *name;      /* --name */
	const char *newer_than; /* --newer-than, NULL for none */
	const char *folder;    /* -C, NULL for none */
	const char *recording; /* --recording, a digest; NULL for none */
	const char *merged;    /* --merge, NULL for none */
	const char *picture;   /* --flamegraph, NULL for none */
	char *drawing;         /* the command for that, owned */
	const char *time;      /* --time, NULL for none */
	const char *title;     /* --title, NULL for none */
	double min_width;      /* --min-width in pixels, */
	bool min_width_given;  /* if it was */
	uint64_t cpu;          /* --cpu, */
	bool cpu_given;        /* if it was */
	struct words inputs;   /* --inputs, patterns of recordings */
	struct plan_options plan; /* -n -i -m -c -N -b --split; jobs: -j; and
				   * what is for each job: -p --fold ... */
	bool replace_outputs;  /* --replace, --replace=outputs */
	bool replace_files;    /* --replace, --replace=files */
	bool dry_run;          /* -D */
	bool jobs_given;       /* -j: jobs is not just the default */
	bool fifo;             /* --jobserver-style=fifo */
	bool explain;          /* --explain */
	bool verify;           /* --verify */
	bool keep_going;       /* -k */
	bool quiet;            /* -q */
	bool verbose;          /* -v */
	bool debug;            /* -d */
	bool json;             /* --json */
	bool announce;         /* --announce: say what is done, as make does */
	bool help;             /* -h */
	bool version;          /* --version */
	char **operand;        /* words that are no options */
	size_t operands;
	char **perf;           /* the perf command */
	size_t perf_words;     /* 0: there was no "--" */
};

/*
 * Parses a command line for a command, a bit of option_table.h.  Word 0, the
 * command, is skipped.  Returns 0, or -1 with a message that names the option
 * and, if need be, the commands that take it; options_release() is needed
 * either way.
 */
int options_parse(struct options *, int argc, char **argv, unsigned command);

/* Frees what the options own. */
void options_release(struct options *);

/*
 * Returns the output folder, for free(3): that of -o, otherwise NAME-output, so
 * that two targets of one build do not share a folder by accident.
 */
char *options_folder(const struct options *);

#endif
