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
note="is there, and outputs in $out were not merged into it"

# A file of the user's stays, and that is said before anything is decoded.
echo mine >mine
run --merge mine
is "$? $(cat mine)" "2 mine" "run --merge replaces no file of mine"
has "$(cat err)" "$note" "run --merge says why"
emit --merge mine
is "$?" 2 "emit --merge replaces no file of mine"
[ ! -e $out ]
ok $? "a refused --merge decodes nothing"
run
merge -o mine
is "$? $(cat mine)" "2 mine" "merge -o replaces no file of mine"
has "$(cat err)" "$note" "merge -o says why"
: >empty
merge -o empty
is "$?" 0 "merge -o takes an empty file"
same empty serial.txt "an empty file is replaced"

# What was written is written again.
run --merge new && run --merge new
is "$?" 0 "--merge replaces what it wrote"
touch new
run --merge new
is "$?" 0 "--merge replaces what it wrote when it was touched"
cp new copy && mv copy new && touch new
run --merge new
is "$?" 0 "--merge replaces a copy of what it wrote"
echo more >>new
cp new kept
run --merge new
is "$?" 2 "--merge does not replace what was changed since"
same new kept "what was changed stays"
sed '1s/./X/' serial.txt >new
cp new kept
run --merge new
is "$?" 2 "--merge does not replace what has one other letter"
run --merge new --replace=outputs
is "$?" 2 "--replace=outputs is not for files"
run --merge new --replace=files
is "$?" 0 "--replace=files is for files"
echo more >>new
run --merge new --replace
is "$?" 0 "--replace is for files, too"
same new serial.txt "--replace: the file has what was merged"
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
is "$?" 0 "make merges again"
touch -d "1 hour ago" all.txt parallel.mk
"$make" -s -f parallel.mk >/dev/null 2>err
is "$?" 0 "make merges when the fragment is emitted again"
"$make" -s -f parallel.mk parallel-perf-clean
[ ! -e all.txt ] && [ ! -e $out ]
ok $? "NAME-clean removes the merged file"
emit --merge mine --replace=outputs
is "$? $(cat mine)" "2 mine" \
	"emit --replace=outputs lets no file of mine be replaced"
emit --merge mine --replace=files
"$make" -s -f parallel.mk >/dev/null 2>err
is "$?" 0 "emit --replace=files is for the merge, too"
same mine serial.txt "emit --replace=files: make replaces that file"
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
	"-o /dev/fd/7 that is not open is refused"
mkfifo pipe
timeout 10 cat pipe >read.txt &
merge -o pipe
wait $!
same read.txt serial.txt "-o to a FIFO"
merge -o /dev/full
is "$?" 1 "a device that is full is a failure"
has "$(cat err)" "No space left" "a device that is full is named so"
for place in /dev/null /dev/stdout; do
	run --merge $place >read.txt
	is "$?" 0 "run --merge $place"
	emit --merge $place
	has "$?$(cat err)" "2perf-parallel: --merge=$place: a target of make" \
		"emit needs a file, not $place"
done
same read.txt serial.txt "run --merge /dev/stdout has the outputs"
run --merge /dev/fd/7 --reduce "head -1" 7>read.txt
same read.txt <(head -1 serial.txt) \
	"run --merge /dev/fd/7 --reduce has what is reduced"
finish
