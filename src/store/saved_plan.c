/* SPDX-License-Identifier: GPL-2.0-only */
#include <bsd/stdlib.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text_file.h"
#include "perfdata/events.h"
#include "plan/plan.h"
#include "plan/reused_cuts.h"
#include "store/output.h"
#include "store/renumbering.h"
#include "store/saved_digest.h"
#include "store/saved_lookups.h"
#include "store/saved_plan.h"

/*
 * The file's lines: the title; how outputs are merged, and the digest of
 * --reduce, "headers" if these are cleaned up, and "odd-names" if some text
 * looks like the start of a sample; the options it was cut by; the digest of
 * the recording, its path, and the command, with \\n and \\\\ for a line end
 * and a backslash in them; for each range "KEY CONTENTS CPU START END
 * WEIGHT FOLDER", with -1 for no CPU, the outermost times for open ends and
 * "." for the output folder itself; and "end COUNT".
 */
static const char title[] = "perf-parallel plan ";

/* The version that is written, and the oldest that is read. */
enum { VERSION = 5, OLDEST = 4 };

static const char *const mergings[] = {
	[MERGING_APPENDS] = "append",
	[MERGING_BY_TIME] = "by-time",
	[MERGING_TO_US] = "to-microseconds",
	[MERGING_IMPOSSIBLE] = "no-time",
	[MERGING_FOLDED] = "folded",
};

static const char headers[] = " headers", odd_names[] = " odd-names";

/* Writes any text as one line. */
static void
put_line(FILE *f, const char *text)
{
	for (; text && *text; text++) {
		if (*text == '\n')
			fputs("\\n", f);
		else if (*text == '\\')
			fputs("\\\\", f);
		else
			putc(*text, f);
	}
	putc('\n', f);
}

/* Returns the text of such a line, for free(3). */
static char *
text_of_line(const char *line)
{
	char *text = xstrdup(line), *end = text;

	for (; *line; line++) {
		if (*line == '\\' && line[1])
			*end++ = *++line == 'n' ? '\n' : *line;
		else
			*end++ = *line;
	}
	*end = '\0';
	return text;
}

/* Returns the text of the file of a plan, for free(3). */
static char *
text_of(const struct plan *p)
{
	char *text, digest[DIGEST_TEXT];
	size_t len;
	FILE *f = xmemstream(&text, &len);

	fprintf(f, "%s%d\n%s %s%s%s\n", title, VERSION, mergings[p->merging],
	    digest_format(digest, &p->reduce), p->headers ? headers : "",
	    p->odd_names ? odd_names : "");
	fprintf(f, "%s\n%s\n", p->cutting,
	    digest_format(digest, &p->recording));
	put_line(f, p->path);
	put_line(f, p->command);
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

/*
 * Parses the line of one range; its folder is to be freed.  Returns -1 when it
 * is no such line.
 */
static int
parse_range(struct saved_range *r, const char *line)
{
	char contents[DIGEST_TEXT];
	const char *folder;
	struct digest key;
	int at = 0;

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
	return 0;
}

/* Parses the line that says how outputs are merged. */
static int
find_merging(struct saved_plan *p, const char *line)
{
	size_t len = strcspn(line, " ");

	p->headers = strstr(line, headers);
	p->odd_names = strstr(line, odd_names);
	for (p->merging = 0; p->merging < MERGINGS; p->merging++)
		if (strlen(mergings[p->merging]) == len &&
		    !memcmp(mergings[p->merging], line, len))
			return 0;
	return -1;
}

static int
parse_head(struct saved_plan *p, char **text, int version)
{
	const char *kind = strsep(text, "\n"), *cutting = strsep(text, "\n");
	const char *recording = strsep(text, "\n"), *path = "", *command = "";

	if (version >= VERSION) {
		path = strsep(text, "\n");
		command = strsep(text, "\n");
	}
	if (!recording || !command || find_merging(p, kind) ||
	    digest_parse(&p->recording, recording))
		return -1;
	p->cutting = xstrdup(cutting);
	p->path = text_of_line(path);
	p->command = text_of_line(command);
	return 0;
}

/* Parses what follows the title. */
static int
parse(struct saved_plan *p, char *text, int version)
{
	size_t room = 0, count;
	char *line;

	if (parse_head(p, &text, version))
		return -1;
	while ((line = strsep(&text, "\n")) && strncmp(line, "end ", 4)) {
		p->range = xgrow(p->range, p->count, &room, sizeof *p->range);
		if (parse_range(&p->range[p->count], line))
			return -1;
		p->count++;
	}
	return line && sscanf(line, "end %zu", &count) == 1 &&
		count == p->count ? 0 : -1;
}

/* Returns the version in the title line, or 0 when there is none. */
static int
take_version(char **text)
{
	const char *line = strsep(text, "\n"), *why;

	if (strncmp(line, title, strlen(title)))
		return 0;
	return strtonum(line + strlen(title), 1, INT_MAX, &why);
}

/* The results of reading the plan. */
enum read_result {
	READ_WELL,
	READ_MISSING,    /* there is no plan */
	READ_OLDER,      /* it is of an earlier version, which we do not read */
	READ_IMPOSSIBLE, /* it cannot be read, or is of a newer version */
	READ_DAMAGED,
};

/*
 * Parses the text of a plan, and changes it.  Prints what is wrong with it, for
 * the file at path, unless that is NULL.
 */
static enum read_result
understand(struct saved_plan *p, char *text, const char *path)
{
	int version = take_version(&text);

	if (version && version < OLDEST)
		return READ_OLDER;
	if (version > VERSION && path)
		warnx("%s is of a newer perf-parallel than this (plan %d, at "
		      "most %d is known here); use that one, or name another "
		      "output folder with -o", path, version, VERSION);
	if (version > VERSION)
		return READ_IMPOSSIBLE;
	if (version && !parse(p, text, version))
		return READ_WELL;
	if (path)
		warnx("%s is damaged; emit or run again to make it anew",
		    path);
	saved_plan_release(p);
	return READ_DAMAGED;
}

/* Reads the plan at path.  If tell is set, prints what is wrong with it. */
static enum read_result
read_plan(struct saved_plan *p, const char *path, bool tell)
{
	char *text = text_file_read(path);
	enum read_result how = READ_MISSING;

	*p = (struct saved_plan){ 0 };
	if (text) {
		how = understand(p, text, tell ? path : NULL);
	} else if (errno != ENOENT) {
		if (tell)
			warn("cannot read the plan %s", path);
		how = READ_IMPOSSIBLE;
	}
	free(text);
	return how;
}

int
saved_plan_read(struct saved_plan *p, const char *dir)
{
	char *path = output_private_path(dir, "plan");
	enum read_result how = read_plan(p, path, true);

	if (how == READ_MISSING)
		warnx("there is no plan %s; emit or run first", path);
	if (how == READ_OLDER)
		warnx("%s is of an earlier version of perf-parallel; emit or "
		      "run again to plan anew", path);
	free(path);
	return how == READ_WELL ? 0 : -1;
}

void
saved_plan_find(struct saved_plan *p, const char *dir)
{
	char *path = output_private_path(dir, "plan");

	read_plan(p, path, false);
	free(path);
}

void
saved_plan_release(struct saved_plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->range[i].folder);
	free(p->range);
	free(p->cutting);
	free(p->path);
	free(p->command);
	*p = (struct saved_plan){ 0 };
}

