#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Slices: what jobs print of them is what perf prints of the whole, for all
# kinds of recordings; where they are, and when there is none.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

# A perf that notes what it reads: the whole, or a slice in memory or a file.
cat >wrapper <<'EOS'
#!/bin/sh
where=
for word; do
	case $word in
	/proc/*/fd/*) where=$(readlink "$word") ;;
	esac
done
case $where in
'') echo whole ;;
/memfd:*) echo memory ;;
*) echo "file of ${where%/*}" ;;
esac >>"$read_log"
exec "$real_perf" "$@"
EOS
chmod +x wrapper
export read_log=$PWD/read.log real_perf
wrapper=$PWD/wrapper
out=parallel-perf-output

# How many jobs have read what.
readings() { sort read.log 2>/dev/null | uniq -c | xargs; }

# decode OPTION ...: into a new folder; merged.txt is then what was printed.
decode() {
	rm -rf $out read.log merged.txt
	"$perf_parallel" run -q "$@" >run.log 2>&1 &&
		"$perf_parallel" merge -o merged.txt >>run.log 2>&1 ||
		sed 's/^/# /' run.log
}

ranges=$(by_default 4 8)
length_ms=$(by_default 100 300)

# check SLICED NAME FILE [OPTION ...]: SLICED is some, none or any of the jobs
# that are to read slices; options are those of perf script.
check() {
	local sliced=$1 name=$2 file=$3 got
	shift 3
	for real_perf in "${perfs[@]}"; do
		under="perf $(version_of "$real_perf")"
		"$real_perf" script "$quick" "$@" -i "$file" >serial.txt \
			2>/dev/null
		[ -s serial.txt ]
		ok $? "$name, $under: there are samples"
		decode -n $ranges -- "$wrapper" script "$quick" "$@" -i "$file"
		same merged.txt serial.txt "$name, $under: merged is serial"
		got=$(readings)
		case $sliced,$got in
		some,*memory* | any,* | none,"$ranges whole") true ;;
		*) false ;;
		esac
		ok $? "$name, $under: $sliced of the jobs read slices ($got)"
		[ "$real_perf" = "${perfs[0]}" ] || continue
		decode -n $ranges --slice-memory=0 -- \
			"$wrapper" script "$quick" "$@" -i "$file"
		same merged.txt serial.txt "$name, $under: so without slices"
		has "none,$(readings)" "whole" "$name, $under: there are none"
	done
}

# try SLICED NAME RECORD-OPTIONS -- [SCRIPT-OPTION ...]: records first.
try() {
	local sliced=$1 name=$2 options=()
	shift 2
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	rm -rf kind.data
	if perf record -q "$swift" -F 8000 "${options[@]}" -o kind.data -- \
		bash -c "$workload" workload $length_ms >record.log 2>&1; then
		check "$sliced" "$name" kind.data "$@"
	else
		skip "$name" "perf may not record this here"
	fi
}

try some "plain" -e cpu-clock --
try some "callchains" -g -e cpu-clock --
try some "stacks" -e cpu-clock --call-graph dwarf,1024 -F 1000 --
try any "compressed" -z -g -e cpu-clock --
try some "two events" -e cpu-clock,page-faults --
try any "system-wide" -a -e cpu-clock --
try any "switches" --switch-events -e cpu-clock --
try some "namespaces" --namespaces -e cpu-clock --
try some "cgroups" --all-cgroups -e cpu-clock --
try any "per thread" --per-thread -T -e cpu-clock --
try none "a group that is read" -a -e '{cpu-clock,task-clock}:S' --
try any "tracepoints" -e sched:sched_process_fork -e cpu-clock --

if perf record -q "$swift" -g -e cpu-clock -F 8000 -o - -- bash -c "$workload" \
	workload $length_ms 2>record.log >pipe.data && [ -s pipe.data ]; then
	check some "a pipe that was saved" pipe.data
else
	skip "a pipe that was saved" "perf may not record here"
fi
bash -c 'while :; do :; done' &
busy=$!
perf record -q "$swift" -e cpu-clock -F 8000 -p $busy -o attached.data -- \
	sleep 0.2 >record.log 2>&1
kill $busy
wait $busy 2>/dev/null
if [ -s attached.data ]; then
	check any "one process" attached.data
else
	skip "one process" "perf may not record here"
fi

storm='for ((i = 0; i < '$(by_default 1000 3000)'; i++)); do (:); done
	exec bash -c "
	for ((i = 0; i < 30000; i++)); do :; done"'
if perf record -q "$swift" -g -e cpu-clock -F 8000 -o storm.data -- \
	bash -c "$storm" >record.log 2>&1; then
	check some "thousands of forks" storm.data
else
	skip "thousands of forks" "perf may not record here"
fi

# A sample that came late is printed behind others, whatever its time: how far
# is not for a slice to say, but to other ranges it is nothing.
if command -v python3 >/dev/null &&
	perf record -q "$swift" -g -e cpu-clock -F 8000 -m 8 -o timely.data -- \
		bash -c "$workload" workload 500 >record.log 2>&1
then
	cat >be_late.py <<-'EOF'
		# Gives a sample of the last third a time of three rounds before.
		import struct, sys
		data = bytearray(open(sys.argv[1], 'rb').read())
		attrs, _, start, size = struct.unpack_from('<4Q', data, 24)
		kind, = struct.unpack_from('<Q', data, attrs + 24)
		time = 8 + 8 * sum(kind >> bit & 1 for bit in (16, 0, 1))
		assert kind >> 2 & 1
		at, rounds, latest, made = start, [], 0, 0
		while at < start + size and not made:
		    sort, _, length = struct.unpack_from('<IHH', data, at)
		    if sort == 68 and latest:
		        rounds.append(latest)
		    if sort == 9:
		        latest, = struct.unpack_from('<Q', data, at + time)
		        if at > start + size * 2 // 3:
		            made = rounds[-4] - 1000
		            struct.pack_into('<Q', data, at + time, made)
		    at += length
		assert made
		open(sys.argv[2], 'wb').write(data)
	EOF
	python3 be_late.py timely.data late.data
	perf script "$quick" --ns -i late.data -F time 2>/dev/null >times.txt
	sort -n times.txt | cmp -s - times.txt
	is "$?" 1 "a late sample is printed out of order"
	check some "a late sample" late.data
	has "$(readings)" whole "a late sample: its range is not sliced"
	time=$(awk '$1 < last { print $1; exit } { last = $1 }' times.txt)
	time=${time%:}
	"$perf_parallel" slice late.data --time "$time,$time" -o new.data 2>err
	is "$?" 1 "slice refuses to cut it out"
	has "$(cat err)" "out of the order of their times" "and says why"
	"$perf_parallel" slice late.data --time "$(tail -1 times.txt |
		tr -d ' :')," -o new.data
	ok $? "but not what is far from it"
else
	skip "a late sample" "perf may not record here, or there is no python3"
fi

# A folder of perf record --kcore, whose symbols are those of its own list.
if perf record -q "$swift" -a -e cpu-clock -F 8000 -o some.data -- \
	bash -c "$workload" workload $length_ms >record.log 2>&1; then
	mkdir -p folder.data/kcore_dir
	mv some.data folder.data/data
	awk '{ $3 = "recorded_" $3; print }' /proc/kallsyms \
		>folder.data/kcore_dir/kallsyms
	for real_perf in "${perfs[@]}"; do
		under="perf $(version_of "$real_perf")"
		"$real_perf" script -i folder.data >serial.txt 2>/dev/null
		decode -n 6 -- "$wrapper" script -i folder.data
		same merged.txt serial.txt "a folder with symbols, $under: \
merged is serial"
		is "$(readings)" "6 whole" \
			"a folder with symbols, $under: no slices"
	done
else
	skip "a folder with symbols" "perf may not record here"
fi

get_recording perf.data 300 8000
real_perf=${perfs[0]}
command=("$wrapper" script "$quick" --ns -i perf.data)
"${command[@]}" >serial.txt 2>/dev/null

# Where slices are.
decode -n 5 -- "${command[@]}"
is "$(readings)" "5 memory" "slices are in memory"
same merged.txt serial.txt "and print the same"
decode -n 5 --slice-memory=1 -- "${command[@]}"
is "$(readings)" "5 file of $PWD/$out/.perf-parallel" \
	"those that are too big are in the output folder"
same merged.txt serial.txt "and print the same"
is "$(find $out/.perf-parallel -name '*slice*' -o -name '#*' -o \
	-name '*.part')" "" "nothing of them stays behind"
rm $out/time-range-2/out.txt
"$perf_parallel" run -q -n 5 -- "${command[@]}"
is "$(tail -1 read.log)" memory "a range that is decoded again has one, too"
is "$(sed 's/--time=[^ ]* //' $out/time-range-2/cmd.txt)" "${command[*]}" \
	"cmd.txt has the whole recording"
sh $out/time-range-2/cmd.txt >again.txt 2>/dev/null
same again.txt $out/time-range-2/out.txt "and prints the same"
decode -n 5 -p 'sh -c "ls -l /proc/self/fd; cat >/dev/null"' -- "${command[@]}"
has "$(cat merged.txt)" " 0 -> " "a consumer has files open"
is "$(grep -c memfd merged.txt)" 0 "but not the slice"
decode -n 1 -- "${command[@]}"
is "$(readings)" "1 whole" "one range is no slice"
decode -n 5 -- "${command[@]}" --show-task-events
is "$(readings)" "5 whole" "nor is there one where perf tells of other records"
decode -n 5 -- "${command[@]}" --guestmount=/nowhere
is "$(readings)" "5 whole" "nor for guests"
"$perf_parallel" emit -q -n 5 --slice-memory=0 -o made -- "${command[@]}"
rm -f read.log && "${makes[0]}" -s -f parallel.mk
is "$(readings)" "5 whole" "--slice-memory=0 goes into the fragment"
"$perf_parallel" emit -q -n 5 -o made2 -- "${command[@]}"
rm -f read.log && "${makes[0]}" -s -f parallel.mk
is "$(readings)" "5 memory" "else the fragment's jobs have slices"
"$perf_parallel" merge -o merged.txt made2
same merged.txt serial.txt "and print the same"

# An index that does not serve is done without.
index=$out/.perf-parallel/index
decode -n 5 -- "${command[@]}"
ok $? "an index is kept"
"$make_recording" -s 2000 other.data
"$perf_parallel" run -q -n 5 -o other -- "$real_perf" script -i other.data
cp $index good.index
for kind in missing empty foreign damaged short; do
	rm -f $out/time-range-3/out.txt
	rm -f read.log $out/.perf-parallel/stamps/time-range-3@*
	"$perf_parallel" emit -q -n 5 -- "${command[@]}"
	case $kind in
	missing) rm -f $index ;;
	empty) : >$index ;;
	foreign) cp other/.perf-parallel/index $index ;;
	damaged) printf x | dd of=$index bs=1 seek=200 conv=notrunc \
		status=none ;;
	short) head -c -4 good.index >$index ;;
	esac
	"${makes[0]}" -s -f parallel.mk >make.log 2>&1
	is "$? $(readings) $(cat make.log)" "0 1 whole " \
		"an index that is $kind: the job does without, and says nothing"
	"$perf_parallel" merge -o merged.txt
	same merged.txt serial.txt "an index that is $kind: the same is printed"
done

# Ranges for each CPU.
for real_perf in "${perfs[@]}"; do
	rm -rf $out read.log
	"$perf_parallel" run -q -c -n 3 -- "${command[@]}"
	wrong=0 number=0
	for text in $out/cpu-*/*/cmd.txt; do
		# shellcheck disable=SC2046
		"$real_perf" $(cut -d' ' -f2- "$text") >whole.txt 2>/dev/null
		cmp -s whole.txt "${text%/cmd.txt}/out.txt" ||
			wrong=$((wrong + 1))
		number=$((number + 1))
	done
	is "$wrong" 0 "-c: what each of $number jobs prints of a slice, \
perf $(version_of "$real_perf") prints with --time and --cpu"
	has "$(readings)" memory "and there were slices"
done
finish
