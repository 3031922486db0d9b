/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/starting.h"
#include "base/alloc.h"
#include "base/file_state.h"
#include "base/program_path.h"
#include "plan/addr2line.h"
#include "plan/exec_path.h"
#include "plan/identity.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "plan/perf_fields.h"
#include "plan/perf_options.h"
#include "plan/printing.h"
#include "plan/tree.h"

/* Of larger files the times must do; the last one nobody can set back. */
enum { READ_MAX = 64 << 20 };

/* What an identity is made from. */
struct inputs {
	struct identity *identity;
	struct digester *digester;
	bool only_look; /* states stand for bytes, */
	bool settled;   /* and will do so later on */
};

/* Adds to the states something of a file that is part of the identity. */
__attribute__((format(printf, 3, 4))) static void
note(struct inputs *in, const char *path, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = xvasprintf(format, ap);
	va_end(ap);
	words_addf(&in->identity->states, "%s %s", text, path);
	free(text);
	/* saved_identity.c keeps each state in a line. */
	text = in->identity->states.word[in->identity->states.count - 1];
	for (; (text = strchr(text, '\n')); *text = '?')
		;
}

static void
add_state(struct inputs *in, const char *path, const struct file_state *state)
{
	char *text = xasprintf("%s %" PRIu64 " %" PRIu64, path, state->size,
	    state->mtime_ns);

	digester_add_text(in->digester, text);
	free(text);
	note(in, path, "%" PRIu64 ":%" PRIu64, state->size, state->mtime_ns);
	in->settled = in->settled && state->settled;
	if (!in->only_look)
		return;
	note(in, path, "%" PRIu64 ":%" PRIu64 ":%" PRIu64, state->ctime_ns,
	    state->inode, state->device);
	digester_add(in->digester, &state->ctime_ns, sizeof state->ctime_ns);
	digester_add(in->digester, &state->inode, sizeof state->inode);
	digester_add(in->digester, &state->device, sizeof state->device);
}

/* Takes a file's state, or none of what is empty or made up by /proc. */
static void
take_state(struct file_state *state, const struct stat *st)
{
	file_state_from(state, st);
	/* That has neither a size nor a time of its own. */
	if (!state->size)
		*state = (struct file_state){ .settled = true };
}

static int
add_file(struct inputs *in, const char *path, const struct stat *st)
{
	struct file_state state;
	struct digest digest;
	char text[DIGEST_TEXT];

	take_state(&state, st);
	words_addf(&in->identity->files, "%s", path);
	add_state(in, path, &state);
	/* Of what has no state the bytes are all there is to look at. */
	if (in->only_look && state.size)
		return 0;
	if (state.size > READ_MAX) {
		note(in, path, "%" PRIu64, state.ctime_ns);
		digester_add(
		    in->digester, &state.ctime_ns, sizeof state.ctime_ns);
		return 0;
	}
	if (digest_of_file(&digest, path))
		return -1;
	note(in, path, "%s", digest_format(text, &digest));
	digester_add(in->digester, &digest, sizeof digest);
	return 0;
}

/* Adds a file of a tree, which is not read: its state is enough. */
static void
see_entry(void *arg, const char *path, const struct stat *st)
{
	struct file_state state;

	take_state(&state, st);
	add_state(arg, path, &state);
}

/* Adds a folder with what is in it, and what links in it lead to. */
static int
add_tree(struct inputs *in, const char *path)
{
	words_addf(&in->identity->files, "%s", path);
	return tree_walk(path, see_entry, in, &in->identity->left_out);
}

/* Adds a file if word names one, or a tree where one can be meant. */
static int
add_word(struct inputs *in, const char *word, bool tree)
{
	struct stat st;

	if (!*word || stat(word, &st))
		return 0;
	if (S_ISREG(st.st_mode))
		return add_file(in, word, &st);
	return tree && S_ISDIR(st.st_mode) ? add_tree(in, word) : 0;
}

/* Adds the program that execvp(3) would run; returns 1 when there is none. */
static int
add_program(struct inputs *in, const char *name)
{
	char *path = program_path(name);
	int status = path ? add_word(in, path, false) : 1;

	free(path);
	return status;
}

/*
 * Says whether an option's value names no file that an output depends on.  Of
 * the recording, keys have what perf reads; who else names it may read all.
 */
