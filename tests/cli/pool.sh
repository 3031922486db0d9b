# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the tests of the pool share, beside tap.sh: the makes, each with its way
# of naming a pool, and counting jobs at a time from the job logs.
#
#	for under in "${unders[@]}"; do use_make "$under" ...
#	                         tries all: 4.3, 4.4.1 and, to be thorough, 4.4.1p,
#	                         which is 4.4.1 with --jobserver-style=pipe
#	$make                    array: the make to use
#	client RANGES SECONDS [OPTION ...]
#	                         prints a command for a recipe: run, with so many
#	                         ranges, whose jobs take so long each
#	run_make ARGUMENT ...    runs $make; its output is in make.log
#	most LOG ...             prints how many jobs ran at a time, at most
#	clean                    says whether make.log has no complaint of make's
#	recipes LINE ...         writes a Makefile: all needs a target per line
#	ended_well STATUS NAME   passes when make's status was 0 and it is clean
#	at_once N NAME [ARGUMENT ...]
#	                         passes when run_make ends well and, by $log, had
#	                         N jobs at a time
#	between GOT LEAST MOST NAME
#	                         passes when it is; all are decimal numbers
#	holder TOKENS COMMAND    prints a command for a recipe: takes tokens of
#	                         make's, makes the file held, runs a shell's
#	                         command, notes the time in the file released,
#	                         gives them back
#	own_pool BYTES           makes a pool of these tokens; $pool names it as the
#	                         make in use would
#	give BYTES               puts tokens into it
#	left                     prints those in it, sorted
#
# A test is named "CASE [MAKE] ...", with the case's number in the list of what
# a client and a server of the pool must show.

unders=()
for name in "${makes[@]}"; do
	version=$(version_of "$name")
	unders+=("$version")
	# The first that knows styles is 4.4.
	if "$name" --help | grep -q jobserver-style; then
		more eval 'unders+=("${version}p")'
	fi
done

use_make() {
	local name
	for name in "${makes[@]}"; do
		[ "$(version_of "$name")" = "${1%p}" ] && make=("$name")
	done
	case $1 in *p) make+=(--jobserver-style=pipe) ;; esac
}

cp "$source_folder/examples/small.perf.data" "$work_folder/perf.data"

client() {
	local ranges=$1 seconds=$2
	shift 2
	echo "$perf_parallel run -q -n $ranges -p \"sh -c 'sleep $seconds; cat'\"" \
		"$* -- ${perfs[0]} script $quick -i $work_folder/perf.data"
}

run_make() { timeout 60 "${make[@]}" "$@" >make.log 2>&1; }

most() {
	awk '$3 != "pool" { print $1, 1; print $2, -1 }' "$@" |
		sort -k1,1n -k2,2n |
		awk '{ n += $2; if (n > m) m = n } END { print m + 0 }'
}

clean() {
	! grep -E 'INTERNAL|jobserver unavailable|\*\*\* .*jobserver' make.log |
		sed 's/^/# /' | grep .
}

log=parallel-perf-output/.perf-parallel/jobs.log

recipes() {
	local line number=0 targets=
	for line; do targets+=" recipe-$((number += 1))"; done
	echo "all:$targets" >Makefile
	number=0
	for line; do
		printf 'recipe-%d:\n\t%s\n' $((number += 1)) "$line" >>Makefile
	done
}

ended_well() {
	is "$(clean && echo clean), status $1" "clean, status 0" "$2"
}

at_once() {
	local wanted=$1 name=$2 status
	shift 2
	run_make "$@"
	status=$?
	is "$(clean && echo clean), status $status, $(most "$log") at once" \
		"clean, status 0, $wanted at once" "$name"
}

between() {
	awk -v n="$1" -v least="$2" -v most="$3" \
		'BEGIN { exit !(n != "" && n + 0 >= least && n + 0 <= most) }'
	ok $? "$4"
	echo "# $1, to be between $2 and $3"
}

cat >"$work_folder/hold.py" <<'EOF'
import os, re, select, subprocess, sys, time
name = re.findall(r"--jobserver-auth=(\S+)", os.environ["MAKEFLAGS"])[-1]
if name.startswith("fifo:"):
	take = give = os.open(name[len("fifo:"):], os.O_RDWR | os.O_NONBLOCK)
else:
	take, give = map(int, name.split(","))
held = b""
while len(held) < int(sys.argv[1]):
	select.select([take], [], [])
	try:
		held += os.read(take, 1)
	except BlockingIOError:
		pass  # another was faster
open("held", "w").close()
subprocess.run(sys.argv[2], shell=True)
with open("released", "w") as file:
	print(time.time_ns(), file=file)
os.write(give, held)
EOF

holder() { echo "python3 $work_folder/hold.py $1 '$2'"; }

own_pool() {
	rm -f pool
	mkfifo pool
	exec 7<>pool 8<pool 9>pool
	give "$1"
	pool=--jobserver-auth=8,9
	[[ ${make[*]} != *=pipe ]] &&
		"${make[0]}" --help | grep -q jobserver-style &&
		pool=--jobserver-auth=fifo:$PWD/pool
}

give() { printf %s "$1" >&9; }

# Reads by a description of its own: make and run are not to see it not block.
left() {
	dd if=/dev/fd/7 iflag=nonblock bs=4096 2>/dev/null | fold -w1 | sort |
		tr -d '\n'
}
