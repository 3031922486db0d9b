/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/renumbering_world.h"

/* Makes the key of a letter, as digest_format() might write it. */
static void
make_key(char key[DIGEST_TEXT], char letter)
{
	memset(key, 'A', DIGEST_TEXT - 1);
	key[0] = letter;
	key[DIGEST_TEXT - 1] = '\0';
}

void
plan_told_start(struct told *t, const char *text)
{
	*t = (struct told){ 0 };
	assert_int_equal(words_split(&t->words, text), 0);
	assert_true(t->words.count <= FOLDERS_MAX);
	for (; t->count < t->words.count; t->count++) {
		char *equal = strchr(t->words.word[t->count], '=');

		make_key(t->key[t->count], equal[1]);
		*equal = '\0';
		t->folder[t->count] = t->words.word[t->count];
	}
}

void
plan_told_release(struct told *t)
{
	words_release(&t->words);
}

void
plans_start(struct plans *p, const char *old, const char *new)
{
	*p = (struct plans){ 0 };
	plan_told_start(&p->old_told, old);
	plan_told_start(&p->new_told, new);
	for (size_t i = 0; i < p->old_told.count; i++) {
		p->old_range[i].folder = (char *)p->old_told.folder[i];
		strcpy(p->old_range[i].key, p->old_told.key[i]);
	}
	for (size_t i = 0; i < p->new_told.count; i++) {
		p->new_range[i].folder = (char *)p->new_told.folder[i];
		strcpy(p->new_range[i].key.text, p->new_told.key[i]);
	}
	p->old = (struct saved_plan){
		.range = p->old_range, .count = p->old_told.count };
	p->new = (struct plan){
		.range = p->new_range, .count = p->new_told.count };
}

void
plans_release(struct plans *p)
{
	plan_told_release(&p->old_told);
	plan_told_release(&p->new_told);
}

const char *
file_in(const char *folder, const char *file)
{
	static char name[2][256];
	static unsigned turn;
	char *n = name[turn++ % 2];

	snprintf(n, sizeof *name, "%s%s%s", folder, *folder ? "/" : "", file);
	return n;
}

void
decode(const char *text)
{
	struct told t;

	plan_told_start(&t, text);
	for (size_t i = 0; i < t.count; i++) {
		scratch_write(file_in(t.folder[i], "cmd.txt"), "perf script\n");
		scratch_write(file_in(t.folder[i], "out.txt"), t.key[i]);
		assert_int_equal(
		    stamp_make(scratch, t.folder[i], t.key[i]), 0);
	}
	plan_told_release(&t);
}

/* Says whether a folder's output has a key, whatever stamps say. */
static bool
has_output(const char *folder, const char *key)
{
	char *text = scratch_read(file_in(folder, "out.txt"));
	bool has = !strcmp(text, key);

	free(text);
	return has;
}

bool
holds(const char *folder, const char *key)
{
	return stamp_is_valid(scratch, folder, key) && has_output(folder, key);
}

void
assert_no_stamp_lies(const char *name, const struct told *t)
{
	char key[DIGEST_TEXT];

	for (size_t i = 0; i < t->count; i++)
		for (char letter = 'A'; letter <= 'Z'; letter++) {
			make_key(key, letter);
			if (stamp_is_valid(scratch, t->folder[i], key) &&
			    !has_output(t->folder[i], key))
				fail_msg("%s: %s has a stamp of %c", name,
				    t->folder[i], letter);
		}
}

int
open_shifted_output(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}
