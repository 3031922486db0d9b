/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf will look for in which range. */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "slice/contents.h"
#include "slice/lookups.h"

enum { USER = MISC_USER, KERNEL = MISC_KERNEL, CODE = 5, DATA = 1,
	HUGE = 0x40000, RANGES = 3 };
#define SWAPPER UINT32_MAX

/* A file that is mapped; id is the first byte of its build ID, 0 for none. */
struct mapping {
	uint32_t pid;
	uint64_t time_ns;
	const char *name;
	uint16_t misc;
	uint32_t prot, flags;
	unsigned char id;
};

/* A sample, or for a parent the fork of a process. */
struct happening {
	uint32_t pid;
	uint64_t time_ns;
	uint16_t misc;
	uint32_t parent;
};

static const struct contents_range ranges[RANGES] = {
	{ 100, 199, EVENT_NO_CPU },
	{ 200, 299, EVENT_NO_CPU },
	{ 300, 399, EVENT_NO_CPU },
};

static const struct writer_event event = {
	.type = WRITER_TYPE_SOFTWARE,
	.sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	.sample_id_all = true,
	.first_id = 1,
	.ids = 1,
};

/* Writes a record with what the writer has no words for. */
static void
write_raw(struct recording_writer *w, uint32_t type, uint16_t misc,
    struct packer *body)
{
	struct packer p = { .swap = w->options.swap };

	pack_u32(&p, type);
	pack_u16(&p, misc);
	pack_u16(&p, RECORD_HEADER_LEN + body->len);
	pack(&p, body->bytes, body->len);
	recording_writer_bytes(w, p.bytes, p.len);
	packer_release(&p);
	packer_release(body);
}

static void
pack_who(struct packer *p, uint32_t pid, uint64_t time_ns)
{
	pack_u32(p, pid);
	pack_u32(p, pid);
	pack_u64(p, time_ns);
	pack_u64(p, 0); /* its CPU */
}

static void
write_mapping(struct recording_writer *w, const struct mapping *m)
{
	unsigned char file[MMAP2_FILE_LEN] = { 0 };
	struct packer p = { .swap = w->options.swap };

	if (m->id) {
		file[0] = 20;
		file[4] = m->id;
	}
	pack_u32(&p, m->pid);
	pack_u32(&p, m->pid);
	pack_u64(&p, 0x400000);
	pack_u64(&p, 0x1000);
	pack_u64(&p, 0);
	pack(&p, file, sizeof file);
	pack_u32(&p, m->prot);
	pack_u32(&p, m->flags);
	pack(&p, m->name, strlen(m->name) + 1);
	pack_padding(&p, 8);
	pack_who(&p, m->pid, m->time_ns);
	write_raw(w, RECORD_MMAP2,
	    m->misc | (m->id ? MISC_MMAP_BUILD_ID : 0), &p);
}

static void
write_happening(struct recording_writer *w, const struct happening *h)
{
	const struct writer_fields f = {
		.pid = h->pid, .tid = h->pid, .time_ns = h->time_ns
	};
	struct packer p = { .swap = w->options.swap };

	if (h->parent) {
		recording_writer_fork(w, &f, h->parent);
		return;
	}
	pack_u64(&p, 0x400000);
	pack_who(&p, h->pid, h->time_ns);
	write_raw(w, RECORD_SAMPLE, h->misc, &p);
}

/* Puts the build ID of a name into the header. */
static void
write_header_id(struct recording_writer *w, const char *name)
{
	struct packer p = { .swap = w->options.swap };

	pack_u32(&p, 0);
	pack_u16(&p, USER);
	pack_u16(&p, BUILD_ID_NAME + strlen(name) + 1);
	pack_u32(&p, UINT32_MAX);
	pack(&p, "\xab\xcd", 2);
	while (p.len < BUILD_ID_NAME)
		pack(&p, "", 1);
	pack(&p, name, strlen(name) + 1);
	recording_writer_feature(w, FEATURE_BUILD_ID, p.bytes, p.len);
	packer_release(&p);
}

/* Returns "NAME ID RANGES" of each that some range needs; for free(3). */
static char *
text_of(const struct lookups *l)
{
	static const char *const kinds[] = { "", "jit ", "module ", "kernel" };
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	for (size_t n = 0; n < l->count; n++) {
		const struct lookup *lookup = &l->lookup[n];
		unsigned needed = 0;

		for (size_t i = 0; i < RANGES; i++)
			needed |= lookups_needs(l, i, n) ? 1u << i : 0;
		if (needed)
			fprintf(f, "%s%s %.4s %u\n", kinds[lookup->kind],
			    lookup->name, lookup->id, needed);
	}
	fclose(f);
	return text;
}

/* Sees that a recording in memory has perf look for just that. */
static void
check(struct recording_writer *w, const char *wanted)
{
	const struct scan_options options = { .threads = 1 };
	struct digest digest[RANGES];
	struct lookups lookups;
	const struct contents contents = { ranges, RANGES, digest, &lookups };
	struct recording r;
	struct timeline t;
	char *text;

	assert_int_equal(recording_from_bytes(&r, "some", w->bytes, w->len), 0);
	assert_int_equal(contents_of(&r, &contents), 0);
	text = text_of(&lookups);
	assert_string_equal(text, wanted);
	free(text);
	lookups_release(&lookups);
	assert_int_equal(scan_recording(&t, &r, &options), 0);
	assert_int_equal(contents_by_index(&r, &t.index, 3, &contents), 0);
	text = text_of(&lookups);
	assert_string_equal(text, wanted);
	free(text);
	lookups_release(&lookups);
	timeline_release(&t);
	recording_close(&r);
}

