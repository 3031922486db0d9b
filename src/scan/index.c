/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/index.h"
#include "scan/odd_text.h"

/*
 * Bounds for the least length of an extent: a small recording has some hundreds
 * of extents, while the index of a big one stays small.
 */
enum { EXTENT_MIN = 1 << 12, EXTENT_MAX = 1 << 16, EXTENTS = 1 << 9 };

/* How many processes are known to be in the current extent. */
enum { SEEN = 1 << 10 };

/* Says whether a slice can have everything before the records as it is. */
static bool
is_plain(const struct recording *r)
{
	for (size_t i = 0; i < r->attrs; i++)
		if (r->attr[i].offset + r->attr[i].len >
		    r->part[0].data.offset)
			return false;
	/* A folder may have symbols beside its one file. */
	return r->parts == 1 && r->layout != RECORDING_FOLDER &&
	    !r->version_1 && !r->features_lost;
}

void
index_start(struct index *ix, const struct recording *r)
{
	*ix = (struct index){ .flaws = is_plain(r) ? 0 : INDEX_LAYOUT,
		.everyone_ns = INDEX_NEVER };
	if (r->parts)
		ix->extent_bytes = r->part[0].data.len / EXTENTS;
	if (ix->extent_bytes < EXTENT_MIN)
		ix->extent_bytes = EXTENT_MIN;
	if (ix->extent_bytes > EXTENT_MAX)
		ix->extent_bytes = EXTENT_MAX;
	if (events_carry_trace(&r->events))
		ix->flaws |= INDEX_TRACE;
	if (events_read_counters(&r->events))
		ix->flaws |= INDEX_COUNTERS;
	ix->seen = xcalloc(SEEN, sizeof *ix->seen);
}

/* Starts an extent with this record if the last one is long enough. */
static void
reach(struct index *ix, const struct record *record)
{
	const struct index_extent *last = ix->extents ?
	    &ix->extent[ix->extents - 1] : NULL;

	if (last && last->bytes < ix->extent_bytes &&
	    record->offset - last->offset < ix->extent_bytes)
		return;
	ix->extent = xgrow(ix->extent, ix->extents, &ix->extent_room,
	    sizeof *ix->extent);
	ix->extent[ix->extents++] = (struct index_extent){
		.offset = record->offset, .pids = ix->pids
	};
}

/* Notes that the current extent has a sample of a process. */
static void
add_pid(struct index *ix, uint32_t pid)
{
	if (ix->seen[pid % SEEN].pid == pid &&
	    ix->seen[pid % SEEN].extent == ix->extents)
		return;
	ix->seen[pid % SEEN].pid = pid;
	ix->seen[pid % SEEN].extent = ix->extents;
	ix->pid = xgrow(ix->pid, ix->pids, &ix->pid_room, sizeof *ix->pid);
	ix->pid[ix->pids++] = pid;
}

void
index_add_sample(struct index *ix, const struct record *record,
    uint64_t time_ns, uint32_t pid, bool is_late)
{
	struct index_extent *extent;

	reach(ix, record);
	extent = &ix->extent[ix->extents - 1];
	extent->bytes += record->size;
	extent->late |= is_late;
	ix->sampled = true;
	add_pid(ix, pid);
	if (time_ns == 0 || time_ns == EVENT_NO_TIME) {
		ix->flaws |= INDEX_UNTIMED;
		return;
	}
	if (!extent->last_ns || time_ns < extent->first_ns)
		extent->first_ns = time_ns;
	if (time_ns > extent->last_ns)
		extent->last_ns = time_ns;
}

void
index_add_other(struct index *ix, const struct record *record,
    uint64_t when_ns, bool is_timed, bool is_late)
{
	uint32_t type = record->type, child, parent;
	bool linked;

	reach(ix, record);
	if (record_is_compressed(record)) {
		ix->inflated = true;
		/* Only perf can say whether it can read that. */
		if (type == RECORD_COMPRESSED2)
			ix->flaws |= INDEX_LAYOUT;
		return;
	}
	if (type == RECORD_AUXTRACE_INFO || type == RECORD_AUXTRACE)
		ix->flaws |= INDEX_TRACE;
	if (is_late)
		ix->flaws |= INDEX_ORDER;
	/* The last record of perf record, on lost samples, is only counted. */
	if (ix->sampled && !is_timed && type < RECORD_KERNEL_END &&
	    type != RECORD_LOST_SAMPLES)
		ix->flaws |= INDEX_UNTIMED;
	if (affects_all_tasks_from(&ix->affects, record) &&
	    when_ns < ix->everyone_ns)
		ix->everyone_ns = when_ns;
	if (type == RECORD_COMM && odd_comm(record))
		ix->odd_comms = true;
	linked = record_link(record, &child, &parent);
	ix->other = xgrow(
	    ix->other, ix->others, &ix->other_room, sizeof *ix->other);
	ix->other[ix->others++] = (struct index_other){
		.offset = record->offset,
		.when_ns = when_ns,
		.pid = record_process(record),
		.child = linked ? child : 0,
		.parent = linked ? parent : INDEX_NO_PARENT,
		.inert = record_is_inert(record),
	};
}

void
index_finish(struct index *ix)
{
	free(ix->seen);
	ix->seen = NULL;
	affects_all_tasks_release(&ix->affects);
}

