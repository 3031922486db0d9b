/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a job starts our addr2line: as a program of that name in the first folder
 * of perf's PATH, with variables that say where the real one is.
 */
#ifndef ADDR2LINE_STARTING_H
#define ADDR2LINE_STARTING_H

/* The path of the real addr2line. */
#define ADDR2LINE_REAL "PERF_PARALLEL_ADDR2LINE"

/* The folder where answers are kept (kept.h), which need not exist. */
#define ADDR2LINE_PLACES "PERF_PARALLEL_PLACES"

/*
 * Part of the keys of outputs and of the names of what is kept: a change of this
 * program that fixes what perf prints makes it another number, so that nothing
 * wrong outlives the fix.
 */
#define ADDR2LINE_VERSION "1"

#endif
