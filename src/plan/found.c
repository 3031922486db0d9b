/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/utsname.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/number_map.h"
#include "base/text_file.h"
#include "plan/build_id.h"
#include "plan/found.h"
#include "plan/perf_command.h"
#include "plan/perf_config.h"
#include "slice/kernel_symbols.h"
#include "slice/lookups.h"

const char *const found_kernel_files[] = { "/proc/sys/kernel/kptr_restrict",
	"/proc/sys/kernel/perf_event_paranoid", "/proc/sys/kernel/osrelease",
	NULL };

/* What is known of a path, so that the system is asked only once. */
enum presence { NOT_ASKED, MISSING, THERE };

/* A search for everything that perf looks for. */
struct looking {
	struct found *found;
	const char *symfs; /* put before the names of mapped files, or "" */
	bool kernel_named; /* the command says where its symbols are */
	char *cache;       /* the folder of perf's build-ID cache */
	struct number_map known; /* presence, by the digest of the path */
	FILE *state;       /* the text of the state, being written */
};

/*
 * Says whether there is something at a path.  A missing folder is noted in
 * place of what would be in it.
 */
static bool
is_there(struct looking *l, const char *path)
{
	uint64_t digest = digest_number_of(path, strlen(path), 0);
	enum presence known = number_map_get(&l->known, digest, 0);
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (known)
		return known == THERE;
	known = THERE;
	if (slash && slash > path) {
		char *folder = xstrndup(path, slash - path);

		if (!is_there(l, folder))
			known = MISSING;
		free(folder);
	}
	if (known == THERE && lstat(path, &st)) {
		known = MISSING;
		words_addf(&l->found->missing, "%s", path);
	}
	number_map_set(&l->known, digest, 0, known);
	return known == THERE;
}

/* The lists of paths that add_once() can add to. */
enum list { LIST_THERE = 1, LIST_WATCHED };

/* Adds a path to a list, unless it is there already. */
static void
add_once(struct looking *l, enum list list, const char *path)
{
	uint64_t digest = digest_number_of(path, strlen(path), 0);

	if (number_map_get(&l->known, digest, list))
		return;
	number_map_set(&l->known, digest, list, THERE);
	words_addf(list == LIST_THERE ? &l->found->there : &l->found->watched,
	    "%s", path);
}

/*
 * Adds to the state the size and the times of a file below --symfs, which
 * somebody has put there and may replace.
 */
static void
add_times(struct looking *l, const char *path)
{
	struct stat st, link;

	if (!*l->symfs || strncmp(path, l->symfs, strlen(l->symfs)) ||
	    stat(path, &st) || !S_ISREG(st.st_mode) || lstat(path, &link))
		return;
	add_once(l, LIST_WATCHED, path);
	fprintf(l->state, "%jd %" PRIu64 " %" PRIu64 " ",
	    (intmax_t)st.st_size, nanosec_of(st.st_mtim),
	    nanosec_of(link.st_mtim));
}

/* Adds to the state the digest of a file, or the time of a large one. */
static void
add_bytes(struct looking *l, const char *path, const struct stat *st)
{
	enum { READ_MAX = 64 << 20 };
	struct digest digest;
	char text[DIGEST_TEXT];

	fprintf(l->state, " %jd ", (intmax_t)st->st_size);
	if (S_ISREG(st->st_mode) && st->st_size <= READ_MAX &&
	    !access(path, R_OK) && !digest_of_file(&digest, path))
		fputs(digest_format(text, &digest), l->state);
	else
		fprintf(l->state, "%" PRIu64, nanosec_of(st->st_mtim));
}

/*
 * Adds to the state whether a file, which is there and may be read, has this
 * build ID: perf uses no other file for what was mapped.  A file without any,
 * such as a compressed kernel module, is identified by its bytes.
 */
static void
add_id(struct looking *l, const char *path, const char *id)
{
	char now[BUILD_ID_TEXT];
	struct stat st;

	add_once(l, LIST_WATCHED, path);
	if (!build_id_read(path, now)) {
		fputc(strcmp(now, id) ? 'o' : 'r', l->state);
		return;
	}
	fputc('n', l->state);
	if (!stat(path, &st))
		add_bytes(l, path, &st);
}

/*
 * Adds to the state whether a file is there and may be read, and, unless id is
 * "-", whether it has this build ID.
 */
