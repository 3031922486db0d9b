/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The printer in a process that plays perf: it prints samples as perf does, or
 * has the printer do it, and the two texts must be the same.
 */
#include "unit/testing.h"

#include <linux/perf_event.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "printer/dlfilter.h"
#include "printer/report.h"
#include "unit/perf_header.h"
#include "unit/random.h"
#include "unit/scratch.h"

enum { FRAMES = 12, BRANCHES = 8, SAMPLES = 6000 };

#define FIELDS "comm,tid,cpu,time,period,event,ip,sym,symoff,dso"

/* A world of addresses: each page is of some DSO, or of none. */
struct made_up {
	uint64_t address;
	char sym[32];
	char dso[32];
	bool known;
};

/* What perf has of the sample that it is at. */
static struct {
	struct perf_dlfilter_sample sample;
	struct perf_dlfilter_al al;
	struct perf_event_attr attr;
	uint64_t chain[FRAMES + 2];
	struct perf_branch_entry branch[BRANCHES];
	struct made_up place;
	char report[PATH_MAX + 8];
	char plain[PATH_MAX + 8];
	const char *fields;
	const char *before_dso; /* of a branch: a blank since perf 6.8 or so */
	int inlines;      /* one of so many library frames is inlined, or 0 */
	int long_tids;    /* so many threads at first have seven digits */
	bool wide;        /* the column of threads is as wide as perf 6.8's, */
	int becomes_wide; /* or becomes so after so many samples, or -1 */
} perf;

static char comm[] = "made up";
static char event[] = "cpu-clock:u";

/* The same address is always the same place. */
static void
make_place(struct made_up *p, uint64_t address)
{
	uint64_t page = address >> 12;

	p->address = address;
	p->known = page % 7 != 3;
	snprintf(p->sym, sizeof p->sym, "function_%" PRIx64, address >> 8);
	snprintf(p->dso, sizeof p->dso,
	    page % 5 ? "/usr/lib/lib%" PRIu64 ".so" : "[kernel.kallsyms]",
	    page % 5);
}

/* Names live as long as perf does, so that their addresses tell them apart. */
static const char *
name(const char *text)
{
	static char names[1 << 16][32];
	static size_t count;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], text))
			return names[i];
	return strcpy(names[count++], text);
}

static int32_t
resolve_address(void *ctx, uint64_t address, struct perf_dlfilter_al *al)
{
	struct made_up p;

	(void)ctx;
	make_place(&p, address);
	*al = (struct perf_dlfilter_al){ .size = sizeof *al,
		.is_kernel_ip = address >> 63 };
	if (!p.known)
		return 0;
	al->sym = name(p.sym);
	al->dso = name(p.dso);
	al->symoff = address & 0xff;
	al->addr = address;
	al->sym_start = address & ~UINT64_C(0xff);
	al->sym_end = address + 1;
	return 0;
}

static const struct perf_dlfilter_al *
resolve_ip(void *ctx)
{
	resolve_address(ctx, perf.sample.ip, &perf.al);
	perf.al.comm = comm;
	return &perf.al;
}

static struct perf_event_attr *
attr(void *ctx)
{
	(void)ctx;
	return &perf.attr;
}

static char **
args(void *ctx, int *count)
{
	static char *words[3];

	(void)ctx;
	words[0] = perf.report;
	words[1] = (char *)perf.fields;
	words[2] = perf.plain;
	*count = *perf.plain ? 3 : 2;
	return words;
}

/* Prints an end of a branch as perf does: its symbol, and its DSO. */
static void
print_end(uint64_t address)
{
	struct made_up p;

	make_place(&p, address);
	if (p.known)
		printf("%s+0x%x%s(%s)", p.sym, (unsigned)(address & 0xff),
		    perf.before_dso, p.dso);
	else
		printf("[unknown]%s([unknown])", perf.before_dso);
}

/* Prints where a sample was taken, and the branches before it. */
static void
print_branches(void)
{
	struct made_up p;

	make_place(&p, perf.sample.ip);
	printf(" %16" PRIx64 " ", p.address);
	if (p.known)
		printf("%s+0x%x (%s)", p.sym, (unsigned)(p.address & 0xff),
		    p.dso);
	else
		printf("[unknown] ([unknown])");
	for (uint64_t i = 0; i < perf.sample.brstack_nr; i++) {
		print_end(perf.branch[i].from);
		printf("/");
		print_end(perf.branch[i].to);
		printf("/%c/-/-/%d/ ", perf.branch[i].mispred ? 'M' : 'P',
		    (int)perf.branch[i].cycles);
	}
}

