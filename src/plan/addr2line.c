/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/own_path.h"
#include "base/program_path.h"
#include "plan/addr2line.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/perf_fields.h"

static const char program[] = "addr2line";

bool
addr2line_prints_lines(const struct perf_command *c)
{
	return perf_fields_name(&c->fields, "srcline") ||
	    perf_fields_name(&c->fields, "srccode");
}

/* Says whether a command may print inlined functions, which callchains show. */
static bool
prints_inlined(const struct perf_command *c)
{
	return !c->chainless && !c->not_inlined &&
	    perf_fields_name(&c->fields, "ip");
}

/* Returns the path of addr2line in a folder, or NULL if it is not there. */
static char *
program_in(const char *folder, int len)
{
	char *path = xasprintf("%.*s/%s", len, folder, program);

	if (program_is(path))
		return path;
	free(path);
	return NULL;
}

char *
addr2line_real(const struct perf_command *c, const struct job_options *job)
{
	const char *perf = c->words.word[0], *slash = strrchr(perf, '/');
	char *path = NULL;

	if (job->addr2line)
		return program_path(job->addr2line);
	/* perf looks in its own folder first, if it knows that. */
	if (slash)
		path = program_in(perf, (int)(slash - perf));
	return path ? path : program_path(program);
}

/* Says whether perf is a program itself, and no script that starts one. */
static bool
is_binary(const char *perf)
{
	static const char magic[] = { 0x7f, 'E', 'L', 'F' };
	char *path = program_path(perf), head[sizeof magic];
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	bool is = fd >= 0 && read(fd, head, sizeof head) == sizeof head &&
	    !memcmp(head, magic, sizeof magic);

	if (fd >= 0)
		close(fd);
	free(path);
	return is;
}

/* Returns the folder if our program is in it, or NULL, and frees it then. */
static char *
if_there(char *folder)
{
	char *path = program_in(folder, (int)strlen(folder));

	free(path);
	if (path)
		return folder;
	free(folder);
	return NULL;
}

/* Returns the folder with our program, or NULL if it is not there. */
static char *
own_folder(void)
{
	char *own = own_path(), *folder;

	if (!own)
		return NULL;
	*strrchr(own, '/') = '\0';
	folder = if_there(xasprintf("%s/libexec", own));
	if (!folder)
		folder = if_there(xasprintf(
		    "%s/" LIBEXECDIR_FROM_BINDIR "/perf-parallel", own));
	free(own);
	return folder;
}

/* Says whether a command asks any addr2line that we may stand before. */
static bool
asks(const struct perf_command *c)
{
	return (addr2line_prints_lines(c) || prints_inlined(c)) &&
	    !c->addr2line && getenv("PATH") && is_binary(c->words.word[0]);
}

char *
addr2line_folder(const struct perf_command *c, const struct job_options *job)
{
	char *real = asks(c) ? addr2line_real(c, job) : NULL;
	char *folder = real ? own_folder() : NULL;

	free(real);
	/* A colon cannot be in PATH. */
	if (!folder || !strchr(folder, ':'))
		return folder;
	free(folder);
	return NULL;
}
