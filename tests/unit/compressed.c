/* SPDX-License-Identifier: GPL-2.0-only */
/* Records in the zstd streams that COMPRESSED records carry. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "unit/capture.h"
#include "unit/refused.h"
#include "unit/scratch.h"
#include "unit/seen_records.h"
#include "unit/small_recording.h"

/* The kernel's records of the small recording, as they lie there. */
struct plain {
	unsigned char bytes[1000];
	size_t len;
	struct seen seen[SEEN_MAX];
	size_t count;
};

static void
plain_read(struct plain *p, bool swap)
{
	const struct writer_options options = { .swap = swap };
	struct recording_writer w;
	struct recording r;

	make_small(&w, &options);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	p->len = r.part[0].data.len - RECORD_HEADER_LEN; /* of the last one */
	memcpy(p->bytes, w.bytes + DATA_AT, p->len);
	p->count = look_at_all(&r, p->seen);
	assert_int_equal(p->count, 3);
	recording_close(&r);
	recording_writer_release(&w);
}

/* A zstd stream of some bytes, in frames of so many. */
struct deflated {
	unsigned char bytes[4096];
	size_t len;
};

static void
deflate(struct deflated *z, const unsigned char *bytes, size_t len,
    size_t frame)
{
	size_t piece, size;

	z->len = 0;
	for (size_t at = 0; at < len; at += piece) {
		piece = frame < len - at ? frame : len - at;
		size = ZSTD_compress(z->bytes + z->len,
		    sizeof z->bytes - z->len, bytes + at, piece, 1);
		assert_false(ZSTD_isError(size));
		z->len += size;
	}
}

/* Writes len bytes of a stream as a COMPRESSED or COMPRESSED2 record. */
static void
write_compressed(struct recording_writer *w, uint32_t type, const void *bytes,
    size_t len)
{
	struct packer body = { .swap = w->options.swap };

	if (type == RECORD_COMPRESSED2)
		pack_u64(&body, len);
	pack(&body, bytes, len);
	if (type == RECORD_COMPRESSED2)
		pack_padding(&body, 8);
	recording_writer_record(w, type, body.bytes, body.len);
	packer_release(&body);
}

/* Passes when a finished recording has the same records as what is plain. */
static void
has_records_of(struct recording_writer *w, const struct plain *p)
{
	struct recording r;
	struct seen seen[SEEN_MAX];

	assert_int_equal(recording_from_bytes(&r, "z", w->bytes, w->len), 0);
	are_same(seen, look_at_all(&r, seen), p->seen, p->count);
	recording_close(&r);
	recording_writer_release(w);
}

/* Finishes one first. */
static void
reads_as(struct recording_writer *w, const struct plain *p)
{
	recording_writer_finish(w);
	has_records_of(w, p);
}

static void
a_stream_may_be_cut_at_every_byte(void **state)
{
	static const uint32_t type[] = { RECORD_COMPRESSED, RECORD_COMPRESSED2 };
	struct recording_writer w;
	struct plain p;
	struct deflated z;

	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct writer_options options = { .swap = i / 2 };

		plain_read(&p, options.swap);
		deflate(&z, p.bytes, p.len, p.len);
		for (size_t cut = 0; cut <= z.len; cut++) {
			start_small(&w, &options);
			write_compressed(&w, type[i % 2], z.bytes, cut);
			/* What is left over waits while others are read. */
			recording_writer_finished_round(&w);
			write_compressed(
			    &w, type[i % 2], z.bytes + cut, z.len - cut);
			reads_as(&w, &p);
		}
		start_small(&w, &options);
		for (size_t at = 0; at < z.len; at++)
			write_compressed(&w, type[i % 2], z.bytes + at, 1);
		reads_as(&w, &p);
	}
}

static void
records_may_be_cut_at_every_byte(void **state)
{
	struct recording_writer w;
	struct plain p;

	(void)state;
	plain_read(&p, false);
	for (size_t len = 1; len <= p.len; len++) {
		const struct writer_options options = { .compress = len };

		make_small(&w, &options);
		has_records_of(&w, &p);
	}
}

static void
a_stream_may_have_frames_that_end_in_records(void **state)
{
	struct recording_writer w;
	struct plain p;
	struct deflated z;

	(void)state;
	plain_read(&p, false);
	for (size_t frame = 1; frame <= p.len; frame++) {
		deflate(&z, p.bytes, p.len, frame);
		start_small(&w, NULL);
		write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
		reads_as(&w, &p);
	}
}

