/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a plan is made from, by hand: a recording of 4 CPUs from 100 to 200 s,
 * and options; and the plan.
 */
#ifndef UNIT_PLAN_WORLD_H
#define UNIT_PLAN_WORLD_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "scan/timeline.h"
#include "unit/capture.h"
#include "unit/testing.h"

#define S UINT64_C(1000000000)

/* What a plan is made from, and the plan. */
struct world {
	unsigned char header[24]; /* both sample times, then both CPU counts */
	char name[8];
	struct part part;
	struct event event;
	struct recording recording;
	struct timeline timeline;
	struct plan_options options;
	struct digest identity; /* of the files beside the recording */
	struct plan plan;
	struct perf_command command; /* that names no files */
};

void set_header_times(struct world *w, uint64_t first_ns, uint64_t last_ns);

/*
 * Starts a world with a sample each second, alternating between two CPUs; cut
 * by time, where ranges are easy to foretell.
 */
void plan_world_start(struct world *w);

void plan_world_release(struct world *w);

/* Plans a command, instead of what was planned before. */
int make_plan(struct world *w, const char *line);

/* Gives the ranges of a plan their contents and keys. */
void add_keys(struct world *w);

/* Says whether a range depends on all of the recording. */
bool depends_on_all(const struct world *w, const struct range *r);

/* Says that a range has this folder and this command. */
void assert_range(const struct world *w, size_t number, const char *folder,
    const char *command);

/* Says that planning fails, with a message. */
void assert_plan_refused(struct world *w, const char *line, const char *why);

/* Adds up the weights of all ranges. */
uint64_t total_weight(const struct plan *p);

void assert_heaviest(const struct plan *p, const size_t *heaviest,
    size_t count);
#define RANGES(...) \
	(const size_t[]){ __VA_ARGS__ }, \
	    LENGTH(((const size_t[]){ __VA_ARGS__ }))

#endif
