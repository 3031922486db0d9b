/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf's work for a job, made as light as possible: perf reads a slice, knows
 * only the kernel symbols that it needs, and prints through print.so.  Where it
 * cannot open the slice, or fails with print.so, it works again without.
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
	struct pipeline *pipeline; /* with the slice, if there is one */
	const struct outfile *out; /* where the pipeline's output and messages */
	const struct outfile *err; /* go; emptied for another try */
	struct printer_use *printer;
};

/*
 * Runs the processes to their end, up to twice.  Returns 0 and how they ended,
 * or -1 with a message when one could not be started.
 */
int decoding_run(const struct decoding *, struct outcome *);

#endif