/* The order in which the small recording's records are found compressed. */
static void
records_come_right_behind_what_holds_them(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct records records;
	struct record record;
	struct plain p;
	struct deflated z;
	uint64_t holder = 0;
	size_t holders = 0, inflated = 0;

	(void)state;
	plain_read(&p, false);
	start_small(&w, NULL);
	for (size_t at = 0, i = 0; i < p.count; at += p.seen[i++].size) {
		deflate(&z, p.bytes + at, p.seen[i].size, p.seen[i].size);
		write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
	}
	recording_writer_finish(&w);
	assert_int_equal(recording_from_bytes(&r, "z", w.bytes, w.len), 0);
	records_start(&records, &r);
	while (records_next(&records, &record) > 0) {
		if (!record.inflated) {
			assert_int_equal(record.type, RECORD_COMPRESSED);
			assert_int_equal(holders++, inflated);
			holder = record.offset;
			continue;
		}
		assert_int_equal(holders, ++inflated);
		assert_int_equal(record.after, 0);
		assert_int_equal(record.offset, holder);
	}
	records_end(&records);
	assert_int_equal(inflated, p.count);
	recording_close(&r);
	recording_writer_release(&w);
}

/* As perf, which says nothing of this either. */
static void
half_a_record_at_the_end_of_a_stream_is_none(void **state)
{
	struct recording_writer w;
	struct plain p;
	struct deflated z;

	(void)state;
	plain_read(&p, false);
	p.count--;
	for (size_t missing = 1; missing < p.seen[p.count].size; missing++) {
		deflate(&z, p.bytes, p.len - missing, p.len);
		start_small(&w, NULL);
		write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
		recording_writer_finished_round(&w);
		reads_as(&w, &p);
	}
}

static void
each_file_of_a_folder_has_its_own_stream(void **state)
{
	const struct writer_options options = { .layout = WRITER_FOLDER };
	struct recording_writer w;
	struct recording r;
	struct seen seen[SEEN_MAX];
	struct plain p;
	struct deflated half, z;

	(void)state;
	plain_read(&p, false);
	deflate(&half, p.bytes, p.seen[0].size + 20, p.len);
	deflate(&z, p.bytes, p.len, p.len);
	recording_writer_start_file(&w, in_scratch("streams"), &options);
	add_small_events(&w);
	for (int part = 0; part < 3; part++) {
		/* What the one before it has left over is not for this. */
		recording_writer_part(&w, part);
		write_compressed(&w, RECORD_COMPRESSED,
		    part == 1 ? z.bytes : half.bytes,
		    part == 1 ? z.len : half.len);
	}
	recording_writer_finish(&w);
	recording_writer_release(&w);
	assert_int_equal(recording_open(&r, in_scratch("streams")), 0);
	assert_int_equal(look_at_all(&r, seen), 1 + 3 + 1);
	are_same(seen, 1, p.seen, 1);
	are_same(seen + 1, 3, p.seen, 3);
	are_same(seen + 4, 1, p.seen, 1);
	recording_close(&r);
}

static void
a_broken_stream_is_refused(void **state)
{
	struct recording_writer w;
	struct plain p;
	struct deflated z;

	(void)state;
	start_small(&w, NULL);
	write_compressed(&w, RECORD_COMPRESSED, "no zstd", 7);
	is_refused_at_offset(&w, "cannot be read: Unknown frame descriptor");

	/* In the middle of a stream, behind some records. */
	plain_read(&p, false);
	deflate(&z, p.bytes, p.len, p.len);
	start_small(&w, NULL);
	write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
	recording_writer_finished_round(&w);
	write_compressed(&w, RECORD_COMPRESSED2, "no zstd", 7);
	is_refused_at_offset(&w, "cannot be read: Unknown frame descriptor");
}

