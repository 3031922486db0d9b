/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/progress.h"
#include "cmd/options.h"
#include "cmd/reading.h"
#include "jobserver.h"
#include "scan/perf_fallback.h"
#include "scan/scan.h"

/* A file of fewer bytes is read before threads would be of any use. */
enum { WORTH_THREADS = 256 << 20 };

/* Shows how far reading has come, after a second of it. */
static void
show_progress(uint64_t done, uint64_t all)
{
	static time_t started, shown;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!started)
		started = shown = now.tv_sec;
	if (now.tv_sec == shown || now.tv_sec < started + 2)
		return;
	shown = now.tv_sec;
	progress_show(
	    "reading %" PRIu64 " of %" PRIu64 " MB ", done >> 20, all >> 20);
}

/*
 * Finds how many threads may work: as many as there are job tokens free below
 * a make, which are held until all is read, or as -j says where there is none.
 */
static void
find_threads(struct reading *reading, const struct options *o)
{
	struct jobserver *pool = jobserver_open(getenv("MAKEFLAGS"));

	reading->threads = 1;
	reading->pool = pool;
	if (pool && jobserver_kind(pool) == JOBSERVER_NONE)
		reading->threads = o->plan.jobs;
	if (pool && jobserver_kind(pool) == JOBSERVER_POOL &&
	    reading->recording.state.size >= WORTH_THREADS &&
	    !jobserver_supervise(pool))
		while (reading->threads < o->plan.jobs &&
		    jobserver_acquire(pool) > 0)
			reading->threads++;
}

static int
scan(struct reading *reading, const struct options *o)
{
	struct scan_options options = { 0 };
	int status;

	find_threads(reading, o);
	options.threads = reading->threads;
	options.by_cpu = o->plan.per_cpu;
	if (!o->quiet) {
		options.progress = show_progress;
		progress_begin();
	}
	status = scan_recording(
	    &reading->timeline, &reading->recording, &options);
	progress_end();
	if (!status)
		return 0;
	jobserver_close(reading->pool);
	recording_close(&reading->recording);
	return -1;
}

int
reading_open(struct reading *reading, const struct options *o, const char *path,
    const char *perf)
{
	*reading = (struct reading){ .jobs = o->plan.jobs, .threads = 1 };
	if (!recording_open(&reading->recording, path))
		return scan(reading, o);
	if (!reading->recording.not_understood)
		return -1;
	reading->asked = true;
	return perf_fallback_scan(
	    &reading->recording, &reading->timeline, path, perf);
}

void
reading_close(struct reading *reading)
{
	jobserver_close(reading->pool);
	timeline_release(&reading->timeline);
	recording_close(&reading->recording);
}
