/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs of all ranges: real jobs, in whose place of perf is a shell script that
 * notes its start and its end, and does in between what a test has it do.  The
 * run is a process of its own: it waits for all its children.
 */
#include "unit/testing.h"

#include <sys/mman.h>

#include "base/child.h"
#include "cmd/option_table.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "run/pool.h"
#include "run/range_jobs.h"
#include "run/runner.h"
#include "unit/scratch.h"
#include "unit/tokens.h"

enum { RANGES = 4 };

/* What came of a run; shared with its process. */
static struct result {
	volatile bool ended;
	int status; /* of runner_run() */
	struct runner_account account;
} *result;

/* How to run; zeros are the defaults. */
struct way {
	const char *jobs;      /* -j */
	const char *makeflags; /* of a make above */
	bool keep_going;
};

/* Writes a recording of two samples for each range, a second apart. */
static void
write_recording(void)
{
	struct writer_fields f = { .id = 10, .pid = 7, .tid = 7, .ip = 0x1000 };
	struct recording_writer w;

	recording_writer_start_file(&w, in_scratch("r.data"), NULL);
	recording_writer_event(&w, &(struct writer_event){ .name = "first",
	    .type = WRITER_TYPE_SOFTWARE, .sample_id_all = true,
	    .sample_type = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID |
		SAMPLE_TIME, .first_id = 10, .ids = 1 });
	recording_writer_comm(&w, &f, "worker");
	for (int i = 1; i <= 2 * RANGES; i++) {
		f.time_ns = i * UINT64_C(1000000000);
		recording_writer_sample(&w, &f);
	}
	recording_writer_finished_round(&w);
	recording_writer_finish(&w);
	recording_writer_release(&w);
}

/* Has what is in place of perf do this, between its notes. */
static void
have_perf(const char *commands)
{
	scratch_write("behave", commands);
}

static int
enter(void **state)
{
	if (scratch_make(state) || chdir(scratch))
		return -1;
	write_recording();
	scratch_write("perf", "#!/bin/sh\n"
	    "echo start $PPID >>log\n. ./behave\necho end $PPID >>log\n");
	have_perf("");
	result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*result = (struct result){ 0 };
	return chmod(in_scratch("perf"), 0755) || result == MAP_FAILED ? -1 : 0;
}

static int
leave(void **state)
{
	munmap(result, sizeof *result);
	return chdir("/") ? -1 : scratch_remove(state);
}

/* In the process of the run. */
static void
plan_and_run(void *arg)
{
	const struct way *way = arg;
	const char *jobs = way->jobs ? way->jobs : "2";
	const char *argv[] = { "run", "-q", "-n", "4", "-j", jobs, "-o", "out",
		"--", "./perf", "script", "-i", "r.data", NULL };
	const struct pool_options pool_options = {
		.jobs = way->makeflags ? 0 : strtoul(jobs, NULL, 10),
	};
	struct pool pool;
	struct options o;
	struct prepared p;
	struct runner_options options = { .dir = "out", .pool = &pool,
		.job = &o.plan.job, .keep_going = way->keep_going };

	unsetenv("MAKELEVEL");
	unsetenv("MAKEFLAGS");
	if (way->makeflags) {
		setenv("MAKELEVEL", "1", 1);
		setenv("MAKEFLAGS", way->makeflags, 1);
	}
	child_take_signals();
	MUST(freopen("said", "a", stderr));
	setvbuf(stderr, NULL, _IOLBF, 0);
	MUST(!options_parse(
	    &o, LENGTH(argv) - 1, (char **)argv, FOR_RUN));
	MUST(!prepare(&p, &o));
	MUST(p.plan.count == RANGES);
	MUST(!prepare_outputs(&p, &o, "out"));
	MUST(!pool_open(&pool, &pool_options));
	result->status = runner_run(&p.plan, &options, &result->account);
	pool_close(&pool);
	prepared_release(&p);
	options_release(&o);
	result->ended = true;
}

