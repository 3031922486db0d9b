#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What perf looks for by itself: what was not there, then is, and is gone again.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
jit=/tmp/perf-1001.map # perf leaves no choice where
library=$work_folder/so
export HOME=$work_folder

# Whoever else runs this test writes the same file.
exec 9</tmp && flock 9
if [ -e $jit ]; then
	skip "what perf looks for by itself" "there is a $jit"
	finish
	exit
fi
trap 'cd /; rm -rf "$work_folder" $jit' EXIT

# Code that lies from a few hundred bytes into its file on.
cat >code.s <<'END'
.globl found
.type found, @function
found: .fill 0x2000, 1, 0x90
.size found, . - found
END
cc -shared -nostdlib -Wl,-z,noseparate-code -Wl,--build-id=none -o code code.s

# Maps a page of code under another name: $1 for process $2 at $3 percent.
map() {
	local was=/nonexistent/mapped-at-5000.000000000 zeros
	"$build_folder/tests/edit-recording" add-mmap recording "$2" "$3"
	printf -v zeros '\\x00%.0s' $(seq ${#1} $((${#was} - 1)))
	LC_ALL=C sed -i "s#${was%5*}[0-9.]*#$1$zeros#" recording
}

# Of four ranges the last has code of a JIT compiler, the last two have some of
# a library; both are missing, as the programs themselves are.
"$make_recording" -s 800 -c 2 -t 8 -p 3 recording
map //anon 1001 80
map "$library" 1002 55

# Sees that so many ranges were decoded, to what one perf script prints, which
# has a name so many times; that was printed already where the story is old.
decoded() {
	local all count serial=$work_folder/serial-$story-$((step++))
	"$perf_parallel" merge -o merged.txt
	[ -e "$serial" ] || "${command[@]}" >"$serial" 2>/dev/null
	count=$(grep -c "$2" merged.txt)
	all=$(grep -c ' done ' $log)
	is "$((all - before)) $count $(cmp merged.txt "$serial" 2>&1)" "$1 $3 " \
		"$4 $under"
	before=$all
}

start() {
	try_folder
	cp "$work_folder/recording" perf.data
	rm -f "$library" $jit
	before=0 step=0
}

# Goes through what can happen, with again() to do what is missing.
tell_all() {
	story=all
	start
	again
	decoded 4 'jitted\|found' 0 "nothing is there: all"
	echo "400000 100000 jitted" >$jit
	touch -d 2001-01-01 $jit
	again
	decoded 1 jitted 1 "a JIT compiler's map, of an old time: its range"
	again
	decoded 0 jitted 1 "and then nothing"
	sleep 0.01
	printf '400000 100000 jitted-later\n' >$jit
	again
	decoded 1 jitted-later 1 "the map grows: its range"
	cp "$work_folder/code" "$library"
	again
	decoded 2 '\bfound' 1 "a library: its two ranges"
	rm $jit
	again
	decoded 1 jitted 0 "the map is gone: its range"
	rm "$library"
	again
	decoded 2 '\bfound' 0 "the library is gone: its two ranges"
	again
	decoded 0 jitted 0 "and then nothing"
}

# Goes through what can happen to a library below --symfs.
tell_of_symfs() {
	story=symfs
	start
	mkdir -p "tree$work_folder"
	again
	decoded 4 '\bfound' 0 "an empty --symfs: all"
	cp "$work_folder/code" "tree$library"
	again
	decoded 2 '\bfound' 1 "a library is put there: its two ranges"
	sed -i s/found/built/g "tree$library"
	again
	decoded 2 '\bbuilt' 1 "it is built again: its two ranges"
	ln -sf other "tree$library"
	cp "$work_folder/code" "tree$work_folder/other"
	again
	decoded 2 '\bfound' 1 "it becomes a link: its two ranges"
	again
	decoded 0 '\bfound' 1 "and then nothing"
}

command=("${perfs[0]}" script "$quick" -i perf.data)
under="by run"
again() {
	"$perf_parallel" run -q -n 4 -- "${command[@]}"
}
tell_all
command+=(--symfs tree)
tell_of_symfs
unset 'command[-1]' 'command[-1]'

# What perf does in no time must not be long because of what is in /proc.
start
for folder in / /proc/$$/root; do
	timeout 20 "$perf_parallel" run -q -n 2 --merge merged.txt -- \
		"${command[@]}" --symfs $folder 2>said
	is "$?" 0 "--symfs ${folder/$$/PID}: is done"
	"${command[@]}" --symfs $folder 2>/dev/null | cmp - merged.txt
	ok $? "and is what perf prints"
done

# The last range's consumer has its compiler go on while it is decoded.
start
echo "400000 100000 jitted" >$jit
"$perf_parallel" run -q -n 4 \
	--pipe-to "sh -c 'cat; echo 500000 10 more >>$jit'" -- "${command[@]}" \
	2>err.txt
is "$?" 1 "a map that grows while it is read: a failure"
has "$(cat err.txt)" "what perf finds of $jit changed since the ranges were \
planned; emit or run again when the process that writes it has ended" \
	"it is named"

# What is no change.
start
step=90
echo "400000 100000 jitted" >$jit
again
decoded 4 jitted 1 "a map is there: all"
touch perf.data $jit
again
decoded 0 jitted 1 "touched files: nothing"
(unset HOME; again)
decoded 0 jitted 1 "without HOME: nothing"

for make in "${makes[@]}"; do
	under="by make $(version_of "$make")"
	again() {
		[ -e parallel.mk ] ||
			"$perf_parallel" emit -q -n 4 -- "${command[@]}"
		timeout 120 "$make" -s -f parallel.mk
	}
	tell_all
done
make=${makes[0]} under="by make"
command+=(--symfs tree)
tell_of_symfs
finish
