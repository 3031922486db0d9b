/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/identity_world.h"

void
write_program(const char *name, mode_t mode)
{
	scratch_write(name, "#!/bin/sh\n");
	assert_int_equal(chmod(in_scratch(name), mode), 0);
}

void
append_line(const char *name)
{
	FILE *f = fopen(in_scratch(name), "ae");

	assert_non_null(f);
	assert_true(fputs("more\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
}

int
enter_folder(void **state)
{
	if (scratch_make(state) || chdir(scratch))
		return -1;
	write_program("perf", 0755);
	scratch_write("other", "other\n");
	return 0;
}

int
leave_folder(void **state)
{
	return chdir("/") ? -1 : scratch_remove(state);
}

/* Reads an identity; depends are words of a shell, NULL for none. */
static int
read_identity(struct look *l, const struct perf_command *command,
    const char *consumer, const char *depends)
{
	struct job_options job = { .consumer = consumer };
	struct identity identity;
	size_t len = 0;
	int status;

	*l = (struct look){ 0 };
	assert_int_equal(words_split(&job.depends, depends ? depends : ""), 0);
	status = identity_read(&identity, command, &job);
	job_options_release(&job);
	if (status)
		return status;
	for (size_t i = 0; i < identity.files.count; i++)
		len += snprintf(l->files + len, sizeof l->files - len, "%s\n",
		    identity.files.word[i]);
	assert_true(len < sizeof l->files);
	if (identity.left_out.count)
		snprintf(l->left_out, sizeof l->left_out, "%s",
		    identity.left_out.word[0]);
	l->digest = identity.digest;
	identity_release(&identity);
	return 0;
}

void
parse_line(struct perf_command *command, const char *line)
{
	struct words w;

	assert_int_equal(words_split(&w, line), 0);
	assert_int_equal(perf_command_parse(command, w.word, w.count), 0);
	words_release(&w);
}

struct look
look_at_identity(const char *line, const char *consumer, const char *depends)
{
	struct perf_command command;
	struct look l;

	parse_line(&command, line);
	assert_int_equal(read_identity(&l, &command, consumer, depends), 0);
	perf_command_release(&command);
	return l;
}

struct digest
states_of(const char *line)
{
	const struct job_options none = { 0 };
	struct perf_command command;
	struct identity seen;
	struct digest states;
	bool settled;

	parse_line(&command, line);
	assert_int_equal(identity_look(&seen, &settled, &command, &none), 0);
	states = seen.digest;
	identity_release(&seen);
	perf_command_release(&command);
	return states;
}

struct look
look_at_range(const char *line, const char *time, int cpu,
    const char *consumer, const char *depends)
{
	struct perf_command command, of_range;
	struct words w;
	struct look l;

	parse_line(&command, line);
	perf_command_of_range(&command, time, cpu, &w);
	assert_int_equal(perf_command_parse(&of_range, w.word, w.count), 0);
	assert_int_equal(read_identity(&l, &of_range, consumer, depends), 0);
	perf_command_release(&of_range);
	words_release(&w);
	perf_command_release(&command);
	return l;
}

void
assert_identity_refused(const char *line, const char *consumer, const char *depends,
    const char *why)
{
	struct perf_command command;
	struct look l;
	const char *said;
	int status;

	parse_line(&command, line);
	capture_start();
	status = read_identity(&l, &command, consumer, depends);
	said = capture_end();
	perf_command_release(&command);
	assert_int_equal(status, -1);
	if (!strstr(said, why))
		fail_msg("%s: said %s", line, said);
}

bool
same_identity(const struct look *a, const struct look *b)
{
	return !memcmp(&a->digest, &b->digest, sizeof a->digest);
}

void
assert_same(struct look a, struct look b)
{
	assert_true(same_identity(&a, &b));
}

void
assert_other(struct look a, struct look b)
{
	assert_false(same_identity(&a, &b));
}

bool
identity_names(const struct look *l, const char *file)
{
	size_t len = strlen(file);

	for (const char *at = l->files; *at; at = strchr(at, '\n') + 1)
		if (!strncmp(at, file, len) && at[len] == '\n')
			return true;
	return false;
}
