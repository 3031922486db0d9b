/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "fragment/fragment_cuts.h"
#include "plan/plan.h"
#include "plan/reused_cuts.h"

static const char options_mark[] = "# Cut by: ";
static const char cut_mark[] = " # CPU, start, weight: ";

/* Opens a file, unless it is a device or a pipe, which might never end. */
static FILE *
open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode))
		return fdopen(fd, "r");
	if (fd >= 0)
		close(fd);
	return NULL;
}

void
fragment_cuts_put_options(FILE *out, const struct plan *p)
{
	fprintf(out, "%s%s\n\n", options_mark, p->cutting);
}

void
fragment_cuts_put(FILE *out, const struct range *r)
{
	fprintf(out, "%s%d %" PRIu64 " %" PRIu64 "\n", cut_mark, r->cpu,
	    range_start(r), r->weight);
}

/* Takes the options, or the cut behind them, that a line tells, if any. */
static void
take_line(struct reused_cuts *cuts, const char *line)
{
	const char *at = strstr(line, cut_mark);
	uint64_t start_ns, weight;
	int cpu;

	if (!cuts->cutting) {
		if (!strncmp(line, options_mark, strlen(options_mark)))
			cuts->cutting = xstrdup(line + strlen(options_mark));
	} else if (at && sscanf(at + strlen(cut_mark),
		"%d %" SCNu64 " %" SCNu64, &cpu, &start_ns, &weight) == 3) {
		reused_cuts_add(cuts, cpu, start_ns, weight);
	}
}

void
fragment_cuts_read(const char *path, struct reused_cuts *cuts)
{
	FILE *f = open_regular(path);
	char *line = NULL;
	size_t room = 0;

	*cuts = (struct reused_cuts){ 0 };
	while (f && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		take_line(cuts, line);
	}
	if (f)
		fclose(f);
	free(line);
}
