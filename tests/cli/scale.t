#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A thousand ranges, by default a hundred, and a large recording in little memory.
. "$(dirname "$0")/tap.sh"

"$make_recording" -s 5000 -c 2 -t 100 perf.data
script=("${perfs[0]}" script "$quick" -i perf.data)
"${script[@]}" >serial.txt 2>/dev/null
ranges=$(by_default 100 1000)
"$perf_parallel" emit -q -n "$ranges" -- "${script[@]}"
"${makes[0]}" -s -j2 -f parallel.mk
"$perf_parallel" merge -o merged.txt
same merged.txt serial.txt "$ranges ranges merge to the serial output"
for make in "${makes[@]}"; do
	name="make $(version_of "$make")"
	"$make" -q -f parallel.mk
	ok $? "$name: nothing is left to do"
	if command -v strace >/dev/null; then
		strace -f --seccomp-bpf -qq -e trace=execve -o trace \
			"$make" -f parallel.mk \
			>/dev/null
		is "$(grep -c 'execve(.*= 0' trace)" 1 \
			"$name: and no process but make is started for that"
	else
		skip "$name: processes started" "no strace on this machine"
	fi
done

"$make_recording" -s 2000000 -c 64 -t 100 large.data
echo "# large.data has $(stat -c %s large.data) bytes"
name="10,000 ranges of 2 million samples in 32 MB of data"
if [[ ${BUILD:-} == *sanitize ]]; then
	skip "$name" "the sanitizers' own memory counts, too"
else
	(ulimit -d 32768 && "$perf_parallel" plan -n 10000 -- perf script \
		-i large.data >plan.txt)
	is "$? $(head -1 plan.txt)" "0 10000 jobs:" "$name"
fi
finish
