/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/own_path.h"
#include "base/resources.h"
#include "base/special_file.h"
#include "base/words.h"
#include "cmd/emit_one.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "fragment/fragment.h"
#include "perfdata/recording_files.h"
#include "store/emitted.h"
#include "store/merged_file.h"
#include "store/output.h"
#include "store/saved_digest.h"
#include "store/saved_lookups.h"
#include "store/saved_plan.h"
#include "store/stamps.h"

void
emit_options(struct words *w, const struct options *o, const char *dir)
{
	const struct plan_options *p = &o->plan;
	char seconds[NANOSEC_TEXT];

	words_init(w);
	words_addf(w, "--name=%s", o->name);
	words_add(w, "-o");
	words_add(w, dir);
	if (p->interval_ns)
		words_addf(w, "-i%s",
		    nanosec_format(seconds, p->interval_ns));
	else if (p->ranges)
		words_addf(w, "-n%" PRIu64, p->ranges);
	/* The same plan wherever it runs; --jobs would look like make's -j. */
	words_addf(w, "--processors=%" PRIu64, p->jobs);
	if (p->min_interval_ns)
		words_addf(w, "-m%s",
		    nanosec_format(seconds, p->min_interval_ns));
	if (p->per_cpu)
		words_add(w, "-c");
	if (p->no_per_cpu)
		words_add(w, "-N");
	if (p->min_size)
		words_addf(w, "-b%" PRIu64, p->min_size);
	if (p->split)
		words_addf(w, "--split=%s", split_by_name(p->split));
	if (p->job.consumer) {
		words_add(w, "-p");
		words_add(w, p->job.consumer);
	}
	if (p->stateless)
		words_add(w, "--stateless");
	job_options_add(&p->job, w);
	if (o->merged) {
		words_add(w, "--merge");
		words_add(w, o->merged);
	}
	if (o->plan.reduce) {
		words_add(w, "--reduce");
		words_add(w, o->plan.reduce);
	}
	for (size_t i = 0; i < o->inputs.count; i++) {
		words_add(w, "--inputs");
		words_add(w, o->inputs.word[i]);
	}
}

/* Returns path as seen from the root, for free(3). */
static char *
absolute(const char *path, const char *here)
{
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", here, path);
}

/* Fills words with paths as seen from a folder, or as they are for NULL. */
static void
seen_from(struct words *w, const struct words *paths, const char *here)
{
	words_init(w);
	for (size_t i = 0; i < paths->count; i++) {
		char *path = here ? absolute(paths->word[i], here) :
				    xstrdup(paths->word[i]);

		words_addf(w, "%s", path);
		free(path);
	}
}

/* Returns the digest of all that a fragment is made from but the recording. */
static struct digest
recipe_of(const struct fragment *f, const struct prepared *p)
{
	struct digester *d = digester_start();
	struct file_state tool = { 0 };
	struct words files;
	bool is_folder;

	/* Another version of this program may write it in another way. */
	file_state_read(&tool, f->tool);
	digester_add(d, &tool.mtime_ns, sizeof tool.mtime_ns);
	digester_add(d, &tool.size, sizeof tool.size);
	digester_add_text(d, f->tool);
	digester_add_text(d, f->folder ? f->folder : "");
	if (recording_files(&files, f->recording, &is_folder))
		words_add(&files, f->recording);
	for (size_t i = 0; i < files.count; i++)
		digester_add_text(d, files.word[i]);
	words_release(&files);
	for (size_t i = 0; i < f->options->count; i++)
		digester_add_text(d, f->options->word[i]);
	digester_add_text(d, "--");
	for (size_t i = 0; i < f->command->words.count; i++)
		digester_add_text(d, f->command->words.word[i]);
	digester_add(d, &p->identity.digest, sizeof p->identity.digest);
	digester_add(d, &p->reducing.digest, sizeof p->reducing.digest);
	return digester_finish(d);
}

/*
 * Renews the fragment if it is what would be written again.  Returns 1 when it
 * is not, else 0, or -1 with a message.
 */
static int
renew(const struct options *o, struct prepared *p,
    const struct fragment *f, const struct digest *recipe)
{
	struct file_state state;
	struct digest recording;
	int status = o->dry_run || o->debug || !strcmp(o->makefile, "-") ||
		output_is_new(f->dir) ? 1 :
	    saved_digest_again(&recording, &state, f->dir, p->command.input);

	if (status)
		return status;
	if (!emitted_is_current(f->dir, o->makefile, recipe, &recording) ||
	    !saved_lookups_are_current(f->dir, &p->command, &p->plan))
		return 1;
	return fragment_renew(f, o->makefile, &state);
}

