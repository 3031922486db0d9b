/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf's work for a job, made as light as possible: perf reads a slice and only
 * the kernel symbols that it needs, and print.so prints in its place.  Where
 * perf cannot open the slice, or fails with print.so, it runs again without.
 */
#ifndef RUN_DECODING_H
#define RUN_DECODING_H

struct job;
struct outcome;
struct outfile;
struct pipeline;
struct printer_use;

/* All are the caller's. */
struct decoding {
	const struct job *job;
	struct pipeline *pipeline; /* all but its perf, which is filled in */
	const struct outfile *out; /* the pipeline's output */
	const struct outfile *err; /* its messages; a second run empties both */
	struct printer_use *printer; /* released when it has failed */
};

/*
 * Runs the processes to their end, up to twice.  Returns 0 and how they ended,
 * or -1 with a message when one could not be started.
 */
int decoding_run(const struct decoding *, struct outcome *);

#endif
