/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/note.h"
#include "data/events.h"
#include "job/output.h"
#include "job/saved_digest.h"
#include "job/saved_plan.h"
#include "job/shifting.h"
#include "plan/kept.h"
#include "plan/plan.h"

/*
 * The file's lines: the title; how outputs are merged, and the digest of
 * --reduce, "headers" if these are cleaned up, and "odd-names" if tasks have
 * such; the options it was cut by; the digest of the recording; for each range "KEY CONTENTS CPU START END
 * WEIGHT FOLDER", with -1 for no CPU, the outermost times for open ends and
 * "." for the output folder itself; and "end COUNT".
 */
static const char title[] = "perf-parallel plan 4";

static const char *const mergings[] = {
	[MERGING_APPENDS] = "append",
	[MERGING_BY_TIME] = "by-time",
	[MERGING_TO_US] = "to-microseconds",
	[MERGING_IMPOSSIBLE] = "no-time",
};

static const char headers[] = " headers", odd_names[] = " odd-names";

/* Returns the plan as the text of its file, for free(3). */
static char *
text_of(const struct plan *p)
{
	char *text, digest[DIGEST_TEXT];
	size_t len;
	FILE *f = xmemstream(&text, &len);

	fprintf(f, "%s\n%s %s%s%s\n", title, mergings[p->merging],
	    digest_format(digest, &p->reduce), p->headers ? headers : "",
	    p->odd_names ? odd_names : "");
	fprintf(f, "%s\n%s\n", p->cutting,
	    digest_format(digest, &p->recording));
	for (size_t i = 0; i < p->count; i++) {
		const struct range *r = &p->range[i];

		fprintf(f, "%s %s %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %s\n",
		    r->key.text, digest_format(digest, &r->contents), r->cpu,
		    range_start(r), range_end(r), r->weight,
		    *r->folder ? r->folder : ".");
	}
	fprintf(f, "end %zu\n", p->count);
	fclose(f);
	return text;
}

/* Takes the line of one range; returns -1 when it is none. */
static int
parse_range(struct saved_plan *p, size_t *room, const char *line)
{
	struct saved_range *r;
	char contents[DIGEST_TEXT];
	const char *folder;
	struct digest key;
	int at = 0;

	p->range = xgrow(p->range, p->count, room, sizeof *p->range);
	r = &p->range[p->count];
	sscanf(line, "%22s %22s %d %" SCNu64 " %" SCNu64 " %" SCNu64 "%n",
	    r->key, contents, &r->cpu, &r->start_ns, &r->end_ns, &r->weight,
	    &at);
	folder = line + at + 1;
	if (!at || line[at] != ' ' || !*folder || strchr(folder, ' ') ||
	    digest_parse(&key, r->key) ||
	    digest_parse(&r->contents, contents) || *folder == '/' ||
	    strstr(folder, ".."))
		return -1;
	r->folder = xstrdup(strcmp(folder, ".") ? folder : "");
	p->count++;
	return 0;
}

/* Takes how outputs are merged from the first word of a line. */
static int
find_merging(struct saved_plan *p, const char *line)
{
	size_t len = strcspn(line, " ");

	p->headers = strstr(line, headers);
	p->odd_names = strstr(line, odd_names);
	for (p->merging = 0; p->merging <= MERGING_IMPOSSIBLE; p->merging++)
		if (strlen(mergings[p->merging]) == len &&
		    !memcmp(mergings[p->merging], line, len))
			return 0;
	return -1;
}

static int
parse(struct saved_plan *p, char *text)
{
	const char *first = strsep(&text, "\n"), *kind = strsep(&text, "\n");
	const char *cutting = strsep(&text, "\n");
	char *line = strsep(&text, "\n");
	size_t room = 0, count;

	if (strcmp(first, title) || !line || find_merging(p, kind) ||
	    digest_parse(&p->recording, line))
		return -1;
	p->cutting = xstrdup(cutting);
	while ((line = strsep(&text, "\n")) && strncmp(line, "end ", 4))
		if (parse_range(p, &room, line))
			return -1;
	return line && sscanf(line, "end %zu", &count) == 1 &&
		count == p->count ? 0 : -1;
}

/* Says whether a text is the plan of an earlier version of this program. */
static bool
is_older(const char *text)
{
	return !strncmp(text, title, strlen(title) - 1) &&
	    strchr("12", text[strlen(title) - 1]);
}

