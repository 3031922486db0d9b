#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A fragment remakes itself when the recording changes, and only then; and
# whatever is lost or cut off, the next make puts right.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
sleep 1
get_recording "$work_folder/other" 300 700
# No symbols: programs that come and go have them at one time only.
script=("${perfs[0]}" script "$quick" -F "comm,pid,cpu,time,event,ip")
out=parallel-perf-output
stamps=$out/.perf-parallel/stamps
log=$out/.perf-parallel/jobs.log
ranges=4
for name in recording other; do
	"${script[@]}" -i "$work_folder/$name" >"$work_folder/$name.txt" \
		2>/dev/null
done

emit() {
	"$perf_parallel" emit -q -n $ranges "$@" -- "${script[@]}" -i perf.data
}

# Emits in a new folder, which becomes the current one, and builds if asked.
fresh() {
	try_folder
	cp "$work_folder/recording" perf.data
	touch -d '1 hour ago' perf.data
	emit "$@"
}

# Runs make on the fragment, but not for ever; says what it printed.
build() {
	timeout 20 "$make" -f parallel.mk "$@" 2>&1
}

# Says whether the merged output is what perf script prints of a recording.
merged_is() {
	build parallel-perf-merge >make.log
	same $out/merged.txt "$work_folder/$1.txt" "$2"
}

# Says whether make finds nothing to do and reads the fragment just once.
settled() {
	said=$(build -d)
	has "$said" "Nothing to be done" "$1: the next make does nothing"
	is "$(grep -c Re-executing <<<"$said")" 0 \
		"$1: the next make parses once"
}

# Names the stamps whose output is not there or is not whole.
lying_stamps() {
	local stamp range
	for stamp in "$stamps"/*; do
		[ -L "$stamp" ] || continue
		range=${stamp##*/}
		sh $out/"${range%@*}"/cmd.txt 2>/dev/null </dev/null |
			cmp -s - "$stamp" || echo "$stamp"
	done
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"

	fresh
	build -j4 >make.log
	touch perf.data
	said=$(build)
	is "$(grep -c EMIT <<<"$said") $(jobs)" "1 $ranges done" \
		"a touched recording is planned once, not decoded $under"
	settled "a touched recording $under"
	touch -d '2 hours ago' perf.data
	settled "an older time of the recording $under"

	cp "$work_folder/other" perf.data
	said=$(build -j4)
	is "$(grep -c EMIT <<<"$said") $(jobs)" "1 $((2 * ranges)) done" \
		"a changed recording is planned once and decoded $under"
	merged_is other "a changed recording: merged as serial $under"
	settled "a changed recording $under"
	is "$(find $stamps -type l | wc -l)" $ranges \
		"a changed recording leaves no old stamps $under"

	# Another recording in its place, no newer than the one before.
	fresh
	build >make.log
	cp "$work_folder/other" perf.data
	touch -r parallel.mk perf.data
	rm $out/time-range-2/out.txt
	said=$(build -k)
	has "$said" "changed since the ranges were planned" \
		"changed behind make's back: refused $under"
	is "$(jobs)" "$ranges done" \
		"changed behind make's back: not decoded $under"

	fresh
	touch -d '+1 hour' perf.data
	said=$(build -j4)
	is "$? $(jobs)" "0 $ranges done" \
		"a recording from the future ends $under"
	is "$(grep -c EMIT <<<"$said")" 1 \
		"a recording from the future is planned once $under"
	merged_is recording "a recording from the future: merged $under"
	settled "a recording from the future $under"

	fresh
	build >make.log
	rm perf.data
	said=$(build)
	is $? 2 "a deleted recording is an error $under"
	has "$said" "perf.data" "a deleted recording is named $under"
	cp "$work_folder/recording" perf.data
	build >make.log
	is "$? $(jobs)" "0 $ranges done" \
		"a recording that came back is not decoded $under"

	fresh
	build >make.log
	rm $out/time-range-1/out.txt
	is "$(build)" "  DECODE  time-range-1" \
		"a missing out.txt is decoded, alone $under"
	rm -r $out/time-range-2
	is "$(build)" "  DECODE  time-range-2" \
		"a missing folder is decoded, alone $under"
	merged_is recording "what was missing is back $under"

	rm $out/.perf-parallel/plan
	said=$(build)
	is "$? $(grep -c EMIT <<<"$said") $(grep -c DECODE <<<"$said")" \
		"0 1 0" "a missing plan is made, nothing decoded $under"
	settled "a missing plan $under"
	rm $out/.perf-parallel/plan
	merged_is recording "a missing plan is made for a merge $under"
	rm -r $out
	build -j4 >make.log
	is "$? $(jobs)" "0 $ranges done" \
		"a missing output folder is made anew $under"
	merged_is recording "a missing output folder: merged $under"
	rm parallel.mk
	emit
	has "$(build)" "Nothing to be done" \
		"a missing fragment, emitted again, fits the outputs $under"

	fresh --pipe-to "sh -c 'cat; touch half; [ -e go ] || sleep 20'"
	setsid "$make" -j2 -f parallel.mk >make.log 2>&1 &
	until_true test -e half
	ok $? "kill -9: jobs are in their middle $under"
	kill -9 -- -$!
	wait $! 2>/dev/null
	is "$(lying_stamps)" "" "kill -9: no stamp lies $under"
	touch go
	build -j4 >make.log
	is "$? $(jobs)" "0 $ranges done" "kill -9: make goes on $under"
	merged_is recording "kill -9: merged as serial $under"
	is "$(find $out -name '*.part')" "" "kill -9: no litter stays $under"

	# A few at moments of their own.
	fresh
	for pause in 0.01 0.015 0.02 0.03; do
		setsid "$make" -j2 -f parallel.mk >make.log 2>&1 &
		sleep $pause
		kill -9 -- -$! 2>/dev/null
		wait $! 2>/dev/null
	done
	is "$(lying_stamps)" "" "kill -9 at any time: no stamp lies $under"
	build -j4 >make.log
	merged_is recording "kill -9 at any time: merged as serial $under"

	fresh
	build >make.log
	emit -n 2
	is "$(ls $out)" $'time-range-0\ntime-range-1' \
		"fewer ranges: the others' folders are gone $under"
	build >make.log
	is "$? $(jobs)" "0 $((ranges + 2)) done" \
		"fewer ranges: all are decoded $under"
	merged_is recording "fewer ranges: merged as serial $under"
	settled "fewer ranges $under"
	emit -n 5
	merged_is recording "more ranges: merged as serial $under"
	settled "more ranges $under"
done

finish
