/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/utsname.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfdata/events.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "plan/debug_info.h"
#include "plan/differences.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "scan/timeline.h"

void
differences_add(struct plan *p, const char *with, const char *why)
{
	if (p->differs && !p->differs_perhaps)
		return;
	p->differs = why;
	p->differs_with = with;
	p->differs_perhaps = false;
}

void
differences_suspect(struct plan *p, const char *with, const char *why)
{
	if (p->differs)
		return;
	differences_add(p, with, why);
	p->differs_perhaps = true;
}

void
differences_of_cpus(struct plan *p, const struct timeline *t)
{
	static const char with[] = "this --per-cpu, or none,";

	if (t->order.knots)
		differences_add(p, with, "it prints some samples out of the "
		    "order of their times");
	if (t->odd_names)
		differences_add(p, with, "the name of a task in it looks like "
		    "the start of a sample");
	if (timeline_untimed(t))
		differences_add(p, with,
		    "it prints samples without a time, or at "
		    "time 0, as they come in the file");
	if (t->odd_texts)
		differences_add(p, with, "a text in it, the name of a file or "
		    "what a tracepoint says, has a line that looks like the "
		    "start of a sample");
	if (t->same_time.crossed)
		differences_add(p, with, "of samples in the same nanosecond "
		    "some are not in the order of their CPUs");
	if (t->trace_bytes)
		differences_suspect(p, with, "where samples of several CPUs "
		    "are in the same nanosecond, they may change places");
}

/* Says whether the kernel's symbols may be those of another than recorded. */
static bool
has_strange_kernel(const struct recording *r)
{
	unsigned char id[BUILD_ID_LEN];
	struct utsname running;
	char *release;
	bool strange;

	if (recording_kernel_build_id(r, id))
		return false;
	uname(&running);
	release = recording_string_feature(r, FEATURE_OS_RELEASE);
	strange = !release || strcmp(release, running.release);
	free(release);
	return strange;
}

bool
differences_has_records(const struct perf_command *c, const struct recording *r,
    const struct timeline *t)
{
	/* Of what only perf can read, no records are known. */
	if (!c->differs_records || !r->parts)
		return true;
	for (unsigned type = 0; type < RECORD_KERNEL_END; type++)
		if (c->differs_records >> type & 1 && t->records[type])
			return true;
	return false;
}

/* Says whether what a field depends on can be in a recording. */
static bool
can_differ(const struct perf_field *field, const struct recording *r,
    const struct timeline *t)
{
	switch (field->when) {
	case FIELD_ALWAYS:
		return true;
	case FIELD_OF_GROUPS:
		return r->events.count > 1;
	case FIELD_OF_BRANCHES:
		return t->trace_bytes || events_are_branches(&r->events);
	case FIELD_OF_TRACE:
		return t->trace_bytes;
	case FIELD_OF_STACKS:
		return !r->parts || t->trace_bytes ||
		    events_have_branch_stacks(&r->events);
	}
	return true;
}

/* Notes a field whose text depends on more than its sample. */
static void
blame_fields(struct plan *p, const struct perf_command *c,
    const struct recording *r, const struct timeline *t)
{
	for (const struct perf_field *f = perf_fields; f->name; f++)
		if (f->differs && can_differ(f, r, t) &&
		    perf_fields_print(
			&c->fields, &r->events, t->trace_bytes, f->name))
			differences_suspect(
			    p, "this --fields, or none,", f->differs);
}

void
differences_of_command(struct plan *p, const struct perf_command *c,
    const struct recording *r, const struct timeline *t)
{
	static const char once[] = "of a kernel that the header does not name "
	    "perf may have a name in the first sample only";
	bool addresses = perf_fields_print(
	    &c->fields, &r->events, t->trace_bytes, "ip");
	unsigned char id[BUILD_ID_LEN];

	if (t->trace_bytes && !perf_command_traces_by_time(c))
		differences_add(p, "this --itrace, or none,", "how a trace is "
		    "decoded depends on where that starts");
	if (c->by_pid && t->ended_threads)
		differences_add(p, "--pid", "it takes all samples of threads "
		    "that had ended for those of one process, the first");
	if (c->by_dso && !recording_kernel_build_id(r, id))
		differences_suspect(p, "--dsos", once);
	/*
	 * A kernel of which no symbol's address is recorded has all memory
	 * until perf has read symbols, and then no more than these have.
	 */
	if (addresses && (c->chainless || events_lack_callchains(&r->events)) &&
	    has_strange_kernel(r) && t->kernel_maps.unplaced)
		differences_suspect(p, "no callchains", once);
	if (addresses && c->symfs && !c->chainless &&
	    events_carry_stacks(&r->events))
		differences_suspect(p, "--symfs", "how far perf unwinds a "
		    "stack depends on the files of earlier samples");
	blame_fields(p, c, r, t);
}

void
differences_of_consumer(struct plan *p)
{
	differences_suspect(p, "--pipe-to and --per-cpu", "what each CPU's "
	    "consumers print is appended, CPU after CPU");
}

/* Says whether a file that processes mapped has debugging information. */
static bool
is_mapped_with_debug_info(const struct plan *p)
{
	for (size_t i = 0; i < p->lookups.count; i++) {
		const struct lookup *l = &p->lookups.lookup[i];

		if (l->kind == LOOKUP_FILE && *l->name == '/' &&
		    !access(l->name, R_OK) && debug_info_may_be_in(l->name))
			return true;
	}
	return false;
}

void
differences_of_inlined(struct plan *p, const struct perf_command *c,
    const struct recording *r)
{
	if (p->count > 1 && !c->chainless && !c->not_inlined &&
	    perf_fields_print(&c->fields, &r->events, false, "sym") &&
	    events_carry_stacks(&r->events) && is_mapped_with_debug_info(p))
		differences_suspect(p, "inlined functions", "which of them "
		    "addr2line tells of an address depends on what it was "
		    "asked before; --no-inline leaves them out");
}
