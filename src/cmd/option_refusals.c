/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nearest.h"
#include "cmd/option_refusals.h"
#include "cmd/option_table.h"

static const char *
given_command(const struct given_option *g)
{
	return command_names[__builtin_ctz(g->commands)];
}

/* What a command has in place of an option of other commands. */
static const struct {
	unsigned command;
	int letter;
	const char *instead;
} substitutes[] = {
	{ FOR_MERGE, MERGE, "-o FILE" },
	{ FOR_SLICE, MERGE, "-o FILE" },
	{ FOR_MERGE, 'p', "--reduce=COMMAND" },
	{ FOR_EMIT, 'k', "an option of make" },
	{ FOR_SLICE, 'c', "--cpu=N" },
};

static const char *
find_substitute(unsigned command, int letter)
{
	for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
		if (substitutes[i].letter == letter &&
		    substitutes[i].command == command)
			return substitutes[i].instead;
	return NULL;
}

static bool
is_long(const struct given_option *g)
{
	return !strncmp(g->word, "--", 2);
}

char *
option_spell(const struct given_option *g, int letter)
{
	if (!is_long(g))
		return xasprintf("-%c", letter);
	return xstrndup(g->word, strcspn(g->word, "="));
}

int
option_refuse_foreign(
    const struct given_option *g, const char *name, int letter)
{
	const char *instead = find_substitute(g->commands, letter);
	char commands[100];

	option_commands(letter, commands, sizeof commands);
	warnx("%s is an option of %s, not of %s%s%s; see perf-parallel %s -h",
	    name, commands, given_command(g), instead ? ", where it is " : "",
	    instead ? instead : "", given_command(g));
	return -1;
}

/* Finds the long option that is nearest to a name, NULL for none. */
static const struct option_row *
find_nearest(const char *name, unsigned commands)
{
	const struct option_row *found = NULL;
	struct nearest nearest = { .wanted = name };

	for (size_t i = 0; i < option_rows; i++)
		if (option_table[i].commands & commands &&
		    nearest_try(&nearest, option_table[i].option.name))
			found = &option_table[i];
	return found;
}

/* Refuses an ambiguous short form; returns 0 if it is none. */
static int
refuse_short(const char *name)
{
	const char *found[2];
	size_t count = 0;

	for (size_t i = 0; i < option_rows; i++)
		if (!strncmp(option_table[i].option.name, name + 2,
			strlen(name + 2)) && count < 2)
			found[count++] = option_table[i].option.name;
	if (count < 2)
		return 0;
	warnx("%s may be short for --%s or --%s", name, found[0], found[1]);
	return -1;
}

/* Refuses a misspelt long option; returns 0 if it is like none. */
static int
refuse_long(const struct given_option *g, const char *name)
{
	const struct option_row *near = find_nearest(name + 2, g->commands);
	char commands[100];

	if (near) {
		warnx("%s is no option here; did you mean --%s?", name,
		    near->option.name);
		return -1;
	}
	near = find_nearest(name + 2, ~0u);
	if (!near)
		return 0;
	option_commands(near->option.val, commands, sizeof commands);
	warnx("%s is no option here; --%s is one of %s", name,
	    near->option.name, commands);
	return -1;
}

/* Refuses an option that no command has. */
static void
refuse_unknown(const struct given_option *g, const char *name)
{
	if (is_long(g) && (refuse_short(name) || refuse_long(g, name)))
		return;
	warnx("%s is no option here; see perf-parallel %s -h", name,
	    given_command(g));
}

int
option_refuse(const struct given_option *g, int why)
{
	const struct option_row *any = optopt ? option_find(optopt, ~0u) : NULL;
	const struct option_row *row =
	    any ? option_find(optopt, g->commands) : NULL;
	char *name = option_spell(g, optopt);

	if (!any || (!is_long(g) && !option_has_letter(&any->option)))
		refuse_unknown(g, name);
	else if (!row)
		option_refuse_foreign(g, name, optopt);
	else if (why == ':')
		warnx("option %s needs a value: %s", name, row->value);
	else
		warnx("option %s takes no value", name);
	free(name);
	return -1;
}
