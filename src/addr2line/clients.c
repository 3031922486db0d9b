/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/socket.h>

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/answers.h"
#include "addr2line/clients.h"
#include "addr2line/kept.h"
#include "addr2line/question.h"
#include "addr2line/real.h"
#include "addr2line/server.h"

/* So that nobody waits for the answers to many others. */
enum { CLIENTS = 4 };

/* How long the server stays without clients. */
enum { LINGER_MS = 500 };

struct client {
	int fd;
	char input[QUESTION_ROOM];
	size_t len;
};

struct server {
	int listener;
	struct real real;
	bool asks;      /* an answer is under way, */
	uint64_t asked; /* to this number */
	struct answers answers;
	struct kept kept;
	struct client client[CLIENTS];
	size_t count;
};

/* Says whether all was sent; who does not read is no client any more. */
static bool
tell(const struct client *c, const char *text, size_t len)
{
	return send(c->fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	    (ssize_t)len;
}

static void
keep(struct server *s)
{
	answers_add(&s->answers, s->asked, s->real.text, s->real.len);
	kept_add(&s->kept, s->asked, s->real.text, s->real.len);
}

/*
 * Answers a line, or asks for the answer.  Returns 1 when it is answered, 0
 * when it must wait, or -1 when the client is to go.
 */
static int
answer(struct server *s, const struct client *c, const char *line)
{
	uint64_t number = question_number(line);
	size_t len;
	const char *text = answers_find(&s->answers, number, &len);
	int status;

	if (!question_is(line))
		return -1;
	if (text)
		return tell(c, text, len) ? 1 : -1;
	if (s->asks)
		return 0;
	s->asked = number;
	status = real_send(&s->real, line, number);
	if (status > 0)
		keep(s);
	s->asks = !status;
	/* What was known without asking is found now. */
	return status > 0 ? answer(s, c, line) : status;
}

/* Answers the lines that a client has written, as far as that is known. */
static int
serve(struct server *s, struct client *c)
{
	char line[QUESTION_ROOM + 1];
	int status = 1;
	size_t len;

	while (status > 0 && (len = question_take(line, c->input, c->len))) {
		status = answer(s, c, line);
		if (status <= 0)
			break;
		c->len -= len;
		memmove(c->input, c->input + len, c->len);
	}
	return status < 0 ? -1 : 0;
}

static void
drop(struct server *s, size_t i)
{
	close(s->client[i].fd);
	s->client[i] = s->client[--s->count];
}

/* Reads what a client has written.  Returns -1 when it is gone. */
static int
listen_to(struct client *c)
{
	ssize_t got =
	    recv(c->fd, c->input + c->len, sizeof c->input - c->len, 0);

	if (got <= 0)
		return -1;
	c->len += (size_t)got;
	return 0;
}

static void
welcome(struct server *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (s->count == CLIENTS)
		close(fd);
	else
		s->client[s->count++] = (struct client){ .fd = fd };
}

/* Takes what the real addr2line prints.  Returns -1 when it fails. */
static int
hear(struct server *s)
{
	bool had_mark = s->real.mark;
	int status = real_read(&s->real);

	if (status <= 0)
		return status;
	s->asks = false;
	if (!had_mark)
		return 0;
	keep(s);
	return 0;
}

/*
 * Waits until something is to be done, and does it.  Returns -1 at the end: the
 * real addr2line has failed, or nobody wants it any more.
 */
static int
take_turn(struct server *s)
{
	enum { LISTENER, REAL, FIRST };
	struct pollfd fd[FIRST + CLIENTS] = {
		[LISTENER] = { .fd = s->listener, .events = POLLIN },
		[REAL] = { .fd = s->real.from, .events = POLLIN },
	};

	for (size_t i = 0; i < s->count; i++)
		fd[FIRST + i] = (struct pollfd){
			.fd = s->client[i].fd, .events = POLLIN };
	if (poll(fd, FIRST + s->count, s->count ? -1 : LINGER_MS) <= 0)
		return -1;
	if (fd[REAL].revents && hear(s))
		return -1;
	/* From the last on, since another takes the place of who goes. */
	for (size_t i = s->count; i-- > 0;)
		if ((fd[FIRST + i].revents && listen_to(&s->client[i])) ||
		    (s->real.mark && serve(s, &s->client[i])))
			drop(s, i);
	if (fd[LISTENER].revents)
		welcome(s);
	return 0;
}

void
clients_serve(int listener, const struct served *served)
{
	struct server s = { .listener = listener, .asks = true };

	kept_open(&s.kept, served->folder, served->program, served->file);
	kept_read(&s.kept, &s.answers);
	if (!real_begin(&s.real, served->program, served->file)) {
		s.real.settles = true;
		while (!take_turn(&s))
			;
	}
	real_stop(&s.real);
	answers_release(&s.answers);
	kept_close(&s.kept);
}
