/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>

#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "data/events.h"
#include "data/recording.h"
#include "data/timeline.h"

/*
 * The digest goes before the scan, window by window: it reads from one end to
 * the other, which memory is fastest at, and the scan then finds all records
 * in the cache.
 */
enum { WINDOW = 1 << 18 };

/* More CPUs than any kernel can have would only be a way to use up memory. */
enum { CPUS_MAX = 8192 };

/* A scan under way. */
struct scan {
	const struct recording *recording;
	struct timeline *timeline;
	struct digester *digester;
	uint64_t hashed; /* bytes of the file that the digest covers so far */
	uint32_t room;   /* in timeline->cpu */
	uint16_t index[CPUS_MAX + 1]; /* of a CPU there, plus 1; 0: not yet */
};

/* Maps a window in one call instead of page by page. */
static void
map_window(const struct recording *r, uint64_t offset, uint64_t len)
{
#ifdef MADV_POPULATE_READ
	uint64_t start = offset & ~(uint64_t)(WINDOW - 1);

	/* Only a hint: where it fails, pages come as they are read. */
	if (r->mapped)
		madvise((void *)(r->bytes + start), offset + len - start,
		    MADV_POPULATE_READ);
#else
	(void)r;
	(void)offset;
	(void)len;
#endif
}

/* Digests window after window until the file is covered up to an offset. */
static void
digest_past(struct scan *s, uint64_t offset)
{
	const struct recording *r = s->recording;
	uint64_t len;

	while (s->hashed < offset) {
		len = r->size - s->hashed;
		len = len < WINDOW ? len : WINDOW;
		map_window(r, s->hashed, len);
		digester_add(s->digester, r->bytes + s->hashed, len);
		s->hashed += len;
	}
}

/* Returns the counts of a CPU, made when it is new; CPUS_MAX is no CPU. */
static struct cpu_samples *
samples_of(struct scan *s, uint32_t cpu)
{
	struct timeline *t = s->timeline;

	if (s->index[cpu])
		return &t->cpu[s->index[cpu] - 1];
	if (t->cpus == s->room) {
		s->room = s->room ? s->room * 2 : 8;
		t->cpu = xreallocarray(t->cpu, s->room, sizeof *t->cpu);
	}
	t->cpu[t->cpus] = (struct cpu_samples){
		.cpu = cpu < CPUS_MAX ? cpu : EVENT_NO_CPU
	};
	s->index[cpu] = ++t->cpus;
	return &t->cpu[t->cpus - 1];
}

static int
scan_sample(struct scan *s, const struct record *record)
{
	const struct recording *r = s->recording;
	struct timeline *t = s->timeline;
	const struct event *event = events_of_sample(&r->events, record);
	struct cpu_samples *here;
	uint64_t time_ns;
	uint32_t cpu;

	t->samples++;
	if (!event) {
		t->unknown++;
		return 0;
	}
	if (event_sample_when(event, record, &time_ns, &cpu)) {
		warnx("%s: offset %" PRIu64 ": a sample of %u bytes, its event "
		      "has at least %u", r->name, record->offset, record->size,
		    event->layout.sample_min);
		return -1;
	}
	here = samples_of(s, cpu < CPUS_MAX ? cpu : CPUS_MAX);
	here->samples++;
	here->bytes += record->size;
	if (time_ns == EVENT_NO_TIME)
		return 0;
	if (time_ns == 0) {
		t->at_zero++;
		return 0;
	}
	if (!t->timed || time_ns < t->first_ns)
		t->first_ns = time_ns;
	if (!t->timed || time_ns > t->last_ns)
		t->last_ns = time_ns;
	t->timed++;
	density_add(&here->density, time_ns, record->size);
	density_add(&t->density, time_ns, record->size);
	return 0;
}

/* Widens the time that the side-band covers. */
static void
scan_side_band(struct scan *s, const struct record *record)
{
	const struct events *events = &s->recording->events;
	const struct event *event = events_of_trailer(events, record);
	struct timeline *t = s->timeline;
	uint64_t time_ns;

	if (!event)
		return;
	time_ns = event_trailer_time(event, record);
	if (time_ns == EVENT_NO_TIME || time_ns == 0)
		return;
	if (!t->side_first_ns || time_ns < t->side_first_ns)
		t->side_first_ns = time_ns;
	if (time_ns > t->side_last_ns)
		t->side_last_ns = time_ns;
}

static int
scan_record(struct scan *s, const struct record *record)
{
	struct timeline *t = s->timeline;
	uint32_t type = record->type;

	t->records[type < RECORD_TYPES ? type : RECORD_TYPES]++;
	if (type == RECORD_SAMPLE)
		return scan_sample(s, record);
	if (type < RECORD_KERNEL_END)
		scan_side_band(s, record);
	t->trace_bytes += record->trace_bytes;
	if (type == RECORD_AUXTRACE_INFO &&
	    record->size >= AUXTRACE_INFO_TYPE + 4 &&
	    format_u32(record->bytes + AUXTRACE_INFO_TYPE) ==
		AUXTRACE_INTEL_PT)
		t->intel_pt = true;
	if (type == RECORD_COMPRESSED || type == RECORD_COMPRESSED2) {
		warnx("%s: offset %" PRIu64 ": a compressed record (perf "
		      "record -z); this cannot be split yet",
		    s->recording->name, record->offset);
		return -1;
	}
	return 0;
}

