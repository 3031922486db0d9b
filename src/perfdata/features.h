/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the header of a recording says about itself.  Source of the features'
 * layouts: perf.data-file-format.txt.
 */
#ifndef PERFDATA_FEATURES_H
#define PERFDATA_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

struct recording;

/*
 * Gives the times of the first and the last sample, in ns, as the header has
 * them.  Returns false when it has none, or zeros, which perf record -B leaves.
 */
bool recording_header_times(
    const struct recording *, uint64_t *first_ns, uint64_t *last_ns);

/*
 * Gives the build ID of the recorded kernel, filled up with zeros.  Returns
 * false when the header has none.
 */
enum { BUILD_ID_LEN = 20 };
bool recording_kernel_build_id(
    const struct recording *, unsigned char id[BUILD_ID_LEN]);

/* Returns the number of CPUs of the recorded machine, 0 when unknown. */
uint32_t recording_cpus_available(const struct recording *);

/*
 * Returns a feature that is a text, such as FEATURE_VERSION, for free(3), or
 * NULL when the header does not have it.
 */
char *recording_string_feature(const struct recording *, int feature);

/*
 * Says whether the header names some event with a blank in its name, or is not
 * understood there.
 */
bool recording_has_blank_event(const struct recording *);

#endif
