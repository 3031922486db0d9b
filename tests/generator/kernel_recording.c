/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel-recording: writes a recording of addresses of the kernel, and picks
 * the symbols that it needs, for a test of what perf makes of these.
 *
 *	kernel-recording RECORDING <LINES      writes one; lines are "map ADDRESS
 *	                                       LENGTH NAME", "ip ADDRESS" and, of
 *	                                       a program, "user ADDRESS"
 *	kernel-recording RECORDING KALLSYMS    prints what it needs of a file
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "slice/kernel_symbols.h"

static uint64_t time_ns = 1000000000;

/* Writes a record of the kernel's, for which the body was packed. */
static void
write_record(struct recording_writer *w, struct packer *p)
{
	pack_record_end(p, 0);
	recording_writer_bytes(w, p->bytes, p->len);
	packer_release(p);
}

/* Writes that the kernel, or a module, is at an address. */
static void
write_map(struct recording_writer *w, uint64_t at, uint64_t len,
    const char *name)
{
	struct packer p = { 0 };

	pack_record(&p, RECORD_MMAP, MISC_KERNEL);
	pack_u32(&p, UINT32_MAX); /* process and thread */
	pack_u32(&p, 0);
	pack_u64(&p, at);
	pack_u64(&p, len);
	pack_u64(&p, strchr(name, '_') ? at : 0);
	pack(&p, name, strlen(name) + 1);
	pack_padding(&p, 8);
	pack_u64(&p, 0); /* sample_id: process and thread, time */
	pack_u64(&p, 0);
	write_record(w, &p);
}

static void
write_sample(struct recording_writer *w, uint64_t ip, uint16_t misc)
{
	struct packer p = { 0 };

	pack_record(&p, RECORD_SAMPLE, misc);
	pack_u64(&p, ip);
	pack_u64(&p, 0);
	pack_u64(&p, time_ns++);
	write_record(w, &p);
}

static int
write_recording(const char *path)
{
	struct recording_writer w;
	char line[256], name[128];
	uint64_t at, len;

	recording_writer_start_file(&w, path, NULL);
	recording_writer_event(&w, &(struct writer_event){ .name = "cpu-clock",
	    .type = WRITER_TYPE_SOFTWARE, .first_id = 1, .ids = 1,
	    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME,
	    .sample_id_all = true });
	while (fgets(line, sizeof line, stdin))
		if (sscanf(line, "map %" SCNx64 " %" SCNx64 " %127s", &at, &len,
			name) == 3)
			write_map(&w, at, len, name);
		else if (sscanf(line, "ip %" SCNx64, &at) == 1)
			write_sample(&w, at, MISC_KERNEL);
		else if (sscanf(line, "user %" SCNx64, &at) == 1)
			write_sample(&w, at, MISC_USER);
		else
			errx(1, "what is this: %s", line);
	recording_writer_usual_features(&w, 1);
	recording_writer_finish(&w);
	recording_writer_release(&w);
	return 0;
}

static int
pick(const char *path, const char *kallsyms)
{
	struct kernel_symbols *k = kernel_symbols_read(kallsyms);
	struct recording r;
	int status;

	if (!k)
		errx(1, "%s: no symbols", kallsyms);
	if (recording_open(&r, path))
		return 1;
	status = kernel_symbols_pick(k, &r, 2, stdout);
	recording_close(&r);
	kernel_symbols_free(k);
	return status || fflush(stdout);
}

int
main(int argc, char **argv)
{
	if (argc < 2 || argc > 3)
		errx(2, "usage: kernel-recording RECORDING [KALLSYMS]");
	return argc < 3 ? write_recording(argv[1]) : pick(argv[1], argv[2]);
}
