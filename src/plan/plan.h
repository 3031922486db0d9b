/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan: all ranges of a recording in the order of their outputs, with the
 * command, the folder and the key of each.  It depends only on the recording,
 * the options and the release of the running kernel, and owns all that it
 * contains.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "plan/found.h"
#include "plan/job_options.h"
#include "plan/key.h"
#include "plan/split.h"
#include "plan/time_ranges.h"
#include "slice/contents.h"
#include "slice/lookups.h"

struct index;
struct reused_cuts;
struct perf_command;
struct recording;
struct timeline;

/* How users want a recording cut; zeros are the defaults, but for job. */
struct plan_options {
	uint64_t ranges;          /* -n */
	uint64_t jobs;            /* how many at a time */
	uint64_t interval_ns;     /* -i */
	uint64_t min_interval_ns; /* -m */
	uint64_t min_size;        /* -b: least PSBs of a range of trace */
	bool per_cpu;             /* -c */
	bool no_per_cpu;          /* -N */
	struct cost_savings savings; /* of each job */
	bool merge;               /* outputs are to be merged */
	const char *reduce;       /* and piped through this; NULL for none */
	struct digest reducing;   /* identity of the files that it names */
	enum split_by split;      /* --split */
	bool stateless; /* --stateless */
	struct job_options job; /* what each range's job is to do besides */
	const struct reused_cuts *reused; /* or NULL, without an earlier plan */
};

/* How the outputs of all ranges are merged. */
enum plan_merging {
	MERGING_APPENDS,    /* one after the other */
	MERGING_BY_TIME,    /* by the nanoseconds that jobs print */
	MERGING_TO_US,      /* the same, and microseconds are left of them */
	MERGING_IMPOSSIBLE, /* by time, but nobody has asked for nanoseconds */
	MERGING_FOLDED,     /* folded stacks, equal ones added up */
	MERGINGS            /* their number */
};

/* A range: what one job decodes. */
struct range {
	char *folder; /* its path below the output folder, or "" */
	int cpu;      /* -1 for all CPUs of the command */
	bool whole;   /* open at both ends; the user's --time stays */
	struct time_range time;
	bool open_start, open_end; /* in the command, that end is left out */
	uint64_t weight;           /* estimated work: samples, bytes or PSBs */
	struct words command;
	struct digest contents; /* of its part of the recording */
	struct key key;         /* of everything; see plan_add_keys() */
};

struct plan {
	struct range *range;
	size_t count;
	size_t *heaviest; /* numbers of the ranges, the most work first */
	bool per_cpu;     /* ranges of several CPUs */
	enum plan_merging merging;
	bool headers; /* outputs begin with a header, which is there once */
	bool odd_names; /* a task's name may look like a sample's time */
	struct digest reduce; /* of --reduce and its files, or zeros */
	bool cpu_refused; /* perf takes no --cpu for samples of an event */
	uint64_t without_cpu; /* samples that each CPU's output would hold */
	const char *differs; /* why merged outputs are not the serial ones, */
	const char *differs_with; /* and the option with which */
	bool differs_perhaps; /* it is not certain that they differ */
	bool command_differs; /* they differ by perf_command.differs */
	bool mixed; /* samples of several events go to several consumers */
	bool alone; /* there is one range, as the command may keep state */
	bool exact; /* a range depends on part of the recording only */
	char *cutting; /* the options that say where ranges are cut */
	struct digest recording;
	char *command; /* of the user, with the consumer, as a shell reads it */
	char *path;    /* of the recording, see store/takeover.h; or NULL */
	struct lookups lookups; /* what perf will look for, by contents */
	struct found found;     /* what perf will find of that */
};

/*
 * Makes the ranges of a recording.  Returns 0, or -1 with a message when the
 * options do not fit the recording.
 */
int plan_make(struct plan *, const struct plan_options *,
    const struct perf_command *, const struct recording *,
    const struct timeline *);

/*
 * Gives the ranges their contents, for which it reads the recording again, with
 * at most so many threads, unless each range depends on all of it.  Returns 0,
 * or -1 with a message.
 */
int plan_add_contents(struct plan *, const struct recording *,
    const struct index *, unsigned threads);

/* Finds what perf will find for the ranges, which must have their contents. */
void plan_look(struct plan *, const struct perf_command *);

/* Gives the ranges their keys; plan_look() must have been called. */
void plan_add_keys(
    struct plan *, const struct digest *identity, const struct job_options *);

void plan_release(struct plan *);

/*
 * Return the times between which the samples of a range lie: 0 and UINT64_MAX
 * at open ends.
 */
uint64_t range_start(const struct range *);
uint64_t range_end(const struct range *);

/* Returns which samples a range has, in numbers. */
struct contents_range range_samples(const struct range *);

/* Returns the name of the range with this folder, for messages and stamps. */
const char *range_name(const char *folder);

/* Prints the commands of the ranges, as parallel-perf.py --dry-run does. */
void plan_print(const struct plan *);

/* Prints the plan as one JSON object. */
void plan_print_json(const struct plan *, const char *recording);

#endif
