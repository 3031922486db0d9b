# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the command tests share.  Each is a bash script that sources this file,
# runs in an empty folder of its own and ends with "finish".
#
#	ok STATUS NAME           passes when STATUS is 0
#	is GOT WANTED NAME       passes when both are the same
#	has TEXT PART NAME       passes when PART is somewhere in TEXT
#	same FILE FILE NAME      passes when both files are
#	skip NAME REASON         could not be tried here
#	gone                     is true when nothing runs here any more
#	$perf_parallel           the program under test
#	$quick                   an option of perf script, which starts in a
#	                         tenth of the time without the kernel's symbols
#	$swift                   an option of perf record, which at its end waits
#	                         up to a second for its thread that sees programs
#	                         of BPF come and go, if it has one
#	$perfs, $makes, $ninjas  arrays of the perfs, makes and ninjas to test
#	                         with; of ninjas there may be none
#	$thorough                is not empty where THOROUGH=1 asks for all
#	more COMMAND             runs it then only
#	by_default N MORE        prints N, but MORE then
#	real_recordings          puts files of ../shared into $real: all of them
#	                         then, or else every fifth
#
# Unless it is to be thorough, a suite works with one of the perfs and one of
# the makes, and others with others; that is, if it has not set $all_peers.

set -u
source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build_folder=$source_folder/${BUILD:-build}
perf_parallel=$build_folder/perf-parallel
make_recording=$build_folder/tests/make-recording
shared_folder=$source_folder/../shared
quick=--kallsyms=/dev/null
swift=--no-bpf-event
tests_done=0
failures=0

# Makes a program's name absolute if it is a path.
absolute() {
	case $1 in
	/*) echo "$1" ;;
	*/*) echo "$source_folder/$1" ;;
	*) echo "$1" ;;
	esac
}

perfs=() makes=() ninjas=()
for name in ${PERFS:-perf}; do perfs+=("$(absolute "$name")"); done
for name in ${MAKES:-make}; do makes+=("$(absolute "$name")"); done
for name in ${NINJAS:-}; do ninjas+=("$(absolute "$name")"); done

thorough=${THOROUGH:-}
more() { [ -z "$thorough" ] || "$@"; }
by_default() { [ "$thorough" ] && echo "$2" || echo "$1"; }
if [ -z "$thorough${all_peers:-}" ]; then
	perfs=("${perfs[${#0} % ${#perfs[@]}]}")
	makes=("${makes[${#0} / 2 % ${#makes[@]}]}")
fi

# A make above us must not be seen by the makes that tests start.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEFILES MAKEOVERRIDES V

work_folder=$(mktemp -d)
trap 'cd /; rm -rf "$work_folder"' EXIT
cd "$work_folder" || exit 1
exec </dev/null

# make 4.4 names its FIFO by its process ID, and one that is killed leaves it
# behind for another to stumble over.
export TMPDIR=$work_folder/.tmp
mkdir -m 1777 "$TMPDIR"

# perf 6.12 prints no source lines when addr2line, which reads the debugging
# information of a library first, does not answer within a second.
export PERF_CONFIG=$TMPDIR/perfconfig
printf '[core]\n\taddr2line-timeout = 100000\n' >"$PERF_CONFIG"

ok() {
	tests_done=$((tests_done + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests_done - $2"
	else
		echo "not ok $tests_done - $2"
		failures=$((failures + 1))
	fi
}

is() {
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '# got:\n%s\n# wanted:\n%s\n' "$1" "$2" |
		sed 's/^[^#]/#   &/' | head -40
}

has() {
	case $1 in *"$2"*) ok 0 "$3" ;; *) ok 1 "$3"
		printf '%s\n# should have had: %s\n' "$1" "$2" |
			sed 's/^[^#]/#   &/' | head -40 ;;
	esac
}

same() {
	cmp "$1" "$2" >cmp.out 2>&1
	ok $? "$3"
	[ -s cmp.out ] && sed 's/^/# /' cmp.out
	rm -f cmp.out
}

skip() {
	tests_done=$((tests_done + 1))
	echo "ok $tests_done - $1 # SKIP $2"
}

finish() {
	echo "1..$tests_done"
	[ $failures -eq 0 ]
}

# Waits, a second at most, until this shell is the only process that works in
# this folder.
gone() {
	local try link busy
	for try in $(seq 20); do
		busy=
		for link in /proc/[0-9]*/cwd; do
			[ "$link" = /proc/$$/cwd ] ||
				! [ "$link" -ef . ] ||
				busy="$busy ${link//[!0-9]/}"
		done
		[ -n "$busy" ] || return 0
		sleep 0.05
	done
	echo "# still there:$busy"
	return 1
}

# Waits, up to ten seconds, until a command succeeds.
until_true() {
	for _ in {1..200}; do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# Says how many jobs were done, failed or ended so far, by the job log $1 or
# $log.
jobs() {
	awk '$3 != "pool" { print $3 }' "${1:-$log}" 2>/dev/null | sort |
		uniq -c | xargs
}

# Makes a new folder the current one, in place of the last.
try_folder() {
	rm -rf "$work_folder/try"
	mkdir "$work_folder/try"
	cd "$work_folder/try" || exit 1
}

# Names a perf or a make by its version, for the names of tests.
version_of() {
	"$1" --version | sed -n '1s/.*[^0-9.]\([0-9][0-9]*\.[0-9]*\(\.[0-9]*\)*\).*/\1/p'
}

# Processes that come and go for $1 ms.
workload='now() { echo "${EPOCHREALTIME//[.,]/}"; }
	end=$(($(now) + $1 * 1000)); while [ "$(now)" -lt $end ]; do
	for i in 1 2 3 4; do (ls -lR /usr/include | gzip -c;
		/bin/true) >/dev/null 2>&1 & done; wait; done'

real_recordings() {
	local file number=0
	real=()
	for file in "$shared_folder"/perfdata/*data; do
		[ $((number++ % $(by_default 5 1))) -gt 0 ] || real+=("$file")
	done
}

# Puts a real recording with callchains at $1: $2 ms of those processes, at $3
# samples a second and CPU; further arguments are options of perf record.
record() {
	local file=$1 length_ms=$2 frequency=$3
	shift 3
	perf record -q "$swift" -g --sample-cpu -e cpu-clock -F "$frequency" \
		"$@" -o "$file" -- bash -c "$workload" workload "$length_ms" \
		>"$TMPDIR/record.log" 2>&1
}

# Puts a recording to work with at $1: a real one if perf may record here, or
# else the shipped one.  Suites that want the same one, by the other arguments,
# share it where tests/run gives them a folder for it, $SHARED_RECORDINGS.
get_recording() {
	local file=$1 shared
	shift
	shared=${SHARED_RECORDINGS:-$TMPDIR}/$(IFS=_; echo "$*").data
	(
		flock 9
		[ -e "$shared" ] || {
			record "$shared.new" "$@" && mv "$shared.new" "$shared"
		}
	) 9>"$shared.lock"
	if [ -e "$shared" ]; then
		cp "$shared" "$file"
		return
	fi
	echo "# perf may not record here, so the shipped recording is used"
	cp "$source_folder/examples/small.perf.data" "$file"
}
