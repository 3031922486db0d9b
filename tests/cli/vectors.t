#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The golden command lists of parallel-perf.py, when they are there: standard
# output of --dry-run must be the same, or an error where it has one.
. "$(dirname "$0")/tap.sh"

cases=$shared_folder/vectors/cases
if [ ! -d "$cases" ]; then
	skip "golden command lists" "no folder ../shared/vectors beside the project"
	finish
	exit
fi
cd "$shared_folder/vectors" || exit 1
ran=0
for case in "$cases"/*.case; do
	# parallel-perf.py cuts a trace by its density, anything else by time.
	split=--split=time
	grep -q 'pt[stu]\.data' "$case" && split=
	mapfile -t args < <(sed -n '2,/^expect$/p' "$case" | sed '$d')
	wanted=$(sed '1,/^expect$/d' "$case")
	got=$("$perf_parallel" run -j2 $split --dry-run \
		-o "$work_folder/out" "${args[@]}" 2>"$work_folder/err")
	status=$?
	if [ "$wanted" = error ]; then
		[ $status -ne 0 ] && [ -z "$got" ] && [ -s "$work_folder/err" ]
		ok $? "$(basename "$case"): an error, and nothing printed"
	else
		is "$status $got" "0 $wanted" "$(basename "$case")"
	fi
	ran=$((ran + 1))
done
echo "# ran $ran golden cases"
[ ! -e "$work_folder/out" ]
ok $? "a dry run makes no output folder"
finish
