#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On a real recording: emit, make -j2, merge equals serial perf script, byte
# for byte.  Every perf, make and number of ranges with the plain command;
# other commands with 7 ranges, or all of them too if IDENTITY=all.
. "$(dirname "$0")/tap.sh"

seconds=4
[ "${IDENTITY:-}" != all ] || seconds=8
get_recording perf.data $seconds 20000 -a
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
at() { awk "BEGIN { printf \"%.9f\", $first + $1 }"; }
two_ranges="$(at 0.3),$(at 1.1) $(at 1.5),$(at 2)"

turn=0
for perf in "${perfs[@]}"; do
	for options in "" "--ns" "-G" \
		"-F comm,tid,cpu,time,event,ip,sym,dso" "--time"; do
		read -ra words <<<"$options"
		[ "$options" != --time ] || words=(--time "$two_ranges")
		"$perf" script -i perf.data "${words[@]}" >serial.txt 2>/dev/null
		if [ -z "$options" ] || [ "${IDENTITY:-}" = all ]; then
			for make in "${makes[@]}"; do
				for ranges in 1 2 7 64; do
					through "$perf" "$make" $ranges \
						"${words[@]}"
				done
			done
		else
			turn=$((turn + 1))
			through "$perf" "${makes[turn % ${#makes[@]}]}" 7 \
				"${words[@]}"
		fi
	done
done

# The serial output must be worth comparing with.
[ "$(wc -l <serial.txt)" -gt 100 ]
ok $? "the last serial output has more than a hundred lines"
finish
