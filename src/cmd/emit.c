/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/processors.h"
#include "base/words.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "job/fragment.h"

/* Puts together the options by which emit makes the same fragment again. */
static void
options_again(struct words *w, const struct options *o, const char *dir)
{
	const struct plan_options *p = &o->plan;
	char seconds[NANOSEC_TEXT];

	words_init(w);
	words_addf(w, "--name=%s", o->name);
	words_add(w, "-o");
	words_add(w, dir);
	if (p->interval_ns)
		words_addf(w, "-i%s",
		    nanosec_format(seconds, p->interval_ns));
	else if (p->ranges)
		words_addf(w, "-n%" PRIu64, p->ranges);
	/* The same plan wherever it runs; --jobs would look like make's -j. */
	words_addf(w, "--processors=%" PRIu64, p->jobs);
	if (p->min_interval_ns)
		words_addf(w, "-m%s",
		    nanosec_format(seconds, p->min_interval_ns));
	if (p->per_cpu)
		words_add(w, "-c");
	if (p->no_per_cpu)
		words_add(w, "-N");
	if (p->min_size)
		words_addf(w, "-b%" PRIu64, p->min_size);
	if (p->split)
		words_addf(w, "--split=%s", split_by_name(p->split));
	if (p->consumer) {
		words_add(w, "-p");
		words_add(w, p->consumer);
	}
}

/* Returns path as seen from the root, for free(3). */
static char *
absolute(const char *path, const char *here)
{
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", here, path);
}

/*
 * Checks and writes the fragment and what goes with it.  An absolute output
 * folder makes a fragment that works from any folder; with a relative one all
 * names stay as the user wrote them, so that a project can be moved about.
 * Returns the exit status.
 */
static int
write_fragment(const struct options *o, struct prepared *p, const char *dir,
    const char *tool)
{
	char here[PATH_MAX], *recording = NULL;
	struct words again;
	struct fragment f = {
		.name = o->name, .dir = dir, .tool = tool,
		.recording = p->command.input, .consumer = o->plan.consumer,
		.options = &again, .command = &p->command.words,
		.newer_than = o->newer_than,
	};
	int status = 1;

	if (*dir == '/') {
		if (!getcwd(here, sizeof here)) {
			warn("cannot tell the current folder");
			return 1;
		}
		f.folder = here;
		f.recording = recording = absolute(p->command.input, here);
	}
	options_again(&again, o, dir);
	if (fragment_check(&f, o->makefile))
		status = 2;
	else if (!prepare_outputs(p, dir) &&
	    !fragment_write(&f, &p->plan, o->makefile, &p->state))
		status = 0;
	words_release(&again);
	free(recording);
	return status;
}

/* Tells what was made and how to go on. */
static void
tell(const struct options *o, size_t ranges)
{
	if (o->announce)
		printf("  EMIT    %s\n", o->makefile);
	else if (!o->quiet && strcmp(o->makefile, "-"))
		printf("%s: %zu range%s; run make -j%zu -f %s\n", o->makefile,
		    ranges, ranges == 1 ? "" : "s", processors_usable(),
		    o->makefile);
}

int
cmd_emit(const struct options *o)
{
	struct prepared p;
	char *dir, tool[PATH_MAX];
	ssize_t len;
	int status = prepare(&p, o);

	if (status)
		return status;
	len = readlink("/proc/self/exe", tool, sizeof tool - 1);
	if (o->dry_run) {
		plan_print(&p.plan);
	} else if (len < 0) {
		warn("cannot tell where perf-parallel is");
		status = 1;
	} else {
		tool[len] = '\0';
		dir = options_folder(o);
		status = write_fragment(o, &p, dir, tool);
		free(dir);
		if (!status)
			tell(o, p.plan.count);
	}
	prepared_release(&p);
	return status;
}
