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

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	merged "nothing but a header" --header --comms nobody -i made.data
	merged "a header, some CPUs have samples" --header -i made.data \
		--time ,5000.001238
done
finish
