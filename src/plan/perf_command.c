/* SPDX-License-Identifier: GPL-2.0-only */
#include <bsd/stdlib.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/events.h"
#include "plan/perf_command.h"
#include "plan/perf_options.h"

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

/* Notes what is printed of samples; returns -1 when perf takes no such list. */
static int
note_fields(struct perf_command *c, const char *value)
{
	int status = perf_fields_take(&c->fields, value);

	if (status > 0)
		c->unknown = true;
	return status < 0 ? -1 : 0;
}

/* Says whether an option stands for what to make of a trace. */
static bool
is_of_trace(const struct perf_option *o)
{
	return !strcmp(o->name, "insn-trace") ||
	    !strcmp(o->name, "call-trace") ||
	    !strcmp(o->name, "call-ret-trace");
}

/*
 * Notes an option that implies fields, --itrace and --ns.  perf treats its
 * negation in the same way.
 */
static int
note_trace(struct perf_command *c, const struct perf_option_use *use)
{
	const char *name = use->option->name;
	bool disasm = use->value && !strcmp(use->value, "disasm");

	c->ns = true;
	c->itrace = name;
	if (!strcmp(name, "insn-trace"))
		return note_fields(c, disasm ? "+disasm,-event,-period" :
					       "+insn,-event,-period");
	return note_fields(c, "-ip,-addr,-event,-period,+callindent");
}

/*
 * Notes one option of the user's command, or that it is taken back; returns -1
 * with a message for a value that perf would not accept.
 */
static int
note_option(struct perf_command *c, const struct perf_option_use *use)
{
	const struct perf_option *o = use->option;
	const char *value = use->negated ? NULL : use->value;

	if (!strcmp(o->name, "input"))
		c->input = value;
	else if (!strcmp(o->name, "time"))
		c->time = value;
	else if (!strcmp(o->name, "cpu"))
		c->cpu = value && *value ? value : NULL;
	else if (!strcmp(o->name, "itrace"))
		c->itrace = value;
	else if (!strcmp(o->name, "pid"))
		c->by_pid = !use->negated;
	else if (!strcmp(o->name, "dsos"))
		c->by_dso = !use->negated;
	else if (!strcmp(o->name, "symfs"))
		c->symfs = value && *value ? value : NULL;
	else if (!strcmp(o->name, "hide-call-graph"))
		c->chainless = !use->negated;
	else if (!strcmp(o->name, "inline"))
		c->not_inlined = use->negated;
	else if (!strcmp(o->name, "addr2line"))
		c->addr2line = value;
	else if (!strcmp(o->name, "ns"))
		c->ns = !use->negated;
	else if (!strcmp(o->name, "vmlinux"))
		c->vmlinux = value;
	else if (!strcmp(o->name, "kallsyms"))
		c->kallsyms = value;
	else if (!strcmp(o->name, "fields"))
		c->field_list = value;
	else if (!strcmp(o->name, "max-stack"))
		c->max_stack = value;
	if (is_of_trace(o))
		return note_trace(c, use);
	return !strcmp(o->name, "fields") && value ? note_fields(c, value) : 0;
}

/* Notes that merged ranges are not the serial output with an option. */
static void
note_difference(struct perf_command *c, const struct perf_option *o)
{
	uint64_t both = c->differs_records && o->records ?
	    c->differs_records | o->records : 0;

	c->differs_records = c->differs ? both : o->records;
	if (c->differs && !c->differs_perhaps)
		return;
	c->differs = o->differs;
	c->differs_option = o->name;
	c->differs_perhaps = o->perhaps;
}

/*
 * Notes what the table says of an option that is given and was not taken back.
 * Returns -1 with a message when it is refused.
 */
static int
judge_option(struct perf_command *c, const struct perf_option *o)
{
	if (o->refused) {
		warnx("perf script --%s cannot be cut into ranges: %s", o->name,
		    o->refused);
		return -1;
	}
	if (o->differs)
		note_difference(c, o);
	if (o->alone) {
		c->alone = o->alone;
		c->alone_option = o->name;
	}
	if (o->header)
		c->header = true;
	if (o->unsliced)
		c->unsliced = o->unsliced;
	if (o->symbols)
		c->symbols = o->symbols;
	if (o->unprinted)
		c->unprinted = o->unprinted;
	return 0;
}

