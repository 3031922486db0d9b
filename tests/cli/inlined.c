/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that are inlined into one another, for some tenths of a second. */
volatile double sum;
static inline double
inner(double x, int i)
{
	return x * 1.0001 + x / (i + 1);
}
static inline double
middle(double x, int i)
{
	for (int k = 0; k < 20; k++)
		x = inner(x, k + i);
	return x / 1e6;
}
__attribute__((noinline)) void
outer(void)
{
	for (int i = 0; i < 50; i++)
		sum = middle(sum + i, i) + inner(sum, i) / 1e9;
}
int
main(void)
{
	for (int i = 0; i < 100000; i++)
		outer();
}
