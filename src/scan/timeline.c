/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "scan/timeline.h"

/* Most buckets of the histograms: of all samples, and of each CPU. */
enum { BUCKETS = 1 << 16, CPU_BUCKETS = 1 << 10 };

void
timeline_start(struct timeline *t)
{
	*t = (struct timeline){ .index.flaws = INDEX_LAYOUT };
	density_start(&t->density, BUCKETS);
	/* By CPU, its number in t->cpu plus 1; the last is for no CPU. */
	t->number = xcalloc(CPUS_MAX + 1, sizeof *t->number);
}

/* Returns the samples of a CPU, which it adds if it is new. */
static struct cpu_samples *
samples_of(struct timeline *t, uint32_t cpu)
{
	uint16_t *number = &t->number[cpu < CPUS_MAX ? cpu : CPUS_MAX];

	if (*number)
		return &t->cpu[*number - 1];
	t->cpu = xgrow(t->cpu, t->cpus, &t->room, sizeof *t->cpu);
	t->cpu[t->cpus] = (struct cpu_samples){
		.cpu = cpu < CPUS_MAX ? cpu : EVENT_NO_CPU
	};
	density_start(&t->cpu[t->cpus].density, CPU_BUCKETS);
	*number = ++t->cpus;
	return &t->cpu[t->cpus - 1];
}

void
timeline_add(
    struct timeline *t, uint64_t time_ns, uint32_t cpu, uint16_t bytes)
{
	struct cpu_samples *here = samples_of(t, cpu);

	t->samples++;
	t->sample_bytes += bytes;
	here->samples++;
	if (time_ns == EVENT_NO_TIME)
		return;
	if (time_ns == 0) {
		t->at_zero++;
		return;
	}
	if (!t->timed || time_ns < t->first_ns)
		t->first_ns = time_ns;
	if (!t->timed || time_ns > t->last_ns)
		t->last_ns = time_ns;
	t->timed++;
	order_record(&t->order, time_ns, true);
	if (t->intel_pt && !t->trace.in_samples)
		trace_add_point(&t->trace, time_ns, cpu);
	density_add(&here->density, time_ns, bytes);
	density_add(&t->density, time_ns, bytes);
}

void
timeline_add_side_band(struct timeline *t, uint64_t time_ns)
{
	order_record(&t->order, time_ns, false);
	if (!t->side_first_ns || time_ns < t->side_first_ns)
		t->side_first_ns = time_ns;
	if (time_ns > t->side_last_ns)
		t->side_last_ns = time_ns;
}

static int
by_cpu(const void *a, const void *b)
{
	uint32_t x = ((const struct cpu_samples *)a)->cpu;
	uint32_t y = ((const struct cpu_samples *)b)->cpu;

	return (x > y) - (x < y);
}

void
timeline_finish(struct timeline *t)
{
	if (t->cpus)
		qsort(t->cpu, t->cpus, sizeof *t->cpu, by_cpu);
	free(t->number);
	t->number = NULL;
	index_finish(&t->index);
	same_time_release(&t->same_time);
	density_sum_up(&t->density);
	for (uint32_t i = 0; i < t->cpus; i++)
		density_sum_up(&t->cpu[i].density);
}

void
timeline_release(struct timeline *t)
{
	for (uint32_t i = 0; i < t->cpus; i++)
		density_release(&t->cpu[i].density);
	density_release(&t->density);
	order_release(&t->order);
	trace_release(&t->trace);
	index_release(&t->index);
	kernel_maps_release(&t->kernel_maps);
	same_time_release(&t->same_time);
	free(t->cpu);
	free(t->number);
	*t = (struct timeline){ 0 };
}

uint64_t
timeline_untimed(const struct timeline *t)
{
	return t->samples - t->unknown - t->timed;
}

const struct cpu_samples *
timeline_cpu(const struct timeline *t, uint32_t cpu)
{
	const struct cpu_samples key = { .cpu = cpu };

	return !t->cpus ? NULL :
	    bsearch(&key, t->cpu, t->cpus, sizeof key, by_cpu);
}
