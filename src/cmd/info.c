/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/nanosec.h"
#include "base/quote.h"
#include "cmd/commands.h"
#include "cmd/info.h"
#include "cmd/options.h"
#include "cmd/reading.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "plan/cost.h"
#include "plan/printing.h"

enum { BAR = 48 }; /* characters of a density chart */

static const char *
layout_name(const struct reading *reading)
{
	static const char *const name[] = {
		[RECORDING_FILE] = "file mode",
		[RECORDING_PIPE] = "pipe mode",
		[RECORDING_FOLDER] = "directory mode",
	};

	return reading->asked ? "of a kind that only perf reads" :
				name[reading->recording.layout];
}

/* Names whose trace it is; the numbers are those of AUXTRACE_INFO. */
static const char *
trace_name(const struct timeline *t)
{
	static const char *const name[] = { "unknown", "Intel PT", "Intel BTS",
		"CoreSight ETM", "Arm SPE", "S/390 CPUMSF", "HiSilicon PTT" };

	return name[t->trace_type < sizeof name / sizeof *name ?
	    t->trace_type : 0];
}

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

		part[i] = density_between(
		    d, DENSITY_BYTES, start_ns, start_ns + step - 1);
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
		fprintf(f, " %" PRIu64 " sample%s\n", c->samples,
		    c->samples == 1 ? "" : "s");
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

/* Prints how perf can be kept from decoding all of it in every range. */
static void
print_advice(FILE *f, const struct timeline *t, uint64_t jobs)
{
	char *printer = printing_path();
	const struct cost_savings savings = {
		.sliced = true, .printed = printer
	};

	free(printer);
	if (timeline_untimed(t))
		fputs("splitting    not by time: not all samples have one\n",
		    f);
	else if (t->trace_bytes && !t->intel_pt)
		fputs("splitting    by CPU only: perf decodes all of this "
		      "trace whatever the time\n", f);
	else if (t->intel_pt && t->trace.unusable)
		fprintf(f, "splitting    by samples: its PSBs are of no use, "
			   "since %s\n", t->trace.unusable);
	else
		fprintf(f, "splitting    by %s; best number of ranges for "
			   "%" PRIu64 " jobs at a time: %" PRIu64 "\n",
		    t->intel_pt ? "PSBs and CPU" : "samples", jobs,
		    cost_ranges(t, savings, 1, jobs));
	if (t->order.knots)
		fprintf(f, "%zu span%s of time %s not cut, since perf prints "
			   "%s samples out of order\n", t->order.knots,
		    t->order.knots == 1 ? "" : "s",
		    t->order.knots == 1 ? "is" : "are",
		    t->order.knots == 1 ? "its" : "their");
}

static void
print_trace(FILE *f, const struct timeline *t)
{
	fprintf(f, "%-12s %" PRIu64 " bytes, %s", "AUX area", t->trace_bytes,
	    trace_name(t));
	if (t->intel_pt && !t->trace.unusable)
		fprintf(f, ", %zu PSBs and samples", t->trace.points);
	fputc('\n', f);
}

void
info_print(FILE *f, const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	const struct timeline *t = &reading->timeline;
	const char *why = index_refusal(&t->index);
	char *version = recording_string_feature(r, FEATURE_VERSION);
	char digest[DIGEST_TEXT];
	uint64_t first_ns, last_ns;

	fprintf(f, "%s: %" PRIu64 " bytes, %s%s%s, perf %s\n", r->name,
	    r->state.size, layout_name(reading),
	    r->version_1 ? ", version 1" : "",
	    r->swapped ? ", other byte order" : "",
	    version ? version : "of unknown version");
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
		fprintf(f, "%" PRIu64 " sample%s no time, %" PRIu64
			   " of them time 0\n", t->samples - t->timed,
		    t->samples - t->timed == 1 ? " has" : "s have",
		    t->at_zero);
	if (t->unknown)
		fprintf(f, "%" PRIu64 " sample%s to no event\n", t->unknown,
		    t->unknown == 1 ? " belongs" : "s belong");
	if (t->trace_bytes)
		print_trace(f, t);
	fprintf(f, "%-12s %s%s\n", "slices", why ? "none, for " : "yes",
	    why ? why : "");
	print_advice(f, t, reading->jobs);
	print_cpus(f, t);
	print_records(f, t);
}

