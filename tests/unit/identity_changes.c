/* SPDX-License-Identifier: GPL-2.0-only */
/* Which changes to the files that an output depends on are noticed. */
#include "unit/testing.h"

#include <sys/wait.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "unit/identity_world.h"

#define LINE "./perf script -k some"
#define TREE "./perf script --guestmount tree"

static void
set_time(const char *name, time_t seconds)
{
	const struct timespec times[2] = { { seconds, 7 }, { seconds, 7 } };

	assert_int_equal(utimensat(AT_FDCWD, name, times,
	    AT_SYMLINK_NOFOLLOW), 0);
}

static void
bytes_count_though_size_and_time_are_set_back(void **state)
{
	struct look before;

	(void)state;
	scratch_write("some", "12345678");
	set_time("some", 1000);
	before = look_at_identity(LINE, NULL, NULL);
	scratch_write("some", "12345679");
	set_time("some", 1000);
	assert_other(before, look_at_identity(LINE, NULL, NULL));
	scratch_write("some", "12345678");
	set_time("some", 1000);
	assert_same(before, look_at_identity(LINE, NULL, NULL));
}

static void
a_file_that_was_touched_is_another(void **state)
{
	struct look before;

	(void)state;
	scratch_write("some", "12345678");
	set_time("some", 1000);
	before = look_at_identity(LINE, NULL, NULL);
	set_time("some", 1001);
	assert_other(before, look_at_identity(LINE, NULL, NULL));
	set_time("perf", 1001);
	before = look_at_identity("./perf script", NULL, NULL);
	set_time("perf", 1000);
	assert_other(before, look_at_identity("./perf script", NULL, NULL));
}

static void
a_file_behind_a_link_counts(void **state)
{
	struct look before;

	(void)state;
	scratch_write("file", "12345678");
	scratch_write("same", "12345679");
	set_time("file", 1000);
	set_time("same", 1000);
	assert_int_equal(symlink("file", "some"), 0);
	before = look_at_identity(LINE, NULL, NULL);
	unlink("some");
	assert_int_equal(symlink("same", "some"), 0);
	assert_other(before, look_at_identity(LINE, NULL, NULL));
}

/* Its bytes are not read; nobody can set back the time of its last change. */
static void
a_very_large_file_counts_by_its_times(void **state)
{
	enum { LARGE = (64 << 20) + 1 };
	struct look before;
	int fd;

	(void)state;
	fd = open("some", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, LARGE), 0);
	set_time("some", 1000);
	before = look_at_identity(LINE, NULL, NULL);
	assert_same(before, look_at_identity(LINE, NULL, NULL));
	usleep(30000);
	assert_int_equal(pwrite(fd, "x", 1, 1 << 20), 1);
	set_time("some", 1000);
	assert_other(before, look_at_identity(LINE, NULL, NULL));
	close(fd);
}

static void
a_file_that_was_emptied_is_another(void **state)
{
	struct look before, empty;

	(void)state;
	scratch_write("some", "12345678");
	before = look_at_identity(LINE, NULL, NULL);
	scratch_write("some", "");
	empty = look_at_identity(LINE, NULL, NULL);
	assert_other(before, empty);
	unlink("some");
	assert_other(empty, look_at_identity(LINE, NULL, NULL));
}

