/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/alloc.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"

bool
recording_header_times(
    const struct recording *r, uint64_t *first_ns, uint64_t *last_ns)
{
	struct section s = r->feature[FEATURE_SAMPLE_TIME];

	if (s.len < 16)
		return false;
	*first_ns = format_u64(r->part[0].bytes + s.offset, r->swapped);
	*last_ns = format_u64(r->part[0].bytes + s.offset + 8, r->swapped);
	return *last_ns && *first_ns <= *last_ns;
}

uint32_t
recording_cpus_available(const struct recording *r)
{
	struct section s = r->feature[FEATURE_NRCPUS];

	return s.len < 8 ? 0 :
	    format_u32(r->part[0].bytes + s.offset, r->swapped);
}

char *
recording_string_feature(const struct recording *r, int feature)
{
	struct section s = r->feature[feature];
	const char *text;
	uint32_t len;

	if (s.len < 4)
		return NULL;
	text = (const char *)r->part[0].bytes + s.offset + 4;
	len = format_u32(r->part[0].bytes + s.offset, r->swapped);
	if (len > s.len - 4)
		return NULL;
	return xstrndup(text, strnlen(text, len));
}

bool
recording_kernel_build_id(
    const struct recording *r, unsigned char id[BUILD_ID_LEN])
{
	static const char name[] = "[kernel.kallsyms]";
	struct section s = r->feature[FEATURE_BUILD_ID];
	const unsigned char *at;
	uint64_t left = s.len, size;

	if (!left)
		return false;
	at = r->part[0].bytes + s.offset;
	for (; left >= BUILD_ID_NAME + sizeof name; at += size, left -= size) {
		size = format_u16(at + RECORD_SIZE, r->swapped);
		if (size < BUILD_ID_NAME + sizeof name || size > left)
			return false;
		if (memcmp(at + BUILD_ID_NAME, name, sizeof name))
			continue;
		memcpy(id, at + BUILD_ID_ID, BUILD_ID_LEN);
		return true;
	}
	return false;
}

/* Bytes of a section from a place on. */
struct rest {
	const unsigned char *at;
	uint64_t len;
	bool swapped;
};

/* Drops bytes at the start.  Returns whether there are so many. */
static bool
skip(struct rest *r, uint64_t len)
{
	if (len > r->len)
		return false;
	r->at += len;
	r->len -= len;
	return true;
}

static bool
take_u32(struct rest *r, uint32_t *v)
{
	if (r->len < sizeof *v)
		return false;
	*v = format_u32(r->at, r->swapped);
	return skip(r, sizeof *v);
}

/* Takes an event.  Returns whether it is whole, and its name has no blank. */
static bool
take_word_event(struct rest *r, uint32_t attr_len)
{
	uint32_t ids, len;
	const char *name;

	if (!skip(r, attr_len) || !take_u32(r, &ids) || !take_u32(r, &len))
		return false;
	name = (const char *)r->at;
	return skip(r, len) && skip(r, 8 * (uint64_t)ids) &&
	    strnlen(name, len) < len && !name[strcspn(name, " \t\n\v\f\r")];
}

bool
recording_has_blank_event(const struct recording *r)
{
	struct section s = r->feature[FEATURE_EVENT_DESC];
	struct rest rest = { r->part[0].bytes + s.offset, s.len, r->swapped };
	uint32_t count, attr_len;

	if (!s.len)
		return false;
	if (!take_u32(&rest, &count) || !take_u32(&rest, &attr_len))
		return true;
	while (count--)
		if (!take_word_event(&rest, attr_len))
			return true;
	return false;
}
