/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MAKEFLAGS, the environment variable in which make tells its children of
 * their options and of the pool of job tokens.  Source: GNU make's manual,
 * "Options/Recursion" and "Job Slots", and what make 4.1 to 4.4 really write.
 */
#ifndef JOBSERVER_MAKEFLAGS_H
#define JOBSERVER_MAKEFLAGS_H

#include <stdbool.h>

/* The remedy, for messages, where a make above does not share its pool. */
#define MAKEFLAGS_PLUS "begin the line of the recipe with '+', or, as " \
	"CMake's cannot, have $(MAKE) in it"

/*
 * The remedy, for messages, where MAKEFLAGS names a pool but no make is above.
 */
#define MAKEFLAGS_UNSET "no make has started this, so unset MAKEFLAGS"

enum makeflags_auth {
	AUTH_NONE,   /* no pool is named */
	AUTH_PIPE,   /* two descriptors that are inherited */
	AUTH_FIFO,   /* a path */
	AUTH_CLOSED, /* negative descriptors: a pool, but not for this child */
	AUTH_NAMED,  /* the name of a Windows semaphore */
	AUTH_BROKEN, /* none of these */
};

struct makeflags {
	bool just_print; /* n */
	bool touch;      /* t */
	bool question;   /* q */
	bool has_jobs;   /* there was a -j */
	unsigned jobs;   /* its number, 0 for a -j alone: no limit */
	double load_limit; /* -l, 0 for none */
	enum makeflags_auth auth;
	int read_fd, write_fd; /* of AUTH_PIPE */
	char *value; /* of the option that named the pool; NULL for none */
	char *fifo;  /* of AUTH_FIFO: the path, part of value */
};

/*
 * Reads text, which may be NULL: then there is no make.  Of several options
 * that name a pool the last holds.  Returns 0, or -1 with errno when there is
 * no memory.
 */
int makeflags_parse(struct makeflags *, const char *text);

/*
 * Says whether there is a make above: it sets MAKELEVEL for what it starts, in
 * recipes and in $(shell).
 */
bool makeflags_below_make(void);

/* Frees what the struct holds. */
void makeflags_release(struct makeflags *);

/*
 * Returns text with another pool: without the options for jobs and pool that
 * it has, and with words, if not NULL, in their place.  For free(3); NULL when
 * there is no memory.
 */
char *makeflags_replace_pool(const char *text, const char *words);

#endif
