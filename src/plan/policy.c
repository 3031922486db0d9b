/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/features.h"
#include "perfdata/recording.h"
#include "plan/cpu_list.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "scan/timeline.h"

/* Returns the highest CPU number that a sample names, 0 for none. */
static uint32_t
highest_cpu(const struct timeline *t)
{
	uint32_t highest = 0;

	for (uint32_t i = 0; i < t->cpus; i++)
		if (t->cpu[i].cpu != EVENT_NO_CPU)
			highest = t->cpu[i].cpu;
	return highest;
}

/* Says whether perf takes --cpu, and that can tell all samples apart. */
static bool
has_cpus(const struct recording *r, const struct timeline *t)
{
	return r->layout != RECORDING_PIPE &&
	    recording_cpus_available(r) > highest_cpu(t) &&
	    events_accept_cpu(&r->events) &&
	    r->events.event[0].layout.sample_cpu &&
	    !timeline_cpu(t, EVENT_NO_CPU);
}

/* Checks that perf accepts --cpu for a recording; prints a message if not. */
static int
check_per_cpu(const struct recording *r)
{
	if (r->layout == RECORDING_PIPE)
		warnx("%s: perf takes no --cpu for what was recorded into a "
		      "pipe; cut it by time, without -c", r->name);
	/* The header of a recording that only perf can read is unknown. */
	else if (r->parts && !recording_cpus_available(r))
		warnx("%s: perf takes no --cpu for it, its header does not say "
		      "how many CPUs there were; cut it by time, without -c",
		    r->name);
	else
		return 0;
	return -1;
}

/*
 * Chooses what the options leave open.  A trace is decoded CPU by CPU, so that
 * each CPU is worth ranges of its own, unless it is what samples carry, which
 * come from all CPUs; of other traces than Intel PT perf decodes everything
 * whatever the time, and only --cpu makes a range smaller.
 */
int
policy_split(struct split *s, const struct plan_options *options,
    const struct recording *r, const struct timeline *t)
{
	bool has_psbs = t->intel_pt && !t->trace.unusable;
	enum split_by by = options->split;

	if (by == SPLIT_PSB && !has_psbs) {
		warnx("%s: --split=psb: %s; take another --split",
		    r->name, !t->intel_pt ?
		    "it has no Intel PT trace" : t->trace.unusable);
		return -1;
	}
	if (options->per_cpu && check_per_cpu(r))
		return -1;
	if (by == SPLIT_DEFAULT)
		by = options->interval_ns ? SPLIT_TIME :
		    has_psbs && t->trace_bytes ? SPLIT_PSB :
						 SPLIT_SAMPLES;
	*s = (struct split){
		.by = by,
		.ranges = options->ranges,
		.jobs = options->jobs,
		.interval_ns = options->interval_ns,
		.min_interval_ns = options->min_interval_ns,
		.min_size = options->min_size,
		.savings = options->savings,
		.per_cpu = options->per_cpu || (t->trace_bytes &&
		    !t->trace.in_samples && !options->no_per_cpu &&
		    has_cpus(r, t)),
	};
	return 0;
}

/*
 * Says whether time can tell the samples apart.  perf shows a sample without
 * a time in the last range only if that is open, and one at time zero in all
 * of them, so that a recording with either stays in one piece.  So does a trace
 * in a pipe: perf 6.12 asks for the part of it from a time on, and finds none,
 * since a pipe has no index.
 */
bool
policy_time(const struct recording *r, const struct timeline *t)
{
	uint64_t untimed = timeline_untimed(t);

	if (t->trace_bytes && !t->intel_pt) {
		warnx("%s: perf decodes all of its trace whatever the time; it "
		      "is not cut by time", r->name);
		return false;
	}
	if (t->trace_bytes && r->layout == RECORDING_PIPE) {
		warnx("%s: of a trace that was recorded into a pipe perf shows "
		      "nothing with a --time that has a start; it is not cut "
		      "by time", r->name);
		return false;
	}
	if (!untimed)
		return true;
	warnx("%s: %" PRIu64 " of %" PRIu64 " sample%s no time; it is not "
	      "cut by time", r->name, untimed, t->samples,
	    t->samples == 1 ? " has" : untimed == 1 ? "s has" : "s have");
	return false;
}

/* Checks that perf accepts --cpu for each of the CPUs, which are sorted. */
static int
check_known(const struct recording *r, const uint32_t *cpu, size_t count)
{
	uint32_t known = recording_cpus_available(r);

	if (!r->parts || !count || cpu[count - 1] < known)
		return 0;
	warnx("%s: perf takes no --cpu=%u for it, its header speaks of %u CPUs "
	      "only; cut it by time, without -c, or name others (perf script "
	      "-C)", r->name, cpu[count - 1], known);
	return -1;
}

int
policy_cpus(const struct split *s, const char *asked, const struct recording *r,
    const struct timeline *t, uint32_t **cpus, size_t *count)
{
	uint32_t available = recording_cpus_available(r);

	*cpus = NULL;
	*count = 0;
	if (!s->per_cpu && (s->by != SPLIT_PSB || s->ranges == 1 || !asked))
		return 0;
	/* The header is not believed where samples know of more. */
	if (available <= highest_cpu(t))
		available = highest_cpu(t) + 1;
	if (available > TIME_RANGES_MAX) {
		warnx("%s: its header speaks of %u CPUs, at most %d make sense",
		    r->name, available, TIME_RANGES_MAX);
		return -1;
	}
	*cpus = cpu_list_parse(asked, available, count);
	if (!*cpus)
		return -1;
	return s->per_cpu ? check_known(r, *cpus, *count) : 0;
}

char *
policy_cutting(const struct split *s, bool stateless)
{
	return xasprintf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			 " %d%s", split_by_name(s->by), s->ranges,
	    s->interval_ns, s->min_interval_ns, s->min_size, s->per_cpu,
	    stateless ? " stateless" : "");
}

int
policy_merging(const struct split *split, const struct plan_options *options,
    const struct perf_command *command, const struct recording *r,
    const struct timeline *t)
{
	bool one = split_lists(split) < 2;
	bool timeless = perf_fields_lack(
	    &command->fields, &r->events, t->trace_bytes, "time");

	if (options->job.folds)
		return MERGING_FOLDED;
	/* By time, errors of a trace are seen to be of another range, too. */
	if (options->job.consumer || (one && !t->trace_bytes))
		return MERGING_APPENDS;
	if (timeless && options->merge && !one) {
		warnx("perf script%s%s%s prints some samples without their "
		      "time, by which outputs of several CPUs are merged; "
		      "add time to the fields, or plan with -N (--no-per-cpu)",
		    command->field_list ? " -F '" : "",
		    command->field_list ? command->field_list : "",
		    command->field_list ? "'" : "");
		return -1;
	}
	if (timeless || (!options->merge && !command->ns))
		return one ? MERGING_APPENDS : MERGING_IMPOSSIBLE;
	return command->ns ? MERGING_BY_TIME : MERGING_TO_US;
}
