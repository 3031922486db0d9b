/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The make that started us, if one did: whether it is still there.  Make does
 * not end what its recipes started when it is ended itself; a job that runs on
 * then has nobody who waits for it.
 */
#ifndef RUN_MAKE_ABOVE_H
#define RUN_MAKE_ABOVE_H

#include <poll.h>

/* Our parent and make, which may be the same; -1 for none. */
struct make_above {
	struct pollfd parent;
	struct pollfd make;
};

#define MAKE_ABOVE_NONE ((struct make_above){ { -1, POLLIN, 0 }, \
	{ -1, POLLIN, 0 } })

/*
 * Finds the make above, by MAKELEVEL: of our ancestors it is the first that was
 * not started with ours.  The descriptors can be read when the process has
 * ended.  Where the kernel has no pidfd_open(2) (before 5.3) there are none.
 */
struct make_above make_above_open(void);

/* Closes the descriptors and sets them to -1; may be called again. */
void make_above_close(struct make_above *);

#endif
