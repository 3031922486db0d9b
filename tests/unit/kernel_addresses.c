/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in a recording an address of the kernel is found: anywhere. */
#include "unit/testing.h"

#include "slice/kernel_addresses.h"
#include "unit/kernel_symbols_world.h"
#include "unit/small_recording.h"

#define FIRST UINT64_C(0xffffffff81000000)
#define ADDRESS UINT64_C(0xffffffff81234560)
#define LAST UINT64_C(0xffffffffc1234567)

/*
 * Passes when a recording, which is released, has only this address, or 0; in
 * zstd's own bytes there may seem to be others.
 */
static void
writer_names(struct recording_writer *w, uint64_t address)
{
	struct kernel_addresses a;
	struct recording r;
	uint64_t cell = address & ~UINT64_C(63);

	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(&r, "a", w->bytes, w->len), 0);
	for (unsigned threads = 0; threads <= 4; threads += 2) {
		kernel_addresses_start(&a, FIRST, LAST);
		assert_int_equal(kernel_addresses_find(&a, &r, threads), 0);
		if (address) {
			assert_true(kernel_addresses_between(
			    &a, cell, cell + 1));
		}
		if (address && !w->options.compress) {
			assert_false(kernel_addresses_between(
			    &a, FIRST, cell));
			assert_false(kernel_addresses_between(
			    &a, cell + 64, UINT64_MAX));
		}
		assert_int_equal(
		    kernel_addresses_between(&a, FIRST, UINT64_MAX),
		    address != 0);
		kernel_addresses_release(&a);
	}
	recording_close(&r);
	recording_writer_release(w);
}

static void
a_sample_names_where_it_was_taken(void **state)
{
	struct recording_writer w;

	(void)state;
	symbols_world_start(&w, NULL);
	symbols_world_sample(&w, ADDRESS);
	writer_names(&w, ADDRESS);
}

static void
a_callchain_and_a_data_address_count(void **state)
{
	static const uint64_t chain[] = { -128, 0x400010, ADDRESS, -512, 8 };
	struct writer_fields f = { .ip = 0x400010, .time_ns = 1000 };
	struct recording_writer w;

	(void)state;
	f.chain = chain;
	for (size_t len = 0; len <= LENGTH(chain); len++) {
		symbols_world_start(&w, NULL);
		f.chain_len = len;
		recording_writer_sample(&w, &f);
		writer_names(&w, len > 2 ? ADDRESS : 0);
	}
	f.chain_len = 0;
	f.addr = ADDRESS;
	symbols_world_start(&w, NULL);
	recording_writer_sample(&w, &f);
	writer_names(&w, ADDRESS);
}

static void
the_first_and_the_last_that_matter_are_told_apart(void **state)
{
	static const uint64_t there[] = { FIRST, LAST, FIRST + 63 };
	static const uint64_t outside[] = { FIRST - 1, LAST + 64, 0, 0x81234560,
		UINT64_MAX, FIRST << 32, UINT64_C(0xffff888000000000) };
	struct recording_writer w;

	(void)state;
	for (size_t i = 0; i < LENGTH(there); i++) {
		symbols_world_start(&w, NULL);
		symbols_world_sample(&w, there[i]);
		writer_names(&w, there[i]);
	}
	symbols_world_start(&w, NULL);
	for (size_t i = 0; i < LENGTH(outside); i++)
		symbols_world_sample(&w, outside[i]);
	writer_names(&w, 0);
}

/* Puts an address at a place in a record of so many bytes of zeros. */
static void
write_at(struct recording_writer *w, size_t at, size_t len)
{
	const uint64_t address = ADDRESS;
	unsigned char *body = calloc(1, len);

	memcpy(body + at, &address, sizeof address);
	recording_writer_record(w, RECORD_SAMPLE, body, len);
	free(body);
}

/* In raw data, behind their length of 32 bits, words lie at 4 mod 8. */
static void
a_word_of_raw_data_counts_wherever_it_lies(void **state)
{
	struct recording_writer w;

	(void)state;
	for (size_t at = 0; at <= 64; at += 4) {
		symbols_world_start(&w, NULL);
		write_at(&w, at, 72);
		writer_names(&w, ADDRESS);
	}
}

/* Threads take turns, and a word may begin in one and end in the next. */
static void
every_word_of_the_data_counts(void **state)
{
	enum { TURN = 1 << 20, LEN = 2 * TURN + 64 };
	static const size_t places[] = { 0, 4, 8, TURN - 8, TURN - 4, TURN,
		TURN + 4, 2 * TURN - 4, LEN - 12, LEN - 8 };
	static unsigned char data[LEN];
	const uint64_t address = ADDRESS;
	struct recording_writer w;

	(void)state;
	for (size_t i = 0; i < LENGTH(places); i++) {
		memset(data, 0, sizeof data);
		memcpy(data + places[i], &address, sizeof address);
		symbols_world_start(&w, NULL);
		recording_writer_bytes(&w, data, sizeof data);
		writer_names(&w, ADDRESS);
	}
}

