/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf-parallel: decodes a perf.data in ranges, all processors at a time.
 *
 * Every source file, in the order of the layers; code imports only from its
 * own layer and those above it here.
 *
 *	src/jobserver/ends.c        both ends of a pool, opened for us alone
 *	src/jobserver/jobserver.c   make's jobserver: client and server
 *	src/jobserver/ledger.c      the tokens and jobs that a client holds
 *	src/jobserver/makeflags.c   what MAKEFLAGS says
 *	src/jobserver/supervisor.c  gives back what a killed client held
 *
 *	src/base/alloc.c          allocation that never returns NULL
 *	src/base/child.c          a program started, which ends with us
 *	src/base/file_state.c     whether a file is as it was
 *	src/base/nanosec.c        times as text
 *	src/base/nearest.c        a word that may have been meant
 *	src/base/note.c           texts that are files of their own
 *	src/base/number_map.c     numbers noted for pairs of numbers
 *	src/base/outfile.c        files that appear whole or not at all
 *	src/base/own_path.c       where this program's file is
 *	src/base/progress.c       a line on the terminal that messages clear
 *	src/base/quote.c          text for a shell, a makefile, JSON
 *	src/base/resources.c      the processors and the memory that we may use
 *	src/base/search.c         numbers in what is sorted by them
 *	src/base/shell_syntax.c   what only a shell understands
 *	src/base/straight.c       devices and pipes, written straight
 *	src/base/words.c          a command line as a list of words
 *
 *	src/data/asked.c          what perf says of what only it can read
 *	src/data/chain.c          the samples of a range as a chain of digests
 *	src/data/contents.c       what of a recording each range shows
 *	src/data/density.c        how much lies where in time
 *	src/data/digest.c         XXH3 of whatever it is fed
 *	src/data/doubt.c          where any process may matter to any other
 *	src/data/events.c         where samples keep their time and CPU
 *	src/data/features.c       what a recording's header says of it
 *	src/data/hashing.c        the digest of a recording, by threads
 *	src/data/header.c         the events and features of a recording
 *	src/data/index.c          where in it the records of a time lie
 *	src/data/inflater.c       records out of a zstd stream
 *	src/data/intel_pt.c       the PSBs of a trace, and their times
 *	src/data/kernel_addresses.c  which of the kernel's it names
 *	src/data/kernel_maps.c    where the kernel and its modules lay
 *	src/data/kernel_symbols.c  and the symbols that these need
 *	src/data/lookups.c        what perf will look for in each range
 *	src/data/odd_text.c       texts that look like the start of a sample
 *	src/data/order.c          in which order perf prints samples
 *	src/data/range_finder.c   which range a sample belongs to
 *	src/data/record_names.c   what types of records are called
 *	src/data/recording.c      a recording of any layout, mapped
 *	src/data/recording_files.c the files of a recording, and their state
 *	src/data/records.c        its records, one after the other
 *	src/data/scan.c           reading all of a recording, once
 *	src/data/shares.c         samples, gathered by several threads
 *	src/data/slice.c          a recording of one range of it
 *	src/data/tasks.c          which side-band comes into play where
 *	src/data/ties.c           samples of one time, and their CPUs
 *	src/data/timeline.c       what that finds
 *	src/data/trace.c          where a trace can be cut
 *
 *	src/plan/blame.c          why merged outputs may not be the serial one
 *	src/plan/build_id.c       the build ID of a program
 *	src/plan/choose.c         what the options leave open about cutting
 *	src/plan/consumer.c       files that one is known to write
 *	src/plan/cost.c           how many ranges are worth it
 *	src/plan/cpu_list.c       the value of perf's --cpu
 *	src/plan/exec_path.c      the scripts and filters that come with perf
 *	src/plan/found.c          what perf will find of that
 *	src/plan/identity.c       the other files that an output depends on
 *	src/plan/kept.c           the cuts of an earlier plan that still fit
 *	src/plan/key.c            digests of all that an output depends on
 *	src/plan/perf_command.c   the user's perf script command, and a range's
 *	src/plan/perf_fields.c    fields of -F, and what they depend on
 *	src/plan/perf_options.c   perf script's options and their grammar
 *	src/plan/plan.c           the ranges of a recording
 *	src/plan/plan_print.c     the plan for people and programs
 *	src/plan/split.c          where a recording is cut
 *	src/plan/split_psb.c      where a trace is
 *	src/plan/time_ranges.c    the value of perf's --time, and cutting it
 *	src/plan/tree.c           a folder with all that is in it
 *
 *	src/job/blocks.c          what perf has printed, sample by sample
 *	src/job/cleaning.c        removing outputs, and only those
 *	src/job/copier.c          what a consumer prints, on its way to a file
 *	src/job/emitted.c         what emit wrote, and whether it is right
 *	src/job/failure.c         why a range has no output
 *	src/job/fragment.c        the makefile fragment
 *	src/job/fragment_check.c  whether make can carry its names
 *	src/job/fragment_file.c   its file: when it is of, and what it was cut by
 *	src/job/job.c             one range, from its command to its stamp
 *	src/job/job_log.c         a line for everything that ended
 *	src/job/make_above.c      whether the make that started us is there
 *	src/job/merge.c           the outputs as one
 *	src/job/merge_by_time.c   those of several CPUs in the order of times
 *	src/job/merged_file.c     the files that outputs were merged into
 *	src/job/messages.c        what perf said besides, each line once
 *	src/job/missing.c         which ranges are not done yet
 *	src/job/output.c          the output folder, and whether it is ours
 *	src/job/pool.c            how many jobs may run: tokens, -j, load
 *	src/job/process.c         perf and its consumer as one process group
 *	src/job/rolling.c         several recordings, which come and go
 *	src/job/runner.c          all ranges, some at a time, without make
 *	src/job/saved_digest.c    the digest of the recording, noted
 *	src/job/saved_identity.c  the identity of other files, noted
 *	src/job/saved_lookups.c   what perf looks for, noted
 *	src/job/saved_plan.c      the plan as the output folder keeps it
 *	src/job/shifting.c        outputs whose range has another number now
 *	src/job/slicing.c         a job's slice, in memory or in a file
 *	src/job/stamps.c          which outputs are complete
 *	src/job/streams.c         two streams that should be the same
 *	src/job/symbols.c         kernel symbols in the output folder
 *	src/job/takeover.c        outputs of another recording or command
 *	src/job/verify.c          whether the outputs are what perf prints
 *
 *	src/cmd/clean.c           perf-parallel clean
 *	src/cmd/emit.c            perf-parallel emit
 *	src/cmd/emit_inputs.c     the same for several recordings
 *	src/cmd/info.c            perf-parallel info
 *	src/cmd/job.c             perf-parallel job
 *	src/cmd/main.c            this: the table of commands
 *	src/cmd/merge.c           perf-parallel merge
 *	src/cmd/options.c         our own options
 *	src/cmd/plan.c            perf-parallel plan
 *	src/cmd/prepare.c         from the command line to the plan
 *	src/cmd/reading.c         a recording and its timeline, by us or by perf
 *	src/cmd/run.c             perf-parallel run
 *	src/cmd/slice.c           perf-parallel slice
 */
