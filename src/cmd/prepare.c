/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_state.h"
#include "base/nanosec.h"
#include "base/outfile.h"
#include "base/special_file.h"
#include "cmd/info.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "cmd/reading.h"
#include "fragment/fragment_cuts.h"
#include "merge/merge.h"
#include "perfdata/recording_files.h"
#include "plan/consumer.h"
#include "plan/differences.h"
#include "plan/folding.h"
#include "plan/printing.h"
#include "plan/reused_cuts.h"
#include "plan/time_ranges.h"
#include "run/first_event.h"
#include "run/slicing.h"
#include "slice/slice.h"
#include "store/inputs.h"
#include "store/output.h"
#include "store/plain_files.h"
#include "store/saved_identity.h"
#include "store/saved_lookups.h"
#include "store/saved_plan.h"
#include "store/stamps.h"
#include "store/takeover.h"

/* Gives the ranges their contents, their lookups and their keys. */
static int
add_keys(struct prepared *p, const struct reading *reading,
    const struct saved_plan *saved, const char *dir)
{
	bool recalled = saved_plan_recall(saved, &p->plan) &&
	    saved_lookups_recall(dir, &p->plan);

	if (!recalled && plan_add_contents(&p->plan, &reading->recording,
		&reading->timeline.index, reading->threads))
		return -1;
	plan_look(&p->plan, &p->command);
	plan_add_keys(&p->plan, &p->identity.digest, &p->job);
	return 0;
}

/* Says what the jobs of a command are spared. */
static struct cost_savings
savings_of(const struct prepared *p, const struct options *o,
    const struct reading *reading)
{
	char *printer = printing_object(&p->command, &o->plan.job);
	struct cost_savings savings = {
		.sliced = o->plan.job.slice_memory &&
		    !slicing_is_of_others(&reading->recording) &&
		    !slicing_refusal(&p->command, &reading->timeline.index),
		.printed = printer,
		.counted = p->job.folds &&
		    folding_in_printer(&p->command, &p->job.fold),
	};

	free(printer);
	return savings;
}

/*
 * Plans, keeps what fits of an earlier plan, and makes the keys, for which the
 * recording is read again unless it is as it was then.
 */
static int
plan(struct prepared *p, const struct options *o, const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	struct plan_options options = o->plan;
	struct reused_cuts kept;
	struct saved_plan saved;
	char *dir = options_folder(o);
	int status;

	saved_plan_find(&saved, dir);
	saved_plan_cuts(&saved, &kept);
	if (!kept.count)
		fragment_cuts_read(o->makefile, &kept);
	options.reused = kept.count ? &kept : NULL;
	options.reducing = p->reducing.digest;
	options.job = p->job;
	options.savings = savings_of(p, o, reading);
	p->printed = options.savings.printed;
	status = plan_make(&p->plan, &options, &p->command, r,
	    &reading->timeline);
	/* Who only looks at the ranges does without keys. */
	if (!status && !o->dry_run)
		status = add_keys(p, reading, &saved, dir);
	if (!status)
		differences_of_inlined(&p->plan, &p->command, r);
	if (!status && !o->dry_run && p->plan.count > 1)
		p->symbols = symbols_pick(dir, &p->command, r,
		    &reading->timeline, reading->threads);
	reused_cuts_release(&kept);
	saved_plan_release(&saved);
	free(dir);
	return status;
}

/*
 * Finds the event whose samples are folded where there are several and the user
 * has named none: each range must fold the same.
 */
static int
find_fold_event(struct prepared *p, const struct reading *reading)
{
	struct fold_options *fold = &p->job.fold;

	if (!p->job.folds || fold->event ||
	    !folding_names_several(
		&p->command, &reading->recording.events, &reading->timeline))
		return 0;
	if (first_event_find(&p->command, &p->fold_event))
		return -1;
	fold->event = p->fold_event;
	if (fold->event)
		warnx("note: %s has several events; only samples of the "
		      "first, %s, are folded; --fold=EVENT chooses another",
		    p->command.input, fold->event);
	return 0;
}

/* Says whether a range has samples, or may have some. */
static bool
may_have_samples(const struct timeline *t, const struct range *of)
{
	const struct contents_range range = range_samples(of);

	if (of->whole || !t->timed || t->trace_bytes)
		return true;
	if (range.end_ns < t->first_ns || range.start_ns > t->last_ns)
		return false;
	return index_refusal(&t->index) || slice_estimate(&t->index, &range);
}

/* Prints a note for a --time or --cpu without samples; perf says nothing. */
static void
tell_emptiness(const struct prepared *p, const struct timeline *t)
{
	const struct perf_command *c = &p->command;
	char first[NANOSEC_TEXT], last[NANOSEC_TEXT];
	uint32_t cpu = perf_command_single_cpu(c);
	bool some = !c->time;

	for (size_t i = 0; !some && i < p->plan.count; i++)
		some = may_have_samples(t, &p->plan.range[i]);
	if (!some)
		warnx("note: %s has no samples of --time '%s', but from %s to "
		      "%s", c->input, c->time,
		    nanosec_format(first, t->first_ns),
		    nanosec_format(last, t->last_ns));
	if (cpu != EVENT_NO_CPU && t->samples && !timeline_cpu(t, cpu) &&
	    !timeline_cpu(t, EVENT_NO_CPU) && !t->trace_bytes)
		warnx("note: %s has no samples of --cpu %s", c->input, c->cpu);
}