static void
add_file_with_id(struct looking *l, const char *path, const char *id)
{
	if (!is_there(l, path)) {
		fputc('-', l->state);
		return;
	}
	add_once(l, LIST_THERE, path);
	add_times(l, path);
	if (access(path, R_OK))
		fputc('x', l->state);
	else if (strcmp(id, "-"))
		add_id(l, path, id);
	else
		fputc('r', l->state);
}

/* Adds a file whose path is printf-formatted. */
__attribute__((format(printf, 3, 4))) static void
add_filef(struct looking *l, const char *id, const char *format, ...)
{
	va_list ap;
	char *path;

	va_start(ap, format);
	path = xvasprintf(format, ap);
	va_end(ap);
	add_file_with_id(l, path, id);
	free(path);
}

/* Adds the two files that perf's cache may have for a build ID. */
static void
add_cached(struct looking *l, const char *id, const char *name,
    const char *other)
{
	char *folder;

	if (!strcmp(id, "-"))
		return;
	folder = xasprintf("%s/.build-id/%.2s/%s", l->cache, id, id + 2);
	add_filef(l, id, "%s/%s", folder, name);
	add_filef(l, id, "%s/%s", folder, other);
	free(folder);
}

/*
 * Adds a file that was mapped and its debugging information, where perf looks
 * for them: dso__read_binary_type_filename() in tools/perf/util/dso.c.
 */
static void
add_mapped(struct looking *l, const struct lookup *lookup)
{
	const char *path = lookup->name, *id = lookup->id, *s = l->symfs;
	const char *base = strrchr(path, '/');
	static const char usr_lib[] = "/usr/lib";
	char *real = xasprintf("%s%s", s, path), own[BUILD_ID_TEXT];

	add_file_with_id(l, real, id);
	/* Where the recording has no build ID, perf uses that of the file. */
	if (!strcmp(id, "-") && !build_id_read(real, own))
		id = own;
	free(real);
	add_filef(l, id, "%s/usr/lib/debug%s.debug", s, path);
	add_filef(l, id, "%s/usr/lib/debug%s", s, path);
	add_filef(l, id, "%s%.*s/.debug/%s", s, (int)(base - path), path,
	    base + 1);
	if (!strncmp(path, usr_lib, strlen(usr_lib)))
		add_filef(l, id, "%s/usr/lib/debug%s", s,
		    path + strlen("/usr"));
	if (strcmp(id, "-"))
		add_filef(l, id, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", s,
		    id, id + 2);
	add_cached(l, id, "elf", "debug");
}

/* Adds a module, and whether it is loaded, so that kallsyms may have it. */
static void
add_module(struct looking *l, const struct lookup *lookup)
{
	const char *slash = strrchr(lookup->name, '/');
	const char *base = slash ? slash + 1 : lookup->name + 1, *end;
	char *name;

	if (slash)
		add_mapped(l, lookup);
	if (l->kernel_named)
		return;
	end = strstr(base, ".ko");
	name = xstrndup(base, end ? (size_t)(end - base) : strcspn(base, "]"));
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	add_filef(l, "-", "/sys/module/%s", name);
	free(name);
}

/*
 * Adds to the state the bytes of a file that grows or is edited in place.  Says
 * whether perf would use it: only files of its user or of root.
 */
