#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The command line: what is refused, with which status and words.
. "$(dirname "$0")/tap.sh"

"$make_recording" -s 2000 -c 2 -t 10 perf.data
"$make_recording" --no-cpu -s 100 nocpu.data

# refused STATUS PART ARGUMENTS: the command fails at once with that message.
refused() {
	local wanted=$1 part=$2 got
	shift 2
	timeout 10 "$perf_parallel" "$@" >out 2>err
	got=$?
	if [ $got -eq "$wanted" ] && [ ! -s out ]; then
		has "$(cat err)" "$part" "refused: $*"
	else
		is "$got $(cat out)" "$wanted " "refused: $*"
	fi
}
p="-- perf script -i perf.data"

refused 2 "the perf command is missing" -n 4
refused 2 "unexpected word 'perf'; the perf command goes behind" -n 4 perf script
for command in run emit plan; do
	refused 2 "unexpected word 'perf'; the perf command goes behind" \
		$command -n 3 perf script -i perf.data
done
refused 2 "unexpected word 'run'; the perf command goes behind '--', and opt" \
	-C / run $p
refused 2 "no command x; perf-parallel help lists them, and a perf" x $p
refused 2 "no command emt; did you mean emit?" emt $p
refused 2 "no command rnu; did you mean run?" rnu -n 4
refused 2 "no command mrege; did you mean merge?" mrege
refused 2 "no command hlep; did you mean help?" hlep emit
refused 2 "no command emt; did you mean emit?" help emt
refused 2 "no command nothing; perf-parallel help lists them" help nothing
refused 2 "help takes one command, not 'plan' as well" help emit plan
for word in ./x Run perf.data perf; do
	refused 2 "unexpected word '$word'; the perf command goes behind" $word
done
refused 2 "only perf script can be cut" -- perf record true
refused 2 "'perf report'" -- perf report
refused 2 "only perf script can be cut" -- perf
refused 2 "the perf command is missing" --
refused 2 "only perf script can be cut" -- script perf
refused 2 "perf script record records" -- perf script record x
refused 2 "perf script rep records" -- perf script rep x
refused 2 "perf script --list cannot" -- perf script -l
refused 2 "perf script --gen-script cannot" -- perf script -g python
refused 2 "perf script --header-only cannot" -- perf script --header-only
refused 2 "perf script --help cannot" -- perf script -h
refused 2 "perf script --reltime cannot" -- perf script --reltime
refused 2 "perf script --per-event-dump cannot" -- perf script --per-event-dump
refused 2 "unexpected word 'x'" -- perf script x
refused 2 "ranges cannot be cut from a pipe" -- perf script -i -
refused 2 "option -i needs a value" -- perf script -i
refused 2 "--ti may be short for --" -- perf script --ti 1,2
refused 2 "unknown option -y" -- perf script -Gy
refused 2 "takes no value" -- perf script --ns=3

refused 2 "--bogus is no option here" --bogus $p
refused 2 "-J is no option here" -J $p
refused 2 "-k is an option of run, not of emit, where it is an option of make; \
see perf-parallel emit -h" emit -k $p
refused 2 "-n is an option of run, emit and plan, not of merge; see" merge -n 3
refused 2 "-n is an option of run, emit and plan, not of merge; see" merge -n
refused 2 "-n is an option of run, emit and plan, not of merge; see" merge d -n3
refused 2 "not of merge, where it is -o FILE; see" merge --merge=x
refused 2 "not of merge, where it is --reduce=COMMAND; see" merge -p sort
refused 2 "not of slice, where it is -o FILE; see" slice --merge=x
refused 2 "-c is an option of run, emit and plan, not of slice, where it is \
--cpu=N" slice -qc
refused 2 "--json is an option of plan and info, not of run; see" --json=x $p
refused 2 "--keep-goin is an option of run, not of clean" clean --keep-goin
refused 2 "-J is no option here" -vqJ $p
refused 2 "-x is no option here" merge --reduce=y -hx
refused 2 "-q is an option of run, emit, plan and slice, not of info" info a -hq
refused 2 "--bogus is no option here; see perf-parallel merge -h" merge d --bogus
refused 2 "--repalce is no option here; did you mean --replace?" --repalce $p
refused 2 "--jbos is no option here; did you mean --jobs?" emit --jbos=3 $p
refused 2 "--keepgoing is no option here; --keep-going is one of run" \
	merge --keepgoing
