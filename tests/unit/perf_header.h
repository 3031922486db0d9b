/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The offsets of the members that the printer uses in the installed perf's
 * perf/perf_dlfilter.h, to be compared with those in printer/dlfilter.h.  No
 * file can include both headers, which give their structures the same names.
 */
#ifndef UNIT_PERF_HEADER_H
#define UNIT_PERF_HEADER_H

#include <stddef.h>

/* Uses macros that the includer defines for the structures it knows. */
#define PERF_HEADER_OFFSETS \
	OF_SAMPLE(size), OF_SAMPLE(ip), OF_SAMPLE(pid), OF_SAMPLE(tid), \
	OF_SAMPLE(time), OF_SAMPLE(addr), OF_SAMPLE(period), OF_SAMPLE(cpu), \
	OF_SAMPLE(flags), OF_SAMPLE(cpumode), OF_SAMPLE(addr_correlates_sym), \
	OF_SAMPLE(brstack_nr), OF_SAMPLE(brstack), \
	OF_SAMPLE(raw_callchain_nr), OF_SAMPLE(raw_callchain), \
	OF_SAMPLE(event), OF_SAMPLE(machine_pid), OF_SAMPLE(vcpu), \
	OF_AL(size), OF_AL(symoff), OF_AL(sym), OF_AL(addr), OF_AL(sym_start), \
	OF_AL(sym_end), OF_AL(dso), OF_AL(is_kernel_ip), \
	OF_AL(buildid_size), OF_AL(buildid), OF_AL(filtered), OF_AL(comm), \
	OF_FNS(resolve_ip), OF_FNS(resolve_addr), OF_FNS(args), \
	OF_FNS(resolve_address), OF_FNS(attr), OF_FNS(object_code), \
	sizeof(struct perf_dlfilter_sample), sizeof(struct perf_dlfilter_fns)

extern const size_t perf_header[];
extern const size_t perf_header_count; /* 0 when there is no such header */

#endif
