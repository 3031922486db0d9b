#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What edit-recording makes of a recording perf script prints as it should, so
# that other tests can rely on it.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

edit_recording=$build_folder/tests/edit-recording
get_recording perf.data 300 1000

# printed FILE [OPTION ...]: what perf prints of it, and err.txt.
printed() {
	"$perf" script --kallsyms=/dev/null --ns "${@:2}" -i "$1" 2>err.txt
}
edit() { "$edit_recording" -o new.data "$@"; }
edited() { edit "$@" && printed new.data >new.txt; }
samples() { printed "$1" -F time -G | wc -l; }

# Says from when to when it is by its header, or by its samples.
times() {
	"$perf_parallel" info "$1" | awk -v of="$2" '$1 == of { print $2, $4 }'
}

# Says at how many percent of the recording's time a time is.
percent_of() {
	times perf.data samples | awk -v at="$1" '{
		print int((at - $1) / ($2 - $1) * 100) }'
}

# Says at how many percent the sample is whose lines are the first to differ.
first_change_at() {
	local line
	line=$(cmp old.txt new.txt | sed 's/.* //')
	percent_of "$(head -n "$line" new.txt | awk '
		/cpu-clock/ { for (i = 1; !($i ~ /:$/); i++); at = $i }
		END { sub(/:/, "", at); print at }')"
}

# Says how many lines went and came.
changes() { diff "$1" "$2" | grep -o '^[<>]' | sort | uniq -c | xargs; }

# Prints the header, but for what has to change.
header() {
	"$perf" report --header-only -i "$1" 2>&1 | grep -vE \
		'^# (time of|sample duration|captured|data size|feat offset)'
}

# Says whether perf has no complaint and the header tells the truth.
sound() {
	is "$(cat err.txt)" "" "$1: perf does not complain"
	is "$(times new.data header)" "$(times new.data samples)" \
		"$1: the header's times are those of the samples"
	is "$(header new.data)" "$(header perf.data)" \
		"$1: the header's other features are as they were"
}

for perf in "${perfs[@]}"; do
	with="perf $(version_of "$perf")"
	printed perf.data >old.txt
	count=$(samples perf.data)
	echo "# $count samples, $(wc -l <old.txt) lines"

	for number in 1 $((count / 2)) "$count"; do
		name="sample $number changed, $with"
		edited change-sample perf.data "$number"
		sound "$name"
		is "$(changes old.txt new.txt)" "1 < 1 >" "$name: one line is"
		is "$(cmp -l perf.data new.data | wc -l)" 1 "$name: one byte is"
		edited change-sample new.data "$number"
		same new.txt old.txt "$name: and back again"
	done

	for percent in 1 20 250; do
		name="grown by $percent %, $with"
		edited grow perf.data $percent
		sound "$name"
		same old.txt <(head -n "$(wc -l <old.txt)" new.txt) \
			"$name: the beginning stays"
		is "$(samples new.data)" \
			$((count + (count * percent + 99) / 100)) \
			"$name: so many more samples"
		is "$(printed new.data -F time -G | sort -nc 2>&1)" "" \
			"$name: in order"
	done

	name="cut short, $with"
	edited truncate perf.data 25
	sound "$name"
	less=$(samples new.data)
	[ "$less" -lt $((count * 85 / 100)) ] &&
		[ "$less" -gt $((count * 65 / 100)) ]
	ok $? "$name: $less of $count samples are there"
	fields=tid,cpu,time,event
	is "$(changes <(printed perf.data -F $fields -G) \
		<(printed new.data -F $fields -G))" "$((count - less)) <" \
		"$name: the others are as they were"
	is "$("$perf" script -D -i new.data 2>&1 |
		grep -ao 'PERF_RECORD_FINISHED_.*' | tail -1)" \
		PERF_RECORD_FINISHED_ROUND "$name: it ends with a round"
	edited truncate perf.data 100
	is "$(cat err.txt new.txt)" "" "cut to nothing, $with: nothing to print"

	name="without its first samples, $with"
	edited drop-first perf.data 40
	sound "$name"
	same new.txt <(tail -n "$(wc -l <new.txt)" old.txt) \
		"$name: the rest is as it was"
	less=$(samples new.data)
	is "$(printed perf.data -F time -G --time 40%-100% | wc -l)" "$less" \
		"$name: $less of $count are left"

	# In the middle of the life of the process that has most samples.
	name="a file mapped, $with"
	read -r pid _ first last < <("$edit_recording" pids perf.data |
		sort -nk2 | tail -1)
	middle=$(percent_of "$(awk "BEGIN {
		printf \"%.9f\", ($first + $last) / 2 }")")
	edited add-mmap perf.data "$pid" "$middle"
	sound "$name"
	changed=$(first_change_at)
	[ "$changed" -ge "$middle" ]
	ok $? "$name at $middle %: the output changes at $changed %"
	has "$(cat new.txt)" "(/nonexistent/mapped-at-" "$name: it is seen"
	is "$(diff old.txt new.txt | grep -c '^[<>]')" \
		"$((2 * $(grep -c /nonexistent/mapped new.txt)))" \
		"$name: no other lines have changed"
	is "$(samples new.data)" "$count" "$name: all samples are there"
	name="a file mapped where it does not matter, $with"
	for percent in 0 100; do
		edited add-mmap perf.data 0 $percent
		sound "$name"
		same new.txt old.txt "$name"
	done

	name="a process added, $with"
	edited add-task perf.data 50
	sound "$name"
	same new.txt old.txt "$name: the output is the same"
	"$perf" script --show-task-events --show-mmap-events -i new.data \
		>events.txt 2>err.txt
	is "$(grep -c 'PERF_RECORD_COMM.*: added:' events.txt) $(
		grep -c 'PERF_RECORD_MMAP2.*mapped-at' events.txt)" "1 1" \
		"$name: it has a name and a file"
	edited add-task new.data 60
	"$perf" script --show-task-events -i new.data 2>err.txt |
		grep -o 'COMM.*: added:[0-9]*' | sort -u >events.txt
	is "$(wc -l <events.txt)" 2 "$name: another one has another number"
