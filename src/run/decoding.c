/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/outfile.h"
#include "base/proc_path.h"
#include "base/text_file.h"
#include "base/words.h"
#include "plan/perf_command.h"
#include "run/addr2line_use.h"
#include "run/decoding.h"
#include "run/job.h"
#include "run/printer_use.h"
#include "run/process.h"
#include "run/slicing.h"
#include "store/symbols.h"

/*
 * Runs the command so that it prints the same with less work: it reads the
 * slice at this path, unless that is NULL, only the kernel symbols that it
 * needs, and prints with print.so if that is in use.
 */
static int
run_sparing(const struct decoding *d, const char *slice,
    const struct printer_use *printer, struct outcome *o)
{
	const struct job *j = d->job;
	char *symbols = symbols_path(j->dir, j->command, &j->digest);
	enum printing_kernel kernel = !symbols ? PRINTING_ANY_KERNEL :
	    symbols_are_still(j->dir)	       ? PRINTING_STILL_KERNEL :
						 PRINTING_LISTED_KERNEL;
	struct child_setting ours;
	const struct child_setting *setting;
	struct words perf;
	int status;

	perf_command_reading(j->command, slice, symbols, &perf);
	printer_use_add(printer, j->command, kernel, &perf);
	setting = addr2line_use(j, &perf, &ours) ? &ours : NULL;
	d->pipeline->perf = &perf;
	d->pipeline->setting = setting;
	status = pipeline_run(d->pipeline, o);
	d->pipeline->perf = NULL;
	d->pipeline->setting = NULL;
	if (setting)
		addr2line_use_release(&ours);
	words_release(&perf);
	free(symbols);
	return status;
}

/*
 * Says whether a message of perf names its slice, which it then could not open.
 * The status does not tell, since a wrapper around perf may ignore it.
 */
static bool
is_refused(const struct decoding *d, const char *slice)
{
	char *said = text_file_read(d->err->part);
	bool refused = said && strstr(said, slice);

	free(said);
	return refused;
}

/* Empties a file that other processes have written to. */
static int
empty(const struct outfile *f)
{
	int fd = fileno(f->stream);

	if (!ftruncate(fd, 0) && !lseek(fd, 0, SEEK_SET))
		return 0;
	warn("cannot write %s", f->part);
	return -1;
}

/* Empties the files for a second run. */
static int
start_again(const struct decoding *d)
{
	return empty(d->out) || empty(d->err) ? -1 : 0;
}

/* Runs the processes again without the slice, which perf refuses. */
static int
do_without_slice(const struct decoding *d, struct outcome *o)
{
	slicing_give_up(d->job);
	printer_use_release(d->printer);
	return start_again(d) || run_sparing(d, NULL, d->printer, o) ? -1 : 0;
}

/* Runs the processes again without print.so, which has failed. */
static int
do_without_printer(
    const struct decoding *d, const char *slice, struct outcome *o)
{
	const struct printer_use none = { 0 };
	int failed = o->perf;

	if (start_again(d) || run_sparing(d, slice, &none, o))
		return -1;
	if (!o->signal && !o->perf)
		printer_use_give_up(d->printer, d->job, failed);
	return 0;
}

int
decoding_run(const struct decoding *d, struct outcome *o)
{
	char *slice = proc_path(d->pipeline->slice);
	int status = run_sparing(d, slice, d->printer, o);

	if (!status && !o->signal && slice && is_refused(d, slice))
		status = do_without_slice(d, o);
	else if (!status && !o->signal && printer_use_failed(d->printer, o))
		status = do_without_printer(d, slice, o);
	free(slice);
	return status;
}
