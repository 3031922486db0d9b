#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Platforms that lack something: what is tried before anything is decoded, and
# the way round.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

"$make_recording" -s 300 perf.data
perf=${perfs[0]}
out=parallel-perf-output
script=("$perf" script "$quick" -i perf.data)
"${script[@]}" >serial 2>/dev/null
[ -s serial ]
ok $? "there are samples"
# Nobody can look for leaks in a process that is traced.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# failing CALLS:ERROR COMMAND ...: runs a command for which these calls fail.
failing() {
	strace -f -qq -o trace -e "inject=${1/:/:error=}" "${@:2}"
}
traces=
strace -o trace true 2>/dev/null && traces=yes

# A file system without symbolic links.
links=symlink,symlinkat
if [ -n "$traces" ]; then
	for make in "${makes[@]}"; do
		under="no links, make $(version_of "$make")"
		rm -rf $out
		failing $links:EPERM "$perf_parallel" emit -q -n 3 -- "${script[@]}"
		ok $? "$under: emit"
		"$make" -s -f parallel.mk
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 3 done" \
			"$under: decodes"
		is "$(find $out -type l)" "" "$under: makes no links"
		has "$("$make" -f parallel.mk)" "Nothing to be done" \
			"$under: all is complete"
		echo 'report: $(parallel-perf.outputs); cat $^ >$@' >mine.mk
		"$make" -s -f parallel.mk -f mine.mk report
		same report serial "$under: NAME.outputs can be read"
		rm $out/time-range-1/out.txt
		"$make" -s -f parallel.mk -f mine.mk report
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 4 done" \
			"$under: a missing out.txt makes its range run again"
		rm $out/time-range-1/out.txt
		"$make" -s -t -f parallel.mk >/dev/null
		"$make" -s -f parallel.mk parallel-perf-merge
		same $out/merged.txt serial "$under: make -t completes nothing"
		"$perf_parallel" emit -q -n 3 -- "${script[@]}" --ns
		"$make" -s -f parallel.mk
		is "$? $(jobs $out/.perf-parallel/jobs.log)" "0 8 done" \
			"$under: another command decodes all"
	done
	rm -rf $out
	failing $links:ENOSYS "$perf_parallel" run -q -n 3 --merge merged.txt -- \
		"${script[@]}"
	same merged.txt serial "no links: run"
	rm $out/time-range-2/out.txt
	"$perf_parallel" run -q -n 3 --merge merged.txt -- "${script[@]}"
	is "$(jobs $out/.perf-parallel/jobs.log)" "4 done" \
		"no links: run resumes"
	"$perf_parallel" clean && [ ! -e $out ]
	ok $? "no links: clean removes all"
	"$perf_parallel" emit -q -n 3 -- "${script[@]}"
	failing $links:EOPNOTSUPP "${makes[0]}" -s -f parallel.mk \
		parallel-perf 2>err
	has "$(cat err)" "emit or run again, which then does without" \
		"no links since: what to do is said"
	failing $links:EDQUOT "$perf_parallel" run -q -n 3 -- "${script[@]}" \
		2>err
	has "$?$(cat err)" "Disk quota exceeded" \
		"links are not given up for a disk that is full"
	[ ! -e $out/.perf-parallel/stamps-are-files ]
	ok $? "and nothing is noted"
else
	skip "calls that fail" "strace is missing or may not trace here"
fi
finish
