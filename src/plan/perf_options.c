/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <string.h>

#include "perfdata/format.h"
#include "plan/perf_options.h"

#define FLAG PERF_OPTION_FLAG
#define VALUE PERF_OPTION_VALUE
#define OPTIONAL PERF_OPTION_OPTIONAL
#define OF(type) (UINT64_C(1) << RECORD_##type)
#define PERHAPS .perhaps = true
#define OPTION(l, n, v, ...) { .letter = l, .name = n, .value = v, __VA_ARGS__ }

static const char lists[] = "it only prints a list";
static const char no_samples[] = "it prints no samples";
static const char other_records[] =
    "records that are no samples are printed again for each range";
static const char each_range[] =
    "what a pipe says first is printed again for each range";
static const char all_of_it[] = "its header tells of the whole file";
static const char from_start[] = "it counts from the start of each range";
static const char script_parts[] =
    "a script's begin and end parts run for each range";
static const char side_effects[] =
    "it may keep something from sample to sample, or write files of its own";
static const char same_files[] = "all ranges would write the same files";
static const char relative[] = "it makes --time relative to the first sample";
static const char guests[] = "a guest's processes are those of its host";
static const char own_symbols[] = "it says where symbols are";
static const char filters[] =
    "a filter may depend on samples of earlier ranges";
static const char any_address[] = "a filter may ask for any address";
static const char between[] = "perf prints more than samples";
static const char otherwise[] = "perf prints samples in another way";
static const char own_filter[] = "perf takes one dlfilter only";
static const char shorter[] = "perf leaves out frames of callchains";
static const char carried[] = "it depends on samples of earlier ranges";

const struct perf_option perf_options[] = {
	OPTION('D', "dump-raw-trace", FLAG, .differs = other_records,
	    .unprinted = between),
	OPTION(0, "dump-unsorted-raw-trace", FLAG, .differs = other_records,
	    .unprinted = between),
	OPTION('v', "verbose", FLAG, .unprinted = between),
	OPTION('L', "Latency", FLAG, .unprinted = otherwise),
	OPTION('l', "list", FLAG, .refused = lists),
	OPTION(0, "list-dlfilters", FLAG, .refused = lists),
	OPTION('s', "script", VALUE, .differs = script_parts,
	    .alone = side_effects, .unprinted = otherwise),
	OPTION('g', "gen-script", VALUE, .refused = "it only writes a script"),
	OPTION(0, "dlfilter", VALUE, .symbols = any_address, .differs = filters,
	    PERHAPS, .alone = side_effects, .unprinted = own_filter),
	OPTION(0, "dlarg", VALUE, .unprinted = own_filter),
	OPTION('i', "input", VALUE),
	OPTION('d', "debug-mode", FLAG, .refused = no_samples),
	OPTION(0, "header", FLAG, .header = true, .unsliced = all_of_it),
	OPTION(0, "header-only", FLAG, .refused = no_samples),
	OPTION('k', "vmlinux", VALUE, .symbols = own_symbols),
	OPTION(0, "kallsyms", VALUE, .symbols = own_symbols),
	OPTION('G', "hide-call-graph", FLAG),
	OPTION(0, "symfs", VALUE, .symbols = own_symbols),
	OPTION('F', "fields", VALUE),
	OPTION('a', "all-cpus", FLAG),
	OPTION(0, "dsos", VALUE),
	OPTION('S', "symbols", VALUE),
	OPTION(0, "addr-range", VALUE),
	OPTION(0, "insn-trace", OPTIONAL),
	OPTION(0, "xed", OPTIONAL),
	OPTION(0, "call-trace", OPTIONAL, .differs = carried, PERHAPS),
	OPTION(0, "call-ret-trace", OPTIONAL, .differs = carried, PERHAPS),
	OPTION(0, "graph-function", VALUE, .differs = carried, PERHAPS),
	OPTION(0, "stop-bt", VALUE, .unprinted = shorter),
	OPTION('C', "cpu", VALUE),
	OPTION('c', "comms", VALUE),
	OPTION(0, "pid", VALUE),
	OPTION(0, "tid", VALUE),
	OPTION(0, "max-stack", VALUE),
	OPTION(0, "reltime", FLAG, .refused = relative),
	OPTION(0, "deltatime", FLAG, .differs = from_start,
	    .unprinted = otherwise),
	OPTION('I', "show-info", FLAG, .header = true, .differs = each_range),
	OPTION(0, "show-kernel-path", FLAG, .symbols = own_symbols),
	OPTION(0, "show-task-events", FLAG, .differs = other_records,
	    .unprinted = between),
	OPTION(0, "show-mmap-events", FLAG, .differs = other_records,
	    .unprinted = between),
	OPTION(0, "show-switch-events", FLAG, .differs = other_records,
	    .records = OF(SWITCH) | OF(SWITCH_CPU_WIDE), .unprinted = between),
	OPTION(0, "show-namespace-events", FLAG, .differs = other_records,
	    .records = OF(NAMESPACES), .unprinted = between),
	OPTION(0, "show-cgroup-events", FLAG, .differs = other_records,
	    .records = OF(CGROUP), .unprinted = between),
	OPTION(0, "show-lost-events", FLAG, .differs = other_records,
	    .records = OF(LOST) | OF(LOST_SAMPLES), .unprinted = between),
	OPTION(0, "show-round-events", FLAG, .differs = other_records,
	    .unprinted = between),
	OPTION(0, "show-bpf-events", FLAG, .differs = other_records,
	    .records = OF(KSYMBOL) | OF(BPF_EVENT), .unprinted = between),
	OPTION(0, "show-text-poke-events", FLAG, .differs = other_records,
	    .records = OF(TEXT_POKE), .unprinted = between),
	OPTION(0, "per-event-dump", FLAG, .refused = same_files),
	OPTION('f', "force", FLAG),
	OPTION(0, "max-blocks", VALUE),
	OPTION(0, "ns", FLAG),
	OPTION(0, "itrace", OPTIONAL),
	OPTION(0, "full-source-path", FLAG),
	OPTION(0, "demangle", FLAG),
	OPTION(0, "demangle-kernel", FLAG),
	OPTION(0, "addr2line", VALUE),
	OPTION(0, "time", VALUE),
	OPTION(0, "inline", FLAG),
	OPTION(0, "guestmount", VALUE, .unsliced = guests,
	    .unprinted = otherwise),
	OPTION(0, "guestvmlinux", VALUE, .unsliced = guests,
	    .unprinted = otherwise),
	OPTION(0, "guestkallsyms", VALUE, .unsliced = guests,
	    .unprinted = otherwise),
	OPTION(0, "guestmodules", VALUE, .unsliced = guests,
	    .unprinted = otherwise),
	OPTION(0, "guest-code", FLAG, .unsliced = guests,
	    .unprinted = otherwise),
	OPTION(0, "stitch-lbr", FLAG, .differs = carried, PERHAPS,
	    .unprinted = otherwise),
	OPTION(0, "switch-on", VALUE, .differs = carried, PERHAPS),
	OPTION(0, "switch-off", VALUE, .differs = carried, PERHAPS),
	OPTION(0, "show-on-off-events", FLAG),
	OPTION('h', "help", FLAG, .refused = lists),
	OPTION(0, "help-all", FLAG, .refused = lists),
	OPTION(0, "list-opts", FLAG, .refused = lists),
	OPTION(0, "list-cmds", FLAG, .refused = lists),
	OPTION(0, NULL, FLAG),
};

