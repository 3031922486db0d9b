/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "printer/layout.h"
#include "printer/pen.h"
#include "printer/remembered.h"
#include "printer/sample.h"

enum { FOLLOWING_LEN = 128 }; /* bytes of what follows a piece, and '\0' */
enum { NSEC_PER_SEC = 1000000000, NSEC_PER_USEC = 1000 };

uint32_t
layout_bits(const struct sample *s)
{
	uint32_t bits = 0;

	if (s->fields & (FIELD_PID | FIELD_TID))
		bits |= LAYOUT_WIDE_TID;
	if (s->fields & FIELD_TIME)
		bits |= LAYOUT_NANOSECONDS;
	/* An address in the kernel is the same in its file. */
	if ((s->kinds & HAS_CHAIN) && (s->kinds & HAS_USER))
		bits |= LAYOUT_IN_MEMORY;
	return bits;
}

static void
print_ids(struct pen *p, const struct sample *s, uint32_t layout)
{
	unsigned width = layout & LAYOUT_WIDE_TID ? 7 : 5;

	if (s->fields & FIELD_PID)
		pen_signed(p, s->pid, width, ' ');
	if ((s->fields & FIELD_PID) && (s->fields & FIELD_TID)) {
		pen_bytes(p, "/", 1);
		pen_signed_left(p, s->tid, width);
	} else if (s->fields & FIELD_TID) {
		pen_signed(p, s->tid, width, ' ');
	}
	if (s->fields & (FIELD_PID | FIELD_TID))
		pen_bytes(p, " ", 1);
}

static void
print_time(struct pen *p, uint64_t time_ns, uint32_t layout)
{
	uint64_t rest = time_ns % NSEC_PER_SEC;

	pen_decimal(p, time_ns / NSEC_PER_SEC, 5, ' ');
	pen_bytes(p, ".", 1);
	if (layout & LAYOUT_NANOSECONDS)
		pen_decimal(p, rest, 9, '0');
	else
		pen_decimal(p, rest / NSEC_PER_USEC, 6, '0');
	pen_bytes(p, ": ", 2);
}

static void
print_event(struct pen *p, const struct event_text *event)
{
	remembered_until(p, &event->before, event->name);
	pen_bytes(p, event->name, event->len);
	pen_bytes(p, ": ", 2);
}

/* All fields that come before the flags and addresses. */
static void
print_start(struct pen *p, const struct sample *s,
    const struct event_text *event, uint32_t layout)
{
	if (s->fields & FIELD_COMM) {
		pen_padded(p, s->comm, s->kinds & HAS_CHAIN ? 0 : 16);
		pen_bytes(p, " ", 1);
	}
	print_ids(p, s, layout);
	if (s->fields & FIELD_CPU) {
		pen_bytes(p, "[", 1);
		pen_signed(p, s->cpu, 3, '0');
		pen_bytes(p, "] ", 2);
	}
	if (s->fields & FIELD_TIME)
		print_time(p, s->time_ns, layout);
	if (s->fields & FIELD_PERIOD) {
		pen_decimal(p, s->period, 10, ' ');
		pen_mark_period(p);
		pen_bytes(p, " ", 1);
	}
	if (s->fields & FIELD_EVENT)
		print_event(p, event);
}

/* Puts the text of an end of a branch between two others, cut if too long. */
static void
end_text(char text[FOLLOWING_LEN], const char *before,
    const struct branch_end *end, const char *behind)
{
	if (end->has_value)
		snprintf(text, FOLLOWING_LEN, "%s%s%" PRIx64 "%s", before,
		    end->name, end->value, behind);
	else
		snprintf(text, FOLLOWING_LEN, "%s%s%s", before, end->name,
		    behind);
}

/*
 * A piece that ends with a string, which may be "", and which a branch follows.
 * Without DSOs, the target of the branch follows its origin at once.
 */
static void
until_branch(struct pen *p, const struct memory_piece *piece, const char *last,
    const struct branch *b)
{
	bool dso = b->from.behind.key.fields & FIELD_DSO;
	char start[FOLLOWING_LEN] = "";

	if (!piece->text)
		end_text(start, last, &b->from, dso ? "" : "/");
	remembered_within(p, piece, start, strlen(last));
}

