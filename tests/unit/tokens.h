/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pool of job tokens, as make has one, for tests of its clients; and the
 * processes that such tests fork.  cmocka's assertions are for the tests' own
 * process alone: in others, and in what both run, it is MUST.
 */
#ifndef UNIT_TOKENS_H
#define UNIT_TOKENS_H

#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jobserver.h"

/* Long enough for a busy machine; what takes as long never comes. */
enum { DEADLINE_S = 20, DEADLINE_MS = DEADLINE_S * 1000 };

#define MUST(condition) \
	((condition) ? (void)0 : must_not_be(__FILE__, __LINE__, #condition))

void must_not_be(const char *file, int line, const char *condition);

/* Make's end of a pool; the two may be the same. */
struct tokens {
	int read_fd, write_fd;
	char makeflags[64];
};

/* Makes a pool of a pipe, with these tokens in it. */
void tokens_make(struct tokens *p, const char *tokens, size_t len);

void tokens_close(struct tokens *p);

int tokens_count(const struct tokens *p);

/* Passes when just these tokens are in a pool, in whatever order. */
void tokens_are(const struct tokens *p, const char *tokens, size_t len);

/* Opens the pool that MAKEFLAGS names, of whatever kind. */
struct jobserver *open_pool(const char *makeflags);

/* Takes so many tokens more. */
void take_tokens(struct jobserver *js, unsigned tokens);

/* Waits until something can be read. */
void await_input(int fd);

/* Returns how many descriptors process pid, or "self", has open. */
int count_descriptors(const char *pid);

/* Finds the first two children, known or not.  Returns how many there are. */
int find_children(pid_t child[2]);

/* Returns the only child, which is a supervisor then; 0 when there is none. */
pid_t only_child(void);

/* Says whether a child lives, and was not even sent what will kill it. */
bool is_alive(pid_t child);

/* Opens files until there is room for so many more descriptors only. */
void leave_descriptors(int spare);

/*
 * Starts a process that works and is to be killed then; returns as soon as the
 * work is done.  It ends by itself should the test not live to see to it.
 */
pid_t start_process(void (*work)(void *), void *arg);

/* Runs work in a process of its own.  Returns its status, as waitpid(2)'s. */
int run_process(void (*work)(void *), void *arg);

#endif