/* Runs to the end, in which nothing is said but this, if anything. */
static void
run(const struct way *way, const char *says)
{
	char *said;

	unlink(in_scratch("said"));
	unlink(in_scratch("log"));
	*result = (struct result){ 0 };
	assert_int_equal(run_process(plan_and_run, (void *)way), 0);
	assert_true(result->ended);
	said = scratch_read("said");
	if (says ? !strstr(said, says) : *said != '\0')
		fail_msg("expected '%s', found '%s'", says ? says : "", said);
	free(said);
}

/* Returns how many lines of the log start so. */
static int
logged(const char *start)
{
	char *log = is_in_scratch("log") ? scratch_read("log") : strdup("");
	int count = 0;

	for (char *line = log; *line; line = strchr(line, '\n') + 1)
		count += !strncmp(line, start, strlen(start));
	free(log);
	return count;
}

/* Returns how many ran at a time, at most. */
static int
most_at_a_time(void)
{
	char *log = scratch_read("log");
	int running = 0, most = 0;

	for (char *line = log; *line; line = strchr(line, '\n') + 1) {
		running += *line == 's' ? 1 : -1;
		most = running > most ? running : most;
	}
	free(log);
	return most;
}

static int
outputs(void)
{
	int count = 0;

	for (int i = 0; i < RANGES; i++) {
		char name[64];

		snprintf(name, sizeof name, "out/time-range-%d/out.txt", i);
		count += is_in_scratch(name);
	}
	return count;
}

static void
assert_result(int status, size_t before, size_t done)
{
	assert_int_equal(result->status, status);
	assert_int_equal(result->account.before, before);
	assert_int_equal(result->account.done, done);
}

static void
all_ranges_are_run_once(void **state)
{
	(void)state;
	run(&(struct way){ 0 }, NULL);
	assert_result(0, 0, RANGES);
	assert_int_equal(outputs(), RANGES);
	assert_int_equal(logged("end"), RANGES);
	run(&(struct way){ 0 }, NULL);
	assert_result(0, RANGES, 0);
	assert_int_equal(logged("start"), 0);
}

static void
what_is_missing_is_run_and_no_more(void **state)
{
	(void)state;
	run(&(struct way){ 0 }, NULL);
	unlink(in_scratch("out/time-range-2/out.txt"));
	run(&(struct way){ 0 }, NULL);
	assert_result(0, RANGES - 1, 1);
	assert_int_equal(logged("start"), 1);
	assert_int_equal(outputs(), RANGES);
}

static void
as_many_run_at_a_time_as_may(void **state)
{
	static const struct {
		const char *jobs;
		int most;
	} c[] = { { "1", 1 }, { "3", 3 }, { "9", RANGES } };

	(void)state;
	have_perf("sleep 0.05");
	for (size_t i = 0; i < LENGTH(c); i++) {
		const struct way way = { .jobs = c[i].jobs };

		for (int n = 0; n < RANGES; n++) {
			char name[64];

			snprintf(name, sizeof name,
			    "out/time-range-%d/out.txt", n);
			unlink(in_scratch(name));
		}
		run(&way, NULL);
		assert_result(0, 0, RANGES);
		assert_true(most_at_a_time() <= c[i].most);
	}
}

/* Each of these jobs ends only when all run. */
static void
all_slots_are_used(void **state)
{
	(void)state;
	have_perf("until [ $(grep -c start log) = 4 ]; do sleep 0.01; done");
	run(&(struct way){ .jobs = "4" }, NULL);
	assert_result(0, 0, RANGES);
	assert_int_equal(most_at_a_time(), RANGES);
}

static void
makes_tokens_are_used_and_given_back(void **state)
{
	struct tokens tokens;

	(void)state;
	tokens_make(&tokens, "ab", 2);
	/* Three can run, and each of the first three waits for the others. */
	have_perf("until [ $(grep -c start log) -ge 3 ]; do sleep 0.01; done");
	run(&(struct way){ .makeflags = tokens.makeflags }, NULL);
	assert_result(0, 0, RANGES);
	assert_true(most_at_a_time() <= 3);
	tokens_are(&tokens, "ab", 2);
	tokens_close(&tokens);
}

