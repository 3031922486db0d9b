/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/perf_event.h>
#include <string.h>

#include "printer/dlfilter.h"
#include "printer/guard.h"
#include "printer/sample.h"

/* From here on addresses are none, but markers of contexts and errors. */
#define FIRST_MARKER ((uint64_t)-4095)

/* What perf prints of an address, for which this says where it is. */
static void
set_place(struct place *p, const struct perf_dlfilter_al *al, uint64_t address,
    enum memory_kind kind, uint32_t fields)
{
	p->in_memory = address;
	p->in_file = al->is_kernel_ip || !al->dso ? address : al->addr;
	p->key = (struct memory_key){
		/* A build ID lies in its DSO, a name may be shared. */
		.dso = al->buildid ? (const void *)al->buildid : al->dso,
		.sym = al->sym,
		.value = al->addr,
		.kind = kind,
		.fields = fields,
	};
	/* Without a symbol there is nothing that depends on the address. */
	if (!al->sym && !(fields & FIELD_SRCLINE))
		p->key.value = 0;
}

/* Says whether a DSO is the kernel's or has a part of it. */
static bool
is_kernels(const char *dso)
{
	return dso && *dso == '[' && strcmp(dso, "[vdso]") &&
	    strcmp(dso, "[heap]") && strcmp(dso, "[stack]") &&
	    strcmp(dso, "[vsyscall]");
}

/*
 * Adds a frame in a context, PERF_CONTEXT_KERNEL or PERF_CONTEXT_USER.  Returns
 * false when its address is of the other.
 */
static bool
add_frame(struct sample *s, void *ctx, uint64_t address, uint64_t context)
{
	struct perf_dlfilter_al al = { .size = sizeof al };
	bool in_kernel = context == PERF_CONTEXT_KERNEL, right;

	guard_leave();
	if (perf_dlfilter_fns.resolve_address(ctx, address, &al)) {
		guard_enter();
		return false;
	}
	guard_enter();
	right = (bool)al.is_kernel_ip == in_kernel;
	set_place(&s->frame[s->frames++], &al, address, MEMORY_FRAME,
	    s->fields);
	s->kinds |= in_kernel ? HAS_KERNEL : HAS_USER;
	if (!al.dso)
		s->kinds |= HAS_NOBODYS;
	if (!in_kernel && is_kernels(al.dso))
		s->kinds |= HAS_USER_IN_KERNEL;
	if (perf_dlfilter_fns.al_cleanup)
		perf_dlfilter_fns.al_cleanup(ctx, &al);
	return right;
}

/* Takes the callchain.  Returns false when it must be left to perf. */
static bool
take_chain(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, size_t most)
{
	uint64_t context = PERF_CONTEXT_USER;

	if (most > SAMPLE_FRAMES)
		most = SAMPLE_FRAMES;
	s->frames = 0;
	for (uint64_t i = 0; i < from->raw_callchain_nr; i++) {
		uint64_t address = from->raw_callchain[i];

		if (address == PERF_CONTEXT_KERNEL ||
		    address == PERF_CONTEXT_USER)
			context = address;
		else if (address >= FIRST_MARKER || s->frames == most ||
		    !add_frame(s, ctx, address, context))
			return false;
	}
	s->kinds |= s->frames ? HAS_CHAIN : HAS_CHAIN | HAS_EMPTY;
	return true;
}

/* perf makes these chains of more than the frames in the sample. */
static bool
has_plain_chain(const struct perf_event_attr *attr)
{
	if (attr->sample_type & PERF_SAMPLE_STACK_USER)
		return false;
	return !(attr->sample_type & PERF_SAMPLE_BRANCH_STACK) ||
	    !(attr->branch_sample_type & PERF_SAMPLE_BRANCH_CALL_STACK);
}

/* Says whether each sample is one branch, which perf prints in its own way. */
static bool
is_branch(const struct perf_event_attr *attr)
{
	return attr->type == PERF_TYPE_HARDWARE &&
	    attr->config == PERF_COUNT_HW_BRANCH_INSTRUCTIONS &&
	    attr->sample_period == 1;
}

static bool
is_understood(const struct perf_dlfilter_sample *from,
    const struct perf_event_attr *attr, uint32_t fields)
{
	bool is_bpf = attr->type == PERF_TYPE_SOFTWARE &&
	    attr->config == PERF_COUNT_SW_BPF_OUTPUT;

	return fields && !(fields & FIELD_OTHERS) && !is_bpf &&
	    from->machine_pid <= 0 &&
	    (from->cpumode == PERF_RECORD_MISC_KERNEL ||
		from->cpumode == PERF_RECORD_MISC_USER);
}

/*
 * Takes the address of data, or where a branch goes to, which perf prints
 * behind => unless -F leaves it out.
 */
static void
take_addr(struct sample *s, const struct perf_dlfilter_sample *from, void *ctx)
{
	static const struct perf_dlfilter_al nowhere;
	const struct perf_dlfilter_al *al = &nowhere;

	if (from->addr_correlates_sym) {
		guard_leave();
		al = perf_dlfilter_fns.resolve_addr(ctx);
		guard_enter();
		s->kinds |= HAS_ADDR;
	}
	set_place(&s->addr, al ? al : &nowhere, from->addr, MEMORY_ADDR,
	    s->fields);
}

bool
sample_take(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, struct fields *fields, size_t most_frames)
{
	const struct perf_event_attr *attr = perf_dlfilter_fns.attr(ctx);
	const struct perf_dlfilter_al *al;

	if (!attr)
		return false;
	s->fields = fields_of(fields, attr->type, attr->sample_type);
	if (!is_understood(from, attr, s->fields))
		return false;
	guard_leave();
	al = perf_dlfilter_fns.resolve_ip(ctx);
	guard_enter();
	if (!al || !al->comm || strlen(al->comm) >= sizeof s->comm)
		return false;
	strcpy(s->comm, al->comm);
	s->event = from->event;
	s->cpumode = from->cpumode;
	s->kinds = is_branch(attr) ? HAS_BRANCH : 0;
	s->pid = from->pid;
	s->tid = from->tid;
	s->cpu = from->cpu;
	s->flags = from->flags;
	s->time_ns = from->time;
	s->period = from->period;
	set_place(&s->ip, al, from->ip, MEMORY_IP, s->fields);
	if ((s->fields & FIELD_ADDR) ||
	    ((s->fields & FIELD_TO) && (s->kinds & HAS_BRANCH)))
		take_addr(s, from, ctx);
	if ((attr->sample_type & PERF_SAMPLE_CALLCHAIN) &&
	    (s->fields & FIELD_IP))
		return has_plain_chain(attr) &&
		    take_chain(s, from, ctx, most_frames);
	return true;
}