refused 2 "--re may be short for --" --re $p
refused 2 "option --json takes no value" plan --json=x $p
refused 2 "option -n needs a value: N" -n
refused 2 "option -n needs a value: N" -vqn
refused 2 "option -o needs a value: DIR" -o
refused 2 "option -o needs a value: FILE" merge d -o
refused 2 "option --nr needs a value: N" --nr
refused 2 "--nr '' is invalid: expected a whole number from 0" --nr= $p
refused 2 "--interval '': expected seconds" --interval= $p
refused 2 "-i '1000000000000' is too large" -i 1000000000000 $p
refused 2 "-m '18446744073.8' is too large" -m 18446744073.8 $p
refused 2 "-n and -i both say how" -n 2 -i 1 $p
refused 2 "-n '1000000000' is too large" -n 1000000000 $p
refused 2 "-n '-3' is too small" -n -3 $p
refused 2 "-n '1e3' is invalid" -n 1e3 $p
refused 2 "-n '' is invalid" -n "" $p
refused 2 "-j '-1' is too small" -j -1 $p
refused 2 "-j '18446744073709551617' is too large" -j 18446744073709551617 $p
refused 2 "-b '-1' is too small" -b -1 $p
for bad in -1 nan NAN inf -inf 1e999 1e-10 abc "" 1x 0x; do
	refused 2 "-i '$bad': expected seconds" -i "$bad" $p
	refused 2 "-m '$bad': expected seconds" -m "$bad" $p
done
refused 1 "at most 100000 make sense" -i 1e-9 $p
refused 1 "at most 100000 make sense" -i 0.00001 $p
refused 1 "at most 100000 make sense" -c -n 90000 --split=time $p
refused 2 "--split=size: expected samples, bytes, time or psb" --split=size $p
refused 1 "it has no Intel PT trace" --split=psb $p
refused 2 "give one of them" --split=samples -i 1 $p
refused 2 "-o: the name of the output is empty" -o "" $p
refused 1 "cannot change to folder nothere" -C nothere $p
refused 1 "nothere.data: No such file" -- perf script -i nothere.data
refused 1 "cannot find a program 'no-such-perf'" \
	-- no-such-perf script -i perf.data
refused 1 "cannot find a program './perf.data'" \
	-- ./perf.data script -i perf.data
for bad in 5 1,2,3 2,1 abc,1 -5, "1,2 2,3" "3,4 1,2" 1.0123456789, "60%,70%" \
	"101%" "-1%-5%" "10%/0" "x%" "1,2 "3; do
	for command in run emit plan; do
		refused 2 "perf script --time" $command $p --time "$bad"
	done
done
for bad in x 1-0 0, ,0 -1 0-99999 1.5 99999999999; do
	refused 1 "perf script --cpu '$bad'" -c $p --cpu="$bad"
done
refused 1 "nocpu.data: perf takes no --cpu for it" emit -c -- perf script -i nocpu.data
refused 2 "--name 'a b': only letters" emit --name 'a b' $p
for bad in /dev/full /dev/zero .; do
	refused 2 "-f $bad: it is no regular file; - is standard output" \
		emit -f $bad $p
done
refused 2 "-f: the name of the makefile is empty" emit -f '' $p
refused 2 "--merge=-: a target of make is a file" emit --merge=- $p
for file in x ./x "$PWD/x"; do
	refused 2 "--merge and -f both name $file" emit -f x --merge "$file" $p
done
for command in run emit; do
	refused 2 "cannot write .: it is there and is no regular" \
		$command --merge=. $p
done
refused 2 "--merge=/dev/full: a target of make is a file" \
	emit --merge=/dev/full $p
for name in new new/.perf-parallel/plan new/time-range-0/out.txt; do
	refused 2 "$name is reserved for the output folder new" -o new \
		--merge $name $p
done
for bad in "" " " "sh -c 'open"; do
	for command in run emit plan "job x"; do
		refused 2 "--pipe-to '$bad': no command" $command -p "$bad" \
			-- perf script -i nothere.data
	done
	for command in run emit plan "merge nothere"; do
		refused 2 "--reduce '$bad': no command" $command \
			--reduce "$bad"
	done
done
# What a shell would do, there being none: refused, with what to write.
for bad in 'a | b' 'a|b' 'a && b' 'a >b' 'a 2>b' 'a <b' 'a; b' 'a &' '(a)' \
	'a $HOME' 'a ${b}' 'a $(b)' 'a "$HOME"' 'a `b`' 'a "`b`"' 'a ~/b' 'a *.b' \
	'a b?' 'a [bc]' 'a # b' 'B=c a' 'a $1' "a $'b'"; do
	refused 2 "--pipe-to '$bad': no shell would see the" run \
		-p "$bad" -- perf script -i nothere.data
	has "$(cat err)" "; write --pipe-to " "with what to write instead"
done
refused 2 "--reduce 'a | b': no shell would see the |; write --reduce \
\"sh -c 'a | b'\", or quote the | if it is meant as it is" \
	merge --reduce 'a | b' nothere
