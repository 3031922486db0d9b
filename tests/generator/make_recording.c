/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make-recording: writes a recording for the command tests.  The same options
 * give the same bytes on every run and machine.
 */
#include <bsd/stdlib.h>
#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"

#define NS_PER_SEC UINT64_C(1000000000)

/* Samples start here, so that no time of a recording is near zero. */
#define START_NS (5000 * NS_PER_SEC)

enum {
	EVENTS_MAX = 6,
	CHAIN_MAX = 12,
	FIRST_PID = 1000,
	FIRST_CHILD = 100000,
	FILES = 2, /* of a folder, besides data */
	COMPRESS_BYTES = 16384,
	ROUND = 500, /* samples between two FINISHED_ROUND records */
	CODE_LEN = 0x100000,
};

#define CODE_START UINT64_C(0x400000)

struct options {
	uint64_t samples;
	uint64_t seconds;
	uint64_t seed;
	uint64_t zero;
	uint64_t side_band;
	uint32_t cpus;
	uint32_t processes;
	int events;
	bool callchains;
	bool no_time;
	bool no_cpu;
	bool no_header_times;
	bool zero_header_times;
	bool old;
	int files; /* of a folder, besides data */
	struct writer_options how;
};

/* A recording being made. */
struct making {
	const struct options *options;
	struct recording_writer writer;
	uint64_t random;
	uint64_t first_ns; /* of the samples that have a time; 0 for none yet */
	uint64_t last_ns;
	uint64_t side_band; /* children written so far */
};

/* Software events, which every perf can name. */
static const struct {
	const char *name;
	uint64_t config;
	uint64_t extra; /* bits of sample_type beyond what all have */
} kinds[EVENTS_MAX] = {
	{ "cpu-clock", 0, 0 },
	{ "page-faults", 2, WRITER_SAMPLE_PERIOD | SAMPLE_ADDR },
	{ "task-clock", 1, WRITER_SAMPLE_PERIOD },
	{ "context-switches", 3, SAMPLE_ADDR },
	{ "cpu-migrations", 4, 0 },
	{ "minor-faults", 5, WRITER_SAMPLE_PERIOD | SAMPLE_ADDR },
};