/*
 * Reads the plan; 1 when there is none, -1 with a message when it cannot be
 * read, 2 with a message when it makes no sense.
 */
static int
read_plan(struct saved_plan *p, const char *path)
{
	char *text = note_read(path);
	int status;

	*p = (struct saved_plan){ 0 };
	if (!text && errno != ENOENT) {
		warn("cannot read the plan %s", path);
		return -1;
	}
	if (!text || is_older(text)) {
		free(text);
		return 1;
	}
	status = parse(p, text);
	free(text);
	if (status) {
		warnx("%s is damaged; emit or run again to make it anew", path);
		saved_plan_release(p);
	}
	return status ? 2 : 0;
}

int
saved_plan_read(struct saved_plan *p, const char *dir)
{
	char *path = output_private_path(dir, "plan");
	int status = read_plan(p, path);

	if (status == 1)
		warnx("there is no plan %s, or it is older than this program; "
		      "emit or run first", path);
	free(path);
	return status ? -1 : 0;
}

void
saved_plan_find(struct saved_plan *p, const char *dir)
{
	char *path = output_private_path(dir, "plan");

	read_plan(p, path);
	free(path);
}

void
saved_plan_release(struct saved_plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->range[i].folder);
	free(p->range);
	free(p->cutting);
	*p = (struct saved_plan){ 0 };
}

void
saved_plan_cuts(const struct saved_plan *p, struct kept_cuts *cuts)
{
	*cuts = (struct kept_cuts){ 0 };
	if (!p->count)
		return;
	cuts->cutting = xstrdup(p->cutting);
	for (size_t i = 0; i < p->count; i++) {
		const struct saved_range *r = &p->range[i];
		const struct kept_cut cut = {
			r->cpu < 0 ? EVENT_NO_CPU : (uint32_t)r->cpu,
			r->start_ns, r->weight
		};

		kept_add(cuts, &cut);
	}
}

/* Says whether a saved range lies before another, in the order of plans. */
static bool
is_before(const struct saved_range *old, const struct range *new)
{
	return old->cpu != new->cpu ? old->cpu < new->cpu :
				      old->start_ns < range_start(new);
}

bool
saved_plan_recall(const struct saved_plan *saved, struct plan *p)
{
	size_t at = 0;

	if (!p->exact || !saved->count ||
	    memcmp(&saved->recording, &p->recording, sizeof p->recording))
		return false;
	for (size_t i = 0; i < p->count; i++) {
		struct range *new = &p->range[i];
		const struct saved_range *old;

		while (at < saved->count && is_before(&saved->range[at], new))
			at++;
		if (at == saved->count)
			return false;
		old = &saved->range[at];
		if (old->cpu != new->cpu ||
		    old->start_ns != range_start(new) ||
		    old->end_ns != range_end(new) ||
		    !memcmp(&old->contents, &p->recording,
			sizeof p->recording))
			return false;
		new->contents = old->contents;
	}
	return true;
}

/*
 * Makes what the plan before left fit the new one, while no job is running:
 * moves outputs whose ranges have other numbers now, and removes others.
 */
static int
rearrange(const char *dir, const struct saved_plan *old,
    const struct plan *new)
{
	int jobs, status;

	if (!shifting_needed(dir, old, new))
		return 0;
	jobs = output_lock(dir, OUTPUT_REARRANGED);
	if (jobs < 0)
		return -1;
	status = shift_outputs(dir, old, new);
	close(jobs);
	return status;
}

int
saved_plan_install(
    const char *dir, const struct plan *plan, const struct file_state *state)
{
	int lock = output_lock(dir, OUTPUT_PLANNED), status;
	struct saved_plan old;
	char *path, *text;

	if (lock < 0)
		return -1;
	path = output_private_path(dir, "plan");
	text = text_of(plan);
	status = read_plan(&old, path);
	/* A damaged plan tells nothing about what it left. */
	status = status > 0 ? 0 : status ? -1 : rearrange(dir, &old, plan);
	saved_plan_release(&old);
	if (!status)
		status = saved_digest_note(dir, &plan->recording, state);
	if (!status)
		status = note_write(path, text, true);
	close(lock);
	free(text);
	free(path);
	return status;
}
