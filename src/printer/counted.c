/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "printer/counted.h"
#include "printer/memory.h"
#include "printer/pen.h"
#include "printer/perf_text.h"
#include "printer/sample.h"

enum {
	FIRST_ROOM = 1 << 10,
	MOST_STACKS = 1 << 21,
	MOST_TEXTS = 256 << 20,
	PERIOD_WIDTH = 10,
};

static void
add(struct counted_key *k, uint64_t v)
{
	k->a = (k->a ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	k->a ^= k->a >> 32;
	k->b = (k->b + v) * UINT64_C(0xd6e8feb86659fd93);
	k->b ^= k->b >> 29;
}

static void
add_name(struct counted_key *k, const char *name)
{
	size_t len = strlen(name);
	uint64_t v;

	for (; len >= sizeof v; name += sizeof v, len -= sizeof v) {
		memcpy(&v, name, sizeof v);
		add(k, v);
	}
	v = len;
	memcpy((char *)&v + 1, name, len);
	add(k, v);
}

/* Adds the function of a place.  Returns false when it is not known. */
static bool
add_place(struct counted_key *k, const struct place *place)
{
	const struct memory_text *t = place->piece.text;

	if (!t || !t->function)
		return false;
	add(k, (uintptr_t)t->function);
	return true;
}

/*
 * Says whether the text of a sample is that of a stack with a weight, which is
 * read only behind a time, and has nothing else that matters.  Without symbols
 * it is the addresses that tell frames apart.  Where a task has no numbers,
 * programs take the text apart in another way.
 */
static bool
is_stack(const struct sample *s)
{
	const uint32_t needed = FIELD_COMM | FIELD_TID | FIELD_TIME |
	    FIELD_PERIOD | FIELD_EVENT | FIELD_IP | FIELD_SYM;
	const uint32_t harmless = FIELD_PID | FIELD_CPU | FIELD_SYMOFF |
	    FIELD_DSO;

	return (s->fields & needed) == needed &&
	    !(s->fields & ~(needed | harmless)) && !(s->kinds & HAS_BRANCH) &&
	    s->pid >= 0 && s->tid >= 0;
}

/*
 * Says whether the name of an event is one word: programs that read perf's text
 * find no period in front of another one.
 */
static bool
is_word(struct counted *c, const char *event)
{
	if (event != c->word && !event[strcspn(event, " \t\n\v\f\r")])
		c->word = event;
	return event == c->word;
}

/*
 * Says whether programs may not find the name of a task at the start of perf's
 * text, or may find something of it in another place: they look for two
 * characters at least and then for numbers, and for an event behind a colon.
 */
static bool
is_odd(const char *comm)
{
	if (!comm[0] || !comm[1] || isspace((unsigned char)comm[0]))
		return true;
	for (const char *c = comm; *c; c++)
		if (iscntrl((unsigned char)*c) || (c[0] == ':' && c[1] == ' '))
			return true;
	return false;
}

/* Makes the key of a sample.  Returns false when it is like no other. */
static bool
key_of(struct counted_key *k, struct counted *c, const struct sample *s)
{
	*k = (struct counted_key){ s->kinds, s->fields };
	if (!is_stack(s) || !is_word(c, s->event) || is_odd(s->comm))
		return false;
	add(k, (uintptr_t)s->event);
	add(k, s->cpumode);
	add_name(k, s->comm);
	if (c->pids)
		add(k, (uint64_t)s->pid << 32 | (uint32_t)s->tid);
	if (!(s->kinds & HAS_CHAIN))
		return add_place(k, &s->ip);
	for (size_t i = 0; i < s->frames; i++)
		if (!add_place(k, &s->frame[i]))
			return false;
	return true;
}

static struct counted_stack *
place_of(const struct counted *c, const struct counted_key *k)
{
	size_t i = k->a & (c->room - 1);

	while (c->stack[i].len &&
	    (c->stack[i].key.a != k->a || c->stack[i].key.b != k->b))
		i = (i + 1) & (c->room - 1);
	return &c->stack[i];
}

static bool
grow(struct counted *c)
{
	struct counted old = *c;

	if (old.room == 2 * MOST_STACKS)
		return false;
	c->room = old.room ? 2 * old.room : FIRST_ROOM;
	c->stack = calloc(c->room, sizeof *c->stack);
	if (!c->stack) {
		*c = old;
		return false;
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.stack[i].len)
			*place_of(c, &old.stack[i].key) = old.stack[i];
	free(old.stack);
	return true;
}

/* Makes room for another text.  Returns whether there is. */
static bool
grow_texts(struct counted *c, size_t len)
{
	size_t room = c->texts_room ? 2 * c->texts_room : 1 << 20;
	char *texts;

	if (len <= c->texts_room - c->texts_len)
		return true;
	while (room - c->texts_len < len)
		room *= 2;
	texts = room <= MOST_TEXTS ? realloc(c->texts, room) : NULL;
	if (!texts)
		return false;
	c->texts = texts;
	c->texts_room = room;
	return true;
}

bool
counted_add(struct counted *c, const struct sample *s)
{
	uint64_t period = s->period ? s->period : 1;
	struct counted_stack *stack;

	c->is_new = false;
	if (!c->on || !key_of(&c->key, c, s))
		return false;
	stack = c->room ? place_of(c, &c->key) : NULL;
	if (!stack || !stack->len) {
		c->is_new = true;
		return false;
	}
	if (stack->sum > UINT64_MAX - period)
		return false;
	stack->sum += period;
	return true;
}

void
counted_first(struct counted *c, const struct pen *p)
{
	if (!c->is_new || !p->period_at ||
	    (2 * c->used >= c->room && !grow(c)) || !grow_texts(c, p->len))
		return;
	*place_of(c, &c->key) = (struct counted_stack){ .key = c->key,
		.text = (uint32_t)c->texts_len, .len = (uint32_t)p->len,
		.period_at = (uint32_t)p->period_at };
	memcpy(c->texts + c->texts_len, p->text, p->len);
	c->texts_len += p->len;
	c->used++;
}

/* Prints a text with another period.  Returns 0, or -1. */
static int
print(struct pen *p, const char *text, const struct counted_stack *s)
{
	const char *behind = text + s->period_at, *before = behind;

	while (before > text && before[-1] >= '0' && before[-1] <= '9')
		before--;
	pen_write(p);
	pen_bytes(p, text, (size_t)(before - text));
	pen_bytes(p, " ", 1);
	pen_decimal(p, s->sum, PERIOD_WIDTH, ' ');
	pen_bytes(p, behind, s->len - s->period_at);
	if (p->stopped)
		return -1;
	perf_text_add(p->text, p->len);
	return 0;
}

int
counted_finish(struct counted *c, struct pen *p)
{
	int status = 0;

	for (size_t i = 0; !status && i < c->room; i++)
		if (c->stack[i].sum)
			status = print(p, c->texts + c->stack[i].text,
			    &c->stack[i]);
	return status;
}

void
counted_release(struct counted *c)
{
	free(c->stack);
	free(c->texts);
	*c = (struct counted){ 0 };
}
