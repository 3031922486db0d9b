#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Prints a C++ program of N classes with lambdas and templates, which compilers
# inline into each other.  It takes the number of rounds.
#
#	classes.sh N >classes.cc
set -eu
count=$1

cat <<'END'
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

template <int N> struct mixer {
	static inline unsigned long mix(unsigned long x)
	{
		return (x ^ (x >> (N % 13 + 1))) * 2654435761u + N;
	}
};
END
i=0
while [ $i -lt "$count" ]; do
	cat <<-END
	struct part$i {
		std::vector<unsigned long> items;
		std::map<int, unsigned long> sums;
		inline unsigned long step(unsigned long x) const
		{
			return mixer<$i>::mix(x) + mixer<$((i + 7))>::mix(x);
		}
		__attribute__((noinline)) unsigned long run(unsigned long seed)
		{
			auto scale = [this, seed](unsigned long v) {
				return step(v ^ seed);
			};
			for (unsigned j = 0; j < 40; j++)
				items.push_back(scale(seed + j));
			std::sort(items.begin(), items.end(),
			    [](unsigned long a, unsigned long b) {
				return a % 1009 < b % 1009;
			    });
			for (unsigned long v : items)
				sums[v % 17] += scale(v);
			unsigned long s = 0;
			for (const auto &p : sums)
				s += p.second;
			items.clear();
			return s;
		}
	};
	static unsigned long
	call$i(unsigned long x)
	{
		static part$i p;
		return p.run(x);
	}
	END
	i=$((i + 1))
done
echo 'static unsigned long (*const all[])(unsigned long) = {'
i=0
while [ $i -lt "$count" ]; do
	echo "	call$i,"
	i=$((i + 1))
done
cat <<'END'
};

int
main(int argc, char **argv)
{
	unsigned long sum = 1, rounds = argc > 1 ? atol(argv[1]) : 10;

	for (unsigned long r = 0; r < rounds; r++)
		for (auto function : all)
			sum += function(sum + r);
	printf("%lu\n", sum);
}
END