done

is "$("$edit_recording" pids perf.data | awk '{ n += $2 } END { print n }')" \
	"$count" "pids: all samples are of a process"
is "$("$edit_recording" pids perf.data | awk '{ print $3; print $4 }' |
	sort -n | sed -n '1p;$p' | xargs)" "$(times perf.data samples)" \
	"pids: with their times"

# In place, and the file stays the same.
cp perf.data place.data
inode=$(stat -c %i place.data)
"$edit_recording" grow place.data 10
edit grow perf.data 10
same place.data new.data "in place: the same as into a new file"
"$edit_recording" truncate place.data 50
is "$(stat -c %i place.data)" "$inode" "in place: it stays the same file"
edit truncate new.data 50
same place.data new.data "in place: shorter, too"

# What is not edited.
for way in --pipe --swap --compress --old --no-time; do
	"$make_recording" $way -s 100 other.data
	edit grow other.data 10 >out.txt 2>err.txt
	is "$? $(wc -l <err.txt)" "1 1" "$way: refused in a line"
	has "$(cat err.txt)" other.data "$way: it is named"
done

perf=${perfs[0]}
"$make_recording" -e 3 -g -s 1000 -c 3 --side-band 50 other.data
printed other.data >old.txt
for command in "change-sample other.data 500" "grow other.data 30" \
	"add-mmap other.data 1002 30" "drop-first other.data 30"; do
	read -ra words <<<"$command"
	edited "${words[@]}"
	! cmp -s old.txt new.txt && [ -s new.txt ]
	ok $? "several events: $command"
	is "$(times new.data header)" "$(times new.data samples)" \
		"several events: $command: the header's times are true"
done

for wrong in "" "grow" "grow perf.data" "grow perf.data x" \
	"shrink perf.data 1" "truncate perf.data 101" "-x grow perf.data 1"; do
	read -ra words <<<"$wrong"
	"$edit_recording" "${words[@]}" >out.txt 2>err.txt
	is $? 2 "misuse: $wrong"
done
said=$(edit change-sample perf.data 1000000 2>&1)
is "$? $said" "1 edit-recording: perf.data: there is no sample 1000000, \
there are $count" "a sample that is not there"

finish
