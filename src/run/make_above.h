/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The make that started us, if one did, and whether it still runs.  When make
 * is ended, it does not end what its recipes have started; such a job would run
 * on with nobody waiting for it.
 */
#ifndef RUN_MAKE_ABOVE_H
#define RUN_MAKE_ABOVE_H

#include <poll.h>

/* Descriptors of our parent and of make, which may be the same; -1 for none. */
struct make_above {
	struct pollfd parent;
	struct pollfd make;
};

#define MAKE_ABOVE_NONE ((struct make_above){ { -1, POLLIN, 0 }, \
	{ -1, POLLIN, 0 } })

/*
 * Finds the make above, by MAKELEVEL: the nearest ancestor that was not started
 * with ours.  A descriptor can be read when its process has ended.  Without
 * pidfd_open(2), before Linux 5.3, there are none.
 */
struct make_above make_above_open(void);

/* Closes the descriptors and sets them to -1; may be called again. */
void make_above_close(struct make_above *);

#endif
