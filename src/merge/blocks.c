/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/nanosec.h"
#include "merge/blocks.h"

enum { DECIMALS = 9 };

/* After reading so many bytes, they are given back to the kernel. */
enum { READ = 1 << 20 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Says whether the point at *point in a line is that of a time; *first is then
 * the first digit of the time.
 */
static bool
is_time(const char *line, const char *point, const char *end,
    const char **first)
{
	const char *at = point;

	while (at > line && is_digit(at[-1]))
		at--;
	if (at == point || (at > line && at[-1] != ' ') ||
	    end - point < DECIMALS + 2)
		return false;
	*first = at;
	for (int i = 1; i <= DECIMALS; i++)
		if (!is_digit(point[i]))
			return false;
	return true;
}

static const char *
skip_blanks_back(const char *line, const char *at)
{
	while (at > line && at[-1] == ' ')
		at--;
	return at;
}

/*
 * Returns the start of a time of day, such as "2026-11-29 09:35:39.433839717",
 * that ends at a place in a line, or NULL when there is none.
 */
static const char *
find_day(const char *line, const char *end)
{
	static const char form[] = "dddd-dd-dd dd:dd:dd.ddddddddd";
	const char *at = end - (sizeof form - 1);

	if (end - line < (ptrdiff_t)sizeof form - 1 ||
	    (at > line && at[-1] != ' '))
		return NULL;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? !is_digit(at[i]) : at[i] != form[i])
			return NULL;
	return at;
}

/*
 * Says whether the CPU is printed before a time, as "[003] "; the fields misc
 * and tod may be between them.
 */
static bool
is_behind_cpu(const char *line, const char *time, uint32_t cpu)
{
	uint32_t number = 0, unit = 1;
	const char *day;

	time = skip_blanks_back(line, time);
	day = find_day(line, time);
	if (day)
		time = skip_blanks_back(line, day);
	while (time > line && isalpha((unsigned char)time[-1]))
		time--;
	time = skip_blanks_back(line, time);
	if (time == line || *--time != ']')
		return false;
	for (; time > line && is_digit(time[-1]); unit *= 10)
		number += unit * (*--time - '0');
	return unit > 1 && time > line && time[-1] == '[' && number == cpu;
}

static uint64_t
read_time(const char *first, const char *point)
{
	uint64_t seconds = 0, ns = 0;

	while (first < point)
		seconds = 10 * seconds + (*first++ - '0');
	for (int i = 1; i <= DECIMALS; i++)
		ns = 10 * ns + (point[i] - '0');
	return seconds * NS_PER_SEC + ns;
}

/* The start of a line about an error in a trace, and of its time. */
static const char error_start[] = " instruction trace error type ";
static const char error_time[] = " time ";

/* Finds the time in a line about something other than a sample. */
static bool
find_error(const char *line, const char *end, uint64_t *time_ns)
{
	const char *at, *point, *first;

	if ((size_t)(end - line) < sizeof error_start ||
	    memcmp(line, error_start, sizeof error_start - 1))
		return false;
	at = memmem(line, end - line, error_time, sizeof error_time - 1);
	point = at ? memchr(at, '.', end - at) : NULL;
	if (!point || !is_time(line, point, end, &first))
		return false;
	*time_ns = read_time(first, point);
	return true;
}

/*
 * Finds the time in a line, or returns NULL.  If the name of a task may look
 * like a time, it first looks after the CPU.
 */
static const char *
find_time(const struct blocks *b, const char *line, const char *end,
    uint64_t *time_ns)
{
	const char *point = line, *found = NULL, *first, *best = NULL;

	/* Callchains and the like, and the blank line after them. */
	if (*line == '\t' || *line == '\n')
		return NULL;
	while ((point = memchr(point, '.', end - point))) {
		if (is_time(line, point, end, &first) &&
		    point[DECIMALS + 1] == ':') {
			bool sure = !b->odd_names ||
			    is_behind_cpu(line, first, b->cpu);

			if (!found || sure) {
				found = point;
				best = first;
			}
			if (sure)
				break;
		}
		point++;
	}
	if (found)
		*time_ns = read_time(best, found);
	return found ? found + 1 : NULL;
}

/* Finds the decimals of the time of day before the decimals of a time. */
static const char *
find_day_decimals(const char *line, const char *decimals)
{
	const char *at = decimals - 1;

	while (at > line && is_digit(at[-1]))
		at--;
	at = skip_blanks_back(line, at);
	return find_day(line, at) ? at - DECIMALS : NULL;
}

static const char *
end_of_line(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', end - line);

	return newline ? newline + 1 : end;
}

/* Makes the header a block, if there is one, whatever its lines are. */
static bool
is_header(struct blocks *b)
{
	size_t len = b->end == b->bytes ? blocks_header(b->bytes, b->len) : 0;

	b->end += len;
	return len;
}

