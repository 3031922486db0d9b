/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "fold/characters.h"
#include "fold/fold_options.h"
#include "fold/frame_name.h"

bool
frame_name_is_java(struct span comm)
{
	return span_begins(comm, "java");
}

/* Returns a symbol without "+0xOFFSET" at its end. */
static struct span
without_offset(struct span symbol)
{
	size_t at = symbol.len;

	while (at && strchr("0123456789abcdef", symbol.bytes[at - 1]) &&
	    symbol.bytes[at - 1])
		at--;
	if (at < symbol.len && at >= 3 &&
	    !memcmp(symbol.bytes + at - 3, "+0x", 3))
		symbol.len = at - 3;
	return symbol;
}

/* Adds the base name of the DSO in brackets, for a symbol that is unknown. */
static void
add_unknown(struct text *t, const struct frame_line *f, unsigned with)
{
	struct span name = f->dso;
	const char *slash = memrchr(name.bytes, '/', name.len);

	if (span_is(name, "[unknown]"))
		name = (struct span){ "unknown", 7 };
	else if (slash)
		name = span_from(name, slash + 1);
	text_add_literal(t, "[");
	text_add(t, name.bytes, name.len);
	if (with & FOLD_ADDRS) {
		text_add_literal(t, " <");
		text_add(t, f->address.bytes, f->address.len);
		text_add_literal(t, ">");
	}
	text_add_literal(t, "]");
}

/* Says whether a name is that of a method of Go: "net/http.(*Client).Do". */
static bool
is_go_method(struct span name)
{
	const char *open = span_find(name, ".(");

	return open && span_find(span_from(name, open + 2), ").");
}

/* Returns where the arguments of a function begin, or where its name ends. */
static size_t
find_arguments(struct span name)
{
	static const char nobody[] = "(anonymous namespace)";
	const char *at = name.bytes, *end = at + name.len;

	if (is_go_method(name))
		return name.len;
	while ((at = memchr(at, '(', end - at)) &&
	    span_begins(span_from(name, at), nobody))
		at++;
	return at ? (size_t)(at - name.bytes) : name.len;
}

/*
 * Tidies the name that begins at a place of a text and is its end: ';' would
 * end a frame, and quotes and arguments are noise.
 */
static void
tidy(struct text *t, size_t start, bool is_java)
{
	struct span name = { t->bytes + start, t->len - start };
	size_t len = find_arguments(name), kept = start;

	for (size_t i = start; i < start + len; i++) {
		char c = t->bytes[i];

		if (c != '"' && c != '\'')
			t->bytes[kept++] = c == ';' ? ':' : c;
	}
	t->len = kept;
	if (is_java && kept > start && t->bytes[start] == 'L' &&
	    memchr(t->bytes + start, '/', kept - start))
		memmove(t->bytes + start, t->bytes + start + 1,
		    --t->len - start);
}

static bool
is_kernel(struct span dso)
{
	return (span_begins(dso, "[") || span_ends(dso, "vmlinux")) &&
	    !span_find(dso, "unknown");
}

/* Says whether a DSO is a JIT's map, "/tmp/perf-PID.map". */
static bool
is_jit(struct span dso)
{
	static const char start[] = "/tmp/perf-";
	const char *at;

	while ((at = span_find(dso, start))) {
		size_t digits;

		dso = span_from(dso, at + sizeof start - 1);
		digits = skip_kind(dso.bytes, 0, dso.len, CHARACTER_DIGIT);
		if (!digits)
			continue;
		dso = span_from(dso, dso.bytes + digits);
		if (span_begins(dso, ".map"))
			return true;
	}
	return false;
}

/* Adds what the name that begins at a place says of its frame. */
static void
annotate(struct text *t, size_t start, const struct frame_line *f,
    unsigned with)
{
	struct span name = { t->bytes + start, t->len - start };

	if (with & FOLD_KERNEL && is_kernel(f->dso))
		text_add_literal(t, "_[k]");
	else if (with & FOLD_JIT && is_jit(f->dso) && !span_find(name, "_[j]"))
		text_add_literal(t, "_[j]");
}

static void
annotate_inlined(struct text *t, size_t start)
{
	struct span name = { t->bytes + start, t->len - start };

	if (!span_find(name, "_[i]"))
		text_add_literal(t, "_[i]");
}

/* Adds one name of a symbol; number counts those in front of it. */
static void
add_name(struct text *t, struct span name, const struct frame_line *f,
    unsigned with, bool is_java, size_t number)
{
	size_t start;

	if (number)
		text_add_literal(t, ";");
	start = t->len;
	if (span_is(name, "[unknown]"))
		add_unknown(t, f, with);
	else
		text_add(t, name.bytes, name.len);
	tidy(t, start, is_java);
	if (number)
		annotate_inlined(t, start);
	else
		annotate(t, start, f, with);
}

size_t
frame_name_add(
    struct text *t, const struct frame_line *f, unsigned with, bool is_java)
{
	static const char arrow[] = "->";
	struct span rest = without_offset(f->symbol);
	size_t count = 0;

	if (span_begins(rest, "("))
		return 0;
	while (span_ends(rest, arrow))
		rest.len -= 2;
	while (rest.len) {
		const char *at = span_find(rest, arrow);
		struct span name = rest;

		if (at)
			name.len = at - rest.bytes;
		add_name(t, name, f, with, is_java, count++);
		rest = at ? span_from(rest, at + 2) : (struct span){ "", 0 };
	}
	return count;
}
