#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run: all ranges without make.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 300 8000
perf=${perfs[0]}
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
"$perf" script "$quick" -i perf.data >serial.txt 2>/dev/null
run() { "$perf_parallel" "$@" -- "$perf" script "$quick" -i perf.data; }

# What is said in the end, with S for the seconds.
said() { run "$@" | sed 's/in [0-9]*\.[0-9] s$/in S/'; }
success="All jobs finished successfully"

is "$(said -n 5)" "$success
$out: 5 ranges, done in S" "without a command word, ranges are run"
"$perf_parallel" merge -o merged.txt
same merged.txt serial.txt "five ranges merged are the serial output"
is "$(jobs)" "5 done" "five jobs ran"
is "$(said run -n 5)" "$success
$out: 5 ranges, done before" "run again: that all were there is said"
is "$(jobs)" "5 done" "run again: nothing is decoded"
rm $out/time-range-3/out.txt
run run -q -n 5
is "$(tail -2 $log | sed 's/.*done //; s/@.*//; q'), $(jobs)" \
	"time-range-3, 6 done" "a missing output is decoded again, alone"
rm $out/time-range-{1,2,4}/out.txt
is "$(said run -n 5)" "$success
$out: 5 ranges, 2 were there before; 3 done in S" \
	"run: how many were there is said"
rm $out/time-range-{0,1,2,4}/out.txt
is "$(said -n 5 --merge once.txt)" "$success
$out: 5 ranges, 1 was there before; 4 done in S" \
	"run: one that was there is said in the singular"
is "$(said -n 1 -o one)" "$success
one: 1 range, done in S" \
	"run -n 1: one range is said in the singular"
is "$(run -q -n 1 -o one; run -n 1 -o one --merge - 2>&1 |
	cmp - serial.txt 2>&1)" \
	"" "nothing is said with -q, nor where the merged output is printed"
rm one/out.txt
has "$("$perf_parallel" merge one 2>&1)" "one: 1 of 1 range is not complete;" \
	"one range that is not complete: in the singular"
printf '%s\n' '#!/bin/sh' 'echo odd >&2' "exec \"$perf\" \"\$@\"" >odd-perf
chmod +x odd-perf
rm -r one
"$perf_parallel" -v -n 1 -o one -- ./odd-perf script "$quick" -i perf.data \
	>said 2>err
has "$(<said)" "1 job in " "one job: in the singular"
has "$(<err)" "whole, 1 of 1 range: odd" \
	"one range with a message: in the singular"
rm odd-perf said err
rm -r one
run run -q -n 3
is "$(ls $out)" $'time-range-0\ntime-range-1\ntime-range-2' \
	"ranges of an earlier plan are gone"
"$perf_parallel" merge -o merged.txt
same merged.txt serial.txt "and the merged output is still the serial one"
"$perf_parallel" emit -q -n 3 -- "$perf" script "$quick" -i perf.data
is "$(${makes[0]} -f parallel.mk)" \
	"make: Nothing to be done for 'parallel-perf'." \
	"make finds what run has done"
run -q -n 2 -c >/dev/null 2>&1
is "$(find $out -name out.txt | wc -l)" $((2 * $(nproc --all))) \
	"per CPU, two ranges each"
"$perf_parallel" clean
is "$(ls)" "$(printf '%s\n' cmp.out parallel.mk perf.data \
	serial.txt | grep -v cmp.out)" "clean removes the folder"

# How many jobs at a time, from the times in the log.
most() {
	awk '$3 != "pool" { print $1, 1; print $2, -1 }' $log | sort -n |
		awk '{ n += $2; if (n > m) m = n } END { print m }'
}
for jobs in 1 2 4; do
	run -q -n 6 -j $jobs -p "sh -c 'sleep 0.2; cat'"
	is "$(most)" $jobs "-j$jobs: $jobs at a time"
	"$perf_parallel" clean
done

# While the disk is slow others may have the slot: how many jobs were done when
# each perf started.  It is slow for a job's output and its folder.
if command -v strace >/dev/null; then
	printf '%s\n' '#!/bin/sh' "cat $log 2>/dev/null | grep -c done >>started" \
		"exec \"$perf\" \"\$@\"" >counting-perf
	chmod +x counting-perf
	# A leak is not looked for in a process that strace has.
	ASAN_OPTIONS=detect_leaks=0 strace -f --seccomp-bpf -qq -o /dev/null \
		-e trace=fsync -e inject=fsync:delay_enter=1000000:when=2..3 \
		"$perf_parallel" -q -n 3 -j 1 -- \
		./counting-perf script "$quick" -i perf.data
	is "$? $(sed -n 2p started)" "0 0" \
		"the next job starts before the first is on the disk"
	is "$(most)" 1 "but not before it is decoded"
	is "$(jobs)" "3 done" "all are done in the end"
	"$perf_parallel" clean
	rm counting-perf started
