/* SPDX-License-Identifier: GPL-2.0-only */
/* Calculates for some seconds, twelve to twenty calls deep, on many ways. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WAYS = 40, FUNCTIONS = 8, DEPTH = 12, MORE = 9, STEPS = 300 };

typedef double function(int depth, double x, unsigned way);

static function f0, f1, f2, f3, f4, f5, f6, f7;

static function *const functions[FUNCTIONS] = { f0, f1, f2, f3, f4, f5, f6,
	f7 };

/* What number n does: it calls another one, or calculates. */
#define DEFINE(n) \
	static __attribute__((noinline)) double \
	f##n(int depth, double x, unsigned way) \
	{ \
		unsigned next = way * 2654435761u >> 29; \
\
		if (depth) \
			return functions[next](depth - 1, x + n, \
				   way * 1103515245u + 12345u) + n; \
		for (int i = 0; i < STEPS; i++) \
			x = x * 1.0000001 + n; \
		return x; \
	}

DEFINE(0)
DEFINE(1)
DEFINE(2)
DEFINE(3)
DEFINE(4)
DEFINE(5)
DEFINE(6)
DEFINE(7)

int
main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);
	unsigned way = 0;
	double x = 0;

	while (time(NULL) < end)
		for (int i = 0; i < 1000; i++, way = (way + 1) % WAYS)
			x += functions[way % FUNCTIONS](
			    DEPTH + way % MORE, x, way);
	printf("%g\n", x);
	return 0;
}
