#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A fragment under make's own options: what each of them means anywhere else
# is what it must mean here.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
# No symbols: programs that come and go have them at one time only.
script=("${perfs[0]}" script "$quick" -F "comm,pid,cpu,time,event,ip")
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
ranges=3
"${script[@]}" -i "$work_folder/recording" >"$work_folder/serial" 2>/dev/null

# Emits in a new folder, which becomes the current one.
fresh() {
	try_folder
	cp "$work_folder/recording" perf.data
	touch -d '1 hour ago' perf.data
	"$perf_parallel" emit -q -n $ranges "$@" -- "${script[@]}" -i perf.data
}

# Shows all files of the current folder with their times.
state() {
	find . -printf '%p %T@ %s %i %l\n' | sort
}

# Says whether the merged output is the serial one.
merged_is_serial() {
	"$perf_parallel" merge -o "$work_folder/merged" $out
	same "$work_folder/merged" "$work_folder/serial" "$1"
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"

	# Those that only look.
	fresh
	before=$(state)
	said=$(timeout 20 "$make" -n -f parallel.mk)
	status=$?
	is $status 0 "-n is content $under"
	# A fragment that is made again and again would stop us here for ever.
	[ $status -eq 124 ] && continue
	is "$(grep -c 'perf-parallel.* job .*perf script --time=' <<<"$said")" \
		$ranges "-n shows each job $under"
	is "$(state)" "$before" "-n changes nothing $under"
	"$make" -q -f parallel.mk
	is $? 1 "-q finds something to do $under"
	is "$(state)" "$before" "-q changes nothing $under"
	"$make" -t -f parallel.mk >make.log 2>&1
	rm make.log
	is "$(state | sed 1d)" "$(sed 1d <<<"$before")" \
		"-t changes nothing $under"
	touch perf.data
	for flag in -n -q -t; do
		"$make" $flag -f parallel.mk >make.log 2>&1
		is "$(jobs)" "" \
			"$flag decodes nothing of a newer recording $under"
	done
	"$make" -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "0 $ranges done" \
		"a build after -n, -q and -t does all the work $under"
	merged_is_serial "and does it well $under"

	# The same once something was built.
	rm $out/time-range-1/out.txt
	before=$(state)
	said=$("$make" -n -f parallel.mk)
	is "$(grep -c ' job ' <<<"$said")" 1 "-n shows what is lost $under"
	"$make" -q -f parallel.mk
	is $? 1 "-q finds what is lost $under"
	"$make" -t -f parallel.mk >/dev/null 2>&1
	is "$(state)" "$before" "-t does not pretend to have it $under"
	"$make" -f parallel.mk >make.log 2>&1
	"$make" -q -f parallel.mk
	is "$? $(jobs)" "0 $((ranges + 1)) done" \
		"a build after that gets it back $under"

	# What only looks like -t or -s.
	for flag in -Otarget -Isomewhere A=t --assume-old=ts \
		--no-print-directory; do
		fresh
		said=$("$make" "$flag" -f parallel.mk 2>&1)
		is "$(grep -c DECODE <<<"$said"), $(jobs)" \
			"$ranges, $ranges done" \
			"$flag is neither -t nor -s $under"
	done

	# A job that fails.
	mkdir_once="sh -c 'mkdir failed 2>&- && exit 3; cat'"
	fresh --pipe-to "$mkdir_once"
	"$make" -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "2 1 failed" "a failure ends make $under"
	fresh --pipe-to "$mkdir_once"
	said=$("$make" -k -f parallel.mk 2>&1)
	is "$? $(jobs)" "2 $((ranges - 1)) done 1 failed" \
		"-k goes on and fails at the end $under"
	has "$said" "ended with status 3" "-k tells what failed $under"
	"$make" -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "0 $ranges done 1 failed" \
		"after -k only the failed range is left $under"
	merged_is_serial "and the merged output is whole $under"

	fresh
	"$make" -f parallel.mk >make.log 2>&1
	timeout 20 "$make" -B -j2 -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "0 $((2 * ranges)) done" "-B decodes all again $under"
	is "$(cut -d' ' -f4 $log | sort | uniq -c | sort -u |
		awk '$1 != 2')" "" "-B decodes each once again $under"
	merged_is_serial "-B loses nothing $under"
	"$make" -q -f parallel.mk
	is $? 0 "nothing is to do after -B $under"

	for flag in -O --output-sync=line --output-sync=recurse; do
		fresh
		said=$("$make" -j4 $flag -f parallel.mk 2>&1 | sort)
		is "$said" "$(printf '  DECODE  time-range-%d\n' 0 1 2)" \
			"$flag shows each job once $under"
		merged_is_serial "$flag is well $under"
	done
	fresh --pipe-to "sh -c 'exit 3'"
	said=$("$make" -k -j4 -O -f parallel.mk 2>&1)
	is "$(grep -A1 DECODE <<<"$said" |
		grep -c 'time-range-.* ended with status 3')" $ranges \
		"-O keeps a job's message with its name $under"

	fresh
	is "$("$make" -s -f parallel.mk 2>&1)" "" "-s prints nothing $under"
	is "$(jobs)" "$ranges done" "-s decodes all $under"
	is "$("$make" -s -f parallel.mk parallel-perf-merge 2>&1)" "" \
		"-s merges without a word $under"
	touch perf.data
	is "$("$make" -s -f parallel.mk parallel-perf-clean 2>&1)" "" \
		"-s plans and cleans without a word $under"

	fresh
	said=$("$make" V=1 -f parallel.mk 2>&1)
	is "$(grep -c ' -- .*perf script --time=.* -i perf.data$' <<<"$said")" \
		$ranges "V=1 shows whole commands $under"
	is "$(grep -c DECODE <<<"$said")" 0 "V=1 shows nothing else $under"
	rm -r $out/time-range-2
	grep time-range-2@ <<<"$said" >again
	sh ./again
	merged_is_serial "a command that V=1 showed runs by hand $under"
	fresh
	said=$("$make" V=0 -f parallel.mk 2>&1)
	is "$(grep -c DECODE <<<"$said")" $ranges "V=0 is not V=1 $under"
	fresh
	said=$(V=1 "$make" -f parallel.mk 2>&1)
	is "$(grep -c ' -- .*perf script --time=' <<<"$said")" $ranges \
		"V=1 may come from the environment $under"

	for flag in --shuffle --shuffle=reverse; do
		if "$make" $flag --version >/dev/null 2>&1; then
			fresh
			"$make" $flag -j4 -f parallel.mk parallel-perf-merge \
				>make.log 2>&1
			is "$? $(jobs)" "0 $ranges done" "$flag $under"
			same $out/merged.txt "$work_folder/serial" \
				"$flag merges in order $under"
		else
			skip "$flag $under" "this make has no $flag"
		fi
	done

	fresh
	here=$PWD
	(cd / && "$make" -C "$here" -f parallel.mk) >make.log 2>&1
	is "$? $(jobs)" "0 $ranges done" "-C another folder $under"
	has "$(cd / && "$make" -C "$here" -f parallel.mk 2>&1)" \
		"Nothing to be done" "-C again does nothing $under"

	# The same options, in the environment.
	fresh
	before=$(state)
	MAKEFLAGS=n "$make" -f parallel.mk >/dev/null
	is "$(state)" "$before" "MAKEFLAGS=n changes nothing $under"
	MAKEFLAGS=t "$make" -f parallel.mk >/dev/null 2>&1
	is "$(state)" "$before" "MAKEFLAGS=t changes nothing $under"
	MAKEFLAGS=q "$make" -f parallel.mk
	is $? 1 "MAKEFLAGS=q finds something to do $under"
	is "$(MAKEFLAGS=s "$make" -f parallel.mk 2>&1), $(jobs)" \
		", $ranges done" "MAKEFLAGS=s prints nothing $under"
	for flags in -j4 ' -j4 -Otarget' ' -- A=st' '--no-silent' \
		'-Itests -k' 'k -- A=st'; do
		[ "$flags" = --no-silent ] && [[ $under != *4.4* ]] && continue
		fresh
		said=$(MAKEFLAGS=$flags "$make" -f parallel.mk 2>&1)
		is "$(grep -c DECODE <<<"$said"), $(jobs)" \
			"$ranges, $ranges done" "MAKEFLAGS='$flags' $under"
	done
	fresh
	said=$(MAKEFLAGS=' -- V=1' "$make" -f parallel.mk 2>&1)
	is "$(grep -c ' -- .*perf script --time=' <<<"$said")" $ranges \
		"V=1 may come in MAKEFLAGS $under"
	fresh --pipe-to "$mkdir_once"
	MAKEFLAGS=k "$make" -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "2 $((ranges - 1)) done 1 failed" \
		"MAKEFLAGS=k goes on $under"

	# Below another make, which hands its options on.
	fresh
	# shellcheck disable=SC2016
	# shellcheck disable=SC2016
	printf 'all:\n\t+@$(MAKE) --no-print-directory -f parallel.mk\n' \
		>Makefile
	before=$(state)
	"$make" -t >/dev/null 2>&1
	is "$(state)" "$before" "-t from a make above changes nothing $under"
	is "$("$make" -s 2>&1), $(jobs)" ", $ranges done" \
		"-s from a make above prints nothing $under"
done

finish
