/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/perf_event.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "printer/dlfilter.h"
#include "printer/guard.h"
#include "printer/dsos.h"
#include "printer/sample.h"

/* From here on addresses are none, but markers of contexts and errors. */
#define FIRST_MARKER ((uint64_t)-4095)

/*
 * Finds what perf will print of a new piece, if it is in a plain DSO:
 * symbol, offset and DSO.  If the DSO is trusted, that is its text; else only
 * its digest is kept, for perf's text to be compared with.
 */
static void
predict(struct memory_piece *piece, const struct sample_rules *rules,
    const struct perf_dlfilter_al *al)
{
	enum { ALL = FIELD_SYM | FIELD_SYMOFF | FIELD_DSO };
	const struct dso *dso;
	char line[512];
	int len;

	if ((piece->key.fields & (ALL | FIELD_SRCLINE)) != ALL || !al->sym ||
	    !al->dso)
		return;
	dso = dsos_find(rules->dsos, piece->key.dso, al->dso);
	if (!dso || !dso->plain)
		return;
	len = snprintf(line, sizeof line, " %s+0x%x (%s)%s", al->sym,
	    al->symoff, al->dso, piece->key.kind == MEMORY_FRAME ? "\n" : "");
	if (len <= 0 || (size_t)len >= sizeof line)
		return;
	if (dso_is_trusted(dso)) {
		memory_add(rules->memory, &piece->key, line, (size_t)len, 1);
		piece->text = memory_find(rules->memory, &piece->key);
	} else {
		piece->predicted = dsos_digest(line, (size_t)len);
	}
}

/* Returns what comes behind a word at the start of a text, or NULL. */
static const char *
behind(const char *text, const char *word)
{
	while (*word && *text == *word) {
		text++;
		word++;
	}
	return *word ? NULL : text;
}

/*
 * Says whether a text is of the symbol and the DSO that al has, and not of ones
 * whose place in memory these have taken.
 */
static bool
has_names(const struct memory_text *t, const struct perf_dlfilter_al *al)
{
	const char *at = t->text;

	/* The last line is that of the function itself. */
	for (uint32_t i = 1; i < t->lines; i++)
		at += strlen(at) + 1;
	if ((t->key.fields & FIELD_SYM) && al->sym) {
		at = *at == ' ' ? behind(at + 1, al->sym) : NULL;
		if (!at)
			return false;
	}
	if (!(t->key.fields & FIELD_DSO) || !al->dso)
		return true;
	at = strchr(at, '(');
	return at && behind(at + 1, al->dso);
}

/*
 * What perf prints of an address, for which al says where it is.  Returns false
 * when that depends on more than al has: where the address is behind the end of
 * its symbol, perf counts from the start of the map.
 */
