#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Outputs per CPU merged by time, and --merge and --reduce of run and emit.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 200 4000
out=parallel-perf-output
make=${makes[0]}

# What a task is called may look like the CPU and time of a line.
"$make_recording" -g -s 3000 -c 3 -t 40 made.data

per_cpu() {
	local name=$1
	shift
	"$perf" script "$quick" "$@" >serial.txt 2>/dev/null
	rm -rf $out merged.txt
	"$perf_parallel" -q -c -n 3 --merge merged.txt -- \
		"$perf" script "$quick" "$@" 2>err
	is "$?" 0 "perf $version: $name: is run and merged"
	same merged.txt serial.txt "perf $version: $name: as one perf script"
}

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	per_cpu "by default" -i perf.data
	per_cpu "--ns" --ns -i perf.data
	per_cpu "--no-ns" --no-ns -i perf.data
	per_cpu "-G" -G -i perf.data
	per_cpu "without names and CPUs" -F time,ip,sym -i perf.data
	per_cpu "without callchains" -F comm,tid,cpu,time,event -i perf.data
	per_cpu "without tasks" -F -comm,-tid -i perf.data
	per_cpu "two CPUs of it" -C 0-1 -i perf.data
	per_cpu "with a header" --header -i perf.data
	per_cpu "of three CPUs" -i made.data
done

perf=${perfs[0]}
command=("$perf" script "$quick" -i perf.data)
"${command[@]}" >serial.txt 2>/dev/null

# Each CPU's ranges print nanoseconds for that, and say so.
rm -rf $out merged.txt
"$perf_parallel" -q -c -n 2 --merge merged.txt -- "${command[@]}"
is "$(cat $out/cpu-0/time-range-0/cmd.txt | grep -c -e ' --ns ')" 1 \
	"cmd.txt has --ns where outputs are merged by time"
rm -rf $out merged.txt
"$perf_parallel" -q -c -n 2 -- "${command[@]}"
is "$(cat $out/cpu-*/*/cmd.txt | grep -c -e ' --ns ')" 0 \
	"and not where nobody merges"
"$perf_parallel" merge >merged.txt 2>err
is "$? $(wc -c <merged.txt)" "1 0" "then merge refuses"
has "$(cat err)" "--merge" "and says what to do"
"$perf_parallel" -q -c -n 2 --merge merged.txt -- "${command[@]}" \
	-F comm,ip 2>err
is "$?" 1 "without the field time --merge refuses"
has "$(cat err)" "add time" "and says what to add"

# Through a command.
count="awk '{ n++ } END { print n }'"
lines=$(wc -l <serial.txt)
rm -rf $out merged.txt
is "$("$perf_parallel" -q -n 3 --reduce "$count" -- "${command[@]}")" \
	"$lines" "--reduce prints what the command makes of all"
"$perf_parallel" -q -n 3 --reduce "$count" --merge count.txt -- \
	"${command[@]}"
is "$(cat count.txt)" "$lines" "with --merge into a file"
"$perf_parallel" -q -n 3 --reduce "head -1" --merge first.txt -- \
	"${command[@]}"
is "$? $(cat first.txt)" "0 $(head -1 serial.txt)" \
	"a command that has seen enough is no failure"
echo old >first.txt
"$perf_parallel" -q -n 3 --reduce false --merge first.txt --replace=files -- \
	"${command[@]}" 2>err
is "$? $(cat first.txt)" "1 old" "one that fails is, and the file is as it was"
has "$(cat err)" "false ended with status 1" "and is named"
"$perf_parallel" -q -n 3 --reduce no-such-command --merge first.txt \
	--replace=files -- "${command[@]}" 2>err
is "$? $(cat first.txt)" "1 old" "one that is not there is, too"
has "$(cat err)" "no-such-command" "and is named"
"$perf_parallel" -q -n 3 --reduce "awk '" -- "${command[@]}" 2>err
is "$?" 2 "a quote that is not closed is refused"
is "$("$perf_parallel" merge --reduce "$count")" "$lines" \
	"merge --reduce does the same"
rm -rf $out merged.txt
is "$("$perf_parallel" -q -c -n 3 -p "grep -c ''" \
	--reduce "awk '{ n += \$1 } END { print n }'" -- "${command[@]}")" \
	"$lines" "what --pipe-to printed of each CPU is put one after the other"

# As targets of make.
rm -rf $out merged.txt
"$perf_parallel" emit -q -c -n 2 --merge merged.txt -- "${command[@]}"
"$make" -s -j2 -f parallel.mk >/dev/null
same merged.txt serial.txt "emit --merge: make has merged"
is "$("$make" -f parallel.mk)" \
	"make: Nothing to be done for 'parallel-perf'." "once"
rm $out/cpu-0/time-range-0/out.txt
is "$("$make" -f parallel.mk | tr -s ' \n' ' ')" \
	" DECODE cpu-0/time-range-0 MERGE merged.txt " \
	"and again when a range was decoded again"
rm merged.txt
"$make" -s -f parallel.mk parallel-perf-merge >/dev/null
same merged.txt serial.txt "NAME-merge makes it, too"
"$perf_parallel" emit -q -c -n 2 --merge merged.txt --reduce "$count" -- \
	"${command[@]}"
"$make" -s -f parallel.mk >/dev/null
is "$(cat merged.txt)" "$lines" "and again for another --reduce"
"$perf_parallel" emit -q --inputs 'perf.*' --merge merged.txt -f all.mk -- \
	"$perf" script 2>err
is "$?" 2 "--inputs does not go with --merge"
has "$(cat err)" "perf-parallel merge" "which is said"

cp perf.data precious.data
for option in --merge -o; do
	"$perf_parallel" -q -n 3 $option precious.data -- \
		"$perf" script "$quick" -i ./precious.data 2>err
	has "$?$(cat err)" "2perf-parallel: precious.data is the recording" \
		"$option the recording itself: refused"
done
"$perf_parallel" emit -q -n 3 -f precious.data -- \
	"$perf" script "$quick" -i ./precious.data 2>err
has "$?$(cat err)" "2perf-parallel: -f precious.data: it is there and was not" \
	"-f the recording itself: refused"
same precious.data perf.data "and that stays as it was"

# What perf says of each range is said once.
rm -rf $out merged.txt
cat >noisy <<END
#!/bin/sh
echo "something odd" >&2
echo "of \$\$ chunks 3 are lost" >&2
exec $perf "\$@"
END
chmod +x noisy
said=$("$perf_parallel" -n 3 -- ./noisy script "$quick" -i perf.data 2>&1)
is "$(grep -c "something odd" <<<"$said")" 1 "a message of all ranges: once"
has "$said" "time-range-0, 3 of 3 ranges: something odd" "with a count"
is "$(grep -c "chunks 3 are lost" <<<"$said")" 1 \
	"and so is one that differs in its numbers"
has "$said" "time-range-0, 3 of 3 ranges, with other numbers: of" "which it says"
is "$("$perf_parallel" merge 2>&1 >/dev/null | grep -c "3 of 3 ranges")" 2 \
	"merge shows them, too"
finish
