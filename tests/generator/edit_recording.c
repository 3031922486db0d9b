/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * edit-recording: changes a recording for the command tests, as little or as
 * much as they need.  The same command does the same to the same bytes.
 */
#include <bsd/stdlib.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "generator/editable.h"
#include "generator/edits.h"
#include "perfdata/format.h"

/* How much a recording may grow at once. */
enum { PERCENT_MAX = 10000 };

/* What is said of a process by its samples. */
struct process {
	uint32_t pid;
	uint64_t samples;
	uint64_t first_ns;
	uint64_t last_ns;
};

static uint64_t
number(const char *text, const char *what, long long max)
{
	const char *why;
	long long value = strtonum(text, 0, max, &why);

	if (why)
		errx(2, "%s '%s': the number is %s", what, text, why);
	return value;
}

static uint64_t
percent(const char *text)
{
	return number(text, "PERCENT", 100);
}

static void
change_sample(struct editable *e, char **arguments)
{
	edit_change_sample(e, number(arguments[0], "NUMBER", LLONG_MAX));
}

static void
grow(struct editable *e, char **arguments)
{
	edit_grow(e, number(arguments[0], "PERCENT", PERCENT_MAX));
}

static void
truncate_end(struct editable *e, char **arguments)
{
	edit_truncate(e, percent(arguments[0]));
}

static void
drop_first(struct editable *e, char **arguments)
{
	edit_drop_first(e, percent(arguments[0]));
}

static void
add_mmap(struct editable *e, char **arguments)
{
	edit_add_mmap(
	    e, number(arguments[0], "PID", INT_MAX), percent(arguments[1]));
}

static void
add_task(struct editable *e, char **arguments)
{
	edit_add_task(e, percent(arguments[0]));
}

static int
by_pid(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* Joins what is said of one process, all sorted; returns how many remain. */
static size_t
join(struct process *p, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (!kept || p[kept - 1].pid != p[i].pid) {
			p[kept++] = p[i];
			continue;
		}
		p[kept - 1].samples++;
		if (p[i].first_ns < p[kept - 1].first_ns)
			p[kept - 1].first_ns = p[i].first_ns;
		if (p[i].last_ns > p[kept - 1].last_ns)
			p[kept - 1].last_ns = p[i].last_ns;
	}
	return kept;
}

static void
print_pids(struct editable *e, char **arguments)
{
	struct process *p = xcalloc(e->count + 1, sizeof *p);
	char first[NANOSEC_TEXT], last[NANOSEC_TEXT];
	size_t count = 0;

	(void)arguments;
	for (size_t i = 0; i < e->count; i++) {
		const struct editable_record *r = &e->record[i];

		if (r->type == RECORD_SAMPLE)
			p[count++] = (struct process){ editable_pid(r), 1,
				r->time_ns, r->time_ns };
	}
	qsort(p, count, sizeof *p, by_pid);
	count = join(p, count);
	for (size_t i = 0; i < count; i++)
		printf("%u %ju %s %s\n", p[i].pid, (uintmax_t)p[i].samples,
		    nanosec_format(first, p[i].first_ns),
		    nanosec_format(last, p[i].last_ns));
	free(p);
}

static const struct command {
	const char *name;
	void (*run)(struct editable *, char **arguments);
	const char *arguments;
	int count; /* of arguments */
	bool prints; /* and edits nothing */
	const char *summary;
} commands[] = {
	{ "change-sample", change_sample, "NUMBER", 1, false,
	    "change an address of a sample, from 1 on" },
	{ "grow", grow, "PERCENT", 1, false,
	    "append so many more samples, at later times" },
	{ "truncate", truncate_end, "PERCENT", 1, false,
	    "drop so many of the records from the end" },
	{ "drop-first", drop_first, "PERCENT", 1, false,
	    "drop the samples of the first part of the time" },
	{ "add-mmap", add_mmap, "PID PERCENT", 2, false,
	    "map a file there, over code that runs" },
	{ "add-task", add_task, "PERCENT", 1, false,
	    "start a process there that has no samples" },
	{ "pids", print_pids, "", 0, true,
	    "list processes: PID SAMPLES FIRST LAST" },
};

enum { COUNT = sizeof commands / sizeof *commands };

static void
usage(FILE *stream)
{
	fprintf(stream,
	    "usage: edit-recording [-o NEW] COMMAND FILE [ARGUMENTS]\n"
	    "Edits FILE in place, or else writes the edited one to NEW.\n");
	for (int i = 0; i < COUNT; i++)
		fprintf(stream, "  %-13s FILE %-11s  %s\n", commands[i].name,
		    commands[i].arguments, commands[i].summary);
}

static const struct command *
find_command(const char *name)
{
	for (int i = 0; i < COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct command *command;
	const char *new = NULL;
	struct editable e;
	int option;

	while ((option = getopt(argc, argv, "+o:h")) >= 0) {
		if (option != 'o') {
			usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? 0 : 2;
		}
		new = optarg;
	}
	argv += optind;
	argc -= optind;
	command = argc < 2 ? NULL : find_command(argv[0]);
	if (!command || argc != 2 + command->count) {
		usage(stderr);
		return 2;
	}
	editable_open(&e, argv[1]);
	command->run(&e, argv + 2);
	if (!command->prints)
		editable_write(&e, new ? new : argv[1]);
	editable_close(&e);
	return 0;
}
