/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "jobserver/makeflags.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/*
 * Finds the next word: moves *text after it and returns its start, or NULL when
 * there is none.  A backslash quotes the character after it.
 */
static const char *
next_word(const char **text)
{
	const char *s = *text, *start;

	while (is_blank(*s))
		s++;
	start = s;
	while (*s && !is_blank(*s))
		s += s[0] == '\\' && s[1] ? 2 : 1;
	*text = s;
	return s > start ? start : NULL;
}

/*
 * Removes the quoting of make from a word in place: backslashes before blanks.
 */
static void
unquote(char *word)
{
	char *to = word;

	for (const char *from = word; *from; from++) {
		if (from[0] == '\\' && from[1])
			from++;
		*to++ = *from;
	}
	*to = '\0';
}

/* Returns what follows prefix in a word, or NULL when it starts differently. */
static const char *
after(const char *word, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(word, prefix, len) ? NULL : word + len;
}

/* Returns the value of an option that names a pool, NULL for another word. */
static const char *
auth_value(const char *word)
{
	const char *value = after(word, "--jobserver-auth=");

	return value ? value : after(word, "--jobserver-fds=");
}

/* Returns the value of -j, "" for none, or NULL when the word is no -j. */
static const char *
jobs_value(const char *word)
{
	const char *value = after(word, "--jobs");

	if (value && (!*value || *value == '='))
		return *value ? value + 1 : value;
	return after(word, "-j");
}

static const char *
load_value(const char *word)
{
	const char *value = after(word, "--load-average=");

	if (!value)
		value = after(word, "--max-load=");
	return value ? value : after(word, "-l");
}

/* Parses an integer up to end.  Returns whether there was one. */
static bool
read_int(const char *text, char end, const char **behind, int *n)
{
	char *stop;
	long value;

	errno = 0;
	value = strtol(text, &stop, 10);
	if (stop == text || is_blank(*text) || *stop != end || errno ||
	    value < INT_MIN || value > INT_MAX)
		return false;
	*n = value;
	if (behind)
		*behind = stop + 1;
	return true;
}

static void
take_jobs(struct makeflags *f, const char *value)
{
	int n = 0;

	if (*value && (!read_int(value, '\0', NULL, &n) || n < 1))
		return; /* make would refuse it */
	f->has_jobs = true;
	f->jobs = n;
}

static void
take_load(struct makeflags *f, const char *value)
{
	char *end;
	double limit = strtod(value, &end);

	/* A -l without a number lifts the limit. */
	f->load_limit = end > value && !*end && limit > 0 ? limit : 0;
}

/* Finds what the value names, once the last such option is known. */
static void
judge_auth(struct makeflags *f)
{
	const char *second;

	if (!f->value)
		f->auth = AUTH_NONE;
	else if (after(f->value, "fifo:") && f->value[strlen("fifo:")])
		f->auth = AUTH_FIFO, f->fifo = f->value + strlen("fifo:");
	else if (read_int(f->value, ',', &second, &f->read_fd) &&
	    read_int(second, '\0', NULL, &f->write_fd))
		f->auth = f->read_fd < 0 || f->write_fd < 0 ? AUTH_CLOSED :
							      AUTH_PIPE;
	else if (!*f->value || strpbrk(f->value, ",:/"))
		f->auth = AUTH_BROKEN;
	else
		f->auth = AUTH_NAMED;
}

/* Parses a word that is an option; ignores others. */
static int
take_word(struct makeflags *f, const char *word)
{
	const char *value;

	if ((value = auth_value(word))) {
		char *copy = strdup(value);

		if (!copy)
			return -1;
		free(f->value);
		f->value = copy;
	} else if ((value = jobs_value(word))) {
		take_jobs(f, value);
	} else if ((value = load_value(word))) {
		take_load(f, value);
	}
	return 0;
}

/* The first word has the options of one letter, unless it is an option. */
static void
take_letters(struct makeflags *f, const char *word)
{
	if (*word == '-' || strchr(word, '='))
		return;
	f->just_print = strchr(word, 'n') != NULL;
	f->touch = strchr(word, 't') != NULL;
	f->question = strchr(word, 'q') != NULL;
}

int
makeflags_parse(struct makeflags *f, const char *text)
{
	bool first = true;
	const char *start;

	*f = (struct makeflags){ 0 };
	while (text && (start = next_word(&text))) {
		char *word = strndup(start, text - start);
		int status = -1;

		if (word) {
			unquote(word);
			if (first)
				take_letters(f, word);
			status = take_word(f, word);
		}
		/* What follows "--" are variables. */
		if (word && !strcmp(word, "--"))
			text = NULL;
		free(word);
		if (status) {
			makeflags_release(f);
			return -1;
		}
		first = false;
	}
	judge_auth(f);
	return 0;
}

bool
makeflags_below_make(void)
{
	return getenv("MAKELEVEL") != NULL;
}

void
makeflags_release(struct makeflags *f)
{
	free(f->value);
	f->value = f->fifo = NULL;
}

/* As after(), for a word up to end that is still quoted. */
static const char *
after_written(const char *word, const char *end, const char *prefix)
{
	for (; *prefix; prefix++, word++) {
		if (*word == '\\' && end - word > 1)
			word++;
		if (word == end || *word != *prefix)
			return NULL;
	}
	return word;
}

/* Says whether a word, still quoted, is about jobs or their pool. */
static bool
is_about_jobs(const char *word, const char *end)
{
	const char *behind = after_written(word, end, "--jobs");

	return after_written(word, end, "-j") ||
	    after_written(word, end, "--jobserver-") || (behind &&
	    (behind == end || after_written(behind, end, "=")));
}

/* Says whether text ends with a backslash that quotes nothing. */
static bool
ends_with_backslash(const char *text, const char *end)
{
	bool odd = false;

	while (end > text && *--end == '\\')
		odd = !odd;
	return odd;
}

static char *
add(char *to, const char *word, size_t len)
{
	memcpy(to, word, len);
	return to + len;
}

char *
makeflags_replace_pool(const char *text, const char *words)
{
	const size_t len = words ? strlen(words) : 0;
	/* Each word has at least a byte, and gets a blank before it. */
	char *made = malloc(2 * ((text ? strlen(text) : 0) + len) + 4);
	const char *start, *rest = text;
	char *to = made;
	bool first = true, in_options = true;

	if (!made)
		return NULL;
	for (; rest && (start = next_word(&rest)); first = false) {
		if (in_options && after_written(start, rest, "--") == rest) {
			in_options = false;
			if (len)
				to = add(add(to, " ", 1), words, len);
		}
		if (in_options && is_about_jobs(start, rest))
			continue;
		/*
		 * Only what was the first word may be letters: make skips "-".
		 */
		if (!first && to == made && !after_written(start, rest, "-"))
			to = add(to, " -", 2);
		/* Letters are letters only at the very start. */
		if (start > text || after_written(start, rest, "-"))
			*to++ = ' ';
		to = add(to, start, rest - start);
	}
	if (in_options && len) {
		if (ends_with_backslash(made, to))
			*to++ = '\\';
		to = add(add(to, " ", 1), words, len);
	}
	*to = '\0';
	return made;
}
