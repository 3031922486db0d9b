/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf-parallel: decodes a perf.data in ranges, all processors at a time.
 *
 * Every source file, in the order in which data meets it.  Code imports only
 * from its own layer and those above it here.  The printer is a program of its
 * own, of which others include report.h only; addr2line is another, of which
 * they include starting.h.
 *
 *	src/printer/printer.c     what perf loads to print samples in its place
 *	src/printer/fields.c      the fields that are printed of an event
 *	src/printer/sample.c      what perf tells of a sample
 *	src/printer/branches.c    the last branches before a sample
 *	src/printer/place.c       where an address is, and its text
 *	src/printer/shape.c       what was learnt of samples that look alike
 *	src/printer/layout.c      the text of a sample, piece by piece
 *	src/printer/pen.c         pieces that are bytes and numbers
 *	src/printer/remembered.c  pieces that only perf knows
 *	src/printer/memory.c      texts that perf has printed before
 *	src/printer/dsos.c        files whose addresses print as predicted
 *	src/printer/functions.c   the functions that texts name
 *	src/printer/counted.c     samples that folded stacks count together
 *	src/printer/perf_text.c   what perf prints, read in its buffer
 *	src/printer/report.c      what the job is told of all that
 *	src/printer/guard.c       the end of a printer that hangs
 *
 *	src/jobserver/makeflags.c   what MAKEFLAGS says
 *	src/jobserver/pool_fds.c    both ends of a pool, opened for this process
 *	src/jobserver/jobserver.c   make's jobserver: client and server
 *	src/jobserver/ledger.c      the tokens and jobs that a client holds
 *	src/jobserver/supervisor.c  returns the tokens of a killed client
 *
 *	src/base/alloc.c          allocation that never returns NULL
 *	src/base/words.c          a command line as a list of words
 *	src/base/quote.c          text quoted for a shell, a makefile or JSON
 *	src/base/utf8.c           characters of UTF-8
 *	src/base/shell_syntax.c   what only a shell understands of a command
 *	src/base/nearest.c        the known word that is most like a wrong one
 *	src/base/nanosec.c        times as text
 *	src/base/text.c           a text that grows
 *	src/base/text_set.c       texts, each kept once and numbered
 *	src/base/number_map.c     a map from pairs of numbers to numbers
 *	src/base/search.c         binary search for a number
 *	src/base/digest.c         XXH3 digests of bytes
 *	src/base/threads.c        pieces of work that threads share
 *	src/base/resources.c      the processors and the memory that we may use
 *	src/base/own_path.c       where this program's file is
 *	src/base/program_path.c   the file that a program's name stands for
 *	src/base/proc_path.c      a descriptor's path for other processes
 *	src/base/relative_path.c  the path of a file relative to a folder
 *	src/base/file_state.c     whether a file is as it was
 *	src/base/special_file.c   devices, FIFOs and descriptors to write to
 *	src/base/text_file.c      short texts in files of their own
 *	src/base/lock.c           locks that others may hold for long
 *	src/base/outfile.c        files that appear whole or not at all
 *	src/base/child.c          programs that we start, which end when we do
 *	src/base/reader.c         a program that reads what we write to it
 *	src/base/progress.c       the progress line on the terminal
 *
 *	src/addr2line/main.c     what perf takes for addr2line
 *	src/addr2line/usage.c    its command line, as perf writes it
 *	src/addr2line/service.c  the conversation with perf
 *	src/addr2line/question.c  a line that perf writes
 *	src/addr2line/answers.c  what was asked before
 *	src/addr2line/kept.c     what other jobs and earlier runs have asked
 *	src/addr2line/server.c   a real addr2line that jobs share, found or started
 *	src/addr2line/clients.c  those who ask it
 *	src/addr2line/real.c     the real addr2line, and where its answers end
 *
 *	src/fold/characters.c    kinds of bytes in a text
 *	src/fold/span.c          bytes within a line
 *	src/fold/tally.c         texts with sums
 *	src/fold/stacks.c        folded stacks and their counts, sorted
 *	src/fold/folded_lines.c  files of folded stacks, added up
 *	src/fold/fold_options.c  what stacks tell beside names
 *	src/fold/header_line.c   the line that begins a sample
 *	src/fold/frame_line.c    a line of a callchain
 *	src/fold/frame_name.c    the name of a frame, tidied
 *	src/fold/known_frames.c  the frames of lines read before
 *	src/fold/script_text.c   perf script's text, folded
 *	src/flame/folded.c       a line of folded stacks
 *	src/flame/tree.c         folded stacks as a tree of frames
 *	src/flame/shown.c        the frames that are wide enough to be seen
 *	src/flame/palette.c      the colours of frames
 *	src/flame/markup.c       texts in a picture, escaped
 *	src/flame/script_data.c  what the script of a picture draws from
 *	src/flame/drawing.c      the flame graph, with picture.css and picture.js
 *
 *	src/perfdata/recording_files.c  the files of a recording, their state
 *	src/perfdata/recording.c        a recording of any layout, mapped
 *	src/perfdata/header.c           the events and features of a recording
 *	src/perfdata/features.c         what the header says of a recording
 *	src/perfdata/events.c           where samples keep their time and CPU
 *	src/perfdata/record_names.c     the names of the types of records
 *	src/perfdata/records.c          all records, one after the other
 *	src/perfdata/inflater.c         records out of a zstd stream
 *
 *	src/scan/timeline.c           what one pass finds in a recording
 *	src/scan/scan.c               that pass over all records of a recording
 *	src/scan/hashing.c            the digest of a recording, by threads
 *	src/scan/order.c              the order in which perf prints samples
 *	src/scan/same_time.c          samples of the same time, and their CPUs
 *	src/scan/density.c            how much of a recording lies where in time
 *	src/scan/affects_all_tasks.c  when any task may matter to any other
 *	src/scan/index.c              where in the file records of a time lie
 *	src/scan/intel_pt.c           the PSBs of a trace, and their times
 *	src/scan/trace.c              the places where a trace can be cut
 *	src/scan/kernel_maps.c        the kernel's and its modules' addresses
 *	src/scan/odd_text.c           texts that look like the start of a sample
 *	src/scan/perf_fallback.c      recordings that only perf can read
 *
 *	src/slice/range_finder.c       the range that a sample belongs to
 *	src/slice/lineage.c            the tasks whose side-band a range needs
 *	src/slice/tasks.c              the digest of the side-band of each task
 *	src/slice/sample_chain.c       a range's samples as a chain of digests
 *	src/slice/contents.c           the digest of what each range shows
 *	src/slice/parallel_contents.c  these digests, by several threads
 *	src/slice/lookups.c            the files that perf looks for in a range
 *	src/slice/stretches.c          times between changes for a task
 *	src/slice/alike.c              samples of which perf prints the same
 *	src/slice/slice.c              a recording of one range of a recording
 *	src/slice/kernel_addresses.c   the kernel addresses in a recording
 *	src/slice/kernel_symbols.c     the kernel symbols that a recording needs
 *	src/slice/kernel_place.c       whether the kernel lies where it lay then
 *
 *	src/plan/perf_command.c  the user's perf script command, and a range's
 *	src/plan/perf_options.c  perf script's options and their grammar
 *	src/plan/perf_fields.c   the fields of -F, and what they depend on
 *	src/plan/time_ranges.c   the value of perf's --time, cut into ranges
 *	src/plan/cpu_list.c      the value of perf's --cpu
 *	src/plan/job_options.c   what users want of every job
 *	src/plan/folding.c       what --fold makes of a command
 *	src/plan/printing.c      print.so in a command, or why it is not
 *	src/plan/addr2line.c     our addr2line, and the one that it asks
 *	src/plan/debug_info.c    whether a file has debugging information
 *	src/plan/consumer.c      the files that a consumer is known to write
 *	src/plan/exec_path.c     the scripts and dlfilters that come with perf
 *	src/plan/policy.c        what the options leave open about cutting
 *	src/plan/cost.c          how many ranges are best
 *	src/plan/split.c         the times at which a recording is cut
 *	src/plan/split_psb.c     the times at which a trace is cut
 *	src/plan/reused_cuts.c   the cuts of an earlier plan that still fit
 *	src/plan/cutting.c       the cuts of a plan, reused or fresh
 *	src/plan/ranges.c        the ranges of a recording, their commands
 *	src/plan/plan.c          the plan: all ranges, their contents and keys
 *	src/plan/key.c           digests of all that an output depends on
 *	src/plan/identity.c      the other files that an output depends on
 *	src/plan/build_id.c      the build ID of an ELF file
 *	src/plan/perf_config.c   values of perf's configuration
 *	src/plan/file_search.c   whether files are there, and the right ones
 *	src/plan/perf_paths.c    where perf looks for files
 *	src/plan/found.c         which files perf finds, as digests
 *	src/plan/tree.c          a folder with all that is in it
 *	src/plan/differences.c   why merged outputs may not be the serial one
 *	src/plan/plan_print.c    the plan, printed for people and programs
 *
 *	src/store/output.c          the output folder, and whether it is ours
 *	src/store/takeover.c        outputs of another recording or command
 *	src/store/saved_plan.c      the plan as the output folder keeps it
 *	src/store/saved_digest.c    the digest of the recording, noted
 *	src/store/saved_identity.c  the identity of other files, noted
 *	src/store/saved_lookups.c   the files that perf looks for, noted
 *	src/store/plain_files.c     the mapped files without debug info, noted
 *	src/store/symbols.c         the kernel symbols in the output folder
 *	src/store/stamps.c          links that say which outputs are complete
 *	src/store/pending.c         the ranges that are not done yet
 *	src/store/renumbering.c     outputs whose ranges have other numbers now
 *	src/store/job_log.c         a log with a line for each job and run
 *	src/store/emitted.c         what emit wrote, and if it is still right
 *	src/store/inputs.c          folders of recordings that come and go
 *	src/store/merged_file.c     the files that outputs were merged into
 *	src/store/cleaning.c        the removal of outputs, and of nothing else
 *
 *	src/fragment/make_words.c       words and names as make reads them
 *	src/fragment/frame.c            how a makefile of ours begins and ends
 *	src/fragment/fragment.c         the text of the makefile fragment
 *	src/fragment/fragment_cuts.c    the plan's cuts as comments in it
 *	src/fragment/remaking.c         when and how the fragment is made again
 *	src/fragment/fragment_check.c   whether make can carry its names
 *	src/fragment/fragment_file.c    its file, and that file's time
 *	src/fragment/inputs_makefile.c  recordings that come and go
 *
 *	src/merge/append.c         one file at the end of another
 *	src/merge/blocks.c         the output of perf, sample by sample
 *	src/merge/messages.c       perf's messages of all ranges, each line once
 *	src/merge/streams.c        whether two streams are the same
 *	src/merge/merge_by_time.c  the outputs of several CPUs, merged by time
 *	src/merge/merge_folded.c   folded stacks of many files, added up
 *	src/merge/merge.c          the outputs put together as one
 *
 *	src/run/pool.c        how many jobs may run: tokens, -j, load
 *	src/run/make_above.c  whether the make that started us still runs
 *	src/run/runner.c      all ranges, run without make
 *	src/run/range_jobs.c  the processes of the ranges that run
 *	src/run/job.c         one range, from its command to its stamp
 *	src/run/job_check.c   whether all is as it was when that was planned
 *	src/run/decoding.c    perf's work for a job, as light as can be
 *	src/run/slicing.c     the slice of a job, in memory or in a file
 *	src/run/printer_use.c  print.so in a job: its report, and giving it up
 *	src/run/addr2line_use.c  our addr2line in a job
 *	src/run/process.c     perf and its consumer as one process group
 *	src/run/copier.c      a consumer's output, copied into its file
 *	src/run/failure.c     why a range has no output
 *	src/run/first_event.c  the event of the first sample that perf prints
 *	src/run/verify.c      whether the outputs are what perf prints
 *
 *	src/cmd/main.c             the table of commands, and this map
 *	src/cmd/option_table.c     the options, and the commands that take them
 *	src/cmd/options.c          the command line, read
 *	src/cmd/option_refusals.c  why an option is not taken
 *	src/cmd/reading.c          a recording and its timeline, read
 *	src/cmd/prepare.c          the way from the command line to the plan
 *	src/cmd/run.c              perf-parallel run
 *	src/cmd/plan.c             perf-parallel plan
 *	src/cmd/emit.c             perf-parallel emit
 *	src/cmd/emit_one.c         emit for one recording
 *	src/cmd/emit_inputs.c      emit for several recordings
 *	src/cmd/job.c              perf-parallel job
 *	src/cmd/merge.c            perf-parallel merge
 *	src/cmd/info.c             perf-parallel info
 *	src/cmd/slice.c            perf-parallel slice
 *	src/cmd/fold.c             perf-parallel fold
 *	src/cmd/flamegraph.c       perf-parallel flamegraph
 *	src/cmd/clean.c            perf-parallel clean
 */
