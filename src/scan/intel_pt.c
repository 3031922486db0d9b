/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "scan/intel_pt.h"

/* AUXTRACE_INFO of Intel PT: u64 fields, the first one at INFO_FIELDS. */
enum {
	INFO_PMU_TYPE,
	INFO_TIME_SHIFT,
	INFO_TIME_MULT,
	INFO_TIME_ZERO,
	INFO_HAS_TIME_ZERO,
	INFO_TSC_BIT, /* of the config of the event */
	INFO_SNAPSHOT = 8,
	INFO_COUNT, /* of those that every perf writes */
	INFO_FIELDS = 16,
};

/* Packets by their first byte, or after LONG by their second. */
enum {
	LONG = 0x02,
	TSC = 0x19,
	FUP = 0x1d, /* three more bits have the form of the IP, 0 for none */
	LONG_PSBEND = 0x23,
};

/*
 * Lengths in bytes of the packets that a PSB+ may have besides CYC.  A PSB+
 * with any other packet is damaged.
 */
static const unsigned char packet_length[256] = {
	[0x00] = 1, /* PAD */
	[TSC] = 8,
	[0x59] = 2, /* MTC */
	[0x99] = 2, /* MODE */
	[FUP] = 1, [FUP + 0x20] = 3, [FUP + 0x40] = 5, [FUP + 0x60] = 7,
	[FUP + 0x80] = 7, [FUP + 0xc0] = 9,
};
static const unsigned char long_packet_length[256] = {
	[0x03] = 4, /* CBR */
	[LONG_PSBEND] = 2,
	[0x43] = 8, /* PIP */
	[0x73] = 7, /* TMA */
	[0xc3] = 11, /* MNT */
	[0xc8] = 7, /* VMCS */
};

enum { PSB_LEN = 16 };
static const unsigned char psb_bytes[PSB_LEN] = {
	2, 0x82, 2, 0x82, 2, 0x82, 2, 0x82, 2, 0x82, 2, 0x82, 2, 0x82, 2, 0x82
};

static uint64_t
info_field(const unsigned char *record, int number)
{
	return format_u64(record + INFO_FIELDS + 8 * number, false);
}

/* Returns why perf, or we, cannot compute times with these events, or NULL. */
static const char *
check_events(const struct events *events, uint64_t pmu_type, uint64_t tsc_bit)
{
	bool found = false;

	for (size_t i = 0; i < events->count; i++) {
		const struct event *e = &events->event[i];

		if (!(e->sample_type & SAMPLE_TIME))
			return "an event has no times";
		if (e->type != pmu_type)
			continue;
		if (!(e->config & tsc_bit))
			return "the trace has no TSCs";
		found = true;
	}
	return found ? NULL : "there is no event of Intel PT";
}

const char *
intel_pt_info_read(struct intel_pt_info *info, const struct events *events,
    const unsigned char *record, size_t size)
{
	uint64_t shift, mult;

	if (size < AUXTRACE_INFO_TYPE + 4 ||
	    format_u32(record + AUXTRACE_INFO_TYPE, false) != AUXTRACE_INTEL_PT)
		return "the trace is not of Intel PT";
	if (size < INFO_FIELDS + 8 * INFO_COUNT)
		return "AUXTRACE_INFO is too short";
	shift = info_field(record, INFO_TIME_SHIFT);
	mult = info_field(record, INFO_TIME_MULT);
	if (!info_field(record, INFO_HAS_TIME_ZERO) || shift > 63 ||
	    mult == 0 || mult > UINT32_MAX)
		return "AUXTRACE_INFO does not tell the time of a TSC";
	*info = (struct intel_pt_info){
		.time_zero = info_field(record, INFO_TIME_ZERO),
		.time_mult = mult,
		.time_shift = shift,
		.snapshot = info_field(record, INFO_SNAPSHOT) != 0 ||
		    events_carry_trace(events),
	};
	return check_events(events, info_field(record, INFO_PMU_TYPE),
	    info_field(record, INFO_TSC_BIT));
}

uint64_t
intel_pt_time(const struct intel_pt_info *info, uint64_t tsc)
{
	uint64_t mult = info->time_mult;
	uint64_t whole = tsc >> info->time_shift;
	uint64_t part = tsc & (((uint64_t)1 << info->time_shift) - 1);

	return info->time_zero + whole * mult +
	    (part * mult >> info->time_shift);
}

uint64_t
intel_pt_tsc(const struct intel_pt_info *info, uint64_t time_ns)
{
	uint64_t since = time_ns - info->time_zero;
	uint64_t whole = since / info->time_mult;
	uint64_t part = since % info->time_mult;

	return (whole << info->time_shift) +
	    (part << info->time_shift) / info->time_mult;
}

/* Says whether all of these eight bytes repeat a PSB's two. */
static bool
like_psb(const unsigned char *p)
{
	return (format_u64(p, false) | 0x8080808080808080) ==
	    0x8282828282828282;
}

/*
 * Returns the first PSB from p to end, or NULL.  It looks at every eighth byte,
 * since wherever a PSB starts, one of these words lies within it.
 */
static const unsigned char *
next_psb(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *from = p, *start;

	for (; end - p >= 8; p += 8) {
		if (!like_psb(p))
			continue;
		/*
		 * Never far, since the previous word would have been in the
		 * PSB.
		 */
		start = p;
		while (start > from && start[-1] == (start[0] ^ 0x80))
			start--;
		if (*start != psb_bytes[0])
			start++;
		if (end - start >= PSB_LEN &&
		    memcmp(start, psb_bytes, PSB_LEN) == 0)
			return start;
	}
	return NULL;
}

