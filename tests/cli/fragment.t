#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a generated makefile must show, one property a test, under every make.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
# No symbols: programs that come and go have them at one time only.
script=("${perfs[0]}" script "$quick" -F "comm,pid,cpu,time,event,ip")
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
ranges=8

# Emits in a new folder, which becomes the current one.
fresh() {
	try_folder
	cp "$work_folder/recording" perf.data
	"$perf_parallel" emit -q -n $ranges "$@" -- "${script[@]}" -i perf.data
}

# Counts the programs that a command starts, itself included.
execs() {
	strace -f --seccomp-bpf -qq -e trace=execve -o trace "$@" \
		>strace.log 2>&1
	grep -c ' = 0$' trace
}

jobs_logged() {
	cat $log 2>/dev/null | wc -l
}

outputs() {
	find $out -name out.txt -o -path '*/stamps/*' | sort
}

# The names in the table of files of make -p that are targets and not phony.
real_targets() {
	"$make" -rR -pqn -f parallel.mk | awk '
		/^# Files/ { files = 1 }
		/^# files hash-table/ { files = 0 }
		!files { next }
		/^# Not a target/ { foreign = 1 }
		/^$/ { if (name != "" && !phony && !foreign) print name
			if (name != "") foreign = 0
			name = ""; phony = 0 }
		/^[^#\t ][^=]*:/ { name = $0; sub(/:.*/, "", name) }
		/^# *Phony target/ { phony = 1 }' | grep -v '^\.[A-Z]'
}

# The greatest number of jobs in the log that ran at the same time.
peak() {
	awk '{ print $1, 1; print $2, -1 }' $log | sort -n | awk '
		{ now += $2; if (now > most) most = now } END { print most }'
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"

	fresh
	timeout 20 "$make" -q -f parallel.mk
	status=$?
	is $status 1 "something to do before a build $under"
	# A fragment that is made again and again would stop us here for ever.
	[ $status -eq 124 ] && continue
	is "$("$make" -rR -pqn -f parallel.mk |
		grep -Ec '^[^#:	]+ = .*\$[({](shell|wildcard)')" 0 \
		"no recursive variable holds a shell or wildcard $under"
	is "$(grep -Ec '\$[({]shell|!=' parallel.mk)" 0 \
		"no shell in the text $under"

	if command -v strace >/dev/null; then
		is "$(execs "$make" -rR -n -f parallel.mk)" 1 \
			"nothing forked to parse $under"
	else
		skip "nothing forked to parse $under" "no strace"
	fi

	"$make" -j4 -f parallel.mk >make.log 2>&1
	ok $? "builds $under"
	is "$(jobs_logged)" $ranges "as many jobs as ranges $under"
	is "$(cut -d' ' -f4 $log | sort | uniq -d)" "" \
		"each job once $under"

	"$make" -q -f parallel.mk
	is $? 0 "nothing to do after a build $under"
	if command -v strace >/dev/null; then
		is "$(execs "$make" -f parallel.mk)" 1 \
			"nothing run when there is nothing to do $under"
	else
		skip "nothing run when there is nothing to do $under" \
			"no strace"
	fi
	is "$("$make" -d -n -f parallel.mk | grep -c Re-executing)" 0 \
		"no needless second parse $under"

	"$make" -f parallel.mk parallel-perf-merge >make.log 2>&1
	real_targets >targets
	missing=$(while read -r target; do
		[ -e "$target" ] || echo "$target"
	done <targets)
	is "$missing" "" "every target is really made $under"
	# All stamps, the list, what was merged, the plan and the fragment by both
	# their names, the recording, perf, print.so, perf's configuration and
	# files that were mapped: the check saw them.
	watched=$("$make" -s -f parallel.mk show --eval \
		"show: ; @echo \$(words \$(parallel-perf.watched))")
	[ "$watched" -gt 0 ]
	ok $? "perf's configuration is watched $under"
	is "$(wc -l <targets)" $((ranges + 9 + watched)) \
		"every target is seen $under"

	before=$(jobs_logged)
	rm $out/time-range-3/out.txt
	"$make" -j4 -f parallel.mk >make.log 2>&1
	is "$(($(jobs_logged) - before))" 1 \
		"no umbrella rebuild for a lost output $under"
	rm $out/.perf-parallel/stamps/time-range-5@*
	"$make" -j4 -f parallel.mk >make.log 2>&1
	is "$(tail -n +$((before + 1)) $log | sed 's/.* \(.*\)@.*/\1/')" \
		$'time-range-3\ntime-range-5' \
		"no umbrella rebuild for a lost stamp $under"

	fresh -f away.mk -o "$work_folder/try/$out"
	"$make" -j4 -f away.mk >make.log 2>&1
	before=$(jobs_logged)
	here=$PWD
	said=$(cd / && "$make" -f "$here/away.mk" 2>&1)
	has "$said" "Nothing to be done" \
		"nothing to do from another folder $under"
	is "$before $(jobs_logged)" "$ranges $ranges" \
		"no job from another folder $under"

	fresh --pipe-to "sh -c 'head -5; exit 3'"
	"$make" -k -j4 -f parallel.mk >make.log 2>&1
	is $? 2 "a job that fails half way fails the build $under"
	is "$(outputs)" "" "touched on success only: a job failed $under"
	is "$(jobs_logged) $(grep -c ' failed ' $log)" "$ranges $ranges" \
		"all of those jobs really ran $under"

	fresh --pipe-to "sh -c 'head -5; touch started; sleep 20'"
	setsid "$make" -j4 -f parallel.mk >make.log 2>&1 &
	until_true test -e started
	ok $? "a job is in its middle $under"
	kill -9 -- -$!
	wait $! 2>/dev/null
	is "$(outputs)" "" "touched on success only: make was killed $under"

	# The first job to come here stays until it may go.
	fresh --pipe-to "sh -c 'mkdir held 2>&- && until [ -e go ]; do \
sleep 0.05; done; cat'"
	"$make" -j4 -f parallel.mk >make.log 2>&1 &
	others_done() { [ "$(jobs_logged)" -ge $((ranges - 1)) ]; }
	until_true others_done
	is "$(jobs_logged) $(ls -d held)" "$((ranges - 1)) held" \
		"no barrier: one job hangs, all others finish $under"
	touch go
	wait $!
	is "$? $(jobs_logged)" "0 $ranges" "and then it finishes, too $under"

	fresh --pipe-to "sh -c 'sleep 0.3; cat'"
	is "$(grep -E '(^|[[:blank:]])(-j|--jobs)|MAKEFLAGS[[:blank:]]*[:+?!]?=|unexport|\.NOTPARALLEL|\.WAIT|\$\(MAKE\)' \
		parallel.mk)" "" "no -j, MAKEFLAGS, .NOTPARALLEL or .WAIT $under"
	"$make" -j4 -f parallel.mk >make.log 2>&1
	is "$(peak)" 4 "four jobs at a time at -j4 $under"
done

finish
