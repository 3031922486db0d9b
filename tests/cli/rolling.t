#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Several recordings, as perf record --switch-output leaves them: new ones add
# work, old ones stay done, and of those that are gone nothing is left.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

perf=${perfs[0]}
out=parallel-perf-output
script=("$perf" script --kallsyms=/dev/null)

mkdir all
again='for _ in 1 2 3 4; do bash -c "$0" workload 200; kill -USR2 $PPID; done
	bash -c "$0" workload 50'
if (cd all && "$perf" record -q "$swift" -e cpu-clock -F 4000 --switch-output \
	-o perf.data -- bash -c "$again" "$workload") >record.log 2>&1; then
	rm -f all/perf.data # what is still being written goes by this name
fi
if [ "$(ls all | wc -l)" -lt 4 ]; then
	echo "# perf did not record four files, so the shipped recording is used"
	rm -f all/*
	for n in 1 2 3 4; do
		cp "$source_folder/examples/small.perf.data" all/perf.data.$n
	done
fi

build() { timeout 60 "$make" -j2 -f parallel.mk "$@" >make.log 2>&1; }
decoded() { grep -c DECODE make.log; }
# Puts recordings by their numbers into this folder.
take() {
	local n
	for n; do
		cp ../all/"$(ls ../all | sed -n "$n"p)" .
	done
}
right() {
	local file
	for file in perf.data.*; do
		"${script[@]}" -i "$file"
	done >serial.txt 2>/dev/null
	"$perf_parallel" merge $out >merged.txt 2>merge.err
	same merged.txt serial.txt "$1: merged as one perf script each $under"
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"
	try_folder
	take 1 2
	"$perf_parallel" emit --inputs 'perf.data.*' -n 3 -- "${script[@]}" >emit.log
	is "$(cat emit.log)" "parallel.mk: 2 recordings; run make -j$(nproc) -f parallel.mk" \
		"says how to go on $under"
	build
	is "$(decoded)" 6 "three ranges of each $under"
	right "two recordings"
	build
	is "$(decoded)" 0 "then nothing is to be done $under"
	build -q
	is $? 0 "as make says, too $under"

	take 3
	build
	is "$(decoded)" 3 "a new one: its three ranges $under"
	right "a new one"
	gone=$(ls perf.data.* | head -1)
	rm "$gone"
	build
	is "$(decoded)" 0 "an old one gone: none $under"
	is "$(ls $out | wc -l)" 2 "and its outputs are gone, too $under"
	right "an old one gone"
	rm "$(ls perf.data.* | head -1)"
	take 4
	build
	is "$(decoded)" 3 "one gone and another new: the new one's ranges $under"
	right "one gone and another new"
	touch perf.data.*
	build
	is "$? $(decoded)" "0 0" "touched: none $under"
	rm -rf $out
	build
	is "$(decoded)" 6 "outputs lost: all $under"

	build parallel-perf-merge
	cat $out/*/merged.txt >both.txt
	same both.txt serial.txt "the target merges each $under"
	printf 'all: both.txt\ninclude parallel.mk\n%s\n\tcat $^ >$@\n' \
		'both.txt: $(parallel-perf.merged)' >Makefile
	rm -f both.txt
	timeout 60 "$make" -j2 >make.log 2>&1
	same both.txt serial.txt "included: other rules depend on them $under"
	build parallel-perf-clean
	[ ! -e $out ]
	ok $? "cleaned $under"

	mkdir -p elsewhere
	"$perf_parallel" emit -q --inputs 'perf.data.*' -n 2 -o "$PWD/there" \
		-f there.mk -- "${script[@]}"
	(cd elsewhere && timeout 60 "$make" -j2 -f ../there.mk >make.log 2>&1)
	"$perf_parallel" merge there | cmp -s - serial.txt
	ok $? "an absolute folder: from any other one $under"

	# The folder where the recordings are, in names that make takes apart.
	mkdir 'a (b'
	mv perf.data.* 'a (b'
	cd 'a (b' || exit 1
	"$perf_parallel" emit -q --inputs 'perf.data.*' -n 2 \
		-o "$work_folder/try/odd" -- "${script[@]}"
	build
	is "$? $(decoded)" "0 4" "from a folder with a blank $under"
	touch perf.data.*
	build
	is "$? $(decoded)" "0 0" "touched there: planned, none decoded $under"
	build -q
	is $? 0 "and then nothing is to do $under"
done

try_folder
# refused STATUS MESSAGE ARGUMENT...
refused() {
	local status
	"$perf_parallel" "${@:3}" >refused.log 2>&1
	status=$?
	has "$status $(cat refused.log)" "$2" "refused: ${*:3}"
	is "$status" "$1" "with status $1"
}
refused 1 "no file matches 'perf.data.*'" \
	emit --inputs 'perf.data.*' -- "${script[@]}"
take 1 2
refused 2 "both name recordings" \
	emit --inputs 'perf.data.*' -- "${script[@]}" -i x
refused 2 "needs a file for its makefile" \
	emit -f - --inputs 'perf.data.*' -- "${script[@]}"
cp "$(ls perf.data.* | head -1)" perf-data
cp perf-data perf.data
refused 1 "would both be called" emit --inputs 'perf?data' -- "${script[@]}"
cp perf-data 'perf data'
refused 1 "rename it" emit --inputs 'perf data' -- "${script[@]}"
refused 2 "output folder 'a b', for it has a ' '; rename it (-o)" \
	emit -o 'a b' --inputs 'perf.data.*' -- "${script[@]}"
[ ! -e 'a b' ]
ok $? "and no such folder is made"
"$perf_parallel" emit -q --inputs 'perf.data.*' -- "${script[@]}"
refused 1 "has the outputs of several recordings" \
	emit -f one.mk -- "${script[@]}"
"$perf_parallel" emit -q -o one -f one.mk -- "${script[@]}"
refused 1 "has the outputs of one recording" \
	emit -o one --inputs 'perf.data.*' -- "${script[@]}"
finish
