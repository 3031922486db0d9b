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
#include "base/quote.h"
#include "job/cleaning.h"
#include "job/fragment.h"
#include "job/output.h"
#include "job/rolling.h"
#include "job/takeover.h"

/* What a label, and so a target, may be made of. */
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

/* Adds a recording, unless another pattern matched it, too. */
static int
add(struct rolling *r, const char *path)
{
	char *label = label_of(path);
	int status = 0;

	if (words_has(&r->path, path)) {
		free(label);
		return 0;
	}
	/* make takes lists apart at blanks. */
	if (*path == '~' || strpbrk(path, " \t\n:;#%$\\*?[]=")) {
		warnx("--inputs: make cannot tell '%s' in a list of names; "
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
rolling_find(struct rolling *r, const struct words *patterns)
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
		rolling_release(r);
	return status;
}

void
rolling_release(struct rolling *r)
{
	words_release(&r->path);
	words_release(&r->label);
}

char *
rolling_folder(const char *dir, const char *label)
{
	return output_path(dir, label, NULL);
}

char *
rolling_fragment(const char *dir, const char *label)
{
	char *file = xasprintf("%s.mk", label);
	char *path = output_private_path(dir, file);

	free(file);
	return path;
}

/* Reads the labels; gives none when there is no list of them. */
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

/* Checks that the outputs of a recording that is no more named can go. */
static int
check_drop(const char *dir, const char *label, bool replace)
{
	char *folder = rolling_folder(dir, label);
	int status = takeover_check_removal(folder, replace);

	free(folder);
	return status;
}

/* Removes what there is of a recording that is gone. */
static int
drop(const char *dir, const char *label)
{
	char *folder = rolling_folder(dir, label);
	char *fragment = rolling_fragment(dir, label);
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
rolling_install(const char *dir, const struct rolling *r, bool replace)
{
	struct words old;
	char *plan = output_private_path(dir, "plan");
	bool is_other = !access(plan, F_OK);
	int status;

	free(plan);
	if (is_other) {
		warnx("%s has the outputs of one recording; clean it, or name "
		      "another folder with -o", dir);
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
rolling_is(const char *dir)
{
	char *path = output_private_path(dir, "inputs");
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

void
rolling_folders(struct words *folders, const char *dir)
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

static void
put_quoted(FILE *out, const char *text)
{
	char *word = quote_shell(text), *quoted = quote_value(word);

	fprintf(out, " %s", quoted);
	free(quoted);
	free(word);
}

static void
put_quoted_words(FILE *out, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		put_quoted(out, w->word[i]);
}

/*
 * Writes a path, as an absolute one where recipes change to a folder.  The
 * folder is quoted for $(wildcard), or as $(wildcard) returns it.
 */
static void
put_path(FILE *out, const char *folder, const char *path)
{
	if (folder && *path != '/')
		fprintf(out, " %s/%s", folder, path);
	else
		fprintf(out, " %s", path);
}

/*
 * Writes the patterns into a variable: a parenthesis in one would end the call
 * of $(wildcard) if it stood there.
 */
static void
put_patterns(FILE *out, const struct rolling_makefile *m)
{
	const char *why;
	char *folder = m->folder ? quote_make_name(m->folder, &why) : NULL;

	fprintf(out, "\n%s.patterns :=", m->name);
	for (size_t i = 0; i < m->patterns->count; i++) {
		char *pattern = quote_value(m->patterns->word[i]);

		put_path(out, folder, pattern);
		free(pattern);
	}
	free(folder);
}

static void
put_variables(FILE *out, const struct rolling_makefile *m,
    const struct rolling *r)
{
	const char *n = m->name;
	char *found = m->folder ? quote_value(m->folder) : NULL;

	fragment_put_start(out, n);
	fprintf(out, "%s.tool :=", n);
	put_quoted(out, m->tool);
	fprintf(out, "\n%s.emit := $(%s.quiet)$(%s.tool) emit -q $(%s.say) "
		     "-f ", n, n, n, n);
	if (m->folder)
		fprintf(out, "$(%s.here)", n);
	fprintf(out, "$(%s.makefile)", n);
	if (m->folder) {
		fputs(" -C", out);
		put_quoted(out, m->folder);
	}
	put_quoted_words(out, m->options);
	fputs(" --", out);
	put_quoted_words(out, m->command);
	fprintf(out, "\n%s.inputs :=", n);
	for (size_t i = 0; i < r->path.count; i++)
		put_path(out, found, r->path.word[i]);
	fprintf(out, "\n%s.parts :=", n);
	for (size_t i = 0; i < r->label.count; i++) {
		char *part = rolling_fragment(m->dir, r->label.word[i]);

		fprintf(out, " %s", part);
		free(part);
	}
	put_patterns(out, m);
	fprintf(out, "\n%s.there := $(sort $(wildcard $(%s.patterns))) "
		     "$(wildcard $(%s.parts))\n\n", n, n, n);
	free(found);
}

/* Writes a target that depends on the same of all recordings. */
static void
put_target(FILE *out, const struct rolling_makefile *m,
    const struct rolling *r, const char *what)
{
	fprintf(out, "%s%s:", m->name, what);
	for (size_t i = 0; i < r->label.count; i++)
		fprintf(out, " %s-%s%s", m->name, r->label.word[i], what);
	fputc('\n', out);
}

/* Writes a variable with the same of all recordings. */
static void
put_variable(FILE *out, const struct rolling_makefile *m,
    const struct rolling *r, const char *what)
{
	fprintf(out, "%s.%s :=", m->name, what);
	for (size_t i = 0; i < r->label.count; i++)
		fprintf(out, " $(%s-%s.%s)", m->name, r->label.word[i], what);
	fputc('\n', out);
}

static void
put_all(FILE *out, const struct rolling_makefile *m, const struct rolling *r)
{
	const char *n = m->name;

	fprintf(out, "# Decodes %zu recording%s, each by a fragment of its "
		     "own.  " FRAGMENT_MARK "\n"
		     "# and remade when recordings come or go: edits will be "
		     "lost.\n\n", r->path.count,
	    r->path.count == 1 ? "" : "s");
	put_variables(out, m, r);
	fprintf(out, ".PHONY: %s %s-merge %s-clean %s.found\n", n, n, n, n);
	fprintf(out, "%s-clean:\n\t$(%s.quiet)$(%s.tool) clean $(%s.say)", n,
	    n, n, n);
	put_quoted(out, m->dir);
	fprintf(out, "\n\nifeq ($(%s.there),$(sort $(%s.inputs)) $(%s.parts))\n"
		     "include $(%s.parts)\n", n, n, n, n);
	put_target(out, m, r, "");
	put_target(out, m, r, "-merge");
	put_variable(out, m, r, "outputs");
	put_variable(out, m, r, "list");
	put_variable(out, m, r, "merged");
	fprintf(out, "else\n$(if $(filter 9,$(MAKE_RESTARTS)),$(error the "
		     "recordings of %s come and go))\n"
		     "$(%s.remade): %s.found\n\t$(%s.refuse)$(%s.emit)\n"
		     "ifneq ($(%s.away),)\n$(%s.makefile): ;\n"
		     "%s %s-merge: $(%s.remade)\n"
		     "%s.outputs := $(%s.remade)\n"
		     "%s.list := $(%s.remade)\n"
		     "%s.merged := $(%s.remade)\nendif\nendif\n\n",
	    n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n);
	fprintf(out, "ifeq ($(%s.main),)\n.DEFAULT_GOAL := $(%s.goal)\n"
		     "else\n.DEFAULT_GOAL := %s\nendif\n", n, n, n);
	fragment_put_end(out, n);
}

int
rolling_write(const struct rolling_makefile *m, const struct rolling *r,
    const char *path)
{
	struct outfile out;

	if (outfile_open(&out, path))
		return -1;
	put_all(out.stream, m, r);
	return outfile_commit(&out, true);
}
