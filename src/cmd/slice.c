/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file_state.h"
#include "base/nanosec.h"
#include "base/outfile.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/reading.h"
#include "plan/time_ranges.h"
#include "slice/contents.h"
#include "slice/slice.h"

/* Finds which samples are asked for; returns -1 with a message. */
static int
find_range(struct contents_range *range, const struct options *o,
    const struct timeline *t)
{
	const struct time_bounds bounds = { t->first_ns, t->last_ns,
		t->first_ns, t->last_ns };
	struct time_ranges times = { 0 };
	int status = 0;

	if (time_ranges_parse(&times, o->time, &bounds))
		return -1;
	time_ranges_join(&times);
	range->start_ns = times.open_start ? 0 : times.range[0].start_ns;
	range->end_ns = times.open_end ? UINT64_MAX : times.range[0].end_ns;
	range->cpu = o->cpu_given ? (uint32_t)o->cpu : EVENT_NO_CPU;
	if (times.count > 1) {
		warnx("--time '%s': a slice is of one time, from start to stop",
		    o->time);
		status = -1;
	}
	time_ranges_release(&times);
	return status;
}

/* Says where there is nothing to be seen in a slice. */
static void
note_emptiness(const struct reading *reading,
    const struct contents_range *range)
{
	const struct timeline *t = &reading->timeline;
	const char *name = reading->recording.name;
	char first[NANOSEC_TEXT], last[NANOSEC_TEXT];

	if (range->cpu != EVENT_NO_CPU && !timeline_cpu(t, range->cpu))
		warnx("note: %s has no samples of CPU %u", name, range->cpu);
	else if (!slice_estimate(&t->index, range))
		warnx("note: %s has no samples of that time, but from %s to %s",
		    name, nanosec_format(first, t->first_ns),
		    nanosec_format(last, t->last_ns));
}

/* Starts the file; nobody may read it who may not read the recording. */
static int
open_output(struct outfile *out, const char *path, const char *recording)
{
	struct stat whole, made;

	if (outfile_open(out, path))
		return -1;
	if (!stat(recording, &whole) && !fstat(fileno(out->stream), &made) &&
	    !fchmod(fileno(out->stream), whole.st_mode & made.st_mode & 0777))
		return 0;
	warn("cannot give %s the mode of %s", path, recording);
	outfile_abandon(out);
	return -1;
}

/* Writes the slice of a recording that has been read. */
static int
write_slice(const struct options *o, const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	const struct index *ix = &reading->timeline.index;
	const char *why = index_refusal(ix);
	struct contents_range range;
	const struct slice_options slice = { &range, UINT64_MAX, false };
	struct outfile out;
	struct stat there;

	if (why) {
		warnx("%s cannot be sliced: %s", r->name, why);
		return 1;
	}
	if (find_range(&range, o, &reading->timeline))
		return 2;
	if (index_is_tangled(ix, range.start_ns, range.end_ns)) {
		warnx("%s: perf prints samples of that time, or close to it, "
		      "out of the order of their times, which depends on the "
		      "whole recording; slice another --time", r->name);
		return 1;
	}
	if (o->cpu_given && timeline_cpu(&reading->timeline, EVENT_NO_CPU)) {
		warnx("%s: samples in it name no CPU, and --cpu cannot tell "
		      "them apart; slice by --time", r->name);
		return 1;
	}
	if (file_is(o->output, r->name)) {
		warnx("%s is the recording itself; name another file with -o",
		    o->output);
		return 2;
	}
	if (!o->replace_files && !stat(o->output, &there) &&
	    S_ISREG(there.st_mode) && there.st_size) {
		warnx("%s: it is there; name another file with -o, remove it, "
		      "or say --replace", o->output);
		return 2;
	}
	note_emptiness(reading, &range);
	if (open_output(&out, o->output, r->name))
		return 1;
	if (!slice_write(r, ix, &slice, fileno(out.stream)))
		return outfile_commit(&out, true) ? 1 : 0;
	warn("cannot write a slice of %s to %s", r->name, o->output);
	outfile_abandon(&out);
	return 1;
}

int
cmd_slice(const struct options *o)
{
	struct reading reading;
	int status;

	if (o->operands > 1 || o->perf_words) {
		warnx("slice takes one recording");
		return 2;
	}
	if (!o->output || (!o->time && !o->cpu_given)) {
		warnx("slice wants --time=START,STOP or --cpu=N, and -o FILE");
		return 2;
	}
	if (!strcmp(o->output, "-")) {
		warnx("-o -: a slice cannot be written to standard output, "
		      "since its size comes first; name a file");
		return 2;
	}
	if (reading_open(&reading, o,
		o->operands ? o->operand[0] : "perf.data", "perf"))
		return 1;
	status = write_slice(o, &reading);
	reading_close(&reading);
	return status;
}
