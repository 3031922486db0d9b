/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "unit/capture.h"

/*
 * XXH3's own digest of nothing, as its authors publish it, in base 64:
 * 99aa06d3014798d86001c324468d497f.
 */
static const char of_nothing[] = "maoG0wFHmNhgAcMkRo1Jfw";

static struct digest
digest_of(const void *bytes, size_t len)
{
	struct digester *d = digester_start();

	digester_add(d, bytes, len);
	return digester_finish(d);
}

static struct digest
digest_of_texts(const char *first, const char *second)
{
	struct digester *d = digester_start();

	digester_add_text(d, first);
	digester_add_text(d, second);
	return digester_finish(d);
}

static bool
same(struct digest a, struct digest b)
{
	return !memcmp(&a, &b, sizeof a);
}

static void
nothing_has_the_published_digest(void **state)
{
	struct digest d = digest_of("", 0);
	char text[DIGEST_TEXT];

	(void)state;
	assert_string_equal(digest_format(text, &d), of_nothing);
}

static void
pieces_have_the_digest_of_the_whole(void **state)
{
	static unsigned char bytes[5000];
	struct digest whole;
	struct digester *d;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = i * 7;
	whole = digest_of(bytes, sizeof bytes);
	for (size_t cut = 0; cut <= sizeof bytes; cut += 123) {
		d = digester_start();
		digester_add(d, bytes, cut);
		digester_add(d, bytes + cut, sizeof bytes - cut);
		assert_true(same(digester_finish(d), whole));
	}
}

static void
a_digest_at_once_is_that_of_a_digester(void **state)
{
	static unsigned char bytes[5000];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = i * 11;
	for (size_t len = 0; len <= sizeof bytes; len += 1 + len / 3)
		assert_true(same(
		    digest_of_bytes(bytes, len), digest_of(bytes, len)));
}

static void
a_digest_of_digests_depends_on_each_and_their_order(void **state)
{
	const struct digest a = digest_of("a", 1), b = digest_of("b", 1);
	const struct digest ab[] = { a, b }, ba[] = { b, a }, aa[] = { a, a };

	(void)state;
	assert_true(same(digest_of_all(&a, 1), a));
	assert_true(same(digest_of_all(ab, 2), digest_of(ab, sizeof ab)));
	assert_false(same(digest_of_all(ab, 2), digest_of_all(ba, 2)));
	assert_false(same(digest_of_all(ab, 2), digest_of_all(aa, 2)));
	assert_false(same(digest_of_all(aa, 2), a));
	assert_true(same(digest_of_all(NULL, 0), digest_of("", 0)));
}

static void
one_other_bit_has_another_digest(void **state)
{
	(void)state;
	assert_false(same(digest_of("abc", 3), digest_of("abb", 3)));
	assert_false(same(digest_of("abc", 3), digest_of("abc", 4)));
}

static void
texts_cut_elsewhere_have_another_digest(void **state)
{
	(void)state;
	assert_true(same(
	    digest_of_texts("ab", "c"), digest_of("ab\0c", 5)));
	assert_false(same(
	    digest_of_texts("ab", "c"), digest_of_texts("a", "bc")));
	assert_false(same(
	    digest_of_texts("", "abc"), digest_of_texts("abc", "")));
}

static void
a_formatted_digest_can_be_read_back(void **state)
{
	struct digest d = digest_of("abc", 3), back;
	char text[DIGEST_TEXT];

	(void)state;
	assert_int_equal(strlen(digest_format(text, &d)), 22);
	assert_int_equal(digest_parse(&back, text), 0);
	assert_true(same(d, back));
}

static void
what_is_no_digest_is_not_read(void **state)
{
	static const char *const text[] = {
		"", "maoG0wFHmNhgAcMkRo1Jf", "maoG0wFHmNhgAcMkRo1Jfww",
		"maoG0wFHmNhgAcMkRo1Jf/", "maoG0wFHmNhgAcMkRo1Jf=",
		" aoG0wFHmNhgAcMkRo1Jfw", "maoG0wFHmNhgAcMkRo1Jf\xe9",
		"maoG0wFHmNhgAcMkRo1Jfx", /* bits that no digest has */
	};
	struct digest d;

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++)
		assert_int_equal(digest_parse(&d, text[i]), -1);
}

/* Makes a file of len bytes, 0 to 250 over and over; returns its name. */
static char *
file_of(size_t len, unsigned char *bytes)
{
	static char path[] = "/tmp/digest-XXXXXX";
	FILE *stream;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	stream = fdopen(mkstemp(path), "w");
	for (size_t i = 0; i < len; i++)
		bytes[i] = i % 251;
	assert_int_equal(fwrite(bytes, 1, len, stream), len);
	assert_int_equal(fclose(stream), 0);
	return path;
}

/* Feeds the digests of blocks to one, unless there is only one block. */
static struct digest
digest_by_blocks(const unsigned char *bytes, size_t len)
{
	struct digester *d;
	struct digest block;
	size_t piece;

	if (len <= DIGEST_BLOCK)
		return digest_of(bytes, len);
	d = digester_start();
	for (size_t at = 0; at < len; at += piece) {
		piece = len - at < DIGEST_BLOCK ? len - at : DIGEST_BLOCK;
		block = digest_of(bytes + at, piece);
		digester_add(d, block.bytes, sizeof block.bytes);
	}
	return digester_finish(d);
}

static void
a_file_has_the_digest_of_its_blocks(void **state)
{
	static const size_t len[] = { 0, 1, DIGEST_BLOCK - 1, DIGEST_BLOCK,
		DIGEST_BLOCK + 1, 2 * DIGEST_BLOCK, 3000000 };
	unsigned char *bytes = malloc(3000000);
	struct digest d;
	char *path;

	(void)state;
	for (size_t i = 0; i < LENGTH(len); i++) {
		path = file_of(len[i], bytes);
		assert_int_equal(digest_of_file(&d, path), 0);
		unlink(path);
		assert_true(same(d, digest_by_blocks(bytes, len[i])));
	}
	free(bytes);
}

static void
a_file_that_is_not_there_is_named(void **state)
{
	struct digest d;
	const char *message;
	int status;

	(void)state;
	capture_start();
	status = digest_of_file(&d, "/nonexistent/some.data");
	message = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(message, "cannot open /nonexistent/some.data"));
}

static void
a_folder_is_named_as_one_that_cannot_be_read(void **state)
{
	struct digest d;
	const char *message;
	int status;

	(void)state;
	capture_start();
	status = digest_of_file(&d, "/tmp");
	message = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(message, "cannot read /tmp: Is a directory"));
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_has_the_published_digest),
		TEST(pieces_have_the_digest_of_the_whole),
		TEST(a_digest_at_once_is_that_of_a_digester),
		TEST(a_digest_of_digests_depends_on_each_and_their_order),
		TEST(one_other_bit_has_another_digest),
		TEST(texts_cut_elsewhere_have_another_digest),
		TEST(a_formatted_digest_can_be_read_back),
		TEST(what_is_no_digest_is_not_read),
		TEST(a_file_has_the_digest_of_its_blocks),
		TEST(a_file_that_is_not_there_is_named),
		TEST(a_folder_is_named_as_one_that_cannot_be_read),
	};

	return RUN(tests);
}
