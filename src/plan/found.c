/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "plan/found.h"
#include "plan/perf_command.h"
#include "plan/perf_paths.h"
#include "slice/lookups.h"

const char *const found_kernel_files[] = { "/proc/sys/kernel/kptr_restrict",
	"/proc/sys/kernel/perf_event_paranoid", "/proc/sys/kernel/osrelease",
	NULL };

static bool
is_needed(const struct lookups *lookups, uint32_t number)
{
	for (size_t i = 0; i < lookups->ranges; i++)
		if (lookups_needs(lookups, i, number))
			return true;
	return false;
}

/* Returns the digest of a lookup and its state. */
static digest_number
number_of(const struct lookup *lookup, const char *state)
{
	char *text = xasprintf("%d %s %s\n%s", lookup->kind, lookup->id,
	    lookup->name, state);
	digest_number number = digest_number_of(text, strlen(text), 0);

	free(text);
	return number;
}

/* Ends the text of a state, and returns it for free(3). */
static char *
end_state(struct file_search *s, char **text)
{
	fclose(s->state);
	return *text;
}

void
found_look(struct found *f, const struct lookups *lookups,
    const struct perf_command *c)
{
	struct perf_paths paths;
	FILE **state = &paths.search.state;
	char *text;
	size_t len;

	*f = (struct found){ 0 };
	f->number = xcalloc(lookups->count, sizeof *f->number);
	perf_paths_start(&paths, f, c);
	*state = xmemstream(&text, &len);
	perf_paths_add_config(&paths, c);
	f->config = end_state(&paths.search, &text);
	for (size_t i = 0; i < lookups->count; i++) {
		*state = xmemstream(&text, &len);
		if (is_needed(lookups, i))
			perf_paths_add(&paths, &lookups->lookup[i]);
		words_addf(&f->state, "%s", end_state(&paths.search, &text));
		f->number[i] = number_of(&lookups->lookup[i], text);
		free(text);
	}
	perf_paths_release(&paths);
}

struct digest
found_of_range(const struct found *f, const struct lookups *lookups,
    size_t range)
{
	struct digester *d = digester_start();
	digest_number sum = 0;

	/* A sum does not depend on the order of lookups in the recording. */
	for (size_t i = 0; i < lookups->count; i++)
		if (lookups_needs(lookups, range, i))
			sum += f->number[i];
	digester_add(d, &sum, sizeof sum);
	digester_add_text(d, f->config);
	return digester_finish(d);
}

static void
add_words(struct digester *d, const struct words *w)
{
	digester_add(d, &w->count, sizeof w->count);
	for (size_t i = 0; i < w->count; i++)
		digester_add_text(d, w->word[i]);
}

struct digest
found_digest(const struct found *f)
{
	struct digester *d = digester_start();

	add_words(d, &f->state);
	add_words(d, &f->missing);
	add_words(d, &f->there);
	add_words(d, &f->watched);
	digester_add_text(d, f->config);
	digester_add_text(d, f->kernel ? f->kernel : "");
	return digester_finish(d);
}

/* Returns what perf looks for, as a user would name it, for free(3). */
static char *
name_of(const struct lookup *lookup, const struct perf_command *c)
{
	switch (lookup->kind) {
	case LOOKUP_JIT:
		return xasprintf("/tmp/perf-%s.map", lookup->name);
	case LOOKUP_KERNEL:
		return xstrdup("/proc/kallsyms or a vmlinux");
	default:
		return xasprintf("%s%s", c->symfs ? c->symfs : "",
		    lookup->name);
	}
}

char *
found_change(const struct lookups *lookups, const struct words *state,
    const char *config, const struct found *now, const struct perf_command *c)
{
	const char *named = getenv("PERF_CONFIG");

	if (strcmp(config, now->config))
		return xasprintf("its configuration (%s)", named ? named :
		    "/etc/perfconfig, ~/.perfconfig");
	/* The state of what no range needs is not known. */
	for (size_t i = 0; i < lookups->count; i++)
		if (is_needed(lookups, i) &&
		    strcmp(state->word[i], now->state.word[i]))
			return name_of(&lookups->lookup[i], c);
	return NULL;
}

void
found_release(struct found *f)
{
	words_release(&f->state);
	words_release(&f->missing);
	words_release(&f->there);
	words_release(&f->watched);
	free(f->number);
	free(f->config);
	free(f->kernel);
	*f = (struct found){ 0 };
}