/* Plans for a recording that has been read and is still the same. */
static int
plan_unchanged(
    struct prepared *p, const struct options *o, const struct reading *reading)
{
	const struct recording *r = &reading->recording;
	struct file_state after;

	p->state = r->state;
	if (o->debug)
		info_print(stderr, reading);
	if ((!o->dry_run && find_fold_event(p, reading)) || plan(p, o, reading) ||
	    recording_files_state(&after, r->name))
		return -1;
	if (file_state_equal(&after, &r->state)) {
		tell_emptiness(p, &reading->timeline);
		return 0;
	}
	warnx("%s changed while it was read; start again when nothing writes "
	      "to it any more", r->name);
	return -1;
}

/*
 * Prints that merged outputs are not, or may not be, those of one perf script.
 */
static void
tell_difference(
    const char *dashes, const char *with, bool perhaps, const char *why)
{
	warnx("note: with %s%s the merged output %s what one perf script "
	      "prints: %s", dashes, with, perhaps ? "may not be" : "is not",
	    why);
}

/*
 * Prints why merged outputs will not be what one perf script prints, unless
 * there is only one range.  -q does not hide that.  For several recordings with
 * the same command each reason is printed once.
 */
static void
tell_differences(const struct prepared *p)
{
	static const char *option_told, *plan_told;

	if (p->plan.count < 2)
		return;
	if (p->plan.command_differs && p->command.differs != option_told)
		tell_difference("--", p->command.differs_option,
		    p->command.differs_perhaps, p->command.differs);
	if (p->plan.differs && p->plan.differs != plan_told)
		tell_difference("", p->plan.differs_with,
		    p->plan.differs_perhaps, p->plan.differs);
	option_told = p->command.differs;
	plan_told = p->plan.differs;
}

/* Prints why there is only one range, which takes long unexpectedly. */
static void
tell_alone(const struct prepared *p)
{
	if (p->plan.alone)
		warnx("note: %s is decoded in one range, for --%s: %s; if it "
		      "does neither, say so with --stateless",
		    p->command.input, p->command.alone_option,
		    p->command.alone);
}

/* Prints that a consumer may keep to different events in each range. */
static void
tell_mixed(const struct prepared *p)
{
	if (p->plan.mixed)
		warnx("note: %s has several events, and each range goes "
		      "through a consumer of its own: one that keeps to the "
		      "event it sees first (as stackcollapse-perf.pl without "
		      "--event-filter does) may keep to another one in each; "
		      "if yours does not, say so with --stateless",
		    p->command.input);
}

int
prepare_check(const struct options *o)
{
	if (o->operands) {
		warnx("unexpected word '%s'; the perf command goes behind "
		      "'--', and options behind run or emit, as in "
		      "perf-parallel run -n 8 -- perf script", o->operand[0]);
		return -1;
	}
	if (!o->perf_words) {
		warnx("the perf command is missing: write it behind '--', as "
		      "in perf-parallel -n 8 -- perf script -i perf.data");
		return -1;
	}
	return 0;
}

/* Sees that a path is none of the files, and in no folder, of a list. */
static int
check_apart(const char *path, const struct words *files)
{
	for (size_t i = 0; i < files->count; i++) {
		const char *file = files->word[i];

		if (!file_is_within(path, file))
			continue;
		warnx("%s is %s %s, which outputs depend on and which would "
		      "change with them; name a place elsewhere (-o, -f, "
		      "--merge)", path, file_is(path, file) ? "the same as" :
		    "in the folder", file);
		return -1;
	}
	return 0;
}

int
prepare_check_apart(const struct prepared *p, const char *path)
{
	if (file_is(path, p->command.input)) {
		warnx("%s is the recording itself; name another file", path);
		return -1;
	}
	return check_apart(path, &p->identity.files) ||
		check_apart(path, &p->reducing.files) ? -1 : 0;
}

/*
 * Sees that --time makes sense, before anything is read: whatever the times in
 * the recording are.
 */
static int
check_time(const struct perf_command *command)
{
	static const struct time_bounds any = { 0 };
	struct time_ranges ranges = { 0 };

	if (time_ranges_parse(&ranges, command->time, &any))
		return -1;
	time_ranges_release(&ranges);
	return 0;
}

/* Checks that a script or a filter that may write files is not run twice. */
static int
check_verify(const struct perf_command *command, const struct options *o)
{
	if (!o->verify || !command->alone || o->plan.stateless)
		return 0;
	warnx("--verify would run what --%s names a second time, beside the "
	      "first: %s; if it does neither, say so with --stateless",
	    command->alone_option, command->alone);
	return -1;
}