_Static_assert(sizeof perf_options / sizeof *perf_options <= PERF_OPTIONS_MAX,
    "PERF_OPTIONS_MAX is too small");

/* The options that come before "script". */
static const struct {
	const char *name;
	enum perf_option_value value;
	const char *refused;
} perf_own_options[] = {
	{ "-p", FLAG, NULL }, /* output that goes to a file is not paged */
	{ "--paginate", FLAG, NULL },
	{ "--no-pager", FLAG, NULL },
	{ "--debug", VALUE, NULL },
	{ "--buildid-dir", VALUE, NULL },
	{ "--debugfs-dir", VALUE, NULL },
	{ "--debugfs-dir=", OPTIONAL, NULL },
	{ "--exec-path=", OPTIONAL, NULL },
	{ "--exec-path", FLAG, "it only prints a folder" },
	{ "--html-path", FLAG, "it only prints a folder" },
	{ "--list-cmds", FLAG, lists },
	{ "--list-opts", FLAG, lists },
	{ NULL, FLAG, NULL },
};

static bool
starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/*
 * Says whether arg, a long option without its dashes, may be short for this
 * one; sets *negated when it is so with a "no-" before it.
 */
static bool
abbreviates(const char *arg, const char *name, bool *negated)
{
	*negated = false;
	if (!strncmp(name, arg, strcspn(arg, "=")))
		return true;
	*negated = true;
	return starts_with("no-", arg) ||
	    (starts_with(arg, "no-") && starts_with(name, arg + 3));
}

/* Says whether arg is the whole of this name, perhaps with "no-" before it. */
static bool
names(const char *arg, const char *name, bool *negated)
{
	size_t len = strcspn(arg, "=");

	*negated = false;
	if (len == strlen(name) && !strncmp(arg, name, len))
		return true;
	*negated = true;
	return starts_with(arg, "no-") && len - 3 == strlen(name) &&
	    !strncmp(arg + 3, name, len - 3);
}

/* Finds the option that perf takes arg for, NULL for none; -1 if ambiguous. */
static int
find_long(const char *arg, struct perf_option_use *use)
{
	const struct perf_option *o, *candidate = NULL, *other = NULL;
	bool negated, candidate_negated = false;

	for (o = perf_options; o->name; o++) {
		if (names(arg, o->name, &negated)) {
			use->option = o;
			use->negated = negated;
			return 0;
		}
		if (abbreviates(arg, o->name, &negated)) {
			other = candidate;
			candidate = o;
			candidate_negated = negated;
		}
	}
	if (other) {
		warnx("perf script: --%s may be short for --%s or --%s; "
		      "write it out", arg, other->name, candidate->name);
		return -1;
	}
	use->option = candidate;
	use->negated = candidate_negated;
	return 0;
}

