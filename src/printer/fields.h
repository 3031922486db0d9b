/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which fields perf prints of a sample.  The job that starts perf knows them
 * (plan/perf_fields.h) and names them in a --dlarg for each type of event, such
 * as "type1=comm,tid,time,ip,sym".
 */
#ifndef PRINTER_FIELDS_H
#define PRINTER_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	FIELD_COMM = 1 << 0,
	FIELD_PID = 1 << 1,
	FIELD_TID = 1 << 2,
	FIELD_CPU = 1 << 3,
	FIELD_TIME = 1 << 4,
	FIELD_PERIOD = 1 << 5,
	FIELD_EVENT = 1 << 6,
	FIELD_FLAGS = 1 << 7,
	FIELD_ADDR = 1 << 8,
	FIELD_IP = 1 << 9,
	FIELD_SYM = 1 << 10,
	FIELD_SYMOFF = 1 << 11,
	FIELD_DSO = 1 << 12,
	FIELD_SRCLINE = 1 << 13,
	FIELD_TO = 1 << 14, /* where a branch goes, which -F did not name */
	FIELD_BRSTACK = 1 << 15,
	FIELD_BRSTACKSYM = 1 << 16, /* perf prints FIELD_BRSTACK instead */
	FIELD_OTHERS = 1 << 17, /* that we cannot print */
};

/* Types of events as -F has them: the kernel's six, synth, and all others. */
enum { FIELDS_TYPES = 8 };

struct fields {
	uint32_t rows[FIELDS_TYPES]; /* of the table in fields.c, a bit each */
	/* The last answer of fields_of(), which is called for each sample. */
	uint32_t last_type;
	uint64_t last_sample_type;
	uint32_t last;
};

/* Applies the value of a --dlarg.  Returns whether it is one about fields. */
bool fields_take(struct fields *, const char *argument);

/*
 * Returns the bits of the fields printed of an event with this type and
 * sample_type in its struct perf_event_attr: perf leaves out what its samples
 * do not have.  0 when nothing was said of the type.
 */
uint32_t fields_of(struct fields *, uint32_t type, uint64_t sample_type);

#endif
