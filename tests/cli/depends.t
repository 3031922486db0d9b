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

# A perf that is asked about the recording has a file change while emit plans.
fresh
echo old >config
cat >perf <<'END'
#!/bin/sh
[ ! -e change ] || { rm change; echo new >config; }
case $* in *fields*) cat config ;; *) printf '[000] 1.0:\n[000] 2.0:\n' ;; esac
END
chmod +x perf
echo "of a kind that only perf reads" >perf.data
command=(./perf script -F fields -i perf.data)
emit --depends config 2>/dev/null
build >/dev/null
rm parallel.mk
touch change
has "$(emit --depends config 2>&1; echo $?)" "perf, or another file that \
outputs depend on, changed while perf.data was planned; emit again
1" "a file that changes while emit plans is named"
[ ! -e parallel.mk ]
ok $? "and there is no fragment by which it would be up to date"
touch change
has "$(emit --depends config -f - 2>&1 >/dev/null)" "changed while" \
	"nor on standard output without a word"
emit --depends config 2>/dev/null
has "$(build)" DECODE "emitted again: decoded again"
has "$(cat $out/*/out.txt)" new "from what is there now"

finish
