/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads any bytes as a recording, and all its records. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/features.h"
#include "data/recording.h"
#include "data/timeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Asks all that a command asks of an opened recording. */
static void
ask(const struct recording *r)
{
	struct timeline timeline;
	uint64_t first_ns, last_ns;

	recording_header_times(r, &first_ns, &last_ns);
	recording_cpus_available(r);
	for (int i = 0; i < 256; i++)
		free(recording_string_feature(r, i));
	if (timeline_scan(&timeline, r))
		return;
	density_between(&timeline.density, timeline.first_ns,
	    timeline.last_ns);
	timeline_release(&timeline);
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
		ask(&recording);
		recording_close(&recording);
	}
	free(copy);
	return 0;
}
