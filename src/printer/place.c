/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "printer/dlfilter.h"
#include "printer/dsos.h"
#include "printer/fields.h"
#include "printer/place.h"

/*
 * Finds what perf will print of a new piece, if it is in a plain DSO:
 * symbol, offset and DSO.  If the DSO is trusted, that is its text; else only
 * its digest is kept, for perf's text to be compared with.
 */
static void
predict(struct memory_piece *piece, const struct place_texts *texts,
    const struct perf_dlfilter_al *al)
{
	enum { ALL = FIELD_SYM | FIELD_SYMOFF | FIELD_DSO };
	const struct dso *dso;
	char line[512];
	int len;

	if ((piece->key.fields & (ALL | FIELD_SRCLINE)) != ALL || !al->sym ||
	    !al->dso)
		return;
	dso = dsos_find(texts->dsos, piece->key.dso, al->dso);
	if (!dso || !dso->plain)
		return;
	len = snprintf(line, sizeof line, " %s+0x%x (%s)%s", al->sym,
	    al->symoff, al->dso, piece->key.kind == MEMORY_FRAME ? "\n" : "");
	if (len <= 0 || (size_t)len >= sizeof line)
		return;
	if (dso_is_trusted(dso)) {
		memory_add(texts->memory, &piece->key, line, (size_t)len, 1);
		piece->text = memory_find(texts->memory, &piece->key);
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
 * Says whether a text is of this symbol and this DSO, and not of others that
 * perf has freed since and that were at the same pointers.  A NULL is not
 * looked at.
 */
static bool
has_names(const struct memory_text *t, const char *sym, const char *dso)
{
	const char *at = t->text;

	/* The last line is that of the function itself. */
	for (uint32_t i = 1; i < t->lines; i++)
		at += strlen(at) + 1;
	if ((t->key.fields & FIELD_SYM) && sym) {
		at = *at == ' ' ? behind(at + 1, sym) : NULL;
		/* An offset, a DSO or the end follows. */
		if (!at || !strchr("+ \n", *at))
			return false;
	}
	if (!(t->key.fields & FIELD_DSO) || !dso)
		return true;
	at = strchr(at, '(');
	at = at ? behind(at + 1, dso) : NULL;
	return at && *at == ')';
}

/* Says whether a text has nothing before its DSO but a blank. */
static bool
starts_with_dso(const char *text)
{
	return text[*text == ' '] == '(';
}

/* A build ID lies in its DSO, while several DSOs may share a name. */
static const void *
id_of_dso(const struct perf_dlfilter_al *al)
{
	return al->buildid ? (const void *)al->buildid : al->dso;
}

bool
place_set(struct place *p, const struct perf_dlfilter_al *al, uint64_t address,
    const struct memory_key *key, const struct place_texts *texts)
{
	struct memory_piece *piece = &p->piece;

	p->in_memory = address;
	p->in_file = al->is_kernel_ip || !al->dso ? address : al->addr;
	*piece = (struct memory_piece){ .key = *key };
	piece->key.dso = id_of_dso(al);
	piece->key.sym = al->sym;
	piece->key.offset = al->symoff;
	/* Without a symbol the text is the same for all of a DSO. */
	if (al->sym || (key->fields & FIELD_SRCLINE))
		piece->key.value = al->addr;
	piece->text = memory_find(texts->memory, &piece->key);
	if (piece->text && !has_names(piece->text, al->sym, al->dso))
		piece->text = NULL;
	if (!piece->text)
		predict(piece, texts, al);
	return !al->sym || al->addr < al->sym_end;
}

void
place_find_dso(struct memory_piece *piece, const struct perf_dlfilter_al *al,
    const struct memory *memory)
{
	piece->key.dso = id_of_dso(al);
	piece->text = memory_find(memory, &piece->key);
	if (!piece->text || !(piece->key.fields & FIELD_DSO))
		return;
	if (!starts_with_dso(piece->text->text) ||
	    !has_names(piece->text, NULL, al->dso))
		piece->text = NULL;
}
