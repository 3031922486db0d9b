/* SPDX-License-Identifier: GPL-2.0-only */
/* Digests of bytes: 128 bits, made by XXH3. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_LEN = 16, DIGEST_TEXT = 23 }; /* text: 22 letters and a NUL */

struct digest {
	unsigned char bytes[DIGEST_LEN]; /* in XXH3's canonical order */
};

struct digester; /* a digest being made */

/* Starts a digest, which digester_finish() frees. */
struct digester *digester_start(void);

/* Adds len bytes. */
void digester_add(struct digester *, const void *bytes, size_t len);

/* Adds a text with its NUL, so that no two lists of texts look the same. */
void digester_add_text(struct digester *, const char *text);

/* Returns the digest of all that was added, and frees the digester. */
struct digest digester_finish(struct digester *);

/*
 * Length in bytes of the blocks of a file, whose digest is that of the digests
 * of its blocks, so that threads can share the work.
 */
enum { DIGEST_BLOCK = 1 << 18 };

/* Returns the digest of len bytes. */
struct digest digest_of_bytes(const void *bytes, size_t len);

/* Returns the digest of several digests; that of a single one is itself. */
struct digest digest_of_all(const struct digest *, size_t count);

/*
 * Returns the digest of files that have these; that of a single one is itself.
 */
struct digest digest_of_files(const struct digest *, size_t count);

/*
 * A digest as a number: sums of them do not depend on their order.  A seed
 * makes another digest of the same bytes; 0 stands for no seed.
 */
typedef unsigned __int128 digest_number;

digest_number digest_number_of(const void *bytes, size_t len, uint64_t seed);

/* Returns the digest of a chain of numbers with one more number at its end. */
digest_number digest_chain(digest_number chain, digest_number);

/*
 * Returns the digest of a chain with another chain, of count numbers, at its
 * end.
 */
digest_number digest_chains(
    digest_number chain, digest_number next, uint64_t count);

/* Computes the digest of a file.  Returns 0, or -1 with a message. */
int digest_of_file(struct digest *, const char *path);

/*
 * Writes a digest into text and returns text: six bits a letter, in the
 * base64url of RFC 4648 without padding, so that it can be a file's name.
 */
char *digest_format(char text[DIGEST_TEXT], const struct digest *);

/* Parses the text of a digest.  Returns 0, or -1 when it is none. */
int digest_parse(struct digest *, const char *text);

#endif
