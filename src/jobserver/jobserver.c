/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jobserver.h"
#include "jobserver/ledger.h"
#include "jobserver/makeflags.h"
#include "jobserver/pool_fds.h"
#include "jobserver/supervisor.h"

struct jobserver {
	enum jobserver_kind kind;
	struct makeflags flags; /* of the make above */
	struct pool_fds fds;    /* this process's alone */
	struct pool_fds lent;   /* our own pool, as those below inherit it */
	enum jobserver_style style; /* of our own pool */
	pid_t server;           /* who made that */
	int total;              /* tokens of the pool in all, -1 unknown */
	unsigned held;          /* places of the ledger in use */
	char *reason;           /* NULL for none */
	struct ledger *ledger;
	struct supervisor supervisor;
};

static struct jobserver *
new(void)
{
	struct jobserver *js = calloc(1, sizeof *js);

	if (!js)
		return NULL;
	js->fds = js->lent = POOL_FDS_CLOSED;
	js->total = -1;
	js->supervisor.lifeline = -1;
	js->ledger = ledger_new();
	if (js->ledger)
		return js;
	free(js);
	return NULL;
}

static void
set_unusable(struct jobserver *js, const char *reason)
{
	js->kind = JOBSERVER_UNUSABLE;
	if (!reason)
		return;
	free(js->reason);
	js->reason = strdup(reason);
}

/* Opens what MAKEFLAGS names. */
static void
reach(struct jobserver *js)
{
	const struct makeflags *f = &js->flags;
	int status = -1;

	switch (f->auth) {
	case AUTH_PIPE:
		status = pool_fds_open_pipe(
		    &js->fds, f->read_fd, f->write_fd, &js->reason);
		break;
	case AUTH_FIFO:
		status = pool_fds_open_fifo(&js->fds, f->fifo, &js->reason);
		break;
	case AUTH_CLOSED:
		set_unusable(js, makeflags_below_make() ?
			"make keeps its job tokens from this recipe: "
			MAKEFLAGS_PLUS :
			"MAKEFLAGS names a pool that is kept from this "
			"process: " MAKEFLAGS_UNSET);
		return;
	case AUTH_NAMED:
		set_unusable(js, "MAKEFLAGS names a semaphore, as make on "
				 "Windows does, which is not supported");
		return;
	case AUTH_BROKEN:
		set_unusable(js, "MAKEFLAGS names a pool in a way that is "
				 "neither two descriptors nor a FIFO; start "
				 "this by make, or unset MAKEFLAGS");
		return;
	case AUTH_NONE:
		/*
		 * MAKEFLAGS is for makes that are still to be started, as in a
		 * shell.
		 */
		if (!f->jobs || !makeflags_below_make())
			return;
		js->kind = f->jobs == 1 ? JOBSERVER_SERIAL : JOBSERVER_UNUSABLE;
		if (f->jobs > 1)
			set_unusable(js, "MAKEFLAGS has a -j, but names no "
					 "pool: start this in a recipe, with "
					 "'+' before the line, or unset "
					 "MAKEFLAGS");
		return;
	}
	if (f->jobs > 1)
		js->total = f->jobs - 1;
	js->kind = status ? JOBSERVER_UNUSABLE : JOBSERVER_POOL;
}

struct jobserver *
jobserver_open(const char *makeflags)
{
	struct jobserver *js = new();

	if (!js)
		return NULL;
	if (makeflags_parse(&js->flags, makeflags)) {
		jobserver_close(js);
		return NULL;
	}
	reach(js);
	return js;
}

