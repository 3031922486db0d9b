/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "flame/names.h"

uint32_t
names_add(struct names *n, const char *name)
{
	uint64_t digest = digest_number_of(name, strlen(name), 0);
	uint32_t attempt = 0, found;

	/* Other names may have the same digest. */
	while ((found = number_map_get(&n->by_digest, digest, attempt))) {
		if (!strcmp(n->name[found - 1], name))
			return found - 1;
		attempt++;
	}
	n->name = xgrow(n->name, n->count, &n->room, sizeof *n->name);
	n->name[n->count++] = xstrdup(name);
	number_map_set(&n->by_digest, digest, attempt, n->count);
	return n->count - 1;
}

static int
compare_names(const void *a, const void *b, void *names)
{
	const struct names *n = names;

	return strcmp(n->name[*(const uint32_t *)a],
	    n->name[*(const uint32_t *)b]);
}

uint32_t *
names_ranks(const struct names *n)
{
	uint32_t *sorted = xcalloc(n->count, sizeof *sorted);
	uint32_t *rank = xcalloc(n->count, sizeof *rank);

	for (size_t i = 0; i < n->count; i++)
		sorted[i] = i;
	qsort_r(sorted, n->count, sizeof *sorted, compare_names, (void *)n);
	for (size_t i = 0; i < n->count; i++)
		rank[sorted[i]] = i;
	free(sorted);
	return rank;
}

void
names_release(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->name[i]);
	free(n->name);
	number_map_release(&n->by_digest);
	*n = (struct names){ 0 };
}
