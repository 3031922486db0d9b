#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Ranges whose outputs are folded stacks: put together they are the stacks of
# all that one perf script prints.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

perf=${perfs[0]}
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log

# wanted FILE [OPTION ...] [-- WORD ...]: folds what perf script prints.
wanted() {
	local file=$1 options=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	"$perf" script -i "$file" "$@" 2>/dev/null |
		"$perf_parallel" fold "${options[@]}" >wanted.txt 2>/dev/null
}

# folded OPTION ... -- WORD ...: folds in ranges, says how that ends.
folded() {
	"$perf_parallel" run -q --merge got.txt "$@" >said 2>&1 || {
		echo "status $?"
		cat said
	}
	cmp got.txt wanted.txt 2>&1 | head -3
	rm -rf $out got.txt
}

# compare NAME FILE [WORD ...]: with several numbers of ranges.
compare() {
	local name=$1 file=$2 ranges bad=
	shift 2
	wanted "$file" -- "$@"
	for ranges in 1 3 $(by_default "" "16 40"); do
		bad=$bad$(folded -n "$ranges" --fold -- \
			"$perf" script -i "$file" "$@")
	done
	is "$bad" "" "$name: in ranges as in one"
}

get_recording perf.data 300 8000
for perf in "${perfs[@]}"; do
	compare "$(version_of "$perf"), callchains" perf.data
	for words in "-F +pid" "-F comm,tid,period,event,ip,sym,dso" "-G" \
		"-F -period" "-F comm,pid,tid,time,event,ip,sym" "--ns" \
		"--max-stack=4" "-F +srcline --max-stack=2" "-C 1" "-C 0,1" \
		"-F -event" "--no-inline" "-F comm,tid,time,period,event,ip,dso"; do
		# shellcheck disable=SC2086
		compare "$(version_of "$perf"), $words" perf.data "$quick" $words
	done
done
perf=${perfs[0]}
wanted perf.data --
[ "$(awk '{ n += $NF } END { print n }' wanted.txt)" -gt 0 ]
ok $? "there is something to fold"

for with in pid tid kernel jit all addrs pid,all; do
	wanted perf.data --fold-with=$with -- "$quick"
	is "$(folded -n 3 --fold-with=$with -- "$perf" script "$quick" \
		-i perf.data)" \
		"" "--fold-with=$with"
done
wanted perf.data -- "$quick"
for options in --printer=perf --slice-memory=0 "--printer=perf --slice-memory=0" \
	-c "-j 1" --verify --split=bytes; do
	# shellcheck disable=SC2086
	is "$(folded -n 3 --fold $options -- "$perf" script "$quick" \
		-i perf.data)" "" "with $options"
done
wanted perf.data --
is "$("$perf_parallel" run -q -n 3 --fold --merge - -- "$perf" script \
	-i perf.data | cmp - wanted.txt)" "" "--merge - prints the stacks"
"$perf_parallel" run -q -n 3 --fold --reduce "sort -r" --merge reduced.txt \
	-- "$perf" script -i perf.data
LC_ALL=C sort -r wanted.txt | cmp -s - <(LC_ALL=C sort -r reduced.txt)
ok $? "--reduce gets what is added up"
has "$(cat $out/time-range-0/cmd.txt)" "perf-parallel fold" \
	"cmd.txt says what becomes of perf's text"
sh -c "$(cat $out/time-range-0/cmd.txt)" 2>/dev/null |
	cmp -s - $out/time-range-0/out.txt
ok $? "and prints the output of the range"
rm -rf $out

# As few samples as there are stacks reach perf; that is no matter of luck.
"$perf_parallel" run -q -n 1 --printer=perf --fold -- "$perf" script \
	-i perf.data
rm -rf $out
for words in "" -F-period; do
	"$perf_parallel" run -q -n 2 --fold -- "$perf" script -i perf.data $words
	awk '{ for (i = 5; i <= NF; i++) { split($i, p, "="); n[p[1]] += p[2] } }
		END { print n["printed"] + n["left"] }' $log
	rm -rf $out
done >samples
if [ "$(head -1 samples)" -gt 0 ]; then
	[ "$(head -1 samples)" -lt "$(tail -1 samples)" ]
	ok $? "alike samples are counted before perf sees them ($(xargs <samples))"
else
	skip "alike samples" "print.so does not tell of any with this perf"
fi

# Make, and what is done again.
"$perf_parallel" emit -q -n 4 --fold --merge all.folded -- "$perf" script \
	-i perf.data
"${makes[0]}" -j2 -f parallel.mk >/dev/null 2>&1
same all.folded wanted.txt "make: the stacks of all ranges"
is "$("${makes[0]}" -f parallel.mk 2>&1 | tail -1)" \
	"make: Nothing to be done for 'parallel-perf'." "make: nothing to do"
