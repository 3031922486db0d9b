#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What keeps something from sample to sample, or writes files of its own, where
# a recording is cut into ranges.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

perf=${perfs[0]}
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
get_recording perf.data 200 4000

# A script that counts samples, and leaves the number in a file.
cat >count.py <<'END'
number = 0
def process_event(event):
    global number
    number += 1
def trace_end():
    with open("number.txt", "w") as f:
        f.write(str(number))
END
command=("$perf" script "$quick" -i perf.data)
samples=$("${command[@]}" -G -F time 2>/dev/null | grep -c .)
scripted=("${command[@]}" -s count.py)
one="note: perf.data is decoded in one range, for --script: it may keep"
if "${scripted[@]}" >/dev/null 2>&1 && [ -e number.txt ]; then
	rm number.txt
	said=$("$perf_parallel" -q -n 4 -- "${scripted[@]}" 2>&1)
	is "$? $(jobs)" "0 1 done" "a script that counts has one range"
	is "$(cat number.txt)" "$samples" "a script that counts has counted all samples"
	has "$said" "$one" "-q does not hide that a script has one range"
	has "$said" --stateless "the note names --stateless"
	"$perf_parallel" emit -q -n 4 --stateless -- "${scripted[@]}" 2>/dev/null
	is "$("${makes[0]}" -n -f parallel.mk | grep -c -- '-s count.py')" 4 \
		"--stateless: cut as -n says"
	touch perf.data
	"${makes[0]}" -f parallel.mk >/dev/null 2>&1
	is "$(jobs)" "5 done" "--stateless: cut as well when the fragment remakes itself"
else
	skip "scripts" "this perf runs no scripts in Python"
fi

# Without perf running it.
has "$("$perf_parallel" plan -c -i 0.01 -- "${command[@]}" \
	--dlfilter=some.so 2>&1)" "in one range, for --dlfilter: it may keep" \
	"a filter: one range, whatever says how to cut"
is "$("$perf_parallel" plan -c -i 0.01 -- "${command[@]}" \
	--dlfilter=some.so 2>/dev/null)" "1 jobs:
${command[*]} --dlfilter=some.so" "a filter: the command is as it was"
said=$("$perf_parallel" --verify -n 4 -- "${scripted[@]}" 2>&1)
is "$?" 2 "--verify would run a script twice at a time: refused"
has "$said" "--verify would run what --script names a second time" \
	"--verify with a script: the message says why it is refused"

# A consumer that looks at the event of the first sample.  Says how a command
# ends, and how often it warns of that.
mixed() {
	local said status
	said=$("$@" 2>&1)
	status=$?
	echo "$status $(grep -c "$events" <<<"$said")"
}
events="has several events, and each range goes through a consumer of its own"
if record several.data 100 4000 -e page-faults; then
	first=("$perf_parallel" -q -n 4 -p "sh -c 'cat >/dev/null'")
	has "$("${first[@]}" -o new -- "$perf" script "$quick" -i several.data \
		2>&1)" "several.data $events" "several events, a consumer: a note"
	is "$(mixed "${first[@]}" --stateless -o new -- "$perf" script \
		"$quick" -i several.data)" "0 0" \
		"several events, --stateless: no note"
	is "$(mixed "$perf_parallel" plan -n 4 -p "cat --event-filter=x" -- \
		"$perf" script -i several.data)" "0 0" \
		"several events, --event-filter: no note"
	is "$(mixed "$perf_parallel" plan -n 4 --reduce cat -- "$perf" script \
		-i several.data)" "0 0" \
		"several events, --reduce, which sees all: no note"
	is "$(mixed "$perf_parallel" plan -n 1 -p cat -- "$perf" script \
		-i several.data)" "0 0" \
		"several events, one range: no note"
else
	skip "several events" "perf may not record here"
fi
is "$(mixed "$perf_parallel" plan -n 4 -p cat -- "${command[@]}")" "0 0" \
	"one event, a consumer: no note"

# Per CPU, what consumers print is one CPU after the other.
said=$("$perf_parallel" plan -c -n 2 -p cat -- "${command[@]}" 2>&1)
has "$said" "with --pipe-to and --per-cpu the merged output may not be" \
	"consumers per CPU: a note"

# Options that show other records make a difference where there are some.
shows="the merged output is not what one perf script prints: records"
said=$("$perf_parallel" plan -n 4 -- "${command[@]}" --show-lost-events \
	--show-switch-events 2>&1)
is "$? $(grep -c "$shows" <<<"$said")" "0 0" \
	"--show-lost-events, and nothing was lost: no note"
is "$("$perf_parallel" plan -n 4 -- "${command[@]}" --show-lost-events \
	--show-mmap-events 2>&1 | grep -c "$shows")" 1 \
	"--show-mmap-events: a note"

finish