/* The flags of a branch; an address, branches or the end follow. */
static void
print_flags(struct pen *p, const struct sample *s)
{
	struct memory_piece flags = {
		.key = { .value = s->flags, .kind = MEMORY_FLAGS },
	};
	bool addr = (s->fields & FIELD_ADDR) && !(s->kinds & HAS_BRANCH);

	flags.text = memory_find(p->memory, &flags.key);
	if (addr)
		remembered_until_address(p, &flags, "", s->addr.in_memory);
	else if ((s->fields & FIELD_IP) && !(s->kinds & HAS_CHAIN))
		remembered_until_address(p, &flags, " ", s->ip.in_memory);
	else if ((s->fields & FIELD_IP))
		remembered_until(p, &flags, "\n\t");
	else if (s->branches.count)
		until_branch(p, &flags, "", s->branches.branch);
	else
		remembered_until(p, &flags, NULL);
}

/* The address of data, or where a branch goes. */
static void
print_addr(struct pen *p, const struct sample *s, bool is_last)
{
	pen_address(p, s->addr.in_memory);
	if (!(s->kinds & HAS_ADDR) || !(s->fields & (FIELD_SYM | FIELD_DSO)))
		return;
	if (is_last)
		remembered_until(p, &s->addr.piece, NULL);
	else
		remembered_until_address(
		    p, &s->addr.piece, " ", s->ip.in_memory);
}

/*
 * Returns what the text of the address ends with, as far as that is known.  It
 * is looked for since the place of the sample and the origin of its last branch
 * may look the same.
 */
static const char *
end_of_ip(const struct sample *s)
{
	return (s->fields & FIELD_DSO) && !(s->fields & FIELD_SRCLINE) ?
	    ")" : "";
}

/* Where the sample was taken; where its branch goes, or a stack, may follow. */
static void
print_ip(struct pen *p, const struct sample *s)
{
	pen_bytes(p, " ", 1);
	pen_address(p, s->ip.in_memory);
	if ((s->kinds & HAS_BRANCH) && (s->fields & (FIELD_ADDR | FIELD_TO)))
		remembered_until_address(
		    p, &s->ip.piece, " => ", s->addr.in_memory);
	else if (s->branches.count)
		until_branch(p, &s->ip.piece, end_of_ip(s), s->branches.branch);
	else
		remembered_until(p, &s->ip.piece, NULL);
}

static void
print_end(struct pen *p, const struct branch_end *end)
{
	pen_bytes(p, end->name, end->name_len);
	if (end->has_value)
		pen_hex(p, end->value);
}

/* The DSO that a branch comes from. */
static void
print_origin(struct pen *p, const struct branch *b)
{
	char target[FOLLOWING_LEN] = "";

	if (!b->from.behind.text)
		end_text(target, ")", &b->to, "");
	remembered_within(p, &b->from.behind, target, 1);
}

/* The last branches before the sample. */
static void
print_branches(struct pen *p, const struct branches *last)
{
	const struct branch *b = last->branch, *end = b + last->count;

	for (; b < end; b++) {
		print_end(p, &b->from);
		if (b->from.behind.key.fields & FIELD_DSO)
			print_origin(p, b);
		print_end(p, &b->to);
		if (b + 1 < end)
			until_branch(p, &b->to.behind, " ", b + 1);
		else
			remembered_until(p, &b->to.behind, NULL);
	}
}

static void
print_chain(struct pen *p, const struct sample *s, uint32_t layout)
{
	pen_bytes(p, "\n", 1);
	for (size_t i = 0; i < s->frames; i++) {
		const struct place *f = &s->frame[i];

		remembered_frame(p, &f->piece, layout & LAYOUT_IN_MEMORY ?
		    f->in_memory : f->in_file);
	}
}

/* One branch of a trace: from where to where. */
static void
print_branch(struct pen *p, const struct sample *s)
{
	bool goes = s->fields & (FIELD_ADDR | FIELD_TO);

	if (s->fields & FIELD_IP)
		print_ip(p, s);
	if (goes) {
		pen_bytes(p, " => ", 4);
		print_addr(p, s, true);
	}
}

void
layout_print(struct pen *p, const struct sample *s,
    const struct event_text *event, uint32_t layout)
{
	bool ip = s->fields & FIELD_IP;

	print_start(p, s, event, layout);
	if (s->fields & FIELD_FLAGS)
		print_flags(p, s);
	if (s->kinds & HAS_BRANCH) {
		print_branch(p, s);
	} else {
		if (s->fields & FIELD_ADDR)
			print_addr(p, s, !ip || (s->kinds & HAS_CHAIN));
		if (ip && (s->kinds & HAS_CHAIN))
			print_chain(p, s, layout);
		else if (ip)
			print_ip(p, s);
		print_branches(p, &s->branches);
	}
	pen_bytes(p, "\n", 1);
}
