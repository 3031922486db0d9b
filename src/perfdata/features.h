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
 * Gives the first and last sample time that the header promises.  Returns
 * false when it has none, or zeros as perf record -B leaves them.
 */
bool recording_header_times(
    const struct recording *, uint64_t *first_ns, uint64_t *last_ns);

/*
 * Gives the build ID of the kernel that was running, of BUILD_ID_LEN bytes at
 * most, zeros behind it.  Returns false when the header has none.
 */
enum { BUILD_ID_LEN = 20 };
bool recording_kernel_build_id(
    const struct recording *, unsigned char id[BUILD_ID_LEN]);

/* Returns the number of CPUs of the recorded machine, 0 when not known. */
uint32_t recording_cpus_available(const struct recording *);

/*
 * Returns a string feature (perf version, ...) for free(3), or NULL when the
 * header does not have it.
 */
char *recording_string_feature(const struct recording *, int feature);

#endif
