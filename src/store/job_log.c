/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "store/job_log.h"
#include "store/output.h"

uint64_t
job_log_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return nanosec_of(t);
}

int
job_log_add(const char *dir, uint64_t start_ns, uint64_t end_ns,
    const char *what, const char *text)
{
	char *path = output_private_path(dir, "jobs.log");
	char *line = xasprintf("%" PRIu64 " %" PRIu64 " %s %s\n", start_ns,
	    end_ns, what, text);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	/* Lines of jobs that end at once must not mix, so each is one write. */
	int status = fd >= 0 &&
		write(fd, line, strlen(line)) == (ssize_t)strlen(line) ? 0 : -1;

	if (status)
		warn("cannot write %s", path);
	if (fd >= 0)
		close(fd);
	free(line);
	free(path);
	return status;
}
