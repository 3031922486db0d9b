/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
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

const char *
printing_refusal(const struct perf_command *c, const struct job_options *job)
{
	if (job->perf_prints)
		return "--printer=perf says so";
	if (c->unknown)
		return "an option of perf script is not known";
	return c->unprinted;
}

char *
printing_object(const struct perf_command *c, const struct job_options *job)
{
	return printing_refusal(c, job) ? NULL : printing_path();
}

/* Returns the fields that perf prints of a type of event, as an argument. */
static char *
fields_argument(const struct perf_field_use *use, int type)
{
	char *text = xasprintf("type%d=", type), *longer;
	const char *comma = "";

	for (int i = 0; perf_fields[i].name; i++) {
		if (!(use->printed[type] & UINT64_C(1) << i))
			continue;
		longer = xasprintf("%s%s%s", text, comma, perf_fields[i].name);
		free(text);
		text = longer;
		comma = ",";
	}
	/* Where a branch goes is shown unless -F lists what is. */
	longer = xasprintf("%s%s%s", text, use->plain[type] ? "" : comma,
	    use->plain[type] ? "" : "to");
	free(text);
	return longer;
}

void
printing_add(const struct perf_command *c, enum printing_kernel kernel,
    const char *object, const char *report, struct words *words)
{
	static const char *const kernels[] = {
		[PRINTING_LISTED_KERNEL] = "kernel=listed",
		[PRINTING_STILL_KERNEL] = "kernel=still",
	};
	char *argument;

	if (kernel != PRINTING_ANY_KERNEL)
		perf_command_add_option(c, words, "--dlarg", kernels[kernel]);
	for (int type = 0; type < FIELDS_TYPES; type++) {
		argument = fields_argument(&c->fields, type);
		perf_command_add_option(c, words, "--dlarg", argument);
		free(argument);
	}
	if (c->max_stack) {
		argument = xasprintf("max-stack=%s", c->max_stack);
		perf_command_add_option(c, words, "--dlarg", argument);
		free(argument);
	}
	argument = xasprintf("report=%s", report);
	perf_command_add_option(c, words, "--dlarg", argument);
	free(argument);
	perf_command_add_option(c, words, "--dlfilter", object);
}
