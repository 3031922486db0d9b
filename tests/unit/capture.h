/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Catches what a function says on standard error, for tests of messages.  One
 * capture at a time; what was caught lives until the next one.
 */
#ifndef UNIT_CAPTURE_H
#define UNIT_CAPTURE_H

#include <err.h>
#include <stdio.h>
#include <unistd.h>

/* Sends standard error to a file without a name from now on. */
void capture_start(void);

/* Ends that and returns the start of what was caught. */
const char *capture_end(void);

#endif
