/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/service.h"
#include "addr2line/usage.h"

/* perf's lines have 17 bytes at most, and it writes two at a time. */
enum { LINE_MAX_BYTES = 256 };

static int
start_real(struct service *s)
{
	return real_start(&s->real, s->program, s->usage->file);
}

int
service_start(struct service *s, const struct usage *usage,
    const char *program, const char *folder)
{
	size_t len;

	*s = (struct service){
		.usage = usage, .program = program, .real = REAL_NONE,
	};
	kept_open(&s->kept, folder, program, usage->file);
	kept_read(&s->kept, &s->answers);
	/* What perf writes behind every address was asked with the first. */
	return answers_find(&s->answers, 0, &len) ? 0 : start_real(s);
}

/* Returns the number that addr2line reads in a line; 0 where it is none. */
static uint64_t
number_in(const char *line)
{
	return strtoull(line, NULL, 16);
}

/* Says whether a line is one of those that perf writes; no other is kept. */
static bool
is_question(const char *line)
{
	size_t digits = strspn(line, "0123456789abcdef");

	return !strcmp(line, ",\n") ||
	    (digits && digits <= 16 && !strcmp(line + digits, "\n"));
}

/* Asks the real addr2line, once perf has what is known by now. */
static int
ask(struct service *s, const char *line, uint64_t number)
{
	if (fflush(stdout) || (!s->real.process && start_real(s)))
		return -1;
	return real_ask(&s->real, line, number);
}

/* Returns an answer that this or another process has had before, or NULL. */
static const char *
recall(struct service *s, uint64_t number, size_t *len)
{
	const char *text = answers_find(&s->answers, number, len);

	if (text)
		return text;
	kept_read(&s->kept, &s->answers);
	return answers_find(&s->answers, number, len);
}

static void
keep(struct service *s, uint64_t number)
{
	answers_add(&s->answers, number, s->real.text, s->real.len);
	kept_add(&s->kept, number, s->real.text, s->real.len);
}

/* Returns the answer to a line, valid until the next call, or NULL. */
static const char *
find(struct service *s, const char *line, size_t *len)
{
	uint64_t number = number_in(line);
	bool keeps = is_question(line);
	const char *text = keeps ? recall(s, number, len) : NULL;

	if (text)
		return text;
	if (ask(s, line, number))
		return NULL;
	if (keeps)
		keep(s, number);
	*len = s->real.len;
	return s->real.text;
}

/* Writes the answer to a line. */
static int
answer(struct service *s, const char *line)
{
	size_t len, address = 0;
	const char *text = find(s, line, &len);

	if (!text)
		return -1;
	if (!s->usage->with_address)
		address = (size_t)((char *)memchr(text, '\n', len) + 1 - text);
	return fwrite(text + address, 1, len - address, stdout) ? 0 : -1;
}

/* Answers the whole lines of an input.  Returns their length, or -1. */
static ssize_t
answer_lines(struct service *s, const char *input, size_t len)
{
	char line[LINE_MAX_BYTES + 1];
	const char *at = input, *end;

	for (; (end = memchr(at, '\n', len)); at = end + 1) {
		snprintf(line, sizeof line, "%.*s", (int)(end + 1 - at), at);
		if (answer(s, line))
			return -1;
		len -= (size_t)(end + 1 - at);
	}
	return at - input;
}

void
service_run(struct service *s)
{
	char input[LINE_MAX_BYTES];
	size_t len = 0;
	ssize_t got, used;

	while ((got = read(STDIN_FILENO, input + len, sizeof input - len)) > 0) {
		len += (size_t)got;
		used = answer_lines(s, input, len);
		if (used < 0 || fflush(stdout))
			return;
		len -= (size_t)used;
		memmove(input, input + used, len);
	}
}

void
service_stop(struct service *s)
{
	real_stop(&s->real);
	answers_release(&s->answers);
	kept_close(&s->kept);
}
