#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One range as a job: what it leaves when all goes well, and what it must not
# leave when anything goes wrong.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 300 8000
perf=${perfs[0]}
out=parallel-perf-output
stamps=$out/.perf-parallel/stamps

# Plans three ranges and prints the job of one: emit_job RANGE [emit options].
job_of() {
	local range=$1
	shift
	"$perf_parallel" emit -q -n 3 "$@" -- "$perf" script "$quick" \
		-i perf.data "${perf_options[@]}"
	sed -n "s/^\t\$(parallel-perf.job) \($range@.*\)/\1/p" parallel.mk
}
# The recording that it was planned for, as an option.
planned() { grep -om 1 -e '--recording=[^ ]*' parallel.mk; }
# Runs that job by hand, options of job in front.
run_job() { eval "\"\$perf_parallel\" job $(planned) $1 $2"; }
no_stamp() { ! ls -A $stamps | grep -q "$1@"; }
perf_options=()

job=$(job_of time-range-1)
run_job "" "$job"
ok $? "a job ends with status 0"
is "$(cd $out && ls time-range-1)" $'cmd.txt\nout.txt' \
	"it leaves cmd.txt and out.txt, and no err.txt when nothing was printed"
is "$(readlink "$stamps/${job%%:*}")" "../../time-range-1/out.txt" \
	"its stamp is a link to the output"
sh $out/time-range-1/cmd.txt >again.txt 2>/dev/null
same again.txt $out/time-range-1/out.txt "a shell can run cmd.txt"
awk '{ print $3, $4 }' $out/.perf-parallel/jobs.log >log.txt
is "$(cat log.txt)" "done ${job%%:*}" "the job log has it, once"

perf_options=(-v)
job=$(job_of time-range-0)
run_job "" "$job" && [ -s $out/time-range-0/err.txt ]
ok $? "what perf prints on standard error is in err.txt"
perf_options=()

perf_options=(-F 'comm,tid,time,event')
job=$(job_of time-range-2 -p 'sed "s/^/ <$ '"'&'"'> /"')
run_job "-p 'sed \"s/^/ <$ '\\''&'\\''> /\"'" "$job"
sh $out/time-range-2/cmd.txt >again.txt 2>/dev/null
[ -s again.txt ] && cmp -s again.txt $out/time-range-2/out.txt
ok $? "a consumer's words are split as a shell splits them, cmd.txt has both"
perf_options=()

job=$(job_of time-range-0 -p 'head -1')
run_job "-p 'head -1'" "$job"
is "$? $(wc -l <$out/time-range-0/out.txt)" "0 1" \
	"a consumer that ends early is no failure"

job=$(job_of time-range-0 -p 'sh -c "head -1; exit 3"')
run_job "-p 'sh -c \"head -1; exit 3\"'" "$job" 2>err
is "$?" 1 "a consumer that fails is a failure"
has "$(cat err)" "exit 3\" ended with status 3" "it is named with its status"
[ ! -e $out/time-range-0/out.txt ] && no_stamp time-range-0
ok $? "and leaves no output and no stamp"

# told TEXT PART NAME: a consumer that writes a text and fails is told so.
told() {
	printf '%b' "$1" >text
	echo 'cat text >&2; exit 3' >fails.sh
	job=$(job_of time-range-0 -p 'sh fails.sh')
	run_job "-p 'sh fails.sh'" "$job" 2>err
	has "$(cat err)" "ended with status 3$2; see $out/time-range-0/err.txt" \
		"$3"
	same text $out/time-range-0/err.txt "$3: it is there"
}
told 'one\ntwo\n' ": two" "the last line that it wrote"
told 'two' ": two" "one line, without an end"
told "one\n$(printf %0119d 0)\n" "" "not a line that is long"
told "one\n$(printf %0117d 0)\n" ": $(printf %0117d 0)" "almost as long"
told 'one\n\033[2J\n' "" "nor one that would clear the screen"
told " Error: no\n\n Usage: x [<options>]\n\n   -a   all\n" ": Error: no" \
	"the error above a usage"
told 'usage: x [-a]\nx: error: no\n' ": x: error: no" \
	"an error below a usage"

perf_options=(-F nosuchfield)
job=$(job_of time-range-1 -p 'cat')
run_job "-p cat" "$job" 2>err
is "$?" 1 "perf's own failure counts though the consumer is content"
has "$(cat err)" "time-range-1: perf script ended with status" \
	"the range and the status are named"
has "$(cat err)" ": Invalid field requested.; see" \
	"and what perf said, not the last line of its help"
has "$(cat err)" "$out/time-range-1/err.txt" "and where perf's reason is"
has "$(cat $out/time-range-1/err.txt)" "Invalid field" "which is there"
perf_options=()

job=$(job_of time-range-1 -p 'nosuchprogram')
run_job "-p nosuchprogram" "$job" 2>err
is "$?" 1 "a consumer that cannot be executed is a failure"
has "$(cat err)" "cannot execute nosuchprogram" "it is named"
job=$(job_of time-range-1)
run_job "-p 'a \"b'" "$job" 2>err
has "$?$(cat err)" "quote that is not closed" "an open quote is refused"

# A consumer that takes its time, so that things can happen meanwhile.
slow='sh slow.sh'
cat >slow.sh <<'EOF'
(trap '' TERM; exec sleep 30) &
touch started
cat
exec sleep 30
EOF
job=$(job_of time-range-1 -p "$slow")
start_slow() {
	rm -f started
	run_job "-p '$slow'" "$job" 2>err &
	pid=$!
	for _ in $(seq 100); do [ -e started ] && break; sleep 0.05; done
}

