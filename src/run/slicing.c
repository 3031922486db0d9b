/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "base/resources.h"
#include "base/text_file.h"
#include "perfdata/events.h"
#include "perfdata/features.h"
#include "perfdata/recording.h"
#include "plan/folding.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "run/job.h"
#include "run/slicing.h"
#include "scan/index.h"
#include "slice/contents.h"
#include "slice/slice.h"
#include "store/output.h"

const char *
slicing_refusal(const struct perf_command *c, const struct index *ix)
{
	if (c->unknown)
		return "an option of perf script is not known";
	if (c->unsliced)
		return c->unsliced;
	/* Such options tell of more than samples and of what these need. */
	if (c->differs)
		return c->differs;
	return index_refusal(ix);
}

bool
slicing_is_of_others(const struct recording *r)
{
	struct stat st;

	return !r->parts || stat(r->part[0].name, &st) ||
	    (st.st_uid != 0 && st.st_uid != geteuid());
}

/* Returns the path of the note that perf cannot open slices. */
static char *
note_path(const char *dir)
{
	return output_private_path(dir, "no-slices");
}

bool
slicing_is_given_up(const struct job *j)
{
	char *path = note_path(j->dir);
	bool noted = !access(path, F_OK);

	free(path);
	return noted;
}

void
slicing_give_up(const struct job *j)
{
	const char *perf = j->command->words.word[0];
	char *path = note_path(j->dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	/* Only the job that makes the note prints the message. */
	if (fd >= 0) {
		warnx("note: %s cannot open what perf-parallel has in /proc, "
		      "as another user or in a container, so each job reads "
		      "all of %s, which takes longer", perf,
		    j->command->input);
		close(fd);
	}
	free(path);
}

/* Removes the note, so that jobs make slices again. */
static int
forget_given_up(const char *dir)
{
	char *path = note_path(dir);
	int status = text_file_remove(path);

	free(path);
	return status;
}

int
slicing_install(const char *dir, const struct index *ix,
    const struct digest *recording)
{
	char *path = output_private_path(dir, "index");
	struct outfile out;
	int status = forget_given_up(dir);

	if (status) {
		free(path);
		return status;
	}
	if (!ix) {
		status = text_file_remove(path);
	} else {
		status = outfile_open(&out, path);
		if (!status) {
			index_write(ix, recording, out.stream);
			status = outfile_commit(&out, false);
		}
	}
	free(path);
	return status;
}

static uint64_t
memory_share(const struct job *j)
{
	uint64_t all = j->options->slice_memory;

	if (all == SLICE_MEMORY_DEFAULT)
		all = memory_usable() / 4;
	return all / processors_usable();
}

/* Opens a file that has no name. */
static int
open_unnamed(const struct job *j, bool in_memory)
{
	char *path = output_private_path(j->dir, NULL);
	int fd = in_memory ? memfd_create("slice", MFD_CLOEXEC) :
	    open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	free(path);
	return fd;
}

/*
 * Writes the slice, to memory if it fits there.  Where most of the recording
 * would be in it, or there is no room for it, the job does without.
 */
static int
write_slice(const struct job *j, const struct recording *r,
    const struct index *ix, const struct contents_range *range)
{
	static const struct contents_range all = {
		.end_ns = UINT64_MAX, .cpu = EVENT_NO_CPU
	};
	uint64_t whole = ix->inflated ? slice_estimate(ix, &all) :
					r->part[0].data.len;
	uint64_t share = memory_share(j), most = whole / 4 * 3;
	struct slice_options options = {
		.range = range,
		.counts = j->options->folds && !ix->odd_comms &&
		    !recording_has_blank_event(r) &&
		    folding_in_slice(j->command, &r->events, range),
	};
	bool in_memory = true;
	int fd, status;

	if (options.counts)
		most = whole;
	else if (range->cpu == EVENT_NO_CPU &&
	    slice_estimate(ix, range) > most)
		return -1;
	do {
		fd = open_unnamed(j, in_memory);
		options.limit = in_memory && share < most ? share : most;
		status = fd < 0 ? -1 : slice_write(r, ix, &options, fd);
		if (!status)
			return fd;
		if (fd >= 0)
			close(fd);
		in_memory = !in_memory;
	} while (!in_memory && status > 0 && share < most);
	return -1;
}

/* Makes the slice of a range that this index covers. */
static int
open_slice(const struct job *j, const struct index *ix)
{
	struct contents_range range = j->samples;
	struct recording r;
	int fd;

	/* Of several CPUs perf picks its own from the slice of all. */
	if (range.cpu == EVENT_NO_CPU)
		range.cpu = perf_command_single_cpu(j->command);
	if (slicing_refusal(j->command, ix) ||
	    index_is_tangled(ix, range.start_ns, range.end_ns) ||
	    recording_open(&r, j->command->input))
		return -1;
	fd = slicing_is_of_others(&r) ? -1 : write_slice(j, &r, ix, &range);
	recording_close(&r);
	return fd;
}

int
slicing_open(const struct job *j)
{
	struct index ix;
	char *path;
	int fd = -1;

	/* Without /proc a slice has no path for perf to open. */
	if (j->options->slice_memory == 0 || access("/proc/self/fd", X_OK) ||
	    slicing_is_given_up(j))
		return -1;
	path = output_private_path(j->dir, "index");
	if (!index_open(&ix, &j->digest, path)) {
		fd = open_slice(j, &ix);
		index_release(&ix);
	}
	free(path);
	return fd;
}
