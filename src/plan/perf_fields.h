/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of perf script -F: which are printed for samples of which type of
 * event, and which depend on more than their sample.  Sources:
 * parse_output_fields() and perf_session__check_output_opt() in
 * tools/perf/builtin-script.c, and the help of perf 6.1 and 6.12, with which a
 * test compares the table.
 */
#ifndef PLAN_PERF_FIELDS_H
#define PLAN_PERF_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

struct events;

/* Types of events that -F distinguishes; the first six are the kernel's. */
enum {
	FIELDS_HW,
	FIELDS_SW,
	FIELDS_TRACE,
	FIELDS_CACHE,
	FIELDS_RAW,
	FIELDS_BREAK,
	FIELDS_SYNTH,
	FIELDS_OTHER,
	FIELDS_TYPES /* their number */
};

/* What a recording must have for a field to depend on more than its sample. */
enum perf_field_when {
	FIELD_ALWAYS,
	FIELD_OF_GROUPS,   /* several events */
	FIELD_OF_BRANCHES, /* a trace, or samples of single branches */
	FIELD_OF_TRACE,
	FIELD_OF_STACKS, /* stacks of branches, or a trace for them */
};

struct perf_field {
	const char *name;
	unsigned types;   /* bits of types that print it without -F */
	unsigned invalid; /* bits of types that cannot print it */
	uint64_t sample;  /* samples need one of these SAMPLE_ bits, if any */
	bool ns;          /* --ns changes its text */
	const char *differs; /* why ranges may print another text, or NULL */
	enum perf_field_when when;
};

/* All fields, at most PERF_FIELDS_MAX; the last has no name. */
enum { PERF_FIELDS_MAX = 64 };
extern const struct perf_field perf_fields[];

/* Which fields are printed: for each type of event, a bit for each field. */
struct perf_field_use {
	uint64_t printed[FIELDS_TYPES];
	uint64_t asked[FIELDS_TYPES]; /* printed even without the data */
	bool set[FIELDS_TYPES];       /* -F changes what the type prints */
	bool named[FIELDS_TYPES];     /* -F names a field of it but flags */
};

/* Starts with what perf prints without -F. */
void perf_fields_start(struct perf_field_use *);

/*
 * Applies a value of -F.  Returns 0, or 1 when it names an unknown field or
 * type, which is ignored, or -1 with a message when perf would refuse it.
 */
int perf_fields_take(struct perf_field_use *, const char *value);

/* Says whether a field may be printed for some type of event. */
bool perf_fields_name(const struct perf_field_use *, const char *name);

/*
 * Says whether perf prints a field for samples of some event.  traced says that
 * there are also samples that perf synthesises from a trace.
 */
bool perf_fields_print(const struct perf_field_use *, const struct events *,
    bool traced, const char *name);

/*
 * Says whether perf prints samples of some event without that field; events of
 * which it prints no field at all do not count.
 */
bool perf_fields_lack(const struct perf_field_use *, const struct events *,
    bool traced, const char *name);

#endif
