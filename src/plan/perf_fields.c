/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "plan/perf_fields.h"

#define HW (1u << FIELDS_HW)
#define SW (1u << FIELDS_SW)
#define TRACE (1u << FIELDS_TRACE)
#define RAW (1u << FIELDS_RAW)
#define SYNTH (1u << FIELDS_SYNTH)
#define ALL ((1u << FIELDS_TYPES) - 1)

#define FIELD(n, ...) { .name = n, __VA_ARGS__ }

static const char widest[] =
    "the column data_src becomes as wide as the widest text so far";
static const char patience[] =
    "perf asks no more about a file when addr2line does not know its first "
    "123 addresses";
static const char line_before[] =
    "a line of source code is left out where a thread was in it before";
static const char counted[] =
    "perf counts the members of a group over all samples";
static const char depth[] =
    "callindent depends on the calls and the widths of earlier samples";
static const char adjusted[] =
    "brstackoff is an offset in a file until perf has read its symbols for "
    "some sample, and an address from then on";
static const char since_start[] = "ipc counts from where decoding starts";

const struct perf_field perf_fields[] = {
	FIELD("comm", .types = ALL),
	FIELD("tid", .types = ALL, .sample = SAMPLE_TID),
	FIELD("pid", .sample = SAMPLE_TID),
	FIELD("time", .types = ALL, .sample = SAMPLE_TIME, .ns = true),
	FIELD("cpu", .types = ALL, .sample = SAMPLE_CPU),
	FIELD("event", .types = ALL),
	FIELD("trace", .types = TRACE, .invalid = ALL & ~TRACE),
	FIELD("ip", .types = ALL & ~TRACE, .sample = SAMPLE_IP),
	FIELD("sym", .types = ALL & ~TRACE),
	FIELD("dso", .types = ALL & ~TRACE),
	FIELD("dsoff"),
	FIELD("addr", .types = RAW, .sample = SAMPLE_ADDR),
	FIELD("symoff", .types = ALL & ~TRACE),
	FIELD("srcline", .differs = patience),
	FIELD("period", .types = ALL & ~TRACE & ~SYNTH),
	FIELD("iregs", .sample = SAMPLE_REGS_INTR),
	FIELD("uregs", .sample = SAMPLE_REGS_USER),
	FIELD("brstack"),
	FIELD("brstacksym"),
	FIELD("flags"),
	FIELD("data_src", .types = RAW, .sample = SAMPLE_DATA_SRC,
	    .differs = widest),
	FIELD("weight", .types = RAW,
	    .sample = SAMPLE_WEIGHT | SAMPLE_WEIGHT_STRUCT),
	FIELD("bpf-output", .types = SW, .invalid = ALL & ~SW & ~TRACE),
	FIELD("brstackinsn"),
	FIELD("brstackinsnlen"),
	FIELD("brstackdisasm"),
	FIELD("brstackoff", .differs = adjusted, .when = FIELD_OF_STACKS),
	FIELD("callindent", .differs = depth, .when = FIELD_OF_BRANCHES),
	FIELD("insn"),
	FIELD("disasm"),
	FIELD("insnlen"),
	FIELD("synth", .types = SYNTH),
	FIELD("phys_addr", .types = RAW, .sample = SAMPLE_PHYS_ADDR),
	FIELD("metric", .differs = counted, .when = FIELD_OF_GROUPS),
	FIELD("misc"),
	FIELD("srccode", .differs = line_before),
	FIELD("ipc", .differs = since_start, .when = FIELD_OF_TRACE),
	FIELD("tod", .ns = true),
	FIELD("data_page_size", .types = RAW,
	    .sample = SAMPLE_DATA_PAGE_SIZE),
	FIELD("code_page_size", .types = RAW,
	    .sample = SAMPLE_CODE_PAGE_SIZE),
	FIELD("ins_lat", .types = RAW, .sample = SAMPLE_WEIGHT_STRUCT),
	FIELD("machine_pid"),
	FIELD("vcpu"),
	FIELD("cgroup", .sample = SAMPLE_CGROUP),
	FIELD("retire_lat", .types = RAW, .sample = SAMPLE_WEIGHT_STRUCT),
	FIELD("brcntr"),
	FIELD(NULL),
};

_Static_assert(sizeof perf_fields / sizeof *perf_fields <= PERF_FIELDS_MAX,
    "PERF_FIELDS_MAX is too small");

/* Returns the number of the field with this name, -1 for none. */
static int
find(const char *name, size_t len)
{
	for (int i = 0; perf_fields[i].name; i++)
		if (strlen(perf_fields[i].name) == len &&
		    !memcmp(perf_fields[i].name, name, len))
			return i;
	return -1;
}

void
perf_fields_start(struct perf_field_use *use)
{
	*use = (struct perf_field_use){ 0 };
	for (int i = 0; perf_fields[i].name; i++)
		for (unsigned t = 0; t < FIELDS_TYPES; t++)
			if (perf_fields[i].types & 1u << t)
				use->printed[t] |= UINT64_C(1) << i;
}

/*
 * Takes the type that a value may begin with: *types are the bits of those it
 * is about.  Returns what follows it, NULL for a type that is not known.
 */
static const char *
take_type(const char *value, unsigned *types)
{
	static const struct { const char *name; unsigned type; } known[] = {
		{ "hw:", FIELDS_HW }, { "sw:", FIELDS_SW },
		{ "trace:", FIELDS_TRACE }, { "raw:", FIELDS_RAW },
		{ "break:", FIELDS_BREAK }, { "synth:", FIELDS_SYNTH },
	};

	*types = ALL;
	if (!strchr(value, ':'))
		return value;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t len = strlen(known[i].name);

		*types = 1u << known[i].type;
		if (!strncmp(value, known[i].name, len))
			return value + len;
	}
	return NULL;
}

