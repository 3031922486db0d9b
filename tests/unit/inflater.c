/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "generator/packer.h"
#include "perfdata/format.h"
#include "perfdata/inflater.h"

/* What an inflater has room for: several of the longest records. */
enum { ROOM = 4 * (UINT16_MAX + 1) };

/* Adds a record of size bytes, of which one says its number. */
static void
add_record(struct packer *p, uint32_t number, uint16_t size)
{
	static const unsigned char zeros[UINT16_MAX];

	pack_u32(p, number);
	pack_u16(p, 0);
	pack_u16(p, size);
	if (size > RECORD_HEADER_LEN)
		pack(p, zeros, size - RECORD_HEADER_LEN);
}

/* Adds a frame with these bytes to a stream. */
static void
add_frame(struct packer *z, const void *bytes, size_t len)
{
	size_t room = ZSTD_compressBound(len), size;
	void *frame = malloc(room);

	size = ZSTD_compress(frame, room, bytes, len, 1);
	assert_false(ZSTD_isError(size));
	pack(z, frame, size);
	free(frame);
}

/* Adds a frame that has not ended yet, as perf writes its stream. */
static void
add_open_frame(struct packer *z, const void *bytes, size_t len)
{
	size_t room = ZSTD_compressBound(len) + 100;
	ZSTD_CStream *stream = ZSTD_createCStream();
	ZSTD_inBuffer in = { bytes, len, 0 };
	ZSTD_outBuffer out = { malloc(room), room, 0 };

	assert_int_equal(
	    ZSTD_compressStream2(stream, &out, &in, ZSTD_e_flush), 0);
	pack(z, out.dst, out.pos);
	free(out.dst);
	ZSTD_freeCStream(stream);
}

/* Reads all records that there are now; returns the number of the next. */
static uint32_t
take_records(struct inflater *z, bool swapped, uint32_t number)
{
	const unsigned char *record;
	const char *why = NULL;
	int more;

	while ((more = inflater_next(z, swapped, &record, &why)) > 0)
		assert_int_equal(
		    format_u32(record + RECORD_TYPE, swapped), number++);
	assert_int_equal(more, 0);
	assert_null(why);
	return number;
}

/* Passes when a stream, fed piece by piece, has so many records. */
static void
has_records(const struct packer *z, size_t piece, bool swapped, uint32_t count)
{
	struct inflater *inflater = inflater_new();
	uint32_t number = 0;
	unsigned char *copy;
	size_t len;

	for (size_t at = 0; at < z->len; at += len) {
		len = piece < z->len - at ? piece : z->len - at;
		/* Exactly as long, and gone when the next piece comes. */
		copy = malloc(len);
		memcpy(copy, z->bytes + at, len);
		inflater_feed(inflater, copy, len);
		number = take_records(inflater, swapped, number);
		free(copy);
	}
	assert_int_equal(number, count);
	assert_int_equal(take_records(inflater, swapped, number), count);
	inflater_free(inflater);
}

static void
nothing_has_no_records(void **state)
{
	struct inflater *z = inflater_new();

	(void)state;
	assert_int_equal(take_records(z, false, 0), 0);
	inflater_feed(z, "", 0);
	assert_int_equal(take_records(z, false, 0), 0);
	inflater_free(z);
	inflater_free(NULL);
}

static void
records_come_in_their_order_in_either_byte_order(void **state)
{
	(void)state;
	for (int swap = 0; swap < 2; swap++) {
		struct packer p = { .swap = swap }, z = { 0 };

		for (uint32_t i = 0; i < 300; i++)
			add_record(&p, i, RECORD_HEADER_LEN + i % 40);
		add_frame(&z, p.bytes, p.len);
		for (size_t piece = 1; piece <= z.len; piece++)
			has_records(&z, piece, swap, 300);
		packer_release(&p);
		packer_release(&z);
	}
}

static void
the_longest_records_fit(void **state)
{
	struct packer p = { 0 }, z = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 50; i++)
		add_record(&p, i, UINT16_MAX - i % 3);
	add_frame(&z, p.bytes, p.len);
	has_records(&z, z.len, false, 50);
	has_records(&z, 1, false, 50);
	packer_release(&p);
	packer_release(&z);
}

/* What does not fit at once is held back by zstd, not lost. */
static void
a_few_bytes_may_hold_millions(void **state)
{
	enum { COUNT = 200000, LEN = 80 };
	struct packer p = { 0 }, z = { 0 };

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++)
		add_record(&p, i, LEN);
	add_frame(&z, p.bytes, p.len);
	assert_true(p.len > 50 * ROOM);
	assert_true(z.len < p.len / 4);
	has_records(&z, z.len, false, COUNT);
	has_records(&z, 1000, false, COUNT);
	packer_release(&p);
	packer_release(&z);
}

static void
records_that_just_fill_the_room_are_all_read(void **state)
{
	(void)state;
	for (int extra = -2; extra <= 2; extra++) {
		uint32_t count = ROOM / RECORD_HEADER_LEN + extra;
		struct packer p = { 0 }, z = { 0 };

		for (uint32_t i = 0; i < count; i++)
			add_record(&p, i, RECORD_HEADER_LEN);
		add_frame(&z, p.bytes, p.len);
		has_records(&z, z.len, false, count);
		has_records(&z, z.len - 1, false, count);
		packer_release(&p);
		packer_release(&z);
	}
}