/* Returns the next number of the splitmix64 generator. */
static uint64_t
next_random(struct making *m)
{
	uint64_t z = m->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void
add_events(struct making *m)
{
	const struct options *o = m->options;
	uint64_t type = SAMPLE_IP | SAMPLE_TID;

	if (!o->no_time)
		type |= SAMPLE_TIME;
	if (!o->no_cpu)
		type |= SAMPLE_CPU;
	if (o->callchains)
		type |= WRITER_SAMPLE_CALLCHAIN;
	if (o->events > 1)
		type |= SAMPLE_IDENTIFIER;
	for (int i = 0; i < o->events; i++) {
		struct writer_event event = {
			.name = kinds[i].name,
			.type = WRITER_TYPE_SOFTWARE,
			.config = kinds[i].config,
			.sample_type = type | kinds[i].extra,
			.sample_id_all = !o->old,
			.first_id = 1 + i * (uint64_t)o->cpus,
			.ids = o->old ? 0 : o->cpus,
		};

		recording_writer_event(&m->writer, &event);
	}
}

/* Writes the names and mappings of all processes, as perf record starts. */
static void
add_processes(struct making *m)
{
	char text[64];

	for (uint32_t i = 0; i < m->options->processes; i++) {
		struct writer_fields f = {
			.id = 1,
			.pid = FIRST_PID + i,
			.tid = FIRST_PID + i,
			.time_ns = START_NS,
		};

		snprintf(text, sizeof text, "worker-%u", i);
		recording_writer_comm(&m->writer, &f, text);
		snprintf(text, sizeof text, "/nonexistent/worker-%u", i);
		recording_writer_mmap2(
		    &m->writer, &f, CODE_START, CODE_LEN, text);
	}
}

static void
add_sample(struct making *m, uint64_t time_ns)
{
	const struct options *o = m->options;
	uint64_t random = next_random(m), chain[CHAIN_MAX];
	struct writer_fields f = {
		.event = random % o->events,
		.cpu = (random >> 8) % o->cpus,
		.pid = FIRST_PID + (random >> 24) % o->processes,
		.time_ns = time_ns,
		.ip = CODE_START + (random >> 40) % CODE_LEN,
		.addr = random >> 16,
		.period = 1 + (random & 0xffff),
		.chain = chain,
		.chain_len = 2 + (random >> 56) % (CHAIN_MAX - 1),
	};

	f.tid = f.pid;
	f.id = 1 + f.event * (uint64_t)o->cpus + f.cpu;
	chain[0] = WRITER_CONTEXT_USER;
	chain[1] = f.ip;
	for (size_t i = 2; i < f.chain_len; i++)
		chain[i] = CODE_START + (f.ip * i + random) % CODE_LEN;
	if (o->files)
		recording_writer_part(&m->writer, 1 + f.cpu % o->files);
	recording_writer_sample(&m->writer, &f);
	recording_writer_part(&m->writer, 0);
	if (!time_ns)
		return;
	m->first_ns = m->first_ns ? m->first_ns : time_ns;
	m->last_ns = time_ns;
}

/* Writes the whole life of one short process. */
static void
add_child(struct making *m, uint64_t time_ns)
{
	uint32_t parent = FIRST_PID + m->side_band % m->options->processes;
	struct writer_fields f = {
		.id = 1,
		.pid = FIRST_CHILD + m->side_band,
		.tid = FIRST_CHILD + m->side_band,
		.time_ns = time_ns,
	};

	recording_writer_fork(&m->writer, &f, parent);
	recording_writer_comm(&m->writer, &f, "child");
	recording_writer_exit(&m->writer, &f, parent);
	m->side_band++;
}

/* Returns how many of total things spread evenly are due up to step. */
static uint64_t
due(uint64_t total, uint64_t step, uint64_t steps)
{
	return (unsigned __int128)total * (step + 1) / steps;
}

static void
add_samples(struct making *m)
{
	const struct options *o = m->options;
	uint64_t step = o->samples ? o->seconds * NS_PER_SEC / o->samples : 0;
	uint64_t zeros = 0, time_ns;

	for (uint64_t i = 0; i < o->samples; i++) {
		time_ns = START_NS + i * step;
		if (step)
			time_ns += next_random(m) % step;
		while (m->side_band < due(o->side_band, i, o->samples))
			add_child(m, time_ns);
		if (zeros < due(o->zero, i, o->samples)) {
			zeros++;
			time_ns = 0;
		}
		add_sample(m, time_ns);
		if (i % ROUND == ROUND - 1)
			recording_writer_finished_round(&m->writer);
	}
	while (m->side_band < o->side_band)
		add_child(m, START_NS);
	recording_writer_finished_round(&m->writer);
}

static void
make_recording(const struct options *o, const char *path)
{
	static struct making m;

	m.options = o;
	m.random = o->seed;
	recording_writer_start_file(&m.writer, path, &o->how);
	add_events(&m);
	add_processes(&m);
	add_samples(&m);
	recording_writer_usual_features(&m.writer, o->cpus);
	if (o->zero_header_times)
		recording_writer_times(&m.writer, 0, 0);
	else if (!o->no_header_times)
		recording_writer_times(&m.writer, o->no_time ? 0 : m.first_ns,
		    o->no_time ? 0 : m.last_ns);
	recording_writer_finish(&m.writer);
	recording_writer_release(&m.writer);
}

static void
usage(FILE *stream)
{
	fprintf(stream,
	    "usage: make-recording [options] PATH\n"
	    "  -s SAMPLES           how many samples (1000)\n"
	    "  -c CPUS              of how many CPUs (2)\n"
	    "  -t SECONDS           over how much time (10)\n"
	    "  -p PROCESSES         of how many processes (4)\n"
	    "  -e EVENTS            of how many events (1)\n"
	    "  -g                   with callchains\n"
	    "  -r SEED              what numbers are drawn (1)\n"
	    "  --no-time            samples have no time\n"
	    "  --no-cpu             samples have no CPU\n"
	    "  --zero N             N samples have time 0\n"
	    "  --no-header-times    the header does not say the times\n"
	    "  --zero-header-times  the header says that they are 0\n"
	    "  --side-band N        N short processes between the samples\n"
	    "  --pipe               as perf record -o - writes it\n"
	    "  --folder[=FILES]     as perf record --threads makes it, with\n"
	    "                       so many files besides data (2)\n"
	    "  --compress[=BYTES]   with zstd, so many bytes of records\n"
	    "                       in one COMPRESSED record (16384)\n"
	    "  --compress2[=BYTES]  the same in COMPRESSED2 records\n"
	    "  --swap               in the other byte order\n"
	    "  --32-bit             feature bits as a 32-bit perf writes them\n"
	    "  --old                as perf 3.1 wrote it: version 1, events\n"
	    "                       without ids or sample_id_all\n"
	    "  -h                   this text\n");
}

static uint64_t
number(const char *name, long long min, long long max)
{
	const char *why;
	long long value = strtonum(optarg, min, max, &why);

	if (why)
		errx(2, "%s %s: the number is %s", name, optarg, why);
	return value;
}

enum {
	NO_TIME = UCHAR_MAX + 1,
	NO_CPU,
	ZERO,
	NO_HEADER_TIMES,
	ZERO_HEADER_TIMES,
	SIDE_BAND,
	PIPE,
	FOLDER,
	COMPRESS,
	COMPRESS2,
	SWAP,
	BITS_32,
	OLD,
};

/* Sets what says how a recording is laid out. */
static bool
set_layout(struct options *o, int option)
{
	switch (option) {
	case PIPE:
		o->how.layout = WRITER_PIPE;
		return true;
	case FOLDER:
		o->how.layout = WRITER_FOLDER;
		o->files = optarg ?
		    number("--folder", 1, WRITER_PARTS - 1) : FILES;
		return true;
	case COMPRESS:
	case COMPRESS2:
		o->how.compressed2 = option == COMPRESS2;
		o->how.compress = optarg ? number("--compress", 1,
		    WRITER_COMPRESS_MAX) : COMPRESS_BYTES;
		return true;
	case SWAP:
		o->how.swap = true;
		return true;
	case BITS_32:
		o->how.feature_word = 4;
		return true;
	case OLD:
		o->how.version_1 = o->old = true;
		return true;
	}
	return false;
}

static void
set_option(struct options *o, int option)
{
	switch (option) {
	case 's':
		o->samples = number("-s", 0, LLONG_MAX);
		break;
	case 'c':
		o->cpus = number("-c", 1, INT_MAX);
		break;
	case 't':
		o->seconds = number("-t", 1, 1000000000);
		break;
	case 'p':
		o->processes = number("-p", 1, FIRST_CHILD - FIRST_PID);
		break;
	case 'e':
		o->events = number("-e", 1, EVENTS_MAX);
		break;
	case 'r':
		o->seed = number("-r", 0, LLONG_MAX);
		break;
	case 'g':
		o->callchains = true;
		break;
	case 'h':
		usage(stdout);
		exit(0);
	case NO_TIME:
		o->no_time = true;
		break;
	case NO_CPU:
		o->no_cpu = true;
		break;
	case ZERO:
		o->zero = number("--zero", 0, LLONG_MAX);
		break;
	case NO_HEADER_TIMES:
		o->no_header_times = true;
		break;
	case ZERO_HEADER_TIMES:
		o->zero_header_times = true;
		break;
	case SIDE_BAND:
		o->side_band = number("--side-band", 0, INT_MAX - FIRST_CHILD);
		break;
	default:
		if (set_layout(o, option))
			break;
		usage(stderr);
		exit(2);
	}
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "no-time", no_argument, NULL, NO_TIME },
		{ "no-cpu", no_argument, NULL, NO_CPU },
		{ "zero", required_argument, NULL, ZERO },
		{ "no-header-times", no_argument, NULL, NO_HEADER_TIMES },
		{ "zero-header-times", no_argument, NULL, ZERO_HEADER_TIMES },
		{ "side-band", required_argument, NULL, SIDE_BAND },
		{ "pipe", no_argument, NULL, PIPE },
		{ "folder", optional_argument, NULL, FOLDER },
		{ "compress", optional_argument, NULL, COMPRESS },
		{ "compress2", optional_argument, NULL, COMPRESS2 },
		{ "swap", no_argument, NULL, SWAP },
		{ "32-bit", no_argument, NULL, BITS_32 },
		{ "old", no_argument, NULL, OLD },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct options options = {
		.samples = 1000,
		.seconds = 10,
		.seed = 1,
		.cpus = 2,
		.processes = 4,
		.events = 1,
	};
	int option;

	while ((option = getopt_long(argc, argv, "s:c:t:p:e:gr:h", longs,
		    NULL)) >= 0)
		set_option(&options, option);
	if (optind != argc - 1) {
		usage(stderr);
		return 2;
	}
	if (options.old && options.events > 1)
		errx(2, "--old: its samples could not tell several events");
	make_recording(&options, argv[optind]);
	return 0;
}
