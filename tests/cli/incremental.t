#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Only what changed is decoded again, and what is merged is always what one
# perf script prints.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

edit=$build_folder/tests/edit-recording
out=parallel-perf-output

# Two processes that live long, and others that come and go.
busy='for i in 1 2; do (while :; do :; done) & done
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		sh -c "for j in 1 2 3; do ls -R /usr/include; done" >/dev/null
	done
	kill $(jobs -p)'
if ! perf record -q "$swift" -g -e cpu-clock -F 2000 -o original -- \
	bash -c "$busy" >record.log 2>&1; then
	echo "# perf may not record here, so the shipped recording is used"
	cp "$source_folder/examples/small.perf.data" original
fi

emit() {
	"$perf_parallel" emit -q -n $ranges "$@" -- "${command[@]}" >emit.log 2>&1
}

# Makes what is missing; says how many ranges were decoded.
build() {
	timeout 60 "$make" -j2 -f parallel.mk "$@" >make.log 2>&1 ||
		cat make.log
	grep -c DECODE make.log
}

# between GOT LOW HIGH NAME
between() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
	ok $? "$4"
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ] ||
		echo "# $1, to be from $2 to $3"
}

# Says whether the merged outputs are what one perf script prints.
right() {
	"${command[@]}" >serial.txt 2>/dev/null
	"$perf_parallel" merge $out >merged.txt 2>merge.err
	same merged.txt serial.txt "$1: merged as serial $under"
}

# decodes LOW HIGH NAME: the next make does so many ranges, and is right.
decodes() {
	between "$(build)" "$1" "$2" "$3 $under"
	right "$3"
}

# The names of ranges that were decoded, and of those that have samples of a
# process, or of one that came from it, from a time on.
decoded() { sed -n 's/.*DECODE *//p' make.log | sort; }
having() {
	"$perf_parallel" plan -n $ranges --json -- "${command[@]}" |
		awk -F'[ ,:{}"]+' '/"name"/ {
			for (i = 1; i < NF; i++) {
				if ($i == "name") name = $(i + 1)
				if ($i == "end_ns") end = $(i + 1)
			}
			printf "%s %.9f\n", name, /end_ns/ ? end / 1e9 : 1e9
		}' >ends.txt
	"${perf[@]}" script --show-task-events -i perf.data 2>/dev/null |
		sed -n 's/.*_FORK(\([0-9]*\):[0-9]*):(\([0-9]*\):.*/\1 \2/p' >forks.txt
	"${perf[@]}" script -G --ns -F pid,time -i perf.data 2>/dev/null |
		awk -v pid="$1" -v from="$2" '
		BEGIN { from_it[pid] = 1 }
		FILENAME == "ends.txt" { name[FNR] = $1; end[FNR] = $2; next }
		FILENAME == "forks.txt" { if ($2 in from_it) from_it[$1]; next }
		NF > 1 && $1 in from_it {
			for (i = 1; $2 + 0 > end[i]; i++);
			if (end[i] >= from) print name[i]
		}' ends.txt forks.txt - | sort -u
}

fresh() {
	try_folder
	cp ../original perf.data
	command=("${perf[@]}" script --kallsyms=/dev/null --ns -i perf.data)
	emit "$@"
	between "$(build)" $ranges $ranges "at first all are decoded $under"
}