static bool
add_watched(struct looking *l, const char *path)
{
	struct stat st;
	bool taken;

	add_once(l, LIST_WATCHED, path);
	if (!is_there(l, path) || stat(path, &st)) {
		fputc('-', l->state);
		return false;
	}
	add_once(l, LIST_THERE, path);
	taken = !st.st_uid || st.st_uid == geteuid();
	fprintf(l->state, "%s%s", access(path, R_OK) ? "x" : "r",
	    taken ? "r" : "x");
	add_bytes(l, path, &st);
	return taken;
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
add_jit(struct looking *l, const char *pid)
{
	char *its = xasprintf("/proc/%s/ns/mnt", pid), *path;
	struct stat own, other;

	path = xasprintf("/tmp/perf-%s.map", pid);
	add_watched(l, path);
	free(path);
	if (!stat(its, &other) && !stat("/proc/self/ns/mnt", &own) &&
	    own.st_ino != other.st_ino) {
		path = xasprintf("/proc/%s/root/tmp/perf-%ld.map", pid,
		    inner_number(pid));
		add_watched(l, path);
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
add_running_kernel(struct looking *l, const char *id)
{
	/* Only root may enter it, so that make sees who it runs as. */
	static const char for_root[] = "/proc/tty/driver/.";
	static const char notes_file[] = "/sys/kernel/notes";
	char text[DIGEST_TEXT], running[BUILD_ID_TEXT];
	struct digest notes = { 0 };

	/* perf uses no symbols of another kernel than the recording's. */
	if (strcmp(id, "-") && !build_id_read_notes(notes_file, running) &&
	    strcmp(id, running)) {
		fputs("another ", l->state);
		return;
	}
	if (is_there(l, for_root))
		add_once(l, LIST_THERE, for_root);
	if (!access(notes_file, R_OK))
		digest_of_file(&notes, notes_file);
	fprintf(l->state, "%s %s %s ", digest_format(text, &notes),
	    kernel_symbols_are_shown() ? "shown" : "hidden",
	    access("/proc/kcore", R_OK) ? "x" : "r");
	l->found->kernel = kernel_settings();
}

/* Adds the kernel, where perf looks: vmlinux_path__init() in symbol.c. */
static void
add_kernel(struct looking *l, const struct lookup *lookup)
{
	const char *release = lookup->name, *s = l->symfs, *id = lookup->id;
	struct utsname running;

	if (l->kernel_named) {
		fputs("named", l->state);
		return;
	}
	add_cached(l, id, "elf", "vmlinux");
	add_filef(l, id, "%s%svmlinux", s, *s ? "/" : "");
	add_filef(l, id, "/boot/vmlinux");
	/* With --symfs perf looks nowhere else. */
	if (*s)
		return;
	if (!*release && !uname(&running))
		release = running.release;
	add_filef(l, id, "/boot/vmlinux-%s", release);
	add_filef(l, id, "/usr/lib/debug/boot/vmlinux-%s", release);
	add_filef(l, id, "/lib/modules/%s/build/vmlinux", release);
	add_filef(l, id, "/usr/lib/debug/lib/modules/%s/vmlinux", release);
	add_filef(l, id, "/usr/lib/debug/boot/vmlinux-%s.debug", release);
	add_running_kernel(l, id);
	if (!strcmp(id, "-"))
		return;
	add_filef(l, "-", "%s/.build-id/%.2s/%s/kallsyms", l->cache, id,
	    id + 2);
	add_filef(l, "-", "%s/[kernel.kallsyms]/%s/kallsyms", l->cache, id);
	add_filef(l, "-", "%s/[kernel.kcore]/%s", l->cache, id);
}

static void
add_lookup(struct looking *l, const struct lookup *lookup)
{
	switch (lookup->kind) {
	case LOOKUP_FILE:
		add_mapped(l, lookup);
		return;
	case LOOKUP_JIT:
		add_jit(l, lookup->name);
		return;
	case LOOKUP_MODULE:
		add_module(l, lookup);
		return;
	case LOOKUP_KERNEL:
		add_kernel(l, lookup);
	}
}

/* Takes the folder of the build-ID cache from a configuration file, if any. */
static void
find_cache(struct looking *l, const char *path)
{
	char *dir = perf_config_buildid_dir(path);

	if (!dir)
		return;
	free(l->cache);
	l->cache = dir;
}

/*
 * Notes files named by the command that are missing; those that are there are
 * part of the identity (plan/identity.h).
 */
static void
look_for_named(struct looking *l, const struct perf_command *c)
{
	const char *const named[] = { c->symfs, c->buildid_dir, c->vmlinux,
		c->kallsyms };

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (named[i])
			is_there(l, named[i]);
}

/* Looks at perf's configuration, which the command may override. */
static void
look_at_config(struct looking *l, const struct perf_command *c)
{
	const char *home = getenv("HOME"), *config = getenv("PERF_CONFIG");
	char *own = xasprintf("%s/.perfconfig", home ? home : "");
	const char *const path[] = { config ? config : "/etc/perfconfig",
		config ? NULL : own };

	l->cache = home ? xasprintf("%s/.debug", home) : xstrdup(".debug");
	for (size_t i = 0; i < 2 && path[i]; i++)
		/* perf checks the owner only of the user's own file. */
		if (add_watched(l, path[i]) || path[i] != own)
			find_cache(l, path[i]);
	free(own);
	if (!c->buildid_dir && !c->symfs)
		return;
	free(l->cache);
	l->cache = c->symfs ? xasprintf("%s/.debug", c->symfs) :
			      xstrdup(c->buildid_dir);
}

static bool
is_needed(const struct lookups *lookups, uint32_t number)
{
	for (size_t i = 0; i < lookups->ranges; i++)
		if (lookups_needs(lookups, i, number))
			return true;
	return false;
}

/* Returns the digest of a lookup and its state. */
static digest_number
number_of(const struct lookup *lookup, const char *state)
{
	char *text = xasprintf("%d %s %s\n%s", lookup->kind, lookup->id,
	    lookup->name, state);
	digest_number number = digest_number_of(text, strlen(text), 0);

	free(text);
	return number;
}

/* Ends the text of a state, and returns it for free(3). */
static char *
end_state(struct looking *l, char **text)
{
	fclose(l->state);
	return *text;
}

void
found_look(struct found *f, const struct lookups *lookups,
    const struct perf_command *c)
{
	struct looking l = {
		.found = f, .symfs = c->symfs ? c->symfs : "",
		.kernel_named = c->vmlinux || c->kallsyms,
	};
	char *text;
	size_t len;

	*f = (struct found){ 0 };
	f->number = xcalloc(lookups->count, sizeof *f->number);
	l.state = xmemstream(&text, &len);
	look_for_named(&l, c);
	look_at_config(&l, c);
	f->config = end_state(&l, &text);
	for (size_t i = 0; i < lookups->count; i++) {
		l.state = xmemstream(&text, &len);
		if (is_needed(lookups, i))
			add_lookup(&l, &lookups->lookup[i]);
		words_addf(&f->state, "%s", end_state(&l, &text));
		f->number[i] = number_of(&lookups->lookup[i], text);
		free(text);
	}
	number_map_release(&l.known);
	free(l.cache);
}

struct digest
found_of_range(const struct found *f, const struct lookups *lookups,
    size_t range)
{
	struct digester *d = digester_start();
	digest_number sum = 0;

	/* A sum does not depend on the order of lookups in the recording. */
	for (size_t i = 0; i < lookups->count; i++)
		if (lookups_needs(lookups, range, i))
			sum += f->number[i];
	digester_add(d, &sum, sizeof sum);
	digester_add_text(d, f->config);
	return digester_finish(d);
}

static void
add_words(struct digester *d, const struct words *w)
{
	digester_add(d, &w->count, sizeof w->count);
	for (size_t i = 0; i < w->count; i++)
		digester_add_text(d, w->word[i]);
}

struct digest
found_digest(const struct found *f)
{
	struct digester *d = digester_start();

	add_words(d, &f->state);
	add_words(d, &f->missing);
	add_words(d, &f->there);
	add_words(d, &f->watched);
	digester_add_text(d, f->config);
	digester_add_text(d, f->kernel ? f->kernel : "");
	return digester_finish(d);
}

/* Returns what perf looks for, as a user would name it, for free(3). */
static char *
name_of(const struct lookup *lookup, const struct perf_command *c)
{
	switch (lookup->kind) {
	case LOOKUP_JIT:
		return xasprintf("/tmp/perf-%s.map", lookup->name);
	case LOOKUP_KERNEL:
		return xstrdup("/proc/kallsyms or a vmlinux");
	default:
		return xasprintf("%s%s", c->symfs ? c->symfs : "",
		    lookup->name);
	}
}

char *
found_change(const struct lookups *lookups, const struct words *state,
    const char *config, const struct found *now, const struct perf_command *c)
{
	const char *named = getenv("PERF_CONFIG");

	if (strcmp(config, now->config))
		return xasprintf("its configuration (%s)", named ? named :
		    "/etc/perfconfig, ~/.perfconfig");
	/* The state of what no range needs is not known. */
	for (size_t i = 0; i < lookups->count; i++)
		if (is_needed(lookups, i) &&
		    strcmp(state->word[i], now->state.word[i]))
			return name_of(&lookups->lookup[i], c);
	return NULL;
}

void
found_release(struct found *f)
{
	words_release(&f->state);
	words_release(&f->missing);
	words_release(&f->there);
	words_release(&f->watched);
	free(f->number);
	free(f->config);
	free(f->kernel);
	*f = (struct found){ 0 };
}
