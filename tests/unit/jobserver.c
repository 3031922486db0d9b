/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <sys/stat.h>

#include "unit/tokens.h"

static void
opening_takes_nothing(void **state)
{
	struct jobserver *js;
	struct tokens p;

	(void)state;
	tokens_make(&p, "abc", 3);
	js = open_pool(p.makeflags);
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	assert_int_equal(jobserver_held(js), 0);
	assert_int_equal(jobserver_available(js), 3);
	assert_int_equal(jobserver_total(js), 3);
	tokens_are(&p, "abc", 3);
	jobserver_close(js);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

static void
C4_the_very_tokens_come_back(void **state)
{
	static const struct {
		const char *tokens;
		size_t len;
	} c[] = { { "abc", 3 }, { "\0\0\0", 3 }, { "\0+\xff\n+\0", 6 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct jobserver *js;
		struct tokens p;

		tokens_make(&p, c[i].tokens, c[i].len);
		js = open_pool(p.makeflags);
		take_tokens(js, 2);
		jobserver_release(js);
		take_tokens(js, c[i].len - 1);
		assert_int_equal(tokens_count(&p), 0);
		jobserver_release(js);
		jobserver_release(js);
		assert_int_equal(jobserver_held(js), c[i].len - 2);
		/* Closing gives the others back. */
		jobserver_close(js);
		tokens_are(&p, c[i].tokens, c[i].len);
		tokens_close(&p);
	}
}

static void
a_token_of_each_byte_comes_back(void **state)
{
	char every[256];
	struct jobserver *js;
	struct tokens p;

	(void)state;
	for (size_t i = 0; i < sizeof every; i++)
		every[i] = i;
	tokens_make(&p, every, sizeof every);
	js = open_pool(p.makeflags);
	take_tokens(js, sizeof every);
	jobserver_close(js);
	tokens_are(&p, every, sizeof every);
	tokens_close(&p);
}

static void
releasing_more_than_is_held_does_nothing(void **state)
{
	struct jobserver *js;
	struct tokens p;

	(void)state;
	tokens_make(&p, "ab", 2);
	js = open_pool(p.makeflags);
	jobserver_release(js);
	take_tokens(js, 1);
	jobserver_release(js);
	jobserver_release(js);
	assert_int_equal(jobserver_held(js), 0);
	jobserver_close(js);
	tokens_are(&p, "ab", 2);
	tokens_close(&p);
}

static void
C5_an_empty_pool_has_no_token_until_one_comes(void **state)
{
	struct pollfd token = { .events = POLLIN };
	struct jobserver *js;
	struct tokens p;

	(void)state;
	tokens_make(&p, "", 0);
	js = open_pool(p.makeflags);
	/* There is a pool, though -j1 is beside it. */
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	token.fd = jobserver_fd(js);
	assert_int_equal(jobserver_acquire(js), 0);
	assert_int_equal(poll(&token, 1, 0), 0);
	assert_int_equal(write(p.write_fd, "x", 1), 1);
	assert_int_equal(poll(&token, 1, DEADLINE_MS), 1);
	assert_int_equal(jobserver_available(js), 1);
	take_tokens(js, 1);
	assert_int_equal(jobserver_acquire(js), 0);
	jobserver_close(js);
	tokens_are(&p, "x", 1);
	tokens_close(&p);
}

static void
assert_flags(const struct tokens *p, int status_flags, int descriptor_flags)
{
	const int fd[] = { p->read_fd, p->write_fd };

	for (size_t i = 0; i < LENGTH(fd); i++) {
		assert_int_equal(fcntl(fd[i], F_GETFL) & O_NONBLOCK,
		    status_flags);
		assert_int_equal(fcntl(fd[i], F_GETFD), descriptor_flags);
	}
}

/* Whoever shares the descriptions would see a change of O_NONBLOCK. */
static void
C9_what_was_inherited_is_not_changed(void **state)
{
	static const int nonblock[] = { 0, O_NONBLOCK, 0, O_NONBLOCK };
	static const int cloexec[] = { 0, 0, FD_CLOEXEC, FD_CLOEXEC };

	(void)state;
	for (size_t i = 0; i < LENGTH(nonblock); i++) {
		struct jobserver *js;
		struct tokens p;

		tokens_make(&p, "ab", 2);
		fcntl(p.read_fd, F_SETFL, O_RDONLY | nonblock[i]);
		fcntl(p.write_fd, F_SETFL, O_WRONLY | nonblock[i]);
		fcntl(p.read_fd, F_SETFD, cloexec[i]);
		fcntl(p.write_fd, F_SETFD, cloexec[i]);
		js = open_pool(p.makeflags);
		assert_flags(&p, nonblock[i], cloexec[i]);
		take_tokens(js, 2);
		assert_int_equal(jobserver_acquire(js), 0);
		assert_flags(&p, nonblock[i], cloexec[i]);
		jobserver_release(js);
		assert_flags(&p, nonblock[i], cloexec[i]);
		jobserver_close(js);
		assert_flags(&p, nonblock[i], cloexec[i]);
		tokens_close(&p);
	}
}

/* Returns how many descriptors a program that is executed would have. */
static int
count_inherited(void)
{
	int count = 0, flags;

	for (int fd = 0; fd < 1024; fd++) {
		flags = fcntl(fd, F_GETFD);
		count += flags >= 0 && !(flags & FD_CLOEXEC);
	}
	return count;
}

static void
C12_programs_inherit_nothing_that_was_opened(void **state)
{
	struct jobserver *js, *fifo, *own;
	char path[64];
	struct tokens p;
	int before;

	(void)state;
	tokens_make(&p, "abc", 3);
	snprintf(path, sizeof path, "--jobserver-auth=fifo:/dev/fd/%d",
	    p.write_fd);
	before = count_inherited();
	take_tokens(js = open_pool(p.makeflags), 1);
	take_tokens(fifo = open_pool(path), 1);
	take_tokens(own = jobserver_serve(4, JOBSERVER_PIPE), 1);
	assert_int_equal(count_inherited(), before);
	jobserver_close(own);
	jobserver_close(fifo);
	jobserver_close(js);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

/* Says whether a descriptor of this process is of a file. */
static bool
is_open(const struct stat *of)
{
	struct stat st;

	for (int fd = 0; fd < 1024; fd++)
		if (!fstat(fd, &st) && st.st_dev == of->st_dev &&
		    st.st_ino == of->st_ino)
			return true;
	return false;
}

struct client {
	struct jobserver *js;
	struct tokens *pool;
};

/* A child of a client whose pool is a pipe. */
static void
be_a_job(void *arg)
{
	struct client *c = arg;
	struct stat st;

	MUST(!fstat(c->pool->read_fd, &st));
	setenv("MAKEFLAGS", "ks -j4 -l2 --jobserver-auth=3,4 -- A=1", 1);
	jobserver_enter_child(c->js);
	MUST(!is_open(&st));
	MUST(!strcmp(getenv("MAKEFLAGS"), "ks -l2 -- A=1"));
	MUST(jobserver_held(c->js) == 0);
	MUST(jobserver_fd(c->js) == -1);
	MUST(jobserver_acquire(c->js) == -1);
	jobserver_release(c->js);
}

static void
C12_a_job_has_nothing_of_the_pool(void **state)
{
	struct client c;
	struct tokens p;

	(void)state;
	tokens_make(&p, "abc", 3);
	c = (struct client){ open_pool(p.makeflags), &p };
	take_tokens(c.js, 2);
	assert_int_equal(run_process(be_a_job, &c), 0);
	/* The client itself has all that it had. */
	assert_int_equal(jobserver_held(c.js), 2);
	take_tokens(c.js, 1);
	jobserver_close(c.js);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

static void
says_what_else_make_was_told(void **state)
{
	static const struct {
		const char *makeflags;
		char dry_run;
		double load_limit;
	} c[] = {
		{ NULL, '\0', 0 },
		{ "ks -j4", '\0', 0 },
		{ "kn -l2.5", 'n', 2.5 },
		{ "t", 't', 0 },
		{ "q -l3", 'q', 3 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct jobserver *js = open_pool(c[i].makeflags);

		assert_int_equal(jobserver_dry_run(js), c[i].dry_run);
		assert_true(jobserver_load_limit(js) == c[i].load_limit);
		jobserver_close(js);
	}
}

/* Passes when a pool is explained by words that have this text. */
static void
assert_explained(const struct jobserver *js, const char *text)
{
	char *said = NULL;
	size_t len;
	FILE *out = open_memstream(&said, &len);

	assert_non_null(out);
	jobserver_explain(js, out);
	fclose(out);
	if (!strstr(said, text))
		fail_msg("got: %swanted: %s", said, text);
	assert_int_equal(said[len - 1], '\n');
	free(said);
}

static void
explains_what_there_is_no_pool_for(void **state)
{
	static const struct {
		const char *makeflags, *text;
	} c[] = {
		{ NULL, "none above: MAKEFLAGS has neither a pool nor -j" },
		{ " -j", "none above: make has no limit (-j)" },
		{ " -j1", "make runs one job at a time (-j1)" },
		{ " -j4", "out of reach: MAKEFLAGS has a -j, but" },
	};
	struct jobserver *js;

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		js = open_pool(c[i].makeflags);
		assert_explained(js, c[i].text);
		jobserver_close(js);
	}
	unsetenv("MAKELEVEL");
	js = open_pool("-j4");
	assert_explained(js, "none above: MAKEFLAGS has a -j, but no make");
	jobserver_close(js);
	setenv("MAKELEVEL", "1", 1);
}

static void
explains_a_pool(void **state)
{
	struct jobserver *js;
	struct tokens p;
	char text[128];

	(void)state;
	tokens_make(&p, "abc", 3);
	fcntl(p.read_fd, F_SETFL, O_RDONLY | O_NONBLOCK);
	js = open_pool(p.makeflags);
	take_tokens(js, 1);
	snprintf(text, sizeof text, "make's, --jobserver-auth=%d,%d\n"
	    "style: pipe, descriptors %d (read, non-blocking) and %d (write, "
	    "blocking)\n", p.read_fd, p.write_fd, p.read_fd, p.write_fd);
	assert_explained(js, text);
	assert_explained(js, "tokens: 2 free of 3, beside");
	jobserver_close(js);
	tokens_close(&p);
}

static void
explains_a_pool_of_our_own(void **state)
{
	struct jobserver *js = jobserver_serve(4, JOBSERVER_FIFO);

	(void)state;
	assert_explained(js, "pool: our own\nstyle: FIFO, descriptors ");
	assert_explained(js, "tokens: 3 free of 3, beside");
	jobserver_close(js);
}

static void
closing_nothing_is_fine(void **state)
{
	(void)state;
	assert_int_equal(jobserver_close(NULL), 0);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opening_takes_nothing),
		TEST(C4_the_very_tokens_come_back),
		TEST(a_token_of_each_byte_comes_back),
		TEST(releasing_more_than_is_held_does_nothing),
		TEST(C5_an_empty_pool_has_no_token_until_one_comes),
		TEST(C9_what_was_inherited_is_not_changed),
		TEST(C12_programs_inherit_nothing_that_was_opened),
		TEST(C12_a_job_has_nothing_of_the_pool),
		TEST(says_what_else_make_was_told),
		TEST(explains_what_there_is_no_pool_for),
		TEST(explains_a_pool),
		TEST(explains_a_pool_of_our_own),
		TEST(closing_nothing_is_fine),
	};

	/* As in a recipe. */
	setenv("MAKELEVEL", "1", 1);
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
