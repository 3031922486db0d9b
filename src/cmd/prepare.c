/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>

#include "cmd/info.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "data/recording.h"
#include "data/timeline.h"
#include "job/output.h"
#include "job/saved_plan.h"

/* Scans and plans; the recording is open. */
static int
plan(struct prepared *p, const struct options *o, const struct recording *r)
{
	struct timeline timeline;
	struct file_state after;
	int status;

	if (timeline_scan(&timeline, r))
		return -1;
	p->state = r->state;
	status = file_state_read(&after, r->name);
	if (!status && !file_state_equal(&after, &r->state)) {
		warnx("%s changed while it was read; start again when nothing "
		      "writes to it any more", r->name);
		status = -1;
	}
	if (!status && o->debug)
		info_print(stderr, r, &timeline);
	if (!status)
		status = plan_make(
		    &p->plan, &o->plan, &p->command, r, &timeline);
	timeline_release(&timeline);
	return status;
}

/* Tells why merged outputs will not be what one perf script prints. */
static void
tell_differences(const struct prepared *p)
{
	static const char but[] = "the merged output is not what one perf "
				  "script prints";

	if (p->command.differs)
		warnx("note: with --%s %s: %s", p->command.differs_option, but,
		    p->command.differs);
	if (p->plan.differs)
		warnx("note: with --itrace=%s %s: %s",
		    p->command.itrace ? p->command.itrace : "(none)", but,
		    p->plan.differs);
}

int
prepare(struct prepared *p, const struct options *o)
{
	struct recording recording;
	int status;

	if (o->operands) {
		warnx("unexpected word '%s'; the perf command goes behind "
		      "'--', as in perf-parallel -n 8 -- perf script",
		    o->operand[0]);
		return 2;
	}
	if (!o->perf_words) {
		warnx("the perf command is missing: write it behind '--', as "
		      "in perf-parallel -n 8 -- perf script -i perf.data");
		return 2;
	}
	if (perf_command_parse(&p->command, o->perf, o->perf_words))
		return 2;
	status = recording_open(&recording, p->command.input);
	if (!status) {
		status = plan(p, o, &recording);
		recording_close(&recording);
	}
	if (status) {
		perf_command_release(&p->command);
		return 1;
	}
	if (!o->quiet)
		tell_differences(p);
	return 0;
}

int
prepare_outputs(const struct prepared *p, const char *dir)
{
	if (p->plan.without_cpu) {
		warnx("%s: %" PRIu64 " samples name no CPU, and --cpu cannot "
		      "tell them apart; cut by time only, without -c",
		    p->command.input, p->plan.without_cpu);
		return -1;
	}
	return output_open(dir) || saved_plan_install(dir, &p->plan, &p->state)
	    ? -1 : 0;
}

void
prepared_release(struct prepared *p)
{
	plan_release(&p->plan);
	perf_command_release(&p->command);
}
