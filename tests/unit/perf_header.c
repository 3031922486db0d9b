/* SPDX-License-Identifier: GPL-2.0-only */
#if __has_include(<perf/perf_dlfilter.h>)
#include <perf/perf_dlfilter.h>
#define HAS_HEADER 1
#endif

#include <stddef.h>

#include "unit/perf_header.h"

#ifdef HAS_HEADER
#define OF_SAMPLE(name) offsetof(struct perf_dlfilter_sample, name)
#define OF_AL(name) offsetof(struct perf_dlfilter_al, name)
#define OF_FNS(name) offsetof(struct perf_dlfilter_fns, name)

const size_t perf_header[] = { PERF_HEADER_OFFSETS };
const size_t perf_header_count = sizeof perf_header / sizeof *perf_header;
#else
const size_t perf_header[1];
const size_t perf_header_count;
#endif
