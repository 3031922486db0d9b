#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run in make's recipes: how many jobs there are at a time and when they start,
# how long they wait, and what becomes of the tokens.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"

# Prints when jobs started, in order; or when the longest ended; by log $1.
starts() { awk '$3 != "pool" { print $1 }' "$1" | sort; }
end_of_longest() {
	awk '$3 != "pool" && $2 - $1 > most { most = $2 - $1; end = $2 }
		END { print end }' "$1"
}

# A command that waits for a file.
until_there() { echo "until [ -e $1 ]; do sleep 0.01; done"; }

# An option for a client: one job takes $1 seconds, the others $2.
one_long() {
	echo "-p \"sh -c 'if mkdir long; then sleep $1; else sleep $2; fi;" \
		"cat'\""
}

# Says whether a job has started.
is_decoding() { [ -n "$(find . -name cmd.txt)" ]; }

# Says how descriptors of the recipe's shell are open.
cat >"$work_folder/flags" <<'EOF'
for fd in $fds; do grep flags: /proc/$shell/fdinfo/$fd; done
EOF

# A consumer that says what is open in its run, its job, its perf and itself,
# and which MAKEFLAGS it has and what a make makes of them.
cat >"$work_folder/look" <<'EOF'
run=$(awk '$1 == "PPid:" { print $2 }' /proc/$PPID/status)
perf=$(cut -d' ' -f5 /proc/$$/stat) # leads their group
for process in run=$run job=$PPID perf=$perf self=$$; do
	stat -Lc "${process%=*} %d:%i" /proc/${process#*=}/fd/*
done >>open
echo "$MAKEFLAGS" >>flags
echo 'all: ; @echo fine' | $make -s -f - >>made 2>&1
cat
EOF

# Has a terminal as a pool of tokens $1 while a command runs, which finds it
# named in $pool; at its end the file left has what is in it.
cat >"$work_folder/terminal.py" <<'EOF'
import os, pty, select, subprocess, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.write(master, sys.argv[1].encode())
os.environ["pool"] = "--jobserver-auth=fifo:" + os.ttyname(slave)
child = subprocess.Popen(sys.argv[2:])
# What is given back comes out of the other end, and is put in again.
while child.poll() is None or select.select([master], [], [], 0)[0]:
	if select.select([master], [], [], 0.05)[0]:
		os.write(master, os.read(master, 99))
os.set_blocking(slave, False)
with open("left", "wb") as file:
	file.write(bytes(sorted(os.read(slave, 99))))
sys.exit(child.returncode)
EOF

# C9: descriptors $1, in a recipe that sets $2.
flags_stay() {
	local look="sh ../flags"
	try_folder
	own_pool a
	recipes "+export shell=\$\$\$\$ fds='${1/,/ }' ${2:-}; $look >before; \
$(client 2 0 "-p \"sh -c '$look; sleep 0.3'\""); $look >after"
	at_once 2 "C9 [$under] descriptors $1" -j2
	is "$(cat after parallel-perf-output/*/out.txt | xargs)" \
		"$(cat before before before | xargs)" \
		"C9 [$under] are open as before while run is there, and after"
	is "$(grep -c flags: before), $(left)" "2, a" \
		"C9 [$under] both were seen, and the pool is whole"
}

# The first processor we may use.
cpu=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')

