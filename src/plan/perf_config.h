/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads values from perf's configuration files.  Nothing is kept, and a file
 * that cannot be read has no values.  Source: tools/perf/util/config.c.
 */
#ifndef PLAN_PERF_CONFIG_H
#define PLAN_PERF_CONFIG_H

/*
 * Returns buildid.dir, the folder of the build-ID cache, from the configuration
 * file at path, for free(3), or NULL when the file does not name it.
 */
char *perf_config_buildid_dir(const char *path);

#endif
