/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "plan/cpu_list.h"

/* Reads a number at *text and moves behind it; -1 when there is none. */
static long
number(const char **text)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)**text))
		return -1;
	value = strtol(*text, &end, 10);
	*text = end;
	return value;
}

/* Marks the CPUs of a list in wanted; -1 when it is no such list. */
static int
mark(const char *text, bool *wanted, uint32_t available)
{
	long first, last;

	for (;; text++) {
		first = last = number(&text);
		if (*text == '-') {
			text++;
			last = number(&text);
		}
		if (first < 0 || last < first || last >= available)
			return -1;
		for (long cpu = first; cpu <= last; cpu++)
			wanted[cpu] = true;
		if (*text != ',')
			return *text ? -1 : 0;
	}
}

uint32_t *
cpu_list_parse(const char *text, uint32_t available, size_t *count)
{
	bool *wanted = xcalloc(available, sizeof *wanted);
	uint32_t *cpu = NULL;

	*count = 0;
	if (text && mark(text, wanted, available)) {
		warnx("perf script --cpu '%s': expected CPUs from 0 to %u of "
		      "the recorded machine, as in 0-3,5", text, available - 1);
		free(wanted);
		return NULL;
	}
	cpu = xcalloc(available, sizeof *cpu);
	for (uint32_t i = 0; i < available; i++)
		if (wanted[i] || !text)
			cpu[(*count)++] = i;
	free(wanted);
	return cpu;
}
