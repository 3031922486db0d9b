/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/text_file.h"
#include "base/words.h"
#include "plan/found.h"
#include "plan/plan.h"
#include "slice/lookups.h"
#include "store/output.h"
#include "store/saved_lookups.h"

/*
 * The file's lines: the title; the digest of all that was found; the state of
 * perf's configuration; for each lookup "KIND ID NAME" and, in the next line,
 * its state; an empty line; for each range its contents and the numbers of the
 * lookups that it needs, such as "0-7,9-9"; and "end".
 */
static const char title[] = "perf-parallel lookups 1";

/* What the file contains. */
struct saved {
	struct lookups lookups;
	struct words state; /* of each lookup */
	struct digest found;
	char *config;            /* points into text */
	struct digest *contents; /* of each range */
	char **needed;           /* numbers of lookups; points into text */
	char *text;
	size_t ranges, room, needed_room;
};

static void
put_needed(FILE *f, const struct lookups *l, size_t range)
{
	const char *comma = " ";

	for (size_t i = 0; i < l->count; i++) {
		size_t first = i;

		while (i < l->count && lookups_needs(l, range, i))
			i++;
		if (i == first)
			continue;
		fprintf(f, "%s%zu-%zu", comma, first, i - 1);
		comma = ",";
	}
	fputc('\n', f);
}

/* Returns the text of the file, for free(3). */
static char *
text_of(const struct plan *p)
{
	const struct lookups *l = &p->lookups;
	struct digest found = found_digest(&p->found);
	char *text, digest[DIGEST_TEXT];
	size_t len;
	FILE *f = xmemstream(&text, &len);

	fprintf(f, "%s\n%s\n%s\n", title, digest_format(digest, &found),
	    p->found.config);
	for (size_t i = 0; i < l->count; i++)
		fprintf(f, "%d %s %s\n%s\n", l->lookup[i].kind,
		    l->lookup[i].id, l->lookup[i].name,
		    p->found.state.word[i]);
	fputc('\n', f);
	for (size_t i = 0; i < p->count; i++) {
		fputs(digest_format(digest, &p->range[i].contents), f);
		put_needed(f, l, i);
	}
	fputs("end\n", f);
	fclose(f);
	return text;
}

int
saved_lookups_note(const char *dir, const struct plan *p)
{
	char *path = output_private_path(dir, "lookups"), *text = text_of(p);
	int status = text_file_write(path, text, true);

	free(text);
	free(path);
	return status;
}

/* Parses the two lines of a lookup. */
static int
take_lookup(struct saved *s, char *line, const char *state)
{
	const char *kind = strsep(&line, " "), *id = strsep(&line, " ");

	if (!line || !state || !kind[0] || kind[1] || *kind < '0' ||
	    *kind > '0' + LOOKUP_KERNEL || strlen(id) > 40 ||
	    id[strspn(id, "0123456789abcdef-")])
		return -1;
	lookups_append(&s->lookups, *kind - '0', id, line);
	words_addf(&s->state, "%s", state);
	return 0;
}

/* Parses the line of a range.  Skips ranges other than only, if that is set. */
static int
take_range(struct saved *s, char *line, const struct digest *only)
{
	char *contents = strsep(&line, " ");
	struct digest digest;

	if (digest_parse(&digest, contents))
		return -1;
	if (only && memcmp(&digest, only, sizeof digest))
		return 0;
	s->contents = xgrow(
	    s->contents, s->ranges, &s->room, sizeof *s->contents);
	s->needed = xgrow(
	    s->needed, s->ranges, &s->needed_room, sizeof *s->needed);
	s->contents[s->ranges] = digest;
	s->needed[s->ranges++] = line;
	return 0;
}

static int
parse(struct saved *s, const struct digest *only)
{
	char *rest = s->text, *line = strsep(&rest, "\n");

	if (strcmp(line, title) || !(line = strsep(&rest, "\n")) ||
	    digest_parse(&s->found, line) || !(line = strsep(&rest, "\n")))
		return -1;
	s->config = line;
	while ((line = strsep(&rest, "\n")) && *line)
		if (take_lookup(s, line, strsep(&rest, "\n")))
			return -1;
	while ((line = strsep(&rest, "\n")) && strcmp(line, "end"))
		if (take_range(s, line, only) || (only && s->ranges))
			break;
	return line && (only ? s->ranges == 1 : !strcmp(line, "end")) ? 0 : -1;
}

