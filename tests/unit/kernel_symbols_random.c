/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf finds the same with what was picked as with all symbols: a model of its
 * table is made of both, and asked for addresses.
 * Source: dso__load_kallsyms() in tools/perf/util/symbol.c.
 */
#include "unit/testing.h"

#include <ctype.h>

#include "unit/kernel_symbols_world.h"
#include "unit/random.h"

enum { SYMBOLS_MAX = 400, ASKED_MAX = 12 };

struct entry {
	uint64_t start, end;
	char name[24];   /* with its module, as perf has it */
	char module[12];
};

/* What perf makes of a text. */
struct table {
	struct entry entry[SYMBOLS_MAX];
	size_t count;
};

/* Which types perf takes; newer ones take more of them. */
static bool
is_taken(char type, bool newer)
{
	return strchr("TWDB", toupper((unsigned char)type)) ||
	    (newer && strchr("ulN", type));
}

static int
by_start(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
fill(struct table *t, const char *text, bool newer)
{
	struct entry *e;
	int len;

	t->count = 0;
	for (const char *s = text; *s; s += len + 1) {
		char type = s[17];

		len = strcspn(s, "\n");
		assert_true(t->count < SYMBOLS_MAX);
		e = &t->entry[t->count];
		memset(e, 0, sizeof *e);
		e->start = strtoull(s, NULL, 16);
		sscanf(s + 19, "%23[^\t\n]%*[\t]%11[^\n]", e->name, e->module);
		if (is_taken(type, newer) && e->name[0] != '$')
			t->count++;
	}
	qsort(t->entry, t->count, sizeof *t->entry, by_start);
	/* It ends where the next one starts, if that is of the same module. */
	for (size_t i = 0, next = 0; i < t->count; i++) {
		e = &t->entry[i];
		while (next < t->count && t->entry[next].start == e->start)
			next++;
		e->end = next < t->count &&
			!strcmp(t->entry[next].module, e->module) ?
		    t->entry[next].start : (e->start + 8191) & ~4095UL;
	}
}

/* Finds those around an address; returns how many, and the first of them. */
static size_t
find(const struct table *t, uint64_t address, const struct entry **first)
{
	size_t i = t->count, n = 0;

	while (i > 0 && t->entry[i - 1].start > address)
		i--;
	while (i > n && t->entry[i - n - 1].start == t->entry[i - 1].start)
		n++;
	*first = &t->entry[i - n];
	return n && address < (*first)->end ? n : 0;
}

static void
find_the_same(const struct table *all, const struct table *picked,
    uint64_t address)
{
	const struct entry *a, *p;
	size_t count = find(all, address, &a);

	assert_int_equal(find(picked, address, &p), count);
	if (count)
		assert_memory_equal(a, p, count * sizeof *a);
}

/* Says where a run of symbols of one module ends: at the next one's start. */
static size_t
run_end(const struct table *t, size_t first)
{
	size_t i = first;

	while (i < t->count &&
	    !strcmp(t->entry[i].module, t->entry[first].module))
		i++;
	return i;
}

/* Passes when the kernel and modules are at the same places in both. */
static void
have_the_same_runs(const struct table *all, const struct table *picked)
{
	size_t a = 0, p = 0;

	while (a < all->count && p < picked->count) {
		size_t a_end = run_end(all, a), p_end = run_end(picked, p);

		assert_string_equal(
		    all->entry[a].module, picked->entry[p].module);
		assert_int_equal(all->entry[a].start, picked->entry[p].start);
		assert_int_equal(all->entry[a_end - 1].start,
		    picked->entry[p_end - 1].start);
		assert_int_equal(all->entry[a_end - 1].end,
		    picked->entry[p_end - 1].end);
		a = a_end;
		p = p_end;
	}
	assert_int_equal(a, all->count);
	assert_int_equal(p, picked->count);
}

/* A list of symbols being made up. */
struct list {
	uint64_t *seed;
	char line[SYMBOLS_MAX][64];
	uint64_t address[SYMBOLS_MAX];
	size_t count;
};

static void
add(struct list *l, uint64_t address, char type, const char *module)
{
	const char *dollar = random_below(l->seed, 15) ? "" : "$";

	l->address[l->count] = address;
	snprintf(l->line[l->count], sizeof *l->line, "%016jx %c %ss%zu%s%s",
	    (uintmax_t)address, type, dollar, l->count, *module ? "\t" : "",
	    module);
	l->count++;
}

/* Adds up to 80 symbols from an address on; returns where the last one is. */
static uint64_t
add_run(struct list *l, uint64_t address, const char *module)
{
	static const char types[] = "TTTTtttttWwDdBbarARVNul?";
	size_t count = 1 + random_below(l->seed, 80);
	uint64_t gap = UINT64_C(1) << random_below(l->seed, 14);

	/* What does not count never comes first in the kernel. */
	add(l, address, 'T', module);
	l->line[l->count - 1][19] = 's';
	for (size_t i = 0; i < count; i++) {
		if (random_below(l->seed, 4))
			address += 1 + random_below(l->seed, gap);
		add(l, address,
		    types[random_below(l->seed, sizeof types - 1)], module);
	}
	return address;
}

/* Makes up a kernel, some modules, and what comes and goes between them. */
static char *
make_up(struct list *l)
{
	static const char *const modules[] = { "[a]", "[b]", "[bpf]", "" };
	uint64_t address = UINT64_C(0xffffffff81000000);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	l->count = 0;
	for (size_t i = random_below(l->seed, 4); i > 0; i--)
		add(l, random_below(l->seed, 0x30000), "AaDd"[i], "");
	address = add_run(l, address, "");
	for (size_t i = random_below(l->seed, 4); i > 0; i--) {
		address += 1 + random_below(l->seed, 3) * 0x801;
		address = add_run(l, address, modules[random_below(
		    l->seed, LENGTH(modules))]);
	}
	/* Not all files are sorted. */
	for (size_t i = random_below(l->seed, 2) * l->count; i > 1; i--) {
		size_t other = random_below(l->seed, i);
		char line[64];

		memcpy(line, l->line[other], sizeof line);
		memcpy(l->line[other], l->line[i - 1], sizeof line);
		memcpy(l->line[i - 1], line, sizeof line);
	}
	for (size_t i = 0; i < l->count; i++)
		fprintf(out, "%s\n", l->line[i]);
	fclose(out);
	return text;
}

static void
compare(struct list *l, const char *text, const char *picked,
    const uint64_t *asked, size_t count)
{
	static struct table all, some;

	for (int newer = 0; newer < 2; newer++) {
		fill(&all, text, newer);
		fill(&some, picked, newer);
		assert_true(some.count > 0);
		have_the_same_runs(&all, &some);
		for (size_t i = 0; i < count; i++) {
			uint64_t cell = asked[i] & ~UINT64_C(63);

			find_the_same(&all, &some, asked[i]);
			for (int j = 0; j < 4; j++)
				find_the_same(&all, &some,
				    cell + random_below(l->seed, 64));
		}
	}
}

static void
perf_finds_the_same_with_what_is_picked(void **state)
{
	static struct list l;
	uint64_t seed = 20240702, asked[ASKED_MAX];
	size_t lines = 0, left = 0;

	(void)state;
	l.seed = &seed;
	for (int round = 0; round < 3000; round++) {
		char *text = make_up(&l), *picked;
		size_t count = random_below(&seed, ASKED_MAX + 1);
		struct recording_writer w;

		symbols_world_start(&w, NULL);
		symbols_world_sample(&w, 0x400010);
		for (size_t i = 0; i < count; i++) {
			asked[i] = l.address[random_below(&seed, l.count)] +
			    random_below(&seed, random_below(&seed, 8) ?
				40 : 5000);
			symbols_world_sample(&w, asked[i]);
		}
		picked = symbols_world_pick(&w, text, 1 + round % 4);
		assert_non_null(picked);
		compare(&l, text, picked, asked, count);
		lines += l.count;
		for (const char *s = picked; (s = strchr(s, '\n')); s++)
			left++;
		free(picked);
		free(text);
		recording_writer_release(&w);
	}
	/* Neither nothing nor all. */
	assert_in_range(left, lines / 10, lines / 10 * 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    perf_finds_the_same_with_what_is_picked, scratch_make,
		    scratch_remove),
	};

	return RUN(tests);
}