/* Prints the sample as perf does. */
static void
print_sample(int number)
{
	bool chain = perf.attr.sample_type & PERF_SAMPLE_CALLCHAIN;
	int width = perf.wide ||
		(perf.becomes_wide >= 0 && number >= perf.becomes_wide) ? 7 : 5;

	printf("%*s %*d [%03d] %5" PRIu64 ".%06" PRIu64 ": %10" PRIu64
	       " %*s: ", chain ? 0 : 16, comm, width, perf.sample.tid,
	    perf.sample.cpu, perf.sample.time / 1000000000,
	    perf.sample.time % 1000000000 / 1000, perf.sample.period, 14,
	    event);
	if (!chain)
		print_branches();
	printf("\n");
	for (uint64_t i = 0; i < perf.sample.raw_callchain_nr; i++) {
		struct made_up p;

		if (perf.chain[i] >= (uint64_t)-4095)
			continue;
		make_place(&p, perf.chain[i]);
		if (perf.inlines && p.known && *p.dso == '/' &&
		    p.address / 64 % perf.inlines == 0)
			printf("\t%16" PRIx64 " inner (inlined)\n", p.address);
		printf("\t%16" PRIx64 " ", p.address);
		if (p.known)
			printf("%s+0x%x (%s)\n", p.sym,
			    (unsigned)(p.address & 0xff), p.dso);
		else
			printf("[unknown] ([unknown])\n");
	}
	if (chain)
		printf("\n");
}

/* Turns the chain of the sample into branches from place to place. */
static void
make_branches(uint64_t *seed)
{
	uint64_t n = perf.sample.raw_callchain_nr;

	perf.sample.raw_callchain_nr = 0;
	perf.sample.brstack = perf.branch;
	for (uint64_t i = 3; i < n && i - 3 < BRANCHES; i++)
		perf.branch[perf.sample.brstack_nr++] =
		    (struct perf_branch_entry){ .from = perf.chain[i],
			    .to = perf.chain[i - 1],
			    .mispred = random_below(seed, 4) == 0,
			    .cycles = random_below(seed, 3) };
}

/* Makes the next sample: a chain of a few places out of not too many. */
static void
make_sample(uint64_t *seed)
{
	uint64_t frames = random_below(seed, FRAMES), n = 0;
	uint64_t in_kernel = random_below(seed, frames + 1);
	static const uint64_t kernel = UINT64_C(0xffffffff81000000);

	if (in_kernel)
		perf.chain[n++] = (uint64_t)PERF_CONTEXT_KERNEL;
	for (uint64_t i = 0; i < in_kernel; i++)
		perf.chain[n++] = kernel + random_below(seed, 300) * 64;
	if (frames > in_kernel)
		perf.chain[n++] = (uint64_t)PERF_CONTEXT_USER;
	for (uint64_t i = in_kernel; i < frames; i++)
		perf.chain[n++] = 0x400000 + random_below(seed, 500) * 64;
	perf.sample = (struct perf_dlfilter_sample){
		.size = sizeof perf.sample,
		.ip = n > 1 ? perf.chain[1] : 0x400000,
		.pid = 100,
		.tid = (int32_t)random_below(seed, 100000),
		.cpu = (int32_t)random_below(seed, 1200),
		.time = next_random(seed) >> 20,
		.period = next_random(seed) >> random_below(seed, 64),
		.cpumode = in_kernel ? PERF_RECORD_MISC_KERNEL :
				       PERF_RECORD_MISC_USER,
		.raw_callchain_nr = n,
		.raw_callchain = perf.chain,
		.event = event,
		.machine_pid = -1,
		.vcpu = -1,
	};
	if (!(perf.attr.sample_type & PERF_SAMPLE_CALLCHAIN))
		make_branches(seed);
}

static void
start_perf(const char *fields)
{
	perf_dlfilter_fns = (struct perf_dlfilter_fns){
		.resolve_ip = resolve_ip, .args = args,
		.resolve_address = resolve_address, .attr = attr,
	};
	perf.attr = (struct perf_event_attr){ .type = PERF_TYPE_SOFTWARE,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID |
		    PERF_SAMPLE_TIME | PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD |
		    PERF_SAMPLE_CALLCHAIN };
	perf.fields = fields;
	scratch_write("report", "");
	snprintf(perf.report, sizeof perf.report, "report=%s",
	    in_scratch("report"));
}

/* Gives the first threads numbers that fill both widths of the column. */
static void
lengthen(int number)
{
	if (number < perf.long_tids)
		perf.sample.tid += 1000000;
}

/* Prints all samples to a file, in a process of its own; returns how it ends.*/
static int
run_perf(const char *file, bool with_printer)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		uint64_t seed = 99;
		void *data;

		if (!freopen(in_scratch(file), "w", stdout) ||
		    (with_printer && start(&data, NULL)))
			_exit(99);
		for (int i = 0; i < SAMPLES; i++) {
			make_sample(&seed);
			lengthen(i);
			if (!with_printer ||
			    !filter_event(data, &perf.sample, NULL))
				print_sample(i);
		}
		if (with_printer)
			stop(data, NULL);
		fflush(stdout);
		_exit(0);
	}
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	return WEXITSTATUS(status);
}

/* Returns how many samples the printer has printed. */
static unsigned
printed(void)
{
	char *report = scratch_read("report");
	unsigned n = 0;

	sscanf(report, "printed %u", &n);
	free(report);
	return n;
}