said=$("$perf_parallel" -p "awk '{ print \$1 }' | sort" $p 2>&1)
said=${said#*; write --pipe-to } said=${said%, or quote the*}
eval "word=$said"
is "$word" "sh -c 'awk '\\''{ print \$1 }'\\'' | sort'" \
	"what to write is quoted as a shell reads it"
for good in "awk '{ print \$1 | \"sort\" }'" "grep -v ^\$" 'a \| \$b \*' \
	'a "*" "|" "~" "$1" "$ "' "a '\`'" 'a [ b' 'a b~ b#c' 'env B=c a' './B=c'; do
	"$perf_parallel" plan -p "$good" -- perf script -i perf.data \
		>/dev/null 2>err
	is "$? $(grep shell err)" "0 " "quoted, or nothing to a shell: $good"
done
for bad in '' a/b .. a.b; do
	refused 2 "--name '$bad': only letters" run --name "$bad" $p
done
refused 2 "info takes one recording" info a b
refused 2 "merge takes one output folder" merge a b
refused 2 "merge takes one output folder" merge a $p
refused 2 "clean takes one output folder" clean a b
refused 2 "job takes --recording=DIGEST and RANGE@KEY:CONTENTS" job
[ "$(ls)" = $'err\nnocpu.data\nout\nperf.data' ]
ok $? "none of these left anything behind"

# What works.
has "$("$perf_parallel")" "usage: perf-parallel [run]" "nothing at all: help"
has "$("$perf_parallel" --help)" "perf-parallel emit" "--help lists commands"
has "$("$perf_parallel" emit -h)" "--makefile=FILE" "emit -h tells its options"
for command in run emit plan merge info slice clean job; do
	is "$("$perf_parallel" help $command)" "$("$perf_parallel" $command -h)" \
		"help $command is what $command -h is"
done
for help in help "help help" "help -h" "help --help"; do
	# shellcheck disable=SC2086
	is "$("$perf_parallel" $help)" "$("$perf_parallel" -h)" \
		"$help is what -h is"
done
for zero in "-n 0" "-j 0" "--nr=0" "-m 0" "-b 0" "-i 0"; do
	# shellcheck disable=SC2086
	is "$("$perf_parallel" plan $zero $p)" "$("$perf_parallel" plan $p)" \
		"$zero is the default"
done
for command in run emit plan job; do
	is "$("$perf_parallel" $command -h | grep -o -e '-o, [^ ]*')" \
		"-o, --output-dir=DIR" "$command -h: -o is a folder"
done
for command in merge slice; do
	is "$("$perf_parallel" $command -h | grep -o -e '-o, [^ ]*')" \
		"-o, --output=FILE" "$command -h: -o is a file"
done
has "$("$perf_parallel" --version)" "perf-parallel " "--version"
"$perf_parallel" -h >/dev/full 2>err
is "$?" 1 "what cannot be printed is a failure"
is "$("$perf_parallel" plan -n 2 $p)" "$("$perf_parallel" -D -n 2 $p)" \
	"plan prints what -D prints"
is "$("$perf_parallel" emit -D -n 2 $p)" "$("$perf_parallel" -D -n 2 $p)" \
	"and so does emit -D"
is "$("$perf_parallel" -D -n 2 -- perf script)" "$("$perf_parallel" -D -n 2 \
	$p)" "perf.data is what perf script reads by default"
is "$("$perf_parallel" -D -n1 $p -F 'a b,$c' --time 10%-20%,80%-90% | tail -1 |
	grep -c "'a b,\$c'")" 1 "commands are printed as a shell reads them"
is "$("$perf_parallel" -D -n 1 $p --time 0,0 | tail -1)" \
	"perf script -i perf.data" "--time 0,0 is everything"
"$perf_parallel" plan --json -n 3 $p >plan.json
if command -v python3 >/dev/null; then
	is "$(python3 - <<-'EOF'
		import json
		plan = json.load(open('plan.json'))
		ranges = plan['ranges']
		print(len(ranges), plan['per_cpu'], ranges[0]['name'],
		    ranges[0]['command'][:2],
		    ranges[0]['end_ns'] + 1 == ranges[1]['start_ns'],
		    'start_ns' in ranges[0], 'end_ns' in ranges[2])
	EOF
	)" "3 False time-range-0 ['perf', 'script'] True False False" \
		"plan --json is JSON, with the ranges"
else
	skip "plan --json" "no python3 on this machine"
fi
has "$("$perf_parallel" info perf.data)" "SAMPLE               2000" \
	"info counts records"

