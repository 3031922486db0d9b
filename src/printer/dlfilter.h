/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf script and a shared object given to it by --dlfilter ask of each
 * other: structures and functions as perf 5.14 and later lay them out.  They
 * are declared here since not every perf is packaged with its header
 * perf/perf_dlfilter.h, with which a test compares them.  Both structures begin
 * with their size, as the one who fills them knows it.  Source:
 * perf-dlfilter(1).
 */
#ifndef PRINTER_DLFILTER_H
#define PRINTER_DLFILTER_H

#include <stdint.h>

struct perf_branch_entry;
struct perf_event_attr;

/* A sample; its pointers hold while filter_event() runs. */
struct perf_dlfilter_sample {
	uint32_t size;
	uint16_t ins_lat;
	uint16_t p_stage_cyc;
	uint64_t ip;
	int32_t pid;
	int32_t tid;
	uint64_t time; /* nanoseconds */
	uint64_t addr;
	uint64_t id;
	uint64_t stream_id;
	uint64_t period;
	uint64_t weight;
	uint64_t transaction;
	uint64_t insn_cnt;
	uint64_t cyc_cnt;
	int32_t cpu;
	uint32_t flags; /* of a branch that perf has made of a trace */
	uint64_t data_src;
	uint64_t phys_addr;
	uint64_t data_page_size;
	uint64_t code_page_size;
	uint64_t cgroup;
	uint8_t cpumode; /* PERF_RECORD_MISC_KERNEL and the like */
	uint8_t addr_correlates_sym; /* resolve_addr() may be called */
	uint16_t misc;
	uint32_t raw_size;
	const void *raw_data;
	uint64_t brstack_nr;
	const struct perf_branch_entry *brstack;
	uint64_t raw_callchain_nr; /* markers of contexts count */
	const uint64_t *raw_callchain;
	const char *event;
	int32_t machine_pid;
	int32_t vcpu;
};

/* Where an address is. */
struct perf_dlfilter_al {
	uint32_t size;
	uint32_t symoff;
	const char *sym; /* NULL when there is none */
	uint64_t addr;   /* as the file has it */
	uint64_t sym_start;
	uint64_t sym_end;
	const char *dso; /* NULL when nothing is mapped there */
	uint8_t sym_binding;
	uint8_t is_64_bit;
	uint8_t is_kernel_ip;
	uint32_t buildid_size;
	uint8_t *buildid;
	uint8_t filtered; /* this and the next only from resolve_ip() */
	const char *comm;
	void *priv; /* perf's own, since al_cleanup() is there */
};

/* Functions of perf; each takes the ctx with which perf has called us. */
struct perf_dlfilter_fns {
	const struct perf_dlfilter_al *(*resolve_ip)(void *ctx);
	const struct perf_dlfilter_al *(*resolve_addr)(void *ctx);
	char **(*args)(void *ctx, int *count); /* values of --dlarg */
	int32_t (*resolve_address)(
	    void *ctx, uint64_t address, struct perf_dlfilter_al *);
	const uint8_t *(*insn)(void *ctx, uint32_t *len);
	const char *(*srcline)(void *ctx, uint32_t *line);
	struct perf_event_attr *(*attr)(void *ctx);
	int32_t (*object_code)(
	    void *ctx, uint64_t ip, void *buf, uint32_t len);
	/* NULL before perf 6.7; else to be called after resolve_address(). */
	void (*al_cleanup)(void *ctx, struct perf_dlfilter_al *);
	void *(*reserved[119])(void *);
};

/* What perf looks for in the object; nothing else is seen from outside. */
#pragma GCC visibility push(default)

/* perf fills it in when it loads the object. */
extern struct perf_dlfilter_fns perf_dlfilter_fns;

/*
 * Called before the first sample, and after the last one when the recording is
 * closed; 0 is success.
 */
int start(void **data, void *ctx);
int stop(void *data, void *ctx);

/*
 * Called for each sample that perf is about to print: 0 has it printed, 1 has
 * it passed over.
 */
int filter_event(
    void *data, const struct perf_dlfilter_sample *, void *ctx);

#pragma GCC visibility pop

#endif
