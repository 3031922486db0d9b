/* SPDX-License-Identifier: GPL-2.0-only */
/* cmocka, behind what it wants included first. */
#ifndef UNIT_TESTING_H
#define UNIT_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* Prints TAP, as the suites' runner reads it. */
#define RUN(tests) \
	(cmocka_set_message_output(CM_OUTPUT_TAP), \
	    cmocka_run_group_tests(tests, NULL, NULL))

#endif