/* Each process has a file of its own at this path, with a time of its own. */
static void
files_of_proc_are_stable(void **state)
{
	static const char line[] = "./perf script --kallsyms /proc/self/comm";
	struct look before = look_at_identity(line, NULL, NULL), after;
	int status;
	pid_t child;

	(void)state;
	assert_true(identity_names(&before, "/proc/self/comm"));
	usleep(20000);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		after = look_at_identity(line, NULL, NULL);
		_exit(same_identity(&before, &after) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		/* As for its bytes, they count. */
		int fd = open("/proc/self/comm", O_WRONLY | O_CLOEXEC);

		if (fd < 0 || write(fd, "another", 7) != 7)
			_exit(2);
		after = look_at_identity(line, NULL, NULL);
		_exit(same_identity(&before, &after) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* They have no state by which a change could be seen without reading them. */
static void
looking_sees_files_of_proc_change(void **state)
{
	static const char line[] = "./perf script --kallsyms /proc/self/comm";
	struct digest before = states_of(line), after = states_of(line);
	int fd = open("/proc/self/comm", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_memory_equal(&before, &after, sizeof before);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "another", 7), 7);
	close(fd);
	after = states_of(line);
	assert_memory_not_equal(&before, &after, sizeof before);
}

/* Changes to a tree, one after the other. */
static void
add_a_file(void)
{
	scratch_write("tree/a/new", "");
}

static void
make_a_file_longer(void)
{
	append_line("tree/a/one");
	set_time("tree/a/one", 1000);
}

static void
touch_a_file(void)
{
	set_time("tree/a/one", 1001);
}

static void
rename_a_file(void)
{
	assert_int_equal(rename("tree/b/two", "tree/b/too"), 0);
}

static void
move_a_folder(void)
{
	assert_int_equal(rename("tree/b", "tree/a/b"), 0);
}

static void
touch_a_link(void)
{
	set_time("tree/a/link", 1002);
}

static void
lead_a_link_elsewhere(void)
{
	unlink("tree/a/link");
	assert_int_equal(symlink("another", "tree/a/link"), 0);
	set_time("tree/a/link", 1002);
}

static void
change_a_file_behind_a_link(void)
{
	append_line("outside/file");
}

static void
change_a_folder_behind_a_link(void)
{
	append_line("outside/folder/file");
}

static void
remove_a_file_behind_a_link(void)
{
	unlink("outside/file");
}

static void
lead_a_link_that_leads_nowhere_elsewhere(void)
{
	unlink("tree/b/file");
	assert_int_equal(symlink("../nowhere", "tree/b/file"), 0);
}

static void
remove_a_file(void)
{
	assert_int_equal(unlink("tree/a/one"), 0);
}

static void
make_tree(void)
{
	scratch_write("tree/a/one", "1\n");
	scratch_write("tree/b/two", "2\n");
	scratch_write("outside/file", "1\n");
	scratch_write("outside/folder/file", "1\n");
	assert_int_equal(symlink("one", "tree/a/link"), 0);
	assert_int_equal(symlink("../../outside/file", "tree/b/file"), 0);
	assert_int_equal(symlink("../../outside/folder", "tree/b/folder"), 0);
	assert_int_equal(symlink("..", "tree/b/circle"), 0);
	set_time("tree/a/one", 1000);
	set_time("tree/b/two", 1000);
	set_time("tree/a/link", 1000);
}

static void
every_change_in_a_tree_counts(void **state)
{
	static const struct {
		const char *name;
		void (*change)(void);
	} c[] = {
		{ "add_a_file", add_a_file },
		{ "make_a_file_longer", make_a_file_longer },
		{ "touch_a_file", touch_a_file },
		{ "change_a_file_behind_a_link", change_a_file_behind_a_link },
		{ "change_a_folder_behind_a_link",
		    change_a_folder_behind_a_link },
		{ "remove_a_file_behind_a_link", remove_a_file_behind_a_link },
		{ "lead_a_link_that_leads_nowhere_elsewhere",
		    lead_a_link_that_leads_nowhere_elsewhere },
		{ "rename_a_file", rename_a_file },
		{ "move_a_folder", move_a_folder },
		{ "touch_a_link", touch_a_link },
		{ "lead_a_link_elsewhere", lead_a_link_elsewhere },
		{ "remove_a_file", remove_a_file },
	};
	struct look before, after, depends;

	(void)state;
	make_tree();
	before = look_at_identity(TREE, NULL, NULL);
	depends = look_at_identity("./perf script", NULL, "tree");
	assert_string_equal(before.files, "./perf\ntree\n");
	assert_string_equal(depends.files, "./perf\ntree\n");
	for (size_t i = 0; i < LENGTH(c); i++) {
		c[i].change();
		after = look_at_identity(TREE, NULL, NULL);
		if (same_identity(&before, &after))
			fail_msg("%s: not noticed", c[i].name);
		before = after;
		after = look_at_identity("./perf script", NULL, "tree");
		if (same_identity(&depends, &after))
			fail_msg("%s: not noticed by --depends", c[i].name);
		depends = after;
	}
	scratch_write("mount/a", "1\n");
	before = look_at_identity("./perf script --guestmount mount", NULL, NULL);
	append_line("mount/a");
	assert_other(before,
	    look_at_identity("./perf script --guestmount mount", NULL, NULL));
}

static void
a_tree_behind_a_link_counts(void **state)
{
	static const char *const name[] = { "link", "link/", "./link" };

	(void)state;
	make_tree();
	assert_int_equal(symlink("tree", "link"), 0);
	for (size_t i = 0; i < LENGTH(name); i++) {
		struct look before = look_at_identity("./perf script", NULL, name[i]);

		append_line("tree/b/two");
		assert_other(before, look_at_identity("./perf script", NULL, name[i]));
	}
}

static void
a_tree_is_the_same_in_whatever_order_it_was_made(void **state)
{
	char name[] = "tree/x";
	struct look before;

	(void)state;
	for (char c = 'a'; c <= 'z'; c++) {
		name[5] = c;
		scratch_write(name, "x\n");
		set_time(name, 1000);
	}
	before = look_at_identity(TREE, NULL, NULL);
	assert_int_equal(rename("tree", "old"), 0);
	for (char c = 'z'; c >= 'a'; c--) {
		name[5] = c;
		scratch_write(name, "x\n");
		set_time(name, 1000);
	}
	assert_same(before, look_at_identity(TREE, NULL, NULL));
}

static void
other_folders_that_are_named_do_not_count(void **state)
{
	static const char *const line[] = {
		"./perf script --dlarg tree", "./perf script -s other tree",
		"./perf script -c tree", "./perf script -F tree",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(line); i++) {
		struct look before;

		scratch_write("tree/a", "1\n");
		before = look_at_identity(line[i], "other tree", NULL);
		append_line("tree/a");
		assert_false(identity_names(&before, "tree"));
		assert_same(before, look_at_identity(line[i], "other tree", NULL));
	}
}

/* As etc/mtab of many a tree is: each process has another, with its time. */
static void
a_link_to_proc_in_a_tree_is_stable(void **state)
{
	struct look before, after;
	int status;
	pid_t child;

	(void)state;
	make_tree();
	assert_int_equal(symlink("/proc/self/mounts", "tree/a/mtab"), 0);
	before = look_at_identity(TREE, NULL, NULL);
	usleep(20000);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		after = look_at_identity(TREE, NULL, NULL);
		_exit(same_identity(&before, &after) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
what_the_kernel_makes_up_is_not_looked_at(void **state)
{
	struct look l;

	(void)state;
	make_tree();
	assert_int_equal(symlink("/proc", "tree/b/proc"), 0);
	l = look_at_identity("./perf script", NULL, "tree");
	assert_string_equal(l.left_out,
	    "tree/b/proc, which the kernel makes up, is not looked at");
	append_line("tree/b/two");
	assert_other(l, look_at_identity("./perf script", NULL, "tree"));
}

static void
a_tree_has_so_many_files_and_no_more(void **state)
{
	enum { FILES = 400, LINKS = 251 };
	struct look before;
	char name[64];

	(void)state;
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof name, "tree/a/%d", i);
		scratch_write(name, "");
	}
	for (int i = 0; i < LINKS; i++) {
		snprintf(name, sizeof name, "tree/b%d", i);
		assert_int_equal(symlink("a", name), 0);
	}
	before = look_at_identity("./perf script", NULL, "tree");
	assert_non_null(strstr(before.left_out, "more than 100000 files"));
	append_line("tree/a/7");
	assert_other(before, look_at_identity("./perf script", NULL, "tree"));
}

/* What perf reads there is known, see found.h; it may be / itself. */
static void
symfs_is_not_gone_through(void **state)
{
	struct look before;

	(void)state;
	make_tree();
	before = look_at_identity("./perf script --symfs tree", NULL, NULL);
	append_line("tree/b/two");
	assert_same(before, look_at_identity("./perf script --symfs tree", NULL, NULL));
	assert_string_equal(before.files, "./perf\n");
}

/* Says which of the files in a tree has come, gone or changed. */
static void
assert_change(void (*change)(void), const char *path)
{
	const char *names[] = { "tree" };
	const struct job_options job = {
		.depends = { .word = (char **)names, .count = 1 },
	};
	struct perf_command command;
	struct identity then, now;
	const char *changed;

	parse_line(&command, "./perf script");
	assert_int_equal(identity_read(&then, &command, &job), 0);
	if (change)
		change();
	assert_int_equal(identity_read(&now, &command, &job), 0);
	changed = identity_change(&then.states, &now.states);
	if (!path)
		assert_null(changed);
	else
		assert_string_equal(changed, path);
	identity_release(&then);
	identity_release(&now);
	perf_command_release(&command);
}

static void
what_changed_is_named(void **state)
{
	(void)state;
	make_tree();
	assert_change(NULL, NULL);
	assert_change(add_a_file, "tree/a/new");
	/* It leads to what changed, and comes first. */
	assert_change(make_a_file_longer, "tree/a/link");
	assert_change(touch_a_link, "tree/a/link");
	assert_change(change_a_folder_behind_a_link, "tree/b/folder/file");
	assert_change(remove_a_file, "tree/a/link");
	assert_change(change_a_file_behind_a_link, "tree/b/file");
	append_line("perf");
	assert_change(NULL, NULL);
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(bytes_count_though_size_and_time_are_set_back),
		IN_FOLDER(a_file_that_was_touched_is_another),
		IN_FOLDER(a_file_behind_a_link_counts),
		IN_FOLDER(a_very_large_file_counts_by_its_times),
		IN_FOLDER(a_file_that_was_emptied_is_another),
		IN_FOLDER(files_of_proc_are_stable),
		IN_FOLDER(what_the_kernel_makes_up_is_not_looked_at),
		IN_FOLDER(a_tree_has_so_many_files_and_no_more),
		IN_FOLDER(symfs_is_not_gone_through),
		IN_FOLDER(what_changed_is_named),
		IN_FOLDER(looking_sees_files_of_proc_change),
		IN_FOLDER(every_change_in_a_tree_counts),
		IN_FOLDER(a_tree_behind_a_link_counts),
		IN_FOLDER(a_link_to_proc_in_a_tree_is_stable),
		IN_FOLDER(a_tree_is_the_same_in_whatever_order_it_was_made),
		IN_FOLDER(other_folders_that_are_named_do_not_count),
	};

	return RUN(tests);
}
