/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/wait.h>

#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job/failure.h"
#include "job/job.h"
#include "job/output.h"
#include "plan/plan.h"

enum { SHORT_LINE = 120 };

/* Puts a text there if it is short and can be shown. */
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
 * Gives the line above a program's usage, which is its error; what is below
 * would be the last of its options.  Returns whether there is one.
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

/* Gives the last line of a text, without its end. */
static void
last_line(FILE *f, char line[SHORT_LINE])
{
	char text[SHORT_LINE + 1], *start;
	size_t len;

	if (fseek(f, -SHORT_LINE, SEEK_END))
		rewind(f); /* it is all that short */
	len = fread(text, 1, SHORT_LINE, f);
	while (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	start = memrchr(text, '\n', len);
	show(line, start ? start + 1 :
		len < SHORT_LINE - 1 ? text : text + len);
}

/* Gives the line of a file that says most; an empty one if none will do. */
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

void
failure_report(const struct job *j, const char *what, int status)
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
