/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number_map.h"
#include "flame/folded.h"
#include "flame/tree.h"

/* A frame while stacks still come; node 0 is the outermost. */
struct node {
	double count;
	uint32_t parent; /* number of a node before it */
	uint32_t name;
};

struct nodes {
	struct node *node;
	size_t count, room;
	struct number_map inside; /* nodes by their parents and names */
};

/* The nodes but the first, those inside the same one side by side. */
struct order {
	const struct node *node;
	uint32_t *rank;   /* by name */
	uint32_t *sorted; /* nodes, in the order of parents and names */
	uint32_t *place;  /* by node: where it is in sorted */
	uint32_t *first;  /* by node: place of the first inside it, if any */
	size_t count;     /* of sorted */
};

enum { NOT_THERE = UINT32_MAX };

static uint32_t
add_node(struct nodes *n, uint32_t parent, uint32_t name)
{
	n->node = xgrow(n->node, n->count, &n->room, sizeof *n->node);
	n->node[n->count] = (struct node){ 0, parent, name };
	return n->count++;
}

/* Returns the node of that name inside another; it is made if need be. */
static uint32_t
node_inside(struct nodes *n, uint32_t parent, uint32_t name)
{
	uint32_t found = number_map_get(&n->inside, parent, name);

	if (found)
		return found;
	found = add_node(n, parent, name);
	number_map_set(&n->inside, parent, name, found);
	return found;
}

static uint32_t
add_name(struct text_set *names, const char *name)
{
	return text_set_add(names, name, strlen(name) + 1);
}

static const char *
get_name(const struct text_set *names, uint32_t name)
{
	size_t len;

	return text_set_get(names, name, &len);
}

static void
add_stack(struct nodes *n, struct text_set *names, struct folded *f)
{
	uint32_t at = 0;
	char *name;

	n->node[0].count += f->count;
	while ((name = strsep(&f->stack, ";"))) {
		at = node_inside(n, at, add_name(names, name));
		n->node[at].count += f->count;
	}
}

/* Prints what is wrong with a line, and shows how it begins. */
static void
refuse_line(const char *from, size_t number, const char *expected,
    const char *line, size_t len)
{
	char shown[50];
	size_t n = 0;

	for (; n < len && n < sizeof shown - 1 && line[n] != '\n'; n++)
		shown[n] = isprint((unsigned char)line[n]) ? line[n] : '?';
	shown[n] = '\0';
	warnx("%s:%zu: no folded stack but '%s': expected %s, as in "
	      "'comm;outer;inner 12'; if this is text of perf script, run "
	      "perf-parallel fold FILE first", from, number, shown, expected);
}

/* Adds the stacks of all lines.  Returns 0, or -1 with a message. */
static int
add_lines(
    struct nodes *n, struct text_set *names, FILE *in, const char *from)
{
	char *line = NULL;
	const char *fault = NULL;
	size_t room = 0, number = 0;
	ssize_t len;

	while (!fault && (len = getline(&line, &room, in)) >= 0) {
		struct folded f;

		number++;
		if (*line == '\n')
			continue;
		fault = folded_parse(&f, line, len);
		if (fault)
			refuse_line(from, number, fault, line, len);
		else
			add_stack(n, names, &f);
	}
	free(line);
	if (!fault && ferror(in))
		warn("cannot read %s", from);
	else if (!fault && n->node[0].count <= 0)
		warnx("%s has no stacks that were counted, so that there is "
		      "nothing to draw", from);
	else if (!fault)
		return 0;
	return -1;
}

static int
compare_nodes(const void *a, const void *b, void *order)
{
	const struct order *o = order;
	const struct node *x = &o->node[*(const uint32_t *)a];
	const struct node *y = &o->node[*(const uint32_t *)b];

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	return o->rank[x->name] < o->rank[y->name] ? -1 : 1;
}

