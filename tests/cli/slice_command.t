#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# perf-parallel slice: perf prints of what it writes what it prints of the
# whole for that time, of real recordings of all kinds, too, where they are at
# hand.  SEED changes the times that are tried.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

RANDOM=${SEED:-20261121}
echo "# seed ${SEED:-20261121}"

# printed PERF FILE [OPTION ...]: what perf prints of it.
printed() {
	timeout 120 "$1" script "$quick" --ns "${@:3}" -i "$2" 2>/dev/null
}

get_recording perf.data 300 8000
for perf in "${perfs[@]}"; do
	under="perf $(version_of "$perf")"
	printed "$perf" perf.data -G -F time | tr -d ' :' | grep . >times
	count=$(wc -l <times)
	at() { sed -n "$((count * $1 / 100 + 1))p" times; }
	for time in "$(at 20),$(at 60)" "$(at 50)," ",$(at 30)" \
		"$(at 40),$(at 40)" "$(at 98),9999999"; do
		rm -f part.data
		"$perf_parallel" slice --replace perf.data --time "$time" -o part.data
		ok $? "--time $time is sliced"
		printed "$perf" perf.data --time "$time" >whole.txt
		[ -s whole.txt ] || ok 1 "--time $time: there are samples"
		printed "$perf" part.data >part.txt
		same part.txt whole.txt "--time $time, $under: the same"
		[ "$(stat -c %s part.data)" -lt "$(stat -c %s perf.data)" ]
		ok $? "--time $time: it is smaller"
		"$perf_parallel" slice --replace part.data --time "$time" -o again.data
		printed "$perf" again.data >part.txt
		same part.txt whole.txt "--time $time, $under: sliced again"
	done
	for time in 10%-40% 0%-100% 25%/2 '50%-60%'; do
		"$perf_parallel" slice --replace perf.data --time "$time" -o part.data
		printed "$perf" perf.data --time "$time" >whole.txt
		printed "$perf" part.data >part.txt
		same part.txt whole.txt "--time $time, $under: the same"
	done
	for cpu in 0 1; do
		"$perf_parallel" slice --replace perf.data --cpu $cpu -o part.data
		printed "$perf" perf.data --cpu $cpu >whole.txt
		printed "$perf" part.data >part.txt
		same part.txt whole.txt "--cpu $cpu, $under: the same"
		"$perf_parallel" slice --replace perf.data --cpu $cpu \
			--time "$(at 30),$(at 70)" -o part.data
		printed "$perf" perf.data --cpu $cpu \
			--time "$(at 30),$(at 70)" >whole.txt
		printed "$perf" part.data >part.txt
		same part.txt whole.txt "--cpu $cpu --time, $under: the same"
	done
done
middle=$(at 20),$(at 60)

cp perf.data same.data
echo mine >mine.txt
"$perf_parallel" slice perf.data --cpu 0 -o mine.txt 2>err
is "$? $(<mine.txt)" "2 mine" "-o: a file that is there is not replaced"
has "$(<err)" "mine.txt: it is there; name another file with -o" \
	"-o: the message says what to do"
"$perf_parallel" slice --replace same.data --cpu 0 -o ./same.data 2>err
has "$?$(cat err)" "2perf-parallel: ./same.data is the recording itself" \
	"it cannot replace the recording"
same same.data perf.data "which stays"
# What is put in the place of a file that all may read, too.
for mode in 600 640 444; do
	chmod $mode same.data
	for umask in 022 077; do
		: >part.data
		(umask $umask && "$perf_parallel" slice --replace same.data --cpu 0 \
			-o part.data)
		is "$(stat -c %a part.data)" \
			"$(printf %o $((0$mode & 0666 & ~0$umask)))" \
			"mode $mode, umask $umask: it is no more public"
	done
done
rm -f part.data
"$perf_parallel" slice --replace perf.data --cpu 4000 -o part.data 2>err
is "$? $(cat err)" \
	"0 perf-parallel: note: perf.data has no samples of CPU 4000" \
	"no such CPU: a line says so"
"$perf_parallel" slice --replace perf.data --time 9999999, -o part.data 2>err
has "$?$(cat err)" \
	"0perf-parallel: note: perf.data has no samples of that time, but from" \
	"no such time: a line says so"
is "$(printed "${perfs[0]}" part.data)" "" "and there are none in it"
"$make_recording" -s 100 --no-cpu nocpu.data
"$perf_parallel" slice --replace nocpu.data --cpu 0 -o part.data 2>err
has "$?$(cat err)" "1perf-parallel: nocpu.data: samples in it name no CPU" \
	"--cpu of a recording without CPUs is refused"

printed "${perfs[0]}" perf.data --time "$middle" >whole.txt
(mkdir here && cp perf.data here && cd here &&
	"$perf_parallel" slice --time "$middle" -o part.data)
