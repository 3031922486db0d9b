/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MAKEFLAGS, the environment variable by which make tells its children its
 * options and its pool of job tokens.  Source: GNU make's manual,
 * "Options/Recursion" and "Job Slots", and what make 4.1 to 4.4 really write.
 */
#ifndef JOBSERVER_MAKEFLAGS_H
#define JOBSERVER_MAKEFLAGS_H

#include <stdbool.h>

/* What to do, for messages, when a make above does not share its pool. */
#define MAKEFLAGS_PLUS "begin the line of the recipe with '+', or, as " \
	"CMake's cannot, have $(MAKE) in it"

/*
 * What to do, for messages, when MAKEFLAGS names a pool but no make is above.
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
	bool has_jobs;   /* -j was given */
	unsigned jobs;   /* its value, 0 for a -j alone: no limit */
	double load_limit; /* -l, 0 for none */
	enum makeflags_auth auth;
	int read_fd, write_fd; /* of AUTH_PIPE */
	char *value; /* of the option that names the pool; NULL for none */
	char *fifo;  /* of AUTH_FIFO: the path, which lies in value */
};

/*
 * Parses text; NULL stands for no make.  Of several options that name a pool
 * the last one counts.  Returns 0, or -1 with errno when there is no memory;
 * the struct is for makeflags_release().
 */
int makeflags_parse(struct makeflags *, const char *text);

/*
 * Says whether a make is above: make sets MAKELEVEL for what it starts, in
 * recipes and in $(shell).
 */
bool makeflags_below_make(void);

/* Frees what the struct holds. */
void makeflags_release(struct makeflags *);

/*
 * Returns a copy of text, for free(3), with words in place of its options for
 * jobs and pool; words may be NULL for none.  Returns NULL when there is no
 * memory.
 */
char *makeflags_replace_pool(const char *text, const char *words);

#endif