static int
parse_options(struct perf_command *c)
{
	struct perf_option_use use;
	size_t next = c->options, at = 0;
	bool given[PERF_OPTIONS_MAX] = { false }; /* by place in the table */
	bool scripted = false;
	int more;

	while ((more = perf_options_next(c->words.word, c->words.count, &next,
		    &at, &use)) > 0) {
		if (!use.option) {
			c->unknown = true;
			continue;
		}
		if (note_option(c, &use))
			return -1;
		given[use.option - perf_options] =
		    !use.negated || is_of_trace(use.option);
		if (use.option->letter == 's')
			scripted = true;
	}
	for (size_t i = 0; !more && perf_options[i].name; i++)
		if (given[i] && judge_option(c, &perf_options[i]))
			return -1;
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
	struct perf_start start;

	*c = (struct perf_command){ 0 };
	words_from(&c->words, word, count);
	perf_fields_start(&c->fields);
	if (!perf_options_start(&start, c->words.word, count)) {
		c->options = start.options;
		c->buildid_dir = start.buildid_dir;
		/* That is where perf has symbols of kernels, too. */
		if (c->buildid_dir)
			c->symbols = "its --buildid-dir says where they are";
		if (!parse_options(c) && !check_input(c))
			return 0;
	}
	perf_command_release(c);
	return -1;
}

void
perf_command_release(struct perf_command *c)
{
	words_release(&c->words);
}

static int
by_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

uint32_t
perf_command_single_cpu(const struct perf_command *c)
{
	const char *not_one = NULL;
	uint32_t cpu = c->cpu ? strtonum(c->cpu, 0, INT32_MAX, &not_one) : 0;

	return !c->cpu || not_one ? EVENT_NO_CPU : cpu;
}

bool
perf_command_traces_by_time(const struct perf_command *c)
{
	/* In whatever order they are asked for. */
	static const char *const by_time[] = { "b", "be", "cr", "iq", "iqq" };
	char letters[sizeof "iqq"];
	size_t len = c->itrace ? strlen(c->itrace) : 0;

	if (!len || len >= sizeof letters)
		return false;
	memcpy(letters, c->itrace, len + 1);
	qsort(letters, len, 1, by_letter);
	for (size_t i = 0; i < sizeof by_time / sizeof *by_time; i++)
		if (!strcmp(letters, by_time[i]))
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

/* Takes every use of an option out of words whose options begin at start. */
static void
take_out_all(struct words *w, size_t start, const char *name)
{
	struct perf_option_use use;
	size_t next = start, at = 0;

	while (perf_options_next(w->word, w->count, &next, &at, &use) > 0) {
		if (!use.option || strcmp(use.option->name, name))
			continue;
		/* What follows a value in its word is gone with it. */
		take_out(w, &use);
		next = start;
		at = 0;
	}
}

void
perf_command_of_range(const struct perf_command *c, const char *time, int cpu,
    struct words *words)
{
	words_copy(words, &c->words);
	if (time)
		take_out_all(words, c->options, "time");
	if (cpu >= 0)
		take_out_all(words, c->options, "cpu");
	if (!c->input_given) {
		take_out_all(words, c->options, "input"); /* a --no-input */
		words_insertf(words, c->options, "%s", c->input);
		words_insertf(words, c->options, "-i");
	}
	if (time && *time)
		words_insertf(words, c->options, "--time=%s", time);
	if (cpu >= 0)
		words_insertf(words, c->options, "--cpu=%d", cpu);
}

void
perf_command_add_ns(const struct perf_command *c, struct words *words)
{
	take_out_all(words, c->options, "ns"); /* a --no-ns */
	words_insertf(words, c->options, "--ns");
}

void
perf_command_add_option(const struct perf_command *c, struct words *words,
    const char *option, const char *value)
{
	words_insertf(words, c->options, "%s=%s", option, value);
}

void
perf_command_reading(const struct perf_command *c, const char *path,
    const char *symbols, struct words *words)
{
	words_copy(words, &c->words);
	if (path) {
		take_out_all(words, c->options, "input");
		words_insertf(words, c->options, "%s", path);
		words_insertf(words, c->options, "-i");
	}
	if (symbols)
		words_insertf(words, c->options, "--kallsyms=%s",
		    symbols);
}
