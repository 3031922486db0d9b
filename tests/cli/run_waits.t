#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run sleeps while it waits, whatever it waits for: no descriptor that it polls
# stays ready.  strace makes the disk slow and counts the polls.
. "$(dirname "$0")/tap.sh"

if ! strace -o trace true 2>/dev/null; then
	skip "how often run wakes up" "strace cannot trace here"
	finish
	exit
fi
export ASAN_OPTIONS=detect_leaks=0
cp "$source_folder/examples/small.perf.data" perf.data
printf '%s\n' '#!/bin/sh' 'echo output' >quick-perf
chmod +x quick-perf
log=parallel-perf-output/.perf-parallel/jobs.log

# A pool of one token, as a make above would have it.
mkfifo pool
exec 7<>pool
printf + >&7
export MAKEFLAGS="-j2 --jobserver-auth=fifo:$PWD/pool" MAKELEVEL=1

# Runs $1 ranges, where an output takes 2.5 s to get to the disk.
traced() {
	strace -D --seccomp-bpf -f -qq -o trace -e trace=poll,fsync,clone,fork \
		-e inject=fsync:delay_enter=2500000:when=2 "$perf_parallel" \
		-q -n "$1" "${@:2}" -- ./quick-perf script -i perf.data
}

# How often the process polled that did so most.  It does twice for each event.
polls() {
	awk '$2 ~ /^poll/ { n[$1]++ }
		END { for (p in n) if (n[p] > most) most = n[p]
			print most + 0 }' trace
}

traced 34
is "$? $(jobs)" "0 34 done" "more ranges than may wait for the disk are done"
at_most=$(polls)
[ "$at_most" -gt 34 ] && [ "$at_most" -lt 600 ]
ok $? "while they wait run sleeps, though a token is free: $at_most polls"
rm -rf parallel-perf-output

finish
