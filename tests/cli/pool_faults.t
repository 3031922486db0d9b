#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Clients, jobs, supervisors and makes that are killed or fail: F1 to F10.  No
# token is lost, nothing is left running, and make does not notice.  With
# THOROUGH=1 in the environment, as make acceptance has it, make 4.4 is tried with
# a pipe as well, which make 4.3 always has.
# shellcheck source=tests/cli/tap.sh disable=SC2016,SC2119
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"
# shellcheck source=tests/cli/hits.sh
. "$source_folder/tests/cli/hits.sh"

# For the FIFO of a make that is killed.
export TMPDIR=$work_folder
# Jobs that sleep so long are known by that.
long=31.$$
now() { date +%s%N; }

"${perfs[0]}" script "$quick" -i perf.data >serial 2>/dev/null

asleep() { grep -lsxF -z -e"$long" /proc/[0-9]*/cmdline; }
all_asleep() { [ "$(asleep | wc -l)" -eq "$1" ]; }

# The processor time that a process itself has used.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# Says whether a process is there and no zombie.
runs() { grep -qs . "/proc/$1/cmdline"; }

# The children of process $1 that are called $2, and no zombies.
children() {
	grep -lsx "PPid:[[:space:]]$1" /proc/[0-9]*/status |
		xargs -r grep -lsx "Name:[[:space:]]$2" |
		xargs -r grep -Ls 'State:[[:space:]]Z' | tr -dc '0-9\n'
}
guard_of() { children "$1" jobserver-guard; }
another_guard() { [[ $(guard_of "$1") != "${2:-}" && $(guard_of "$1") ]]; }

# Starts make with a client whose command is $1, by recipe line $2, and waits
# until it holds three tokens: four of its jobs sleep.  Then another target
# sees whether all tokens are there, and whether a job is.  $start is what
# starts make.
hold() {
	local plain='+@sh ./victim; echo $$? >status'
	try_folder
	printf '%s\n' '#!/bin/sh' "trap '' TERM" "sleep $long" cat >stubborn
	chmod +x stubborn
	printf '%s\n' 'echo $$ >pid' \
		"exec env --default-signal=INT,QUIT,HUP $1" >victim
	printf '%s\n' 'all: first second' 'first:' \
		$'\t@echo $$PPID >make.pid' $'\t'"${2:-$plain}" \
		'second: first' $'\t+@'"$(count_tokens 3)" \
		$'\t@sleep 0.05; grep -lsxFz -e'"$long"' /proc/[0-9]*/cmdline' \
		>Makefile
	sed -i '$s/$/ >alive; :/' Makefile
	${start:-run_make} -j4 2>killed &
	until_true all_asleep 4 || ok 1 "$test: four jobs run"
	pid=$(cat pid)
}

# As a terminal does it, where a signal goes to the whole process group.
run_session() {
	timeout 60 setsid -w env --default-signal=INT,QUIT "${make[@]}" "$@" \
		>make.log 2>&1
}

# Sends a signal; $took is how long a condition took to come true, in ms.
hit() {
	local start
	start=$(now)
	kill "-$1" -- "$2"
	shift 2
	until ! [ $((took = ($(now) - start) / 1000000)) -lt 3000 ] || "$@"; do
		sleep 0.02
	done
}
has_counted() { [ -s tokens ]; }
no_longer_runs() { ! runs "$1"; }

# Passes when make ended, and well, after the client's end.
all_well() {
	wait $!
	is "$(clean && echo clean), $(cat tokens) free, $(wc -l <alive) jobs" \
		"clean, 3 free, 0 jobs" "$1: clean, all tokens, no jobs"
	nothing_here
	ok $? "$1: nothing is left running"
}

# Passes when what was hit with no make to see its end has gone within a second.
all_gone() {
	between $took 0 999 "$1: ms until the client is gone"
	nothing_here
	ok $? "$1: nothing is left running"
	clean
	ok $? "$1: clean"
	wait $! 2>/dev/null
}

