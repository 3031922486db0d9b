/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "printer/layout.h"
#include "printer/sample.h"
#include "printer/shape.h"

enum {
	EQUAL_ENOUGH = 16, /* for a shape to be ours */
	COMPARED_EVERY = 64,
	UNCLEAR_ENOUGH = 64, /* for a shape to be perf's */
	MOST_SHAPES = 4096,
};

static bool
has_shape(const struct sample *s, const struct shape *shape)
{
	return s->event == shape->event_of_perf && s->kinds == shape->kinds &&
	    s->cpumode == shape->cpumode && s->fields == shape->fields;
}

static struct shape *
add_shape(struct shapes *all, const struct sample *s)
{
	struct shape *more;

	if (all->count == MOST_SHAPES)
		return NULL;
	more = realloc(all->shape, (all->count + 1) * sizeof *more);
	if (!more)
		return NULL;
	all->shape = more;
	more += all->count;
	*more = (struct shape){
		.event_of_perf = s->event,
		.event = {
			.name = strdup(s->event),
			.len = strlen(s->event),
			.before.key = { .dso = s->event,
				.kind = MEMORY_EVENT },
		},
		.fields = s->fields,
		.kinds = s->kinds,
		.cpumode = s->cpumode,
		.layouts = (UINT32_C(1) << LAYOUTS) - 1,
	};
	if (!more->event.name)
		return NULL;
	all->last = all->count++;
	return more;
}

struct shape *
shapes_find(struct shapes *all, const struct sample *s)
{
	if (all->count && has_shape(s, &all->shape[all->last]))
		return &all->shape[all->last];
	for (size_t i = 0; i < all->count; i++)
		if (has_shape(s, &all->shape[i])) {
			all->last = i;
			return &all->shape[i];
		}
	return add_shape(all, s);
}

uint32_t
shape_layout(const struct shape *s)
{
	uint32_t layout = 0;

	while (!(s->layouts & UINT32_C(1) << layout))
		layout++;
	return layout;
}

bool
shape_is_due(const struct shape *s)
{
	return s->printed >= COMPARED_EVERY - 1;
}

void
shape_confirm(struct shape *s, uint32_t layouts)
{
	s->layouts = layouts;
	s->printed = 0;
	s->unclear = 0;
	if (s->state == SHAPE_LEARNING && ++s->equal >= EQUAL_ENOUGH)
		s->state = SHAPE_OURS;
}

void
shape_doubt(struct shape *s)
{
	if (++s->unclear >= UNCLEAR_ENOUGH)
		s->state = SHAPE_PERFS;
}

void
shapes_release(struct shapes *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->shape[i].event.name);
	free(all->shape);
	*all = (struct shapes){ 0 };
}
