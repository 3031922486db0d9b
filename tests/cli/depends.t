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
	printf '#!/bin/sh\ncat >/dev/null; cat list\n' >count && chmod +x count
	echo one >list
	emit "$@"
}

# Runs make; says what it printed, in a fixed order, but for EMIT.
build() {
	timeout 60 "$make" -f parallel.mk 2>&1 | grep -v '^  EMIT' | sort
}

three=$'  DECODE  time-range-0\n  DECODE  time-range-1\n  DECODE  time-range-2'

fresh --pipe-to "md5sum - perf.data"
is "$(build)" "$three" \
	"the recording that a consumer reads, too: make has one rule for it"
cp "$work_folder/recording" perf.data
is "$(build)" "$three" "the recording was written: all read it again"
has "$(build)" "Nothing to be done" "and then nothing"

fresh --depends list --pipe-to "sort - list list"
is "$(build)" "$three" "a file that is named several times: one rule"

# Changes something behind make's back, by $1, and sees that a job names it, $2.
named() {
	local job
	job=$(timeout 60 "$make" -n -f parallel.mk | grep -m 1 ' job ')
	eval "$1"
	has "$(eval "$job" 2>&1)" ": $2 changed since the ranges were planned" \
		"$3 is named"
}

fresh
mkdir tree && echo 1 >tree/one
emit --depends tree
named "echo 2 >>tree/one" tree/one "a file in a tree that changed"
emit --depends tree
named "rm tree/one" tree/one "a file in a tree that is gone"
emit --depends tree
named "echo 3 >tree/a" tree/a "a file in a tree that is new"
emit --pipe-to ./count
named "echo '# x' >>count" ./count "the consumer's program"
emit
named "echo '# x' >>$PERF_CONFIG" \
	"what perf finds of its configuration ($PERF_CONFIG)" "its configuration"
printf '#!/bin/sh\nexec %s "$@"\n' "${perfs[0]}" >perf && chmod +x perf
command[0]=./perf
emit
named "echo '# x' >>perf" ./perf "a perf that changed"
command[0]=${perfs[0]}

# What each range's consumer writes, which is seen when the first one ends.
printf '#!/bin/sh\ncat >"$2"\n' >"$work_folder/into" && chmod +x "$work_folder/into"
for consumer in "$work_folder/into -x sorted.txt" \
	"sh -c 'cat >\$1' --file=sorted.txt sorted.txt"; do
	fresh --pipe-to "$consumer"
	has "$(timeout 60 "$make" -f parallel.mk 2>&1)" ": sorted.txt changed \
since the ranges were planned; if it is --pipe-to '$consumer' that writes it, \
all ranges would" "${consumer##*/}: what it writes is named"
	is "$(jobs $out/.perf-parallel/jobs.log)" "1 failed" \
		"${consumer##*/}: by the first range"
done

is "$(emit --pipe-to "tee -a all.log" 2>&1; echo $?)" "perf-parallel: \
--pipe-to 'tee -a all.log': every range would write the same file, all.log; let \
it print to standard output, which --merge and --reduce put together, or write \
sh -c '...' and give each a file of its own
2" "a consumer that is known to write a file: refused before anything is done"

# A file without a size or a time of its own.
sleep 100 &
fresh --depends /proc/$!/oom_score_adj
build >/dev/null
echo 7 >/proc/$!/oom_score_adj
emit --depends /proc/$!/oom_score_adj
is "$(build)" "$three" "a file in /proc was changed: all are decoded again"
kill $!

# What --reduce names counts where outputs are put together, and only there.
merges="  MERGE   all.txt"
named=(--merge all.txt --reduce "./count - ./list")
fresh "${named[@]}"
build >make.log
has "$(cat make.log; cat all.txt)" "$merges
one" "outputs are put together by a program"
sed -i 's/cat list/cat list list/' count
is "$(build) $(cat all.txt)" "$merges one
one" "another program: they are put together again, not decoded"
echo two >list
is "$(build) $(cat all.txt)" "$merges two
two" "a file that it is given, another one: put together again"
touch perf.data
has "$(build)" "Nothing to be done" "and then nothing"
cp -p list before
echo new >list
touch -r before list
emit "${named[@]}"
is "$(build) $(cat all.txt)" "$merges new
new" "with the time set back: emitted again, put together again"
emit --reduce ./count
timeout 60 "$make" -s -f parallel.mk parallel-perf-merge
sed -i 's/cat list list/echo last/' count
timeout 60 "$make" -s -f parallel.mk parallel-perf-merge
is "$(cat $out/merged.txt)" last "another program: merged.txt is made again"
is "$(emit --merge list --reduce "cat - list" 2>&1)$?" "perf-parallel: list is \
the same as list, which outputs depend on and which would change with them; \
name a place elsewhere (-o, -f, --merge)2" "what is read cannot be written"

# A perf that is asked about the recording has a file change while emit plans.
fresh
echo old >config
cat >perf <<'END'
#!/bin/sh
[ ! -e change ] || { rm change; echo new >config; }
case $* in *fields*) cat config ;; *) printf '[000] 1.0:\n[000] 2.0:\n' ;; esac
END
chmod +x perf
# Of a kind that only perf reads.
cp "$source_folder/examples/small.perf.data" perf.data
printf '\10' | dd of=perf.data bs=1 seek=16 conv=notrunc status=none
command=(./perf script -F fields -i perf.data)
emit --depends config 2>/dev/null
build >/dev/null
rm parallel.mk
touch change
has "$(emit --depends config 2>&1; echo $?)" "config, which outputs depend \
on, changed while perf.data was planned; emit again
1" "a file that changes while emit plans is named"
[ ! -e parallel.mk ]
ok $? "and there is no fragment by which it would be up to date"
touch change
has "$(emit --depends config -f - 2>&1 >/dev/null)" "changed while" \
	"nor on standard output without a word"
emit --depends config 2>/dev/null
has "$(build)" DECODE "emitted again: decoded again"
has "$(cat $out/*/out.txt)" new "from what is there now"

# Local times are of a time zone; of other fields that is nobody's concern.
usual=("${perfs[0]}" script "$quick" -i perf.data)
command=("${usual[@]}")
fresh
perf record -q "$swift" -k CLOCK_MONOTONIC -e cpu-clock -F 1000 \
	-o perf.data -- bash -c 'for ((i = 0; i < 100000; i++)); do :; done' \
	>record.log 2>&1
command+=(-F time,tod)
export TZ=UTC0
emit
build >/dev/null
TZ=XYZ-9 "${command[@]}" >there.txt 2>/dev/null
is "$(TZ=XYZ-9 build | grep -c DECODE)" 3 "-F tod, another TZ: decoded again"
cat $out/*/out.txt | cmp - there.txt
ok $? "-F tod, another TZ: the times are of that time zone"
is "$(TZ=XYZ-9 build | grep -c DECODE)" 0 \
	"-F tod, the same TZ again: nothing is decoded"
TZ=UTC0 "$perf_parallel" run -q -n 3 -- "${command[@]}" 2>/dev/null
"${command[@]}" 2>/dev/null | cmp - <(cat $out/*/out.txt)
ok $? "-F tod, another TZ: run prints times of that time zone"
command=("${usual[@]}")
fresh 2>/dev/null
build >/dev/null
is "$(TZ=XYZ-9 build)" "make: Nothing to be done for 'parallel-perf'." \
	"without tod: not again"
unset TZ

finish
