/* SPDX-License-Identifier: GPL-2.0-only */
#include "perfdata/records.h"
#include "slice/sample_chain.h"

void
sample_chain_add(struct sample_chain *c, const struct record *record,
    uint64_t round, uint64_t seed)
{
	digest_number number = digest_number_of(record->bytes, record->size,
	    2 * seed + (c->last_round != round));

	if (!c->count++) {
		c->first_round = round;
		c->first = number;
		c->again =
		    digest_number_of(record->bytes, record->size, 2 * seed);
	}
	c->last_round = round;
	c->value = digest_chain(c->value, number);
}

void
sample_chain_append(struct sample_chain *c, const struct sample_chain *next)
{
	digest_number value = next->value;

	if (!c->count) {
		*c = *next;
		return;
	}
	if (c->last_round == next->first_round)
		value += digest_chains(
		    next->again - next->first, 0, next->count - 1);
	c->value = digest_chains(c->value, value, next->count);
	c->count += next->count;
	c->last_round = next->last_round;
}