static void
print_cpus_json(const struct timeline *t)
{
	const char *before = "";

	printf("  \"cpus\": [");
	for (uint32_t i = 0; i < t->cpus; i++, before = ", ") {
		if (t->cpu[i].cpu == EVENT_NO_CPU)
			printf("%s{\"cpu\": null", before);
		else
			printf("%s{\"cpu\": %u", before, t->cpu[i].cpu);
		printf(", \"samples\": %" PRIu64 "}", t->cpu[i].samples);
	}
	printf("],\n  \"records\": {");
	before = "";
	for (uint32_t type = 0; type <= RECORD_TYPES; type++) {
		const char *name = record_type_name(type);

		if (!t->records[type])
			continue;
		printf("%s\"%s\": %" PRIu64, before, name ? name : "unknown",
		    t->records[type]);
		before = ", ";
	}
	printf("}\n}\n");
}

void
info_print_json(const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	const struct timeline *t = &reading->timeline;
	char *version = recording_string_feature(r, FEATURE_VERSION);
	char digest[DIGEST_TEXT];
	uint64_t first_ns, last_ns;

	printf("{\n  \"recording\": ");
	quote_json(stdout, r->name);
	printf(",\n  \"bytes\": %" PRIu64 ",\n  \"layout\": ", r->state.size);
	quote_json(stdout, layout_name(reading));
	printf(",\n  \"version_1\": %s,\n  \"other_byte_order\": %s",
	    r->version_1 ? "true" : "false", r->swapped ? "true" : "false");
	printf(",\n  \"perf\": ");
	quote_json(stdout, version ? version : "");
	free(version);
	printf(",\n  \"digest\": \"%s\"", digest_format(digest, &t->digest));
	printf(",\n  \"events\": %zu,\n  \"cpus_available\": %u",
	    r->events.count, recording_cpus_available(r));
	if (recording_header_times(r, &first_ns, &last_ns))
		printf(",\n  \"header_first_ns\": %" PRIu64
		       ",\n  \"header_last_ns\": %" PRIu64, first_ns, last_ns);
	if (t->timed)
		printf(",\n  \"first_ns\": %" PRIu64
		       ",\n  \"last_ns\": %" PRIu64, t->first_ns, t->last_ns);
	printf(",\n  \"samples\": %" PRIu64 ",\n  \"timed\": %" PRIu64,
	    t->samples, t->timed);
	printf(",\n  \"sample_bytes\": %" PRIu64
	       ",\n  \"side_band_bytes\": %" PRIu64
	       ",\n  \"trace_bytes\": %" PRIu64, t->sample_bytes,
	    t->side_bytes, t->trace_bytes);
	if (t->trace_bytes)
		printf(",\n  \"trace\": \"%s\",\n  \"trace_points\": %zu",
		    trace_name(t), t->trace.points);
	printf(",\n  \"knots\": %zu,\n  \"slices\": %s,\n", t->order.knots,
	    index_refusal(&t->index) ? "false" : "true");
	print_cpus_json(t);
}

int
cmd_info(const struct options *o)
{
	struct reading reading;

	if (o->operands > 1 || o->perf_words) {
		warnx("info takes one recording");
		return 2;
	}
	if (reading_open(&reading, o,
		o->operands ? o->operand[0] : "perf.data", "perf"))
		return 1;
	if (o->json)
		info_print_json(&reading);
	else
		info_print(stdout, &reading);
	reading_close(&reading);
	return 0;
}
