#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What run, merge and job leave of signals to others: to what they start, and
# to whoever ends, stops and continues them.
. "$(dirname "$0")/tap.sh"

"$make_recording" -s 100 perf.data
perf=${perfs[0]}
command=("$perf" script "$quick" -i perf.data)
"${command[@]}" >serial.txt 2>/dev/null
run() { "$perf_parallel" -q -n 2 "$@" -- "${command[@]}"; }

# Signals that are blocked and ignored, but for those from 29 on: the C library
# changes two of them with the first thread.  A shell would let the blocked ones
# go.
cat >signals <<'END'
END {
	while ((getline line <"/proc/self/status") > 0)
		if (line ~ /^Sig(Blk|Ign)/)
			print substr(line, 1, 6), substr(line, length(line) - 6)
}
END
signals="awk -f signals"
for with in --default-signal=PIPE --block-signal=TERM,TSTP,USR1 \
	--ignore-signal={CHLD,HUP,INT,PIPE,TTOU,XFSZ}; do
	alike() { env "$with" "$perf_parallel" "$@"; }
	plain=$(env "$with" $signals)
	is "$(alike -q -n 2 --reduce "$signals" -- "${command[@]}")" \
		"$plain" "a reducer has the signals that run had, $with"
	is "$(alike -q -n 2 --merge - --reduce "$signals" --verify \
		-- "${command[@]}" 2>&1)" "$plain" \
		"also behind --verify, when there was nothing to decode, $with"
	is "$(alike merge --reduce "$signals")" "$plain" "merge too, $with"
	alike -q -n 2 -p "$signals" -- "${command[@]}"
	is "$(sort -u parallel-perf-output/*/out.txt)" \
		"$(sort -u <<<"$plain")" "so has a consumer, $with"
	rm -r parallel-perf-output
	is "$(alike -q -n 1 -p "$signals" --merge - --verify \
		-- "${command[@]}" 2>&1)" "$plain" "and that of --verify, $with"
	rm -r parallel-perf-output
done

# Somebody may start us with SIGCHLD ignored, and so our children unheard of.
deaf() { env --ignore-signal=CHLD "$perf_parallel" "$@"; }
deaf -q -n 2 --merge - --reduce cat -- "${command[@]}" >merged.txt
is "$?" 0 "run where SIGCHLD is ignored"
same merged.txt serial.txt "run where SIGCHLD is ignored: all is merged"
deaf merge --reduce cat >merged.txt
is "$?" 0 "merge where SIGCHLD is ignored"
same merged.txt serial.txt "merge where SIGCHLD is ignored: all is merged"

# Once the ranges are done signals end it as they end anything.
slow="sh -c 'cat >/dev/null; touch started; exec sleep 31'"
for signal in TERM INT HUP QUIT; do
	rm -rf started parallel-perf-output
	env --default-signal="$signal" "$perf_parallel" -q -n 2 \
		--reduce "$slow" -- "${command[@]}" &
	until_true [ -e started ]
	kill -$signal $!
	wait $! 2>/dev/null
	is "$?" $((128 + $(kill -l $signal))) "$signal ends a slow --reduce"
	gone
	ok $? "$signal: nothing is left running"
done

# Ctrl-Z stops what the jobs run as well, in its groups of its own, and "fg"
# continues it; so do signals to run alone.  perf and consumer wait for "go".
waits='touch started; until [ -e go ]; do sleep 0.05; done'
printf '%s\n' '#!/bin/bash' "$waits; exec '$perf' \"\$@\"" >perf
printf '%s\n' '#!/bin/bash' "$waits; exec cat" >consumer
chmod +x perf consumer
wanted() { printf 'stopped by %s\n' "$1"
	printf '%s: True\n' "jobs stop" "and stay so" "jobs go on"; }

# $1: as terminal.py has it; $2: name of the test; then the command.
stops() {
	local stop=$1 name=$2 signal=SIG$1
	shift 2
	[ "$stop" = key ] && signal=SIGTSTP
	rm -rf started go parallel-perf-output
	is "$(timeout 60 python3 "$source_folder/tests/cli/terminal.py" \
		"$stop" "$@" 2>&1; echo $?)" "$(wanted $signal; echo 0)" \
		"$name: all jobs stop and go on"
	gone
	ok $? "$name: nothing is left running"
}
# Passes when what went on is complete.
complete() {
	"$perf_parallel" merge >merged.txt
	same merged.txt serial.txt "$1: the outputs are right"
}
waiting=(./perf script "$quick" -i perf.data)
stops key "Ctrl-Z" "$perf_parallel" -n 2 -j 2 -- "${waiting[@]}"
complete "Ctrl-Z"
mkfifo pool
exec 7<>pool
PAUSE=1 stops key "Ctrl-Z, no token" env \
	MAKEFLAGS="-j2 --jobserver-auth=fifo:$PWD/pool" \
	"$perf_parallel" -n 2 -- "${waiting[@]}"
awk '$3 == "pool" { sub(/.*waited=/, "", $6); passed = ($2 - $1) / 1e9
	print "# waited", $6, "of", passed
	exit !($6 > 0 && $6 < passed - 0.9) }' \
	parallel-perf-output/.perf-parallel/jobs.log
ok $? "Ctrl-Z: the time until it goes on is no wait for tokens"
stops key "Ctrl-Z, consumers" "$perf_parallel" -n 3 -j 3 -p ./consumer \
	-- "${waiting[@]}"
complete "Ctrl-Z, consumers"
stops key "Ctrl-Z, --verify" "$perf_parallel" -n 2 -j 2 --verify \
	-- "${waiting[@]}"
for stop in TSTP TTOU; do
	stops $stop "SIG$stop" "$perf_parallel" -n 2 -j 2 -- "${waiting[@]}"
	complete "SIG$stop"
done
"$perf_parallel" clean
"$perf_parallel" emit -q -n 3 -- "${waiting[@]}"
for make in "${makes[@]}"; do
	stops key "Ctrl-Z, make $(version_of "$make")" "$make" -j3 -f parallel.mk
	complete "Ctrl-Z, make"
done
printf 'all:\n\t+@%s\n' "$perf_parallel -n 3 -- ${waiting[*]}" >Makefile
stops key "Ctrl-Z, run in make" "${makes[0]}" -j3
complete "Ctrl-Z, run in make"

# Several processes write messages: one write each, so that none mix.
if strace -o trace true 2>/dev/null; then
	rm -rf parallel-perf-output
	ASAN_OPTIONS=detect_leaks=0 strace -f --seccomp-bpf -qq -o trace \
		-e trace=write \
		"$perf_parallel" -q -n 2 -p false -- "${command[@]}" 2>err
	is "$(grep -c 'write(2' trace)" "$(wc -l <err)" "a message is one write"
else
	skip "a message is one write" "strace cannot trace here"
fi

# What is stopped ends all the same.
rm -rf started go parallel-perf-output
"$perf_parallel" -q -n 2 -j 2 -- "${waiting[@]}" &
until_true [ -e started ]
kill -TSTP $!
sleep 0.2
kill -TERM $!
kill -CONT $!
wait $!
is "$?" 143 "TERM while it is stopped: it dies of that, once continued"
gone
ok $? "TERM while it is stopped: nothing is left running"
finish