/* Fills a new pool.  Returns how many tokens fit into it. */
static int
fill(int fd, unsigned tokens)
{
	static const char some[] = "++++++++++++++++++++++++++++++++";
	unsigned written = 0;

	/* Linux may refuse more than 64 KiB; then fewer tokens fit. */
	if (tokens > 65536)
		fcntl(fd, F_SETPIPE_SZ, tokens);
	while (written < tokens) {
		size_t len = tokens - written;
		ssize_t n = write(
		    fd, some, len < sizeof some - 1 ? len : sizeof some - 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		written += n;
	}
	return written;
}

/*
 * Opens a new pool for this process and its children.  Without /proc a pipe
 * cannot be opened again, so the pool is for this process alone.
 */
static int
share(struct jobserver *js, const int end[2])
{
	js->lent = (struct pool_fds){ end[0], end[1] };
	if (!pool_fds_open_pipe(&js->fds, end[0], end[1], &js->reason))
		return 0;
	if (errno != ENOENT)
		return -1;
	free(js->reason);
	js->reason = NULL;
	js->lent = POOL_FDS_CLOSED;
	return pool_fds_keep_pipe(&js->fds, end[0], end[1]);
}

struct jobserver *
jobserver_serve(unsigned jobs, enum jobserver_style style)
{
	struct jobserver *js = new();
	int end[2], error;

	if (!js)
		return NULL;
	js->kind = JOBSERVER_POOL;
	js->style = style;
	js->server = getpid();
	if (!pipe2(end, O_CLOEXEC) && !share(js, end)) {
		js->total = fill(js->fds.write_fd, jobs > 1 ? jobs - 1 : 0);
		return js;
	}
	error = errno;
	jobserver_close(js);
	errno = error;
	return NULL;
}

enum jobserver_kind
jobserver_kind(const struct jobserver *js)
{
	return js->kind;
}

char
jobserver_dry_run(const struct jobserver *js)
{
	if (js->flags.just_print)
		return 'n';
	if (js->flags.question)
		return 'q';
	return js->flags.touch ? 't' : '\0';
}

double
jobserver_load_limit(const struct jobserver *js)
{
	return js->flags.load_limit;
}

const char *
jobserver_reason(const struct jobserver *js)
{
	if (js->kind != JOBSERVER_UNUSABLE)
		return "";
	return js->reason ? js->reason : "there is no memory to say why";
}

/* Says how a descriptor that was inherited is open. */
static const char *
blocking(int fd)
{
	return fcntl(fd, F_GETFL) & O_NONBLOCK ? "non-blocking" : "blocking";
}

static bool
is_ours(const struct jobserver *js)
{
	return js->server > 0;
}

/* Says whether processes that we start can use the pool. */
static bool
is_lent(const struct jobserver *js)
{
	return js->lent.read_fd >= 0;
}

static void
explain_style(const struct jobserver *js, FILE *out)
{
	if (is_ours(js))
		fprintf(out, "pool: our own\n");
	else
		fprintf(out, "pool: make's, --jobserver-auth=%s\n",
		    js->flags.value);
	if (!is_ours(js) && js->flags.auth == AUTH_FIFO)
		fprintf(out, "style: FIFO %s\n", js->flags.fifo);
	else if (!is_ours(js))
		fprintf(out, "style: pipe, descriptors %d (read, %s) and "
		    "%d (write, %s)\n", js->flags.read_fd,
		    blocking(js->flags.read_fd), js->flags.write_fd,
		    blocking(js->flags.write_fd));
	else if (!is_lent(js))
		fputs("style: for us alone, as /proc is missing\n", out);
	else
		fprintf(out, "style: %s, descriptors %d and %d\n",
		    js->style == JOBSERVER_FIFO ? "FIFO" : "pipe",
		    js->lent.read_fd, js->lent.write_fd);
}

static void
explain_tokens(const struct jobserver *js, FILE *out)
{
	int available = jobserver_available(js);

	fputs("tokens: ", out);
	if (available >= 0)
		fprintf(out, "%d free", available);
	else
		fputs("unknown how many are free", out);
	if (js->total >= 0)
		fprintf(out, " of %d", js->total);
	fputs(", beside this command's own slot\n", out);
}

void
jobserver_explain(const struct jobserver *js, FILE *out)
{
	switch (js->kind) {
	case JOBSERVER_NONE:
		fprintf(out, "pool: none above: %s\n", !js->flags.has_jobs ?
			"MAKEFLAGS has neither a pool nor -j" :
			js->flags.jobs ?
			"MAKEFLAGS has a -j, but no make started this" :
			"make has no limit (-j)");
		return;
	case JOBSERVER_SERIAL:
		fprintf(out, "pool: none: make runs one job at a time (-j1)\n");
		return;
	case JOBSERVER_UNUSABLE:
		fprintf(out, "pool: out of reach: %s\n", jobserver_reason(js));
		return;
	case JOBSERVER_POOL:
		explain_style(js, out);
		explain_tokens(js, out);
		return;
	}
}

int
jobserver_fd(const struct jobserver *js)
{
	/* The ledger has no places for more tokens. */
	return js->kind == JOBSERVER_POOL && js->held < LEDGER_TOKENS ?
	    js->fds.read_fd : -1;
}

int
jobserver_acquire(struct jobserver *js)
{
	if (js->kind != JOBSERVER_POOL)
		return -1;
	if (js->held == LEDGER_TOKENS)
		return 0;
	if (jobserver_supervise(js)) {
		set_unusable(js, "no process could be started to look after "
				 "the tokens");
		return -1;
	}
	switch (ledger_take(js->ledger, js->held, js->fds.read_fd)) {
	case 1:
		js->held++;
		return 1;
	case 0:
		set_unusable(js, "the pool was closed by who made it");
		return -1;
	}
	if (errno == EAGAIN)
		return 0;
	set_unusable(js, strerror(errno));
	return -1;
}

void
jobserver_release(struct jobserver *js)
{
	if (js->held)
		ledger_put_back(js->ledger, --js->held, js->fds.write_fd);
}

unsigned
jobserver_held(const struct jobserver *js)
{
	return js->held;
}

int
jobserver_available(const struct jobserver *js)
{
	return js->kind == JOBSERVER_POOL ? pool_fds_count(&js->fds) : -1;
}

int
jobserver_total(const struct jobserver *js)
{
	return js->total;
}

int
jobserver_supervise(struct jobserver *js)
{
	return supervisor_start(
	    &js->supervisor, js->ledger, js->fds.write_fd);
}

int
jobserver_protect(struct jobserver *js, pid_t group)
{
	return ledger_enter_group(js->ledger, group);
}

bool
jobserver_unprotect(struct jobserver *js, pid_t group)
{
	return ledger_strike_group(js->ledger, group);
}

void
jobserver_bury(struct jobserver *js, pid_t child)
{
	ledger_kill_groups_of(js->ledger, child);
}

/* Names our own pool in the environment of what a child executes. */
static char *
name_pool(const struct jobserver *js)
{
	char words[160];

	if (js->style == JOBSERVER_FIFO)
		snprintf(words, sizeof words,
		    "-j%d --jobserver-auth=fifo:/proc/%ld/fd/%d", js->total + 1,
		    (long)js->server, js->lent.read_fd);
	else
		snprintf(words, sizeof words, "-j%d --jobserver-auth=%d,%d",
		    js->total + 1, js->lent.read_fd, js->lent.write_fd);
	return makeflags_replace_pool(getenv("MAKEFLAGS"), words);
}

void
jobserver_enter_child(struct jobserver *js)
{
	char *makeflags = NULL;
	/* A pool that has become unusable may still be open. */
	bool has_pool = js->fds.read_fd >= 0;

	supervisor_forget(&js->supervisor);
	pool_fds_close(&js->fds);
	js->held = 0;
	if (!has_pool)
		return;
	js->kind = JOBSERVER_NONE;
	if (is_lent(js)) {
		makeflags = name_pool(js);
		/* Those of a descriptor are this process's alone. */
		if (js->style == JOBSERVER_PIPE) {
			fcntl(js->lent.read_fd, F_SETFD, 0);
			fcntl(js->lent.write_fd, F_SETFD, 0);
		}
	} else if (!is_ours(js) && js->flags.auth == AUTH_PIPE) {
		close(js->flags.read_fd);
		close(js->flags.write_fd);
		makeflags = makeflags_replace_pool(getenv("MAKEFLAGS"), NULL);
	}
	if (makeflags)
		setenv("MAKEFLAGS", makeflags, 1);
	free(makeflags);
}

int
jobserver_close(struct jobserver *js)
{
	int missing = 0;

	if (!js)
		return 0;
	while (js->held)
		jobserver_release(js);
	supervisor_stop(&js->supervisor);
	if (is_ours(js) && js->kind == JOBSERVER_POOL)
		missing = js->total - pool_fds_count(&js->fds);
	pool_fds_close(&js->fds);
	pool_fds_close(&js->lent);
	ledger_free(js->ledger);
	makeflags_release(&js->flags);
	free(js->reason);
	free(js);
	return missing;
}