/* Has one field printed, or left out, of the types that can have it. */
static void
set_field(struct perf_field_use *use, unsigned types, int field, char sign)
{
	uint64_t bit = UINT64_C(1) << field;
	bool is_flags = !strcmp(perf_fields[field].name, "flags");

	for (unsigned t = 0; t < FIELDS_TYPES; t++) {
		if (!is_flags && (types & 1u << t))
			use->named[t] = true;
		if (!(types & ~perf_fields[field].invalid & 1u << t))
			continue;
		use->set[t] = true;
		if (sign == '-') {
			use->printed[t] &= ~bit;
			use->asked[t] &= ~bit;
			continue;
		}
		use->printed[t] |= bit;
		/* perf looks for the data of all others that are printed. */
		if (types == ALL)
			use->asked[t] |= bit;
	}
}

/* Forgets what is printed of some types: a plain list follows. */
static void
clear(struct perf_field_use *use, unsigned types)
{
	for (unsigned t = 0; t < FIELDS_TYPES; t++) {
		if (!(types & 1u << t))
			continue;
		use->printed[t] = 0;
		use->set[t] = use->named[t] = true;
	}
}

int
perf_fields_take(struct perf_field_use *use, const char *value)
{
	unsigned types;
	const char *at = take_type(value, &types);
	bool plain = false, unknown = false;
	char sign = '\0';

	if (!at)
		return 1;
	/* So perf has it, though the name of bpf-output has a '-', too. */
	if (!strpbrk(at, "+-"))
		clear(use, types);
	for (at += strspn(at, ","); *at; at += strspn(at, ",")) {
		size_t len = strcspn(at, ",");
		bool is_signed = *at == '+' || *at == '-';
		int field;

		if (is_signed ? plain : sign != '\0') {
			warnx("perf script -F '%s': perf takes either a plain "
			      "list or fields with + and -; write two -F",
			    value);
			return -1;
		}
		plain = !is_signed;
		sign = is_signed ? *at : '\0';
		field = find(at + is_signed, len - is_signed);
		if (field >= 0)
			set_field(use, types, field, sign);
		else
			unknown = true;
		at += len;
	}
	return unknown;
}

static bool
is_dummy(const struct event *event)
{
	return event->type == FIELDS_SW && event->config == EVENT_SW_DUMMY;
}

/* Returns the type that an event has for -F. */
static unsigned
type_of(const struct event *event)
{
	return event->type < EVENT_TYPES ? event->type : FIELDS_OTHER;
}

/*
 * Says whether a field is printed of samples with this data: perf leaves out
 * what they do not have, unless it was asked for.
 */
static bool
is_printed(const struct perf_field_use *use, unsigned type,
    uint64_t sample_type, int field)
{
	const struct perf_field *f = &perf_fields[field];
	uint64_t bit = UINT64_C(1) << field;
	/* Tracepoints with callchains have these where -F says nothing. */
	bool chain = type == FIELDS_TRACE && !use->set[type] &&
	    (sample_type & SAMPLE_CALLCHAIN) && f->types == (ALL & ~TRACE);

	if (!(use->printed[type] & bit) && !chain)
		return false;
	return !f->sample || (use->asked[type] & bit) ||
	    (sample_type & f->sample);
}

/* Says whether samples of a type are shown; flags alone do not count. */
static bool
shows(const struct perf_field_use *use, unsigned type)
{
	return use->printed[type] & ~(UINT64_C(1) << find("flags", 5));
}

/*
 * Says whether some event's samples are shown with a field, or without it.
 * Of each type, the first event decides.  Of a recording that only perf can
 * read nothing is known of the one event, which may be any.
 */
static bool
any_event(const struct perf_field_use *use, const struct events *events,
    bool traced, const char *name, bool with)
{
	bool seen[FIELDS_TYPES] = { false };
	int field = find(name, strlen(name));
	/* What is made of a trace has all that its decoder knows. */
	unsigned more = traced ? HW | SYNTH : 0;

	for (size_t i = 0; i < events->count; i++) {
		const struct event *e = &events->event[i];
		unsigned type = type_of(e);

		/* perf passes over events of which there are no samples. */
		if (seen[type] || is_dummy(e))
			continue;
		if (!e->sample_type)
			more = ALL;
		seen[type] = true;
		if (shows(use, type) && e->sample_type &&
		    is_printed(use, type, e->sample_type, field) == with)
			return true;
	}
	for (unsigned t = 0; t < FIELDS_TYPES; t++)
		if ((more & 1u << t) && shows(use, t) &&
		    is_printed(use, t, UINT64_MAX, field) == with)
			return true;
	return false;
}

bool
perf_fields_name(const struct perf_field_use *use, const char *name)
{
	uint64_t bit = UINT64_C(1) << find(name, strlen(name));

	for (unsigned type = 0; type < FIELDS_TYPES; type++)
		if (use->printed[type] & bit)
			return true;
	return false;
}

bool
perf_fields_print(const struct perf_field_use *use,
    const struct events *events, bool traced, const char *name)
{
	return any_event(use, events, traced, name, true);
}

bool
perf_fields_lack(const struct perf_field_use *use, const struct events *events,
    bool traced, const char *name)
{
	return any_event(use, events, traced, name, false);
}