/* Ids come before the data, and features behind them. */
static void
nothing_is_read_but_the_data(void **state)
{
	static const unsigned char zeros[8];
	const uint64_t words[] = { ADDRESS, ADDRESS };
	struct recording_writer w;

	(void)state;
	recording_writer_start(&w, NULL);
	recording_writer_event(&w, &(struct writer_event){ .name = "event",
	    .sample_type = SAMPLE_IP, .first_id = ADDRESS, .ids = 4 });
	symbols_world_sample(&w, 0x400010);
	writer_names(&w, 0);
	for (size_t len = 1; len <= sizeof zeros; len++) {
		symbols_world_start(&w, NULL);
		recording_writer_bytes(&w, zeros, len);
		recording_writer_feature(
		    &w, FEATURE_SAMPLE_TIME, words, sizeof words);
		writer_names(&w, 0);
	}
	for (size_t len = 8; len < 24; len++) {
		symbols_world_start(&w, NULL);
		recording_writer_bytes(&w, words, len < 16 ? len : 16);
		recording_writer_bytes(&w, zeros, len < 16 ? 0 : len - 16);
		writer_names(&w, ADDRESS);
	}
}

static void
compressed_records_count(void **state)
{
	struct recording_writer w;

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		const struct writer_options options = small_way(i);

		if (options.swap || options.layout == WRITER_FOLDER)
			continue;
		for (size_t at = 0; at <= 24; at += 8) {
			symbols_world_start(&w, &options);
			symbols_world_sample(&w, 0x400010);
			write_at(&w, at, 32);
			writer_names(&w, ADDRESS);
		}
		symbols_world_start(&w, &options);
		write_at(&w, 12, 32);
		/* The last records of a stream have only a header. */
		recording_writer_record(&w, RECORD_SAMPLE, "", 0);
		writer_names(&w, ADDRESS);
	}
}

static void
each_file_of_a_folder_counts(void **state)
{
	const struct writer_options options = { .layout = WRITER_FOLDER };
	struct kernel_addresses a;
	struct recording_writer w;
	struct recording r;
	char name[32];

	(void)state;
	for (int part = 0; part < 3; part++) {
		snprintf(name, sizeof name, "folder-%d", part);
		recording_writer_start_file(&w, in_scratch(name), &options);
		add_small_events(&w);
		for (int i = 0; i < 3; i++) {
			recording_writer_part(&w, i);
			symbols_world_sample(&w, i == part ? ADDRESS : 0x400010);
		}
		recording_writer_finish(&w);
		recording_writer_release(&w);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		kernel_addresses_start(&a, FIRST, LAST);
		assert_int_equal(kernel_addresses_find(&a, &r, 3), 0);
		assert_true(kernel_addresses_between(
		    &a, ADDRESS, ADDRESS + 1));
		kernel_addresses_release(&a);
		recording_close(&r);
	}
}

static void
a_span_has_the_cells_that_it_touches(void **state)
{
	struct kernel_addresses a;

	(void)state;
	kernel_addresses_start(&a, FIRST + 10, FIRST + 300);
	assert_int_equal(a.cells, 5);
	a.cell[2] = 1;
	assert_true(kernel_addresses_between(&a, FIRST + 128, FIRST + 129));
	assert_true(kernel_addresses_between(&a, FIRST + 191, FIRST + 192));
	assert_true(kernel_addresses_between(&a, FIRST + 10, FIRST + 129));
	assert_true(kernel_addresses_between(&a, FIRST + 10, UINT64_MAX));
	assert_false(kernel_addresses_between(&a, FIRST + 10, FIRST + 128));
	assert_false(kernel_addresses_between(&a, FIRST + 192, FIRST + 300));
	assert_false(kernel_addresses_between(&a, FIRST + 192, UINT64_MAX));
	assert_false(kernel_addresses_between(&a, FIRST + 130, FIRST + 130));
	assert_false(kernel_addresses_between(&a, FIRST + 320, UINT64_MAX));
	kernel_addresses_release(&a);
	assert_null((void *)a.cell);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sample_names_where_it_was_taken),
		TEST(a_callchain_and_a_data_address_count),
		TEST(the_first_and_the_last_that_matter_are_told_apart),
		TEST(a_word_of_raw_data_counts_wherever_it_lies),
		TEST(every_word_of_the_data_counts),
		TEST(nothing_is_read_but_the_data),
		TEST(compressed_records_count),
		cmocka_unit_test_setup_teardown(each_file_of_a_folder_counts,
		    scratch_make, scratch_remove),
		TEST(a_span_has_the_cells_that_it_touches),
	};

	return RUN(tests);
}
