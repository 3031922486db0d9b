/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <string.h>

#include "plan/perf_command.h"
#include "plan/perf_options.h"

enum { OPTIONS_AT = 2 }; /* the options follow "perf script" */

/* Says whether perf takes word for this sub-command: three letters will do. */
static bool
is_subcommand(const char *word, const char *name)
{
	return strlen(word) > 2 && !strncmp(name, word, strlen(word));
}

/* Refuses words behind the options, but for the arguments of a script. */
static int
check_rest(char *const *rest, bool scripted)
{
	if (!*rest)
		return 0;
	if (is_subcommand(*rest, "record") || is_subcommand(*rest, "report")) {
		warnx("perf script %s records or reports by itself and cannot "
		      "be cut into ranges", *rest);
		return -1;
	}
	if (scripted)
		return 0;
	warnx("perf script: unexpected word '%s'; name a script with -s, and "
	      "write --option=value for options that perf-parallel does not "
	      "know", *rest);
	return -1;
}

/* Notes one option of the user's command. */
static int
note_option(struct perf_command *c, const struct perf_option_use *use)
{
	const struct perf_option *o = use->option;
	const char *value = use->negated ? NULL : use->value;

	if (!o)
		return 0;
	if (o->refused && !use->negated) {
		warnx("perf script --%s cannot be cut into ranges: %s", o->name,
		    o->refused);
		return -1;
	}
	if (o->differs && !use->negated) {
		c->differs = o->differs;
		c->differs_option = o->name;
	}
	if (!strcmp(o->name, "input"))
		c->input = value;
	else if (!strcmp(o->name, "time"))
		c->time = value && *value ? value : NULL;
	else if (!strcmp(o->name, "cpu"))
		c->cpu = value && *value ? value : NULL;
	else if (!strcmp(o->name, "itrace"))
		c->itrace = value;
	return 0;
}

static int
parse_options(struct perf_command *c)
{
	struct perf_option_use use;
	size_t next = OPTIONS_AT, at = 0;
	bool scripted = false;
	int more;

	while ((more = perf_options_next(c->words.word, c->words.count, &next,
		    &at, &use)) > 0) {
		if (note_option(c, &use))
			return -1;
		if (use.option && use.option->letter == 's')
			scripted = true;
	}
	return more ? -1 : check_rest(c->words.word + next, scripted);
}

static int
check_input(struct perf_command *c)
{
	c->input_given = c->input;
	if (!c->input)
		c->input = "perf.data";
	if (!*c->input) {
		warnx("perf script -i: the name of the recording is empty");
		return -1;
	}
	if (!strcmp(c->input, "-")) {
		warnx("perf script -i -: ranges cannot be cut from a pipe; "
		      "save the recording to a file first");
		return -1;
	}
	return 0;
}

int
perf_command_parse(struct perf_command *c, char *const *word, size_t count)
{
	*c = (struct perf_command){ 0 };
	if (count < OPTIONS_AT || strcmp(word[1], "script")) {
		warnx("'%s%s%s': only perf script can be cut into ranges; "
		      "write -- perf script ...", count ? word[0] : "",
		    count > 1 ? " " : "", count > 1 ? word[1] : "");
		return -1;
	}
	words_from(&c->words, word, count);
	if (!parse_options(c) && !check_input(c))
		return 0;
	perf_command_release(c);
	return -1;
}

void
perf_command_release(struct perf_command *c)
{
	words_release(&c->words);
}

bool
perf_command_traces_by_time(const struct perf_command *c)
{
	static const char *const by_time[] = { "b", "be", "cr", "qi", "qqi" };

	for (size_t i = 0; c->itrace && i < sizeof by_time / sizeof *by_time;
	     i++)
		if (!strcmp(c->itrace, by_time[i]))
			return true;
	return false;
}

/* Takes an option and its value out of the words. */
static void
take_out(struct words *w, const struct perf_option_use *use)
{
	if (use->value && use->value_word != use->word)
		words_remove(w, use->value_word);
	if (use->at > 1)
		w->word[use->word][use->at] = '\0';
	else
		words_remove(w, use->word);
}

/* Takes every use of the option with this name out of the words. */
static void
take_out_all(struct words *w, const char *name)
{
	struct perf_option_use use;
	size_t next = OPTIONS_AT, at = 0;

	while (perf_options_next(w->word, w->count, &next, &at, &use) > 0) {
		if (!use.option || strcmp(use.option->name, name))
			continue;
		/* What follows a value in its word is gone with it. */
		take_out(w, &use);
		next = OPTIONS_AT;
		at = 0;
	}
}

void
perf_command_of_range(const struct perf_command *c, const char *time, int cpu,
    struct words *words)
{
	words_copy(words, &c->words);
	if (time)
		take_out_all(words, "time");
	if (cpu >= 0)
		take_out_all(words, "cpu");
	if (!c->input_given) {
		take_out_all(words, "input"); /* a --no-input */
		words_insertf(words, OPTIONS_AT, "%s", c->input);
		words_insertf(words, OPTIONS_AT, "-i");
	}
	if (time && *time)
		words_insertf(words, OPTIONS_AT, "--time=%s", time);
	if (cpu >= 0)
		words_insertf(words, OPTIONS_AT, "--cpu=%d", cpu);
}
