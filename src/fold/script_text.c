/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fold/characters.h"
#include "fold/frame_name.h"
#include "fold/header_line.h"
#include "fold/script_text.h"

void
script_folder_init(struct script_folder *f, const struct fold_options *o)
{
	*f = (struct script_folder){ .options = *o };
	if (o->event && *o->event) {
		f->event = xstrdup(o->event);
		f->event_len = strlen(o->event);
	}
}

/* Says whether samples of an event count; no name stands for any event. */
static bool
is_wanted(struct script_folder *f, struct span event)
{
	if (!event.len)
		return true;
	if (!f->event) {
		f->event = xstrndup(event.bytes, event.len);
		f->event_len = event.len;
	}
	/* A text that is none of perf's may have a NUL in it. */
	if (event.len == f->event_len &&
	    !memcmp(event.bytes, f->event, event.len))
		return true;
	tally_add(&f->left_out, event.bytes, event.len, 1);
	return false;
}

/* Returns the number of a comm with the IDs that are wanted behind it. */
static uint32_t
number_comm(struct script_folder *f, const struct header_line *h,
    bool *is_java)
{
	struct text t = { 0 };
	uint32_t number;

	text_add(&t, h->comm.bytes, h->comm.len);
	if (f->options.with & (FOLD_PID | FOLD_TID)) {
		text_add_literal(&t, "-");
		text_add(&t, h->pid.bytes, h->pid.len);
	}
	if (f->options.with & FOLD_TID) {
		text_add_literal(&t, "/");
		text_add(&t, h->tid.bytes, h->tid.len);
	}
	for (size_t i = 0; i < t.len; i++)
		if (t.bytes[i] == ' ')
			t.bytes[i] = '_';
	*is_java = frame_name_is_java((struct span){ t.bytes, t.len });
	number = text_set_add(&f->names, t.bytes, t.len);
	text_release(&t);
	return number;
}

static uint32_t
number_frame(
    struct script_folder *f, const char *line, size_t len, bool is_java)
{
	return known_frames_get(is_java ? &f->java_frames : &f->frames,
	    &f->names, line, len, f->options.with, is_java);
}

static void
push(struct script_folder *f, uint32_t number)
{
	f->chain = xgrow(f->chain, f->depth, &f->chain_room,
	    sizeof *f->chain);
	f->chain[f->depth++] = number;
}

static void
note_strange_line(struct script_folder *f)
{
	if (!f->strange_lines++)
		f->first_strange = f->lines;
}

static void
take_frame(struct script_folder *f, const char *line, size_t len)
{
	uint32_t frame = number_frame(f, line, len, f->is_java);

	if (frame == FRAME_UNKNOWN)
		note_strange_line(f);
	else if (frame != FRAME_LEFT_OUT)
		push(f, frame);
}

static void
count_chain(struct script_folder *f, const uint32_t *chain, size_t depth,
    uint64_t period)
{
	tally_add(&f->chains, chain, depth * sizeof *chain, period);
	f->samples++;
}

/*
 * Counts a sample whose frame is on its only line.  Returns whether it is one.
 */
static bool
take_whole_sample(struct script_folder *f, const char *line, size_t len)
{
	struct header_line h;
	const char *at = header_line_read_with_frame(&h, line, len);
	uint32_t chain[2];
	bool is_java, has_frame;

	if (!at)
		return false;
	is_java = frame_name_is_java(h.comm);
	chain[0] = number_frame(f, at, line + len - at, is_java);
	if (chain[0] == FRAME_UNKNOWN)
		return false;
	if (!is_wanted(f, h.event))
		return true;
	has_frame = chain[0] != FRAME_LEFT_OUT;
	chain[has_frame] = number_comm(f, &h, &is_java);
	count_chain(f, chain, 1 + has_frame, h.period);
	return true;
}

/* A header without an empty line before it goes on with the same stack. */
static void
take_header(struct script_folder *f, const struct header_line *h)
{
	if (is_wanted(f, h->event)) {
		f->comm = number_comm(f, h, &f->is_java);
		f->period = h->period;
		f->state = FOLD_SAMPLE;
	} else if (f->state == FOLD_NO_SAMPLE) {
		f->state = FOLD_OTHER_SAMPLE;
	}
}

static void
end_sample(struct script_folder *f)
{
	if (f->state == FOLD_SAMPLE) {
		push(f, f->comm);
		count_chain(f, f->chain, f->depth, f->period);
	}
	f->depth = 0;
	f->state = FOLD_NO_SAMPLE;
}

