/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/perf_event.h>
#include <string.h>

#include "printer/dlfilter.h"
#include "printer/guard.h"
#include "printer/sample.h"

/* The first of the values in a chain that mark a context or an error. */
#define FIRST_MARKER ((uint64_t)-4095)

/* Says whether a DSO is the kernel or a part of it, such as a module. */
static bool
is_kernels(const char *dso)
{
	return dso && *dso == '[' && strcmp(dso, "[vdso]") &&
	    strcmp(dso, "[heap]") && strcmp(dso, "[stack]") &&
	    strcmp(dso, "[vsyscall]");
}

/*
 * Asks perf for the place of a frame.  Returns false when it does not know, or
 * when the address belongs to another context.
 */
static bool
resolve_frame(struct sample *s, void *ctx, const struct sample_rules *rules,
    uint64_t address, bool in_kernel)
{
	struct perf_dlfilter_al al = { .size = sizeof al };
	const struct memory_key key = { .kind = MEMORY_FRAME,
		.fields = s->fields };
	struct place *place = &s->frame[s->frames];
	bool right;

	guard_leave();
	right = !perf_dlfilter_fns.resolve_address(ctx, address, &al);
	guard_enter();
	if (!right)
		return false;
	/* Of what is unmapped perf says the same in whatever context. */
	right = place_set(place, &al, address, &key, &rules->texts) &&
	    (!al.dso || (bool)al.is_kernel_ip == in_kernel);
	if (!al.dso)
		s->kinds |= HAS_UNMAPPED;
	if (!in_kernel && is_kernels(al.dso))
		s->kinds |= HAS_USER_IN_KERNEL;
	if (perf_dlfilter_fns.al_cleanup)
		perf_dlfilter_fns.al_cleanup(ctx, &al);
	return right;
}

/*
 * Finds the place of a frame in the kernel, which perf need not be asked for
 * more than once if the kernel is still.  Returns as resolve_frame() does.
 */
static bool
find_in_kernel(struct sample *s, void *ctx, const struct sample_rules *rules,
    uint64_t address)
{
	const struct memory_key key = { .value = address,
		.kind = MEMORY_KERNEL, .fields = s->fields };
	struct place *place = &s->frame[s->frames];
	uint32_t kinds = s->kinds;

	if (!rules->still_kernel)
		return resolve_frame(s, ctx, rules, address, true);
	place->in_memory = place->in_file = address;
	place->piece.text = memory_find(rules->texts.memory, &key);
	if (place->piece.text)
		return true;
	if (!resolve_frame(s, ctx, rules, address, true))
		return false;
	if (place->piece.text && s->kinds == kinds)
		memory_add(rules->texts.memory, &key, place->piece.text->text,
		    place->piece.text->len, place->piece.text->lines);
	return true;
}

/*
 * Adds a frame in a context, PERF_CONTEXT_KERNEL or PERF_CONTEXT_USER.  Returns
 * false when its place cannot be told.
 */
static bool
add_frame(struct sample *s, void *ctx, const struct sample_rules *rules,
    uint64_t address, uint64_t context)
{
	bool in_kernel = context == PERF_CONTEXT_KERNEL;

	s->kinds |= in_kernel ? HAS_KERNEL : HAS_USER;
	if (!(in_kernel ? find_in_kernel(s, ctx, rules, address) :
			  resolve_frame(s, ctx, rules, address, false)))
		return false;
	s->frames++;
	return true;
}

/* Takes the callchain.  Returns false when it must be left to perf. */
static bool
take_chain(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, const struct sample_rules *rules)
{
	uint64_t context = PERF_CONTEXT_USER;

	s->frames = 0;
	for (uint64_t i = 0; i < from->raw_callchain_nr; i++) {
		uint64_t address = from->raw_callchain[i];

		if (address == PERF_CONTEXT_KERNEL ||
		    address == PERF_CONTEXT_USER)
			context = address;
		else if (address >= FIRST_MARKER)
			return false;
		else if (s->frames == rules->most_frames)
			s->kinds |= HAS_MORE;
		else if (s->frames == SAMPLE_FRAMES ||
		    !add_frame(s, ctx, rules, address, context))
			return false;
	}
	s->kinds |= s->frames ? HAS_CHAIN : HAS_CHAIN | HAS_EMPTY;
	return true;
}

/*
 * Says whether perf makes the chain of the frames in the sample alone, and not
 * of a copy of the stack, of LBRs, or of a register (the caller of a leaf
 * function of arm64) as well.
 */
static bool
has_plain_chain(const struct perf_event_attr *attr)
{
	if (attr->sample_type &
	    (PERF_SAMPLE_STACK_USER | PERF_SAMPLE_REGS_USER))
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

/* Says whether the sample is of a kind that we can print. */
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
 * behind => unless -F leaves it out.  Returns as place_set() does.
 */
static bool
take_addr(struct sample *s, const struct perf_dlfilter_sample *from, void *ctx,
    const struct sample_rules *rules)
{
	const struct memory_key key = { .kind = MEMORY_ADDR,
		.fields = s->fields };
	static const struct perf_dlfilter_al nowhere;
	const struct perf_dlfilter_al *al = &nowhere;

	if (from->addr_correlates_sym) {
		guard_leave();
		al = perf_dlfilter_fns.resolve_addr(ctx);
		guard_enter();
		s->kinds |= HAS_ADDR;
	}
	return place_set(&s->addr, al ? al : &nowhere, from->addr, &key,
	    &rules->texts);
}

/* Copies what needs no look-up.  Returns false when the name is too long. */
static bool
take_values(struct sample *s, const struct perf_dlfilter_sample *from,
    const char *comm)
{
	if (!comm || strlen(comm) >= sizeof s->comm)
		return false;
	strcpy(s->comm, comm);
	s->event = from->event;
	s->cpumode = from->cpumode;
	s->pid = from->pid;
	s->tid = from->tid;
	s->cpu = from->cpu;
	s->flags = from->flags;
	s->time_ns = from->time;
	s->period = from->period;
	return true;
}

/* Says whether an address besides ip is printed, see take_addr(). */
static bool
prints_addr(const struct sample *s)
{
	return (s->fields & FIELD_ADDR) ||
	    ((s->fields & FIELD_TO) && (s->kinds & HAS_BRANCH));
}

bool
sample_take(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, struct sample_rules *rules)
{
	const struct perf_event_attr *attr = perf_dlfilter_fns.attr(ctx);
	struct memory_key key = { .kind = MEMORY_IP };
	const struct perf_dlfilter_al *al;
	bool chain;

	if (!attr)
		return false;
	s->fields = fields_of(&rules->fields, attr->type, attr->sample_type);
	if (!is_understood(from, attr, s->fields))
		return false;
	guard_leave();
	al = perf_dlfilter_fns.resolve_ip(ctx);
	guard_enter();
	if (!al || !take_values(s, from, al->comm))
		return false;
	s->kinds = is_branch(attr) ? HAS_BRANCH : 0;
	if (prints_addr(s) && !take_addr(s, from, ctx, rules))
		return false;
	if (!branches_take(
		&s->branches, from, s->fields, ctx, rules->texts.memory))
		return false;
	chain = (attr->sample_type & PERF_SAMPLE_CALLCHAIN) &&
	    (s->fields & FIELD_IP) && !rules->hides_chains;
	if (chain && (!has_plain_chain(attr) ||
			 !take_chain(s, from, ctx, rules)))
		return false;
	key.fields = s->fields;
	return chain || !(s->fields & FIELD_IP) ||
	    place_set(&s->ip, al, from->ip, &key, &rules->texts);
}