/*
 * Returns how many bytes at the start of a chunk belong to a PSB that began in
 * the chunk before.
 */
static size_t
rest_of_psb(const struct intel_pt_chunk *c)
{
	unsigned char seam[2 * (PSB_LEN - 1)];
	size_t left = c->before_len, right = c->len;
	const unsigned char *found;

	left = left < PSB_LEN ? left : PSB_LEN - 1;
	right = right < PSB_LEN ? right : PSB_LEN - 1;
	if (left == 0)
		return 0;
	/* Two successive PSBs would look like a third between them. */
	if (c->len >= PSB_LEN && memcmp(c->trace, psb_bytes, PSB_LEN) == 0)
		return 0;
	memcpy(seam, c->before + c->before_len - left, left);
	memcpy(seam + left, c->trace, right);
	found = next_psb(seam, seam + left + right);
	return found ? found + PSB_LEN - (seam + left) : 0;
}

/* Returns the length of a CYC, 0 when it is too long or longer than len. */
static size_t
cyc_length(const unsigned char *p, size_t len)
{
	enum { CYC_MAX = 10 };
	unsigned more = p[0] & 4; /* in later bytes that is bit 0 */
	size_t i = 1;

	for (; more; more = p[i++] & 1)
		if (i == CYC_MAX || i == len)
			return 0;
	return i;
}

/*
 * Returns the length of the packet at p; 0 when it cannot be in a PSB+ or is
 * longer than len: a packet that is cut off, which perf does not join either.
 */
static size_t
length_at(const unsigned char *p, size_t len)
{
	size_t n = packet_length[p[0]];

	if ((p[0] & 3) == 3)
		return cyc_length(p, len);
	if (p[0] == LONG && len > 1)
		n = long_packet_length[p[1]];
	return n <= len ? n : 0;
}

/* Returns the TSC with these 56 bits that is nearest to reference. */
static uint64_t
tsc_near(uint64_t reference, const unsigned char *packet)
{
	const uint64_t wrap = (uint64_t)1 << 56;
	uint64_t ahead = (format_u64(packet, false) >> 8) - reference;

	ahead &= wrap - 1;
	return reference + ahead - (ahead < wrap / 2 ? 0 : wrap);
}

/* The PSB+ that is being read. */
struct psb_plus {
	struct intel_pt_psb psb;
	uint64_t reference;
	bool has_ip;
	bool open; /* neither ended nor damaged */
};

/* Reads packets from p to end, or to the end of the PSB+. */
static void
read_packets(
    struct psb_plus *plus, const unsigned char *p, const unsigned char *end)
{
	size_t len;

	for (; p < end && plus->open; p += len) {
		len = length_at(p, end - p);
		if (len == 0)
			plus->open = false;
		else if (p[0] == TSC)
			plus->psb.tsc = tsc_near(plus->reference, p);
		else if ((p[0] & 0x1f) == FUP && len > 1)
			plus->has_ip = true;
		else if (p[0] == LONG && p[1] == LONG_PSBEND) {
			plus->psb.gives_sample = plus->has_ip;
			plus->open = false;
		}
	}
}

/* Adds a PSB if it has a sample or a time; its PSB+ continues at p. */
static void
add_psb(struct intel_pt_psbs *psbs, const struct intel_pt_chunk *c,
    const unsigned char *p)
{
	struct psb_plus plus = {
		.psb.offset = p - c->trace,
		.reference = c->reference,
		.open = true,
	};

	read_packets(&plus, p, c->trace + c->len);
	if (c->after_len)
		read_packets(&plus, c->after, c->after + c->after_len);
	if (!plus.psb.tsc && !plus.psb.gives_sample)
		return;
	psbs->psb = xgrow(psbs->psb, psbs->count, &psbs->room,
	    sizeof *psbs->psb);
	psbs->psb[psbs->count++] = plus.psb;
}

void
intel_pt_find(struct intel_pt_psbs *psbs, const struct intel_pt_chunk *c)
{
	const unsigned char *p = c->trace;
	size_t rest;

	if (c->len == 0)
		return;
	rest = rest_of_psb(c);
	if (rest)
		add_psb(psbs, c, p + rest);
	p += rest;
	while ((p = next_psb(p, c->trace + c->len))) {
		p += PSB_LEN;
		add_psb(psbs, c, p);
	}
}

void
intel_pt_psbs_release(struct intel_pt_psbs *psbs)
{
	free(psbs->psb);
	*psbs = (struct intel_pt_psbs){ 0 };
}

/*
 * Returns the first PSB of a snapshot that the previous snapshot did not have,
 * as perf finds it: the first with a TSC after the last one there.
 */
static size_t
first_new(const struct intel_pt_queue *q, const struct intel_pt_psbs *psbs)
{
	size_t i = 0;

	while (i < psbs->count && psbs->psb[i].tsc <= q->end_tsc)
		i++;
	return i;
}

size_t
intel_pt_join(struct intel_pt_queue *q, const struct intel_pt_info *info,
    const struct intel_pt_psbs *psbs, struct intel_pt_sample *sample)
{
	size_t i = info->snapshot ? first_new(q, psbs) : 0, samples = 0;

	for (; i < psbs->count; i++) {
		const struct intel_pt_psb *psb = &psbs->psb[i];

		if (psb->tsc)
			q->end_tsc = psb->tsc;
		if (psb->tsc > q->tsc)
			q->tsc = psb->tsc;
		if (psb->gives_sample && q->tsc)
			sample[samples++] = (struct intel_pt_sample){
				intel_pt_time(info, q->tsc), psb->offset
			};
	}
	return samples;
}