#include <sys/resource.h>

#include <bsd/stdlib.h>
#include <bsd/string.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/own_path.h"
#include "cmd/commands.h"
#include "cmd/options.h"

#ifndef VERSION_TEXT
#define VERSION_TEXT "unknown"
#endif

#define PLANNING "njimcNSbpZPMGQXoCqvdDhV"

struct command {
	const char *name;
	int (*run)(const struct options *);
	const char *options; /* letters of those it takes */
	const char *operands;
	const char *summary;
};

/* The first is meant when none is named. */
static const struct command commands[] = {
	{ "run", cmd_run, PLANNING "AkEYF", "-- perf script ...",
	    "decode the ranges now, several at a time" },
	{ "emit", cmd_emit, PLANNING "fAWIL", "-- perf script ...",
	    "write the ranges as a makefile fragment" },
	{ "plan", cmd_plan, PLANNING "AJ", "-- perf script ...",
	    "show the ranges" },
	{ "merge", cmd_merge, "oQXCLhV", "[DIR]",
	    "print the outputs as one, or write them to -o FILE" },
	{ "info", cmd_info, "jJChV", "[RECORDING]",
	    "show what is in a recording" },
	{ "slice", cmd_slice, "ojTUXCqhV", "[RECORDING]",
	    "write part of a recording as one of its own" },
	{ "clean", cmd_clean, "CLhV", "[DIR]",
	    "remove an output folder of ours" },
	{ "job", cmd_job, "opPMRCLhV",
	    "RANGE@KEY:CONTENTS -- perf script ...",
	    "decode one range, as the fragment's recipes do" },
};

enum { COUNT = sizeof commands / sizeof *commands };

/*
 * Descriptors 0 to 2 must not become files of ours; but what nobody can read
 * must not pass for written.
 */