for signal in TERM INT HUP QUIT; do
	# A shell has its background jobs ignore INT and QUIT; env undoes it.
	rm -f started
	env --default-signal="$signal" "$perf_parallel" job -p "$slow" \
		"$(planned)" "${job%% *}" -- "$perf" script \
		"$(grep -o -- '--time=[^ ]*' <<<"$job")" "$quick" -i perf.data \
		2>err &
	pid=$!
	for _ in $(seq 100); do [ -e started ] && break; sleep 0.05; done
	kill -"$signal" $pid
	wait $pid
	is "$?" $((128 + $(kill -l $signal))) "$signal: the job dies of it"
	gone
	ok $? "$signal: perf and the consumer are gone"
	[ ! -e $out/time-range-1/out.txt ] && no_stamp time-range-1
	ok $? "$signal: no output and no stamp is left"
done

start_slow
run_job "-p '$slow'" "$job" 2>err2
is "$?" 1 "a second job for the same range is refused"
has "$(cat err2)" "being decoded by another job" "and told why"
kill -KILL "$(pgrep -P $pid || echo $pid)"
wait $pid 2>/dev/null
gone
ok $? "KILL: nothing that was started outlives the job"
[ ! -e $out/time-range-1/out.txt ] && no_stamp time-range-1
ok $? "KILL: no output and no stamp is left"

job=$(job_of time-range-1)
run_job "" "$job"
ok $? "and the next job of that range completes it"

# Whoever waited for another job that did the same has nothing left to do.
job=$(job_of time-range-1 -p 'sh -c "cat; sleep 0.5"')
lines=$(wc -l <$out/.perf-parallel/jobs.log)
run_job "-p 'sh -c \"cat; sleep 0.5\"'" "$job" &
sleep 0.2
run_job "-p 'sh -c \"cat; sleep 0.5\"'" "$job"
is "$? $(wc -l <$out/.perf-parallel/jobs.log)" "0 $((lines + 1))" \
	"two jobs for one range at a time decode it once"
wait
job=$(job_of time-range-1)

# What was planned is not what is there any more.
rm -f $stamps/*
cp perf.data other.data
printf 'x' | dd of=other.data bs=1 seek=$(($(stat -c %s other.data) - 1)) \
	conv=notrunc status=none
cp -p perf.data kept.data && cp other.data perf.data
touch -d '1 hour ago' perf.data
run_job "" "$job" 2>err
is "$?" 1 "a recording that changed since the plan is refused"
has "$(cat err)" "perf.data changed since" "and named"
cp -p kept.data perf.data
touch perf.data
run_job "" "$job"
ok $? "the same bytes at another time are welcome"

# The same size and time, in place, as cp -p or rsync --inplace leave it: the
# plan was made for other bytes.
cp -p perf.data before.data
tail -c 1000 perf.data | tr '\0' '\1' | dd of=other.data bs=1 \
	seek=$(($(stat -c %s perf.data) - 1000)) conv=notrunc status=none
touch -r perf.data other.data
job=$(job_of time-range-1)
rm -f $stamps/*
cp -p other.data perf.data
run_job "" "$job" 2>err
is "$?" 1 "other bytes of the same size and time are refused"
no_stamp time-range-1
ok $? "and get no stamp"
cp -p before.data perf.data

job=$(job_of time-range-1 -p 'sh -c "(sleep 1; echo late) & cat"')
run_job "-p 'sh -c \"(sleep 1; echo late) & cat\"'" "$job"
sleep 1.2
is "$(tail -1 $out/time-range-1/out.txt | grep -c late)" 0 \
	"nothing is added to an output that has its stamp"

run_job "" "time-range-1@0123 -- $perf script -i perf.data" 2>err
is "$?" 2 "what is no RANGE@KEY is misuse"
digest=$(printf 'A%.0s' {1..22})
run_job "" "../x@$digest:$digest -- $perf script -i perf.data" 2>err
is "$?" 2 "a range cannot lead out of the output folder"

if command -v strace >/dev/null; then
	job=$(job_of time-range-1 -p cat)
	run_job "-p cat" "$job"
	job=$(job_of time-range-1)
	strace -qq -e trace=fsync,rename,symlink,unlinkat -o trace \
		"$perf_parallel" job "$(planned)" "${job%% *}" -- "$perf" script \
		"$(grep -o -- '--time=[^ ]*' <<<"$job")" "$quick" -i perf.data
	order=$(grep -o '^[a-z]*([^,)]*' trace |
		sed 's/([0-9]*/(/; s/"[^"]*\/\([^/"]*\)"/\1/; s/($//' |
		grep -v 'cmd.txt' | tr '\n' ' ')
	has "$order" "unlinkat fsync " \
		"the old stamp is gone from the disk before anything is written"
	has "$order" "fsync rename(out.txt.part fsync symlink(" \
		"the output is on the disk before it appears and is stamped"
else
	skip "the order of writes" "no strace on this machine"
fi

# The first job leaves notes that the next one finds; then there is room for its
# command, but not for its output.
if mkdir small && mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
	job=$(job_of time-range-0 -o small/out)
	run_job "-o small/out" "$job"
	job=$(job_of time-range-1 -o small/out)
	cat /dev/zero >small/rest 2>/dev/null
	truncate -s -12k small/rest
	run_job "-o small/out" "$job" 2>err
	status=$?
	is "$status" 1 "a full disk is a failure"
	has "$(cat err)" "time-range-1" "that names the range"
	has "$(cat err)" "No space left on device" "a full disk is named"
	[ ! -e small/out/time-range-1/out.txt ] &&
		[ -z "$(find small/out/.perf-parallel/stamps -name '*-1@*')" ]
	ok $? "and leaves no output and no stamp"
	umount small
else
	skip "a full disk" "may not mount a small file system here"
fi
finish