void
index_release(struct index *ix)
{
	if (ix->mapping) {
		munmap(ix->mapping, ix->mapped);
	} else {
		free(ix->extent);
		free(ix->other);
		free(ix->pid);
	}
	free(ix->seen);
	affects_all_tasks_release(&ix->affects);
	*ix = (struct index){ 0 };
}

uint64_t
index_extent_end(const struct index *ix, size_t i)
{
	return i + 1 < ix->extents ? ix->extent[i + 1].offset : UINT64_MAX;
}

const char *
index_refusal(const struct index *ix)
{
	if (ix->flaws & INDEX_LAYOUT)
		return "it has several files, a header that is not whole or "
		       "not in front, COMPRESSED2 records, or samples of no "
		       "known event";
	if (ix->flaws & INDEX_TRACE)
		return "its samples are made of a trace, or carry one";
	if (ix->flaws & INDEX_ORDER)
		return "perf sees some records out of the order of times";
	if (ix->flaws & INDEX_COUNTERS)
		return "its samples are printed with what counters have "
		       "gained since the sample before";
	if (ix->flaws & INDEX_UNTIMED)
		return "samples in it have no time, or other records that come "
		       "after samples";
	return NULL;
}

bool
index_is_tangled(const struct index *ix, uint64_t start_ns, uint64_t end_ns)
{
	for (size_t i = 0; i < ix->extents; i++) {
		const struct index_extent *s = &ix->extent[i];

		if (s->late && s->first_ns <= end_ns && s->last_ns >= start_ns)
			return true;
	}
	return false;
}

/* The head of an index in a file; the arrays follow as they are in memory. */
struct head {
	char magic[8];
	struct digest recording;
	struct digest arrays; /* to detect damage */
	uint64_t flaws, inflated, odd_comms, everyone_ns;
	uint64_t extents, others, pids;
};

static const char magic[8] = "index 5\n";

static struct digest
digest_of_arrays(const struct index *ix)
{
	struct digester *d = digester_start();
	const uint64_t kind[] = { ix->flaws, ix->inflated, ix->odd_comms,
		ix->everyone_ns };

	digester_add(d, kind, sizeof kind);
	digester_add(d, ix->extent, ix->extents * sizeof *ix->extent);
	digester_add(d, ix->other, ix->others * sizeof *ix->other);
	digester_add(d, ix->pid, ix->pids * sizeof *ix->pid);
	return digester_finish(d);
}

/* Writes an array, which is NULL when it is empty. */
static void
put_array(const void *array, size_t size, size_t count, FILE *out)
{
	if (count)
		fwrite(array, size, count, out);
}

void
index_write(const struct index *ix, const struct digest *recording, FILE *out)
{
	struct head head = {
		.recording = *recording,
		.arrays = digest_of_arrays(ix),
		.flaws = ix->flaws,
		.inflated = ix->inflated,
		.odd_comms = ix->odd_comms,
		.everyone_ns = ix->everyone_ns,
		.extents = ix->extents,
		.others = ix->others,
		.pids = ix->pids,
	};

	memcpy(head.magic, magic, sizeof magic);
	fwrite(&head, sizeof head, 1, out);
	put_array(ix->extent, sizeof *ix->extent, ix->extents, out);
	put_array(ix->other, sizeof *ix->other, ix->others, out);
	put_array(ix->pid, sizeof *ix->pid, ix->pids, out);
}

/* Sets the arrays of an index, which follow the head in so many bytes. */
static int
find_arrays(struct index *ix, const struct head *head, uint64_t len)
{
	len -= sizeof *head;
	if (head->extents > len / sizeof *ix->extent ||
	    head->others > len / sizeof *ix->other ||
	    head->pids > len / sizeof *ix->pid ||
	    head->extents * sizeof *ix->extent + head->others *
		sizeof *ix->other + head->pids * sizeof *ix->pid != len)
		return -1;
	ix->flaws = head->flaws;
	ix->inflated = head->inflated;
	ix->odd_comms = head->odd_comms;
	ix->everyone_ns = head->everyone_ns;
	ix->extents = head->extents;
	ix->others = head->others;
	ix->pids = head->pids;
	ix->extent = (struct index_extent *)(head + 1);
	ix->other = (struct index_other *)(ix->extent + ix->extents);
	ix->pid = (uint32_t *)(ix->other + ix->others);
	return 0;
}

/* Checks that the file open at fd is the index of a recording. */
static int
map(struct index *ix, const struct digest *recording, int fd)
{
	const struct head *head;
	struct digest arrays;
	struct stat st;

	if (fstat(fd, &st) || (size_t)st.st_size < sizeof *head)
		return -1;
	ix->mapped = st.st_size;
	ix->mapping = mmap(NULL, ix->mapped, PROT_READ, MAP_PRIVATE, fd, 0);
	if (ix->mapping == MAP_FAILED) {
		ix->mapping = NULL;
		return -1;
	}
	head = ix->mapping;
	if (head->flaws > UINT32_MAX || head->inflated > 1 ||
	    head->odd_comms > 1 ||
	    memcmp(head->magic, magic, sizeof magic) ||
	    memcmp(&head->recording, recording, sizeof *recording) ||
	    find_arrays(ix, head, st.st_size))
		return -1;
	arrays = digest_of_arrays(ix);
	return memcmp(&arrays, &head->arrays, sizeof arrays) ? -1 : 0;
}

int
index_open(struct index *ix, const struct digest *recording, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	*ix = (struct index){ 0 };
	if (fd < 0)
		return -1;
	status = map(ix, recording, fd);
	close(fd);
	if (status)
		index_release(ix);
	return status;
}
