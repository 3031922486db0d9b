/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads any bytes as a recording, and all its records. */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/index.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "slice/contents.h"
#include "slice/kernel_addresses.h"
#include "slice/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Reads each of these bytes, so that one too much is noticed. */
static void
touch(const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*(volatile const unsigned char *)(bytes + i);
}

/* Reads the records one by one, and all that is in them. */
static void
read_records(const struct recording *r)
{
	const struct event *event;
	struct records records;
	struct record record;
	uint64_t time_ns;
	uint32_t cpu;

	records_start(&records, r);
	while (records_next(&records, &record) > 0) {
		touch(record.bytes, record.size + record.after);
		event = events_of_sample(&r->events, &record);
		if (event)
			event_sample_when(event, &record, &time_ns, &cpu);
		event = events_of_trailer(&r->events, &record);
		if (event)
			event_trailer_time(event, &record);
	}
	records_end(&records);
}

/* Writes the slice of a range to nowhere. */
static void
write_slice(const struct recording *r, const struct index *ix,
    const struct contents_range *range)
{
	struct slice_options options = { .range = range, .limit = UINT64_MAX };
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	slice_estimate(ix, range);
	if (!index_refusal(ix) && fd >= 0) {
		slice_write(r, ix, &options, fd);
		options.counts = true;
		slice_write(r, ix, &options, fd);
	}
	if (fd >= 0)
		close(fd);
}

/* Looks for addresses as jobs of the running kernel's recordings have them. */
static void
ask_addresses(const struct recording *r)
{
	struct kernel_addresses addresses;
	unsigned char id[BUILD_ID_LEN];

	recording_kernel_build_id(r, id);
	kernel_addresses_start(&addresses, UINT64_C(0xffffffff81000000),
	    UINT64_C(0xffffffff81ffffff));
	kernel_addresses_find(&addresses, r, 1);
	kernel_addresses_release(&addresses);
}

/* Asks for what three ranges show, of all CPUs and of two. */
static void
ask_contents(const struct recording *r, const struct index *ix,
    uint64_t middle_ns)
{
	struct contents_range range[] = {
		{ 0, middle_ns / 2, EVENT_NO_CPU },
		{ middle_ns / 2 + 1, middle_ns, EVENT_NO_CPU },
		{ middle_ns + 1, UINT64_MAX, EVENT_NO_CPU },
	};
	struct digest contents[3], again[3];

	if (middle_ns < 2 || middle_ns == UINT64_MAX)
		return;
	contents_of(r,
	    &(struct contents){ range, 3, contents, NULL });
	contents_by_index(r, ix, 1,
	    &(struct contents){ range, 3, again, NULL });
	if (memcmp(contents, again, sizeof contents))
		abort();
	write_slice(r, ix, &range[1]);
	range[0].cpu = range[1].cpu = 0;
	range[2].cpu = 1;
	contents_of(r,
	    &(struct contents){ range, 3, contents, NULL });
	write_slice(r, ix, &range[2]);
}

/* Asks all that a command asks of an opened recording. */
static void
ask(const struct recording *r)
{
	const struct scan_options options = { .threads = 1 };
	struct timeline timeline;
	uint64_t first_ns, last_ns;

	recording_header_times(r, &first_ns, &last_ns);
	recording_cpus_available(r);
	events_accept_cpu(&r->events);
	for (int i = 0; i < FEATURE_BITS; i++)
		free(recording_string_feature(r, i));
	if (scan_recording(&timeline, r, &options))
		return;
	density_between(&timeline.density, DENSITY_BYTES, timeline.first_ns,
	    timeline.last_ns);
	order_untie(&timeline.order, timeline.first_ns / 2 +
	    timeline.last_ns / 2);
	ask_addresses(r);
	ask_contents(r, &timeline.index,
	    timeline.first_ns / 2 + timeline.last_ns / 2);
	timeline_release(&timeline);
}

/* Gives what is from a folder a second file, with the records of the first. */
static void
add_part(struct recording *r)
{
	const struct part *first = r->part;
	struct part second = {
		.name = xstrdup("fuzz.0"),
		.bytes = first->bytes + first->data.offset,
		.size = first->data.len,
		.data.len = first->data.len,
	};

	r->part = xreallocarray(r->part, 2, sizeof *r->part);
	r->part[1] = second;
	r->parts = 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct recording recording;
	/* Exactly as long, so that each byte read too much is noticed. */
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		return 0;
	if (len)
		memcpy(copy, bytes, len);
	if (!recording_from_bytes(&recording, "fuzz", copy, len)) {
		if (recording.has_feature[FEATURE_DIR_FORMAT])
			add_part(&recording);
		read_records(&recording);
		ask(&recording);
		recording_close(&recording);
	}
	free(copy);
	return 0;
}