static bool
set_place(struct place *p, const struct perf_dlfilter_al *al, uint64_t address,
    const struct memory_key *kind, const struct sample_rules *rules)
{
	struct memory_piece *piece = &p->piece;

	p->in_memory = address;
	p->in_file = al->is_kernel_ip || !al->dso ? address : al->addr;
	*piece = (struct memory_piece){ .key = *kind };
	/* A build ID lies in its DSO, a name may be shared. */
	piece->key.dso = al->buildid ? (const void *)al->buildid : al->dso;
	piece->key.sym = al->sym;
	piece->key.offset = al->symoff;
	/* Without a symbol there is nothing that depends on the address. */
	if (al->sym || (kind->fields & FIELD_SRCLINE))
		piece->key.value = al->addr;
	piece->text = memory_find(rules->memory, &piece->key);
	if (piece->text && !has_names(piece->text, al))
		piece->text = NULL;
	if (!piece->text)
		predict(piece, rules, al);
	return !al->sym || al->addr < al->sym_end;
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
 * Asks perf for the place of a frame.  Returns false when it does not know, or
 * when the address belongs to another context.
 */
static bool
resolve_frame(struct sample *s, void *ctx, const struct sample_rules *rules,
    uint64_t address, bool in_kernel)
{
	struct perf_dlfilter_al al = { .size = sizeof al };
	const struct memory_key kind = { .kind = MEMORY_FRAME,
		.fields = s->fields };
	bool right;

	guard_leave();
	right = !perf_dlfilter_fns.resolve_address(ctx, address, &al);
	guard_enter();
	if (!right)
		return false;
	right = set_place(&s->frame[s->frames], &al, address, &kind, rules) &&
	    (bool)al.is_kernel_ip == in_kernel;
	if (!al.dso)
		s->kinds |= HAS_NOBODYS;
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
	place->piece.text = memory_find(rules->memory, &key);
	if (place->piece.text)
		return true;
	if (!resolve_frame(s, ctx, rules, address, true))
		return false;
	if (place->piece.text && s->kinds == kinds)
		memory_add(rules->memory, &key, place->piece.text->text,
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
	size_t most = rules->most_frames < SAMPLE_FRAMES ? rules->most_frames :
							   SAMPLE_FRAMES;
	uint64_t context = PERF_CONTEXT_USER;

	s->frames = 0;
	for (uint64_t i = 0; i < from->raw_callchain_nr; i++) {
		uint64_t address = from->raw_callchain[i];

		if (address == PERF_CONTEXT_KERNEL ||
		    address == PERF_CONTEXT_USER)
			context = address;
		else if (address >= FIRST_MARKER || s->frames == most ||
		    !add_frame(s, ctx, rules, address, context))
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
 * behind => unless -F leaves it out.  Returns as set_place() does.
 */
static bool
take_addr(struct sample *s, const struct perf_dlfilter_sample *from, void *ctx,
    const struct sample_rules *rules)
{
	const struct memory_key kind = { .kind = MEMORY_ADDR,
		.fields = s->fields };
	static const struct perf_dlfilter_al nowhere;
	const struct perf_dlfilter_al *al = &nowhere;

	if (from->addr_correlates_sym) {
		guard_leave();
		al = perf_dlfilter_fns.resolve_addr(ctx);
		guard_enter();
		s->kinds |= HAS_ADDR;
	}
	return set_place(
	    &s->addr, al ? al : &nowhere, from->addr, &kind, rules);
}

/*
 * Looks up what is printed behind an end of a branch: its file, if files are
 * printed, and the flags of the branch behind its target.
 */
static void
set_end(struct memory_piece *piece, void *ctx, uint64_t address,
    const struct memory_key *kind, const struct sample_rules *rules)
{
	struct perf_dlfilter_al al = { .size = sizeof al };
	bool found;

	*piece = (struct memory_piece){ .key = *kind };
	if (!(kind->fields & FIELD_DSO)) {
		piece->text = memory_find(rules->memory, &piece->key);
		return;
	}
	guard_leave();
	found = !perf_dlfilter_fns.resolve_address(ctx, address, &al);
	guard_enter();
	piece->key.dso = al.buildid ? (const void *)al.buildid : al.dso;
	piece->text = memory_find(rules->memory, &piece->key);
	al.sym = NULL; /* is not printed */
	if (piece->text && !has_names(piece->text, &al))
		piece->text = NULL;
	if (found && perf_dlfilter_fns.al_cleanup)
		perf_dlfilter_fns.al_cleanup(ctx, &al);
}

/* Takes the last branches.  Returns false when there are too many. */
static bool
take_branches(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, const struct sample_rules *rules)
{
	if (from->brstack_nr > SAMPLE_BRANCHES)
		return false;
	s->branches = from->brstack_nr;
	for (size_t i = 0; i < s->branches; i++) {
		const struct perf_branch_entry *e = &from->brstack[i];
		struct branch *b = &s->branch[i];
		struct memory_key kind = { .kind = MEMORY_BRANCH_FROM,
			.fields = s->fields };

		b->from = e->from;
		b->to = e->to;
		set_end(&b->behind_from, ctx, e->from, &kind, rules);
		kind.kind = MEMORY_BRANCH_TO;
		/* The flags are the rest of the entry. */
		memcpy(&kind.value, (const char *)e + offsetof(
			struct perf_branch_entry, to) + sizeof e->to,
		    sizeof kind.value);
		set_end(&b->behind_to, ctx, e->to, &kind, rules);
	}
	return true;
}

bool
sample_take(struct sample *s, const struct perf_dlfilter_sample *from,
    void *ctx, struct sample_rules *rules)
{
	const struct perf_event_attr *attr = perf_dlfilter_fns.attr(ctx);
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
	if (((s->fields & FIELD_ADDR) ||
		((s->fields & FIELD_TO) && (s->kinds & HAS_BRANCH))) &&
	    !take_addr(s, from, ctx, rules))
		return false;
	s->branches = 0;
	if ((s->fields & FIELD_BRSTACK) && !take_branches(s, from, ctx, rules))
		return false;
	chain = (attr->sample_type & PERF_SAMPLE_CALLCHAIN) &&
	    (s->fields & FIELD_IP);
	if (chain && (!has_plain_chain(attr) ||
			 !take_chain(s, from, ctx, rules)))
		return false;
	/* With a chain it is printed only where perf hides that. */
	return set_place(&s->ip, al, from->ip,
	    &(struct memory_key){ .kind = MEMORY_IP, .fields = s->fields },
	    rules) || !(s->fields & FIELD_IP);
}