#include <sys/resource.h>

#include <bsd/stdlib.h>
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
#include "cmd/option_table.h"
#include "cmd/options.h"

#ifndef VERSION_TEXT
#define VERSION_TEXT "unknown"
#endif

struct command {
	int (*run)(const struct options *);
	const char *operands;
	const char *summary;
};

/* In the order of their bits; the first is meant when none is named. */
static const struct command commands[COMMANDS] = {
	{ cmd_run, "-- perf script ...",
	    "decode the ranges now, several at a time" },
	{ cmd_emit, "-- perf script ...",
	    "write the ranges as a makefile fragment" },
	{ cmd_plan, "-- perf script ...", "show the ranges" },
	{ cmd_merge, "[DIR]",
	    "print the outputs as one, or write them to -o FILE" },
	{ cmd_info, "[RECORDING]", "show what is in a recording" },
	{ cmd_slice, "[RECORDING]",
	    "write part of a recording as one of its own" },
	{ cmd_fold, "[TEXT]",
	    "fold perf script's text into stacks for a flame graph" },
	{ cmd_flamegraph, "[FILE]",
	    "draw a flame graph of a recording or of folded stacks, an SVG" },
	{ cmd_clean, "[DIR]", "remove an output folder of ours" },
	{ cmd_job, "RANGE@KEY:CONTENTS -- perf script ...",
	    "decode one range, as the fragment's recipes do" },
};

