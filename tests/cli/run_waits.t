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

# Runs $1 ranges, where an output takes 1 s to get to the disk.
traced() {
	strace -D --seccomp-bpf -f -qq -o trace -e trace=poll,fsync,clone,fork \
		-e inject=fsync:delay_enter=1000000:when=2 "$perf_parallel" \
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

# Whoever started it is gone: descriptors that were closed are ready for ever.
decoded() { [ "$(find . -name out.txt.part -size +0 | wc -l)" = "$1" ]; }
export perf_parallel
bash -c "$(declare -f traced); traced 3; :" 2>err &
until_true decoded 3
kill -KILL $!
wait $! 2>/dev/null
until_true gone
has "$(cat err)" "has ended, and so do its jobs" \
	"run ends when what started it has ended"
at_most=$(polls)
[ "$at_most" -gt 3 ] && [ "$at_most" -lt 60 ]
ok $? "and sleeps while its jobs wait for the disk: $at_most polls"
finish