else
	skip "a slow disk" "no strace on this machine"
fi

# Fails for the range whose output has the first line of serial.txt.
first=$(sed -n 1p serial.txt)
printf '%s\n' "$first" >first.txt
fails_once="sh -c 'cat >p.\$\$; cat p.\$\$; ! grep -qxFf first.txt p.\$\$'"
run -q -n 8 -j 1 -p "$fails_once" 2>err
is "$?" 1 "a failing range is a failure"
has "$(cat err)" "time-range-0: sh -c" "the range and its consumer are named"
has "$(cat err)" "not all ranges are done" "and that there is more to do"
grep -q ' [0-7] of 8 \(is\|are\): time-range-0 failed; run again' err
ok $? "without -k: how much is done, and what failed is said"
run -q -n 8 -j 1 -k -p "$fails_once" 2>err
is "$? $(find $out -name out.txt | wc -l)" "1 7" "-k: the others are done"
has "$(cat err)" "7 of 8 are: time-range-0 failed; run again" \
	"-k: how much is done, and what failed is said"
"$perf_parallel" merge 2>err >merged.txt
is "$? $(wc -c <merged.txt)" "1 0" "merge refuses an incomplete folder"
has "$(cat err)" "time-range-0 is not complete" "and names the range"
run -q -n 8 -k -p cat
ok $? "the same with a consumer that works"
"$perf_parallel" clean

# What runs when another fails may be hours into it.
others="sh -c 'cat >p.\$\$; cat p.\$\$
	if grep -qxFf first.txt p.\$\$
		then until [ -e other ]; do sleep 0.02; done; exit 3
		else touch other; sleep 0.5; fi'"
run -q -n 6 -j 2 -p "$others" 2>err
is "$? $(jobs)" "1 1 done 1 failed" "a failure lets what runs come to its end"
has "$(cat err)" "1 of 6 is: time-range-0 failed;" \
	"what runs on after a failure counts as done"
rm -f other p.*
"$perf_parallel" clean
wait_then_fail="sh -c 'cat >p.\$\$; grep -qxFf first.txt p.\$\$ || exec sleep 31
	touch failed; exit 3'"
"$perf_parallel" -q -n 6 -j 2 -p "$wait_then_fail" -- "$perf" script "$quick" \
	-i perf.data 2>err &
until_true [ -e failed ]
until_true grep -q failed $log
kill -TERM $!
wait $! 2>/dev/null
is "$?" 143 "a signal ends what still runs after a failure"
gone
ok $? "and nothing is left running"
rm -f p.* failed
"$perf_parallel" clean

# Ends.
slow="sh -c 'touch started; cat; exec sleep 31'"
slow_run() {
	rm -f started
	env --default-signal=INT,QUIT,HUP "$perf_parallel" run -q -n 6 -j 3 \
		-p "$slow" -- "$perf" script "$quick" -i perf.data 2>err &
	pid=$!
	for _ in $(seq 100); do [ -e started ] && break; sleep 0.05; done
}
for signal in INT TERM HUP; do
	slow_run
	kill -$signal $pid
	wait $pid
	is "$?" $((128 + $(kill -l $signal))) "$signal: run dies of it"
	gone
	ok $? "$signal: nothing of it is left"
	is "$(find $out -name out.txt)" "" "$signal: no output is left"
done
slow_run
kill -KILL $pid
wait $pid 2>/dev/null
gone
ok $? "KILL: no job outlives run"
is "$(find $out -name out.txt)" "" "KILL: no output is left"
run -q -n 6 && "$perf_parallel" merge -o merged.txt
same merged.txt serial.txt "and the next run completes it"

mkdir theirs && echo precious >theirs/file
run -q -o theirs 2>err
is "$? $(ls -A theirs)" "1 file" "a folder that is not ours is left alone"
has "$(cat err)" "theirs is there and was not made by perf-parallel" \
	"and named"
"$perf_parallel" clean theirs 2>err
is "$? $(ls -A theirs)" "1 file" "clean leaves it alone, too"
mkdir empty && run -q -n 2 -o empty
ok $? "an empty folder is fine"
run -q -n 2 -o deep/er/folder
ok $? "folders are made as needed"
touch plain && run -q -o plain 2>err
is "$?" 1 "a file in place of the folder is refused"
has "$(cat err)" plain "and named"
finish
