#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# --verify: one perf script as a job beside the ranges, compared with what is
# merged of them as they come.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 200 4000
out=parallel-perf-output

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	command=("$perf" script "$quick" -i perf.data)
	for options in "-n 3" "-c -n 2" "-n 3 -j 1" "-c -n 2 -j 1"; do
		rm -rf $out
		read -ra words <<<"$options"
		said=$("$perf_parallel" "${words[@]}" --verify -- \
			"${command[@]}" 2>&1)
		is "$?" 0 "perf $version: $options finds them the same"
		has "$said" "verified: $("${command[@]}" 2>/dev/null |
			wc -c) bytes" "perf $version: $options: of so many bytes"
	done
done
rm -rf $out
"$perf_parallel" -q -n 3 --verify -- "${command[@]}"
is "$?" 0 "what is there already is verified, too"
printf X | dd of=$out/time-range-1/out.txt conv=notrunc bs=1 seek=100 \
	status=none
"$perf_parallel" -q -n 3 --verify -- "${command[@]}" 2>err
is "$?" 1 "another byte is found"
at=$(($(stat -c %s $out/time-range-0/out.txt) + 100))
has "$(cat err)" "differ at byte $at," "with its place"
has "$(cat err)" "of time-range-1" "and its range"
truncate -s -9 $out/time-range-2/out.txt
rm -rf $out/time-range-1
"$perf_parallel" -q -n 3 --verify -- "${command[@]}" 2>err
is "$?" 1 "an output that is cut off is found"
has "$(cat err)" "differ at byte $(cat $out/time-range-*/out.txt | wc -c)," \
	"with the place where it ends"

rm -rf $out
timeout 60 "$perf_parallel" -n 3 --verify -- "${command[@]}" --deltatime \
	>said 2>err
is "$?" 1 "output that is not the same is found to be another"
has "$(cat err)" "not verified; the outputs themselves are complete" \
	"which is said"
is "$(jobs $out/.perf-parallel/jobs.log)" "3 done" "all ranges are done still"
"$perf_parallel" -q -n 3 -p "grep -v ^$" --verify -- "${command[@]}"
is "$?" 0 "through --pipe-to, if that works line by line"
rm -rf $out
"$perf_parallel" -q -n 1 -p "head -n 1" --verify -- "${command[@]}"
is "$?" 0 "also if that stops reading early"

# A perf that tells when it is at work on a range and takes its time for it,
# does not end well if the file named by its last time is there, and with the
# whole waits for ever, or dies when there are ranges to compare, if it should.
cat >slow-perf <<END
#!/bin/bash
case "\$*" in
*--time=*)
	echo + >>events
	sleep 0.2
	"$perf" "\$@" || exit
	echo - >>events
	[ ! -e fail ] || case "\$*" in *--time=,*) exit 3 ;; esac ;;
*)
	[ ! -e die ] || { sleep 2; kill -KILL \$\$; }
	[ ! -e hang ] || exec sleep 60
	exec "$perf" "\$@" ;;
esac
END
chmod +x slow-perf
command=(./slow-perf script "$quick" -i perf.data)

# How many ranges were at work at a time.
most() {
	awk '{ n += $1 == "+" ? 1 : -1; if (n > max) max = n }
		END { print max }' events
}

rm -rf $out
"$perf_parallel" -v -n 6 -j 2 --verify -- "${command[@]}" >said
is "$?" 0 "ranges that take longer than the whole are waited for"
is "$(grep -m1 -e ^Verifying -e ^Starting said | cut -c1-10)" Verifying: \
	"the whole is started first"
is "$(most)" 2 "while it waits its slot is another's"
has "$(grep " pool " $out/.perf-parallel/jobs.log)" "jobs=7 " \
	"it counts as one job"
rm -rf $out events
touch fail
timeout 60 "$perf_parallel" -q -n 3 -k --verify -- "${command[@]}" 2>err
is "$?" 1 "a range that fails is not waited for"
has "$(cat err)" "not all ranges are done" "that is what is said"
is "$(grep -c differ err)" 0 "not that anything differs"
is "$(jobs $out/.perf-parallel/jobs.log)" "2 done 1 failed" \
	"the other ranges are done"
gone
ok $? "and nothing is left running"
rm fail

# So it is with a whole that fails.
rm -rf $out
printf '%s\n' '#!/bin/sh' 'case "$*" in *--time=*) ;; *) exit 4 ;; esac' \
	"exec \"$perf\" \"\$@\"" >half-perf
chmod +x half-perf
"$perf_parallel" -q -n 3 --verify -- ./half-perf "${command[@]:1}" 2>err
is "$?" 1 "a perf script that fails as a whole"
has "$(cat err)" "the whole perf script ended with status 4" "and that is said"

rm -rf $out
touch die
"$perf_parallel" -q -n 3 -j 2 --verify -- "${command[@]}" 2>err
is "$?" 1 "a perf script that is killed"
has "$(cat err)" "the whole perf script was killed by signal 9" "which is said"
is "$(grep -c differ err)" 0 "not that it differs, as what is cut off does"
rm die

# Inside make: every token comes back.
for make in "${makes[@]}"; do
	version=$(version_of "$make")
	printf 'all:\n\t+@"$(tool)" -q -n 4 --verify -- %s\n' \
		"${command[*]}" >Makefile
	for jobs in 1 2 4; do
		rm -rf $out
		"$make" -j$jobs tool="$perf_parallel" >make.log 2>&1
		is "$? $(cat make.log)" "0 " "make $version -j$jobs: verified"
	done
done

# However it ends, nothing outlives it.
touch hang
for signal in INT TERM KILL; do
	rm -rf $out
	setsid env --default-signal=INT "$perf_parallel" -q -n 3 -j 2 \
		--verify -- "${command[@]}" 2>err &
	until_true grep -qs done $out/.perf-parallel/jobs.log
	kill -$signal $!
	wait $! 2>/dev/null
	is "$?" $((128 + $(kill -l $signal))) "$signal: it dies of it"
	gone
	ok $? "$signal: nothing is left running"
	is "$(grep -c differ err)" 0 "$signal: nothing is said to differ"
done
finish