/* Finds the range with a key in a plan's text, which is changed. */
static int
find_range(struct saved_range *r, char *text, const char *key)
{
	char *start = xasprintf("\n%s ", key);
	char *line = text ? strstr(text, start) : NULL;

	free(start);
	if (!line)
		return -1;
	line++;
	line[strcspn(line, "\n")] = '\0';
	return parse_range(r, line);
}

struct contents_range
saved_plan_samples(const char *dir, const char *key)
{
	struct contents_range samples = { 0, UINT64_MAX, EVENT_NO_CPU };
	char *path = output_private_path(dir, "plan");
	char *text = text_file_read(path);
	struct saved_range r;

	if (!find_range(&r, text, key)) {
		samples.start_ns = r.start_ns;
		samples.end_ns = r.end_ns;
		if (r.cpu >= 0)
			samples.cpu = r.cpu;
		free(r.folder);
	}
	free(text);
	free(path);
	return samples;
}

void
saved_plan_cuts(const struct saved_plan *p, struct reused_cuts *cuts)
{
	*cuts = (struct reused_cuts){ 0 };
	if (!p->count)
		return;
	cuts->cutting = xstrdup(p->cutting);
	for (size_t i = 0; i < p->count; i++) {
		const struct saved_range *r = &p->range[i];

		reused_cuts_add(cuts, r->cpu, r->start_ns, r->weight);
	}
}

/* Says whether a saved range is before another in the order of plans. */
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
 * Makes what the previous plan left fit the new plan, while no job runs: moves
 * outputs of ranges that have other numbers now, and removes the others.
 */
static int
rearrange(const char *dir, const struct saved_plan *old,
    const struct plan *new)
{
	int jobs, status;

	if (!renumbering_needed(dir, old, new))
		return 0;
	jobs = output_lock(dir, OUTPUT_REARRANGED);
	if (jobs < 0)
		return -1;
	status = renumbering_apply(dir, old, new);
	close(jobs);
	return status;
}

int
saved_plan_install(
    const char *dir, const struct plan *plan, const struct file_state *state)
{
	int lock = output_lock(dir, OUTPUT_PLANNED), status;
	struct saved_plan old;
	enum read_result how;
	char *path, *text;

	if (lock < 0)
		return -1;
	path = output_private_path(dir, "plan");
	text = text_of(plan);
	how = read_plan(&old, path, true);
	/* A damaged or older plan does not say which outputs it left. */
	status = how == READ_IMPOSSIBLE ? -1 :
	    how == READ_WELL ? rearrange(dir, &old, plan) : 0;
	saved_plan_release(&old);
	if (!status)
		status = saved_digest_note(dir, &plan->recording, state);
	if (!status && plan->lookups.count)
		status = saved_lookups_note(dir, plan);
	if (!status)
		status = text_file_write(path, text, true);
	close(lock);
	free(text);
	free(path);
	return status;
}
