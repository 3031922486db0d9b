#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run as a server: a pool of its own, which makes and ninjas behind --pipe-to
# share; and none where a make above has one.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"

perf=${perfs[0]}
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log

# A consumer reads the decode, to a file, and becomes the command it is given.
cat >"$work_folder/consume" <<'END'
export DECODE=decode.$$
cat >$DECODE
exec "$@"
END
# Four jobs, which print when they start and end, for make and for ninja.
job='s=$$(date +%s%N); sleep 0.3; echo $$s $$(date +%s%N)'
cat >"$work_folder/jobs.mk" <<END
jobs := 1 2 3 4
.PHONY: all \$(jobs)
all: \$(jobs)
\$(jobs): ; @$job
END
{ echo "rule job"; echo "  command = $job"; echo "  description = job"
	for n in 1 2 3 4; do echo "build $n: job"; done
} >"$work_folder/jobs.ninja"

# Makes $server the command that cuts into $1 ranges and pipes each to command
# $2; further arguments are options of run.
make_server() {
	server=("$perf_parallel" run -q -n "$1" "${@:3}"
		-p "sh '$work_folder/consume' $2" --
		"$perf" script "$quick" -i "$work_folder/perf.data")
}

serve() {
	make_server "$@"
	rm -rf $out
	timeout 60 "${server[@]}" 2>err
}

# What anybody said on standard error; nothing is what should be there.
said() { cat err $out/err.txt $out/*/err.txt 2>/dev/null; }

# Prints how many slots were in use at a time, at most.  A decode has one, and
# the first job of its consumer runs in that.
slots() {
	for range in $out/*/; do
		range=$(basename "$range")
		awk -v range="$range" '/^[0-9]+ [0-9]+$/ {
			print $1, 1, range, "job"; print $2, -1, range, "job"
		}' "$out/$range/out.txt"
		awk -v range="$range" 'index($4, range "@") == 1 {
			print $1, 1, range, "decode"
			print $2, -1, range, "decode" }' $log
	done | sort -k1,1n -k2,2n | awk '
		{ n[$4, $3] += $2; seen[$3]; used = 0 }
		{ for (r in seen) used += max(n["job", r], n["decode", r]) }
		used > most { most = used }
		function max(a, b) { return a > b ? a : b }
		END { print most + 0 }'
}

