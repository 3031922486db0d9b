/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h> /* as wide vectors as the processor has */
#endif

#include "base/alloc.h"
#include "data/digest.h"

/* The state of XXH3 is its own; this is only its type. */
static XXH3_state_t *
state(struct digester *d)
{
	return (XXH3_state_t *)d;
}

struct digester *
digester_start(void)
{
	XXH3_state_t *hash = XXH3_createState();

	if (!hash)
		errx(1, "no memory for the state of a digest");
	XXH3_128bits_reset(hash);
	return (struct digester *)hash;
}

void
digester_add(struct digester *d, const void *bytes, size_t len)
{
	XXH3_128bits_update(state(d), bytes, len);
}

void
digester_add_text(struct digester *d, const char *text)
{
	digester_add(d, text, strlen(text) + 1);
}

struct digest
digester_finish(struct digester *d)
{
	XXH128_canonical_t sum;
	struct digest digest;

	XXH128_canonicalFromHash(&sum, XXH3_128bits_digest(state(d)));
	memcpy(digest.bytes, sum.digest, sizeof digest.bytes);
	XXH3_freeState(state(d));
	return digest;
}

int
digest_of_file(struct digest *digest, const char *path)
{
	enum { LEN = 1 << 20 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digester *d;
	ssize_t got;
	void *buffer;

	if (fd < 0) {
		warn("cannot open %s", path);
		return -1;
	}
	d = digester_start();
	buffer = xcalloc(1, LEN);
	while ((got = read(fd, buffer, LEN)) > 0)
		digester_add(d, buffer, got);
	if (got < 0)
		warn("cannot read %s", path);
	free(buffer);
	close(fd);
	*digest = digester_finish(d);
	return got < 0 ? -1 : 0;
}

/* RFC 4648's alphabet for names of files. */
static const char sextets[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz0123456789-_";

char *
digest_format(char text[DIGEST_TEXT], const struct digest *d)
{
	for (size_t i = 0; i < DIGEST_TEXT - 1; i++) {
		size_t bit = 6 * i, byte = bit / 8;
		unsigned pair = d->bytes[byte] << 8;

		if (byte + 1 < DIGEST_LEN)
			pair |= d->bytes[byte + 1];
		text[i] = sextets[pair >> (10 - bit % 8) & 63];
	}
	text[DIGEST_TEXT - 1] = '\0';
	return text;
}

int
digest_parse(struct digest *d, const char *text)
{
	char again[DIGEST_TEXT];

	if (strlen(text) != DIGEST_TEXT - 1)
		return -1;
	*d = (struct digest){ 0 };
	for (size_t i = 0; i < DIGEST_TEXT - 1; i++) {
		const char *sextet = strchr(sextets, text[i]);
		size_t bit = 6 * i, byte = bit / 8;
		unsigned pair;

		if (!sextet)
			return -1;
		pair = (sextet - sextets) << (10 - bit % 8);
		d->bytes[byte] |= pair >> 8;
		if (byte + 1 < DIGEST_LEN)
			d->bytes[byte + 1] |= pair;
	}
	/* The last letter has bits to spare; only zeros are ours. */
	return strcmp(digest_format(again, d), text) ? -1 : 0;
}