/* Plans and writes, and notes what was written; returns the exit status. */
static int
write_anew(const struct options *o, struct prepared *p,
    const struct fragment *f, const struct digest *recipe)
{
	struct fragment there;
	int status = prepare_plan(p, o);

	if (status)
		return status;
	if (o->dry_run) {
		plan_print(&p->plan);
		return 0;
	}
	if (fragment_check(f, o->makefile))
		return 2;
	if (prepare_outputs(p, o, f->dir) ||
	    fragment_write_list(f->dir, &p->plan))
		return 1;
	there = *f;
	there.stamps_are_files = stamps_are_files(f->dir);
	if (fragment_write(&there, &p->plan, o->makefile, &p->state))
		return 1;
	if (!strcmp(o->makefile, "-"))
		return 0;
	return emitted_note(f->dir, o->makefile, recipe, &p->plan.recording) ?
	    1 : 0;
}

/* Tells what was made and how to go on. */
static void
tell(const struct options *o, const char *dir)
{
	struct saved_plan plan;

	if (o->announce) {
		printf("  EMIT    %s\n", o->makefile);
	} else if (!o->quiet && strcmp(o->makefile, "-")) {
		saved_plan_find(&plan, dir);
		printf("%s: %zu range%s; run make -j%zu -f %s\n", o->makefile,
		    plan.count, plan.count == 1 ? "" : "s",
		    processors_usable(), o->makefile);
		saved_plan_release(&plan);
	}
}

/* Writes the fragment that is put together, or finds that it is still right. */
static int
write_fragment(const struct options *o, struct prepared *p,
    const struct fragment *f)
{
	struct digest recipe = recipe_of(f, p);
	int status = renew(o, p, f, &recipe);

	if (status > 0)
		status = write_anew(o, p, f, &recipe);
	else if (status < 0)
		status = 1;
	if (!status && !o->dry_run && o->replace_files && o->merged &&
	    !access(o->merged, F_OK))
		status = merged_file_allow(f->dir, o->merged) ? 1 : 0;
	if (!status && !o->dry_run)
		tell(o, f->dir);
	return status;
}

/*
 * Puts the fragment together and writes it, and what goes with it.  An
 * absolute output folder makes a fragment that works from any folder; with a
 * relative one all names stay as the user wrote them, so that a project can be
 * moved about.  Returns the exit status.
 */
static int
emit(const struct options *o, struct prepared *p, const char *dir,
    const char *tool)
{
	char here[PATH_MAX], *recording = NULL, *merged = NULL;
	struct words again, files, reducing;
	struct fragment f = {
		.name = o->name, .dir = dir, .tool = tool,
		.recording = p->command.input,
		.options = &again, .command = &p->command,
		.job = &p->job, .seen = &p->seen, .files = &files,
		.newer_than = o->newer_than,
		.reduce = o->plan.reduce, .reducing = &reducing,
		.lookups = &p->plan.lookups, .found = &p->plan.found,
	};
	int status;

	if (*dir == '/') {
		if (!getcwd(here, sizeof here)) {
			warn("cannot tell the current folder");
			return 1;
		}
		f.folder = here;
		f.recording = recording = absolute(p->command.input, here);
	}
	if (o->merged)
		f.merged = merged = f.folder ? absolute(o->merged, here) :
					       xstrdup(o->merged);
	emit_options(&again, o, dir);
	seen_from(&files, &p->identity.files, f.folder);
	seen_from(&reducing, &p->reducing.files, f.folder);
	status = write_fragment(o, p, &f);
	words_release(&reducing);
	words_release(&files);
	words_release(&again);
	free(merged);
	free(recording);
	return status;
}

int
emit_one(const struct options *o, const char *tool)
{
	struct prepared p;
	char *dir;
	int status = prepare_command(&p, o);

	if (status)
		return status;
	if (!o->dry_run && strcmp(o->makefile, "-") &&
	    prepare_check_apart(&p, o->makefile)) {
		prepared_release(&p);
		return 2;
	}
	dir = options_folder(o);
	status = emit(o, &p, dir, tool);
	free(dir);
	prepared_release(&p);
	return status;
}
