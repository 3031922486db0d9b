/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "store/cleaning.h"
#include "store/inputs.h"
#include "store/output.h"
#include "store/takeover.h"

/* The letters of labels, which are targets, too. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static char *
label_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *label = xstrdup(slash ? slash + 1 : path);

	for (char *c = label; *c; c++)
		if (!strchr(letters, *c))
			*c = '-';
	return label;
}

/* Adds a recording, unless another pattern has matched it, too. */
static int
add(struct inputs *r, const char *path)
{
	char *label = label_of(path);
	int status = 0;

	if (words_has(&r->path, path)) {
		free(label);
		return 0;
	}
	/* make splits lists at blanks. */
	if (*path == '~' || strpbrk(path, " \t\n:;#%$\\*?[]=")) {
		warnx("--inputs: make cannot have '%s' in a list of names; "
		      "rename it", path);
		status = -1;
	} else if (words_has(&r->label, label)) {
		warnx("--inputs: '%s' and another recording would both be "
		      "called %s; rename one of them", path, label);
		status = -1;
	} else {
		words_addf(&r->path, "%s", path);
		words_addf(&r->label, "%s", label);
	}
	free(label);
	return status;
}

int
inputs_find(struct inputs *r, const struct words *patterns)
{
	int status = 0;

	words_init(&r->path);
	words_init(&r->label);
	for (size_t i = 0; !status && i < patterns->count; i++) {
		glob_t found;

		if (glob(patterns->word[i], 0, NULL, &found)) {
			warnx("--inputs: no file matches '%s'",
			    patterns->word[i]);
			status = -1;
			break;
		}
		for (size_t f = 0; !status && f < found.gl_pathc; f++)
			status = add(r, found.gl_pathv[f]);
		globfree(&found);
	}
	if (status)
		inputs_release(r);
	return status;
}

void
inputs_release(struct inputs *r)
{
	words_release(&r->path);
	words_release(&r->label);
}

char *
inputs_folder(const char *dir, const char *label)
{
	return output_path(dir, label, NULL);
}

char *
inputs_fragment(const char *dir, const char *label)
{
	return output_private_pathf(dir, "%s.mk", label);
}

/* Reads the labels; there are none without a list. */
static void
read_labels(struct words *labels, const char *dir)
{
	char *path = output_private_path(dir, "inputs"), *line = NULL;
	FILE *f = fopen(path, "re");
	size_t room = 0;

	words_init(labels);
	while (f && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && !line[strspn(line, letters)])
			words_addf(labels, "%s", line);
	}
	if (f)
		fclose(f);
	free(line);
	free(path);
}

/* Checks that the outputs of a recording that is gone may be removed. */
static int
check_drop(const char *dir, const char *label, bool replace)
{
	char *folder = inputs_folder(dir, label);
	int status = takeover_check_removal(folder, replace);

	free(folder);
	return status;
}

/* Removes the outputs of a recording that is gone. */
static int
drop(const char *dir, const char *label)
{
	char *folder = inputs_folder(dir, label);
	char *fragment = inputs_fragment(dir, label);
	int status = clean_output(folder);

	if (!status)
		unlink(fragment);
	free(fragment);
	free(folder);
	return status;
}

static int
write_labels(const char *dir, const struct words *labels)
{
	char *path = output_private_path(dir, "inputs");
	struct outfile out;
	int status = outfile_open(&out, path);

	if (!status) {
		for (size_t i = 0; i < labels->count; i++)
			fprintf(out.stream, "%s\n", labels->word[i]);
		status = outfile_commit(&out, true);
	}
	free(path);
	return status;
}

int
inputs_install(const char *dir, const struct inputs *r, bool replace)
{
	struct words old;
	char *plan = output_private_path(dir, "plan");
	bool is_other = !access(plan, F_OK);
	int status;

	free(plan);
	if (is_other) {
		warnx("%s has the outputs of one recording; clean it, or name "
		      "another output folder with -o", dir);
		return -1;
	}
	status = output_open(dir);
	if (status)
		return -1;
	read_labels(&old, dir);
	for (size_t i = 0; !status && i < old.count; i++)
		if (!words_has(&r->label, old.word[i]))
			status = check_drop(dir, old.word[i], replace);
	for (size_t i = 0; !status && i < old.count; i++)
		if (!words_has(&r->label, old.word[i]))
			status = drop(dir, old.word[i]);
	words_release(&old);
	return status ? -1 : write_labels(dir, &r->label);
}

bool
inputs_is(const char *dir)
{
	char *path = output_private_path(dir, "inputs");
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

void
inputs_folders(struct words *folders, const char *dir)
{
	struct words labels;

	read_labels(&labels, dir);
	words_init(folders);
	for (size_t i = 0; i < labels.count; i++)
		words_addf(folders, "%s/%s", dir, labels.word[i]);
	if (!labels.count)
		words_addf(folders, "%s", dir);
	words_release(&labels);
}
