#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# perf script's text folded into stacks: as a slow reference folds it, and as
# stackcollapse-perf.pl did where its outputs are at hand.
. "$(dirname "$0")/tap.sh"

tests=$source_folder/tests/cli
reference=$tests/fold_reference.pl
words=(pid tid kernel jit all addrs)

# Says which of these files are not folded as the reference did, with options.
differing() {
	local file options=()
	[ -z "$1" ] || options+=("--fold-with=$1")
	[ -z "$2" ] || options+=("--event=$2")
	shift 2
	for file; do
		"$perf_parallel" fold "${options[@]}" "$file" 2>err |
			cmp -s - "$file.wanted" ||
			echo "${options[*]} $file"
	done
}
# Folds files both ways, with a list and an event; both may be empty.
compare() {
	local with=$1 event=$2
	shift 2
	perl "$reference" ${with:+--with=$with} ${event:+--event="$event"} \
		"$@" 2>&1
	differing "$with" "$event" "$@"
}

cp "$tests/fold_odd.txt" odd.txt
is "$(for with in "" "${words[@]}" tid,all,addrs; do
	compare "$with" "" odd.txt
	compare "$with" page-faults odd.txt
done)" "" "names, comms and lines of all kinds are as by the reference"
"$perf_parallel" fold odd.txt >odd.folded 2>err
same odd.folded "$tests/fold_odd.expected" "and so they are folded"
same err "$tests/fold_odd_messages.expected" "it is said what is left out"

# The original's outputs, for texts of real recordings.
texts=("$shared_folder"/folded/*.txt)
if [ -e "${texts[0]}" ]; then
	compared=0 bad=
	mkdir original
	cp "${texts[@]}" original
	for with in plain "${words[@]}"; do
		[ $with = plain ] && list= || list=$with
		perl "$reference" --with=$list --chains original/*.txt
		for text in original/*.txt; do
			name=${text##*/}
			cmp -s "$text.wanted" "$shared_folder/folded/${name%.txt}.$with.folded" ||
				bad="$bad $name:$with"
			compared=$((compared + 1))
		done
		bad="$bad$(compare "$list" "" original/*.txt)"
	done
	is "$bad" "" "$compared outputs of the original are the reference's, and ours"
else
	skip "the original's outputs" "../shared/folded is not there"
fi

# Random changes; FOLD_SEED makes others.
seed=${FOLD_SEED:-1}
mutations=$(by_default 300 5000)
perl "$tests/fold_mutations.pl" "$seed" "$mutations" odd.txt
bad= n=0
for with in "" pid tid kernel jit all addrs tid,all,addrs; do
	mine=()
	for ((i = ++n; i <= mutations; i += 8)); do mine+=(odd.txt.$i); done
	bad="$bad$(compare "$with" "" "${mine[@]}")"
done
is "$bad" "" "$mutations texts with random changes, by seed $seed"

# Whatever the blocks in which it comes.
for ((i = 0; i < 200; i++)); do cat odd.txt; done >long.txt
compare "" "" long.txt
for name in "" -; do
	dd if=long.txt bs=7 2>/dev/null | "$perf_parallel" fold $name >out \
		2>/dev/null
	same out long.txt.wanted "standard input ($name), in small pieces"
done

# The command line, and files.
refused() {
	local wanted=$1 part=$2
	shift 2
	timeout 10 "$perf_parallel" fold "$@" >out 2>err
	has "$?$(cat out err)" "$wanted$part" "refused: $*"
}
me="perf-parallel:"
refused 2 "$me --fold-with: no 'kernle'; did you mean kernel?" \
	--fold-with=pid,kernle odd.txt
refused 2 "$me --fold-with: no 'x'; expected pid, tid" --fold-with=x odd.txt
refused 2 "$me --fold-with: no ''; expected" --fold-with= odd.txt
refused 2 "$me fold takes one text" odd.txt odd.txt
refused 2 "$me fold takes one text" odd.txt -- perf script
refused 2 "$me odd.txt is the text itself; name another" -o odd.txt odd.txt
refused 2 "$me -o: the name of the output is empty" -o "" odd.txt
refused 1 "$me cannot open nothing.txt" nothing.txt
refused 1 "$me cannot read ., which should be text of perf script: Is a dir" .
"$make_recording" -s 10 made.data
refused 1 "$me made.data is a recording, and no text of perf script; decode \
and fold it with perf-parallel run --fold" made.data
has "$("$perf_parallel" fold <made.data 2>&1)" "standard input is a recording" \
	"so it is on standard input"
