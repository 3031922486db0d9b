#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Outputs per CPU merged by what perf printed: texts that are hard to read, and
# recordings for which it is said before anything is decoded.
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
"$make_recording" -g -s 300 -c 3 -t 4 made.data

# Says whether a merge is one perf script; arguments are perf script's.
merged() {
	local name=$1
	shift
	"$perf" script "$quick" "$@" >serial.txt 2>/dev/null
	rm -rf $out merged.txt
	"$perf_parallel" -q -c -n 2 --merge merged.txt -- \
		"$perf" script "$quick" "$@" 2>err
	is "$?" 0 "perf $version: $name: is run and merged"
	same merged.txt serial.txt "perf $version: $name: as one perf script"
}

# The time of day is printed where the clock is named.
timed=
perf record -q "$swift" -a --clockid monotonic -e cpu-clock -F 500 \
	-o clock.data -- sleep 0.1 >record.log 2>&1 && timed=1

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	merged "nothing but a header" --header --comms nobody -i made.data
	merged "a header, some CPUs have samples" --header -i made.data \
		--time ,5000.001238
	for fields in comm,pid,cpu,time,event,tod tod,time +misc,+tod; do
		if [ -n "$timed" ]; then
			merged "-F $fields" -F "$fields" -i clock.data
			merged "--ns -F $fields" --ns -F "$fields" -i clock.data
		else
			skip "perf $version: -F $fields" "may not record here"
		fi
	done
done

# What is known from the recording is told before anything is decoded.
told() {
	local name=$1 part=$2
	shift 2
	for command in run emit; do
		rm -rf $out
		"$perf_parallel" $command -c -n 2 --replace --merge new.txt -- \
			"$perf" script "$quick" "$@" >told.out 2>err
		has "$?$(cat err)" "$part" "$command: $name"
		rm -f parallel.mk
	done
}
for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	"$make_recording" --no-cpu none.data
	told "perf $version: no sample has a CPU" "1perf-parallel: none.data: \
perf takes no --cpu" -i none.data
	"$make_recording" -s 0 --no-cpu none.data
	told "perf $version: nor would one have" "1perf-parallel: none.data: \
perf takes no --cpu" -i none.data
	"$make_recording" --no-time none.data
	told "perf $version: no sample has a time" "1perf-parallel: \
perf script prints some samples without their time" -i none.data
	[ ! -e $out ]
	ok $? "and nothing was decoded"
	"$make_recording" -s 300 --zero 3 zero.data
	told "perf $version: some are at time 0" "is not what one perf" \
		-i zero.data
	# Whichever event comes first says what is printed.
	first=cpu-clock/time=1/ second=task-clock/time=0/
	if perf record -q "$swift" -a -o none.data -e $second -e $first \
		-F 500 -- sleep 0.05 >record.log 2>&1 &&
		perf record -q "$swift" -a -o some.data -e $first -e $second \
			-F 500 -- sleep 0.05 >record.log 2>&1; then
		told "perf $version: the first event has no time" \
			"1perf-parallel: perf script prints some samples without their time" \
			-i none.data
		told "perf $version: another has none" "samples without a \
time, or at time 0, as they come in the file" -i some.data
	else
		skip "events without times" "may not record here"
	fi
done

# Names of files that look like a sample's start are told of.
odd=$'odd\nx 1 [000] 12.123456789: y'
mkdir "$odd"
cp "$(type -P true)" "$odd"
perf=${perfs[0]}
if perf record -q "$swift" --sample-cpu -e cpu-clock -o odd.data -- \
	"./$odd/true" >record.log 2>&1; then
	"$perf_parallel" emit -c -n 2 --replace --merge new.txt -- \
		"$perf" script "$quick" -i odd.data >emit.out 2>err
	has "$?$(cat err)" "has a line that looks like the start" \
		"a file's name with a line that looks like a sample: told"
	"$perf_parallel" emit -n 2 --replace --merge new.txt -f time.mk -- \
		"$perf" script "$quick" -i odd.data >emit.out 2>err
	is "$?$(grep "start of a sample" err)" 0 "but not without -c"
else
	skip "a file's name with a line that looks like a sample: told" \
		"may not record here"
fi
finish