count_jobs() { cat $out/*/out.txt | grep -cE '^[0-9]+ [0-9]+$'; }

# $1: name of a test; $2: command of a consumer with four jobs; then options.
shares() {
	local name=$1 command=$2
	shift 2
	serve 2 "$command" -j3 "$@"
	is "$? $(count_jobs) jobs, $(slots) at a time" "0 8 jobs, 3 at a time" \
		"$name: two below and we have three slots, all used"
	is "$(said)" "" "$name: and the tokens are back"
	serve 5 "$command" -j3 "$@"
	is "$? $(count_jobs) jobs, $(slots) at a time" "0 20 jobs, 3 at a time" \
		"$name: the same when we have more to start ourselves"
	is "$(said)" "" "$name: and the tokens are back, too"
}

try_folder
for name in "${makes[@]}"; do
	below="'$name' -f '$work_folder/jobs.mk'"
	version=$(version_of "$name")
	shares "S1 [$version] pipe" "$below"
	if "$name" --help | grep -q jobserver-style; then
		shares "S1 [$version] fifo" "$below" --jobserver-style=fifo
	fi
	serve 2 "$below" -j1
	is "$? $(slots) $(said)" "0 1 " "S1 [$version] -j1: one at a time"
done

found=
for ninja in "${ninjas[@]}"; do
	version=$("$ninja" --version)
	printf '1.13\n%s\n' "$version" | sort -VC || continue
	found=yes
	below="'$ninja' -f '$work_folder/jobs.ninja'"
	name="S1 [ninja $version] fifo"
	shares "$name" "$below" --jobserver-style=fifo
	has "$(cat $out/time-range-0/out.txt)" "Jobserver mode detected" \
		"$name: ninja says that it uses the pool"
	# Without that, every ninja runs as many as there are processors.
	serve 2 "env -u MAKEFLAGS $below" -j3 --jobserver-style=fifo
	[ "$(slots)" -gt 3 ]
	ok $? "$name: without it there would be more: $(slots) at a time"
done
[ -n "$found" ] || skip "S1 [ninja 1.13]" "there is no ninja >= 1.13"

# With a number, takes so many tokens from the pool and keeps them; fewer than
# none are added.  With "hold", holds one, and when it is to end, or after so many
# seconds, gives it back in its own time.
cat >"$work_folder/tokens" <<'END'
import os, re, signal, sys, time
auth = re.search(r'--jobserver-auth=(\S+)', os.environ['MAKEFLAGS'])[1]
path = auth[5:] if auth.startswith('fifo:') else \
    '/proc/self/fd/' + auth.split(',')[0]
pool = os.open(path, os.O_RDWR)
def end(*_):
    time.sleep(0.2)
    os.write(pool, token)
    sys.exit()
if sys.argv[1] == 'hold':
    token = os.read(pool, 1)
    for sig in signal.SIGTERM, signal.SIGINT:
        signal.signal(sig, end)
    open('held', 'w')
    if len(sys.argv) > 2:
        time.sleep(float(sys.argv[2]))
        end()
    signal.pause()
n = int(sys.argv[1])
while n > 0:
    n -= len(os.read(pool, n))
os.write(pool, b'+' * -n)
END
tokens="python3 '$work_folder/tokens'"
# Runs the command only for the range with the line in file "first".
cat >"$work_folder/first_only" <<'END'
grep -qxFf first $DECODE || exit 0
exec "$@"
END
"$perf" script "$quick" -i "$work_folder/perf.data" 2>err |
	head -1 >"$work_folder/first"
for style in pipe fifo; do
	fifo=--jobserver-style=$style
	serve 1 "$tokens 1" -j3 "$fifo"
	is "$? $(cat err)" "0 perf-parallel: 1 of 2 job tokens of our pool was \
not given back by what the jobs started; look into --pipe-to" \
		"S2 [$style] a token that is kept is missed"
	cp "$work_folder/first" .
	serve 9 "sh '$work_folder/first_only' $tokens 2" -j3 "$fifo"
	is "$? $(jobs), $(sed 's/ job tokens.*//' err)" \
		"0 9 done, perf-parallel: 2 of 2" \
		"S2 [$style] with all of them kept we have still our own slot"
	serve 1 "$tokens -1" -j3 "$fifo"
	has "$(cat err)" "1 job token more than our pool had was given back" \
		"S2 [$style] and one too many is noticed, too"
done

# Nobody is blamed who gives tokens back when told to end.  A signal goes to us,
# or, like a terminal's Ctrl-C, to our group.
end_by() {
	local signal=$1 group=$2
	try_folder
	make_server 1 "$3" -j3
	setsid env --default-signal=INT "${server[@]}" 2>err &
	until_true [ -e held ]
	kill "-$signal" -- "$group$!"
	wait $!
	is "$? $(cat err)" "$((128 + $(kill -l "$signal"))) " "$4"
}
cat >"$work_folder/fail_first" <<'END'
grep -qxFf first $DECODE || exec "$@"
until [ -e held ]; do sleep 0.05; done
exit 3
END
fail_first() {
	try_folder
	cp "$work_folder/first" .
	serve 2 "sh '$work_folder/fail_first' $1" -j3
	is "$? $(grep -c 'given back' err)" "1 0" "$2"
}
hold="$tokens hold"
end_by TERM '' "$hold" "S2 TERM: a token that comes back is not missed"
end_by INT - "$hold" "S2 Ctrl-C: a token that comes back is not missed"
fail_first "$hold 0.5" "S2 failure: a token that comes back is not missed"
hold="sh -c \"$tokens hold; :\""
end_by TERM '' "$hold" "S2 TERM: not when a child of the consumer's has it"
end_by INT - "$hold" "S2 Ctrl-C: not when a child of the consumer's has it"
fail_first "sh -c \"$tokens hold 0.5; :\"" "S2 failure: not when a child of the consumer's has it"

for style in pipe fifo; do
	serve 3 "sh -c 'echo \"\$MAKEFLAGS\"'" -j70000 --jobserver-style=$style
	is "$? $(jobs) $(cat err)" "0 3 done " "S3 [$style] -j70000 is no trouble"
	has "$(cat $out/time-range-0/out.txt)" "-j70000 " \
		"S3 [$style] and is what those below are told"
done

# Killed outright.
mkdir "$work_folder/tmp"
printf '%s\n' 'all: 1 2' '1 2: ; @touch started.$$PPID.$@; exec sleep 31' \
	>"$work_folder/slow.mk"
are_started() { [ "$(find . -name 'started.*' | wc -l)" -eq "$1" ]; }
for name in "${makes[@]}"; do
	styles=pipe
	"$name" --help | grep -q jobserver-style && styles='pipe fifo'
	for style in $styles; do
		test="S4 [$(version_of "$name")] $style"
		try_folder
		make_server 2 "'$name' -f '$work_folder/slow.mk'" -j3 \
			--jobserver-style="$style"
		TMPDIR=$work_folder/tmp "${server[@]}" &
		until_true are_started 3
		ok $? "$test: three jobs of the makes below have started"
		kill -KILL $!
		wait $! 2>/dev/null
		gone
		ok $? "$test: killed outright, it takes them along"
		is "$(find "$work_folder/tmp" -mindepth 1; find . -type p)" "" \
			"$test: and leaves no file behind"
	done
done

# Below a make that has a pool there is none of our own.
for under in "${unders[@]}"; do
	use_make "$under"
	try_folder
	cat >Makefile <<-END
		three: one two three.
		one two three.: ; +$(client 5 0.3 -j9 -o '$@.out')
		explain: ; +@$(client 1 0 --explain)
	END
	run_make -j4 three
	is "$? $(most ./*.out/.perf-parallel/jobs.log) $(clean; echo $?)" \
		"0 4 0" "S5 [$under] three of us in make -j4 are four at a time"
	run_make -j4 explain
	is "$? $(grep -E '^(pool|tokens)' make.log | sed 's/-auth=.*/-auth=.../')" \
		"0 pool: make's, --jobserver-auth=...
tokens: 3 free of 3, beside this command's own slot" \
		"S5 [$under] and say that the pool is make's"
	for flag in '' -j; do
		run_make $flag explain
		has "$? $(cat make.log)" "0 pool: our own" \
			"S5 [$under] in make${flag:+ $flag} the pool is our own"
	done
done

# What those below see: MAKEFLAGS, with POOL in place of the pool's name, and
# how many descriptors of the pool are open.
try_folder
cat >"$work_folder/look" <<'END'
name=${MAKEFLAGS#*--jobserver-auth=} name=${name%% *}
pool=/proc/$$/fd/${name%,*}
case $name in fifo:*) pool=${name#fifo:} ;; esac
echo "$MAKEFLAGS" | sed "s|$name|POOL|"
stat -Lc %i /proc/$$/fd/* 2>/dev/null | grep -cx "$(stat -Lc %i "$pool")" || :
END
look="sh '$work_folder/look'"
# sees MAKEFLAGS WANTED OPTION ...
sees() {
	local makeflags=$1 wanted=$2
	shift 2
	MAKEFLAGS=$makeflags serve 1 "$look" -j3 "$@"
	is "$? $(cat $out/out.txt; said)" "0 $wanted" \
		"environment: MAKEFLAGS='$makeflags' $*"
}
auth=--jobserver-auth=POOL
for makeflags in '' ' ' -j --jobs; do
	sees "$makeflags" " -j3 $auth"$'\n2'
done
sees '' " -j3 $auth"$'\n0' --jobserver-style=fifo
sees k "k -j3 $auth"$'\n2'
sees 'ks -j -Oline' "ks -Oline -j3 $auth"$'\n2'
sees 'k -- A=-j\ 1' "k -j3 $auth -- A=-j\\ 1"$'\n2'
serve 1 "$look" -j3
is "$? $(cat $out/out.txt; said)" "0  -j3 $auth"$'\n2' \
	"environment: without MAKEFLAGS"
serve 1 "$look" -j1
is "$? $(cat $out/out.txt; said)" "0  -j1 $auth"$'\n2' \
	"environment: with -j1"
finish
