/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/affects_all_tasks.h"
#include "scan/index.h"
#include "scan/order.h"
#include "scan/trace.h"
#include "slice/contents.h"
#include "slice/lookups.h"
#include "slice/parallel_contents.h"
#include "slice/range_finder.h"
#include "slice/sample_chain.h"
#include "slice/tasks.h"

/* What was gathered for a range. */
struct gathered {
	struct sample_chain samples;
	digest_number trace; /* a sum */
	uint64_t until_ns; /* side-band up to that time has an effect */
	uint32_t pid;      /* of its last sample */
	bool in_kernel;    /* a sample's address may be the kernel's */
};

struct gathering {
	const struct recording *recording;
	struct range_finder ranges;
	struct gathered *gathered; /* of each range */
	size_t last; /* the range of the sample before */
	struct order order;
	digest_number before; /* chain of what was read, see read_before() */
	bool late; /* something was printed out of order */
	uint64_t round;
	struct trace trace;
	bool traced; /* samples are made from a trace */
	uint64_t *end_ns; /* of all ranges, in order */
	struct tasks *tasks;
	struct affects_all_tasks affects;
	struct lookups *lookups; /* NULL: not wanted */
};

/*
 * Says whether a feature of the header describes the machine or the whole
 * recording, which perf script prints with --header only.
 */
static bool
changes_no_sample(uint64_t feature)
{
	switch (feature) {
	case FEATURE_HOSTNAME:
	case FEATURE_VERSION:
	case FEATURE_TOTAL_MEM:
	case FEATURE_CMDLINE:
	case FEATURE_AUXTRACE:
	case FEATURE_STAT:
	case FEATURE_CACHE:
	case FEATURE_SAMPLE_TIME:
	case FEATURE_MEM_TOPOLOGY:
	case FEATURE_DIR_FORMAT:
	case FEATURE_COMPRESSED:
		return true;
	}
	return false;
}

/*
 * Adds a record or a round to the chain of what was read before, as far as it
 * affects the order in which perf prints.
 */
static void
add_before(struct gathering *g, uint64_t time_ns, uint32_t pid, uint32_t type)
{
	g->before = digest_chain(g->before,
	    (digest_number)time_ns << 64 | (uint64_t)pid << 32 | type);
}

/* Returns a seed for everything that was read before. */
static uint64_t
read_before(const struct gathering *g)
{
	return g->before ^ g->before >> 64;
}

/* Adds a sample to its range. */
static void
gather_sample(struct gathering *g, const struct record *record)
{
	const struct event *event =
	    events_of_sample(&g->recording->events, record);
	uint64_t time_ns, printed_ns = g->order.printed_ns, seed = 0;
	struct gathered *range;
	uint32_t cpu, pid;
	size_t number;

	if (!event || event_sample_when(event, record, &time_ns, &cpu)) {
		tasks_add(g->tasks, 0, printed_ns, record, printed_ns);
		return;
	}
	pid = event_sample_pid(event, record);
	add_before(g, time_ns, pid, record->type);
	order_record(&g->order, time_ns, true);
	if (time_ns < printed_ns)
		g->late = true;
	/* The sample may say which task was traced from then on. */
	if (g->traced)
		tasks_add(g->tasks, 0, time_ns, record, 0);
	number = range_finder_find(&g->ranges, &g->last, time_ns, cpu);
	if (number == g->ranges.count)
		return;
	range = &g->gathered[number];
	/* Out of order, it depends on all that was read before. */
	if (time_ns < printed_ns) {
		seed = read_before(g);
		if (range->until_ns < printed_ns)
			range->until_ns = printed_ns;
	}
	sample_chain_add(&range->samples, record, g->round, seed);
	if (pid != range->pid)
		tasks_sample(g->tasks, pid, number);
	range->pid = pid;
	range->in_kernel = range->in_kernel ||
	    event_sample_in_kernel(event, record);
}

/* Adds a record that is no sample. */
static void
gather_side_band(struct gathering *g, const struct record *record)
{
	uint64_t time_ns = events_sorting_time(&g->recording->events, record);
	uint64_t printed_ns = g->order.printed_ns, seed = 0;
	uint32_t pid = record_process(record), child, parent, number;

	if (time_ns == EVENT_NO_TIME) {
		/* perf handles it at once, after what it has printed. */
		add_before(g, 0, pid, record->type);
		time_ns = printed_ns;
		seed = g->late ? read_before(g) : printed_ns + 1;
	} else {
		add_before(g, time_ns, pid, record->type);
		order_record(&g->order, time_ns, false);
		if (time_ns < printed_ns) {
			g->late = true;
			seed = read_before(g);
		}
	}
	if (record_link(record, &child, &parent))
		seed = tasks_link(g->tasks, child, parent, time_ns, seed);
	if (affects_all_tasks_from(&g->affects, record))
		tasks_everyone(g->tasks, time_ns);
	tasks_add(g->tasks, pid, time_ns, record, seed);
	if (g->lookups && lookups_of_record(g->lookups, record, &number))
		tasks_have(g->tasks, pid, time_ns, number);
}