/* Reads the block that starts at b->end. */
void
blocks_next(struct blocks *b)
{
	const char *end = b->bytes + b->len, *line = b->end, *next;
	uint64_t other_ns;

	b->start = line;
	b->decimals = NULL;
	b->day_decimals = NULL;
	b->time_ns = 0;
	b->is_error = false;
	if (line == end || is_header(b))
		return;
	next = end_of_line(line, end);
	b->is_error = find_error(line, next, &b->time_ns);
	if (!b->is_error)
		b->decimals = find_time(b, line, next, &b->time_ns);
	if (b->decimals)
		b->day_decimals = find_day_decimals(line, b->decimals);
	while (next < end) {
		line = next;
		next = end_of_line(line, end);
		if (find_time(b, line, next, &other_ns) ||
		    find_error(line, next, &other_ns)) {
			next = line;
			break;
		}
	}
	/* Memory must not grow with what was read. */
	if ((b->end - b->bytes) / READ != (next - b->bytes) / READ)
		madvise((void *)b->bytes, (b->start - b->bytes) / READ * READ,
		    MADV_DONTNEED);
	b->end = next;
}

/* Says whether a line has a time, in microseconds or nanoseconds. */
static bool
has_time(const char *line, const char *end)
{
	while ((line = memchr(line, '.', end - line))) {
		size_t digits = strspn(++line, "0123456789");

		if ((digits == 6 || digits == DECIMALS) && line[digits] == ':')
			return true;
	}
	return false;
}

/* Returns the end of a feature, which may have several lines. */
static const char *
end_of_feature(const char *line, const char *end)
{
	static const char start[] = "# cmdline : ", behind[] = "\n# event : ";
	const char *found = NULL;

	if (end - line > (ptrdiff_t)sizeof start &&
	    !memcmp(line, start, sizeof start - 1))
		found = memmem(line, end - line, behind, sizeof behind - 1);
	return found ? found + 1 : end_of_line(line, end);
}

/* Skips the features of a pipe, which perf prints after the header itself. */
static const char *
skip_features(const char *at, const char *end)
{
	while (end - at > 2 && at[0] == '#' && at[1] == ' ') {
		const char *line_end = end_of_line(at, end);

		if (line_end[-1] != '\n' || has_time(at, line_end))
			break;
		at = end_of_feature(at, end);
	}
	return at;
}

size_t
blocks_header(const char *bytes, size_t len)
{
	static const char start[] = "# ========\n", end[] = "# ========\n#\n";
	static const char of_pipe[] = "\n# data size      : 0\n";
	const char *at;
	bool is_pipe;

	if (len < sizeof start || memcmp(bytes, start, sizeof start - 1))
		return 0;
	at = memmem(bytes + 1, len - 1, end, sizeof end - 1);
	if (!at)
		return 0;
	is_pipe = memmem(bytes, at - bytes, of_pipe, sizeof of_pipe - 1);
	at += sizeof end - 1;
	return (is_pipe ? skip_features(at, bytes + len) : at) - bytes;
}

bool
blocks_at_end(const struct blocks *b)
{
	return b->start == b->bytes + b->len;
}

static int
map(struct blocks *b, const char *path, int fd)
{
	struct stat st;
	void *bytes;

	if (fstat(fd, &st)) {
		warn("cannot read %s", path);
		return -1;
	}
	if (!st.st_size)
		return 0;
	bytes = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		warn("cannot map %s", path);
		return -1;
	}
	madvise(bytes, st.st_size, MADV_SEQUENTIAL);
	b->bytes = bytes;
	b->len = st.st_size;
	return 0;
}

/*
 * Says whether the first block after the header has a time or there is none.
 * What perf prints before the first sample has no time, but a block follows it.
 */
static bool
has_times(const struct blocks *of)
{
	struct blocks b = *of;

	blocks_next(&b);
	if (b.len && b.end == b.bytes + blocks_header(b.bytes, b.len))
		blocks_next(&b);
	return blocks_at_end(&b) || b.decimals || b.is_error ||
	    b.end < b.bytes + b.len;
}

int
blocks_open(struct blocks *b, const char *path, uint32_t cpu, bool odd_names)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	*b = (struct blocks){
		.cpu = cpu, .odd_names = odd_names, .bytes = ""
	};
	if (fd < 0) {
		warn("cannot open %s", path);
		return -1;
	}
	status = map(b, path, fd);
	close(fd);
	b->start = b->end = b->bytes;
	if (status)
		return -1;
	if (has_times(b)) {
		blocks_next(b);
		return 0;
	}
	warnx("%s: no line of it has a time in nanoseconds, by which outputs "
	      "of several CPUs are merged", path);
	blocks_close(b);
	return -1;
}

void
blocks_close(struct blocks *b)
{
	if (b->len)
		munmap((void *)b->bytes, b->len);
	*b = (struct blocks){ 0 };
}