rm $out/time-range-2/out.txt all.folded
"${makes[0]}" -f parallel.mk >/dev/null 2>&1
is "$(jobs) $(cmp all.folded wanted.txt)" "5 done " "make: one range again"
"$perf_parallel" run -q -n 4 --fold -- "$perf" script -i perf.data
is "$(jobs)" "5 done" "run: what make has folded is not folded again"
"$perf_parallel" run -q -n 4 --fold-with=kernel --replace=outputs -- "$perf" \
	script -i perf.data 2>/dev/null
is "$(jobs)" "9 done" "run: other stacks are"
rm -rf $out parallel.mk

# Several recordings.
mkdir many
cp perf.data many/a.data
"$perf" record -q "$swift" -g -e cpu-clock -o many/b.data -- \
	sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done' \
	>/dev/null 2>&1 || cp perf.data many/b.data
"$perf_parallel" emit -q -n 2 --fold=cpu-clock --inputs 'many/*.data' -- "$perf" script
"${makes[0]}" -j2 -f parallel.mk >/dev/null 2>&1
"$perf_parallel" merge -o many.folded
for file in many/?.data; do "$perf" script -i $file; done 2>/dev/null |
	"$perf_parallel" fold >wanted.txt
same many.folded wanted.txt "--inputs: the stacks of all recordings"
rm -rf $out parallel.mk many

# Several events.
events() {
	"$perf" record -q "$swift" -g -e cpu-clock -e page-faults "$@" \
		-o events.data -- bash -c "$workload" workload 200 >/dev/null 2>&1
}
if events; then
	wanted events.data --
	is "$(folded -n 3 --fold -- "$perf" script -i events.data)" "" \
		"several events: the first"
	"$perf_parallel" run -q -n 3 --fold -- "$perf" script -i events.data \
		2>said
	has "$(cat said)" "note: events.data has several events; only" \
		"several events: a note says which"
	rm -rf $out
	for event in page-faults cpu-clock; do
		wanted events.data --event=$event --
		[ -s wanted.txt ]
		ok $? "several events: there are $event"
		is "$(folded -n 3 --fold=$event -- "$perf" script -i events.data)" \
			"" "several events: --fold=$event"
		is "$(cat said)" "" "several events: nothing to say then"
	done
	wanted events.data -- -F sw:comm,tid,event,period,ip,sym
	is "$(folded -n 3 --fold -- "$perf" script -i events.data \
		-F sw:comm,tid,event,period,ip,sym)" "" "several events: -F"
	# Of what has no names the first would never come.
	rm -f asked
	printf '#!/bin/sh\necho >>%s/asked\nexec %s "$@"\n' "$PWD" "$perf" \
		>asking
	chmod +x asking
	"$perf_parallel" emit -q -n 2 --fold -- ./asking script -i events.data \
		2>/dev/null
	[ -e asked ]
	ok $? "several events: perf is asked for the first"
	rm -rf asked parallel.mk
	"$perf_parallel" emit -q -n 2 --fold -- ./asking script -i events.data \
		-F -event
	[ ! -e asked ]
	ok $? "several events: but not where it prints no names"
	rm -rf asking asked parallel.mk $out
else
	skip "several events" "perf may not record here"
fi

# Names that programs do not find at the start of perf's text.
cat >names.c <<'END'
#include <sys/prctl.h>
#include <time.h>
int main(void)
{
	static const char *const name[] = { "7", "e", " b", "a\nb", "a 1: 2 b:",
		"x;y (z)", "" };
	for (int i = 0; i < 7; i++) {
		prctl(PR_SET_NAME, name[i]);
		for (clock_t end = clock() + CLOCKS_PER_SEC / 30; clock() < end;)
			;
	}
}
END
if ${CC:-cc} -o names names.c; then
	for call_graph in -g ""; do
		"$perf" record -q "$swift" $call_graph -e cpu-clock -F 8000 \
			-o names.data -- ./names >/dev/null 2>&1 &&
			compare "odd names $call_graph" names.data "$quick"
	done
else
	skip "odd names" "there is no compiler"
fi

# Other kinds of recordings.
kind() {
	local name=$1
	shift
	if "$perf" record -q "$swift" -o kind.data "$@" -- \
		bash -c "$workload" workload 150 >/dev/null 2>&1; then
		compare "$name" kind.data "$quick"
	else
		skip "$name" "perf may not record that here"
	fi
}
kind "no callchains" -e cpu-clock -F 8000
kind "a fixed period" -e cpu-clock -c 200000 -g
kind "stacks" -e cpu-clock -F 2000 --call-graph dwarf,2048
kind "tracepoints" -e sched:sched_switch -g
kind "compressed" -e cpu-clock -F 8000 -g -z
kind "addresses" -e cpu-clock -F 4000 -g -d
kind "one thread" -e cpu-clock -F 4000 -g
"$perf" record -q "$swift" -e cpu-clock -F 4000 -g -o - -- \
	bash -c "$workload" workload 150 >pipe.data 2>/dev/null &&
	compare "a pipe" pipe.data

