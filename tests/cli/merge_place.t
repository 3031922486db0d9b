#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where merged outputs go: no file of the user's is replaced, and what is no
# file is written straight.
. "$(dirname "$0")/tap.sh"

"$make_recording" -g -s 300 -c 2 -t 4 perf.data
perf=${perfs[0]}
make=${makes[0]}
command=("$perf" script "$quick" -i perf.data)
"${command[@]}" >serial.txt 2>/dev/null
out=parallel-perf-output
run() { "$perf_parallel" run -q -n 2 "$@" -- "${command[@]}" 2>err; }
emit() { "$perf_parallel" emit -q -n 2 "$@" -- "${command[@]}" 2>err; }
merge() { "$perf_parallel" merge "$@" 2>err; }
note="is there and is not what outputs in $out were merged into"

# A file of the user's stays, and that is said before anything is decoded.
echo mine >mine
run --merge mine
is "$? $(cat mine)" "2 mine" "run --merge replaces no file of mine"
has "$(cat err)" "$note" "and says so"
emit --merge mine
is "$?" 2 "nor does emit"
[ ! -e $out ]
ok $? "and nothing is decoded"
run
merge -o mine
is "$? $(cat mine)" "2 mine" "nor merge -o"
has "$(cat err)" "$note" "which says so"
: >empty
merge -o empty
is "$?" 0 "an empty file is"
same empty serial.txt "replaced"

# What was written is written again.
run --merge new && run --merge new
is "$?" 0 "what --merge wrote it replaces"
touch new
run --merge new
is "$?" 0 "when it was touched, too"
cp new copy && mv copy new && touch new
run --merge new
is "$?" 0 "or copied"
echo more >>new
cp new kept
run --merge new
is "$?" 2 "but not when it was changed"
same new kept "and it stays"
sed '1s/./X/' serial.txt >new
cp new kept
run --merge new
is "$?" 2 "nor when only one letter was"
run --merge new --replace=outputs
is "$?" 2 "--replace=outputs is not for files"
run --merge new --replace=files
is "$?" 0 "--replace=files is"
echo more >>new
run --merge new --replace
is "$?" 0 "--replace lets it go"
same new serial.txt "and it is what was merged"
mkdir moved
mv $out new perf.data moved
(cd moved && run --merge new)
is "$?" 0 "all can be moved together"
mv moved/* .

# clean removes what was written, and nothing else.
merge -o other && echo changed >>other
merge -o gone
"$perf_parallel" clean $out
is "$(ls mine empty new other gone $out 2>/dev/null | xargs)" "mine other" \
	"clean removes files that outputs were merged into, as they were"
merge -o mine --replace=files
is "$? $(cat mine)" "1 mine" "what is not there replaces nothing"

# In a fragment.
emit --merge all.txt
"$make" -s -f parallel.mk >/dev/null 2>&1
same all.txt serial.txt "make merges"
rm $out/time-range-0/out.txt
touch all.txt
"$make" -s -f parallel.mk >/dev/null 2>err
is "$?" 0 "and again"
touch -d "1 hour ago" all.txt parallel.mk
"$make" -s -f parallel.mk >/dev/null 2>err
is "$?" 0 "and when the fragment is emitted again"
"$make" -s -f parallel.mk parallel-perf-clean
[ ! -e all.txt ] && [ ! -e $out ]
ok $? "NAME-clean removes it"
emit --merge mine --replace=outputs
is "$? $(cat mine)" "2 mine" "nor does emit --replace=outputs"
emit --merge mine --replace=files
"$make" -s -f parallel.mk >/dev/null 2>err
is "$?" 0 "emit --replace=files is for the merge, too"
same mine serial.txt "which has replaced that file"
echo mine >mine
"$make" -s -f parallel.mk parallel-perf-clean
emit --merge mine --replace
"$make" -s -f parallel.mk parallel-perf-clean
is "$(cat mine)" mine "what was not written yet is not removed"

# Devices, pipes and descriptors.
run
for place in /dev/stdout /dev/fd/1 /proc/self/fd/1 -; do
	echo before >both.txt
	merge -o $place >>both.txt
	same both.txt <(echo before; cat serial.txt) "-o $place"
done
merge -o /dev/null
is "$?$(stat -c %F /dev/null)" "0character special file" "-o /dev/null"
echo before >both.txt
merge -o /dev/fd/7 7>>both.txt
same both.txt <(echo before; cat serial.txt) "-o /dev/fd/7"
merge -o /dev/fd/7 7>&-
has "$?$(cat err)" "2perf-parallel: cannot write /dev/fd/7: Bad file" \
	"one that is not open is refused"
mkfifo pipe
timeout 10 cat pipe >read.txt &
merge -o pipe
wait $!
same read.txt serial.txt "-o to a FIFO"
merge -o /dev/full
is "$?" 1 "a device that is full is a failure"
has "$(cat err)" "No space left" "and said"
for place in /dev/null /dev/stdout; do
	run --merge $place >read.txt
	is "$?" 0 "run --merge $place"
	emit --merge $place
	has "$?$(cat err)" "2perf-parallel: --merge=$place: a target of make" \
		"emit needs a file, not $place"
done
same read.txt serial.txt "which has the outputs"
run --merge /dev/fd/7 --reduce "head -1" 7>read.txt
same read.txt <(head -1 serial.txt) "and --reduce goes there, too"
finish
