/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/perf_event.h>
#include <string.h>

#include "printer/branches.h"
#include "printer/dlfilter.h"
#include "printer/fields.h"
#include "printer/guard.h"
#include "printer/place.h"

/* What is printed before an end of a branch: its origin, and its target. */
static const char *const by_address[] = { " 0x", "/0x" };
static const char *const by_symbol[] = { "", "/" };

/*
 * Adds a text to the names, behind the last one and in place of its '\0'.
 * Returns false when there is no room.
 */
static bool
add_name(struct branches *all, const char *text)
{
	size_t len = strlen(text);

	if (len >= sizeof all->names - all->names_len)
		return false;
	memcpy(all->names + all->names_len, text, len + 1);
	all->names_len += len;
	return true;
}

/*
 * Names an end by its symbol and the offset in it.  Returns false when there is
 * no room, or when the address is behind the end of its symbol, for then perf
 * counts from the start of the map.
 */
static bool
name_by_symbol(struct branches *all, struct branch_end *end,
    const struct perf_dlfilter_al *al)
{
	const char *start = all->names + all->names_len;
	bool is_target = end->behind.key.kind == MEMORY_BRANCH_TO;

	if (!add_name(all, by_symbol[is_target]) ||
	    !add_name(all, al->sym ? al->sym : "[unknown]") ||
	    (al->sym && !add_name(all, "+0x")))
		return false;
	end->name = start;
	end->name_len = (size_t)(all->names + all->names_len++ - start);
	end->has_value = al->sym;
	end->value = al->addr - al->sym_start;
	return !al->sym || al->addr < al->sym_end;
}

static void
name_by_address(struct branch_end *end, uint64_t address)
{
	end->name = by_address[end->behind.key.kind == MEMORY_BRANCH_TO];
	end->name_len = strlen(end->name);
	end->has_value = true;
	end->value = address;
}

/* Says whether ends are printed as symbols; perf prefers addresses. */
static bool
has_symbols(uint32_t fields)
{
	return !(fields & FIELD_BRSTACK);
}

/*
 * Takes an end, the key of whose piece is set but for the DSO.  perf looks it
 * up as resolve_address() does, with the processor mode of the sample.  Returns
 * as name_by_symbol() does.
 */
static bool
take_end(struct branches *all, struct branch_end *end, uint64_t address,
    void *ctx, const struct memory *memory)
{
	static const struct perf_dlfilter_al nowhere;
	struct perf_dlfilter_al al = { .size = sizeof al };
	uint32_t fields = end->behind.key.fields;
	bool found = false, right = true;

	if ((fields & FIELD_DSO) || has_symbols(fields)) {
		guard_leave();
		found = !perf_dlfilter_fns.resolve_address(ctx, address, &al);
		guard_enter();
	}
	place_find_dso(&end->behind, fields & FIELD_DSO ? &al : &nowhere,
	    memory);
	if (has_symbols(fields))
		right = found && name_by_symbol(all, end, &al);
	else
		name_by_address(end, address);
	if (found && perf_dlfilter_fns.al_cleanup)
		perf_dlfilter_fns.al_cleanup(ctx, &al);
	return right;
}

/* Returns what perf makes the flags of: the rest of the entry. */
static uint64_t
flags_of(const struct perf_branch_entry *e)
{
	uint64_t flags;

	_Static_assert(sizeof *e == 3 * sizeof flags, "an entry has 24 bytes");
	memcpy(&flags, (const char *)e + 2 * sizeof flags, sizeof flags);
	return flags;
}

bool
branches_take(struct branches *all, const struct perf_dlfilter_sample *from,
    uint32_t fields, void *ctx, const struct memory *memory)
{
	all->count = all->names_len = 0;
	if (!(fields & (FIELD_BRSTACK | FIELD_BRSTACKSYM)))
		return true;
	if (from->brstack_nr > BRANCHES_AT_MOST)
		return false;
	for (; all->count < from->brstack_nr; all->count++) {
		const struct perf_branch_entry *e = &from->brstack[all->count];
		struct branch *b = &all->branch[all->count];

		b->from.behind.key = (struct memory_key){
			.kind = MEMORY_BRANCH_FROM, .fields = fields };
		b->to.behind.key = (struct memory_key){ .value = flags_of(e),
			.kind = MEMORY_BRANCH_TO, .fields = fields };
		if (!take_end(all, &b->from, e->from, ctx, memory) ||
		    !take_end(all, &b->to, e->to, ctx, memory))
			return false;
	}
	return true;
}
