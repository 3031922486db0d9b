#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On a real recording: emit, make -j2, merge equals serial perf script, byte
# for byte.  With THOROUGH=1 every perf, command and number of ranges, else
# some numbers for each command; the makes take turns.
all_peers=yes
. "$(dirname "$0")/tap.sh"

seconds=1 frequency=5000
more eval "seconds=3 frequency=10000"
get_recording perf.data ${seconds}000 $frequency -a --bpf-event
samples=$("$perf_parallel" info perf.data | awk '$1 == "SAMPLE" { print $2 }')
echo "# $samples samples"

# Compares one way through with serial.txt: perf, make, ranges, options.
through() {
	local perf=$1 make=$2 ranges=$3
	shift 3
	rm -rf parallel-perf-output parallel.mk merged.txt
	"$perf_parallel" emit -q -n "$ranges" -- \
		"$perf" script -i perf.data "$@" &&
		"$make" -s -j2 -f parallel.mk &&
		"$perf_parallel" merge -o merged.txt
	same merged.txt serial.txt "perf $(version_of "$perf"), make $(
		version_of "$make"), $ranges ranges: perf script $*"
}

first=$("$perf_parallel" info perf.data | awk '$1 == "samples" { print $2 }')
at() { awk "BEGIN { printf \"%.9f\", $first + $1 * $seconds }"; }
two_ranges="$(at 0.1),$(at 0.35) $(at 0.5),$(at 0.7)"

turn=0
for perf in "${perfs[@]}"; do
	for options in "" "$quick" "--ns" "-G" \
		"-F comm,tid,cpu,time,event,ip,sym,dso" "--time"; do
		read -ra words <<<"$options"
		[ "$options" != --time ] || words=(--time "$two_ranges")
		"$perf" script -i perf.data "${words[@]}" >serial.txt 2>/dev/null
		case $thorough$options in
		1*) numbers='1 2 7 64' ;;
		'') numbers='1 2 7' ;;
		"$quick") numbers=64 ;;
		*) numbers=3 ;;
		esac
		turn=$((turn + 1)) # so that a number has not always the same
		for ranges in $numbers; do
			turn=$((turn + 1))
			through "$perf" "${makes[turn % ${#makes[@]}]}" \
				"$ranges" "${words[@]}"
		done
	done
done

# The serial output must be worth comparing with.
[ "$(wc -l <serial.txt)" -gt 100 ]
ok $? "the last serial output has more than a hundred lines"
finish
