/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes any text for MAKEFLAGS.  Whatever it says, another pool in the place of
 * its own must be found, and nothing else that it says may change by that.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jobserver/makeflags.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char pool[] = "-j3 --jobserver-auth=3,4";

static struct makeflags
parse(const char *text)
{
	struct makeflags f;
	int status = makeflags_parse(&f, text);

	assert(!status);
	return f;
}

/* Checks that what is said of the pool agrees. */
static void
check_pool(const struct makeflags *f)
{
	assert(!f->value == (f->auth == AUTH_NONE));
	assert(!f->fifo == (f->auth != AUTH_FIFO));
	if (f->fifo)
		assert(*f->fifo && f->fifo > f->value &&
		    f->fifo < f->value + strlen(f->value));
	if (f->auth == AUTH_PIPE)
		assert(f->read_fd >= 0 && f->write_fd >= 0);
	assert(f->has_jobs || !f->jobs);
	assert(f->load_limit >= 0);
}

/* Checks that two texts say the same of all but jobs and pool. */
static void
check_rest(const struct makeflags *f, const struct makeflags *other)
{
	assert(f->just_print == other->just_print);
	assert(f->touch == other->touch);
	assert(f->question == other->question);
	assert(f->load_limit == other->load_limit);
}

/* Replaces the pool by words, twice, and returns what it says then. */
static struct makeflags
replace(const char *text, const char *words)
{
	char *once = makeflags_replace_pool(text, words);
	char *twice = makeflags_replace_pool(once, words);
	struct makeflags f;

	assert(once && twice && !strcmp(once, twice));
	f = parse(once);
	free(once);
	free(twice);
	return f;
}

static void
check_replaced(const char *text, const struct makeflags *before)
{
	struct makeflags with = replace(text, pool);
	struct makeflags without = replace(text, NULL);

	assert(with.auth == AUTH_PIPE && with.read_fd == 3 &&
	    with.write_fd == 4);
	assert(with.has_jobs && with.jobs == 3);
	assert(without.auth == AUTH_NONE && !without.has_jobs);
	check_rest(&with, before);
	check_rest(&without, before);
	makeflags_release(&with);
	makeflags_release(&without);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	/* Exactly as long, so that each byte read too much is noticed. */
	char *text = strndup((const char *)bytes, len);
	struct makeflags f;

	if (!text)
		return 0;
	f = parse(text);
	check_pool(&f);
	check_replaced(text, &f);
	makeflags_release(&f);
	free(text);
	return 0;
}
