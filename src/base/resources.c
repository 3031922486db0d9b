/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/sysinfo.h>

#include <inttypes.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/resources.h"

/* The files of a controller's quota, which are in each folder of its tree. */
struct tree {
	bool of_memory;
	const char *controller; /* as in /proc/self/cgroup; "" for version 2 */
	const char *folder;     /* of its mount */
	const char *quota;      /* in microseconds; version 2: and the period */
	const char *period;     /* in microseconds; NULL: in the quota file */
};

static const struct tree trees[] = {
	{ false, "", "", "cpu.max", NULL },
	{ false, "", "/unified", "cpu.max", NULL },
	{ false, "cpu", "/cpu", "cpu.cfs_quota_us", "cpu.cfs_period_us" },
	{ false, "cpu", "/cpu,cpuacct", "cpu.cfs_quota_us",
	    "cpu.cfs_period_us" },
	{ true, "", "", "memory.max", NULL },
	{ true, "", "/unified", "memory.max", NULL },
	{ true, "memory", "/memory", "memory.limit_in_bytes", NULL },
};

/* Reads at most two numbers from a file.  Returns how many it has. */
static int
read_numbers(const char *folder, const char *name, long long n[2])
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "re");
	int count = 0;

	if (f) {
		count = fscanf(f, "%lld %lld", &n[0], &n[1]);
		fclose(f);
	}
	free(path);
	return count;
}

/* Returns how many processors the quota of a folder allows, 0 for no limit. */
static uint64_t
quota_of(const struct tree *t, const char *folder)
{
	long long quota[2], period[2];

	if (t->of_memory)
		return read_numbers(folder, t->quota, quota) == 1 ? quota[0] :
								    0;
	if (!t->period) {
		/* "max 100000" has no number at its start. */
		if (read_numbers(folder, t->quota, quota) != 2)
			return 0;
		period[0] = quota[1];
	} else if (read_numbers(folder, t->quota, quota) < 1 ||
	    read_numbers(folder, t->period, period) < 1) {
		return 0;
	}
	if (quota[0] <= 0 || period[0] <= 0)
		return 0;
	return quota[0] / period[0] + (quota[0] % period[0] != 0);
}

/* Returns the lower of two limits, 0 being none. */
static uint64_t
lower(uint64_t a, uint64_t b)
{
	return a && (!b || a < b) ? a : b;
}

/* Returns the lowest of the quotas of a folder and those above it. */
static uint64_t
least_quota(const struct tree *t, const char *mount, const char *group)
{
	char *folder = xasprintf("%s%s%s", mount, t->folder, group);
	const size_t top = strlen(mount) + strlen(t->folder);
	uint64_t least = 0;
	char *slash;

	while (least = lower(least, quota_of(t, folder)),
	    (slash = strrchr(folder + top, '/')))
		*slash = '\0';
	free(folder);
	return least;
}

/* Says whether a list of controllers, separated by commas, has this one. */
static bool
has_controller(const char *list, const char *controller)
{
	size_t len = strlen(controller);

	if (!len)
		return !*list;
	for (const char *s = list; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (!strncmp(s, controller, len) &&
		    (!s[len] || s[len] == ','))
			return true;
	}
	return false;
}

/* Returns the limit by one line of a membership, ID:CONTROLLERS:GROUP. */
static uint64_t
quota_of_line(char *line, const char *mount, bool of_memory)
{
	const char *controllers;
	uint64_t least = 0;

	line[strcspn(line, "\n")] = '\0';
	strsep(&line, ":");
	controllers = strsep(&line, ":");
	for (size_t i = 0; line && i < sizeof trees / sizeof *trees; i++)
		if (trees[i].of_memory == of_memory &&
		    has_controller(controllers, trees[i].controller))
			least = lower(
			    least, least_quota(&trees[i], mount, line));
	return least;
}

static uint64_t
by_quota(const char *membership, const char *mount, bool of_memory)
{
	FILE *f = fopen(membership, "re");
	char *line = NULL;
	uint64_t least = 0;
	size_t room = 0;

	if (!f)
		return 0;
	while (getline(&line, &room, f) > 0)
		least = lower(least, quota_of_line(line, mount, of_memory));
	free(line);
	fclose(f);
	return least;
}

size_t
processors_by_quota(const char *membership, const char *mount)
{
	return by_quota(membership, mount, false);
}

uint64_t
memory_by_quota(const char *membership, const char *mount)
{
	return by_quota(membership, mount, true);
}

static const char membership[] = "/proc/self/cgroup";
static const char mount[] = "/sys/fs/cgroup";

size_t
processors_usable(void)
{
	size_t ours = CPU_SETSIZE;
	cpu_set_t set;

	/* There are more than the set holds: all of them are ours. */
	if (!sched_getaffinity(0, sizeof set, &set))
		ours = CPU_COUNT(&set);
	return lower(ours, processors_by_quota(membership, mount));
}

/* Returns the available memory in bytes, 0 where /proc does not say it. */
static uint64_t
memory_available(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	uint64_t kilobytes = 0;

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "MemAvailable: %" SCNu64, &kilobytes) == 1)
			break;
	if (f)
		fclose(f);
	return kilobytes << 10;
}

/* Returns the free memory in bytes, without caches. */
static uint64_t
memory_free(void)
{
	struct sysinfo s;

	return sysinfo(&s) ? 0 : (uint64_t)s.freeram * s.mem_unit;
}

uint64_t
memory_usable(void)
{
	uint64_t bytes = memory_available();

	return lower(bytes ? bytes : memory_free(),
	    memory_by_quota(membership, mount));
}
