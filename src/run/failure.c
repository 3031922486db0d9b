/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "plan/plan.h"
#include "run/failure.h"
#include "run/job.h"
#include "run/process.h"
#include "store/job_log.h"
#include "store/output.h"

enum { SHORT_LINE = 120 };

/* Copies a text into line if it is short and has no control characters. */
static void
show(char line[SHORT_LINE], const char *text)
{
	text += strspn(text, " ");
	if (strlen(text) >= SHORT_LINE)
		return;
	for (const char *c = text; *c; c++)
		if (iscntrl((unsigned char)*c))
			return;
	strcpy(line, text);
}

/*
 * Gives the line above a program's usage, which is the error; the last line
 * would describe an option.  Returns whether there is such a line.
 */
static bool
line_above_usage(FILE *f, char line[SHORT_LINE])
{
	enum { LOOKED_AT = 20 };
	char *next = NULL, *above = NULL;
	size_t room = 0;
	bool found = false;

	for (int i = 0; !found && i < LOOKED_AT && getline(&next, &room, f) > 0;
	     i++) {
		const char *text = next + strspn(next, " ");

		next[strcspn(next, "\n")] = '\0';
		found = above && !strncasecmp(text, "usage:", 6);
		if (!found && *text) {
			free(above);
			above = next;
			next = NULL;
			room = 0;
		}
	}
	if (found)
		show(line, above);
	free(above);
	free(next);
	return found;
}

/* Gives the last line of a file, without its line end. */
static void
last_line(FILE *f, char line[SHORT_LINE])
{
	char text[SHORT_LINE + 1], *start;
	size_t len;

	if (fseek(f, -SHORT_LINE, SEEK_END))
		rewind(f); /* the file is shorter than that */
	len = fread(text, 1, SHORT_LINE, f);
	while (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	start = memrchr(text, '\n', len);
	show(line, start ? start + 1 :
		len < SHORT_LINE - 1 ? text : text + len);
}

/* Gives the line of a file that tells most, or an empty one. */
static void
telling_line(const char *path, char line[SHORT_LINE])
{
	FILE *f = fopen(path, "re");

	*line = '\0';
	if (!f)
		return;
	if (!line_above_usage(f, line))
		last_line(f, line);
	fclose(f);
}

/*
 * Finds out why no more can be written to an output, which programs seldom
 * report, by writing to it.  Returns an error of errno.h, or 0 when it can be
 * written.
 */
static int
why_no_room(int out)
{
	static const char page[4096];
	struct stat st;
	off_t end = fstat(out, &st) ? 0 : st.st_size;
	ssize_t put;

	/* A write across ulimit -f is shortened, and only the next fails. */
	for (size_t len = 0; len < sizeof page; len += put) {
		put = pwrite(out, page, sizeof page - len, end + len);
		if (put < 0)
			return errno;
	}
	/* A network file system may report a quota only now. */
	return fdatasync(out) ? errno : 0;
}

void
failure_no_room(const struct job *j, const char *what, int error, int out)
{
	char *path = output_path(j->dir, j->folder, "out.txt");
	const char *name = range_name(j->folder);
	struct statvfs fs = { 0 };
	struct stat st = { 0 };

	fstat(out, &st);
	fstatvfs(out, &fs);
	if (error == EFBIG)
		warnx("%s: %s cannot write %s: %s (ulimit -f); raise that "
		      "limit, or cut into more ranges", name, what, path,
		    strerror(error));
	else
		warnx("%s: %s cannot write %s: %s; it has %jd bytes so far, "
		      "and %ju are free there: make room, then go on", name,
		    what, path, strerror(error), (intmax_t)st.st_size,
		    (uintmax_t)fs.f_bavail * fs.f_frsize);
	free(path);
}

/* Prints how a process ended, and the line that tells why. */
static void
tell_end(const struct job *j, const char *what, int status)
{
	char *err = output_path(j->dir, j->folder, "err.txt");
	const char *see = access(err, F_OK) ? "" : "; see ";
	char said[SHORT_LINE];
	const char *colon;

	telling_line(err, said);
	colon = *said ? ": " : "";
	if (WIFSIGNALED(status))
		warnx("%s: %s was killed by signal %d (%s)%s%s%s%s",
		    range_name(j->folder), what, WTERMSIG(status),
		    strsignal(WTERMSIG(status)), colon, said, see,
		    *see ? err : "");
	else
		warnx("%s: %s ended with status %d%s%s%s%s",
		    range_name(j->folder), what, WEXITSTATUS(status), colon,
		    said, see, *see ? err : "");
	free(err);
}

void
failure_report(const struct job *j, const char *what, int status, int out)
{
	int error = WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ ?
	    EFBIG : why_no_room(out);

	if (error)
		failure_no_room(j, what, error, out);
	else
		tell_end(j, what, status);
}

int
failure_check_room(const struct job *j, const char *what, int out)
{
	static const char page[4096];
	struct stat st;
	int error = 0;

	if (fstat(out, &st))
		error = errno;
	/* A limit that allows for part of a page is no failure. */
	else if (pwrite(out, page, sizeof page, st.st_size) < 0 ||
	    ftruncate(out, st.st_size))
		error = errno;
	if (error)
		failure_no_room(j, what, error, out);
	return error ? -1 : 0;
}

void
failure_tell_killed(const char *dir, const struct range *range, int sig)
{
	const char *name = range_name(range->folder);
	uint64_t now_ns = job_log_now();
	char *text;

	warnx("%s: the job was killed by signal %d (%s)", name, sig,
	    strsignal(sig));
	if (process_is_ended_by(sig))
		return;
	text = xasprintf("%s@%s", name, range->key.text);
	job_log_add(dir, now_ns, now_ns, "failed", text);
	free(text);
}
