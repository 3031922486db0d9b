/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text_file.h"
#include "slice/kernel_addresses.h"
#include "slice/kernel_symbols.h"

/* Lower addresses are those of user space and of variables of each CPU. */
#define KERNEL_START UINT64_C(0xff00000000000000)

/* The most bytes between symbols in a kernel that we know. */
#define SPAN_MAX (UINT64_C(1) << 33)

struct symbol {
	uint64_t address;
	const char *line; /* in the text, as is */
	const char *name;
	const char *module; /* "[...]" or "" for the kernel itself */
	bool counts; /* a symbol for perf of any version */
	bool picked;
};

struct kernel_symbols {
	char *text; /* lines, ended by NULs */
	struct symbol *symbol; /* in the order of the file */
	size_t count, room;
	struct symbol **sorted; /* by address */
	size_t low;     /* how many of them are below the kernel */
	size_t *place;  /* where in sorted an address with one that counts is */
	size_t places;
};

/* perf looks for these by name. */
static const char *const by_name[] = { "_text", "_stext", "_etext", "_edata",
	"_end", "_sinittext", "_einittext" };

/* perf uses functions and data, and no symbols that assemblers made up. */
static bool
counts(char type, const char *name)
{
	return strchr("TtWwDdBb", type) && *name != '$';
}

/* Adds the symbol of a line, "ADDRESS TYPE NAME[\t[MODULE]]". */
static void
add_line(struct kernel_symbols *k, const char *line)
{
	char *end;
	uint64_t address = strtoull(line, &end, 16);
	struct symbol *s;

	if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
		return;
	k->symbol = xgrow(k->symbol, k->count, &k->room, sizeof *k->symbol);
	s = &k->symbol[k->count++];
	*s = (struct symbol){ .address = address, .line = line,
		.name = end + 3, .counts = counts(end[1], end + 3) };
	s->module = s->name + strcspn(s->name, "\t");
	s->module += strspn(s->module, "\t");
}

static int
by_address(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return (x > y) - (x < y);
}

/* Sorts the symbols, and finds the places that have one that perf uses. */
static void
sort(struct kernel_symbols *k)
{
	size_t first = 0;
	bool found = false;

	k->sorted = xcalloc(k->count, sizeof *k->sorted);
	k->place = xcalloc(k->count, sizeof *k->place);
	for (size_t i = 0; i < k->count; i++)
		k->sorted[i] = &k->symbol[i];
	qsort(k->sorted, k->count, sizeof *k->sorted, by_address);
	for (size_t i = 0; i < k->count; i++) {
		if (k->sorted[i]->address < KERNEL_START)
			k->low++;
		if (k->sorted[first]->address != k->sorted[i]->address) {
			first = i;
			found = false;
		}
		if (!found && k->sorted[i]->counts) {
			k->place[k->places++] = first;
			found = true;
		}
	}
}

/* Says whether the addresses are shown and plausible. */
static bool
is_usable(const struct kernel_symbols *k)
{
	/* The kernel shows zeros to those who may not know addresses. */
	return k->places && k->low < k->count &&
	    k->sorted[k->count - 1]->address - k->sorted[k->low]->address <
	    SPAN_MAX;
}

bool
kernel_symbols_are_shown(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	unsigned long address = 0;

	/* Variables of each CPU start at 0. */
	for (int i = 0; f && !address && i < 100; i++)
		if (fscanf(f, "%lx%*[^\n]", &address) != 1)
			break;
	if (f)
		fclose(f);
	return address;
}

struct kernel_symbols *
kernel_symbols_read(const char *path)
{
	struct kernel_symbols *k;
	char *text = text_file_read(path), *rest = text, *line;

	if (!text)
		return NULL;
	k = xcalloc(1, sizeof *k);
	k->text = text;
	while ((line = strsep(&rest, "\n")))
		add_line(k, line);
	if (k->count)
		sort(k);
	if (is_usable(k))
		return k;
	kernel_symbols_free(k);
	return NULL;
}

void
kernel_symbols_free(struct kernel_symbols *k)
{
	if (!k)
		return;
	free(k->sorted);
	free(k->place);
	free(k->symbol);
	free(k->text);
	free(k);
}

/* Picks the symbols at a place, and all up to the next place. */
static void
pick_place(struct kernel_symbols *k, size_t number)
{
	size_t next = number + 1 < k->places ? k->place[number + 1] :
					       k->count - 1;

	while (next + 1 < k->count &&
	    k->sorted[next + 1]->address == k->sorted[next]->address)
		next++;
	for (size_t i = k->place[number]; i <= next; i++)
		k->sorted[i]->picked = true;
}

static const struct symbol *
first_at(const struct kernel_symbols *k, size_t number)
{
	return k->sorted[k->place[number]];
}

/* Picks the bounds of the kernel and its modules. */
static void
pick_ends(struct kernel_symbols *k)
{
	for (size_t i = 0; i < k->places; i++)
		if (i == 0 || i + 1 >= k->places ||
		    strcmp(first_at(k, i)->module, first_at(k, i + 1)->module))
			pick_place(k, i);
	for (size_t i = 0; i < k->count; i++)
		for (size_t n = 0; n < sizeof by_name / sizeof *by_name; n++)
			if (!strcmp(k->symbol[i].name, by_name[n]))
				k->symbol[i].picked = true;
}

/* Picks the symbols around the addresses in the recording. */
static int
pick_named(struct kernel_symbols *k, const struct recording *r,
    unsigned threads)
{
	struct kernel_addresses addresses;
	uint64_t first = k->sorted[k->low]->address;
	uint64_t last = k->sorted[k->count - 1]->address;
	int status;

	kernel_addresses_start(&addresses, first, last);
	status = kernel_addresses_find(&addresses, r, threads);
	for (size_t i = 0; !status && i < k->places; i++) {
		uint64_t start = first_at(k, i)->address;
		uint64_t end = i + 1 < k->places ?
		    first_at(k, i + 1)->address : UINT64_MAX;

		if (start < first || kernel_addresses_between(
				&addresses, start, end))
			pick_place(k, i);
	}
	kernel_addresses_release(&addresses);
	return status;
}

bool
kernel_symbols_refer(
    struct kernel_symbols *k, const char *name, uint64_t address)
{
	for (size_t i = 0; i < k->count; i++) {
		if (strcmp(k->symbol[i].name, name))
			continue;
		k->symbol[i].picked = true;
		return k->symbol[i].address == address;
	}
	return false;
}

int
kernel_symbols_pick(struct kernel_symbols *k, const struct recording *r,
    unsigned threads, FILE *out)
{
	if (pick_named(k, r, threads))
		return -1;
	pick_ends(k);
	for (size_t i = 0; i < k->count; i++)
		if (k->symbol[i].picked || k->symbol[i].address < KERNEL_START)
			fprintf(out, "%s\n", k->symbol[i].line);
	return 0;
}