static void
release(struct saved *s)
{
	lookups_release(&s->lookups);
	words_release(&s->state);
	free(s->contents);
	free(s->needed);
	free(s->text);
}

/* Gives a range the lookups that are noted for range number i of s. */
static int
need(struct lookups *l, size_t range, const struct saved *s, size_t i)
{
	const char *at = s->needed[i];
	unsigned first, last;
	int len;

	for (; at && *at; at += *at == ',') {
		if (sscanf(at, "%u-%u%n", &first, &last, &len) != 2 ||
		    first > last || last >= l->count)
			return -1;
		for (; first <= last; first++)
			lookups_need(l, range, first);
		at += len;
		if (*at && *at != ',')
			return -1;
	}
	return 0;
}

/* Gives each noted range its lookups. */
static int
need_all(struct saved *s)
{
	lookups_set_ranges(&s->lookups, s->ranges);
	for (size_t i = 0; i < s->ranges; i++)
		if (need(&s->lookups, i, s, i))
			return -1;
	return 0;
}

/* Reads the file.  Returns -1 without a message if it is missing or damaged. */
static int
read_saved(struct saved *s, const char *dir, const struct digest *only)
{
	char *path = output_private_path(dir, "lookups");

	/* This tells a damaged note from one that cannot be read. */
	errno = 0;
	*s = (struct saved){ .text = text_file_read(path) };
	free(path);
	if (s->text && !parse(s, only))
		return 0;
	release(s);
	return -1;
}

/* Gives each range of a plan the lookups that are noted for its contents. */
static int
give(struct lookups *l, const struct plan *p, const struct saved *s)
{
	size_t at = 0;

	for (size_t i = 0; i < p->count; i++) {
		size_t tried = 0;

		/* Both are mostly in the same order. */
		while (tried < s->ranges && memcmp(&s->contents[at],
			&p->range[i].contents, sizeof *s->contents)) {
			at = (at + 1) % s->ranges;
			tried++;
		}
		if (tried == s->ranges || need(l, i, s, at))
			return -1;
	}
	return 0;
}

bool
saved_lookups_recall(const char *dir, struct plan *p)
{
	struct saved s;
	bool recalled;

	if (read_saved(&s, dir, NULL))
		return false;
	lookups_set_ranges(&s.lookups, p->count);
	recalled = !give(&s.lookups, p, &s);
	lookups_release(&p->lookups);
	if (recalled) {
		p->lookups = s.lookups;
		s.lookups = (struct lookups){ 0 };
	}
	release(&s);
	return recalled;
}

bool
saved_lookups_are_current(
    const char *dir, const struct perf_command *command, struct plan *p)
{
	struct saved s;
	struct digest digest;
	bool are;

	if (read_saved(&s, dir, NULL))
		return false;
	are = !need_all(&s);
	if (are) {
		found_look(&p->found, &s.lookups, command);
		digest = found_digest(&p->found);
		are = !memcmp(&digest, &s.found, sizeof digest);
	}
	if (are) {
		p->lookups = s.lookups;
		s.lookups = (struct lookups){ 0 };
	} else {
		found_release(&p->found);
	}
	release(&s);
	return are;
}

int
saved_lookups_look(const char *dir, const struct digest *contents,
    const struct perf_command *command, struct digest *found, char **changed)
{
	struct saved s;
	struct found now;
	int status = read_saved(&s, dir, contents);

	if (status)
		return -1;
	status = need_all(&s);
	if (!status) {
		found_look(&now, &s.lookups, command);
		*found = found_of_range(&now, &s.lookups, 0);
		*changed = found_change(&s.lookups, &s.state, s.config, &now,
		    command);
		status = *changed ? 1 : 0;
		found_release(&now);
	}
	release(&s);
	return status;
}
