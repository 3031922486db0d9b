/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/utsname.h>

#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/outfile.h"
#include "base/text_file.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "plan/perf_command.h"
#include "scan/index.h"
#include "scan/timeline.h"
#include "slice/kernel_place.h"
#include "slice/kernel_symbols.h"
#include "store/output.h"
#include "store/stamps.h"
#include "store/symbols.h"

/* Gives the build ID of the running kernel; returns false when it has none. */
static bool
running_build_id(unsigned char id[BUILD_ID_LEN])
{
	/* struct elf_note; its name and value follow it. */
	struct { uint32_t name_len, len, type; } note;
	enum { NT_GNU_BUILD_ID = 3 };
	FILE *f = fopen("/sys/kernel/notes", "re");
	bool found = false;
	char name[64];

	while (f && !found && fread(&note, sizeof note, 1, f) == 1 &&
	    note.name_len <= sizeof name) {
		size_t name_len = (note.name_len + 3) & ~3U;
		size_t len = (note.len + 3) & ~3U;

		if (fread(name, 1, name_len, f) != name_len)
			break;
		found = note.type == NT_GNU_BUILD_ID &&
		    note.len == BUILD_ID_LEN && !strcmp(name, "GNU") &&
		    fread(id, BUILD_ID_LEN, 1, f) == 1;
		if (!found && fseek(f, len, SEEK_CUR))
			break;
	}
	if (f)
		fclose(f);
	return found;
}

/* Says whether perf would find a vmlinux, which it prefers. */
static bool
has_vmlinux(void)
{
	static const char *const before[] = { "/boot/vmlinux-",
		"/usr/lib/debug/boot/vmlinux-", "/lib/modules/",
		"/usr/lib/debug/lib/modules/", "/usr/lib/debug/boot/vmlinux-" };
	static const char *const after[] = { "", "", "/build/vmlinux",
		"/vmlinux", ".debug" };
	struct utsname kernel;
	bool has = !access("vmlinux", F_OK) || !access("/boot/vmlinux", F_OK);

	uname(&kernel);
	for (size_t i = 0; !has && i < sizeof before / sizeof *before; i++) {
		char *path =
		    xasprintf("%s%s%s", before[i], kernel.release, after[i]);

		has = !access(path, F_OK);
		free(path);
	}
	return has;
}

/* Says whether perf's cache has a file of this kernel that it prefers. */
static bool
is_cached(const unsigned char id[BUILD_ID_LEN])
{
	static const char *const formats[] = {
		"%s%s.debug/.build-id/%.2s/%s/elf",
		"%s%s.debug/.build-id/%.2s/%s/vmlinux",
		"%s%s.debug/[kernel.kcore]/%.2s%s",
	};
	const char *home = getenv("HOME");
	char hex[2 * BUILD_ID_LEN + 1];
	bool cached = false;

	for (int i = 0; i < BUILD_ID_LEN; i++)
		snprintf(hex + 2 * i, 3, "%02x", id[i]);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		char path[512];

		snprintf(path, sizeof path, formats[i], home ? home : "",
		    home ? "/" : "", hex, hex + 2);
		cached = cached || !access(path, F_OK);
	}
	return cached;
}

/* Says whether perf is configured to have its cache elsewhere. */
static bool
is_configured(void)
{
	const char *home = getenv("HOME"), *config = getenv("PERF_CONFIG");
	char *path[] = { xasprintf("%s/.perfconfig", home ? home : ""),
		xstrdup("/etc/perfconfig"), xstrdup(config ? config : "") };
	bool configured = false;

	for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
		char *text = text_file_read(path[i]);

		configured = configured ||
		    (text && strcasestr(text, "buildid"));
		free(text);
		free(path[i]);
	}
	return configured;
}

/* Returns why a command gets all symbols, whatever the recording. */
static const char *
command_refusal(const struct perf_command *c)
{
	if (c->unknown)
		return "an option of perf script is not known";
	if (c->symbols)
		return c->symbols;
	return c->unsliced ? c->unsliced : c->differs;
}

const char *
symbols_refusal(const struct perf_command *c, const struct recording *r,
    const struct index *ix)
{
	unsigned char id[BUILD_ID_LEN], running[BUILD_ID_LEN];

	if (command_refusal(c))
		return command_refusal(c);
	if (ix->flaws & (INDEX_TRACE | INDEX_LAYOUT))
		return index_refusal(ix);
	if (r->layout == RECORDING_PIPE || r->swapped)
		return "its header does not name its kernel";
	if (has_vmlinux())
		return "there is a vmlinux";
	if (is_configured())
		return "perf is configured to have its cache elsewhere";
	/*
	 * Without any build ID, as after perf record -z, perf uses the running
	 * kernel.
	 */
	if (!r->has_feature[FEATURE_BUILD_ID])
		return NULL;
	if (!recording_kernel_build_id(r, id))
		return "its header does not name its kernel";
	if (!running_build_id(running) || memcmp(id, running, BUILD_ID_LEN))
		return "it is of another kernel";
	return is_cached(id) ? "perf has a cache for it" : NULL;
}

/*
 * Returns the line with the recording and the kernel of symbols, for free(3).
 */
