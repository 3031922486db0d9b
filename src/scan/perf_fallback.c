/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/child.h"
#include "base/nanosec.h"
#include "base/words.h"
#include "perfdata/events.h"
#include "perfdata/recording.h"
#include "perfdata/recording_files.h"
#include "scan/perf_fallback.h"
#include "scan/timeline.h"

/* Starts perf.  Returns its output, or NULL with a message. */
static FILE *
open_perf(
    const char *perf, const char *path, const char *fields, pid_t *child)
{
	const char *const word[] = { perf, "script", "--ns", "-F", fields,
		"-i", path };
	struct words words;
	FILE *printed;

	words_init(&words);
	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		words_add(&words, word[i]);
	printed = child_read(&words, child);
	words_release(&words);
	return printed;
}

/* Parses a line such as "[003] 1234.000000005:", or without the CPU. */
static int
parse(char *line, uint64_t *time_ns, uint32_t *cpu)
{
	char *end;

	*cpu = EVENT_NO_CPU;
	line += strspn(line, " \t");
	if (*line == '[') {
		/* perf prints [-01] for none */
		*cpu = strtol(line + 1, &end, 10);
		if (*end != ']')
			return -1;
		line = end + 1;
		line += strspn(line, " \t");
	}
	end = strchr(line, ':');
	if (!end)
		return -1;
	*end = '\0';
	return nanosec_parse(line, time_ns);
}

/* Reads the output of perf.  Returns how many samples it has. */
static uint64_t
read_samples(struct timeline *t, FILE *out)
{
	char *line = NULL;
	size_t room = 0;
	uint64_t time_ns;
	uint32_t cpu;

	while (getline(&line, &room, out) > 0)
		if (!parse(line, &time_ns, &cpu))
			timeline_add(t, time_ns, cpu, 1);
	free(line);
	return t->samples;
}

/* Asks perf for some fields.  Returns -1 when it does not print them. */
static int
ask(struct timeline *t, const char *perf, const char *path, const char *fields)
{
	pid_t child;
	FILE *out = open_perf(perf, path, fields, &child);
	uint64_t samples;

	if (!out)
		return -1;
	timeline_start(t);
	/* The lines come in the order in which perf prints samples. */
	t->order.as_in_file = true;
	samples = read_samples(t, out);
	fclose(out);
	if (!child_wait(child) && samples) {
		timeline_finish(t);
		return 0;
	}
	timeline_release(t);
	return -1;
}

int
perf_fallback_scan(struct recording *r, struct timeline *t, const char *path,
    const char *perf)
{
	const struct event event = { .layout = { .sample_cpu = 1 } };

	warnx("%s: %s is run to find where its samples are, which takes "
	      "longer", path, perf);
	*r = (struct recording){ .name = xstrdup(path) };
	if (!recording_files_state(&r->state, path) &&
	    (!ask(t, perf, path, "cpu,time") || !ask(t, perf, path, "time"))) {
		events_add(&r->events, &event, NULL, 0);
		if (!recording_files_digest(&t->digest, path))
			return 0;
		timeline_release(t);
	}
	warnx("%s: %s cannot read it either: %s script -i %s says why", path,
	    perf, perf, path);
	recording_close(r);
	return -1;
}
