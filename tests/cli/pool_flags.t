#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run in make's recipes: what it makes of MAKEFLAGS in all its shapes, and what
# make's own tests try.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"

# Writes a recipe that begins with $1 and goes on with run: three jobs, or what
# the options say.
recipe() { recipes "+$1 $(client 3 0.2 "${@:2}")"; }

# Passes when run sees the pool that $2 names, in a recipe that begins with $1.
sees() {
	recipe "$1" --explain
	run_make -s -j4
	is "$(head -1 make.log)" "pool: $2" "$name: run --explain says so"
}

# Passes when run is told by MAKEFLAGS $1 of a pool that it cannot use, says $2
# in one line, and has one job at a time.
refuses() {
	local name="$name '$1'"
	try_folder
	sees "MAKEFLAGS='$1'" "out of reach: $2"
	recipe "MAKEFLAGS='$1'"
	at_once 1 "$name: one job at a time" -s -j4
	is "$(cat make.log)" "perf-parallel: one job at a time: $2" \
		"$name: and run says why"
}

# Passes when run takes the one token of a FIFO by MAKEFLAGS $1, and gives it
# back.
uses() {
	sees "MAKEFLAGS='$1'" "make's, --jobserver-auth=fifo:$2"
	recipe "MAKEFLAGS='$1'"
	at_once 2 "$name: two jobs at a time" -s -j4
	is "$(left)" x "$name: the token is given back"
}

# Writes a Makefile of which run and emit make a part, so that make restarts.
restarting() {
	cat >Makefile <<EOF
\$(info restarts: \$(MAKE_RESTARTS))
all: parallel-perf
	+$perf_parallel run --explain
-include parallel.mk
ifeq (\$(wildcard parallel.mk),)
parallel.mk:
	+$(client 4 0.3 -o before)
	$perf_parallel emit -q -n 4 -p "sh -c 'sleep 0.3; cat'" \
		-- ${perfs[0]} script $quick -i $work_folder/perf.data
endif
EOF
}

# A consumer that waits for the file go, however many of them there are.
cat >"$work_folder/gate" <<'EOF'
touch started.$$
until [ -e go ]; do sleep 0.01; done
cat
EOF
has_started() { [ "$(find . -name 'started.*' | wc -l)" -eq "$1" ]; }
has_ended() { [ "$(pgrep -c -r Z -P "$(cat pid)")" -eq "$1" ]; }

plus="make keeps its job tokens from this recipe: begin the line of the recipe \
with '+', or, as CMake's cannot, have \$(MAKE) in it"
odd="MAKEFLAGS names a pool in a way that is neither two descriptors nor a \
FIFO; start this by make, or unset MAKEFLAGS"
windows="MAKEFLAGS names a semaphore, as make on Windows does, which is not \
supported"

for under in "${unders[@]}"; do
	use_make "$under"

	for set in "unset MAKEFLAGS;" "MAKEFLAGS=" "MAKEFLAGS=' '"; do
		name="P1 [$under] $set"
		try_folder
		sees "$set" "our own"
		recipe "$set" -j3
		at_once 3 "$name: its own -j holds" -s -j2
	done

	name="P2 [$under] kns"
	try_folder
	own_pool x
	recipe "MAKEFLAGS='kns --jobserver-auth=fifo:pool'"
	run_make -s -j4
	is "status $?, $(grep -c ' script ' make.log) commands, $(echo *)" \
		"status 0, 3 commands, Makefile make.log pool" \
		"$name: commands are printed, nothing is run or written"
	name="P2 [$under] -one-flag"
	uses "-one-flag --jobserver-auth=fifo:pool" pool

	name="P3 [$under] the last of three"
	try_folder
	own_pool x
	uses "-j4 --jobserver-auth=10,42 --jobserver-fds=12,44 \
--jobserver-auth=fifo:$PWD/pool" "$PWD/pool"
	name="P3 [$under]"
	for auth in -1,42 10,-42 "3,4 --jobserver-auth=-2,-2"; do
		refuses "-j4 --jobserver-auth=$auth" "$plus"
	done

	name="P4 [$under]"
	refuses "-j4 --jobserver-fds=10," "$odd"

	name="P5 [$under] a blank in the path, variables"
	try_folder
	own_pool x
	mkdir "a b"
	mv pool "a b/f"
	uses "-j4 --jobserver-auth=fifo:$PWD/a\\ b/f -- \
FOO=x\\ --jobserver-auth=9,9" "$PWD/a b/f"

	name="P6 [$under]"
	refuses "-j4 --jobserver-auth=gmake_semaphore_1234" "$windows"

	try_folder
	recipe "$perf_parallel run --explain;"
	MAKEFLAGS=-j2 at_once 2 "M1 [$under] MAKEFLAGS=-j2 in the environment"
	has "$(cat make.log)" "tokens: 1 free of 1" \
		"M1 [$under] the pool is make's"

	try_folder
	restarting
	at_once 3 "M2 [$under] jobs of make that restarted" -j3
	is "$(most before/.perf-parallel/jobs.log)" 3 \
		"M2 [$under] run's before that"
	has "$(cat make.log)" "restarts: 1" "M2 [$under] make restarted"
	has "$(cat make.log)" "tokens: 2 free of 2" \
		"M2 [$under] at the end all tokens are there"

	# While run is stopped, the news of its jobs' ends becomes one.
	try_folder
	recipes "+echo \$\$\$\$ >pid; exec $(client 7 0 -p "'sh ../gate'")"
	run_make -j5 &
	until_true has_started 5
	kill -STOP "$(cat pid)"
	touch go
	until_true has_ended 5
	ok $? "M3 [$under] five jobs end while run is stopped"
	kill -CONT "$(cat pid)"
	wait $!
	ended_well $? "M3 [$under] run goes on"
	is "$(jobs), $(most "$log") at once" "7 done, 5 at once" \
		"M3 [$under] -j5: all are collected, and the others run"

	try_folder
	recipes "echo first"$'\n\t'"echo second"$'\n\t'"+$(client 4 0.3)"
	at_once 3 "M4 [$under] two plain lines, then run" -j3
done
finish
