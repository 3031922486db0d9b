/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/file.h>
#include <sys/stat.h>

#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/lock.h"
#include "base/outfile.h"
#include "base/quote.h"
#include "base/text_file.h"
#include "base/words.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "run/decoding.h"
#include "run/failure.h"
#include "run/job.h"
#include "run/job_check.h"
#include "run/printer_use.h"
#include "run/process.h"
#include "run/slicing.h"
#include "store/job_log.h"
#include "store/output.h"
#include "store/stamps.h"

/* The files of a job under way. */
struct files {
	struct outfile out;
	struct outfile err;
};

/* Makes the range's folder and locks it against other jobs. */
static int
lock_range(const struct job *j, bool *waited)
{
	/* A job that was killed may take a moment to die; others live on. */
	enum { PATIENCE_MS = 2000 };
	char *path = output_path(j->dir, j->folder, NULL);
	int fd = -1;

	if (!folder_make(path))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		warn("cannot open folder %s", path);
	} else if (lock_soon(fd, LOCK_EX, PATIENCE_MS, waited) < 0) {
		warnx("%s is being decoded by another job; wait until that "
		      "one ends, or end it", path);
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

/* Removes what an earlier job left of this range: first stamps, then files. */
static int
clear(const struct job *j)
{
	char *out = output_path(j->dir, j->folder, "out.txt");
	char *err = output_path(j->dir, j->folder, "err.txt");
	int status = stamps_remove(j->dir, j->folder);

	if (!status) {
		unlink(out);
		unlink(err);
	}
	free(out);
	free(err);
	return status;
}

/* Writes the command so that a shell can run it. */
static int
write_command(const struct job *j, const struct words *consumer)
{
	char *path = output_path(j->dir, j->folder, "cmd.txt");
	char *command = quote_shell_words(&j->command->words);
	char *pipe_to = consumer ? quote_shell_words(consumer) : NULL;
	struct outfile out;
	int status = outfile_open(&out, path);

	if (!status) {
		fprintf(out.stream, "%s%s%s\n", command, pipe_to ? " | " : "",
		    pipe_to ? pipe_to : "");
		status = outfile_commit(&out, true);
	}
	free(pipe_to);
	free(command);
	free(path);
	return status;
}

static int
open_file(const struct job *j, const char *name, struct outfile *file)
{
	char *path = output_path(j->dir, j->folder, name);
	int status = outfile_open(file, path);

	free(path);
	return status;
}

/* Puts err.txt in its place if anything was printed there. */
static void
keep_messages(struct outfile *err)
{
	struct stat st;

	if (!fstat(fileno(err->stream), &st) && st.st_size > 0)
		outfile_commit(err, true);
	else
		outfile_abandon(err);
}

/* Checks how perf and the consumer ended, of which the last wrote to out. */
static int
judge(const struct job *j, const struct outcome *o, int out)
{
	char *consumer = job_options_consumer_text(j->options);
	int status = -1;

	if (o->unwritten)
		failure_no_room(j, consumer, o->unwritten, out);
	else if (o->perf)
		failure_report(j, "perf script", o->perf, out);
	else if (o->consumer)
		failure_report(j, consumer, o->consumer, out);
	else
		/* copier.c has written what a consumer prints, with checks. */
		status = consumer ? 0 :
		    failure_check_room(j, "perf script", out);
	free(consumer);
	return status;
}

/*
 * Returns what the log says of samples, for free(3): how many print.so has
 * printed, and how many perf.  It is empty when print.so was not used.
 */
static char *
printer_account(const struct printer_use *printer)
{
	struct report r;

	if (!printer_use_counts(printer, &r))
		return xstrdup("");
	return xasprintf(" printed=%" PRIu64 " left=%" PRIu64
	    " compared=%" PRIu64 " differed=%" PRIu64, r.printed, r.left,
	    r.compared, r.differed);
}

static int
log_job(const struct job *j, const struct printer_use *printer,
    uint64_t start_ns, uint64_t end_ns, const char *result)
{
	char *account = printer_account(printer);
	char *text = xasprintf(
	    "%s@%s%s", range_name(j->folder), j->key, account);
	int status = job_log_add(j->dir, start_ns, end_ns, result, text);

	free(text);
	free(account);
	return status;
}

/* With -v, says who has printed the samples of a range. */
static void
tell_printer(const struct job *j, const struct printer_use *printer)
{
	struct report r;
	double all;

	if (!j->options->verbose || !printer_use_counts(printer, &r))
		return;
	all = r.printed + r.left ? (double)(r.printed + r.left) : 1;
	printf("%s: %.1f %% printed by us, %.1f %% by perf, %" PRIu64
	       " compared, %" PRIu64 " differed\n", range_name(j->folder),
	    100 * (double)r.printed / all, 100 * (double)r.left / all,
	    r.compared, r.differed);
	fflush(stdout);
}

/* Says that what is left is the disk's to do. */
static void
tell_decoded(const struct job *j)
{
	pid_t me = getpid();

	/* Nobody may be there any more, or too far behind to care. */
	if (j->decoded >= 0 && write(j->decoded, &me, sizeof me) < 0)
		return;
}

/*
 * Puts out.txt in its place, on disk, and then makes the stamp.  The log comes
 * before that: by its time make knows that merged outputs are out of date.
 * While the disk is waited for others may have the processor.
 */
static int
complete(const struct job *j, struct outfile *out,
    const struct printer_use *printer, uint64_t start_ns)
{
	char *path = output_path(j->dir, j->folder, NULL);
	uint64_t end_ns = job_log_now();
	int status;

	tell_decoded(j);
	status = outfile_commit(out, true);
	if (!status)
		status = folder_sync(path);
	if (!status)
		status = log_job(j, printer, start_ns, end_ns, "done");
	if (!status)
		status = stamp_make(j->dir, j->folder, j->key);
	free(path);
	return status;
}

/* Runs the processes with their files open, up to the stamp. */
static int
decode(const struct job *j, const struct words *consumer, struct files *f,
    const struct file_state *before)
{
	uint64_t start_ns = job_log_now();
	struct pipeline pipeline = {
		.consumer = consumer,
		.out = fileno(f->out.stream),
		.err = fileno(f->err.stream),
		.slice = slicing_open(j),
		.jobserver = j->jobserver,
	};
	struct printer_use printer;
	const struct decoding decoding = { .job = j, .pipeline = &pipeline,
		.out = &f->out, .err = &f->err, .printer = &printer };
	struct outcome outcome;
	int status;

	printer_use_open(&printer, j);
	status = decoding_run(&decoding, &outcome);
	if (pipeline.slice >= 0)
		close(pipeline.slice);
	keep_messages(&f->err);
	if (!status && !outcome.signal)
		status = judge(j, &outcome, pipeline.out);
	if (!status && !outcome.signal)
		status = job_check_again(j, before);
	if (!status && !outcome.signal) {
		tell_printer(j, &printer);
		status = complete(j, &f->out, &printer, start_ns);
		printer_use_release(&printer);
		return status;
	}
	outfile_abandon(&f->out);
	log_job(j, &printer, start_ns, job_log_now(),
	    outcome.signal ? "ended" : "failed");
	printer_use_release(&printer);
	if (outcome.signal)
		process_die_of(outcome.signal);
	return -1;
}

/* Runs a job whose range is locked. */
static int
run_locked(const struct job *j, const struct words *consumer)
{
	struct file_state before;
	struct files files;

	if (job_check(j, &before) || clear(j) || write_command(j, consumer) ||
	    open_file(j, "out.txt", &files.out))
		return -1;
	if (open_file(j, "err.txt", &files.err)) {
		outfile_abandon(&files.out);
		return -1;
	}
	return decode(j, consumer, &files, &before);
}

int
job_run(const struct job *j)
{
	struct words words;
	const struct words *consumer =
	    job_options_consumer(j->options, &words);
	int jobs = -1, lock = -1, status = -1;
	bool waited;

	if (!output_open(j->dir))
		jobs = output_lock(j->dir, OUTPUT_DECODED);
	if (jobs >= 0)
		lock = lock_range(j, &waited);
	/* Whoever had the lock before may have done all there is to do. */
	if (lock >= 0 && waited && stamp_is_valid(j->dir, j->folder, j->key))
		status = 0;
	else if (lock >= 0)
		status = run_locked(j, consumer);
	if (lock >= 0)
		close(lock);
	if (jobs >= 0)
		close(jobs);
	words_release(&words);
	return status;
}
