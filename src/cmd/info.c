/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/nanosec.h"
#include "cmd/commands.h"
#include "cmd/info.h"
#include "cmd/options.h"
#include "data/events.h"
#include "data/features.h"
#include "data/recording.h"
#include "data/timeline.h"

enum { BAR = 48 }; /* characters of a density chart */

static void
print_span(FILE *f, const char *what, uint64_t first_ns, uint64_t last_ns)
{
	char first[NANOSEC_TEXT], last[NANOSEC_TEXT];

	fprintf(f, "%-12s %s to %s\n", what, nanosec_format(first, first_ns),
	    nanosec_format(last, last_ns));
}

/* Prints the density of a CPU's samples, from the first to the last of all. */
static void
print_bar(FILE *f, const struct timeline *t, const struct density *d)
{
	static const char level[] = " .:-=+*#%@";
	uint64_t step = (t->last_ns - t->first_ns) / BAR + 1;
	uint64_t part[BAR], most = 1;

	for (int i = 0; i < BAR; i++) {
		uint64_t start_ns = t->first_ns + i * step;

		part[i] = density_between(d, start_ns, start_ns + step - 1);
		if (part[i] > most)
			most = part[i];
	}
	fputc('|', f);
	for (int i = 0; i < BAR; i++)
		fputc(level[(part[i] * 9 + most - 1) / most], f);
	fputc('|', f);
}

static void
print_cpus(FILE *f, const struct timeline *t)
{
	for (uint32_t i = 0; i < t->cpus; i++) {
		const struct cpu_samples *c = &t->cpu[i];

		if (c->cpu == EVENT_NO_CPU)
			fprintf(f, "no CPU   ");
		else
			fprintf(f, "CPU %-4u ", c->cpu);
		if (t->timed)
			print_bar(f, t, &c->density);
		fprintf(f, " %" PRIu64 " samples\n", c->samples);
	}
}

static void
print_records(FILE *f, const struct timeline *t)
{
	for (uint32_t type = 0; type <= RECORD_TYPES; type++) {
		const char *name = record_type_name(type);

		if (t->records[type])
			fprintf(f, "%-20s %" PRIu64 "\n",
			    name ? name : "(unknown type)", t->records[type]);
	}
}

void
info_print(FILE *f, const struct recording *r, const struct timeline *t)
{
	char *version = recording_string_feature(r, FEATURE_VERSION);
	char digest[DIGEST_TEXT];
	uint64_t first_ns, last_ns;

	fprintf(f, "%s: %" PRIu64 " bytes, file mode, perf %s\n", r->name,
	    r->size, version ? version : "of unknown version");
	free(version);
	fprintf(f, "%-12s %s\n", "digest", digest_format(digest, &t->digest));
	fprintf(f, "%-12s %zu\n", "events", r->events.count);
	fprintf(f, "%-12s %u available\n", "CPUs",
	    recording_cpus_available(r));
	if (recording_header_times(r, &first_ns, &last_ns))
		print_span(f, "header", first_ns, last_ns);
	if (t->timed)
		print_span(f, "samples", t->first_ns, t->last_ns);
	if (t->side_last_ns)
		print_span(f, "side-band", t->side_first_ns, t->side_last_ns);
	if (t->samples > t->timed)
		fprintf(f, "%" PRIu64 " samples have no time, %" PRIu64
			   " of them time 0\n", t->samples - t->timed,
		    t->at_zero);
	if (t->unknown)
		fprintf(f, "%" PRIu64 " samples belong to no event\n",
		    t->unknown);
	if (t->trace_bytes)
		fprintf(f, "%-12s %" PRIu64 " bytes%s\n", "AUX area",
		    t->trace_bytes, t->intel_pt ? ", Intel PT" : "");
	print_cpus(f, t);
	print_records(f, t);
}

int
cmd_info(const struct options *o)
{
	struct recording recording;
	struct timeline timeline;
	int status;

	if (o->operands > 1 || o->perf_words) {
		warnx("info takes one recording");
		return 2;
	}
	if (recording_open(&recording,
		o->operands ? o->operand[0] : "perf.data"))
		return 1;
	status = timeline_scan(&timeline, &recording);
	if (!status) {
		info_print(stdout, &recording, &timeline);
		timeline_release(&timeline);
	}
	recording_close(&recording);
	return status ? 1 : 0;
}
