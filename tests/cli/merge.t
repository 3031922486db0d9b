#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# merge: where it writes, and what it refuses.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 300 8000
perf=${perfs[0]}
"$perf" script "$quick" -i perf.data >serial.txt 2>/dev/null
"$perf_parallel" -q -n 4 -- "$perf" script "$quick" -i perf.data
out=parallel-perf-output

"$perf_parallel" merge >merged.txt
same merged.txt serial.txt "to a file as standard output"
echo before >both.txt
"$perf_parallel" merge >>both.txt
same both.txt <(echo before; cat serial.txt) "appended to a file"
rm -f merged.txt
"$perf_parallel" merge | cat >merged.txt
same merged.txt serial.txt "to a pipe"
"$perf_parallel" merge | head -1 >merged.txt
is "${PIPESTATUS[0]} $(wc -l <merged.txt)" "$((128 + 13)) 1" \
	"to a pipe that nobody reads on"
rm merged.txt
"$perf_parallel" merge -o merged.txt $out
same merged.txt serial.txt "-o to a file"
[ ! -e merged.txt.part ]
ok $? "and no part of it stays behind"
"$perf_parallel" merge -o - | cmp -s - serial.txt
ok $? "-o - is standard output"
"$perf_parallel" merge >/dev/full 2>err
is "$?" 1 "a full disk is a failure"
has "$(cat err)" "No space left" "a full disk is named"
"$perf_parallel" merge >&- 2>err
is "$?" 1 "a standard output that is closed is a failure"
has "$(cat err)" "standard output: Bad file descriptor" \
	"a standard output that is closed is named"
"$perf_parallel" merge -o merged.txt >&- <&- 2>&-
is "$?" 0 "but not for what needs none"
same merged.txt serial.txt "and nothing of it gets into files"
"$perf_parallel" merge -o no/such/folder/file 2>err
is "$?" 1 "-o into no folder is a failure"
has "$(cat err)" "no/such/folder/file" "and named"

ln -s merged.txt link.txt
echo old >merged.txt
"$perf_parallel" merge --replace -o link.txt
[ -L link.txt ]
ok $? "a symbolic link stays one"
same merged.txt serial.txt "and what it leads to is written"
if mknod device c 1 3 2>/dev/null; then
	"$perf_parallel" merge -o device 2>err
	is "$? $(stat -c %F device)" "0 character special file" \
		"a device is not replaced by a file"
else
	skip "a device is not replaced by a file" "may not make a device here"
fi
mkfifo slow
"$perf_parallel" merge >slow 2>err &
exec 3<slow
"$perf_parallel" -q -n 3 -- "$perf" script "$quick" -F comm,ip -i perf.data
cat <&3 >mixed.txt
exec 3<&-
wait $!
is "$?" 1 "outputs that were replaced while they were merged are a failure"
has "$(cat err)" "$out" "that names the folder"
"$perf_parallel" -q -n 4 -- "$perf" script "$quick" -i perf.data

rm $out/time-range-1/out.txt
rm $out/.perf-parallel/stamps/time-range-3@*
echo old >merged.txt
"$perf_parallel" merge --replace -o merged.txt 2>err
is "$? $(cat merged.txt)" "1 old" "incomplete: refused, the file stays"
has "$(cat err)" "time-range-1 is not complete" "a missing output is named"
has "$(cat err)" "time-range-3 is not complete" "a missing stamp is named"
has "$(cat err)" "2 of 4 ranges are not" "and counted"
for stamp in $(sed -n 's/^\([^ ]*\) time-range-3$/\1/p' \
	$out/.perf-parallel/plan); do
	touch "$out/.perf-parallel/stamps/time-range-3@$stamp"
done
"$perf_parallel" merge 2>err >/dev/null
has "$(cat err)" "time-range-3 is not complete" \
	"what was only touched is no stamp"

"$perf_parallel" -q -n 3 -- "$perf" script "$quick" -i perf.data
ln -s /proc/self/fd/1 pipe
is "$("$perf_parallel" merge -o pipe 2>err | wc -c)" "$(wc -c <serial.txt)" \
	"a link to a pipe is written"
[ -L pipe ]
ok $? "and stays what it is"
ln -s nowhere/at/all dangling
"$perf_parallel" merge -o dangling 2>err
has "$?$(cat err)" "1perf-parallel: cannot write dangling: it is a link that \
leads nowhere; remove it" "a link that leads nowhere is refused"
if command -v script >/dev/null; then
	reads="sh -c 'cat >/dev/null; head -n 1 </dev/tty | tr a-z A-Z'"
	has "$( (sleep 0.5; echo this) | timeout 20 script -qec \
		"$perf_parallel merge --reduce \"$reads\"" /dev/null)" \
		"THIS" "what reduces may use the terminal"
else
	skip "what reduces may use the terminal" "there is no script(1)"
fi

"$perf_parallel" merge nothere 2>err
has "$?$(cat err)" "1perf-parallel: nothere is no output folder" \
	"a folder that is not there is named"
mkdir theirs
"$perf_parallel" merge theirs 2>err
has "$?$(cat err)" "1perf-parallel: theirs is no output folder" \
	"so is one that is not ours"
echo garbage >$out/.perf-parallel/plan
"$perf_parallel" merge 2>err
has "$?$(cat err)" "1perf-parallel: $out/.perf-parallel/plan is damaged" \
	"a damaged plan is named"
"$perf_parallel" -q -c -n 2 -- "$perf" script "$quick" -i perf.data
"$perf_parallel" merge 2>err
has "$?$(cat err)" "1perf-parallel: $out: its ranges are per CPU" \
	"ranges per CPU are refused for now, and the way out is named"
finish
