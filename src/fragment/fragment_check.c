/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "base/words.h"
#include "fragment/fragment.h"
#include "fragment/frame.h"
#include "perfdata/recording_files.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"

static int
check_name(const char *what, const char *name)
{
	const char *why;
	char *quoted = quote_make_name(name, &why);

	free(quoted);
	if (quoted)
		return 0;
	warnx("make cannot carry the name of the %s '%s', for it has %s; "
	      "rename it", what, name, why);
	return -1;
}

/* Checks the names of all files of the recording. */
static int
check_recording(const char *path)
{
	struct words files;
	bool is_folder;
	int status = recording_files(&files, path, &is_folder);

	for (size_t i = 0; !status && i < files.count; i++)
		status = check_name("recording", files.word[i]);
	words_release(&files);
	return status;
}

/* Words of recipes may hold anything but the end of the recipe's line. */
static int
check_word(const char *word)
{
	if (!word || !strpbrk(word, "\n\r"))
		return 0;
	warnx("a recipe of make cannot carry '%s', for it has a newline", word);
	return -1;
}

static int
check_words(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (check_word(w->word[i]))
			return -1;
	return 0;
}

/* Letters and digits, which any name may have. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Returns the first byte of text that is neither plain nor one of others. */
static const char *
odd_byte(const char *text, const char *others)
{
	while (*text && (strchr(plain, *text) || strchr(others, *text)))
		text++;
	return text;
}

/* make itself splits its list of makefiles at blanks. */
static const char in_makefiles[] = "+,-./=@_";

static int
check_makefile(const char *path)
{
	const char *odd = odd_byte(path, in_makefiles);

	if (!*odd)
		return 0;
	warnx("make could not remake a makefile named '%s', for it has a '%c'; "
	      "rename it (-f)", path, *odd);
	return -1;
}

int
fragment_check_name(const char *name)
{
	if (*name && strchr(plain, *name) && !*odd_byte(name, "-_"))
		return 0;
	warnx("--name '%s': only letters, digits, - and _ can be in the name "
	      "of a target", name);
	return -1;
}

/* The folder's name stands in rules as it is, and in a pattern. */
static int
check_folder(const char *dir)
{
	const char *odd = strpbrk(dir, "%=");

	if (!odd)
		return check_name("output folder", dir);
	warnx("make cannot carry the name of the output folder '%s', for it "
	      "has a '%c'; rename it (-o)", dir, *odd);
	return -1;
}

int
fragment_check_folders(const char *dir, const char *folder)
{
	const char *odd = odd_byte(dir, in_makefiles);

	if (!*odd)
		return check_folder(dir) ||
		    (folder && check_name("current folder", folder)) ? -1 : 0;
	warnx("make could not remake makefiles in the output folder '%s', for "
	      "it has a '%c'; rename it (-o)", dir, *odd);
	return -1;
}

static int
check_files(const struct words *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (check_name("file", files->word[i]))
			return -1;
	return 0;
}

/* Sees that a file is empty or a makefile of ours. */
static int
check_ours(const char *path)
{
	FILE *f = fopen(path, "re");
	char start[256];
	size_t len = f ? fread(start, 1, sizeof start - 1, f) : 0;
	bool good = f && !ferror(f);

	if (!good)
		warn("cannot read %s", path);
	if (f)
		fclose(f);
	start[len] = '\0';
	if (!good || !len || strstr(start, FRAME_MARK))
		return good ? 0 : -1;
	warnx("-f %s: it is there and was not written by perf-parallel emit; "
	      "name another file, or remove it", path);
	return -1;
}

int
fragment_check_place(const char *path)
{
	struct stat st;

	if (!*path) {
		warnx("-f: the name of the makefile is empty");
		return -1;
	}
	if (!strcmp(path, "-") || stat(path, &st))
		return 0;
	if (!S_ISREG(st.st_mode)) {
		warnx("-f %s: it is no regular file; - is standard output",
		    path);
		return -1;
	}
	return check_ours(path);
}

int
fragment_check(const struct fragment *f, const char *path)
{
	return check_makefile(path) || fragment_check_name(f->name) ||
	    check_folder(f->dir) || check_recording(f->recording) ||
	    check_files(f->files) || check_files(f->reducing) ||
	    check_words(&f->job->depends) || check_word(f->reduce) ||
	    (f->merged && check_name("merged output", f->merged)) ||
	    check_word(f->tool) || check_word(f->folder) ||
	    check_words(f->options) || check_words(&f->command->words) ? -1 : 0;
}
