/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <string.h>

#include "base/digest.h"
#include "flame/palette.h"

static const struct {
	char letter; /* also that of the suffix "_[x]" */
	const char *label;
} kinds[PALETTE_KINDS] = {
	[PALETTE_USER] = { 'u', "user" },
	[PALETTE_CLASSES] = { 'c', "C++, Java and the like" },
	[PALETTE_JIT] = { 'j', "JIT" },
	[PALETTE_INLINED] = { 'i', "inlined" },
	[PALETTE_KERNEL] = { 'k', "kernel" },
	[PALETTE_COMMAND] = { 'p', "command" },
};

/* Returns the kind that a suffix tells, PALETTE_USER for none. */
static enum palette_kind
kind_of_suffix(const char *name, size_t len)
{
	static const enum palette_kind told[] = { PALETTE_KERNEL,
		PALETTE_INLINED, PALETTE_JIT };
	const char *suffix = name + len - 4;

	if (len < 4 || strncmp(suffix, "_[", 2) || suffix[3] != ']')
		return PALETTE_USER;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (kinds[told[i]].letter == suffix[2])
			return told[i];
	return PALETTE_USER;
}

/*
 * Says whether a name is of a language with classes or packages, as in
 * std::map<int>::at(int), java/lang/Object or _ZN3foo3barEv.
 */
static bool
has_classes(const char *name)
{
	return *name != '[' && *name != '/' &&
	    (strstr(name, "::") || strpbrk(name, "/<(") ||
		!strncmp(name, "_Z", 2));
}

struct look
palette_look(const char *name)
{
	size_t len = strlen(name);
	struct look look = { kind_of_suffix(name, len),
		digest_number_of(name, len, 0) % PALETTE_SHADES, len };

	if (look.kind != PALETTE_USER)
		look.name_len -= 4;
	else if (has_classes(name))
		look.kind = PALETTE_CLASSES;
	return look;
}

enum palette_kind
palette_kind_at(const struct look *look, unsigned depth)
{
	return depth < 2 && look->kind <= PALETTE_CLASSES ? PALETTE_COMMAND :
							   look->kind;
}

char
palette_letter(enum palette_kind kind)
{
	return kinds[kind].letter;
}

const char *
palette_label(enum palette_kind kind)
{
	return kinds[kind].label;
}
