/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shared object that perf script loads with --dlfilter: it prints samples
 * in perf's place, in perf's own standard output, while perf goes on reading
 * and ordering them and looking up symbols.  It prints only what it has seen
 * perf print alike, and perf goes on printing one sample of so many, to be
 * compared.  Should one differ after we have printed others of its shape, it
 * ends perf, and the job has perf decode the range alone.
 *
 * Files, in the order in which a sample meets them: dlfilter.h is the interface
 * to perf, fields.c what is printed of an event, sample.c what perf tells of a
 * sample, branches.c the branches before it, place.c where its addresses are,
 * shape.c what was learnt of samples like it, layout.c its text, piece by
 * piece, pen.c what writes or reads the pieces, remembered.c those that only
 * perf knows, memory.c where they are kept, dsos.c where they can be predicted,
 * functions.c the functions that they name, counted.c the samples that are
 * counted together, perf_text.c what perf has printed, report.c what the job is
 * told, guard.c what ends us when we hang.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printer/counted.h"
#include "printer/dlfilter.h"
#include "printer/dsos.h"
#include "printer/fields.h"
#include "printer/guard.h"
#include "printer/layout.h"
#include "printer/memory.h"
#include "printer/pen.h"
#include "printer/perf_text.h"
#include "printer/remembered.h"
#include "printer/report.h"
#include "printer/sample.h"
#include "printer/shape.h"

/* perf script --max-stack, as perf has it when it is not given. */
enum { MOST_FRAMES = 127 };

struct perf_dlfilter_fns perf_dlfilter_fns;

static struct {
	struct sample_rules rules;
	struct memory memory;
	struct dsos dsos;
	struct shapes shapes;
	struct counted counted;
	struct pen pen;
	struct sample sample;
	bool has_started;
	bool has_memory; /* without it perf prints all */
	struct shape *awaited; /* of a sample that perf prints now, or NULL */
	struct report report;
} printer = {
	.rules = { .most_frames = MOST_FRAMES,
		.texts = { &printer.memory, &printer.dsos } },
	.pen = { .memory = &printer.memory, .dsos = &printer.dsos },
};

/* Says whether a text is what a layout makes of the last sample. */
static bool
is_as_expected(const struct shape *shape, const char *text, size_t len,
    uint32_t layout)
{
	pen_read(&printer.pen, text, len);
	layout_print(&printer.pen, &printer.sample, &shape->event, layout);
	return pen_has_read(&printer.pen);
}

/*
 * Returns the layouts, of those not refuted, in which the text is as expected.
 * Sets unclear when others may be, see pen_is_unclear().
 */
static uint32_t
layouts_of(const char *text, size_t len, bool *unclear)
{
	uint32_t right = 0;

	*unclear = false;
	for (uint32_t i = 0; i < LAYOUTS; i++) {
		if (!(printer.awaited->layouts & UINT32_C(1) << i))
			continue;
		if (is_as_expected(printer.awaited, text, len, i))
			right |= UINT32_C(1) << i;
		*unclear |= pen_is_unclear(&printer.pen);
	}
	return right;
}

/* Gives up, and reports what perf has printed that we would not have. */
static _Noreturn void
give_up(const char *text, size_t len)
{
	static char why[400];
	size_t put = 0;

	put += (size_t)snprintf(why, sizeof why, "perf prints \"");
	for (size_t i = 0; i < len && put < sizeof why - 8; i++) {
		if (text[i] == '\n' || text[i] == '\t') {
			why[put++] = '\\';
			why[put++] = text[i] == '\n' ? 'n' : 't';
		} else {
			why[put++] = text[i];
		}
	}
	why[put++] = '"';
	report_give_up(why, put);
}

/* Compares what perf has printed of the last sample with what we would have. */
static void
compare(const char *text, size_t len)
{
	struct shape *shape = printer.awaited;
	bool unclear;
	uint32_t right = layouts_of(text, len, &unclear);

	if (!right && unclear) {
		shape_doubt(shape);
		return;
	}
	printer.report.compared++;
	if (right) {
		/* What is learnt must be of the layout that is printed. */
		shape_confirm(shape, right);
		if (is_as_expected(shape, text, len, shape_layout(shape)))
			remembered_learn(&printer.pen);
		return;
	}
	printer.report.differed++;
	if (shape->state == SHAPE_OURS)
		give_up(text, len);
	shape->state = SHAPE_PERFS;
}

/*
 * Returns the length of the sample at the start of a text: of a trace, perf
 * prints errors of its decoder as well, a line each.
 */
static size_t
sample_len(const char *text, size_t len)
{
	static const char error[] = "\n instruction trace error type ";
	const char *end = memmem(text, len, error, sizeof error - 1);

	return end ? (size_t)(end + 1 - text) : len;
}

/* Compares what perf has printed of the last sample, if it was perf's. */
static void
look_back(void)
{
	const char *text;
	size_t len;

	if (!printer.awaited)
		return;
	text = perf_text_since_mark(&len);
	if (text)
		compare(text, sample_len(text, len));
	printer.awaited = NULL;
}

/*
 * Says whether all layouts that its shape may have make the same text of the
 * sample, which the pen has written.  They may have made the same of all others
 * so far: a wider column does not show until a number is short.
 */