static bool
names_none(const struct perf_option *o)
{
	return !strcmp(o->name, "input") || !strcmp(o->name, "time") ||
	    !strcmp(o->name, "cpu");
}

/*
 * Says whether it may name a folder with all that is in it.  What perf reads
 * below --symfs, which may be / or another's, is known: plan/found.h.
 */
static bool
names_tree(const struct perf_option *o)
{
	return !strcmp(o->name, "guestmount");
}

/* Adds what an option's value names: a file, or lists, "name,file://list". */
static int
add_value(struct inputs *in, const char *value, bool tree)
{
	static const char mark[] = "file://"; /* as perf's strlist.c has it */
	const char *at = value;

	while ((at = strstr(at, mark))) {
		at += strlen(mark);
		char *list = xasprintf("%.*s", (int)strcspn(at, ","), at);
		int status = add_word(in, list, false);

		free(list);
		if (status)
			return -1;
	}
	return add_word(in, value, tree);
}

/* Adds a script or a dlfilter, which may be one that comes with perf. */
static int
add_script(struct inputs *in, const struct perf_command *c,
    const struct perf_option *o, const char *value)
{
	/* The value of -s may begin with the language. */
	const char *colon = o->letter == 's' ? strchr(value, ':') : NULL;
	const char *name = colon ? colon + 1 : value;
	char *path;
	int status;

	if (strchr(name, '/') || !*name || !access(name, R_OK))
		return add_value(in, name, false);
	path = exec_path_file(
	    c, o->letter == 's' ? "scripts/python" : "dlfilters", name);
	status = path ? add_word(in, path, false) : 0;
	free(path);
	return status;
}

static bool
names_script(const struct perf_option *o)
{
	return !strcmp(o->name, "script") || !strcmp(o->name, "dlfilter");
}

/* Adds what the values of perf's options and a script's arguments name. */
static int
add_command(struct inputs *in, const struct perf_command *c)
{
	const struct words *command = &c->words;
	struct perf_option_use use;
	size_t next = c->options, at = 0;
	const char *file;

	if (c->buildid_dir && add_word(in, c->buildid_dir, true))
		return -1;
	while (perf_options_next(
		   command->word, command->count, &next, &at, &use) > 0) {
		/* What an option means that we do not know, it may name. */
		if (!use.option) {
			file = strchr(command->word[use.word], '=');
			if (file && add_value(in, file + 1, true))
				return -1;
			continue;
		}
		if (!use.value || names_none(use.option))
			continue;
		if (names_script(use.option) ?
			add_script(in, c, use.option, use.value) :
			add_value(in, use.value, names_tree(use.option)))
			return -1;
	}
	for (; next < command->count; next++)
		if (add_word(in, command->word[next], false))
			return -1;
	return 0;
}

/*
 * Adds what an argument of the consumer names: a file, one behind "--file=", or
 * a program that the consumer runs, as nice does.
 */
static int
add_argument(struct inputs *in, const char *word)
{
	const char *value = strchr(word, '=');

	if (add_word(in, word, false) ||
	    (value && add_word(in, value + 1, false)))
		return -1;
	return !strchr(word, '/') && add_program(in, word) < 0 ? -1 : 0;
}

/* Adds the program of the consumer, and what it is given. */
static int
add_consumer(struct inputs *in, const char *consumer)
{
	struct words w;
	int status;

	/* That it cannot be run is for the job to say. */
	if (words_split(&w, consumer))
		return 0;
	status = w.count && add_program(in, w.word[0]) < 0 ? -1 : 0;
	for (size_t i = 1; !status && i < w.count; i++)
		status = add_argument(in, w.word[i]);
	words_release(&w);
	return status;
}

static int
add_depends(struct inputs *in, const struct words *depends)
{
	for (size_t i = 0; i < depends->count; i++) {
		if (access(depends->word[i], R_OK)) {
			warn("--depends %s", depends->word[i]);
			return -1;
		}
		if (add_word(in, depends->word[i], true))
			return -1;
	}
	return 0;
}

static int
add_perf(struct inputs *in, const char *name)
{
	int status = add_program(in, name);

	if (status > 0)
		warnx("cannot find a program '%s'%s", name,
		    strchr(name, '/') ? "" : " in PATH");
	return status ? -1 : 0;
}

static void
start(struct inputs *in)
{
	words_init(&in->identity->files);
	words_init(&in->identity->left_out);
	words_init(&in->identity->states);
	in->digester = digester_start();
	in->settled = true;
}

