/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "job/cleaning.h"

int
cmd_clean(const struct options *o)
{
	if (o->operands > 1) {
		warnx("clean takes one output folder");
		return 2;
	}
	return clean_output(o->operands ? o->operand[0] : "parallel-perf-output") ? 1 :
									    0;
}