static const char *
name_of(const struct command *c)
{
	return command_names[c - commands];
}

static unsigned
bit_of(const struct command *c)
{
	return 1u << (c - commands);
}

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

	for (int i = 0; i < COMMANDS; i++) {
		const struct command *c = &commands[i];

		if (only && c != only)
			continue;
		printf("%-6s perf-parallel %s%s%s [options] %s\n", before,
		    i ? "" : "[", name_of(c), i ? "" : "]", c->operands);
		printf("           %s\n", c->summary);
		before = "";
	}
	if (!only)
		puts("       perf-parallel help [COMMAND]\n"
		     "           tell the options of a command");
	puts("");
	/* What job takes is for recipes. */
	option_print(only ? bit_of(only) : ~(unsigned)FOR_JOB);
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
	for (int i = 0; i < COMMANDS; i++)
		if (!strcmp(name, command_names[i]))
			return &commands[i];
	return NULL;
}

/* Prints that there is no such command, and which may have been meant. */
static int
refuse_command(const char *name)
{
	struct nearest nearest = { .wanted = name };

	for (int i = 0; i < COMMANDS; i++)
		nearest_try(&nearest, command_names[i]);
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

	argv[0] = (char *)name_of(c);
	if (!options_parse(&options, argc, argv, bit_of(c)))
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
