/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "perfdata/header.h"
#include "perfdata/recording.h"
#include "perfdata/recording_files.h"

/*
 * Reading a mapped file that has become shorter raises SIGBUS, after which the
 * reader cannot continue, so the handler only says what happened.
 */
static void
on_bus_error(int sig)
{
	static const char text[] = "perf-parallel: the recording became "
				   "shorter while it was read; start again "
				   "when nothing writes to it any more\n";

	(void)sig;
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(2);
	_exit(1);
}

/* Maps the file that is open at fd; the first may not be empty. */
static int
map(struct part *part, int fd, bool is_first)
{
	struct stat st;
	void *bytes;

	if (fstat(fd, &st)) {
		warn("cannot read %s", part->name);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		warnx("%s: not a regular file; save the recording to one",
		    part->name);
		return -1;
	}
	if (!st.st_size && !is_first)
		return 0;
	if (!st.st_size) {
		warnx("%s: the file is empty", part->name);
		return -1;
	}
	bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		warn("cannot map %s", part->name);
		return -1;
	}
	signal(SIGBUS, on_bus_error);
	part->bytes = bytes;
	part->size = st.st_size;
	part->mapped = true;
	return 0;
}

/* Adds the file at path as a part. */
static int
add_part(struct recording *r, const char *path)
{
	struct part *part = &r->part[r->parts];
	int status, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		warn("cannot open %s", path);
		return -1;
	}
	part->name = xstrdup(path);
	r->parts++;
	status = map(part, fd, r->parts == 1);
	part->data.len = part->size; /* for part 0 the header says it */
	close(fd);
	return status;
}

int
recording_open(struct recording *r, const char *path)
{
	struct words files;
	bool is_folder, not_understood;
	int status = recording_files(&files, path, &is_folder);

	*r = (struct recording){ .name = xstrdup(path) };
	r->layout = is_folder ? RECORDING_FOLDER : RECORDING_FILE;
	r->part = xcalloc(files.count ? files.count : 1, sizeof *r->part);
	if (!status)
		status = recording_files_state(&r->state, path);
	for (size_t i = 0; !status && i < files.count; i++)
		status = add_part(r, files.word[i]);
	words_release(&files);
	if (!status)
		status = header_read(r);
	if (!status)
		return 0;
	not_understood = r->not_understood;
	recording_close(r);
	r->not_understood = not_understood;
	return -1;
}

int
recording_from_bytes(
    struct recording *r, const char *name, const void *bytes, uint64_t size)
{
	*r = (struct recording){ .name = xstrdup(name), .parts = 1 };
	r->part = xcalloc(1, sizeof *r->part);
	r->part[0] = (struct part){
		.name = xstrdup(name), .bytes = bytes, .size = size
	};
	if (!header_read(r))
		return 0;
	recording_close(r);
	return -1;
}

void
recording_close(struct recording *r)
{
	for (size_t i = 0; i < r->parts; i++) {
		if (r->part[i].mapped)
			munmap((void *)r->part[i].bytes, r->part[i].size);
		free(r->part[i].name);
	}
	events_release(&r->events);
	free(r->part);
	free(r->attr);
	free(r->name);
	*r = (struct recording){ 0 };
}
