/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/odd_text.h"

enum { DECIMALS = 9 };

bool
odd_name(const char *name)
{
	for (; *name; name++) {
		size_t digits = *name == '.' ? strspn(name + 1, "0123456789") :
					       0;

		if (iscntrl((unsigned char)*name) || digits >= DECIMALS ||
		    (digits && name[1 + digits] == ':'))
			return true;
	}
	return false;
}

bool
odd_comm(const struct record *record)
{
	const unsigned char *name = record->bytes + COMM_NAME;
	const unsigned char *limit = record->bytes + record->size;

	if (limit - name < 2 || !name[0] || !name[1] || isspace(name[0]))
		return true;
	for (; name < limit && *name; name++)
		if (iscntrl(*name) ||
		    (*name == ':' && name + 1 < limit && name[1] == ' '))
			return true;
	return false;
}

/* Says whether the point is followed by the digits of a time. */
static bool
has_decimals(const unsigned char *point, const unsigned char *end)
{
	if (end - point <= DECIMALS)
		return false;
	for (int i = 1; i <= DECIMALS; i++)
		if (point[i] < '0' || point[i] > '9')
			return false;
	return true;
}

/* Says whether such digits come before the end of a text. */
static bool
has_time(const unsigned char *at, const unsigned char *end)
{
	for (; at < end && *at; at++)
		if (*at == '.' && has_decimals(at, end))
			return true;
	return false;
}

bool
odd_text(const unsigned char *bytes, size_t len)
{
	const unsigned char *at = bytes, *end = bytes + len;

	while ((at = memchr(at, '\n', end - at)))
		if (has_time(++at, end))
			return true;
	return false;
}

/* Returns the first possible start of raw data: before the copy of a stack. */
static uint32_t
raw_start(const struct event *e, const struct record *r)
{
	uint32_t at = e->layout.sample_min;
	uint64_t calls;

	if (e->sample_type & SAMPLE_READ)
		return at;
	if (e->sample_type & SAMPLE_PERIOD)
		at += 8;
	if (!(e->sample_type & SAMPLE_CALLCHAIN))
		return at;
	if (at + 8 > r->size)
		return r->size;
	calls = format_u64(r->bytes + at, r->swapped);
	return calls <= (r->size - at - 8u) / 8 ? at + 8 + 8 * calls : r->size;
}

/* Returns the end of raw data that starts there. */
static uint32_t
raw_end(const struct event *e, const struct record *r, uint32_t start)
{
	uint32_t len;

	if ((e->sample_type & SAMPLE_READ) || start + 4u > r->size)
		return r->size;
	len = format_u32(r->bytes + start, r->swapped);
	return len <= r->size - start - 4 ? start + 4 + len : r->size;
}

/* perf prints the output of BPF programs in columns of 16 characters. */
static bool
is_bpf_output(const struct event *e)
{
	return e->type == EVENT_SOFTWARE && e->config == EVENT_BPF_OUTPUT;
}

bool
odd_sample(const struct event *e, const struct record *r)
{
	uint32_t start, end;

	if (!(e->sample_type & SAMPLE_RAW))
		return false;
	start = raw_start(e, r);
	end = raw_end(e, r, start);
	if (odd_text(r->bytes + start, end - start))
		return true;
	for (uint32_t at = start; is_bpf_output(e) && at < end; at++)
		if (r->bytes[at] == '.' &&
		    has_decimals(r->bytes + at, r->bytes + end))
			return true;
	return false;
}
