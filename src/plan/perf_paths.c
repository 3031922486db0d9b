/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/utsname.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text_file.h"
#include "plan/build_id.h"
#include "plan/found.h"
#include "plan/perf_command.h"
#include "plan/perf_config.h"
#include "plan/perf_paths.h"
#include "slice/kernel_symbols.h"
#include "slice/lookups.h"

/* Adds a file whose path is printf-formatted. */
__attribute__((format(printf, 3, 4))) static void
addf(struct perf_paths *p, const char *id, const char *format, ...)
{
	va_list ap;
	char *path;

	va_start(ap, format);
	path = xvasprintf(format, ap);
	va_end(ap);
	file_search_add(&p->search, path, id);
	free(path);
}

/* Adds the two files that perf's cache may have for a build ID. */
static void
add_cached(struct perf_paths *p, const char *id, const char *name,
    const char *other)
{
	char *folder;

	if (!strcmp(id, "-"))
		return;
	folder = xasprintf("%s/.build-id/%.2s/%s", p->cache, id, id + 2);
	addf(p, id, "%s/%s", folder, name);
	addf(p, id, "%s/%s", folder, other);
	free(folder);
}

/*
 * Adds a file that was mapped and its debugging information, where perf looks
 * for them: dso__read_binary_type_filename() in tools/perf/util/dso.c.
 */
static void
add_mapped(struct perf_paths *p, const struct lookup *lookup)
{
	const char *path = lookup->name, *id = lookup->id, *s = p->search.symfs;
	const char *base = strrchr(path, '/');
	static const char usr_lib[] = "/usr/lib";
	char *real = xasprintf("%s%s", s, path), own[BUILD_ID_TEXT];

	file_search_add(&p->search, real, id);
	/* Where the recording has no build ID, perf uses that of the file. */
	if (!strcmp(id, "-") && !build_id_read(real, own))
		id = own;
	free(real);
	addf(p, id, "%s/usr/lib/debug%s.debug", s, path);
	addf(p, id, "%s/usr/lib/debug%s", s, path);
	addf(p, id, "%s%.*s/.debug/%s", s, (int)(base - path), path,
	    base + 1);
	if (!strncmp(path, usr_lib, strlen(usr_lib)))
		addf(p, id, "%s/usr/lib/debug%s", s,
		    path + strlen("/usr"));
	if (strcmp(id, "-"))
		addf(p, id, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", s,
		    id, id + 2);
	add_cached(p, id, "elf", "debug");
}

/* Adds a module, and whether it is loaded, so that kallsyms may have it. */
static void
add_module(struct perf_paths *p, const struct lookup *lookup)
{
	const char *slash = strrchr(lookup->name, '/');
	const char *base = slash ? slash + 1 : lookup->name + 1, *end;
	char *name;

	if (slash)
		add_mapped(p, lookup);
	if (p->kernel_named)
		return;
	end = strstr(base, ".ko");
	name = xstrndup(base, end ? (size_t)(end - base) : strcspn(base, "]"));
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	addf(p, "-", "/sys/module/%s", name);
	free(name);
}

/* Returns the number of a process in its own PID name space. */
static long
inner_number(const char *pid)
{
	char *path = xasprintf("/proc/%s/status", pid);
	char *text = text_file_read(path);
	const char *at = text ? strstr(text, "\nNStgid:") : NULL;
	long number = strtol(pid, NULL, 10);

	/* The line has a number for each name space; the last is its own. */
	for (at = at ? at + 1 : ""; *at && *at != '\n'; at++)
		if (*at == '\t')
			number = strtol(at + 1, NULL, 10);
	free(text);
	free(path);
	return number;
}

/*
 * Adds the file of symbols that a JIT compiler in a process may have written:
 * in /tmp, or in /tmp of its container while it runs there.
 */
static void
add_jit(struct perf_paths *p, const char *pid)
{
	char *its = xasprintf("/proc/%s/ns/mnt", pid), *path;
	struct stat own, other;

	path = xasprintf("/tmp/perf-%s.map", pid);
	file_search_add_watched(&p->search, path);
	free(path);
	if (!stat(its, &other) && !stat("/proc/self/ns/mnt", &own) &&
	    own.st_ino != other.st_ino) {
		path = xasprintf("/proc/%s/root/tmp/perf-%ld.map", pid,
		    inner_number(pid));
		file_search_add_watched(&p->search, path);
		free(path);
	}
	free(its);
}

/* Returns the texts of found_kernel_files, for free(3). */
static char *
kernel_settings(void)
{
	char *all = NULL, *value;
	size_t len;
	FILE *f = xmemstream(&all, &len);

	for (size_t i = 0; found_kernel_files[i]; i++) {
		value = text_file_read(found_kernel_files[i]);
		fprintf(f, "%s%.*s", i ? " " : "",
		    value ? (int)strcspn(value, "\n") : 0,
		    value ? value : "");
		free(value);
	}
	fclose(f);
	return all;
}

