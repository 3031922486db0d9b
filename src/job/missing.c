/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/quote.h"
#include "job/missing.h"
#include "job/stamps.h"
#include "plan/plan.h"

void
missing_find(struct missing *m, const struct plan *plan, const char *dir,
    bool in_order)
{
	m->is_done = xcalloc(plan->count, sizeof *m->is_done);
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

void
missing_print(const struct missing *m, const struct plan *plan)
{
	for (size_t i = 0; i < m->count; i++) {
		char *command =
		    quote_shell_words(&plan->range[m->number[i]].command);

		puts(command);
		free(command);
	}
}

void
missing_release(struct missing *m)
{
	free(m->is_done);
	free(m->number);
}