static void
a_token_that_comes_late_is_used(void **state)
{
	struct tokens tokens;

	(void)state;
	tokens_make(&tokens, "", 0);
	/* The first job brings it, and ends when another one runs. */
	have_perf("mkdir first 2>/dev/null && printf x >pool\n"
		  "until [ $(grep -c start log) -ge 2 ]; do sleep 0.01; done");
	mkfifo(in_scratch("pool"), 0600);
	close(tokens.read_fd);
	close(tokens.write_fd);
	tokens.read_fd = tokens.write_fd = open(in_scratch("pool"), O_RDWR);
	snprintf(tokens.makeflags, sizeof tokens.makeflags,
	    " -j2 --jobserver-auth=%d,%d", tokens.read_fd, tokens.write_fd);
	run(&(struct way){ .makeflags = tokens.makeflags }, NULL);
	assert_result(0, 0, RANGES);
	tokens_are(&tokens, "x", 1);
	tokens_close(&tokens);
}

static void
after_a_failure_nothing_more_is_started(void **state)
{
	(void)state;
	have_perf("exit 3");
	run(&(struct way){ .jobs = "1" }, "ended with status 3");
	assert_result(-1, 0, 0);
	assert_int_equal(logged("start"), 1);
	assert_int_equal(outputs(), 0);
}

static void
what_runs_then_comes_to_its_end(void **state)
{
	(void)state;
	/* The first one fails when the other runs, which outlives it. */
	have_perf("mkdir first 2>/dev/null && {\n"
		  "until [ $(grep -c start log) = 2 ]; do sleep 0.01; done\n"
		  "echo fails >>fails; exit 3; }\n"
		  "until [ -e fails ]; do sleep 0.01; done; sleep 0.2");
	run(&(struct way){ .jobs = "2" }, "ended with status 3");
	assert_result(-1, 0, 1);
	assert_int_equal(logged("start"), 2);
	assert_int_equal(logged("end"), 1);
	assert_int_equal(outputs(), 1);
}

static void
others_are_run_if_it_is_to_keep_going(void **state)
{
	(void)state;
	have_perf("mkdir first 2>/dev/null && exit 3");
	run(&(struct way){ .jobs = "1", .keep_going = true },
	    "ended with status 3");
	assert_result(-1, 0, RANGES - 1);
	assert_int_equal(logged("start"), RANGES);
	run(&(struct way){ 0 }, NULL);
	assert_result(0, RANGES - 1, 1);
}

static void
a_job_that_is_killed_has_failed(void **state)
{
	(void)state;
	have_perf("kill -9 $PPID; sleep 60");
	run(&(struct way){ .jobs = "1" }, "was killed by signal 9");
	assert_result(-1, 0, 0);
	assert_int_equal(outputs(), 0);
}

/* Waits until so many jobs have started. */
static void
await_starts(int jobs)
{
	for (int ms = 0; logged("start") < jobs; ms++) {
		assert_true(ms < DEADLINE_MS);
		usleep(1000);
	}
}

/* Returns the first job that started. */
static pid_t
first_job(void)
{
	char *log = scratch_read("log");
	int job = 0;

	assert_int_equal(sscanf(log, "start %d", &job), 1);
	free(log);
	return job;
}

/* Starts a run in a process that the test waits for. */
static pid_t
start_run(const struct way *way)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		alarm(3 * DEADLINE_S);
		plan_and_run((void *)way);
		_exit(0);
	}
	return child;
}