for under in "${unders[@]}"; do
	use_make "$under"

	# All of the below relies on this.
	try_folder
	recipes "+sed /os.write/d $work_folder/hold.py | python3 - 1 true"
	run_make -j3
	clean >/dev/null
	is "$?" 1 "[$under] make tells of a token that is lost"

	try_folder
	recipes "+$perf_parallel run --explain; $(client 4 0.3 -j3)"
	at_once 3 "C1 [$under] no -j: run's own -j holds"
	has "$(cat make.log)" "pool: our own" "C1 [$under] no pool is found"
	try_folder
	recipes "+$(client 4 0.3 -j3)"
	at_once 3 "C1 [$under] -j without a number: likewise" -j

	for jobs in 1 2 4; do
		try_folder
		recipes "+$(client $((jobs + 2)) 0.3)"
		at_once $jobs "C2 [$under] -j$jobs: as many jobs" -j$jobs
	done

	try_folder
	recipes "+$(client 3 0.15 -j1)"
	at_once 1 "C3 [$under] -j1 of its own in make -j4" -j4
	try_folder
	recipes "+$(client 4 0.3 -j99)"
	at_once 2 "C3 [$under] -j99 of its own in make -j2" -j2
	try_folder
	recipes "+taskset -c $cpu $(client 6 0.4)"
	at_once 4 "C3 [$under] on one processor in make -j4" -j4

	try_folder
	own_pool abc
	recipes "+MAKEFLAGS='-j4 $pool' $(client 6 0.3)"
	at_once 4 "C4 [$under] the tokens a, b and c are used"
	is "$(left)" abc "C4 [$under] these very tokens are given back"

	try_folder
	own_pool ''
	recipes "+MAKEFLAGS='-j4 $pool' $(client 3 0.15)"
	at_once 1 "C5 [$under] an empty pool: one job at a time"
	is "$(left)" '' "C5 [$under] it is still empty"

	# The median, since these tests are not alone.
	try_folder
	own_pool ''
	recipes "+MAKEFLAGS='-j4 $pool' $(client 4 1)"
	run_make &
	until_true is_decoding
	given=()
	for token in a b c; do
		sleep 0.15
		given+=("$(date +%s%N)")
		give $token
	done
	wait $!
	ended_well $? "C6 [$under] tokens arrive"
	mapfile -t started < <(starts "$log")
	between "$(for i in 0 1 2; do
		echo $(((started[i + 1] - given[i]) / 1000000))
	done | sort -n | sed -n 2p)" 0 100 \
		"C6 [$under] a job starts within 100 ms, by the median of three"
	is "$(most "$log"), $(left)" "4, abc" \
		"C6 [$under] before the first ends, and the tokens come back"

	try_folder
	recipes "+$(client 4 0.3 -o one)" "+$(client 4 0.3 -o two)"
	run_make -j3
	ended_well $? "C7 [$under] two clients"
	is "$(most ./*/.perf-parallel/jobs.log)" 3 \
		"C7 [$under] -j3 holds for both together"

	try_folder
	recipes "+$(holder 2 "sleep 2")" \
		"+$(until_there held); $(client 11 0.35)"
	at_once 4 "C8 [$under] all tokens are held and given back" -j4
	awk -v until="$(cat released)" '$2 < until' "$log" >meanwhile.log
	is "$(most meanwhile.log)" 1 "C8 [$under] meanwhile, one job at a time"
	between "$(wc -l <meanwhile.log)" 2 6 "C8 [$under] and these go on"

	# Make's read end does not block; one of another server's may.
	flags_stay 8,9 "MAKEFLAGS='-j2 --jobserver-auth=8,9'"
	[[ $pool = *fifo:* ]] || flags_stay 3,4

	try_folder
	recipes "+$(client 1 1 -o long)" "+$(client 4 0.1 -o short)"
	run_make -j3
	ended_well $? "C10 [$under] a long and a short client"
	fourth=$(starts short/.perf-parallel/jobs.log | sed -n 4p)
	[ "$fourth" -lt "$(end_of_longest long/.perf-parallel/jobs.log)" ]
	ok $? "C10 [$under] the fourth job starts before the long one ends"
	try_folder
	recipes "+$(client 4 0 "$(one_long 1 0.1)")"
	at_once 2 "C10 [$under] a long and three short jobs of one client" -j2
	[ "$(starts "$log" | sed -n 4p)" -lt "$(end_of_longest "$log")" ]
	ok $? "C10 [$under] the fourth starts before the long one ends"

	try_folder
	recipes "+$(holder 1 "$(until_there long); sleep 2")" \
		"+$(until_there held); $(client 2 0 -v "$(one_long 2.4 0.2)")"
	at_once 2 "C11 [$under] a token is held for 2 s" -j3
	between "$(sed -n 's/.* waited \([^ ]*\) s for .*/\1/p' make.log)" \
		1.9 2.5 "C11 [$under] run -v says how long it waited"
	between "$(sed -n 's/.* pool .* waited=\([^ ]*\) .*/\1/p' "$log")" \
		1.9 2.5 "C11 [$under] the job log says so, too"

	try_folder
	recipes "+export make='${make[0]}'; echo \"\$\$MAKEFLAGS\" >above; \
fifo=\$\${MAKEFLAGS##*fifo:}; \
stat -Lc %d:%i \"\$\${fifo%% *}\" /proc/\$\$\$\$/fd/3 2>/dev/null >pool; \
$(client 3 0 "-p 'sh ../look'")"
	run_make -k -j2 VARIABLE=value
	ended_well $? "C12 [$under] a make in each job"
	is "$(awk '{ print $1 }' open | sort -u | xargs)" "job perf run self" \
		"C12 [$under] all processes of a job were looked at"
	is "$(awk 'NR == FNR { id = $1; nextfile } $2 == id { print $1 }' \
		pool open | sort -u)" run \
		"C12 [$under] none but run has the pool open"
	expected=$(cat above)
	[[ $expected = *fifo:* ]] || expected=$(
		sed -E 's/ (-j|--jobserver-)[^ ]*//g' above)
	is "$(sort -u flags)" "$expected" \
		"C12 [$under] MAKEFLAGS names no pool of descriptors any more"
	has "$expected" "VARIABLE=value" "C12 [$under] but all else"
	is "$(sort -u made)" fine "C12 [$under] a make below does not complain"

	try_folder
	recipes "+MAKEFLAGS=\"-j3 \$\$pool\" $(client 5 0.3)"
	timeout 60 python3 ../terminal.py ab "${make[@]}" >make.log 2>&1
	ended_well $? "C13 [$under] a character device"
	is "$(most "$log"), $(cat left)" "3, ab" \
		"C13 [$under] its tokens are used and given back"
done
finish
