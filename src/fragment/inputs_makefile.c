/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>

#include "base/outfile.h"
#include "base/quote.h"
#include "fragment/frame.h"
#include "fragment/inputs_makefile.h"
#include "fragment/make_words.h"
#include "store/inputs.h"

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
put_patterns(FILE *out, const struct inputs_makefile *m)
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
put_variables(FILE *out, const struct inputs_makefile *m,
    const struct inputs *r)
{
	const char *n = m->name;
	char *found = m->folder ? quote_value(m->folder) : NULL;

	frame_put_start(out, n);
	fprintf(out, "%s.tool := ", n);
	make_put_word(out, quote_value, m->tool);
	fprintf(out, "\n%s.emit := $(%s.quiet)$(%s.tool) emit -q $(%s.say) "
		     "-f ", n, n, n, n);
	if (m->folder)
		fprintf(out, "$(%s.here)", n);
	fprintf(out, "$(%s.makefile)", n);
	make_put_option(out, "-C", m->folder);
	make_put_words(out, quote_value, m->options);
	fputs(" --", out);
	make_put_words(out, quote_value, m->command);
	fprintf(out, "\n%s.inputs :=", n);
	for (size_t i = 0; i < r->path.count; i++)
		put_path(out, found, r->path.word[i]);
	fprintf(out, "\n%s.parts :=", n);
	for (size_t i = 0; i < r->label.count; i++) {
		char *part = inputs_fragment(m->dir, r->label.word[i]);

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
put_target(FILE *out, const struct inputs_makefile *m,
    const struct inputs *r, const char *what)
{
	fprintf(out, "%s%s:", m->name, what);
	for (size_t i = 0; i < r->label.count; i++)
		fprintf(out, " %s-%s%s", m->name, r->label.word[i], what);
	fputc('\n', out);
}

/* Writes a variable with the same of all recordings. */
static void
put_variable(FILE *out, const struct inputs_makefile *m,
    const struct inputs *r, const char *what)
{
	fprintf(out, "%s.%s :=", m->name, what);
	for (size_t i = 0; i < r->label.count; i++)
		fprintf(out, " $(%s-%s.%s)", m->name, r->label.word[i], what);
	fputc('\n', out);
}

static void
put_all(FILE *out, const struct inputs_makefile *m, const struct inputs *r)
{
	const char *n = m->name;

	fprintf(out, "# Decodes %zu recording%s, each by a fragment of its "
		     "own.  " FRAME_MARK "\n"
		     "# and remade when recordings come or go: edits will be "
		     "lost.\n\n", r->path.count,
	    r->path.count == 1 ? "" : "s");
	put_variables(out, m, r);
	fprintf(out, ".PHONY: %s %s-merge %s-clean %s.found\n", n, n, n, n);
	fprintf(out, "%s-clean:\n\t$(%s.quiet)$(%s.tool) clean $(%s.say) ",
	    n, n, n, n);
	make_put_word(out, quote_value, m->dir);
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
	frame_put_end(out, n);
}

int
inputs_makefile_write(const struct inputs_makefile *m, const struct inputs *r,
    const char *path)
{
	struct outfile out;

	if (outfile_open(&out, path))
		return -1;
	put_all(out.stream, m, r);
	return outfile_commit(&out, true);
}
