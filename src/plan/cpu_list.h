/* SPDX-License-Identifier: GPL-2.0-only */
/* The value of perf script's --cpu: numbers and spans of CPUs, "0-3,5". */
#ifndef PLAN_CPU_LIST_H
#define PLAN_CPU_LIST_H

#include <stddef.h>
#include <stdint.h>

/*
 * Parses a list of CPUs, all below available; NULL stands for all.  Returns
 * them sorted, each once, for free(3), and sets *count; or returns NULL with a
 * message.
 */
uint32_t *cpu_list_parse(const char *text, uint32_t available, size_t *count);

#endif
