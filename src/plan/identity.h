/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identity of the files, other than the recording, that an output depends
 * on: perf itself, the printer that it loads (plan/printing.h), all files that
 * its command line and the consumer name (a script, a dlfilter, a vmlinux, a
 * --guestmount tree), and those that the user names with --depends.  The
 * recording is among them only if something else than perf's -i names it.  A
 * file counts with its path, size, time of last change and bytes; the bytes of
 * very large files and of files in trees (plan/tree.h) are not read.
 *
 * Files that perf looks for by itself, also below --symfs, are not among them:
 * see plan/found.h.
 */
#ifndef PLAN_IDENTITY_H
#define PLAN_IDENTITY_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/words.h"

struct job_options;
struct perf_command;

struct identity {
	struct words files; /* names for prerequisites of make, perf first */
	struct words states; /* what the digest is made of: for each file a
				line "STATE PATH" */
	struct words left_out; /* sentences on what trees have and is not
				  looked at */
	struct digest digest;
};

/*
 * Looks at all files.  Returns 0, or -1 with a message when there is no such
 * perf, or something that --depends names is not there.
 */
int identity_read(struct identity *, const struct perf_command *,
    const struct job_options *);

/*
 * Reads the files that only a consumer names, such as --reduce.  Returns 0, or
 * -1 with a message.
 */
int identity_read_consumer(struct identity *, const char *consumer);

/*
 * Gets the states of the same files, and reads only files in /proc, which have
 * none.  While the digest of these states is the same, so is that of
 * identity_read(), provided that all files were settled (base/file_state.h)
 * when they were read.  Returns 0, or -1 with a message.
 */
int identity_look(struct identity *, bool *settled,
    const struct perf_command *, const struct job_options *);

/*
 * Compares the states of files.  Returns the path of the first file that has
 * come, gone or changed from then to now, which belongs to one of the two, or
 * NULL when none has.
 */
const char *identity_change(
    const struct words *then, const struct words *now);

/*
 * Says whether a command prints local times, so that its output depends on the
 * time zone: TZ and /etc/localtime are then part of the identity.
 */
bool identity_has_time_zone(const struct perf_command *);

void identity_release(struct identity *);

#endif