static int
by_cpu(const void *a, const void *b)
{
	uint32_t x = ((const struct cpu_samples *)a)->cpu;
	uint32_t y = ((const struct cpu_samples *)b)->cpu;

	return (x > y) - (x < y);
}

int
timeline_scan(struct timeline *t, const struct recording *r)
{
	struct scan s = { .recording = r, .timeline = t };
	uint64_t offset = r->data.offset;
	struct record record;
	int more;

	*t = (struct timeline){ 0 };
	s.digester = digester_start();
	while (digest_past(&s, offset),
	    (more = recording_next(r, &offset, &record)) > 0) {
		if (scan_record(&s, &record)) {
			more = -1;
			break;
		}
	}
	if (more == 0)
		digest_past(&s, r->size);
	t->digest = digester_finish(s.digester);
	if (t->cpus)
		qsort(t->cpu, t->cpus, sizeof *t->cpu, by_cpu);
	if (more < 0)
		timeline_release(t);
	return more;
}

void
timeline_release(struct timeline *t)
{
	free(t->cpu);
	*t = (struct timeline){ 0 };
}

const struct cpu_samples *
timeline_cpu(const struct timeline *t, uint32_t cpu)
{
	const struct cpu_samples key = { .cpu = cpu };

	return !t->cpus ? NULL :
	    bsearch(&key, t->cpu, t->cpus, sizeof key, by_cpu);
}

const char *
record_type_name(uint32_t type)
{
	static const char *const name[RECORD_TYPES] = {
		[RECORD_MMAP] = "MMAP",
		[RECORD_LOST] = "LOST",
		[RECORD_COMM] = "COMM",
		[RECORD_EXIT] = "EXIT",
		[RECORD_THROTTLE] = "THROTTLE",
		[RECORD_UNTHROTTLE] = "UNTHROTTLE",
		[RECORD_FORK] = "FORK",
		[RECORD_READ] = "READ",
		[RECORD_SAMPLE] = "SAMPLE",
		[RECORD_MMAP2] = "MMAP2",
		[RECORD_AUX] = "AUX",
		[RECORD_ITRACE_START] = "ITRACE_START",
		[RECORD_LOST_SAMPLES] = "LOST_SAMPLES",
		[RECORD_SWITCH] = "SWITCH",
		[RECORD_SWITCH_CPU_WIDE] = "SWITCH_CPU_WIDE",
		[RECORD_NAMESPACES] = "NAMESPACES",
		[RECORD_KSYMBOL] = "KSYMBOL",
		[RECORD_BPF_EVENT] = "BPF_EVENT",
		[RECORD_CGROUP] = "CGROUP",
		[RECORD_TEXT_POKE] = "TEXT_POKE",
		[RECORD_AUX_OUTPUT_HW_ID] = "AUX_OUTPUT_HW_ID",
		[RECORD_CALLCHAIN_DEFERRED] = "CALLCHAIN_DEFERRED",
		[RECORD_HEADER_ATTR] = "HEADER_ATTR",
		[RECORD_HEADER_EVENT_TYPE] = "HEADER_EVENT_TYPE",
		[RECORD_HEADER_TRACING_DATA] = "HEADER_TRACING_DATA",
		[RECORD_HEADER_BUILD_ID] = "HEADER_BUILD_ID",
		[RECORD_FINISHED_ROUND] = "FINISHED_ROUND",
		[RECORD_ID_INDEX] = "ID_INDEX",
		[RECORD_AUXTRACE_INFO] = "AUXTRACE_INFO",
		[RECORD_AUXTRACE] = "AUXTRACE",
		[RECORD_AUXTRACE_ERROR] = "AUXTRACE_ERROR",
		[RECORD_THREAD_MAP] = "THREAD_MAP",
		[RECORD_CPU_MAP] = "CPU_MAP",
		[RECORD_STAT_CONFIG] = "STAT_CONFIG",
		[RECORD_STAT] = "STAT",
		[RECORD_STAT_ROUND] = "STAT_ROUND",
		[RECORD_EVENT_UPDATE] = "EVENT_UPDATE",
		[RECORD_TIME_CONV] = "TIME_CONV",
		[RECORD_HEADER_FEATURE] = "HEADER_FEATURE",
		[RECORD_COMPRESSED] = "COMPRESSED",
		[RECORD_FINISHED_INIT] = "FINISHED_INIT",
		[RECORD_COMPRESSED2] = "COMPRESSED2",
	};

	return type < RECORD_TYPES ? name[type] : NULL;
}