said=$("$perf_parallel" -n 2 -o within --depends . -- perf script 2>&1)
is "$? $(find . -name within)" "2 " \
	"an output folder in what outputs depend on is refused"
has "$said" "within is in the folder ." "and named"
said=$("$perf_parallel" emit -o ../apart -f a.mk --depends . -- \
	perf script 2>&1)
is "$?" 2 "so is a fragment there"
has "$said" "a.mk is in the folder ." "which is named"

# What is there already.
echo 'all: ;' >Makefile
refused 2 "-f Makefile: it is there and was not written by perf-parallel" \
	emit -f Makefile $p
is "$(cat Makefile)" 'all: ;' "a makefile of somebody else's stays"
mkfifo parallel.mk
refused 2 "-f parallel.mk: it is no regular file" emit $p
has "$(timeout 10 "$perf_parallel" -D -n 2 $p)" "2 jobs:" \
	"a pipe in place of the fragment is not read for its cuts"
rm parallel.mk
: >parallel.mk
"$perf_parallel" emit -q $p
ok $? "an empty file becomes a fragment"
"$perf_parallel" emit -q -n 3 $p
ok $? "a fragment is written again"
refused 1 "nowhere/x: No such file or directory" --merge=nowhere/x $p
has "$(cat err)" "cannot write nowhere/x" "it is said what is to be written"
is "$(find parallel-perf-output -name out.txt)" "" "before anything is decoded"
"$perf_parallel" -q -n 2 $p $quick
ok $? "there are outputs"
for file in perf.data parallel-perf-output/.perf-parallel/plan \
	parallel-perf-output/time-range-0/out.txt; do
	cp "$file" kept
	refused 2 "$file is" merge -o "$file"
	same "$file" kept "merge -o: it stays"
	refused 2 "$file is" --merge "$file" -n 2 $p
	same "$file" kept "run --merge: it stays"
	refused 2 "$file is" emit --merge "$file" -n 2 $p
done
refused 2 "parallel-perf-output is reserved" merge -o parallel-perf-output

# What perf prints nothing of, without a word.
for command in "run -q" "emit -q" "plan -j2"; do
	# shellcheck disable=SC2086
	has "$("$perf_parallel" $command $p $quick --time 9999,99999 2>&1)" \
		"note: perf.data has no samples of --time '9999,99999', but from 500" \
		"$command: a --time without samples is told"
done
has "$("$perf_parallel" plan $p --cpu 7 2>&1)" \
	"note: perf.data has no samples of --cpu 7" "and so is such a --cpu"
# shellcheck disable=SC2086
said=$("$perf_parallel" plan $p --time 10%-20% --cpu 1 2>&1)
is "$? $(grep -c 'no samples' <<<"$said")" "0 0" \
	"nothing is said of a --time and a --cpu that have samples"

# Where jobs will read the whole recording there are fewer ranges.
"$make_recording" -s 300000 big.data
ranges() {
	"$perf_parallel" plan -j 2 "$@" 2>/dev/null | head -1 | tr -dc 0-9
}
sliced=$(ranges --printer=perf -- perf script -i big.data)
for whole in "--slice-memory=0 --printer=perf -- perf script" \
	"-- perf script --show-mmap-events" "-- perf script --show-task-events"
do
	# shellcheck disable=SC2086
	[ $((2 * $(ranges $whole -i big.data))) -le "$sliced" ]
	ok $? "$whole: at most half of $sliced ranges"
done
rm big.data

# Cleaning looks at each folder of stamps once, and waits for the disk once.
for n in {1..200}; do
	mkdir -p many/.perf-parallel/stamps many/time-range-$n
	echo x >many/time-range-$n/out.txt
	ln -s ../../time-range-$n/out.txt many/.perf-parallel/stamps/time-range-$n@$n
done
if strace -o trace true 2>/dev/null; then
	ASAN_OPTIONS=detect_leaks=0 \
		strace -f --seccomp-bpf -o trace \
		-e trace=fsync,getdents64,unlinkat,unlink,rename \
		"$perf_parallel" clean many
	is "$? $(find many 2>/dev/null)" "0 " "200 ranges are cleaned"
	[ "$(grep -c fsync trace)" -lt 5 ] && [ "$(grep -c getdents trace)" -lt 40 ]
	ok $? "in $(grep -c fsync trace) fsync, $(grep -c getdents trace) getdents"
	is "$(grep -n 'stamps\|@[0-9]\|fsync\|out\.txt"' trace |
		sed 's/.*\(@\|fsync\|out\).*/\1/' | uniq | head -3 | xargs)" \
		"@ fsync out" "stamps go first, and reach the disk before outputs"
else
	skip "cleaning of 200 ranges" "strace is missing or may not trace here"
fi
finish