refused 1 "$me cannot write missing/out" -o missing/out odd.txt
"$perf_parallel" fold -o out.folded odd.txt 2>err
is "$? $(cat out.folded)" "0 $(cat odd.folded)" "-o writes a file"
"$perf_parallel" fold -o out.folded made.data 2>err
is "$? $(cat out.folded) $(ls out.folded*)" "1 $(cat odd.folded) out.folded" \
	"which stays when there is an error"
mkdir elsewhere
"$perf_parallel" fold -C elsewhere -o here ../odd.txt 2>err
same elsewhere/here odd.folded "-C is where both files are looked for"
"$perf_parallel" fold -o /dev/stdout odd.txt 2>err | cmp - odd.folded
ok $? "-o /dev/stdout is standard output"
"$perf_parallel" fold odd.txt >/dev/full 2>err
is "$? $(tail -1 err)" "1 $me cannot write standard output: No space left on device" \
	"a full disk is told"
has "$(sed '/^sh /,/^$/d' odd.txt | "$perf_parallel" fold --event=cycels 2>&1)" \
	"no sample is of event cycels; there are 9 of cycles, 1 of page-faults, 1" \
	"an event of which there is no sample is told, and which there are"
is "$("$perf_parallel" fold /dev/null 2>&1)" "" "no text, no stacks"

# Fresh recordings.
program=
g++ -O1 -g -fno-omit-frame-pointer -o program "$tests/fold_program.cc" \
	>compile.log 2>&1 && program=./program

# recorded NAME OPTIONS -- COMMAND: makes NAME.data, or skips.
recorded() {
	local name=$1
	shift
	perf record -q "$swift" -o "$name.data" "$@" >record.log 2>&1 && return
	skip "$name" "perf may not record it here"
	return 1
}
# folds NAME: what each perf prints of NAME.data is folded as it should be.
folds() {
	local name=$1 version bad with
	for perf in "${perfs[@]}"; do
		version=$(version_of "$perf")
		"$perf" script -i "$name.data" >"$name.txt" 2>/dev/null
		bad=
		for with in "" tid,all,addrs; do
			bad="$bad$(compare "$with" "" "$name.txt")"
		done
		is "$bad" "" "perf $version: $name: as by the reference"
		[ -s "$name.txt.wanted" ]
		ok $? "perf $version: $name: there are stacks ($(wc -l <"$name.txt.wanted"))"
	done
}

get_recording real.data 300 2000
folds real
busy=(bash -c "for i in 1 2 3 4; do perl -e 'for (1 .. 1e6) {}'; done")
recorded no-callchains -F 2000 -e cpu-clock -- "${busy[@]}" &&
	folds no-callchains
recorded no-callchains-two-events -F 2000 -e cpu-clock -e page-faults -- \
	"${busy[@]}" && folds no-callchains-two-events
recorded several-events -g -F 2000 -e page-faults -e cpu-clock -- \
	"${busy[@]}" && folds several-events
recorded tracepoints -a -g -e sched:sched_switch -e sched:sched_wakeup \
	-e cpu-clock -- "${busy[@]}" && folds tracepoints
# Records and folds the program with a comm, and removes its map.
program_folds() {
	local name=$1 comm=$2
	shift 2
	recorded "$name" -e cpu-clock "$@" -- ./program "$comm" && folds "$name"
	sed -n '/^\/tmp\/perf-[0-9]*\.map$/p' record.log | xargs -r rm -f
}
if [ "$program" ]; then
	for comm in java "a b 7 c" ";x (y)"; do
		program_folds "comm-$comm" "$comm" -g -F 5000
	done
	program_folds dwarf dwarf --call-graph dwarf,4096 -F 500
	[ ! -e comm-java.txt.wanted ] || [ "$(uname -m)" != x86_64 ] ||
		has "$(cat comm-java.txt.wanted)" \
			";org/example/Odd:.call_[j];y" "names of a JIT are tidied"
else
	skip "C++, a JIT, DWARF" "no g++; make deps installs it"
fi
finish