/* A signal ends the jobs, their perf, and then the run, and loses no token. */
static void
a_signal_ends_all(void **state)
{
	static const int sig[] = { SIGTERM, SIGINT, SIGHUP };
	struct tokens tokens;

	(void)state;
	have_perf("sleep 60");
	tokens_make(&tokens, "a", 1);
	for (size_t i = 0; i < LENGTH(sig); i++) {
		const struct way way = { .makeflags = tokens.makeflags };
		int status;
		pid_t process;

		unlink(in_scratch("log"));
		process = start_run(&way);
		await_starts(2);
		kill(process, sig[i]);
		assert_int_equal(waitpid(process, &status, 0), process);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), sig[i]);
		assert_int_equal(kill(first_job(), 0), -1);
		assert_int_equal(logged("end"), 0);
		assert_int_equal(outputs(), 0);
		tokens_are(&tokens, "a", 1);
	}
	tokens_close(&tokens);
}

/* Starts a run in a process of its own, as make does, and lives on. */
static void
be_make(void *way)
{
	start_run(way);
}

static void
when_make_is_gone_its_jobs_end(void **state)
{
	struct tokens tokens;
	struct way way;
	pid_t make;
	char *said;

	(void)state;
	have_perf("sleep 60");
	tokens_make(&tokens, "a", 1);
	way = (struct way){ .makeflags = tokens.makeflags };
	make = start_process(be_make, &way);
	await_starts(2);
	kill(make, SIGKILL);
	waitpid(make, NULL, 0);
	for (int ms = 0; !result->ended; ms++) {
		assert_true(ms < DEADLINE_MS);
		usleep(1000);
	}
	assert_result(-1, 0, 0);
	assert_int_equal(kill(first_job(), 0), -1);
	said = scratch_read("said");
	assert_non_null(strstr(said, "the make that started this has ended"));
	free(said);
	tokens_are(&tokens, "a", 1);
	tokens_close(&tokens);
}

/* What jobs say of themselves, with processes that only are there. */
static void
a_job_at_the_disk_hands_on_its_slot_once(void **state)
{
	struct range range[3] = { { 0 } };
	const struct plan plan = { .range = range, .count = LENGTH(range) };
	const struct runner_options options = { 0 };
	const pid_t said[] = { 101, 101, 999, 102 };
	struct range_jobs j;
	bool had_slot;

	(void)state;
	assert_int_equal(range_jobs_open(&j, &plan, &options), 0);
	for (int i = 0; i < 3; i++)
		j.job[i] = (struct range_job){ 100 + i, true };
	j.running = 3;
	assert_int_equal(range_jobs_decoded(&j), 0);
	assert_int_equal(write(j.decoded[PIPE_WRITES], said, sizeof said),
	    sizeof said);
	assert_int_equal(range_jobs_decoded(&j), 2);
	assert_int_equal(j.at_disk, 2);
	assert_true(range_jobs_end(&j, 999, &had_slot) == RANGE_JOBS_NONE);
	assert_int_equal(range_jobs_end(&j, 101, &had_slot), 1);
	assert_false(had_slot);
	assert_int_equal(range_jobs_end(&j, 100, &had_slot), 0);
	assert_true(had_slot);
	assert_int_equal(j.at_disk, 1);
	assert_int_equal(j.running, 1);
	/* That number may be another's by now. */
	assert_true(range_jobs_end(&j, 101, &had_slot) == RANGE_JOBS_NONE);
	range_jobs_close(&j);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_ranges_are_run_once),
		TEST(what_is_missing_is_run_and_no_more),
		TEST(as_many_run_at_a_time_as_may),
		TEST(all_slots_are_used),
		TEST(makes_tokens_are_used_and_given_back),
		TEST(a_token_that_comes_late_is_used),
		TEST(after_a_failure_nothing_more_is_started),
		TEST(what_runs_then_comes_to_its_end),
		TEST(others_are_run_if_it_is_to_keep_going),
		TEST(a_job_that_is_killed_has_failed),
		TEST(a_signal_ends_all),
		TEST(when_make_is_gone_its_jobs_end),
		TEST(a_job_at_the_disk_hands_on_its_slot_once),
	};

	/* Started in the background, this program would ignore some. */
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