static void
gather_record(struct gathering *g, const struct record *record)
{
	switch (record->type) {
	case RECORD_SAMPLE:
		gather_sample(g, record);
		return;
	case RECORD_FINISHED_ROUND:
		order_round(&g->order);
		tasks_printed(g->tasks, g->order.printed_ns);
		if (!g->order.as_in_file)
			add_before(g, 0, 0, record->type);
		g->round++;
		return;
	case RECORD_FINISHED_INIT:
		return;
	case RECORD_AUXTRACE:
		trace_add_chunk(&g->trace, record);
		return;
	case RECORD_AUXTRACE_INFO:
		g->traced = true;
		trace_add_info(&g->trace, &g->recording->events, record);
		break;
	case RECORD_HEADER_FEATURE:
		if (record->size >= HEADER_FEATURE_LEN &&
		    changes_no_sample(format_u64(
			record->bytes + HEADER_FEATURE_ID, record->swapped)))
			return;
	}
	if (!record_is_compressed(record))
		gather_side_band(g, record);
}

/* Returns the digest of the events and the header. */
static struct digest
digest_of_header(const struct recording *r)
{
	struct digester *d = digester_start();

	digester_add(d, &r->layout, sizeof r->layout);
	digester_add(d, &r->swapped, sizeof r->swapped);
	for (size_t i = 0; i < r->attrs; i++) {
		const struct section *s = &r->attr[i];

		digester_add(d, &s->len, sizeof s->len);
		digester_add(d, r->part[0].bytes + s->offset, s->len);
	}
	for (int i = 0; i < FEATURE_BITS; i++) {
		struct section s = r->feature[i];

		if (!r->has_feature[i] || changes_no_sample(i))
			continue;
		digester_add(d, &i, sizeof i);
		digester_add(d, &s.len, sizeof s.len);
		digester_add(d, r->part[0].bytes + s.offset, s.len);
	}
	return digester_finish(d);
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
start(struct gathering *g, const struct contents *c)
{
	range_finder_start(&g->ranges, c->range, c->count);
	g->gathered = xcalloc(g->ranges.count, sizeof *g->gathered);
	g->end_ns = xcalloc(g->ranges.count, sizeof *g->end_ns);
	for (size_t i = 0; i < g->ranges.count; i++)
		g->end_ns[i] = g->gathered[i].until_ns = c->range[i].end_ns;
	qsort(g->end_ns, g->ranges.count, sizeof *g->end_ns, by_number);
	g->tasks = tasks_new(g->end_ns, g->ranges.count);
	g->round = 1;
	order_start(&g->order, g->recording);
	g->lookups = c->lookups;
	if (g->lookups)
		lookups_start(g->lookups, g->recording);
}

/* Adds a stretch of trace to the ranges for which perf decodes it. */
static void
take_stretch(void *gathering, const struct trace_stretch *stretch)
{
	struct gathering *g = gathering;
	const struct range_finder *f = &g->ranges;
	struct range_group group = range_finder_group(f, stretch->cpu);
	const struct {
		digest_number digest;
		uint64_t start_ns;
		uint64_t cpu;
	} what = { stretch->digest, stretch->start_ns, stretch->cpu };
	digest_number number = digest_number_of(&what, sizeof what, 0);

	for (size_t i = range_finder_from(f, group, stretch->start_ns);
	    i < group.after && f->range[i].start_ns <= stretch->until_ns; i++)
		g->gathered[i].trace += number;
}

/*
 * Notes that a range needs a lookup; it needs the kernel only for samples
 * there.
 */
static void
take_lookup(void *gathering, uint32_t range, uint32_t number)
{
	struct gathering *g = gathering;

	if (g->gathered[range].in_kernel ||
	    !lookup_is_of_kernel(&g->lookups->lookup[number]))
		lookups_need(g->lookups, range, number);
}

/* Finds the lookups of each range. */
static void
find_lookups(struct gathering *g, const uint64_t *until_ns)
{
	enum { THE_KERNEL = 0 };

	lookups_set_ranges(g->lookups, g->ranges.count);
	for (size_t i = 0; i < g->ranges.count; i++) {
		g->gathered[i].in_kernel |= g->traced;
		take_lookup(g, i, THE_KERNEL);
	}
	tasks_tell_all(g->tasks, until_ns, g->ranges.count, take_lookup, g);
}

/* Computes the digests from what was gathered. */
static void
finish(struct gathering *g, struct digest *contents)
{
	struct digest header = digest_of_header(g->recording);
	uint64_t *until_ns = xcalloc(g->ranges.count, sizeof *until_ns);
	digest_number *sum = xcalloc(g->ranges.count, sizeof *sum);

	if (g->traced)
		trace_take_stretches(&g->trace, take_stretch, g);
	for (size_t i = 0; i < g->ranges.count; i++) {
		until_ns[i] = g->gathered[i].until_ns;
		if (g->traced)
			tasks_sample(g->tasks, TASKS_ANY, i);
	}
	tasks_sum_up(g->tasks, until_ns, sum, g->ranges.count);
	for (size_t i = 0; i < g->ranges.count; i++) {
		struct digester *d = digester_start();

		digester_add(d, &header, sizeof header);
		digester_add(d, &g->gathered[i].samples.value,
		    sizeof g->gathered[i].samples.value);
		digester_add(d, &g->gathered[i].trace,
		    sizeof g->gathered[i].trace);
		digester_add(d, &sum[i], sizeof sum[i]);
		contents[i] = digester_finish(d);
	}
	if (g->lookups)
		find_lookups(g, until_ns);
	free(sum);
	free(until_ns);
}

static void
release(struct gathering *g)
{
	tasks_free(g->tasks);
	affects_all_tasks_release(&g->affects);
	order_release(&g->order);
	trace_release(&g->trace);
	range_finder_release(&g->ranges);
	free(g->end_ns);
	free(g->gathered);
}

int
contents_of(const struct recording *r, const struct contents *c)
{
	struct gathering g = { .recording = r };
	struct records records;
	struct record record;
	int more;

	start(&g, c);
	records_start(&records, r);
	while ((more = records_next(&records, &record)) > 0)
		gather_record(&g, &record);
	records_end(&records);
	if (!more)
		finish(&g, c->digest);
	release(&g);
	return more;
}

/*
 * Adds all records that are no samples, through the index, and finds the rounds
 * in which the shares start.
 */
static int
gather_others(
    struct gathering *g, const struct index *ix, struct parallel_contents *s)
{
	struct records records;
	struct record record;
	size_t share = 0;
	int more = 1;

	records_start(&records, g->recording);
	for (size_t i = 0; more > 0 && i < ix->others; i++) {
		const struct index_other *other = &ix->other[i];

		while (share < s->count &&
		    s->share[share].offset <= other->offset)
			s->share[share++].round = g->round;
		records_seek(&records, other->offset);
		more = records_next(&records, &record);
		/*
		 * A record without a time has an effect from what was printed
		 * before.
		 */
		g->order.printed_ns = other->when_ns;
		if (more > 0)
			gather_record(g, &record);
	}
	while (share < s->count)
		s->share[share++].round = g->round;
	records_end(&records);
	return more > 0 ? 0 : -1;
}

/* Joins the chain of a share to the one of its range. */
static void
join_chain(struct gathering *g, const struct share_chain *chain)
{
	struct gathered *range = &g->gathered[chain->range];

	sample_chain_append(&range->samples, &chain->samples);
	range->in_kernel = range->in_kernel || chain->in_kernel;
}

/* Joins the shares, in the order of the file. */
static void
join(struct gathering *g, const struct parallel_contents *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct share *share = &s->share[i];

		for (size_t k = 0; k < share->chains; k++)
			join_chain(g, &share->chain[k]);
		for (size_t k = 0; k < share->tasks; k++)
			tasks_sample(g->tasks, share->task[k].pid,
			    share->task[k].range);
	}
}

int
contents_by_index(const struct recording *r, const struct index *ix,
    unsigned threads, const struct contents *c)
{
	struct gathering g = { .recording = r };
	struct parallel_contents parallel;
	int status;

	/* Where the order matters, all records must be read in sequence. */
	if (ix->inflated || ix->flaws & ~(unsigned)INDEX_UNTIMED ||
	    index_is_tangled(ix, 0, UINT64_MAX))
		return contents_of(r, c);
	start(&g, c);
	parallel_contents_start(&parallel, ix);
	status = gather_others(&g, ix, &parallel);
	if (!status)
		status = parallel_contents_gather(
		    &parallel, r, ix, &g.ranges, threads);
	if (!status) {
		join(&g, &parallel);
		finish(&g, c->digest);
	}
	parallel_contents_release(&parallel);
	release(&g);
	return status;
}
