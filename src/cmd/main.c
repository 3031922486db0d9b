/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf-parallel: decodes a perf.data in ranges, all processors at a time.
 *
 * Every source file, in the order of the layers; code imports only from its
 * own layer and those above it here.
 *
 *	src/jobserver/ends.c        both ends of a pool, opened for this process
 *	src/jobserver/jobserver.c   make's jobserver: client and server
 *	src/jobserver/ledger.c      the tokens and jobs that a client holds
 *	src/jobserver/makeflags.c   what MAKEFLAGS says
 *	src/jobserver/supervisor.c  returns the tokens of a killed client
 *
 *	src/base/alloc.c          allocation that never returns NULL
 *	src/base/child.c          programs started by us, which end when we do
 *	src/base/reader.c         a program that reads what is written into a stream
 *	src/base/file_state.c     whether a file is as it was
 *	src/base/nanosec.c        times as text
 *	src/base/nearest.c        the known word that is most like a wrong one
 *	src/base/note.c           short texts in files of their own
 *	src/base/number_map.c     a map from pairs of numbers to numbers
 *	src/base/outfile.c        files that appear whole or not at all
 *	src/base/own_path.c       where this program's file is
 *	src/base/progress.c       the progress line on the terminal
 *	src/base/quote.c          text quoted for a shell, a makefile or JSON
 *	src/base/relative_path.c  the path of a file relative to a folder
 *	src/base/resources.c      the processors and the memory that we may use
 *	src/base/search.c         binary search for a number
 *	src/base/shell_syntax.c   what only a shell understands of a command
 *	src/base/special_file.c   devices, FIFOs and descriptors to write to
 *	src/base/words.c          a command line as a list of words
 *
 *	src/data/asked.c             recordings that only perf can read
 *	src/data/chain.c             a range's samples as a chain of digests
 *	src/data/contents.c          what each range shows of a recording
 *	src/data/density.c           how much of a recording lies where in time
 *	src/data/digest.c            XXH3 digests of bytes
 *	src/data/doubt.c             where any process may matter to any other
 *	src/data/events.c            where samples keep their time and CPU
 *	src/data/features.c          what the header says of a recording
 *	src/data/hashing.c           the digest of a recording, by threads
 *	src/data/header.c            the events and features of a recording
 *	src/data/index.c             where the records of a time lie
 *	src/data/inflater.c          records out of a zstd stream
 *	src/data/intel_pt.c          the PSBs of a trace, and their times
 *	src/data/kernel_addresses.c  the kernel addresses in a recording
 *	src/data/kernel_maps.c       the addresses of the kernel and its modules
 *	src/data/kernel_place.c      whether the running kernel lies there, too
 *	src/data/kernel_symbols.c    the kernel symbols that a recording needs
 *	src/data/lookups.c           the files that perf looks for in each range
 *	src/data/odd_text.c          texts that look like the start of a sample
 *	src/data/order.c             the order in which perf prints samples
 *	src/data/range_finder.c      which range a sample belongs to
 *	src/data/record_names.c      the names of the types of records
 *	src/data/recording.c         a recording of any layout, mapped
 *	src/data/recording_files.c   the files of a recording, and their state
 *	src/data/records.c           all records, one after the other
 *	src/data/scan.c              reading all of a recording, once
 *	src/data/shares.c            samples, gathered by several threads
 *	src/data/slice.c             a recording of one range of a recording
 *	src/data/tasks.c             which side-band counts for which range
 *	src/data/ties.c              samples of the same time, and their CPUs
 *	src/data/timeline.c          what scan.c finds in a recording
 *	src/data/trace.c             where a trace can be cut
 *
 *	src/plan/blame.c         why merged outputs may not be the serial one
 *	src/plan/build_id.c      the build ID of an ELF file
 *	src/plan/choose.c        what the options leave open about cutting
 *	src/plan/consumer.c      the files that a consumer is known to write
 *	src/plan/cost.c          how many ranges are best
 *	src/plan/cpu_list.c      the value of perf's --cpu
 *	src/plan/exec_path.c     the scripts and dlfilters that come with perf
 *	src/plan/found.c         which files that perf looks for are there
 *	src/plan/identity.c      the other files that an output depends on
 *	src/plan/kept.c          the cuts of an earlier plan that still fit
 *	src/plan/key.c           digests of all that an output depends on
 *	src/plan/perf_command.c  the user's perf script command, and a range's
 *	src/plan/perf_config.c   values of perf's configuration
 *	src/plan/perf_fields.c   the fields of -F, and what they depend on
 *	src/plan/perf_options.c  perf script's options and their grammar
 *	src/plan/plan.c          the ranges of a recording
 *	src/plan/plan_print.c    the plan, printed for people and programs
 *	src/plan/split.c         where a recording is cut
 *	src/plan/split_psb.c     where a trace is cut
 *	src/plan/time_ranges.c   the value of perf's --time, cut into ranges
 *	src/plan/tree.c          a folder with all that is in it
 *
 *	src/job/blocks.c          the output of perf, sample by sample
 *	src/job/cleaning.c        the removal of outputs, and of nothing else
 *	src/job/copier.c          what a consumer prints, copied to its file
 *	src/job/emitted.c         what emit wrote, and whether it is still right
 *	src/job/failure.c         why a range has no output
 *	src/job/fragment.c        the text of the makefile fragment
 *	src/job/fragment_check.c  whether make can carry the fragment's names
 *	src/job/fragment_file.c   the fragment's file, its time, and its cuts
 *	src/job/job.c             one range, from its command to its stamp
 *	src/job/job_log.c         a log with a line for each job and run
 *	src/job/make_above.c      whether the make that started us still runs
 *	src/job/merge.c           the outputs put together as one
 *	src/job/merge_by_time.c   the outputs of several CPUs, merged by time
 *	src/job/merged_file.c     the files that outputs were merged into
 *	src/job/messages.c        perf's messages of all ranges, each line once
 *	src/job/missing.c         the ranges that are not done yet
 *	src/job/output.c          the output folder, and whether it is ours
 *	src/job/pool.c            how many jobs may run: tokens, -j, load
 *	src/job/process.c         perf and its consumer as one process group
 *	src/job/rolling.c         output folders of recordings that come and go
 *	src/job/rolling_makefile.c  the makefile that includes their fragments
 *	src/job/runner.c          the jobs of all ranges, run without make
 *	src/job/saved_digest.c    the noted digest of the recording
 *	src/job/saved_identity.c  the noted identity of other files
 *	src/job/saved_lookups.c   the noted files that perf looks for
 *	src/job/saved_plan.c      the plan as the output folder keeps it
 *	src/job/shifting.c        outputs whose ranges have other numbers now
 *	src/job/slicing.c         a job's slice, in memory or in a file
 *	src/job/stamps.c          which outputs are complete
 *	src/job/streams.c         whether two streams are the same
 *	src/job/symbols.c         kernel symbols in the output folder
 *	src/job/takeover.c        outputs of another recording or command
 *	src/job/verify.c          whether the outputs are what perf prints
 *
 *	src/cmd/clean.c        perf-parallel clean
 *	src/cmd/emit.c         perf-parallel emit, for one recording
 *	src/cmd/emit_inputs.c  perf-parallel emit, for several recordings
 *	src/cmd/info.c         perf-parallel info
 *	src/cmd/job.c          perf-parallel job
 *	src/cmd/main.c         the table of commands, and this map
 *	src/cmd/merge.c        perf-parallel merge
 *	src/cmd/options.c      perf-parallel's own options
 *	src/cmd/plan.c         perf-parallel plan
 *	src/cmd/prepare.c      the way from the command line to the plan
 *	src/cmd/reading.c      a recording and its timeline, read
 *	src/cmd/run.c          perf-parallel run
 *	src/cmd/slice.c        perf-parallel slice
 */
#include <sys/resource.h>

#include <bsd/stdlib.h>
#include <bsd/string.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
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

/* Makes each message one write: several processes share standard error. */
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
 * Checks that as many files can be open as we and our children need.  Otherwise
 * some open(2) would fail later with a message that does not say what to do.
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
	/* Without /proc, emit finds its path only before chdir(2). */
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

/* Prints that there is no such command, and which may have been meant. */
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
 * Says whether a first word was probably meant as a command of ours: it
 * consists of small letters and '-', and is not "perf", which begins a perf
 * command without its '--'.
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

/* Carries out "help" and "help COMMAND".  Returns the exit status. */
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
	open_standard_files();
	child_take_signals();
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
