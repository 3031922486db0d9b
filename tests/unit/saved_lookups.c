/* SPDX-License-Identifier: GPL-2.0-only */
/* The note of what perf looks for, when it is right and when it is not. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "store/output.h"
#include "store/saved_lookups.h"
#include "unit/scratch.h"

#define NOTE ".perf-parallel/lookups"

static const struct perf_command command;

static int
open_output(void **state)
{
	setenv("PERF_CONFIG", "/nonexistent/config", 1);
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

/* Has a plan of two ranges with their contents, which look for nothing yet. */
static void
start(struct plan *p, struct range range[2])
{
	range[0] = (struct range){ .contents = { { 1 } } };
	range[1] = (struct range){ .contents = { { 2 } } };
	*p = (struct plan){ .range = range, .count = 2 };
}

static void
end(struct plan *p)
{
	lookups_release(&p->lookups);
	found_release(&p->found);
}

/* Notes that range 0 looks for two libraries, and range 1 for the second. */
static void
note(void)
{
	struct range range[2];
	struct plan p;

	start(&p, range);
	lookups_append(&p.lookups, LOOKUP_FILE, "-", in_scratch("one"));
	lookups_append(&p.lookups, LOOKUP_FILE, "-", in_scratch("two a"));
	lookups_set_ranges(&p.lookups, 2);
	lookups_need(&p.lookups, 0, 0);
	lookups_need(&p.lookups, 0, 1);
	lookups_need(&p.lookups, 1, 1);
	found_look(&p.found, &p.lookups, &command);
	assert_int_equal(saved_lookups_note(scratch, &p), 0);
	end(&p);
}

static bool
recalls(void)
{
	struct range range[2];
	struct plan p;
	bool recalled;

	start(&p, range);
	recalled = saved_lookups_recall(scratch, &p);
	if (recalled) {
		assert_int_equal(p.lookups.count, 2);
		assert_string_equal(
		    p.lookups.lookup[1].name, in_scratch("two a"));
		assert_true(lookups_needs(&p.lookups, 0, 0));
		assert_true(lookups_needs(&p.lookups, 0, 1));
		assert_false(lookups_needs(&p.lookups, 1, 0));
		assert_true(lookups_needs(&p.lookups, 1, 1));
	}
	end(&p);
	return recalled;
}

/* Looks for a range by the first byte of its contents. */
static int
look(unsigned char contents, char **changed)
{
	const struct digest digest = { { contents } };
	struct digest found;

	*changed = NULL;
	return saved_lookups_look(scratch, &digest, &command, &found, changed);
}

static void
is_read_back_as_noted(void **state)
{
	(void)state;
	assert_false(recalls());
	note();
	assert_true(recalls());
}

static void
what_changed_is_named_to_those_that_need_it(void **state)
{
	char *changed;

	(void)state;
	note();
	assert_int_equal(look(1, &changed), 0);
	assert_int_equal(look(3, &changed), -1);
	scratch_write("one", "");
	assert_int_equal(look(2, &changed), 0);
	assert_int_equal(look(1, &changed), 1);
	assert_string_equal(changed, in_scratch("one"));
	free(changed);
}

static void
is_current_until_something_changes(void **state)
{
	struct range range[2];
	struct plan p;

	(void)state;
	note();
	start(&p, range);
	assert_true(saved_lookups_are_current(scratch, &command, &p));
	end(&p);
	scratch_write("two a", "");
	start(&p, range);
	assert_false(saved_lookups_are_current(scratch, &command, &p));
	end(&p);
}

/* Uses a note of this text, in any way; returns whether it was recalled. */
static bool
try_note(const char *text)
{
	struct range range[2];
	struct plan p;
	char *changed;
	bool recalled;

	scratch_write(NOTE, text);
	recalled = recalls();
	look(1, &changed);
	free(changed);
	look(2, &changed);
	free(changed);
	start(&p, range);
	saved_lookups_are_current(scratch, &command, &p);
	end(&p);
	return recalled;
}

static void
cut_off_anywhere_it_is_not_recalled(void **state)
{
	char *text;

	(void)state;
	note();
	text = scratch_read(NOTE);
	/* Without its last line end it is all there. */
	for (size_t len = strlen(text) - 2; len > 0; len--) {
		text[len] = '\0';
		assert_false(try_note(text));
	}
	free(text);
	assert_false(try_note(""));
}

/* Puts something in place of the first of a text; for free(3). */
static char *
replaced(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - text), text, new,
	    at + strlen(old));
}

static void
what_is_damaged_or_foreign_is_not_recalled(void **state)
{
	static const char *const damage[][2] = {
		{ "lookups 1", "lookups 0" }, { " 0-1\n", " 0-2\n" },
		{ " 0-1\n", " 1-0\n" }, { " 0-1\n", " 0-4294967295\n" },
		{ " 0-1\n", " 0-99999999999999999999\n" },
		{ " 0-1\n", " -1-1\n" }, { " 0-1\n", " 0-1x\n" },
		{ " 0-1\n", " 0\n" }, { "0 - /", "9 - /" }, { "0 - /", "/ - /" },
		{ "0 - /", "00 - /" }, { "0 - /", "0 ../x /" },
		{ "0 - /", "0 " "0000000000000000000000000000000000000000a /" },
		{ "end\n", "\n" }, { "end\n", "END\n" },
	};
	char *text, *other;

	(void)state;
	note();
	text = scratch_read(NOTE);
	for (size_t i = 0; i < LENGTH(damage); i++) {
		other = replaced(text, damage[i][0], damage[i][1]);
		if (try_note(other))
			fail_msg("%s is recalled", damage[i][1]);
		free(other);
	}
	assert_true(try_note(text));
	free(text);
}

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, open_output, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(is_read_back_as_noted),
		IN_OUTPUT(what_changed_is_named_to_those_that_need_it),
		IN_OUTPUT(is_current_until_something_changes),
		IN_OUTPUT(cut_off_anywhere_it_is_not_recalled),
		IN_OUTPUT(what_is_damaged_or_foreign_is_not_recalled),
	};

	return RUN(tests);
}