static int
compare_names(const void *a, const void *b, void *names)
{
	return strcmp(get_name(names, *(const uint32_t *)a),
	    get_name(names, *(const uint32_t *)b));
}

/*
 * Returns the rank of each name among all, which are sorted by their bytes, by
 * its number; for free(3).
 */
static uint32_t *
rank_names(const struct text_set *names)
{
	uint32_t *sorted = xcalloc(names->count, sizeof *sorted);
	uint32_t *rank = xcalloc(names->count, sizeof *rank);

	for (size_t i = 0; i < names->count; i++)
		sorted[i] = i;
	qsort_r(sorted, names->count, sizeof *sorted, compare_names,
	    (void *)names);
	for (size_t i = 0; i < names->count; i++)
		rank[sorted[i]] = i;
	free(sorted);
	return rank;
}

static void
order_init(
    struct order *o, const struct nodes *n, const struct text_set *names)
{
	*o = (struct order){ n->node, rank_names(names),
		xcalloc(n->count, sizeof *o->sorted),
		xcalloc(n->count, sizeof *o->place),
		xcalloc(n->count, sizeof *o->first), n->count - 1 };
	for (size_t i = 0; i < o->count; i++)
		o->sorted[i] = i + 1;
	qsort_r(o->sorted, o->count, sizeof *o->sorted, compare_nodes, o);
	for (size_t i = 0; i < n->count; i++)
		o->first[i] = NOT_THERE;
	for (size_t i = o->count; i-- > 0;) {
		o->place[o->sorted[i]] = i;
		o->first[n->node[o->sorted[i]].parent] = i;
	}
}

static void
order_release(struct order *o)
{
	free(o->rank);
	free(o->sorted);
	free(o->place);
	free(o->first);
}

/* Says whether a node is followed by another one inside the same parent. */
static bool
has_sibling(const struct order *o, uint32_t node)
{
	size_t next = o->place[node] + 1;

	return next < o->count &&
	    o->node[o->sorted[next]].parent == o->node[node].parent;
}

/*
 * Returns the node that follows another in the order of the tree, and changes
 * depth from that of the one to that of the other; returns 0 behind the last.
 */
static uint32_t
next_node(const struct order *o, uint32_t node, uint32_t *depth)
{
	if (o->first[node] != NOT_THERE) {
		++*depth;
		return o->sorted[o->first[node]];
	}
	while (node && !has_sibling(o, node)) {
		node = o->node[node].parent;
		--*depth;
	}
	return node ? o->sorted[o->place[node] + 1] : 0;
}

/* Fills in the frames of a tree from the nodes. */
static void
lay_out(struct flame_tree *t, const struct nodes *n)
{
	struct order order;
	uint32_t node = 0, depth = 0;

	order_init(&order, n, &t->names);
	t->frame = xcalloc(n->count, sizeof *t->frame);
	do {
		t->frame[t->frames++] = (struct flame_frame){
			n->node[node].count, n->node[node].name, depth
		};
		node = next_node(&order, node, &depth);
	} while (node);
	order_release(&order);
}

int
flame_tree_read(struct flame_tree *t, FILE *in, const char *from)
{
	struct nodes nodes = { 0 };
	int status;

	*t = (struct flame_tree){ 0 };
	add_node(&nodes, 0, add_name(&t->names, "all"));
	status = add_lines(&nodes, &t->names, in, from);
	if (!status)
		lay_out(t, &nodes);
	free(nodes.node);
	number_map_release(&nodes.inside);
	return status;
}

const char *
flame_tree_name(const struct flame_tree *t, uint32_t name)
{
	return get_name(&t->names, name);
}

size_t
flame_tree_skip(const struct flame_tree *t, size_t frame)
{
	size_t next = frame + 1;

	while (next < t->frames && t->frame[next].depth > t->frame[frame].depth)
		next++;
	return next;
}

void
flame_tree_release(struct flame_tree *t)
{
	text_set_release(&t->names);
	free(t->frame);
	*t = (struct flame_tree){ 0 };
}