printed "${perfs[0]}" here/part.data >part.txt
same part.txt whole.txt "without a name perf.data is sliced"
has "$("$perf_parallel" info here/part.data)" "SAMPLE" "info reads it"
"$perf_parallel" run -q -n 3 -o out -- "${perfs[0]}" script "$quick" --ns \
	-i here/part.data && "$perf_parallel" merge -o merged.txt out
same merged.txt whole.txt "and it can be cut again"

# refused STATUS MESSAGE NAME [ARGUMENT ...]: says why, and leaves nothing.
refused() {
	local status=$1 part=$2 name=$3
	shift 3
	rm -f new.data*
	"$perf_parallel" slice "$@" >out.txt 2>err.txt
	is "$?" "$status" "$name: status $status"
	has "$(cat err.txt)" "$part" "$name: it is said why"
	is "$(cat out.txt; find . -name 'new.data*')" "" \
		"$name: nothing is left"
}

refused 2 "wants --time=START,STOP or --cpu=N, and -o" "no -o" \
	perf.data --time "$middle"
refused 2 "wants --time=START,STOP or --cpu=N, and -o" "no --time" \
	perf.data -o new.data
refused 2 "name a file" "standard output" perf.data --time "$middle" -o -
refused 2 "one time" "two times" perf.data --time "1,2 3,4" -o new.data
refused 2 "--time" "no time" perf.data --time nonsense -o new.data
refused 2 "--time" "backwards" perf.data --time 2,1 -o new.data
refused 2 "one recording" "two recordings" perf.data perf.data \
	--time "$middle" -o new.data
refused 2 "one recording" "a command" perf.data --time "$middle" \
	-o new.data -- perf script
refused 1 "nosuch.data" "none" nosuch.data --time 1,2 -o new.data
refused 1 "times" "no recording" times --time 1,2 -o new.data
refused 1 "no/such" "no folder" perf.data --time "$middle" -o no/such/new.data
"$make_recording" --no-time -s 500 untimed.data
refused 1 "have no time" "samples without times" untimed.data --time 1,2 \
	-o new.data
if [ -e "$shared_folder/tools/gen_pt.py" ] && command -v python3 >/dev/null &&
	python3 "$shared_folder/tools/gen_pt.py" -o pt.data >pt.log 2>&1; then
	refused 1 "trace" "a trace" pt.data --time 1,2 -o new.data
else
	skip "a trace" "no generator of Intel PT beside the project"
fi
echo precious >new.data
"$perf_parallel" slice untimed.data --time 1,2 -o new.data 2>/dev/null
is "$(cat new.data)" precious "a refusal leaves what was there"

# A full disk, after so many KB.
rm -f new.data
for room in 4 16; do
	(ulimit -f $room && trap '' XFSZ && cd here &&
		"$perf_parallel" slice --time "$middle" -o new.data \
			2>../err.txt)
	is "$?" 1 "no room after $room KB: a failure"
	has "$(cat err.txt)" "new.data" "no room after $room KB: it is named"
	is "$(find here -name 'new.data*')" "" \
		"no room after $room KB: nothing is left"
done

if [ ! -d "$shared_folder/perfdata" ]; then
	skip "real recordings" "no folder ../shared/perfdata beside the project"
	finish
	exit
fi

# Sets time to two of the times, which are $count.
pick() {
	local a=$(((RANDOM * 32768 + RANDOM) % count + 1))
	local b=$(((RANDOM * 32768 + RANDOM) % count + 1))
	time=$(sed -n "${a}p; ${b}p" times | paste -sd,)
}

# try_times PERF FILE: sets got to "same", or how it differs, or is refused.
try_times() {
	local count time n
	got=
	printed "$1" "$2" -F time | grep -o '^ *[0-9][0-9.]*:' |
		tr -d ' :' | sort -n >times
	count=$(wc -l <times)
	[ "$count" -gt 0 ] || return
	for n in 1 2 3; do
		pick
		rm -f part.data
		if ! "$perf_parallel" slice "$2" --time "$time" -o part.data \
			2>err.txt; then
			got="refused: $(cat err.txt)"
			return
		fi
		printed "$1" "$2" --time "$time" >whole.txt
		printed "$1" part.data >part.txt
		cmp -s whole.txt part.txt && continue
		got="differs, --time $time
$(diff whole.txt part.txt | head -4)"
		return
	done
	got=same
}

same=0 refused=0
real_recordings
for file in "${real[@]}"; do
	for perf in "${perfs[@]}"; do
		try_times "$perf" "$file"
		case $got in
		'') continue ;;
		same) same=$((same + 1)) ;;
		*"cannot be sliced: "*) refused=$((refused + 1)) ;;
		*) is "$got" same "${file##*/}, perf $(version_of "$perf")"
			continue ;;
		esac
		ok 0 "${file##*/}, perf $(version_of "$perf"): ${got%%:*}"
	done
done
echo "# slices of $same real recordings are printed as the whole" \
	"is, $refused cannot be sliced"
[ $same -gt $((${#real[@]} * ${#perfs[@]} / 2)) ]
ok $? "most of them can be sliced"
finish