static char *
description(const struct digest *recording)
{
	char *boot = text_file_read("/proc/sys/kernel/random/boot_id");
	char *modules = text_file_read("/proc/modules");
	struct digester *d = digester_start();
	char text[DIGEST_TEXT], kernel[DIGEST_TEXT];
	struct digest digest;

	digester_add_text(d, boot ? boot : "");
	digester_add_text(d, modules ? modules : "");
	digest = digester_finish(d);
	free(boot);
	free(modules);
	return xasprintf("%s %s\n", digest_format(text, recording),
	    digest_format(kernel, &digest));
}

/*
 * Says whether the folder has symbols for a recording and this kernel, and the
 * kernel shows its addresses: where it does not, perf prints no symbols.
 */
static bool
is_installed(const char *dir, const struct digest *recording)
{
	char *path = output_private_path(dir, "kernel/of");
	char *symbols = output_private_path(dir, "kernel/kallsyms");
	char *noted = text_file_read(path), *now = description(recording);
	bool is = noted && !strcmp(noted, now) && !access(symbols, R_OK) &&
	    kernel_symbols_are_shown();

	free(symbols);
	free(path);
	free(noted);
	free(now);
	return is;
}

/* Removes the note, without which no job uses the symbols. */
static void
forget(const char *dir)
{
	char *path = output_private_path(dir, "kernel/of");

	unlink(path);
	free(path);
}

char *
symbols_path(const char *dir, const struct perf_command *c,
    const struct digest *recording)
{
	return command_refusal(c) || !is_installed(dir, recording) ? NULL :
	    output_private_path(dir, "kernel/kallsyms");
}

/*
 * Reads the symbols of the running kernel; NULL when there are none, or the
 * kernel had other addresses when the recording was made.
 */
static struct kernel_symbols *
read_running(const struct kernel_maps *maps)
{
	struct kernel_symbols *all = kernel_symbols_read("/proc/kallsyms");
	char *modules = text_file_read("/proc/modules");

	if (all && !kernel_is_in_place(maps, all, modules ? modules : "")) {
		kernel_symbols_free(all);
		all = NULL;
	}
	free(modules);
	return all;
}

/* Returns the text of the symbols that a recording needs, or NULL. */
static char *
pick(const struct recording *r, const struct timeline *t, unsigned threads)
{
	struct kernel_symbols *all = read_running(&t->kernel_maps);
	char *text = NULL;
	size_t len;
	FILE *out;
	int status;

	if (!all)
		return NULL;
	out = xmemstream(&text, &len);
	status = kernel_symbols_pick(all, r, threads, out);
	kernel_symbols_free(all);
	if (!fclose(out) && !status)
		return text;
	free(text);
	return NULL;
}

struct picked_symbols
symbols_pick(const char *dir, const struct perf_command *c,
    const struct recording *r, const struct timeline *t, unsigned threads)
{
	struct picked_symbols picked = {
		.still = t->timed == t->samples &&
		    t->kernel_maps.changed_ns < t->first_ns,
	};

	if (symbols_refusal(c, r, &t->index))
		forget(dir);
	else if (!is_installed(dir, &t->digest))
		picked.text = pick(r, t, threads);
	return picked;
}

/*
 * Says whether our symbols cannot be used for want of symbolic links; perf then
 * reads all symbols.
 */
static bool
does_without(const char *dir)
{
	bool does = stamps_are_files(dir);

	if (does)
		forget(dir);
	return does;
}

/* Makes a link to a file in /proc, if it exists. */
static int
link_to(const char *dir, const char *file)
{
	char *path = output_private_pathf(dir, "kernel/%s", file);
	char *real = xasprintf("/proc/%s", file);
	int status = 0;

	unlink(path);
	if (!access(real, F_OK) && symlink(real, path) && errno != EEXIST) {
		warn("cannot make %s", path);
		status = -1;
	}
	free(real);
	free(path);
	return status;
}

/*
 * Writes the symbols, readable only for this user, since the kernel shows its
 * addresses only to some users.
 */
static int
write_symbols(const char *path, const char *text)
{
	mode_t before = umask(077);
	struct outfile out;
	int status = outfile_open(&out, path);

	umask(before);
	if (status)
		return -1;
	fputs(text, out.stream);
	return outfile_commit(&out, true);
}

/* Notes whether the symbols are still. */
static int
write_stillness(const char *dir, bool still)
{
	char *path = output_private_path(dir, "kernel/still");
	int status = still ? text_file_write(path, "", true) :
			     text_file_remove(path);

	free(path);
	return status;
}

bool
symbols_are_still(const char *dir)
{
	char *path = output_private_path(dir, "kernel/still");
	bool still = !access(path, F_OK);

	free(path);
	return still;
}

int
symbols_install(const char *dir, const struct picked_symbols *picked,
    const struct digest *recording)
{
	char *folder, *path, *of, *line;
	int status;

	/* The links of link_to() must be beside them. */
	if (!picked->text || does_without(dir))
		return 0;
	folder = output_private_path(dir, "kernel");
	path = output_private_path(dir, "kernel/kallsyms");
	of = output_private_path(dir, "kernel/of");
	line = description(recording);
	status = folder_make(folder);
	/* At no time does "of" describe other symbols than those there. */
	if (!status)
		status = text_file_remove(of);
	if (!status)
		status = write_symbols(path, picked->text);
	if (!status)
		status = link_to(dir, "kcore") || link_to(dir, "modules") ||
		    write_stillness(dir, picked->still) ||
		    text_file_write(of, line, true);
	free(line);
	free(of);
	free(path);
	free(folder);
	return status ? -1 : 0;
}