/* Adds whether perf may read the running kernel's symbols, and which kernel. */
static void
add_running_kernel(struct perf_paths *p, const char *id)
{
	/* Only root may enter it, so that make sees who it runs as. */
	static const char for_root[] = "/proc/tty/driver/.";
	static const char notes_file[] = "/sys/kernel/notes";
	char text[DIGEST_TEXT], running[BUILD_ID_TEXT];
	struct digest notes = { 0 };

	/* perf uses no symbols of another kernel than the recording's. */
	if (strcmp(id, "-") && !build_id_read_notes(notes_file, running) &&
	    strcmp(id, running)) {
		fputs("another ", p->search.state);
		return;
	}
	file_search_note_there(&p->search, for_root);
	if (!access(notes_file, R_OK))
		digest_of_file(&notes, notes_file);
	fprintf(p->search.state, "%s %s %s ", digest_format(text, &notes),
	    kernel_symbols_are_shown() ? "shown" : "hidden",
	    access("/proc/kcore", R_OK) ? "x" : "r");
	p->search.found->kernel = kernel_settings();
}

/* Adds the kernel, where perf looks: vmlinux_path__init() in symbol.c. */
static void
add_kernel(struct perf_paths *p, const struct lookup *lookup)
{
	const char *release = lookup->name, *id = lookup->id;
	const char *s = p->search.symfs;
	struct utsname running;

	if (p->kernel_named) {
		fputs("named", p->search.state);
		return;
	}
	add_cached(p, id, "elf", "vmlinux");
	addf(p, id, "%s%svmlinux", s, *s ? "/" : "");
	addf(p, id, "/boot/vmlinux");
	/* With --symfs perf looks nowhere else. */
	if (*s)
		return;
	if (!*release && !uname(&running))
		release = running.release;
	addf(p, id, "/boot/vmlinux-%s", release);
	addf(p, id, "/usr/lib/debug/boot/vmlinux-%s", release);
	addf(p, id, "/lib/modules/%s/build/vmlinux", release);
	addf(p, id, "/usr/lib/debug/lib/modules/%s/vmlinux", release);
	addf(p, id, "/usr/lib/debug/boot/vmlinux-%s.debug", release);
	add_running_kernel(p, id);
	if (!strcmp(id, "-"))
		return;
	addf(p, "-", "%s/.build-id/%.2s/%s/kallsyms", p->cache, id,
	    id + 2);
	addf(p, "-", "%s/[kernel.kallsyms]/%s/kallsyms", p->cache, id);
	addf(p, "-", "%s/[kernel.kcore]/%s", p->cache, id);
}

void
perf_paths_add(struct perf_paths *p, const struct lookup *lookup)
{
	switch (lookup->kind) {
	case LOOKUP_FILE:
		add_mapped(p, lookup);
		return;
	case LOOKUP_JIT:
		add_jit(p, lookup->name);
		return;
	case LOOKUP_MODULE:
		add_module(p, lookup);
		return;
	case LOOKUP_KERNEL:
		add_kernel(p, lookup);
	}
}

/* Takes the folder of the build-ID cache from a configuration file, if any. */
static void
find_cache(struct perf_paths *p, const char *path)
{
	char *dir = perf_config_buildid_dir(path);

	if (!dir)
		return;
	free(p->cache);
	p->cache = dir;
}

/*
 * Notes files named by the command that are missing; those that are there are
 * part of the identity (plan/identity.h).
 */
static void
look_for_named(struct perf_paths *p, const struct perf_command *c)
{
	const char *const named[] = { c->symfs, c->buildid_dir, c->vmlinux,
		c->kallsyms };

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (named[i])
			file_search_is_there(&p->search, named[i]);
}

/* Looks at perf's configuration, which the command may override. */
static void
look_at_config(struct perf_paths *p, const struct perf_command *c)
{
	const char *home = getenv("HOME"), *config = getenv("PERF_CONFIG");
	char *own = xasprintf("%s/.perfconfig", home ? home : "");
	const char *const path[] = { config ? config : "/etc/perfconfig",
		config ? NULL : own };

	p->cache = home ? xasprintf("%s/.debug", home) : xstrdup(".debug");
	for (size_t i = 0; i < 2 && path[i]; i++)
		/* perf checks the owner only of the user's own file. */
		if (file_search_add_watched(&p->search, path[i]) ||
		    path[i] != own)
			find_cache(p, path[i]);
	free(own);
	if (!c->buildid_dir && !c->symfs)
		return;
	free(p->cache);
	p->cache = c->symfs ? xasprintf("%s/.debug", c->symfs) :
			      xstrdup(c->buildid_dir);
}

void
perf_paths_start(
    struct perf_paths *p, struct found *found, const struct perf_command *c)
{
	*p = (struct perf_paths){
		.search = { .found = found, .symfs = c->symfs ? c->symfs : "" },
		.kernel_named = c->vmlinux || c->kallsyms,
	};
}

void
perf_paths_add_config(struct perf_paths *p, const struct perf_command *c)
{
	look_for_named(p, c);
	look_at_config(p, c);
}

void
perf_paths_release(struct perf_paths *p)
{
	number_map_release(&p->search.known);
	free(p->cache);
}
