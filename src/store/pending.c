/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/quote.h"
#include "plan/plan.h"
#include "store/pending.h"
#include "store/stamps.h"

void
pending_find(struct pending *m, const struct plan *plan, const char *dir,
    bool in_order)
{
	m->is_done = xcalloc(plan->count, sizeof *m->is_done);
	m->has_failed = xcalloc(plan->count, sizeof *m->has_failed);
	m->number = xcalloc(plan->count, sizeof *m->number);
	m->count = 0;
	for (size_t i = 0; i < plan->count; i++) {
		size_t next = in_order ? i : plan->heaviest[i];
		const struct range *range = &plan->range[next];

		m->is_done[next] =
		    stamp_is_valid(dir, range->folder, range->key.text);
		if (!m->is_done[next])
			m->number[m->count++] = next;
	}
}

/* Returns the names of some of the ranges that failed, for free(3). */
static char *
name_failed(const struct pending *m, const struct plan *plan)
{
	enum { NAMED_MAX = 5 };
	size_t failed = 0, len;
	char *names = NULL;
	FILE *f = open_memstream(&names, &len);

	if (!f)
		return NULL;
	for (size_t i = 0; i < plan->count; i++) {
		if (!m->has_failed[i] || failed++ >= NAMED_MAX)
			continue;
		fprintf(f, "%s%s", failed > 1 ? ", " : "",
		    range_name(plan->range[i].folder));
	}
	if (failed > NAMED_MAX)
		fprintf(f, " and %zu more", failed - NAMED_MAX);
	if (failed)
		fputs(" failed; ", f);
	fclose(f);
	return names;
}

void
missing_tell(const struct pending *m, const struct plan *plan)
{
	size_t done = 0;
	char *failed;

	for (size_t i = 0; i < plan->count; i++)
		done += m->is_done[i];
	if (done == plan->count)
		return;
	failed = name_failed(m, plan);
	warnx("not all ranges are done, %zu of %zu %s: %srun again to do the "
	      "others", done, plan->count, done == 1 ? "is" : "are",
	    failed ? failed : "");
	free(failed);
}

void
pending_print(const struct pending *m, const struct plan *plan)
{
	for (size_t i = 0; i < m->count; i++) {
		char *command =
		    quote_shell_words(&plan->range[m->number[i]].command);

		puts(command);
		free(command);
	}
}

void
pending_release(struct pending *m)
{
	free(m->is_done);
	free(m->has_failed);
	free(m->number);
}
