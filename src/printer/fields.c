/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/perf_event.h>
#include <string.h>

#include "printer/fields.h"

static const struct {
	const char *name;
	uint32_t field;
	uint64_t sample; /* PERF_SAMPLE_ bit that samples need, or 0 */
} known[] = {
	{ "comm", FIELD_COMM, 0 },
	{ "pid", FIELD_PID, PERF_SAMPLE_TID },
	{ "tid", FIELD_TID, PERF_SAMPLE_TID },
	{ "cpu", FIELD_CPU, PERF_SAMPLE_CPU },
	{ "time", FIELD_TIME, PERF_SAMPLE_TIME },
	{ "period", FIELD_PERIOD, 0 },
	{ "event", FIELD_EVENT, 0 },
	{ "flags", FIELD_FLAGS, 0 },
	{ "addr", FIELD_ADDR, PERF_SAMPLE_ADDR },
	{ "ip", FIELD_IP, PERF_SAMPLE_IP },
	{ "sym", FIELD_SYM, 0 },
	{ "symoff", FIELD_SYMOFF, 0 },
	{ "dso", FIELD_DSO, 0 },
	{ "srcline", FIELD_SRCLINE, 0 },
	{ "brstack", FIELD_BRSTACK, PERF_SAMPLE_BRANCH_STACK },
	{ "brstacksym", FIELD_BRSTACKSYM, PERF_SAMPLE_BRANCH_STACK },
	{ "to", FIELD_TO, PERF_SAMPLE_ADDR }, /* no field of -F */
	/* These print nothing of samples that do not have what they show. */
	{ "bpf-output", 0, 0 },
	{ "data_src", FIELD_OTHERS, PERF_SAMPLE_DATA_SRC },
	{ "weight", FIELD_OTHERS,
	    PERF_SAMPLE_WEIGHT | PERF_SAMPLE_WEIGHT_STRUCT },
	{ "phys_addr", FIELD_OTHERS, PERF_SAMPLE_PHYS_ADDR },
	{ "data_page_size", FIELD_OTHERS, PERF_SAMPLE_DATA_PAGE_SIZE },
	{ "code_page_size", FIELD_OTHERS, PERF_SAMPLE_CODE_PAGE_SIZE },
	{ "ins_lat", FIELD_OTHERS, PERF_SAMPLE_WEIGHT_STRUCT },
	{ "retire_lat", FIELD_OTHERS, PERF_SAMPLE_WEIGHT_STRUCT },
};

enum { KNOWN = sizeof known / sizeof *known };

/* Returns the number of a field with this name, KNOWN for none. */
static size_t
number_of(const char *name, size_t len)
{
	size_t i = 0;

	while (i < KNOWN && (strlen(known[i].name) != len ||
				memcmp(known[i].name, name, len)))
		i++;
	return i;
}

/* Returns the rows of the table that a list names, and KNOWN for others. */
static uint32_t
rows_of(const char *list)
{
	uint32_t rows = 0;

	while (*list) {
		size_t len = strcspn(list, ",");

		rows |= UINT32_C(1) << number_of(list, len);
		list += len + (list[len] == ',');
	}
	return rows;
}

bool
fields_take(struct fields *f, const char *argument)
{
	static const char name[] = "type";
	size_t len = sizeof name - 1;
	int type;

	if (strncmp(argument, name, len))
		return false;
	type = argument[len] - '0';
	if (type < 0 || type >= FIELDS_TYPES || argument[len + 1] != '=')
		return false;
	f->rows[type] = rows_of(argument + len + 2);
	return true;
}

/* Returns the fields in some rows of the table that samples have. */
static uint32_t
fields_in(uint32_t rows, uint64_t sample_type)
{
	uint32_t fields = rows & UINT32_C(1) << KNOWN ? FIELD_OTHERS : 0;

	for (size_t i = 0; i < KNOWN; i++)
		if ((rows & UINT32_C(1) << i) &&
		    (!known[i].sample || (known[i].sample & sample_type)))
			fields |= known[i].field;
	return fields;
}

uint32_t
fields_of(struct fields *f, uint32_t type, uint64_t sample_type)
{
	/* perf's own, of what it synthesises from a trace. */
	const uint32_t synth = UINT32_C(1) << 31;
	unsigned of = type == synth ? 6 : type < PERF_TYPE_MAX ? type : 7;

	if (!f->last || type != f->last_type ||
	    sample_type != f->last_sample_type) {
		f->last_type = type;
		f->last_sample_type = sample_type;
		f->last = fields_in(f->rows[of], sample_type);
	}
	return f->last;
}
