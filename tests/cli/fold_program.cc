/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Something to record: names that are hard to fold, a function that a JIT might
 * have made, and a comm, the first argument.  Prints the name of its perf map.
 */
#include <sys/mman.h>
#include <sys/prctl.h>

#include <functional>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

volatile unsigned long sink;

namespace {

template <typename T> struct Odd {
	T by;

	__attribute__((noinline)) void
	operator()(int n, const std::function<void(int)> &f)
	{
		for (int i = 0; i < n; i++)
			f(i + by);
	}

	__attribute__((noinline)) Odd *
	operator->()
	{
		for (int i = 0; i < 20000; i++)
			sink += i;
		return this;
	}
};

__attribute__((noinline)) void
hidden(const char *text)
{
	for (int i = 0; i < 20000; i++)
		sink += strlen(text);
}

#ifdef __x86_64__
/* mov $200000, %eax; 1: dec %eax; jnz 1b; ret */
const unsigned char code[] = { 0xb8, 0x40, 0x0d, 3, 0, 0xff, 0xc8, 0x75, 0xfc,
	0xc3 };

/* Returns a function in memory without a file, which the map names. */
void (*make())()
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char name[64];
	FILE *map;

	memcpy(at, code, sizeof code);
	snprintf(name, sizeof name, "/tmp/perf-%d.map", (int)getpid());
	map = fopen(name, "w");
	fprintf(map, "%lx 1000 Lorg/example/Odd;.call(I)V \"quoted\" it's; "
		     "(x) ->y\n", (unsigned long)at);
	fclose(map);
	puts(name);
	return (void (*)())at;
}
#else
void (*make())()
{
	return [] {};
}
#endif

}

int
main(int, char **argv)
{
	Odd<unsigned long> odd = { 3 };
	void (*made)() = make();

	prctl(PR_SET_NAME, argv[1]);
	for (int i = 0; i < 150; i++) {
		odd(100, [](int n) {
			for (int k = 0; k < 50; k++)
				sink += n;
		});
		odd->by = 4;
		hidden("text");
		made();
	}
}
