/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/wait.h>

#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/outfile.h"
#include "base/proc_path.h"
#include "base/text_file.h"
#include "plan/folding.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "plan/printing.h"
#include "run/job.h"
#include "run/printer_use.h"
#include "run/process.h"
#include "run/slicing.h"
#include "store/output.h"
#include "store/plain_files.h"
#include "store/saved_identity.h"

static char *
note_path(const struct job *j)
{
	return output_private_path(j->dir, "no-printer");
}

/*
 * Gives the text of the note: a digest of the recording and of the files that a
 * job depends on, perf and print.so among them.  Returns 0, or -1 when these
 * are not known.
 */
static int
note_text(const struct job *j, char text[DIGEST_TEXT])
{
	struct digest of[2] = { j->digest }, all;

	if (saved_identity(&of[1], j->dir, j->command, j->options))
		return -1;
	all = digest_of_all(of, 2);
	digest_format(text, &all);
	return 0;
}

/* Says whether a job has made the note, and it still holds. */
static bool
is_given_up(const struct job *j)
{
	char *path = note_path(j), *note = text_file_read(path);
	char now[DIGEST_TEXT];
	bool is = note && (note_text(j, now) || !strcmp(note, now));

	free(note);
	free(path);
	return is;
}

/*
 * Says whether the output depends on how many samples perf prints itself, and
 * must be that of one perf script.  perf stops asking addr2line for a file's
 * lines of source code after so many questions in vain.  A command in several
 * ranges may print other lines anyway, which its users were told.
 */
static bool
counts_questions(const struct job *j)
{
	return perf_fields_name(&j->command->fields, "srcline") &&
	    !strstr(j->folder, "time-range");
}

void
printer_use_open(struct printer_use *u, const struct job *j)
{
	*u = (struct printer_use){ .report = -1 };
	if (slicing_is_given_up(j) || counts_questions(j) || is_given_up(j))
		return;
	u->report = memfd_create("report", MFD_CLOEXEC);
	u->report_path = proc_path(u->report);
	if (u->report_path)
		u->object = printing_object(j->command, j->options);
	if (u->object)
		u->plain = plain_files_path(j->dir);
	if (j->options->folds)
		u->counts = folding_in_printer(j->command, &j->options->fold);
}

void
printer_use_release(struct printer_use *u)
{
	if (u->report >= 0)
		close(u->report);
	free(u->report_path);
	free(u->object);
	free(u->plain);
	*u = (struct printer_use){ .report = -1 };
}

void
printer_use_add(const struct printer_use *u, const struct perf_command *c,
    enum printing_kernel kernel, struct words *words)
{
	const struct printing printing = {
		.object = u->object,
		.report = u->report_path,
		.plain = u->plain,
		.counts = u->counts,
		.kernel = kernel,
	};

	if (u->object)
		printing_add(&printing, c, words);
}

/* Returns the text of the report, for free(3), or NULL. */
static char *
report_text(const struct printer_use *u)
{
	return u->object ? text_file_read(u->report_path) : NULL;
}

bool
printer_use_counts(const struct printer_use *u, struct report *r)
{
	char *text = report_text(u);
	bool complete = text && sscanf(text,
	    "printed %" SCNu64 " left %" SCNu64 " compared %" SCNu64
	    " differed %" SCNu64, &r->printed, &r->left, &r->compared,
	    &r->differed) == 4;

	free(text);
	return complete;
}

/* Says whether a signal means a crash, and not that somebody sent it. */
static bool
is_crash(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGABRT ||
	    sig == SIGILL || sig == SIGFPE || sig == SIGTRAP || sig == SIGSYS;
}

/* Returns why print.so has given up, for free(3), or NULL if it has not. */
static char *
reason_of_report(const struct printer_use *u)
{
	static const char start[] = "why ";
	char *text = report_text(u), *why = NULL;

	if (text && !strncmp(text, start, sizeof start - 1))
		why = xasprintf("with it, %.*s",
		    (int)strcspn(text + sizeof start - 1, "\n"),
		    text + sizeof start - 1);
	free(text);
	return why;
}

bool
printer_use_failed(const struct printer_use *u, const struct outcome *o)
{
	struct report counts;
	char *why;

	if (!u->object)
		return false;
	if (WIFSIGNALED(o->perf))
		return is_crash(WTERMSIG(o->perf));
	if (!o->unread)
		return !printer_use_counts(u, &counts);
	why = reason_of_report(u);
	free(why);
	return why;
}

/* Returns what went wrong, as the end of a sentence, for free(3). */
static char *
reason(const struct printer_use *u, int status)
{
	char *why = reason_of_report(u);

	if (why)
		return why;
	if (WIFSIGNALED(status))
		return xasprintf("with it, perf is killed by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status))
		return xasprintf("with it, perf ends with status %d",
		    WEXITSTATUS(status));
	return xstrdup("perf does not load it");
}

void
printer_use_give_up(struct printer_use *u, const struct job *j, int status)
{
	char *path = note_path(j), *why = reason(u, status);
	char text[DIGEST_TEXT];
	struct outfile note;

	/* Only the job that makes the note prints the message. */
	if (!is_given_up(j)) {
		warnx("note: %s was decoded again without %s, and so are those "
		      "that follow, which takes longer: %s; please report "
		      "that, --printer=perf prints no such notes",
		    range_name(j->folder), u->object, why);
		if (!note_text(j, text) && !outfile_open(&note, path)) {
			fputs(text, note.stream);
			outfile_commit(&note, false);
		}
	}
	free(why);
	free(path);
	printer_use_release(u);
}