static void
same_text(void)
{
	char *serial = scratch_read("serial"), *ours = scratch_read("ours");

	assert_string_equal(serial, ours);
	free(serial);
	free(ours);
}

/* Has the same text printed both ways, most of it by the printer. */
static void
prints_most_alike(void)
{
	assert_int_equal(run_perf("serial", false), 0);
	assert_int_equal(run_perf("ours", true), 0);
	same_text();
	assert_true(printed() > SAMPLES / 2);
}

static void
prints_alike_in_both_widths(void)
{
	perf.becomes_wide = -1;
	for (int wide = 0; wide <= 1; wide++) {
		perf.wide = wide;
		start_perf("type1=" FIELDS);
		prints_most_alike();
	}
	perf.wide = false;
}

static void
prints_as_perf_does(void **state)
{
	(void)state;
	prints_alike_in_both_widths();
}

static void
waits_until_a_width_shows(void **state)
{
	(void)state;
	perf.long_tids = SAMPLES / 3;
	prints_alike_in_both_widths();
	perf.long_tids = 0;
}

static void
prints_symbols_of_branches_as_perf_does(void **state)
{
	static const char *const before_dso[] = { "", " " };

	(void)state;
	for (size_t i = 0; i < LENGTH(before_dso); i++) {
		start_perf("type1=" FIELDS ",brstacksym");
		perf.attr.sample_type ^=
		    PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_BRANCH_STACK;
		perf.before_dso = before_dso[i];
		prints_most_alike();
	}
}

/* Names two libraries, and the kernel, as plain. */
static void
name_plain(void)
{
	scratch_write("plain", "/usr/lib/lib1.so\n/usr/lib/lib2.so\n"
			       "[kernel.kallsyms]\n/usr/lib/lib9.so");
	snprintf(
	    perf.plain, sizeof perf.plain, "plain=%s", in_scratch("plain"));
}

static void
predicts_frames_of_plain_files(void **state)
{
	unsigned learnt;

	(void)state;
	start_perf("type1=" FIELDS);
	assert_int_equal(run_perf("serial", false), 0);
	assert_int_equal(run_perf("ours", true), 0);
	same_text();
	learnt = printed();
	start_perf("type1=" FIELDS);
	name_plain();
	assert_int_equal(run_perf("ours", true), 0);
	same_text();
	assert_true(printed() > learnt);
	*perf.plain = '\0';
}

/* They are not plain, though the job says so. */
static void
does_not_trust_files_with_inlined_frames(void **state)
{
	(void)state;
	for (perf.inlines = 2; perf.inlines < 9; perf.inlines += 3) {
		start_perf("type1=" FIELDS);
		name_plain();
		prints_most_alike();
	}
	perf.inlines = 0;
	*perf.plain = '\0';
}

static void
gives_up_when_perf_changes_its_layout(void **state)
{
	char *report;

	(void)state;
	perf.becomes_wide = SAMPLES / 2;
	start_perf("type1=" FIELDS);
	assert_int_equal(run_perf("ours", true), REPORT_GAVE_UP);
	report = scratch_read("report");
	assert_memory_equal(report, "why perf prints \"made up ", 24);
	free(report);
	perf.becomes_wide = -1;
}

static void
leaves_to_perf_what_has_other_fields(void **state)
{
	static const char with_registers[] = "type1=" FIELDS ",iregs";
	static const char of_hardware[] = "type0=" FIELDS;
	static const char *const others[] = { with_registers,
		"type1=comm,tid", of_hardware };

	(void)state;
	for (size_t i = 0; i < LENGTH(others); i++) {
		start_perf(others[i]);
		assert_int_equal(run_perf("serial", false), 0);
		assert_int_equal(run_perf("ours", true), 0);
		same_text();
		assert_int_equal(printed(), 0);
	}
}

static void
knows_the_interface_that_perf_has(void **state)
{
#define OF_SAMPLE(name) offsetof(struct perf_dlfilter_sample, name)
#define OF_AL(name) offsetof(struct perf_dlfilter_al, name)
#define OF_FNS(name) offsetof(struct perf_dlfilter_fns, name)
	static const size_t ours[] = { PERF_HEADER_OFFSETS };

	(void)state;
	if (!perf_header_count) {
		skip();
		return;
	}
	assert_int_equal(perf_header_count, LENGTH(ours));
	for (size_t i = 0; i < LENGTH(ours); i++)
		assert_int_equal(perf_header[i], ours[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    prints_as_perf_does, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
		    waits_until_a_width_shows, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
		    prints_symbols_of_branches_as_perf_does, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    predicts_frames_of_plain_files, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    does_not_trust_files_with_inlined_frames, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    gives_up_when_perf_changes_its_layout, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    leaves_to_perf_what_has_other_fields, scratch_make,
		    scratch_remove),
		cmocka_unit_test(knows_the_interface_that_perf_has),
	};

	return RUN(tests);
}