static void
a_wrong_byte_in_a_stream_does_no_harm(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct records records;
	struct record record;
	struct plain p;
	struct deflated z;
	size_t read = 0, refused = 0;
	int more;

	(void)state;
	plain_read(&p, false);
	deflate(&z, p.bytes, p.len, p.len);
	capture_start();
	for (size_t bit = 0; bit < 8 * z.len; bit++) {
		z.bytes[bit / 8] ^= 1 << bit % 8;
		start_small(&w, NULL);
		write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
		recording_writer_finish(&w);
		z.bytes[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(
		    recording_from_bytes(&r, "z", w.bytes, w.len), 0);
		records_start(&records, &r);
		while ((more = records_next(&records, &record)) > 0)
			assert_true(record.size >= RECORD_HEADER_LEN);
		records_end(&records);
		recording_close(&r);
		recording_writer_release(&w);
		read += more == 0;
		refused += more == -1;
	}
	capture_end();
	assert_int_equal(read + refused, 8 * z.len);
	assert_true(read > 0 && refused > 0);
}

/* Passes when a stream with a record of this type and size is refused. */
static void
inside_is_refused(uint32_t type, uint16_t size, const char *text)
{
	struct recording_writer w;
	struct deflated z;

	for (int swap = 0; swap < 2; swap++) {
		const struct writer_options options = { .swap = swap };
		struct packer p = { .swap = swap };

		pack_u32(&p, type);
		pack_u16(&p, 0);
		pack_u16(&p, size);
		pack_u32(&p, 8); /* bytes of a trace, for one */
		pack_u32(&p, 8);
		pack_padding(&p, 64);
		deflate(&z, p.bytes, p.len, p.len);
		packer_release(&p);
		start_small(&w, &options);
		write_compressed(&w, RECORD_COMPRESSED, z.bytes, z.len);
		is_refused_at_offset(&w, text);
	}
}

static void
a_record_in_a_stream_has_at_least_a_header(void **state)
{
	(void)state;
	for (uint16_t size = 0; size < RECORD_HEADER_LEN; size++)
		inside_is_refused(RECORD_SAMPLE, size,
		    "a record shorter than its header");
}

static void
a_stream_has_no_streams_and_traces_in_it(void **state)
{
	static const char why[] = "a record is in it that is never compressed";

	(void)state;
	inside_is_refused(RECORD_COMPRESSED, 16, why);
	inside_is_refused(RECORD_COMPRESSED, 8, why);
	inside_is_refused(RECORD_COMPRESSED2, 24, why);
	inside_is_refused(RECORD_COMPRESSED2, 8, why);
	inside_is_refused(RECORD_AUXTRACE, AUXTRACE_LEN, why);
	inside_is_refused(RECORD_HEADER_TRACING_DATA, 16, why);
}

/* Passes when a COMPRESSED2 of so many bytes is refused, or taken. */
static void
compressed2_says(uint64_t says, size_t len, const char *text)
{
	static const unsigned char zeros[64];

	for (int swap = 0; swap < 2; swap++) {
		const struct writer_options options = { .swap = swap };
		struct packer body = { .swap = swap };
		struct recording_writer w;

		pack_u64(&body, says);
		pack(&body, zeros, sizeof zeros);
		start_small(&w, &options);
		recording_writer_record(&w, RECORD_COMPRESSED2, body.bytes,
		    len - RECORD_HEADER_LEN);
		packer_release(&body);
		is_refused_at_offset(&w, text);
	}
}

static void
a_compressed2_record_holds_what_it_says(void **state)
{
	(void)state;
	compressed2_says(1, COMPRESSED2_BYTES,
	    ": 1 compressed bytes do not fit a record of 16");
	compressed2_says(9, COMPRESSED2_BYTES + 8,
	    ": 9 compressed bytes do not fit a record of 24");
	compressed2_says(UINT64_MAX, COMPRESSED2_BYTES + 8,
	    ": 18446744073709551615 compressed bytes do not fit");
	/* As a number of the other order, this one would fit. */
	compressed2_says(UINT64_C(1) << 56, COMPRESSED2_BYTES + 8,
	    ": 72057594037927936 compressed bytes do not fit");
	for (int len = RECORD_HEADER_LEN; len < COMPRESSED2_BYTES; len++)
		compressed2_says(0, len, "compressed bytes do not fit");
}

static void
what_pads_a_compressed2_record_is_not_read(void **state)
{
	struct recording_writer w;
	struct plain p;
	struct deflated z;
	struct packer body = { 0 };

	(void)state;
	plain_read(&p, false);
	deflate(&z, p.bytes, p.len, p.len);
	pack_u64(&body, z.len);
	pack(&body, z.bytes, z.len);
	pack(&body, "these bytes are no zstd", 24);
	start_small(&w, NULL);
	recording_writer_record(&w, RECORD_COMPRESSED2, body.bytes, body.len);
	packer_release(&body);
	reads_as(&w, &p);
}

static void
compressed_records_may_hold_nothing(void **state)
{
	struct recording_writer w;
	struct plain p;
	struct deflated z;

	(void)state;
	plain_read(&p, false);
	deflate(&z, p.bytes, p.len, p.len);
	start_small(&w, NULL);
	write_compressed(&w, RECORD_COMPRESSED, "", 0);
	write_compressed(&w, RECORD_COMPRESSED, z.bytes, 9);
	write_compressed(&w, RECORD_COMPRESSED2, "", 0);
	write_compressed(&w, RECORD_COMPRESSED, z.bytes + 9, z.len - 9);
	write_compressed(&w, RECORD_COMPRESSED, "", 0);
	reads_as(&w, &p);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stream_may_be_cut_at_every_byte),
		TEST(records_may_be_cut_at_every_byte),
		TEST(a_stream_may_have_frames_that_end_in_records),
		TEST(records_come_right_behind_what_holds_them),
		TEST(half_a_record_at_the_end_of_a_stream_is_none),
		cmocka_unit_test_setup_teardown(
		    each_file_of_a_folder_has_its_own_stream, scratch_make,
		    scratch_remove),
		TEST(a_broken_stream_is_refused),
		TEST(a_wrong_byte_in_a_stream_does_no_harm),
		TEST(a_record_in_a_stream_has_at_least_a_header),
		TEST(a_stream_has_no_streams_and_traces_in_it),
		TEST(a_compressed2_record_holds_what_it_says),
		TEST(what_pads_a_compressed2_record_is_not_read),
		TEST(compressed_records_may_hold_nothing),
	};

	return RUN(tests);
}
