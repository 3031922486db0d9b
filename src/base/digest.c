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
#include "base/digest.h"

/* A digester is a state of XXH3; this is only a type for it. */
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

static struct digest
digest_from(XXH128_hash_t hash)
{
	XXH128_canonical_t sum;
	struct digest digest;

	XXH128_canonicalFromHash(&sum, hash);
	memcpy(digest.bytes, sum.digest, sizeof digest.bytes);
	return digest;
}

struct digest
digester_finish(struct digester *d)
{
	struct digest digest = digest_from(XXH3_128bits_digest(state(d)));

	XXH3_freeState(state(d));
	return digest;
}

struct digest
digest_of_bytes(const void *bytes, size_t len)
{
	return digest_from(XXH3_128bits(bytes, len));
}

struct digest
digest_of_all(const struct digest *digest, size_t count)
{
	return count == 1 ? *digest :
			    digest_of_bytes(digest, count * sizeof *digest);
}

struct digest
digest_of_files(const struct digest *digest, size_t count)
{
	struct digest twice[2];

	/* This differs from a file with these blocks. */
	twice[0] = twice[1] = digest_of_all(digest, count);
	return count == 1 ? *digest : digest_of_all(twice, 2);
}

digest_number
digest_number_of(const void *bytes, size_t len, uint64_t seed)
{
	XXH128_hash_t hash = seed ? XXH3_128bits_withSeed(bytes, len, seed) :
				    XXH3_128bits(bytes, len);

	return (digest_number)hash.high64 << 64 | hash.low64;
}

/* 2^128 over the golden ratio; odd, so that no bits are lost. */
static const digest_number odd =
    (digest_number)UINT64_C(0x9e3779b97f4a7c15) << 64 |
    UINT64_C(0xf39cc0605cedc835);

digest_number
digest_chain(digest_number chain, digest_number next)
{
	return chain * odd + next;
}

digest_number
digest_chains(digest_number chain, digest_number next, uint64_t count)
{
	digest_number square = odd;

	for (; count; count /= 2, square *= square)
		if (count % 2)
			chain *= square;
	return chain + next;
}

/*
 * Reads a block, which is shorter at the end of the file.  Returns its length,
 * or -1.
 */
static ssize_t
read_block(int fd, unsigned char block[DIGEST_BLOCK])
{
	size_t len = 0;
	ssize_t got;

	do {
		got = read(fd, block + len, DIGEST_BLOCK - len);
		if (got < 0)
			return -1;
		len += got;
	} while (got && len < DIGEST_BLOCK);
	return len;
}

int
digest_of_file(struct digest *digest, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digest *block = NULL;
	size_t blocks = 0, room = 0;
	unsigned char *bytes;
	ssize_t len;

	if (fd < 0) {
		warn("cannot open %s", path);
		return -1;
	}
	bytes = xcalloc(1, DIGEST_BLOCK);
	while ((len = read_block(fd, bytes)) > 0) {
		block = xgrow(block, blocks, &room, sizeof *block);
		block[blocks++] = digest_of_bytes(bytes, len);
	}
	if (len < 0)
		warn("cannot read %s", path);
	*digest = digest_of_all(block, blocks);
	free(block);
	free(bytes);
	close(fd);
	return len < 0 ? -1 : 0;
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
	/* The last letter has more bits than needed; these must be zeros. */
	return strcmp(digest_format(again, d), text) ? -1 : 0;
}
