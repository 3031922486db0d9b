#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# An output folder that has finished outputs of another recording or command.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

perf=${perfs[0]}
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
"$make_recording" -s 200 -c 2 -t 10 "$work_folder/a"
"$make_recording" -s 300 -c 2 -t 10 "$work_folder/b"

# run|emit RECORDING OPTIONS ...
on() {
	local command=$1 file=$2
	shift 2
	"$perf_parallel" "$command" -q -n 3 "$@" -- "$perf" script "$quick" -i \
		"$file" ${fields:-}
}
finished() { find $out -name out.txt | wc -l; }
fresh() {
	try_folder
	cp ../a a.data
	cp ../b b.data
	on run a.data "$@" 2>/dev/null
}
line="$out has 3 finished outputs of another recording, a.data ($perf script \
$quick -i a.data), which would be removed; name another output folder with \
-o, or have them removed with --replace=outputs"

fresh
for command in run emit; do
	said=$(on $command b.data -n 8 2>&1)
	is "$? $said" "1 perf-parallel: $line" \
		"$command of another recording is refused"
	is "$(finished), $(jobs)" "3, 3 done" "before anything is done"
done
[ ! -e parallel.mk ]
ok $? "emit of another recording writes no fragment"
has "$(on emit b.data -f - 2>&1 >/dev/null)" "$line" \
	"emit -f - of another recording is refused"
is "$("$perf_parallel" -D -n 8 -- "$perf" script -i b.data 2>/dev/null | head -1) \
$(finished)" "8 jobs: 3" "--dry-run is no harm"
on run b.data -o other 2>err
is "$? $(find other -name out.txt | wc -l)" "0 3" "-o: another folder"
on run b.data --name other 2>err
is "$?" 0 "--name, too"
said=$(on run b.data --replace 2>&1)
is "$? $(jobs)" "0 6 done" "--replace: they are removed"
echo mine >mine
on run a.data --replace=files --merge mine >replace.log 2>&1
is "$? $(finished) $(cat mine)" "1 3 mine" "--replace=files: they are not"
on run a.data --replace=outputs --merge mine >replace.log 2>&1
is "$? $(finished) $(cat mine)" "2 3 mine" \
	"--replace=outputs lets no file of mine be replaced"
on run a.data --replace=outputs >replace.log 2>&1
is "$? $(jobs)" "0 9 done" "--replace=outputs: they are removed"
on run b.data --replace=outputs --replace=files --merge mine 2>/dev/null
is "$? $(jobs)" "0 12 done" "--replace=outputs and --replace=files go together"
is "$(on run a.data --replace=all 2>&1) $(finished)" \
	"perf-parallel: --replace=all: expected outputs or files, or --replace \
for both 3" "--replace=all is refused"
has "$said" "removes 3 finished outputs of $perf script $quick -i a.data" \
	"--replace: -q does not hide what is removed"

fresh
cp ../b a.data
said=$(on run a.data 2>&1)
is "$? $(jobs) $(grep -c removes <<<"$said")" "0 6 done 0" \
	"the same path, written anew: decoded without a word"
mv a.data c.data
on run c.data 2>err
is "$?" 0 "another path with the same bytes"
has "$(cat err)" "removes 3 finished outputs of" \
	"another path with the same bytes: a line says what is removed"
said=$(fields="-F comm,time" on run c.data 2>&1)
is "$?" 0 "another command of the same recording"
has "$said" "removes 3 finished outputs of $perf script $quick -i c.data" \
	"another command: a line says what is removed"

# Nothing was finished.
fresh -p false
on run b.data 2>/dev/null
is "$? $(finished)" "0 3" "where nothing was finished nothing is in the way"

# Makefiles go on.
fresh
on emit a.data 2>/dev/null
mv "$work_folder/try" "$work_folder/moved"
cd "$work_folder/moved" || exit 1
cp ../b a.data
"${makes[0]}" -f parallel.mk >make.log 2>&1
is "$? $(jobs)" "0 6 done" "moved, and recorded again: made"
cat >Makefile <<END
PERF_PARALLEL := $perf_parallel
recording ?= a.data
include $source_folder/mk/perf-parallel.mk
decode.recording = \$(recording)
decode.command = $perf script $quick -i \$(recording)
decode.options := -n 3
\$(eval \$(call perf-parallel,decode))
END
"${makes[0]}" decode >make.log 2>&1
sed -i s/a.data/b.data/ Makefile
"${makes[0]}" decode >make.log 2>&1
is "$? $(jobs decode-output/.perf-parallel/jobs.log)" "0 6 done" \
	"perf-parallel.mk: another recording in the makefile"
echo mine >mine
sed -i '/^decode.options/s/$/ --merge mine/' Makefile
"${makes[0]}" decode >make.log 2>&1
is "$? $(cat mine)" "2 mine" "perf-parallel.mk: --merge replaces no file of mine"

# Several recordings.
try_folder
cp ../a a.1
cp ../a a.2
cp ../b b.1
several() {
	"$perf_parallel" emit -q --inputs "$@" -- "$perf" script "$quick" &&
		"${makes[0]}" -s -f parallel.mk
}
several 'a.*' 2>/dev/null
several 'b.*' 2>err
is "$? $(finished)" "1 2" "--inputs: others take the folder: refused"
has "$(cat err)" "finished output of another recording, a.1 (" \
	"--inputs: the message names the other recording"
several 'b.*' --replace 2>/dev/null
is "$? $(finished)" "0 1" "--replace: they are removed"
cp ../a b.2
rm b.1
several 'b.*' 2>/dev/null
is "$? $(ls $out)" "0 b-2" "what is gone is removed without it"

# Notes of other versions, or of none: planned anew, nothing to complain of.
fresh
tried=0
for note in recording identity files lookups index; do
	# Of what has changed just now no note is kept.
	[ -e $out/.perf-parallel/$note ] || continue
	tried=$((tried + 1))
	echo "perf-parallel $note 99" >$out/.perf-parallel/$note
	said=$(on run a.data 2>&1)
	is "$? $said $(jobs)" "0  3 done" "a note of another version: $note"
done
[ $tried -ge 2 ]
ok $? "$tried notes were there"
sed -i '1s/.*/perf-parallel plan 3/' $out/.perf-parallel/plan
said=$(on run a.data 2>&1)
is "$? $said $(jobs)" "0  3 done" "an older plan: planned anew"
sed -i '1s/.*/perf-parallel plan 99/' $out/.perf-parallel/plan
said=$(on run a.data 2>&1)
is "$? $(finished)" "1 3" "a newer plan: refused"
has "$said" "is of a newer perf-parallel than this (plan 99" \
	"a newer plan: the message says which"

finish