/* Reads a line that is neither empty nor a comment. */
static void
take_text(struct script_folder *f, const char *line, size_t len)
{
	struct header_line h;
	bool is_header = !is_kind(*line, CHARACTER_BLANK) &&
	    header_line_read(&h, line, len);

	if (is_header && h.event.len)
		take_header(f, &h);
	else if (f->state == FOLD_NO_SAMPLE &&
	    take_whole_sample(f, line, len))
		return;
	else if (is_header)
		take_header(f, &h);
	else if (f->state == FOLD_SAMPLE)
		take_frame(f, line, len);
	else if (f->state == FOLD_NO_SAMPLE)
		note_strange_line(f);
}

static void
take_line(struct script_folder *f, const char *line, size_t len)
{
	f->lines++;
	if (!len)
		end_sample(f);
	else if (*line != '#')
		take_text(f, line, len);
}

/* Ends the line that was cut; returns what is behind it. */
static const char *
end_cut_line(struct script_folder *f, const char *bytes, const char *end)
{
	const char *newline = memchr(bytes, '\n', end - bytes);

	text_add(&f->cut_line, bytes, (newline ? newline : end) - bytes);
	if (!newline)
		return end;
	take_line(f, f->cut_line.bytes, f->cut_line.len);
	f->cut_line.len = 0;
	return newline + 1;
}

void
script_folder_add(struct script_folder *f, const char *bytes, size_t len)
{
	const char *end = bytes + len, *newline;

	if (f->cut_line.len)
		bytes = end_cut_line(f, bytes, end);
	while ((newline = memchr(bytes, '\n', end - bytes))) {
		take_line(f, bytes, newline - bytes);
		bytes = newline + 1;
	}
	text_add(&f->cut_line, bytes, end - bytes);
}

/* Writes a chain as text, from the comm, which is its last number, on. */
static void
spell(struct text *t, const struct script_folder *f, const char *chain,
    size_t size)
{
	uint32_t number;
	size_t len;

	t->len = 0;
	for (size_t at = size; at; at -= sizeof number) {
		const char *name;

		memcpy(&number, chain + at - sizeof number, sizeof number);
		name = text_set_get(&f->names, number, &len);
		if (at < size)
			text_add_literal(t, ";");
		text_add(t, name, len);
	}
}

void
script_folder_finish(struct script_folder *f, struct tally *stacks)
{
	struct text t = { 0 };

	if (f->cut_line.len)
		take_line(f, f->cut_line.bytes, f->cut_line.len);
	f->cut_line.len = 0;
	for (size_t i = 0; i < f->chains.texts.count; i++) {
		size_t size;
		const char *chain = text_set_get(&f->chains.texts, i, &size);

		spell(&t, f, chain, size);
		tally_add(stacks, t.bytes, t.len, f->chains.sum[i]);
	}
	text_release(&t);
	tally_clear(&f->chains);
}

/* Returns "N of EVENT, N of EVENT", for free(3). */
static char *
list_left_out(const struct tally *t)
{
	size_t size;
	char *list;
	FILE *text = xmemstream(&list, &size);

	for (size_t i = 0; i < t->texts.count; i++) {
		const char *event = text_set_get(&t->texts, i, &size);

		fprintf(text, "%s%" PRIu64 " of %.*s", i ? ", " : "",
		    t->sum[i], (int)size, event);
	}
	fclose(text);
	return list;
}

static uint64_t
count_left_out(const struct tally *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->texts.count; i++)
		sum += t->sum[i];
	return sum;
}

/* Samples of other events are left out on purpose where one was asked for. */
static void
explain_events(const struct script_folder *f, const char *name)
{
	char *list = list_left_out(&f->left_out);

	if (!f->options.event)
		warnx("note: %s: only samples of the first event, %s, are "
		      "folded; %" PRIu64 " of other events are left out "
		      "(%s); --event=NAME chooses another", name, f->event,
		    count_left_out(&f->left_out), list);
	else if (!f->samples)
		warnx("note: %s: no sample is of event %s; there are %s", name,
		    f->event, list);
	free(list);
}

void
script_folder_explain(const struct script_folder *f, const char *name)
{
	if (f->state != FOLD_NO_SAMPLE)
		warnx("note: %s ends within a sample, which is left out", name);
	if (f->left_out.texts.count)
		explain_events(f, name);
	if (f->strange_lines)
		warnx("note: %s: %" PRIu64 " line%s no callchain or frame and "
		      "%s left out; the first is line %" PRIu64, name,
		    f->strange_lines, f->strange_lines == 1 ? " has" : "s have",
		    f->strange_lines == 1 ? "is" : "are", f->first_strange);
}

void
script_folder_release(struct script_folder *f)
{
	free(f->event);
	free(f->chain);
	text_release(&f->cut_line);
	tally_release(&f->left_out);
	tally_release(&f->chains);
	text_set_release(&f->names);
	known_frames_release(&f->frames);
	known_frames_release(&f->java_frames);
	*f = (struct script_folder){ 0 };
}
