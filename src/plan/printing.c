/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/own_path.h"
#include "base/words.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/perf_fields.h"
#include "plan/printing.h"

/* Returns the path of print.so below a folder, or NULL if it is not there. */
static char *
object_in(const char *folder, const char *below)
{
	char *path = xasprintf("%s%sprint.so", folder, below);

	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

char *
printing_path(void)
{
	char *folder = own_path(), *object;

	if (!folder)
		return NULL;
	strrchr(folder, '/')[1] = '\0';
	object = object_in(folder, "");
	if (!object)
		object = object_in(
		    folder, LIBDIR_FROM_BINDIR "/perf-parallel/");
	free(folder);
	return object;
}

char *
printing_object(const struct perf_command *c, const struct job_options *job)
{
	return job->perf_prints || c->unknown || c->unprinted ?
	    NULL : printing_path();
}

/* Returns the fields that perf prints of a type of event, as an argument. */
static char *
fields_argument(const struct perf_field_use *use, int type)
{
	const char *comma = "";
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	fprintf(f, "type%d=", type);
	for (int i = 0; perf_fields[i].name; i++) {
		if (!(use->printed[type] & UINT64_C(1) << i))
			continue;
		fprintf(f, "%s%s", comma, perf_fields[i].name);
		comma = ",";
	}
	/* Where a branch goes is shown unless -F names any field but flags. */
	if (!use->named[type])
		fprintf(f, "%sto", comma);
	fclose(f);
	return text;
}

/* Adds an argument that has a name and a value, unless that is NULL. */
static void
add_argument(const struct perf_command *c, struct words *words,
    const char *name, const char *value)
{
	char *argument;

	if (!value)
		return;
	argument = xasprintf("%s=%s", name, value);
	perf_command_add_option(c, words, "--dlarg", argument);
	free(argument);
}

void
printing_add(const struct printing *p, const struct perf_command *c,
    struct words *words)
{
	static const char *const kernels[] = {
		[PRINTING_LISTED_KERNEL] = "listed",
		[PRINTING_STILL_KERNEL] = "still",
	};

	for (int type = 0; type < FIELDS_TYPES; type++) {
		char *argument = fields_argument(&c->fields, type);

		perf_command_add_option(c, words, "--dlarg", argument);
		free(argument);
	}
	if (p->kernel != PRINTING_ANY_KERNEL)
		add_argument(c, words, "kernel", kernels[p->kernel]);
	add_argument(c, words, "plain", p->plain);
	add_argument(c, words, "counts", p->counts);
	add_argument(c, words, "chains", c->chainless ? "hidden" : NULL);
	add_argument(c, words, "max-stack", c->max_stack);
	add_argument(c, words, "report", p->report);
	perf_command_add_option(c, words, "--dlfilter", p->object);
}