/* Writes mappings, then samples and forks, in either byte order, and looks. */
static void
tell(const struct mapping *m, size_t mappings, const struct happening *h,
    size_t happenings, const char *wanted)
{
	for (int swap = 0; swap < 2; swap++) {
		const struct writer_options options = { .swap = swap };
		struct recording_writer w;

		recording_writer_start(&w, &options);
		recording_writer_event(&w, &event);
		for (size_t i = 0; i < mappings; i++)
			write_mapping(&w, &m[i]);
		for (size_t i = 0; i < happenings; i++)
			write_happening(&w, &h[i]);
		write_header_id(&w, "/in-header");
		recording_writer_finish(&w);
		check(&w, wanted);
		recording_writer_release(&w);
	}
}

static void
files_count_where_their_processes_have_samples(void **state)
{
	static const struct mapping m[] = {
		{ 7, 50, "/lib", USER, CODE, 0, 0 },
		{ 8, 60, "/lib", USER, CODE, 0, 0 },
		{ 7, 150, "/late", USER, CODE, 0, 0 },
		{ 7, 250, "/later", USER, CODE, 0, 0 },
		{ 9, 250, "/of-nobody", USER, CODE, 0, 0 },
	};
	static const struct happening h[] = {
		{ 7, 260, USER, 0 }, { 8, 310, USER, 0 }
	};

	(void)state;
	tell(m, LENGTH(m), h, LENGTH(h),
	    "/lib - 6\n/late - 2\n/later - 2\n");
}

static void
what_was_forked_looks_for_what_its_parent_had(void **state)
{
	static const struct mapping m[] = {
		{ 7, 50, "/parents", USER, CODE, 0, 0 },
		{ 7, 60, "//anon", USER, CODE, 0, 0 },
		{ 8, 350, "/its-own", USER, CODE, 0, 0 },
	};
	static const struct happening h[] = {
		{ 8, 210, 0, 7 }, { 8, 260, USER, 0 }, { 8, 360, USER, 0 }
	};

	(void)state;
	tell(m, LENGTH(m), h, LENGTH(h),
	    "/parents - 6\njit 7 - 6\n/its-own - 4\n");
}

static void
code_without_a_file_is_a_jit_compilers(void **state)
{
	static const struct mapping m[] = {
		{ 1, 50, "//anon", USER, CODE, 0, 0 },
		{ 1, 50, "//anon", USER, CODE, 0, 0 },
		{ 2, 50, "/dev/zero (deleted)", USER, CODE, 0, 0 },
		{ 3, 50, "/anon_hugepage", USER, CODE, 0, 0 },
		{ 4, 50, "[heap]", USER, CODE, 0, 0 },
		{ 5, 50, "/SYSV00000000", USER, CODE, 0, 0 },
		{ 6, 50, "/huge", USER, CODE, HUGE, 0 },
		{ 7, 50, "//anon", USER, DATA, 0, 0 },
		{ 7, 50, "/data", USER, DATA, 0, 0 },
		{ 7, 50, "[vdso]", USER, CODE, 0, 0 },
		{ 7, 50, "/two\nlines", USER, CODE, 0, 0 },
	};
	static const struct happening h[] = {
		{ 1, 110, USER, 0 }, { 2, 110, USER, 0 }, { 3, 110, USER, 0 },
		{ 4, 110, USER, 0 }, { 5, 110, USER, 0 }, { 6, 110, USER, 0 },
		{ 7, 110, USER, 0 },
	};

	(void)state;
	tell(m, LENGTH(m), h, LENGTH(h), "jit 1 - 1\njit 2 - 1\njit 3 - 1\n"
	    "jit 4 - 1\njit 5 - 1\njit 6 - 1\n");
}

static void
files_have_the_build_id_of_the_record_or_of_the_header(void **state)
{
	static const struct mapping m[] = {
		{ 7, 50, "/in-record", USER, CODE, 0, 0x12 },
		{ 7, 50, "/in-header", USER, CODE, 0, 0 },
		{ 7, 50, "/in-header", USER, CODE, 0, 0x34 },
		{ 7, 50, "/in-none", USER, CODE, 0, 0 },
	};
	static const struct happening h[] = { { 7, 110, USER, 0 } };

	(void)state;
	/* Of two files with one name either may be meant, in all ranges. */
	tell(m, LENGTH(m), h, LENGTH(h), "/in-record 1200 7\n"
	    "/in-header abcd 7\n/in-header 3400 7\n/in-none - 7\n");
}

static void
the_kernel_counts_where_samples_are_in_it(void **state)
{
	static const struct mapping m[] = {
		{ SWAPPER, 0, "[kernel.kallsyms]_text", KERNEL, CODE, 0, 0 },
		{ SWAPPER, 0, "/lib/modules/6/a.ko", KERNEL, CODE, 0, 0 },
		{ SWAPPER, 250, "[b]", KERNEL, CODE, 0, 0 },
	};
	static const struct happening h[] = {
		{ 7, 110, USER, 0 }, { 7, 210, KERNEL, 0 },
		{ 7, 220, USER, 0 }, { 7, 310, KERNEL, 0 },
	};

	(void)state;
	tell(m, LENGTH(m), h, 2,
	    "kernel - 2\nmodule /lib/modules/6/a.ko - 2\nmodule [b] - 2\n");
	tell(m, LENGTH(m), h, LENGTH(h),
	    "kernel - 6\nmodule /lib/modules/6/a.ko - 6\nmodule [b] - 6\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    files_count_where_their_processes_have_samples),
		cmocka_unit_test(what_was_forked_looks_for_what_its_parent_had),
		cmocka_unit_test(code_without_a_file_is_a_jit_compilers),
		cmocka_unit_test(
		    files_have_the_build_id_of_the_record_or_of_the_header),
		cmocka_unit_test(the_kernel_counts_where_samples_are_in_it),
	};

	return RUN(tests);
}
