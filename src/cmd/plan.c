/* SPDX-License-Identifier: GPL-2.0-only */
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/prepare.h"

int
cmd_plan(const struct options *o)
{
	struct options own = *o;
	struct prepared p;
	int status;

	own.dry_run = !o->json;
	status = prepare(&p, &own);
	if (status)
		return status;
	if (o->json)
		plan_print_json(&p.plan, p.command.input);
	else
		plan_print(&p.plan);
	prepared_release(&p);
	return 0;
}
