/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DSOs that addresses are in: mapped files, and the kernel.  A DSO is plain
 * when perf finds no debugging information of it, so that it prints an address
 * there in one line, as symbol, offset and DSO, which can be predicted.  The
 * job says which DSOs are plain.  One is trusted once perf has printed enough
 * of its addresses as predicted, and never after perf has printed one
 * otherwise.
 */
#ifndef PRINTER_DSOS_H
#define PRINTER_DSOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dso {
	const void *id;  /* memory_key.dso: perf's pointer, never followed */
	uint64_t name;   /* digest of its name, should perf reuse the pointer */
	bool plain;      /* the job says so, and perf has not disagreed */
	unsigned agreed; /* addresses that perf printed as predicted */
};

struct dsos {
	char *text;  /* the file that was read, each line ended by '\0' */
	char **name; /* of plain DSOs, sorted; most point into the text */
	size_t names;
	struct dso *dso; /* those that addresses were in so far */
	size_t count;
	size_t last; /* the one that was found last */
};

/*
 * Reads the names of plain DSOs from a file, one a line.  Returns 0, or -1 when
 * it cannot be read.
 */
int dsos_read(struct dsos *, const char *path);

/* Adds the name of a plain DSO, which is borrowed and stays. */
void dsos_add(struct dsos *, const char *name);

/*
 * Returns the DSO with an id, a new one by its name if need be; NULL when there
 * are too many.  It holds until the next call.
 */
struct dso *dsos_find(struct dsos *, const void *id, const char *name);

/* Says whether perf prints addresses in a DSO as predicted. */
bool dso_is_trusted(const struct dso *);

/* Notes whether perf has printed an address in a DSO as predicted. */
void dsos_judge(struct dsos *, const void *id, bool agrees);

/* Returns a digest of a predicted text, never 0. */
uint64_t dsos_digest(const char *text, size_t len);

void dsos_release(struct dsos *);

#endif