static bool
is_certain(const struct shape *shape)
{
	uint32_t first = shape_layout(shape);
	uint32_t bits = layout_bits(&printer.sample);

	for (uint32_t i = first + 1; i < LAYOUTS; i++)
		if ((shape->layouts & UINT32_C(1) << i) &&
		    ((i ^ first) & bits) &&
		    !is_as_expected(
			shape, printer.pen.text, printer.pen.len, i))
			return false;
	return true;
}

/* Prints the sample if its text is known.  Returns whether it did. */
static bool
print(struct shape *shape)
{
	struct pen *pen = &printer.pen;

	pen_write(pen);
	layout_print(pen, &printer.sample, &shape->event, shape_layout(shape));
	if (pen->stopped || !is_certain(shape))
		return false;
	perf_text_add(pen->text, pen->len);
	counted_first(&printer.counted, pen);
	return true;
}

/* Prints the sample or leaves it to perf.  Returns whether it is printed. */
static bool
print_or_leave(const struct perf_dlfilter_sample *sample, void *ctx)
{
	struct memory_piece *before;
	struct shape *shape;

	if (!printer.has_memory ||
	    !sample_take(&printer.sample, sample, ctx, &printer.rules))
		return false;
	shape = shapes_find(&printer.shapes, &printer.sample);
	if (!shape || shape->state == SHAPE_PERFS)
		return false;
	before = &shape->event.before;
	if (!before->text)
		before->text = memory_find(&printer.memory, &before->key);
	if (shape->state == SHAPE_OURS && !shape_is_due(shape) &&
	    (counted_add(&printer.counted, &printer.sample) || print(shape))) {
		shape->printed++;
		return true;
	}
	printer.awaited = shape;
	return false;
}

int
filter_event(void *data, const struct perf_dlfilter_sample *sample, void *ctx)
{
	bool printed;

	(void)data;
	guard_enter();
	look_back();
	perf_text_mark();
	printed = print_or_leave(sample, ctx);
	if (printed)
		printer.report.printed++;
	else
		printer.report.left++;
	guard_leave();
	return printed;
}

static void
on_hang(void)
{
	static const char why[] = "it hangs";

	report_give_up(why, sizeof why - 1);
}

/*
 * Returns the value of an argument with this name, which has "=" at its end, or
 * NULL if it is another one.
 */
static const char *
value_of(const char *argument, const char *name)
{
	size_t len = strlen(name);

	return strncmp(argument, name, len) ? NULL : argument + len;
}

/* Applies what the job says of the kernel.  Returns 0, or -1. */
static int
apply_kernel(const char *value)
{
	bool still = !strcmp(value, "still");

	if (!still && strcmp(value, "listed"))
		return -1;
	printer.rules.still_kernel = still;
	dsos_add(&printer.dsos, "[kernel.kallsyms]");
	return 0;
}

/* Applies what may be counted together.  Returns 0, or -1. */
static int
apply_counts(const char *value)
{
	printer.counted.pids = !strcmp(value, "stacks-of-tasks");
	printer.counted.on = printer.counted.pids || !strcmp(value, "stacks");
	return printer.counted.on ? 0 : -1;
}

/* Applies the value of a --dlarg.  Returns 0, or -1. */
static int
apply_argument(const char *argument)
{
	const char *value;

	if (fields_take(&printer.rules.fields, argument))
		return 0;
	if ((value = value_of(argument, "report=")))
		return report_open(value);
	/* Without this list there is more for perf to print. */
	if ((value = value_of(argument, "plain="))) {
		dsos_read(&printer.dsos, value);
		return 0;
	}
	if ((value = value_of(argument, "kernel=")))
		return apply_kernel(value);
	if ((value = value_of(argument, "counts=")))
		return apply_counts(value);
	if (!strcmp(argument, "chains=hidden")) {
		printer.rules.hides_chains = true;
		return 0;
	}
	value = value_of(argument, "max-stack=");
	if (value)
		printer.rules.most_frames = strtoul(value, NULL, 10);
	return value ? 0 : -1;
}

int
start(void **data, void *ctx)
{
	int count;
	char **argument = perf_dlfilter_fns.args(ctx, &count);

	(void)data;
	for (int i = 0; i < count; i++)
		if (apply_argument(argument[i]))
			return -1;
	if (perf_text_start())
		return -1;
	printer.has_memory = !memory_start(&printer.memory);
	guard_start(on_hang);
	printer.has_started = true;
	return 0;
}

int
stop(void *data, void *ctx)
{
	static const char short_memory[] = "memory is short";

	(void)data;
	(void)ctx;
	/* perf calls this also when start() has failed, which the job sees. */
	if (!printer.has_started)
		return 0;
	look_back();
	if (counted_finish(&printer.counted, &printer.pen))
		report_give_up(short_memory, sizeof short_memory - 1);
	perf_text_flush();
	guard_stop();
	report_counts(&printer.report);
	counted_release(&printer.counted);
	pen_release(&printer.pen);
	memory_release(&printer.memory);
	dsos_release(&printer.dsos);
	shapes_release(&printer.shapes);
	return 0;
}
