/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>

#include "cmd/info.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "cmd/reading.h"
#include "data/recording_files.h"
#include "job/output.h"
#include "job/saved_plan.h"

/* Plans; the recording has been read. */
static int
plan(struct prepared *p, const struct options *o, const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	struct file_state after;

	p->state = r->state;
	if (recording_files_state(&after, r->name))
		return -1;
	if (!file_state_equal(&after, &r->state)) {
		warnx("%s changed while it was read; start again when nothing "
		      "writes to it any more", r->name);
		return -1;
	}
	if (o->debug)
		info_print(stderr, reading);
	return plan_make(
	    &p->plan, &o->plan, &p->command, r, &reading->timeline);
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
	struct reading reading;
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
	status = reading_open(
	    &reading, o, p->command.input, p->command.words.word[0]);
	if (!status) {
		status = plan(p, o, &reading);
		reading_close(&reading);
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
