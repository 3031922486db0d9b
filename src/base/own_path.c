/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/auxv.h>

#include <err.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/own_path.h"

/* Returns the path that the kernel was given for this program. */
static const char *
executed_path(void)
{
	const char *path = (const char *)getauxval(AT_EXECFN);

	return path ? path : "";
}

char *
own_path(void)
{
	static char *found;

	if (!found)
		found = realpath("/proc/self/exe", NULL);
	if (!found)
		found = realpath(executed_path(), NULL);
	if (found)
		return xstrdup(found);
	warn("cannot tell where perf-parallel is: there is neither "
	     "/proc/self/exe nor '%s'; mount /proc, or start perf-parallel by "
	     "its absolute path", executed_path());
	return NULL;
}