for i in "${!perfs[@]}"; do
	perf=("${perfs[$i]}")
	make=${makes[$((i % ${#makes[@]}))]}
	under="with perf $(version_of "${perf[0]}"), make $(version_of "$make")"

	ranges=20
	fresh
	right "at first"
	decodes 0 0 "nothing changed: none"
	touch perf.data
	decodes 0 0 "touched: none"
	cp perf.data copy && mv copy perf.data
	decodes 0 0 "another file with the same bytes: none"
	cat perf.data >copy && cat copy >perf.data
	decodes 0 0 "written again with the same bytes: none"

	"$edit" change-sample perf.data 900
	decodes 1 1 "one sample changed: one range"
	"$edit" grow perf.data 5
	decodes 1 2 "grown by 5 %: a tenth at most"
	"$edit" truncate perf.data 4
	decodes 1 2 "cut off by 4 %: the last ones"
	"$edit" drop-first perf.data 10
	decodes 0 2 "the oldest tenth lost: the first one left"
	"$edit" add-task perf.data 40
	decodes 0 0 "a process without samples: none"

	fresh
	pid=$("$edit" pids perf.data | sort -k2,2n | tail -1 | cut -d' ' -f1)
	"$edit" add-mmap perf.data "$pid" 50
	build >/dev/null
	at=$("${perf[@]}" script --show-mmap-events --ns -G -F pid,time -i perf.data \
		2>/dev/null | awk -v pid="$pid" '/PERF_RECORD_MMAP/ && $1 == pid {
			t = $2 } END { printf "%.9f", t }')
	is "$(decoded)" "$(having "$pid" "$at")" \
		"a mapping of a process: its ranges from there on $under"
	right "a mapping"

	command+=(-F -comm)
	emit
	decodes $ranges 99 "other fields: all"
	command=("${command[@]::${#command[@]}-2}")
	emit
	decodes 0 99 "back to those before"

	read -r from to <<<"$("${perf[@]}" script -F time -i perf.data \
		2>/dev/null | tr -d ':' | awk 'NR == 1 { a = $1 } { b = $1 }
		END { printf "%.6f %.6f", a + (b - a) * .3, a + (b - a) * .8 }')"
	command+=(--time "$from,$to")
	emit
	decodes 1 2 "--time narrowed: what is cut in two"
	has "$(ls $out)" time-range-0 "fewer outputs are there"
	command=("${command[@]::${#command[@]}-2}")
	emit
	decodes 2 13 "--time widened: what is new"

	rm "$(find $out -name out.txt | sort | sed -n 3p)"
	decodes 1 1 "an output lost: that one"
	rm -rf $out
	decodes 15 30 "all outputs lost: all"

	# A consumer that is slow enough for make to be caught at it.
	ranges=10
	fresh
	printf '#!/bin/sh\ncat; sleep 0.2\n' >slow && chmod +x slow
	emit -p ./slow
	"$make" -j2 -f parallel.mk >make.log 2>&1 &
	until [ "$(grep -c 'done' $out/.perf-parallel/jobs.log)" -gt 12 ]; do
		sleep 0.05
	done
	kill -9 $!
	wait $! 2>/dev/null
	gone
	left=$(build)
	between "$left" 2 8 "make was killed half way: the rest $under"
	right "killed half way"
	printf '#!/bin/sh\ncat\n' >slow
	decodes $ranges $ranges "the consumer was changed: all"

	echo 1 >config
	emit --depends config
	build >/dev/null
	decodes 0 0 "a file to depend on: none while it is as it was"
	echo 2 >config
	decodes $ranges $ranges "it was changed: all"

	# A filter whose second version drops every other sample.
	echo 'int filter_event(void) { return 0; }' >filter.c
	cc -shared -fPIC -o filter.so filter.c
	command+=(--dlfilter "$PWD/filter.so")
	emit --stateless
	decodes $ranges $ranges "a dlfilter: all"
	sleep 0.1
	cc -shared -fPIC -o filter.so filter.c
	decodes $ranges $ranges "the same dlfilter built again: all"
	echo 'int filter_event(void *d, long *s) { return s[2] & 16; }' >filter.c
	cc -shared -fPIC -o filter.so filter.c
	decodes $ranges $ranges "another dlfilter built: all"

	# From nine ranges to more than ten, whose folders have two digits.
	ranges=9
	fresh
	"$edit" grow perf.data 60
	before=$(build)
	between "$before" 1 8 "from 9 to more than 10 ranges: what is new $under"
	has "$(ls $out)" time-range-00 "with two digits each $under"
	right "from 9 to more than 10"

	# Two at once: each range once, or one of them refuses.
	fresh
	"$edit" change-sample perf.data 500
	"$edit" grow perf.data 30
	build >one.log &
	build >two.log
	wait
	build >/dev/null
	right "two makes at once"
	"$edit" change-sample perf.data 600
	for n in 1 2; do
		"$perf_parallel" run -q -n $ranges -- "${command[@]}" \
			>run$n.log 2>&1 &
	done
	wait
	"$perf_parallel" run -q -n $ranges -- "${command[@]}"
	ok $? "two runs at once: the next finds all in order $under"
	right "two runs at once"
	is "$(build)" 0 "what run has done make need not do $under"

	# run in a new folder, then make by the fragment of the old one.
	fresh
	"$edit" grow perf.data 30
	build >/dev/null
	rm -rf $out
	"$perf_parallel" run -q -n $ranges -- "${command[@]}"
	decodes 0 0 "what run has done in a new folder"
	rm -rf $out
	"$perf_parallel" run -q -n 7 -- "${command[@]}"
	build >/dev/null
	right "another plan of run, then make by the fragment"

	# While jobs run, nobody takes their folders away.
	printf '#!/bin/sh\ncat; sleep 20\n' >slow && chmod +x slow
	emit -p ./slow
	timeout 60 "$make" -f parallel.mk >/dev/null 2>&1 &
	sleep 0.5
	# Both wait a while for jobs to end.
	(
		"$perf_parallel" clean $out 2>clean.log
		echo $? >cleaned
	) &
	cleaning=$!
	ranges=5
	emit
	has "$?$(cat emit.log)" "1perf-parallel: $out is in use" \
		"no plan that moves outputs while jobs run $under"
	wait $cleaning
	has "$(cat cleaned clean.log)" "1
perf-parallel: $out is in use" \
		"and no cleaning $under"
	kill %?timeout
	wait
done
finish