for under in "${unders[@]}"; do
	use_make "$under"
	slow=$(client 8 $long)
	going_on=$(client 8 $long -k)
	stubborn=$(client 8 $long -p ./stubborn)

	for signal in TERM INT HUP QUIT; do
		test="F1 [$under] $signal"
		hold "$slow"
		hit $signal "$pid" has_counted
		between $took 0 999 "$test: ms until the tokens are back"
		all_well "$test"
		is "$(cat status)" $((128 + $(kill -l $signal))) \
			"$test: the client dies of it"
	done
	test="F1 [$under] TERM, and jobs that ignore it"
	hold "$stubborn"
	hit TERM "$pid" has_counted
	between $took 0 999 "$test: ms until the tokens are back"
	all_well "$test"
	is "$(cat status)" 143 "$test: the client dies of it"

	for command in "$slow" "$stubborn"; do
		test="F2 [$under] KILL"
		[ "$command" = "$stubborn" ] &&
			test+=", and jobs that ignore TERM"
		hold "$command"
		hit KILL "$pid" has_counted
		between $took 0 999 "$test: ms until the tokens are back"
		all_well "$test"
		is "$(cat status)" 137 "$test: the client is dead"
	done

	test="F1 [$under] INT to all, as by Ctrl-C"
	start=run_session hold "$slow"
	hit INT -"$(cat make.pid)" no_longer_runs "$pid"
	all_gone "$test"

	# The supervisor: its jobs take some rounds.
	for times in 1 2; do
		test="F3 [$under] supervisor killed, times: $times"
		long=0.4$$ hold "$(client 18 0.4$$)"
		guard=
		for _ in $(seq $times); do
			until_true another_guard "$pid" "$guard"
			guard=$(guard_of "$pid")
			kill -KILL "$guard"
		done
		until_true another_guard "$pid" "$guard"
		ok $? "$test: there is another one"
		all_well "$test"
		is "$(cat status), $(jobs), $(most "$log")" \
			"0, 18 done, 4" "$test: all jobs are done, 4 at a time"
	done
	test="F3 [$under] supervisor killed, then the client"
	hold "$going_on"
	guard=$(guard_of "$pid")
	kill -KILL "$guard"
	# The next token starts another; so end a job.
	kill -KILL "$(children "$pid" perf-parallel | head -1)"
	until_true another_guard "$pid" "$guard"
	ok $? "$test: there is another one"
	until_true all_asleep 4
	hit KILL "$pid" has_counted
	all_well "$test"

	for line in '+@sh ./victim; true' '+@sh ./victim'; do
		test="F4 [$under] TERM to make of '${line/*victim/+client}'"
		hold "$slow" "$line"
		hit TERM "$(cat make.pid)" no_longer_runs "$pid"
		all_gone "$test"
		test="F5 [$under] KILL of make of '${line/*victim/+client}'"
		hold "$slow" "$line"
		hit KILL "$(cat make.pid)" no_longer_runs "$pid"
		all_gone "$test"
	done

	# The first job to start fails, or what it runs does.
	for fault in 'exit 3' 'kill -SEGV $$' 'kill -KILL $PPID' missing; do
		for keep in '' -k; do
			test="F6 [$under] $fault${keep:+, $keep}"
			try_folder
			printf '%s\n' '#!/bin/sh' \
				"mkdir once 2>/dev/null && $fault" \
				'sleep 0.1' cat >consumer
			[ "$fault" = missing ] || chmod +x consumer
			printf '%s\n' all: $'\t-+@'"$(client 8 0 $keep \
				-p ./consumer)" $'\t+@'"$(count_tokens 3)" \
				>Makefile
			run_make -j4
			is "$? $(clean && echo clean), $(cat tokens) free" \
				"0 clean, 3 free" "$test: clean, all tokens"
			has "$(cat make.log)" "Error 1 (ignored)" \
				"$test: make is told"
			case $fault in
			exit*) message="consumer ended with status 3" ;;
			*SEGV*) message="consumer was killed by signal 11" ;;
			*PPID) message="not all ranges are done" ;;
			*) message="cannot execute ./consumer" ;;
			esac
			has "$(cat make.log)" "$message" "$test: so is who reads"
			case $fault$keep in
			missing-k) wanted="8 failed" ;;
			*-k) wanted="7 done 1 failed" ;;
			*) wanted=fewer ;;
			esac
			if [ "$wanted" = fewer ]; then
				[[ $(jobs) != *[5-8]\ [def]* ]]
				ok $? "$test: the others are ended"
			else
				is "$(jobs)" "$wanted" "$test: the others run"
			fi
			nothing_here
			ok $? "$test: nothing is left running"
		done
	done

	# A full disk, which later has room again.
	test="F7 [$under] ENOSPC"
	try_folder
	mkdir small
	for way in client again; do
		printf '%s >%s 2>&1; echo $? >>status\n' \
			"$(client 8 0.1 -v -k -o small/out)" $way
	done >script
	sed -i '1i\
		mount -t tmpfs -o size=100k small small || exit 9
		2i\
		mount -o remount,size=8m small' script
	echo "$perf_parallel merge -o merged small/out" >>script
	if unshare -m true 2>why; then
		printf 'all:\n\t+@%s\n\t+@%s\n' "unshare -m sh ./script" \
			"$(count_tokens 3)" >Makefile
		run_make -j4
		is "$? $(clean && echo clean), $(cat tokens) free" \
			"0 clean, 3 free" "$test: clean, all tokens"
		has "$(cat client)" "and 3 at most" "$test: tokens were held"
		is "$(xargs <status)" "1 0" "$test: jobs fail, and do later"
		same merged "$work_folder/serial" "$test: nothing is cut off"
	else
		skip "$test" "no file system can be mounted: $(cat why)"
	fi

	# Too few descriptors: what is too few is said before a token is taken.
	test="F7 [$under] EMFILE"
	wrong='' refused='' plenty=''
	for number in 8 21 $(more echo {9..20}) 31 32 33; do
		try_folder
		printf 'all:\n\t+@(ulimit -n %s; exec %s); echo $$? >status
			+@%s\n' $number "$(client 6 0.02 -k)" \
			"$(count_tokens 3)" | sed 's/^\t*/\t/; 1s/\t//' >Makefile
		run_make -j4 && clean && [ "$(cat tokens)" = 3 ] &&
			nothing_here || wrong+=" $number"
		[ "$(cat status)" != 0 ] || plenty+=" $number"
		[ "$(cat status)" = 0 ] || [ -e "$log" ] ||
			! grep -q "$number files may be open, and 32 are needed;" \
				make.log || refused+=" $number"
	done
	is "$wrong" "" "$test: clean, all tokens, however many there are"
	is "$refused,$plenty" "$(printf ' %s' 8 21 $(more echo {9..20}) 31), 32 33" \
		"$test: too few are refused, with the number that is needed"

	# As few as the client gives to poll, and fewer, which poll refuses.
	for number in 6 5; do
		test="F7 [$under] EMFILE while tokens are held, $number left"
		# No job must end between these.
		long=1.4$$ hold "$(client 10 1.4$$ -k)"
		until_true another_guard "$pid"
		guard=$(guard_of "$pid")
		prlimit --pid "$pid" --nofile=$number
		kill -KILL "$guard"
		until_true has_counted || kill -KILL "$pid"
		all_well "$test"
		is "$(cat status)" 1 "$test: jobs fail"
		[ $number = 6 ] && message="from here on: no process could be" ||
			message="cannot wait for jobs, which end now"
		has "$(cat make.log)" "$message" \
			"$test: no token is taken that nobody looks after"
	done

	try_folder
	prepare_hits
	hits=$(by_default 5 25)
	hit_many "$hits"
	ok $? "F8 [$under] $hits clients hit at random moments: nothing is lost"

	test="F9 [$under] a pool at its end"
	try_folder
	long=0.4$$
	printf '%s\n' 'echo $$ >pid' \
		'export MAKEFLAGS="-j4 --jobserver-auth=fifo:/dev/null"' \
		"exec $(client 5 $long)" >victim
	printf 'all:\n\t+@sh ./victim; echo $$? >status\n' >Makefile
	run_make -j4 &
	until_true all_asleep 1
	before=$(ticks "$(cat pid)")
	sleep 1
	after=$(ticks "$(cat pid)")
	wait $!
	long=31.$$
	between "${after:+$(((after - before) * 100 / $(getconf CLK_TCK)))}" \
		0 4 "$test: per cent of a processor"
	is "$(cat status), $(jobs), $(most "$log") at once" \
		"0, 5 done, 1 at once" "$test: one job at a time, and all"
	is "$(grep '^perf-parallel:' make.log)" "perf-parallel: one job at a \
time from here on: the pool was closed by who made it" "$test: one message"
	clean
	ok $? "$test: clean"

	# Also when each job leaves a process to itself.
	for left in nothing processes; do
		test="F10 [$under] jobs leave $left behind"
		try_folder
		printf '%s\n' '#!/bin/sh' "setsid sleep $long &" 'sleep 0.1' \
			cat >consumer
		[ $left = processes ] || sed -i /setsid/d consumer
		chmod +x consumer
		printf 'all:\n\t+@%s\n\t@date +%%s%%N >last\n' \
			"$(client 6 0 -p ./consumer)" >Makefile
		run_make -j4
		status=$?
		between $((($(now) - $(cat last)) / 1000000)) 0 199 \
			"$test: ms from the client's end to make's"
		[ $left = nothing ] && wanted=0 || wanted=6
		is "$status, $(most "$log") at once, $(asleep | wc -l) asleep" \
			"0, 4 at once, $wanted asleep" "$test: all is done"
		asleep | tr -dc '0-9\n' | xargs -r kill
		clean
		ok $? "$test: clean"
	done
done
finish
