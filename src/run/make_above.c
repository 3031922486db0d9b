/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/syscall.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "run/make_above.h"

static FILE *
open_proc(pid_t process, const char *name)
{
	char *path = xasprintf("/proc/%ld/%s", (long)process, name);
	FILE *f = fopen(path, "re");

	free(path);
	return f;
}

/* Says whether a process was started with this in its environment. */
static bool
was_started_with(pid_t process, const char *variable)
{
	FILE *f = open_proc(process, "environ");
	char *entry = NULL;
	size_t room = 0;
	bool found = false;

	if (!f)
		return false;
	while (!found && getdelim(&entry, &room, '\0', f) > 0)
		found = !strcmp(entry, variable);
	free(entry);
	fclose(f);
	return found;
}

/* Returns the parent of a process, 0 when there is none to be seen. */
static pid_t
parent_of(pid_t process)
{
	FILE *f = open_proc(process, "status");
	char line[256];
	long parent = 0;

	if (!f)
		return 0;
	while (fgets(line, sizeof line, f) &&
	    sscanf(line, "PPid: %ld", &parent) != 1)
		;
	fclose(f);
	return parent;
}

static int
watch(pid_t process)
{
#ifdef SYS_pidfd_open
	return syscall(SYS_pidfd_open, process, 0);
#else
	(void)process;
	return -1;
#endif
}

struct make_above
make_above_open(void)
{
	struct make_above m = MAKE_ABOVE_NONE;
	const char *level = getenv("MAKELEVEL");
	pid_t process = getppid();
	char *ours;

	if (!level)
		return m;
	m.parent.fd = watch(process);
	ours = xasprintf("MAKELEVEL=%s", level);
	while (process > 0 && was_started_with(process, ours))
		process = parent_of(process);
	free(ours);
	if (process > 0 && process != getppid())
		m.make.fd = watch(process);
	return m;
}

static void
forget(struct pollfd *process)
{
	if (process->fd >= 0)
		close(process->fd);
	process->fd = -1;
}

void
make_above_close(struct make_above *m)
{
	forget(&m->parent);
	forget(&m->make);
}
