/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "fold/characters.h"
#include "fold/header_line.h"

/* Reads "PID/TID" or "TID" at a place, with a blank behind. */
static bool
read_ids(struct header_line *h, const char *line, size_t at, size_t len)
{
	size_t first_end = skip_kind(line, at, len, CHARACTER_DIGIT);
	size_t second = first_end, end;

	while (second < len && line[second] == '/')
		second++;
	end = skip_kind(line, second, len, CHARACTER_DIGIT);
	if (first_end == at || end == len ||
	    !is_kind(line[end], CHARACTER_BLANK))
		return false;
	h->pid = (struct span){ line + at, first_end - at };
	h->tid = (struct span){ line + second, end - second };
	if (!h->tid.len || (h->tid.len == 1 && line[second] == '0')) {
		h->tid = h->pid;
		h->pid = (struct span){ "?", 1 };
	}
	h->rest = line + end;
	return true;
}

/* Finds where the comm ends, after two bytes at least, and reads the IDs. */
static bool
read_comm_and_ids(struct header_line *h, const char *line, size_t len)
{
	size_t end = 2;

	if (len < 2 || is_kind(*line, CHARACTER_BLANK))
		return false;
	while (end < len) {
		size_t next;

		if (!is_kind(line[end], CHARACTER_BLANK)) {
			end++;
			continue;
		}
		next = skip_kind(line, end, len, CHARACTER_BLANK);
		if (read_ids(h, line, next, len)) {
			h->comm = (struct span){ line, end };
			return true;
		}
		end = next;
	}
	return false;
}

static uint64_t
read_number(const char *digits, size_t len)
{
	uint64_t number = 0;

	for (size_t i = 0; i < len; i++)
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, digits[i] - '0', &number))
			return UINT64_MAX;
	return number;
}

/* Takes digits for the period; a single 0 is none. */
static void
set_period(struct header_line *h, const char *digits, size_t len)
{
	if (len && !(len == 1 && *digits == '0'))
		h->period = read_number(digits, len);
}

static size_t
skip_back(const char *line, size_t at, unsigned kinds)
{
	while (at && is_kind(line[at - 1], kinds))
		at--;
	return at;
}

/* Reads ": PERIOD EVENT:" or ": EVENT:" at the end of the line. */
static void
read_event(struct header_line *h, const char *line, size_t len)
{
	size_t end = skip_back(line, len, CHARACTER_BLANK);
	size_t start = end, digits_end, digits, colon;

	while (start && !is_kind(line[start - 1], CHARACTER_BLANK))
		start--;
	if (end < start + 2 || line[end - 1] != ':')
		return;
	digits_end = skip_back(line, start, CHARACTER_BLANK);
	digits = skip_back(line, digits_end, CHARACTER_DIGIT);
	colon = skip_back(line, digits, CHARACTER_BLANK);
	if (!colon || line[colon - 1] != ':')
		return;
	set_period(h, line + digits, digits_end - digits);
	h->event = (struct span){ line + start, end - 1 - start };
}

bool
header_line_read(struct header_line *h, const char *line, size_t len)
{
	*h = (struct header_line){ .period = 1 };
	if (!read_comm_and_ids(h, line, len))
		return false;
	read_event(h, line, len);
	return true;
}

/* Says whether a word consists of these bytes only. */
static bool
consists_of(const char *word, size_t len, const char *bytes)
{
	for (size_t i = 0; i < len; i++)
		if (!word[i] || !strchr(bytes, word[i]))
			return false;
	return len;
}

/* Finds the next word in front of end, which may be of no length. */
static struct span
next_word(const char *at, const char *end)
{
	size_t len = end - at;
	size_t start = skip_kind(at, 0, len, CHARACTER_BLANK), stop = start;

	while (stop < len && !is_kind(at[stop], CHARACTER_BLANK))
		stop++;
	return (struct span){ at + start, stop - start };
}

/* Says whether a word is an event with its colon, and no time. */
static bool
is_event(struct span word)
{
	return word.len > 1 && word.bytes[word.len - 1] == ':' &&
	    !consists_of(word.bytes, word.len, "0123456789.:");
}

const char *
header_line_read_with_frame(
    struct header_line *h, const char *line, size_t len)
{
	size_t start = skip_kind(line, 0, len, CHARACTER_BLANK);
	const char *end = line + len;
	struct span before = { "", 0 }, word;

	*h = (struct header_line){ .period = 1 };
	if (!read_comm_and_ids(h, line + start, len - start))
		return NULL;
	word = next_word(h->rest, end);
	while (word.len && !is_event(word)) {
		before = word;
		word = next_word(word.bytes + word.len, end);
	}
	if (!word.len)
		return NULL;
	h->event = (struct span){ word.bytes, word.len - 1 };
	if (consists_of(before.bytes, before.len, "0123456789"))
		set_period(h, before.bytes, before.len);
	word = next_word(word.bytes + word.len, end);
	return consists_of(word.bytes, word.len, "0123456789abcdef") ?
	    word.bytes : NULL;
}
