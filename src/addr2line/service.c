/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/question.h"
#include "addr2line/server.h"
#include "addr2line/service.h"
#include "addr2line/usage.h"

static int
start_own(struct service *s)
{
	int status = real_start(&s->real, s->program, s->usage->file);

	s->is_shared = false;
	/* Kept answers are for others, too. */
	s->real.settles = s->folder;
	return status;
}

/* Starts the real addr2line, which may be one that others use, too. */
static int
start_real(struct service *s)
{
	const struct served served = { .program = s->program,
		.file = s->usage->file, .folder = s->folder };

	s->is_shared = !server_join(&s->real, &served);
	return s->is_shared ? 0 : start_own(s);
}

int
service_start(struct service *s, const struct usage *usage,
    const char *program, const char *folder)
{
	size_t len;

	*s = (struct service){
		.usage = usage, .program = program, .folder = folder,
		.real = REAL_NONE,
	};
	kept_open(&s->kept, folder, program, usage->file);
	kept_read(&s->kept, &s->answers);
	/* What perf writes behind every address was asked with the first. */
	return answers_find(&s->answers, 0, &len) ? 0 : start_real(s);
}

/* Asks the real addr2line, once perf has what is known by now. */
static int
ask(struct service *s, const char *line, uint64_t number)
{
	bool shares = question_is(line);

	if (fflush(stdout) || (s->real.from < 0 && start_real(s)))
		return -1;
	if (shares && !real_ask(&s->real, line, number))
		return 0;
	if (shares && !s->is_shared)
		return -1;
	/* The shared one has failed, or does not take this line. */
	if (s->is_shared) {
		real_stop(&s->real);
		if (start_own(s))
			return -1;
	}
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
	/* The server keeps what it was asked. */
	if (!s->is_shared)
		kept_add(&s->kept, number, s->real.text, s->real.len);
}

/* Returns the answer to a line, valid until the next call, or NULL. */
static const char *
find(struct service *s, const char *line, size_t *len)
{
	uint64_t number = question_number(line);
	bool keeps = question_is(line);
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
	char line[QUESTION_ROOM + 1];
	size_t at = 0, size;

	for (; (size = question_take(line, input + at, len - at)); at += size)
		if (answer(s, line))
			return -1;
	return (ssize_t)at;
}

void
service_run(struct service *s)
{
	char input[QUESTION_ROOM];
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
