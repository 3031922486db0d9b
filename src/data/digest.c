/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

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

char *
digest_format(char text[DIGEST_TEXT], const struct digest *d)
{
	for (size_t i = 0; i < DIGEST_LEN; i++)
		snprintf(text + 2 * i, 3, "%02x", d->bytes[i]);
	return text;
}

int
digest_parse(struct digest *d, const char *text)
{
	if (strlen(text) != DIGEST_TEXT - 1 ||
	    strspn(text, "0123456789abcdef") != DIGEST_TEXT - 1)
		return -1;
	for (size_t i = 0; i < DIGEST_LEN; i++)
		sscanf(text + 2 * i, "%2hhx", &d->bytes[i]);
	return 0;
}
