/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes any bytes for perf script's text: the first is options, the second says
 * where the rest is cut.  Cuts must not matter, the stacks must add up with
 * themselves, and their lines must be in order.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fold/folded_lines.h"
#include "fold/script_text.h"
#include "fold/stacks.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Folds a text that comes in pieces; returns a text for free(3). */
static char *
fold(const struct fold_options *o, const char *bytes, size_t len,
    size_t piece, size_t *size)
{
	struct script_folder f;
	struct tally s = { 0 };
	char *folded;
	FILE *out = xmemstream(&folded, size);

	script_folder_init(&f, o);
	while (len) {
		size_t now = piece < len ? piece : len;
		/* Exactly as long, so that each byte too much is noticed. */
		char *copy = malloc(now);

		assert(copy);
		memcpy(copy, bytes, now);
		script_folder_add(&f, copy, now);
		free(copy);
		bytes += now;
		len -= now;
	}
	script_folder_finish(&f, &s);
	stacks_write(&s, out);
	fclose(out);
	tally_release(&s);
	script_folder_release(&f);
	return folded;
}

/* Adds up a file of stacks alone, which must be the same again. */
static void
add_up(char *folded, size_t size)
{
	char *sum;
	size_t sum_size;
	struct folded_input in = { fmemopen(folded, size, "r"), "fuzz" };
	FILE *out = xmemstream(&sum, &sum_size);
	int status;

	assert(in.stream);
	status = folded_add_up(&in, 1, out);
	fclose(out);
	fclose(in.stream);
	assert(!status && sum_size == size && !memcmp(folded, sum, size));
	free(sum);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fold_options o = { 0 };
	const char *text = (const char *)bytes + 2;
	size_t whole_size, size;
	char *whole, *pieces;

	if (len < 2)
		return 0;
	o.with = bytes[0] & 31;
	o.event = bytes[0] & 128 ? "cycles" : NULL;
	len -= 2;
	whole = fold(&o, text, len, len, &whole_size);
	pieces = fold(&o, text, len, 1 + bytes[1], &size);
	assert(whole_size == size && !memcmp(whole, pieces, size));
	if (size)
		add_up(whole, size);
	free(whole);
	free(pieces);
	return 0;
}
