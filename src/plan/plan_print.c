/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/quote.h"
#include "plan/plan.h"

void
plan_print(const struct plan *p)
{
	printf("%zu jobs:\n", p->count);
	for (size_t i = 0; i < p->count; i++) {
		char *command = quote_shell_words(&p->range[i].command);

		puts(command);
		free(command);
	}
}

static void
print_range_json(const struct range *r)
{
	printf("    {\"name\": ");
	quote_json(stdout, range_name(r->folder));
	printf(", \"folder\": ");
	quote_json(stdout, r->folder);
	if (r->cpu >= 0)
		printf(", \"cpu\": %d", r->cpu);
	if (!r->open_start)
		printf(", \"start_ns\": %" PRIu64, r->time.start_ns);
	if (!r->open_end)
		printf(", \"end_ns\": %" PRIu64, r->time.end_ns);
	printf(", \"weight\": %" PRIu64
	       ", \"key\": \"%s\",\n     \"command\": [",
	    r->weight, r->key.text);
	for (size_t i = 0; i < r->command.count; i++) {
		fputs(i ? ", " : "", stdout);
		quote_json(stdout, r->command.word[i]);
	}
	printf("]}");
}

void
plan_print_json(const struct plan *p, const char *recording)
{
	char digest[DIGEST_TEXT];

	digest_format(digest, &p->recording);
	printf("{\n  \"recording\": ");
	quote_json(stdout, recording);
	printf(",\n  \"digest\": \"%s\",\n  \"per_cpu\": %s,\n", digest,
	    p->per_cpu ? "true" : "false");
	printf("  \"ranges\": [\n");
	for (size_t i = 0; i < p->count; i++) {
		print_range_json(&p->range[i]);
		printf("%s\n", i + 1 < p->count ? "," : "");
	}
	printf("  ]\n}\n");
}
