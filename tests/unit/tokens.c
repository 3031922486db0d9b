/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/tokens.h"

void
must_not_be(const char *file, int line, const char *condition)
{
	fprintf(stderr, "# %s:%d: not %s\n", file, line, condition);
	_exit(99);
}

void
tokens_make(struct tokens *p, const char *tokens, size_t len)
{
	int end[2];

	MUST(!pipe(end));
	MUST(write(end[1], tokens, len) == (ssize_t)len);
	p->read_fd = end[0];
	p->write_fd = end[1];
	snprintf(p->makeflags, sizeof p->makeflags,
	    " -j%zu --jobserver-auth=%d,%d", len + 1, end[0], end[1]);
}

void
tokens_close(struct tokens *p)
{
	close(p->read_fd);
	if (p->write_fd != p->read_fd)
		close(p->write_fd);
}

int
tokens_count(const struct tokens *p)
{
	int tokens;

	MUST(!ioctl(p->read_fd, FIONREAD, &tokens));
	return tokens;
}

static int
compare_bytes(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

void
tokens_are(const struct tokens *p, const char *tokens, size_t len)
{
	char expected[256], got[256];

	assert_int_equal(tokens_count(p), len);
	assert_int_equal(read(p->read_fd, got, len), len);
	assert_int_equal(write(p->write_fd, got, len), len);
	memcpy(expected, tokens, len);
	qsort(expected, len, 1, compare_bytes);
	qsort(got, len, 1, compare_bytes);
	assert_memory_equal(got, expected, len);
}

struct jobserver *
open_pool(const char *makeflags)
{
	struct jobserver *js = jobserver_open(makeflags);

	MUST(js);
	return js;
}

void
take_tokens(struct jobserver *js, unsigned tokens)
{
	unsigned held = jobserver_held(js);

	for (unsigned n = 0; n < tokens; n++)
		MUST(jobserver_acquire(js) == 1);
	MUST(jobserver_held(js) == held + tokens);
}

void
await_input(int fd)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };

	MUST(poll(&input, 1, DEADLINE_MS) == 1);
}

int
count_descriptors(const char *pid)
{
	char path[64];
	struct dirent *entry;
	DIR *dir;
	int count = 0;

	snprintf(path, sizeof path, "/proc/%s/fd", pid);
	MUST((dir = opendir(path)));
	while ((entry = readdir(dir)))
		count += *entry->d_name != '.';
	closedir(dir);
	/* Not the one that the folder itself is read by. */
	return strcmp(pid, "self") ? count : count - 1;
}

int
find_children(pid_t child[2])
{
	char path[64], text[64] = "";
	FILE *f;

	snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	MUST((f = fopen(path, "re")));
	if (!fgets(text, sizeof text, f))
		*text = '\0';
	fclose(f);
	child[0] = child[1] = 0;
	sscanf(text, "%d %d", &child[0], &child[1]);
	return !!child[0] + !!child[1];
}

pid_t
only_child(void)
{
	pid_t child[2];

	MUST(find_children(child) < 2);
	return child[0];
}

bool
is_alive(pid_t child)
{
	int status;

	MUST(!kill(child, SIGSTOP));
	MUST(waitpid(child, &status, WUNTRACED) == child);
	if (!WIFSTOPPED(status))
		return false;
	kill(child, SIGCONT);
	return true;
}

void
leave_descriptors(int spare)
{
	const struct rlimit limit = { 64, 64 };

	MUST(!setrlimit(RLIMIT_NOFILE, &limit));
	while (open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0)
		;
	for (int n = 1; n <= spare; n++)
		MUST(!close(limit.rlim_cur - n));
}

pid_t
start_process(void (*work)(void *), void *arg)
{
	int done[2];
	char byte;
	pid_t pid;

	MUST(!pipe2(done, O_CLOEXEC));
	MUST((pid = fork()) >= 0);
	if (pid == 0) {
		alarm(3 * DEADLINE_S);
		work(arg);
		MUST(write(done[1], "", 1) == 1);
		for (;;)
			pause();
	}
	close(done[1]);
	MUST(read(done[0], &byte, 1) == 1);
	close(done[0]);
	return pid;
}

int
run_process(void (*work)(void *), void *arg)
{
	int status;
	pid_t pid;

	MUST((pid = fork()) >= 0);
	if (pid == 0) {
		alarm(DEADLINE_S);
		work(arg);
		_exit(0);
	}
	MUST(waitpid(pid, &status, 0) == pid);
	return status;
}
