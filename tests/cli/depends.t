#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Files that outputs depend on beside the recording, when make and emit look.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
command=("${perfs[0]}" script "$quick" -i perf.data)
make=${makes[0]}
out=parallel-perf-output

emit() {
	"$perf_parallel" emit -q -n 3 "$@" -- "${command[@]}"
}

# Emits in a new folder, which becomes the current one.
fresh() {
	try_folder
	cp "$work_folder/recording" perf.data
	printf '#!/bin/sh\necho one; wc -l\n' >one && chmod +x one
	printf '#!/bin/sh\necho two; wc -l\n' >two && chmod +x two
	emit "$@"
}

# Runs make; says what it printed, in a fixed order, but for EMIT.
build() {
	timeout 60 "$make" -f parallel.mk 2>&1 | grep -v '^  EMIT' | sort
}

three=$'  DECODE  time-range-0\n  DECODE  time-range-1\n  DECODE  time-range-2'
nothing="make: Nothing to be done for 'parallel-perf'."

fresh --pipe-to "md5sum - perf.data"
is "$(build)" "$three" \
	"the recording that a consumer reads, too: make has one rule for it"
cp "$work_folder/recording" perf.data
is "$(build)" "$three" "the recording was written: all read it again"
is "$(build)" "$nothing" "and then nothing"

fresh --depends one --pipe-to "sort - one one"
is "$(build)" "$three" "a file that is named several times: one rule"

# A file without a size or a time of its own.
sleep 100 &
fresh --depends /proc/$!/oom_score_adj
build >/dev/null
echo 7 >/proc/$!/oom_score_adj
emit --depends /proc/$!/oom_score_adj
is "$(build)" "$three" "a file in /proc was changed: all are decoded again"
kill $!

finish