# How this perf prints addresses is not known before it prints a mapped one.
if "$perf" record -q -e cpu-clock -c 1 -g -o start.data -- true \
	>/dev/null 2>&1; then
	for perf in "${perfs[@]}"; do
		compare "$(version_of "$perf"), the start of a program" start.data
	done
	perf=${perfs[0]}
else
	skip "the start of a program" "perf may not record here"
fi

# Of such an event no period is found in perf's text: each sample counts once.
LC_ALL=C sed 's/cpu-clock/cpu clock/g' perf.data >blank.data
has "$("$perf" script -i blank.data 2>/dev/null | head -1)" " cpu clock:" \
	"an event whose name has a blank"
compare "a blank in an event's name" blank.data

# Real ones.
real_recordings
if [ ${#real[@]} -gt 0 ]; then
	bad= tried=0
	for file in "${real[@]}"; do
		wanted "$file" -- "$quick"
		[ -s wanted.txt ] || continue
		tried=$((tried + 1))
		bad="$bad$(folded -n 3 --fold -- "$perf" script "$quick" -i "$file" |
			sed "s|^|${file##*/}: |")"
	done
	is "$bad" "" "$tried recordings of ../shared/perfdata"
else
	skip "real recordings" "there is no ../shared/perfdata"
fi

# Pictures.
svg() { grep -c "A flame graph drawn by perf-parallel" "$1"; }
wanted perf.data --fold-with=all --
"$perf_parallel" flamegraph -o wanted.svg wanted.txt 2>/dev/null
# perf-parallel flamegraph runs the perf of PATH.
mkdir path
printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v "$perf")" >path/perf
chmod +x path/perf
PATH=$PWD/path:$PATH "$perf_parallel" flamegraph -o got.svg perf.data 2>/dev/null
is "$? $(svg got.svg)" "0 1" "flamegraph draws a recording"
same got.svg wanted.svg "as it draws the stacks of perf script's text"
is "$(jobs flamegraph-output/.perf-parallel/jobs.log)" "1 done" "in one range"
PATH=$PWD/path:$PATH "$perf_parallel" flamegraph -o got.svg --title=Twice \
	perf.data 2>/dev/null
is "$(jobs flamegraph-output/.perf-parallel/jobs.log)" "1 done" \
	"another picture folds nothing again"
has "$(cat got.svg)" Twice "with another title"
"$perf_parallel" run -q -n 3 --flamegraph run.svg -- "$perf" script \
	-i perf.data 2>/dev/null
same run.svg wanted.svg "run --flamegraph: the same picture"
rm -rf $out
cp "$source_folder/examples/flames/Makefile" .
for target in flames.svg quick.svg; do
	PATH=$PWD/path:$PATH "${makes[0]}" -j2 RECORDING=perf.data \
		PERF_PARALLEL="$perf_parallel" OPTIONS="-n 3" \
		PERF_PARALLEL_MK="$source_folder/mk/perf-parallel.mk" $target \
		>/dev/null 2>&1
	same $target wanted.svg "examples/flames: $target"
done
is "$("${makes[0]}" RECORDING=perf.data PERF_PARALLEL="$perf_parallel" \
	OPTIONS="-n 3" PERF_PARALLEL_MK="$source_folder/mk/perf-parallel.mk" \
	flames.svg 2>&1)" "make: 'flames.svg' is up to date." \
	"examples/flames: nothing to do then"
rm -f Makefile flames.mk

# What makes no sense.
refused() {
	local said
	said=$("$perf_parallel" "$@" -- "$perf" script -i perf.data 2>&1)
	echo "$? $said"
}
is "$(refused run --fold --pipe-to cat)" "2 perf-parallel: --fold and \
--pipe-to both say what becomes of the ranges' outputs; give one of them" \
	"--fold with --pipe-to"
has "$(refused run --fold=)" "the name of the event is empty" "--fold="
has "$(refused run --flamegraph=)" "--flamegraph: the name of the file is" \
	"--flamegraph="
is "$("$perf_parallel" emit --fold --inputs '*.data' -- "$perf" script 2>&1)" \
	"perf-parallel: --fold: the recordings of --inputs may begin with \
different events, which add up to nothing; name one, as in --fold=cycles" \
	"--fold with --inputs"
has "$(refused run --fold-with=pids)" "did you mean pid?" "--fold-with=pids"
has "$(refused run --flamegraph a.svg --merge b)" "give --flamegraph alone" \
	"--flamegraph with --merge"
"$perf_parallel" run -q -n 2 --fold=nonsense --merge got.txt -- "$perf" script \
	-i perf.data 2>said
is "$? $(stat -c %s got.txt) $(grep -c . said)" "0 0 0" \
	"an event that is not there: no stacks"
finish