static void
open_standard_files(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null",
			    fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/*
 * Whoever started us may ignore its children's ends; then those of ours would
 * be lost, with how they ended.
 */
static void
expect_children(void)
{
	signal(SIGCHLD, SIG_DFL);
}

/* Several processes of ours share it: a message must be one write. */
static void
write_whole_messages(void)
{
	static char line[BUFSIZ];

	setvbuf(stderr, line, _IOLBF, sizeof line);
}

static void
print_help(const struct command *only)
{
	const char *before = "usage:";

	for (int i = 0; i < COUNT; i++) {
		const struct command *c = &commands[i];

		if (only && c != only)
			continue;
		printf("%-6s perf-parallel %s%s%s [options] %s\n", before,
		    i ? "" : "[", c->name, i ? "" : "]", c->operands);
		printf("           %s\n", c->summary);
		before = "";
	}
	if (!only)
		puts("       perf-parallel help [COMMAND]\n"
		     "           tell the options of a command");
	puts("");
	options_print(only ? only->options : PLANNING "XfAWIkJLEYFTU");
}

/*
 * Sees that as many files can be open as we and our children use; what exceeds
 * that fails where it does, with a message that does not say what to do.
 */
static int
expect_files(void)
{
	enum { NEEDED = 32 };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= NEEDED)
		return 0;
	if (limit.rlim_max >= NEEDED) {
		limit.rlim_cur = NEEDED;
		if (!setrlimit(RLIMIT_NOFILE, &limit))
			return 0;
	}
	warnx("%ju files may be open, and %d are needed; raise ulimit -n",
	    (uintmax_t)limit.rlim_cur, NEEDED);
	return -1;
}

/* Does what the options say; returns the exit status. */
static int
obey(const struct command *c, const struct options *o, bool named)
{
	if (o->help) {
		print_help(named ? c : NULL);
		return 0;
	}
	if (o->version) {
		puts("perf-parallel " VERSION_TEXT);
		return 0;
	}
	if (expect_files())
		return 1;
	/* emit needs it, and finds it from here only. */
	if (o->folder)
		free(own_path());
	if (o->folder && chdir(o->folder)) {
		warn("cannot change to folder %s", o->folder);
		return 1;
	}
	return c->run(o);
}

static const struct command *
find_command(const char *name)
{
	for (int i = 0; i < COUNT; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

/* Says that there is no such command, and which may have been meant. */
static int
refuse_command(const char *name)
{
	struct nearest nearest = { .wanted = name };

	for (int i = 0; i < COUNT; i++)
		nearest_try(&nearest, commands[i].name);
	nearest_try(&nearest, "help");
	if (nearest.word)
		warnx("no command %s; did you mean %s?", name, nearest.word);
	else
		warnx("no command %s; perf-parallel help lists them, and a "
		      "perf command goes behind '--', as in perf-parallel -n 8 "
		      "-- perf script", name);
	return 2;
}

/*
 * Says whether a first word stands where a command should.  One with other
 * characters than small letters, or "perf", is taken for a perf command
 * without its '--'.
 */
static bool
is_mistyped(const char *word)
{
	return strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word) &&
	    *word && *word != '-' && strcmp(word, "perf");
}

/* Writes which commands take an option, as "run and emit". */
static void
say_whose(int letter, char *text, size_t room)
{
	int left = 0;

	*text = '\0';
	for (int i = 0; i < COUNT; i++)
		left += strchr(commands[i].options, letter) != NULL;
	for (int i = 0; i < COUNT; i++) {
		if (!strchr(commands[i].options, letter))
			continue;
		strlcat(text, commands[i].name, room);
		left--;
		if (left)
			strlcat(text, left > 1 ? ", " : " and ", room);
	}
}

/* Does what "help" and "help COMMAND" say; returns the exit status. */
static int
help(int argc, char **argv)
{
	const struct command *c = argc > 2 ? find_command(argv[2]) : NULL;

	if (argc > 2 && !c && *argv[2] != '-' && strcmp(argv[2], "help"))
		return refuse_command(argv[2]);
	if (argc > 3) {
		warnx("help takes one command, not '%s' as well", argv[3]);
		return 2;
	}
	print_help(c);
	return 0;
}

static int
run_command(const struct command *c, int argc, char **argv, bool named)
{
	struct options options;
	int status = 2;

	argv[0] = (char *)c->name;
	if (!options_parse(&options, argc, argv, c->options, say_whose))
		status = obey(c, &options, named);
	options_release(&options);
	return status;
}

int
main(int argc, char **argv)
{
	const struct command *c;
	int status;

	setprogname("perf-parallel");
	/* A file that is too large for ulimit -f is an error like others. */
	signal(SIGXFSZ, SIG_IGN);
	open_standard_files();
	expect_children();
	write_whole_messages();
	c = argc < 2 ? NULL : find_command(argv[1]);
	if (argc < 2 || !strcmp(argv[1], "help"))
		status = help(argc, argv);
	else if (c)
		status = run_command(c, argc - 1, argv + 1, true);
	else if (is_mistyped(argv[1]))
		status = refuse_command(argv[1]);
	else
		status = run_command(&commands[0], argc, argv, false);
	if (fflush(stdout) || ferror(stdout)) {
		warn("cannot write standard output");
		return 1;
	}
	return status;
}