/* The digest becomes that of what was added; returns status. */
static int
finish(struct inputs *in, int status)
{
	in->identity->digest = digester_finish(in->digester);
	if (status)
		identity_release(in->identity);
	return status;
}

bool
identity_has_time_zone(const struct perf_command *c)
{
	return perf_fields_name(&c->fields, "tod") || c->header;
}

/* Adds the time zone, in which perf prints the time of day and of a header. */
static int
add_time_zone(struct inputs *in)
{
	const char *zone = getenv("TZ");

	digester_add_text(in->digester, zone ? zone : "");
	note(in, "the time zone TZ", "%s", zone ? zone : "-");
	return add_word(in, "/etc/localtime", false);
}

/* Adds what else the fields that are printed depend on. */
static int
add_fields(struct inputs *in, const struct perf_command *c)
{
	return identity_has_time_zone(c) ? add_time_zone(in) : 0;
}

/* Adds the addr2line that perf asks, which need not be there. */
static int
add_real_addr2line(struct inputs *in, const struct perf_command *c,
    const struct job_options *job)
{
	char *path = addr2line_real(c, job);
	int status = 0;

	if (path)
		status = add_word(in, path, false);
	else if (job->addr2line)
		status = 1;
	if (status > 0)
		warnx("--addr2line: cannot find a program '%s'%s",
		    job->addr2line, strchr(job->addr2line, '/') ? "" :
								 " in PATH");
	free(path);
	return status ? -1 : 0;
}

/*
 * Adds what source lines and inlined frames depend on.  Of frames the program
 * that found them is not part, unless it was named.
 */
static int
add_addr2line(struct inputs *in, const struct perf_command *c,
    const struct job_options *job)
{
	char *ours = addr2line_folder(c, job);

	if (ours) {
		digester_add_text(in->digester, ADDR2LINE_VERSION);
		note(in, "the addr2line of perf-parallel", ADDR2LINE_VERSION);
	}
	free(ours);
	return job->addr2line || addr2line_prints_lines(c) ?
	    add_real_addr2line(in, c, job) : 0;
}

/* Adds print.so if jobs use it, so that no mistake in it outlives it. */
static int
add_printer(struct inputs *in, const struct perf_command *command,
    const struct job_options *job)
{
	char *object = printing_object(command, job);
	int status = object ? add_word(in, object, false) : 0;

	free(object);
	return status;
}

static int
go_through(struct inputs *in, const struct perf_command *command,
    const struct job_options *job)
{
	int status;

	start(in);
	status = add_perf(in, command->words.word[0]);
	if (!status)
		status = add_command(in, command);
	if (!status)
		status = add_printer(in, command, job);
	if (!status)
		status = add_fields(in, command);
	if (!status)
		status = add_addr2line(in, command, job);
	if (!status && job->consumer)
		status = add_consumer(in, job->consumer);
	if (!status)
		status = add_depends(in, &job->depends);
	return finish(in, status);
}

int
identity_read(struct identity *identity, const struct perf_command *command,
    const struct job_options *job)
{
	struct inputs in = { .identity = identity };

	return go_through(&in, command, job);
}

int
identity_read_consumer(struct identity *identity, const char *consumer)
{
	struct inputs in = { .identity = identity };

	start(&in);
	return finish(&in, add_consumer(&in, consumer));
}

int
identity_look(struct identity *identity, bool *settled,
    const struct perf_command *command, const struct job_options *job)
{
	struct inputs in = { .identity = identity, .only_look = true };

	if (go_through(&in, command, job))
		return -1;
	*settled = in.settled;
	return 0;
}

/* Returns the path in a state. */
static const char *
path_of(const char *note)
{
	return strchr(note, ' ') + 1;
}

const char *
identity_change(const struct words *then, const struct words *now)
{
	const char *was, *is;
	size_t i = 0;

	while (i < then->count && i < now->count &&
	    !strcmp(then->word[i], now->word[i]))
		i++;
	was = i < then->count ? then->word[i] : NULL;
	is = i < now->count ? now->word[i] : NULL;
	if (!was && !is)
		return NULL;
	/* Where the old state comes later, a new one was added before it. */
	return path_of(is && (!was || words_has(now, was)) ? is : was);
}

void
identity_release(struct identity *identity)
{
	words_release(&identity->files);
	words_release(&identity->left_out);
	words_release(&identity->states);
}
