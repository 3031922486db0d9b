/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/vfs.h>

#include <err.h>
#include <errno.h>
#include <fts.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>

#include "plan/tree.h"

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Says whether a folder is in a pseudo file system of the kernel. */
static bool
is_pseudo(const char *path)
{
	static const long kinds[] = { PROC_SUPER_MAGIC, SYSFS_MAGIC,
		DEBUGFS_MAGIC, TRACEFS_MAGIC, SECURITYFS_MAGIC, SELINUX_MAGIC,
		CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, DEVPTS_SUPER_MAGIC,
		BPF_FS_MAGIC, PSTOREFS_MAGIC, EFIVARFS_MAGIC, HUGETLBFS_MAGIC,
		BINFMTFS_MAGIC, 0x62656570 /* configfs */,
		0x19800202 /* mqueue */, 0x67596969 /* rpc_pipefs */ };
	struct statfs st;

	if (statfs(path, &st))
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if ((long)st.f_type == kinds[i])
			return true;
	return false;
}

/* Says whether another file system is mounted on a folder of the tree. */
static bool
is_mounted(const FTSENT *entry)
{
	return entry->fts_level > 0 &&
	    entry->fts_statp->st_dev != entry->fts_parent->fts_statp->st_dev;
}

/* Decides where the walk goes on.  Says whether the entry is to be seen. */
static bool
take(FTS *tree, FTSENT *entry, struct words *left_out)
{
	if (entry->fts_info == FTS_SL) {
		/* fts returns its target next, and ends cycles. */
		fts_set(tree, entry, FTS_FOLLOW);
		return true;
	}
	if (entry->fts_info == FTS_D && is_mounted(entry) &&
	    is_pseudo(entry->fts_path)) {
		fts_set(tree, entry, FTS_SKIP);
		words_addf(left_out, "%s, which the kernel makes up, is not "
		    "looked at", entry->fts_path);
	}
	return entry->fts_info == FTS_F;
}

int
tree_walk(const char *path,
    void (*see)(void *arg, const char *path, const struct stat *), void *arg,
    struct words *left_out)
{
	char *paths[] = { (char *)path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
	    by_name);
	FTSENT *entry = NULL;
	int count = 0, status = 0;

	while (tree && count <= TREE_MAX &&
	    (errno = 0, entry = fts_read(tree)))
		if (take(tree, entry, left_out) && count++ < TREE_MAX)
			see(arg, entry->fts_path, entry->fts_statp);
	if (count > TREE_MAX) {
		words_addf(left_out, "from %s on nothing is looked at, since "
		    "there are more than %d files; name what the output "
		    "depends on, with --depends", entry->fts_path, TREE_MAX);
	} else if (!tree || errno) {
		warn("cannot read folder %s", path);
		status = -1;
	}
	if (tree)
		fts_close(tree);
	return status;
}