/*
 * zstd has blocks of 128 kB, of which it holds a part back when there is no
 * room; at the end of a frame it does not take the last byte before.
 */
static void
what_is_held_back_comes_without_more_input(void **state)
{
	static const uint16_t size[] = { 24, 40, 80, 1000, 50000 };

	(void)state;
	for (int i = 0; i < 4 * (int)LENGTH(size); i++) {
		uint32_t count = 4 * ROOM / size[i / 4] - i % 4;
		struct packer p = { 0 }, z = { 0 };

		for (uint32_t j = 0; j < count; j++)
			add_record(&p, j, size[i / 4]);
		add_open_frame(&z, p.bytes, p.len);
		has_records(&z, z.len, false, count);
		packer_release(&p);
		packer_release(&z);
	}
}

static void
frames_may_end_anywhere_and_be_empty(void **state)
{
	struct packer p = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		add_record(&p, i, 20);
	for (size_t cut = 0; cut <= p.len; cut++) {
		struct packer z = { 0 };

		add_frame(&z, p.bytes, cut);
		add_frame(&z, "", 0);
		/* A frame that zstd skips: its magic, size and bytes. */
		pack(&z, "\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
		add_frame(&z, p.bytes + cut, p.len - cut);
		for (size_t piece = 1; piece <= z.len; piece++)
			has_records(&z, piece, false, 4);
		packer_release(&z);
	}
	packer_release(&p);
}

static void
a_stream_that_is_cut_off_waits_for_more(void **state)
{
	struct packer p = { 0 }, z = { 0 };
	struct inflater *inflater;

	(void)state;
	add_record(&p, 0, 40);
	add_record(&p, 1, 40);
	add_frame(&z, p.bytes, p.len);
	for (size_t len = 0; len < z.len; len++) {
		inflater = inflater_new();
		inflater_feed(inflater, z.bytes, len);
		assert_true(take_records(inflater, false, 0) <= 2);
		inflater_free(inflater);
	}
	packer_release(&p);
	packer_release(&z);
}

/* Passes when a stream breaks, for this reason, behind so many records. */
static void
breaks(const struct packer *z, uint32_t count, bool swapped, const char *reason)
{
	struct inflater *inflater = inflater_new();
	const unsigned char *record;
	const char *why = NULL;

	inflater_feed(inflater, z->bytes, z->len);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(
		    inflater_next(inflater, swapped, &record, &why), 1);
	assert_null(why);
	assert_int_equal(inflater_next(inflater, swapped, &record, &why), -1);
	assert_string_equal(why, reason);
	inflater_free(inflater);
}

static void
what_is_no_zstd_breaks(void **state)
{
	struct packer p = { 0 }, z = { 0 };

	(void)state;
	pack(&z, "no zstd", 7);
	breaks(&z, 0, false, "Unknown frame descriptor");
	z.len = 0;
	add_record(&p, 0, 24);
	add_frame(&z, p.bytes, p.len);
	pack(&z, "no zstd", 7);
	breaks(&z, 1, false, "Unknown frame descriptor");
	packer_release(&p);
	packer_release(&z);
}

/* Or else a few bytes could ask for all memory. */
static void
a_frame_that_wants_too_much_memory_breaks(void **state)
{
	struct packer z = { 0 };

	(void)state;
	/* A window of 2^(10+21) bytes, as RFC 8878, 3.1.1.1.2 has it. */
	pack(&z, "\x28\xb5\x2f\xfd\0\xa8\0\0\0\0\0\0\0\0\0\0", 16);
	breaks(&z, 0, false,
	    "Frame requires too much memory for decoding");
	packer_release(&z);
}

static void
a_record_shorter_than_its_header_breaks(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * RECORD_HEADER_LEN; i++) {
		struct packer p = { .swap = i % 2 }, z = { 0 };

		add_record(&p, 0, 32);
		add_record(&p, 1, RECORD_HEADER_LEN);
		add_record(&p, 2, i / 2);
		add_record(&p, 3, 32);
		add_frame(&z, p.bytes, p.len);
		breaks(&z, 2, i % 2,
		    "a record shorter than its header is in it");
		packer_release(&p);
		packer_release(&z);
	}
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_has_no_records),
		TEST(records_come_in_their_order_in_either_byte_order),
		TEST(the_longest_records_fit),
		TEST(a_few_bytes_may_hold_millions),
		TEST(records_that_just_fill_the_room_are_all_read),
		TEST(what_is_held_back_comes_without_more_input),
		TEST(frames_may_end_anywhere_and_be_empty),
		TEST(a_stream_that_is_cut_off_waits_for_more),
		TEST(what_is_no_zstd_breaks),
		TEST(a_frame_that_wants_too_much_memory_breaks),
		TEST(a_record_shorter_than_its_header_breaks),
	};

	return RUN(tests);
}