/* Checks that ranges do not all write the same file. */
static int
check_consumer(const char *consumer)
{
	char *file = consumer ? consumer_writes(consumer) : NULL;

	if (!file)
		return 0;
	warnx("--pipe-to '%s': every range would write the same file, %s; let "
	      "it print to standard output, which --merge and --reduce put "
	      "together, or write sh -c '...' and give each a file of its own",
	    consumer, file);
	free(file);
	return -1;
}

/* Sees that what we write goes nowhere where it would do harm. */
static int
check_places(const struct prepared *p, const struct options *o)
{
	const char *merged = o->merged;
	char *dir = options_folder(o);
	int status = prepare_check_apart(p, dir);

	if (!status && merged && !special_file_is_stdout(merged))
		status = prepare_check_apart(p, merged) ||
			merge_check_place(dir, merged, o->replace_files) ||
			(!access(merged, F_OK) && !special_file_is(merged) &&
			    outfile_check(merged)) ? -1 : 0;
	free(dir);
	return status;
}

/* Prints which of the files that outputs depend on are not looked at. */
static void
tell_left_out(const struct identity *identity)
{
	for (size_t i = 0; i < identity->left_out.count; i++)
		warnx("note: %s", identity->left_out.word[i]);
}

int
prepare_command(struct prepared *p, const struct options *o)
{
	bool settled;

	*p = (struct prepared){ .job = o->plan.job };
	if (prepare_check(o) ||
	    perf_command_parse(&p->command, o->perf, o->perf_words))
		return 2;
	if (check_time(&p->command) || check_verify(&p->command, o) ||
	    check_consumer(o->plan.job.consumer)) {
		perf_command_release(&p->command);
		return 2;
	}
	if (identity_look(&p->seen, &settled, &p->command, &o->plan.job) ||
	    identity_read(&p->identity, &p->command, &o->plan.job) ||
	    (o->plan.reduce &&
		identity_read_consumer(&p->reducing, o->plan.reduce))) {
		prepared_release(p);
		return 1;
	}
	tell_left_out(&p->identity);
	if (o->dry_run || !check_places(p, o))
		return 0;
	prepared_release(p);
	return 2;
}

/* Keeps the index for the jobs, and says whether they need it. */
static void
take_index(struct prepared *p, struct timeline *t)
{
	p->index = t->index;
	t->index = (struct index){ 0 };
	p->unsliced = slicing_refusal(&p->command, &p->index);
	/* For folded stacks, a slice has one of the samples that are alike. */
	if (p->plan.count < 2 && !p->job.folds)
		p->unsliced = "there is but one range";
}

int
prepare_plan(struct prepared *p, const struct options *o)
{
	struct reading reading;
	int status = reading_open(
	    &reading, o, p->command.input, p->command.words.word[0]);

	if (!status) {
		status = plan_unchanged(p, o, &reading);
		take_index(p, &reading.timeline);
		reading_close(&reading);
	}
	if (status)
		return 1;
	tell_alone(p);
	tell_mixed(p);
	tell_differences(p);
	return 0;
}

int
prepare(struct prepared *p, const struct options *o)
{
	int status = prepare_command(p, o);

	if (status)
		return status;
	status = prepare_plan(p, o);
	if (status)
		prepared_release(p);
	return status;
}

int
prepare_outputs(
    struct prepared *p, const struct options *o, const char *dir)
{
	if (p->plan.cpu_refused) {
		warnx("%s: perf takes no --cpu for it, samples of its first "
		      "event, or the first of a type, name no CPU; cut it by "
		      "time, without -c, or record with --sample-cpu",
		    p->command.input);
		return -1;
	}
	if (p->plan.without_cpu) {
		warnx("%s: %" PRIu64 " sample%s no CPU, and --cpu selects no "
		      "such samples; cut by time only, without -c",
		    p->command.input, p->plan.without_cpu,
		    p->plan.without_cpu == 1 ? " names" : "s name");
		return -1;
	}
	if (inputs_is(dir)) {
		warnx("%s has the outputs of several recordings; clean it, or "
		      "name another output folder with -o", dir);
		return -1;
	}
	if (output_open(dir))
		return -1;
	p->plan.path = takeover_path(dir, p->command.input);
	return takeover_check(dir, &p->plan, o->replace_outputs) ||
		stamps_try(dir) ||
		slicing_install(dir, p->unsliced ? NULL : &p->index,
		    &p->plan.recording) ||
		symbols_install(dir, &p->symbols, &p->plan.recording) ||
		(p->printed && plain_files_note(
			dir, &p->plan.lookups, &p->command)) ||
		saved_identity_note(dir, &p->identity) ||
		saved_plan_install(dir, &p->plan, &p->state) ? -1 : 0;
}

void
prepared_release(struct prepared *p)
{
	plan_release(&p->plan);
	index_release(&p->index);
	free(p->symbols.text);
	free(p->fold_event);
	identity_release(&p->identity);
	identity_release(&p->seen);
	identity_release(&p->reducing);
	perf_command_release(&p->command);
}
