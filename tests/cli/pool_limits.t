#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What else limits jobs: make's load limit, the processors that we may use; and
# the account of it all.
. "$(dirname "$0")/tap.sh"
. "$source_folder/tests/cli/pool.sh"

log=out/.perf-parallel/jobs.log

# A process that is always running, so that the load is 1 at least.
while :; do :; done &
busy=$!
trap 'kill $busy; cd /; rm -rf "$work_folder"' EXIT
for under in "${unders[@]}"; do
	use_make "$under"
	try_folder
	printf 'all:\n\t+%s\n' "$(client 4 0.2 -o out)" >Makefile
	run_make -j4 -l1
	is "$? $(most $log) $(jobs)" "0 1 4 done" \
		"-l1 [$under] on a busy machine: one job at a time"
	rm -rf out
	run_make -j4 -l1000
	is "$? $(most $log)" "0 4" "-l1000 [$under]: as many as there are tokens"
	rm -rf out
	run_make -j4 -l1 -n
	has "$(cat make.log)" "--time" "-n [$under] prints the ranges"
done
kill $busy
wait $busy 2>/dev/null
trap 'cd /; rm -rf "$work_folder"' EXIT

try_folder
run() { eval "$(client "$@")"; }
run 4 0.3 -j2 -v -o out >run.log
has "$(cat run.log)" "tokens: 1 free of 1, beside this command's own slot" \
	"-v says what the pool is"
has "$(cat run.log)" "jobs: at most 2 at a time" "and what follows"
has "$(cat run.log)" "4 jobs in " "-v says how many jobs there were"
has "$(cat run.log)" "on average and 1 at most" "and how many tokens were held"
has "$(cat run.log)" "the pool was down to 0" "and how low the pool went"
awk '$3 == "pool" { for (i = 4; i <= NF; i++) print $i }' $log >account
is "$(sed 's/=.*//' account | xargs)" \
	"jobs parallel waited tokens most-tokens token-seconds low-water" \
	"the job log has the account"
between "$(sed -n 's/^parallel=//p' account)" 1 2 \
	"two jobs at a time, but for their starts"
run 4 0.3 -j2 -o out
is "$(grep -c pool $log)" 1 "a run with nothing to do leaves no account"

below() { MAKELEVEL=1 MAKEFLAGS=-j2 run 4 0.1 -o serial "$@" 2>err; }
below
is "$? $(most serial/.perf-parallel/jobs.log)" "0 1" \
	"-j2 in MAKEFLAGS without a pool: one job at a time"
is "$(wc -l <err)" 1 "which one line explains"
has "$(cat err)" "names no pool: start this in a recipe" "with the remedy"
below
is "$? $(cat err)" "0 " "no word of it when there is nothing to run"
rm serial/time-range-2/out.txt
below
is "$? $(cat err)" "0 " "nor when one range is missing, which loses nothing"

# A11: exported in a shell it is for makes to come.
for flags in -j64 -j2 -j1 'k -j64'; do
	rm -rf serial
	MAKEFLAGS=$flags run 4 0.3 -j2 -o serial 2>err
	is "$? $(most serial/.perf-parallel/jobs.log) $(cat err)" "0 2 " \
		"MAKEFLAGS='$flags' and no make above: our own -j holds"
done
MAKEFLAGS=-j64 "$perf_parallel" run --explain >explained
has "$(cat explained)" "pool: our own" "and --explain says so"
"$perf_parallel" run --explain nonsense >explained 2>err
is "$?" 2 "--explain takes no words"
"$perf_parallel" --jobserver-style=sema --explain 2>err
is "$?" 2 "an unknown style is misuse"
has "$(cat err)" "--jobserver-style=sema: expected pipe or fifo" "and named"

# A quota of one processor, in a control group of our own.
group= quota=
for folder in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
	[ -e $folder/cpu.cfs_quota_us ] || [ -e $folder/cpu.shares ] &&
		group=$folder/perf-parallel-$$ quota=cpu.cfs_quota_us
done
grep -qw cpu /sys/fs/cgroup/cgroup.subtree_control 2>/dev/null &&
	group=/sys/fs/cgroup/perf-parallel-$$ quota=cpu.max
if [ -n "$group" ] && mkdir $group 2>/dev/null &&
	echo 100000 >$group/$quota 2>/dev/null; then
	explained=$(echo $BASHPID >$group/cgroup.procs &&
		"$perf_parallel" run --explain)
	has "$explained" "jobs: at most 1 at a time" "a cgroup's quota counts"
	rmdir $group
else
	[ -d "$group" ] && rmdir $group
	skip "a cgroup's quota counts" "no control group can be made here"
fi
has "$(taskset -c 0 "$perf_parallel" run --explain)" \
	"jobs: at most 1 at a time" "so does the affinity"
finish
