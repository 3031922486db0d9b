/* SPDX-License-Identifier: GPL-2.0-only */
/* Digests: 128 bits of XXH3, of whatever was fed to one, in that order. */
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

/* Feeds len bytes to it. */
void digester_add(struct digester *, const void *bytes, size_t len);

/* Feeds a text with the NUL at its end, so that no two lists look the same. */
void digester_add_text(struct digester *, const char *text);

/* Ends a digest, frees its state and returns it. */
struct digest digester_finish(struct digester *);

/*
 * Files are digested in blocks of so many bytes, so that threads can share the
 * work: their digest is that of the digests of their blocks.
 */
enum { DIGEST_BLOCK = 1 << 18 };

/* Returns the digest of len bytes. */
struct digest digest_of_bytes(const void *bytes, size_t len);

/* Returns the digest of several digests; of one it is that one. */
struct digest digest_of_all(const struct digest *, size_t count);

/* Returns the digest of several files with these; of one it is that one. */
struct digest digest_of_files(const struct digest *, size_t count);

/*
 * Digests as numbers, to be added up where their order says nothing.  A seed
 * makes other digests of the same bytes; 0 is none.
 */
typedef unsigned __int128 digest_number;

digest_number digest_number_of(const void *bytes, size_t len, uint64_t seed);

/* Returns what a chain of numbers becomes with one more behind it. */
digest_number digest_chain(digest_number chain, digest_number);

/* Returns what it becomes with a chain of count numbers behind it. */
digest_number digest_chains(
    digest_number chain, digest_number next, uint64_t count);

/* Computes the digest of a file.  Returns 0, or -1 with a message. */
int digest_of_file(struct digest *, const char *path);

/*
 * Writes a digest into text, which it returns: six bits a letter, as RFC 4648
 * has it for names of files (base64url, no padding).
 */
char *digest_format(char text[DIGEST_TEXT], const struct digest *);

/* Reads one back; returns -1 when text is none. */
int digest_parse(struct digest *, const char *text);

#endif