/* Takes the option's value from the rest of its word or from the next one. */
static int
take_value(char *const *word, size_t count, size_t *next, const char *rest,
    struct perf_option_use *use)
{
	use->value_word = use->word;
	use->value = rest;
	if (rest || use->negated || use->option->value != VALUE)
		return 0;
	if (*next == count) {
		warnx("perf script: option %s needs a value", word[use->word]);
		return -1;
	}
	use->value_word = *next;
	use->value = word[(*next)++];
	return 0;
}

static int
next_long(char *const *word, size_t count, size_t *next,
    struct perf_option_use *use)
{
	const char *arg = word[use->word] + 2;
	const char *rest = strchr(arg, '=');

	*next = use->word + 1;
	use->at = 0;
	if (find_long(arg, use))
		return -1;
	if (!use->option) {
		use->value = NULL;
		return 1;
	}
	if (rest && (use->negated || use->option->value == FLAG)) {
		warnx("perf script: option --%s takes no value", arg);
		return -1;
	}
	return take_value(word, count, next, rest ? rest + 1 : NULL, use) ? -1 :
	    1;
}

static int
next_letter(char *const *word, size_t count, size_t *next, size_t *at,
    struct perf_option_use *use)
{
	const char *letter = word[use->word] + *at;
	const struct perf_option *o = perf_options;

	while (o->name && o->letter != *letter)
		o++;
	if (!o->name) {
		bool alone = *at == 1 && !letter[1];

		warnx("perf script: unknown option -%c%s%s; options of "
		      "perf-parallel go before the '--'", *letter,
		    alone ? "" : " in ", alone ? "" : word[use->word]);
		return -1;
	}
	use->option = o;
	use->at = (*at)++;
	use->negated = false;
	if (o->value == FLAG && letter[1])
		return 1;
	*at = 0;
	*next = use->word + 1;
	return take_value(word, count, next, letter[1] ? letter + 1 : NULL, use)
	    ? -1 : 1;
}

int
perf_options_next(char *const *word, size_t count, size_t *next, size_t *at,
    struct perf_option_use *use)
{
	*use = (struct perf_option_use){ .word = *next };
	if (*at)
		return next_letter(word, count, next, at, use);
	if (*next == count || word[*next][0] != '-' || !word[*next][1])
		return 0;
	if (!strcmp(word[*next], "--")) {
		(*next)++;
		return 0;
	}
	if (word[*next][1] == '-')
		return next_long(word, count, next, use);
	*at = 1;
	return next_letter(word, count, next, at, use);
}

/* Reads one option of perf itself.  Returns 0, or -1 with a message. */
static int
pass_own_option(
    struct perf_start *start, char *const *word, size_t count)
{
	const char *arg = word[start->options++];
	size_t i = 0;

	while (perf_own_options[i].name &&
	    (perf_own_options[i].value == OPTIONAL ?
		    !starts_with(arg, perf_own_options[i].name) :
		    strcmp(arg, perf_own_options[i].name)))
		i++;
	if (!perf_own_options[i].name) {
		warnx("perf: unknown option %s before script", arg);
		return -1;
	}
	if (perf_own_options[i].refused) {
		warnx("perf %s cannot be cut into ranges: %s", arg,
		    perf_own_options[i].refused);
		return -1;
	}
	if (perf_own_options[i].value != VALUE)
		return 0;
	if (start->options == count) {
		warnx("perf: option %s needs a value", arg);
		return -1;
	}
	if (!strcmp(arg, "--buildid-dir"))
		start->buildid_dir = word[start->options];
	start->options++;
	return 0;
}

/* Says whether a word makes perf only print its help or version. */
static bool
is_only_help(const char *word)
{
	static const char *const help[] = { "-h", "-v", "-vv", "--help",
		"--version" };

	for (size_t i = 0; i < sizeof help / sizeof *help; i++)
		if (!strcmp(word, help[i]))
			return true;
	return false;
}

int
perf_options_start(
    struct perf_start *start, char *const *word, size_t count)
{
	*start = (struct perf_start){ .options = 1 };
	while (start->options < count && word[start->options][0] == '-' &&
	    !is_only_help(word[start->options]))
		if (pass_own_option(start, word, count))
			return -1;
	if (start->options < count && !strcmp(word[start->options], "script")) {
		start->options++;
		return 0;
	}
	warnx("'%s%s%s': only perf script can be cut into ranges; "
	      "write -- perf script ...", count ? word[0] : "",
	    start->options < count ? " " : "",
	    start->options < count ? word[start->options] : "");
	return -1;
}
