#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs, their build IDs, debugging information, perf's cache of them and its
# configuration: what was not there, then is, and is gone again.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
export HOME=$work_folder/home
unset PERF_CONFIG
mkdir home

cat >burn.c <<'END_OF_C'
#include <time.h>
static volatile long sum;
__attribute__((noinline)) void NAME(void)
{
	for (long i = 0; i < 1000; i++)
		sum += i;
}
int main(void)
{
	clock_t end = clock() + CLOCKS_PER_SEC / 5;
	while (clock() < end)
		for (int i = 0; i < 500; i++)
			NAME();
	return 0;
}
END_OF_C
for name in one two; do
	cc -O1 -g -Wl,--build-id -DNAME=burn_$name -o $name burn.c
done
id=$(readelf -n two | sed -n 's/.*Build ID: //p')
# Two runs, so that ranges 0 and 1 have but the first program, the others both.
if [ -z "$id" ] || ! perf record -q "$swift" -N -e cpu-clock:u -F 499 \
		-o recording -- sh -c './one; ./two' >record.log 2>&1; then
	skip "programs and their build IDs" \
		"there is no compiler or readelf, or perf may not record here"
	finish
	exit
fi
mkdir keep .debug
mv two keep
strip -o keep/stripped keep/two
objcopy --only-keep-debug keep/two keep/debug

# Sees that so many ranges were decoded, to what one perf script prints, which
# names the program's function or not.
decoded() {
	local all named=no count
	"${command[@]}" >serial 2>/dev/null
	"$perf_parallel" merge -o merged.txt
	all=$(grep -c ' done ' $log)
	grep -q burn_two merged.txt && named=yes
	count=$((all - before))
	# A range in the middle may have samples of both programs.
	[ $count -ne 3 ] || count=2
	is "$count $named $(cmp merged.txt serial 2>&1)" \
		"$1 $2 " "$3 $under"
	before=$all
}

# A file with a time of its package's.
put() {
	cp "../keep/$1" "$2"
	[ $# -lt 3 ] || touch -d "$3" "$2"
}

cache() {
	mkdir -p "$1/.build-id/${id:0:2}/${id:2}"
	put two "$1/.build-id/${id:0:2}/${id:2}/elf"
}

start() {
	try_folder
	cp ../recording perf.data
	rm -rf "$HOME"
	mkdir "$HOME"
	before=0
	again
	decoded 4 no "the program is gone: all"
}

tell_more() {
	again
	decoded 0 no "and then nothing"
	cache "$HOME/.debug"
	again
	decoded 2 yes "perf's cache has it: its two ranges"
	touch perf.data "$HOME/.debug/.build-id/${id:0:2}/${id:2}/elf"
	again
	decoded 0 yes "touched files: nothing"
	rm -r "$HOME/.debug"
	again
	decoded 2 no "the cache is gone: its two ranges"
	put stripped ../two
	again
	decoded 2 no "the program without symbols: its two ranges"
	put debug ../.debug/two
	again
	decoded 2 yes "its debugging information: its two ranges"
	rm ../two ../.debug/two
	again
	decoded 2 no "both are gone: its two ranges"
	cache "$work_folder/try/other cache"
	printf '[core]\n\tproxy = x\n[BuildID] Dir = "%s" ; there\n' \
		"$PWD/other cache" >"$HOME/.perfconfig"
	again
	decoded 4 yes "the configuration names a cache: all"
	touch "$HOME/.perfconfig"
	again
	decoded 0 yes "the configuration is touched: nothing"
	rm -r "other cache"
	again
	decoded 2 no "that cache is gone: its two ranges"
	cache named
	command=("$perf" --buildid-dir named "${command[@]:1}")
	again
	decoded 4 yes "another command, which names a cache: all"
	rm -r named
	again
	decoded 4 no "which is gone: all"
}

# What is there both before and after.
tell_replaced() {
	cp ../one ../two
	again
	decoded 2 no "another program in its place: its two ranges"
	sleep 0.01
	put two ../two
	again
	decoded 2 yes "the one that was recorded: its two ranges"
	touch ../two
	again
	decoded 0 yes "it is touched: nothing"
	rm ../two
	again
	decoded 2 no "and gone: its two ranges"
}

for perf in "${perfs[@]}"; do
	command=("$perf" script "$quick" -F ip,sym,time -i perf.data)
	under="by run, perf $(version_of "$perf")"
	again() {
		"$perf_parallel" run -q -n 4 --replace -- "${command[@]}"
	}
	start
	tell_replaced
	[ "$perf" != "${perfs[0]}" ] || tell_more
done

perf=${perfs[0]}
for make in "${makes[@]}"; do
	command=("$perf" script "$quick" -F ip,sym,time -i perf.data)
	under="by make $(version_of "$make")"
	again() {
		[ -e parallel.mk ] ||
			"$perf_parallel" emit -q -n 4 -- "${command[@]}"
		timeout 120 "$make" -s -f parallel.mk
	}
	start
	tell_replaced
	command=("$perf" script --kallsyms later -F ip,sym,time -i perf.data)
	rm parallel.mk
	"$perf_parallel" clean
	before=0
	again 2>err.txt
	has "$(cat err.txt)" "Invalid file: later" \
		"what --kallsyms names is not there, which perf minds $under"
	echo "ffffffff81000000 T one" >later
	again
	decoded 4 no "and then is: all"
done
finish
