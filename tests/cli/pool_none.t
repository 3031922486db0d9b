#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A pool that cannot be used, is named oddly, or is not to be used: N1 to N6.
# shellcheck source=tests/cli/tap.sh disable=SC2016
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"

chmod 755 "$work_folder"

# What a make names a pool by: the style of make 4.4 and later is a FIFO.
is_fifo() { [[ " ${unders[*]} " == *" ${1}p "* ]]; }

# Says what the client made of it: its status, jobs at a time, all done?
outcome() {
	echo "status $(cat status), $(most "$log") at once, $(jobs)"
}

# The one line of the client in make.log, if it is just one.
message() {
	[ "$(grep -c '^perf-parallel: ' make.log)" = 1 ] &&
		sed -n 's/^perf-parallel: //p' make.log
}

# Prints what is in a folder, and when it was made or changed.
listing() { find "$1" -printf '%p %s %i %T@ %C@\n' | sort; }

# A script for a recipe: $1 and the client, whose status it leaves.
script() {
	printf '%s\n' "$1" "$(client 4 0.1)" 'echo $? >status' "${2:-:}" \
		>script
}

fallback="status 0, 1 at once, 4 done"

for under in "${unders[@]}"; do
	use_make "$under"

	# Without "+".
	if ! is_fifo "$under"; then
		try_folder
		printf 'all:\n\t@%s; echo $$? >status\n' "$(client 4 0.1)" \
			>Makefile
		run_make -j4
		is "$? $(outcome)" "0 $fallback" "N1 [$under] one job at a time"
		has "$(message)" "'+'" "N1 [$under] one line, which names '+'"
		clean
		ok $? "N1 [$under] clean"
	fi

	# Descriptors that are others' files by now.  In a recipe that has a
	# "+" somewhere make 4.4 names them to the other lines, too.
	if ! is_fifo "$under"; then
		try_folder
		script 'exec 3</etc/passwd 4</etc/hosts
			read -r line <&3; read -r line <&4
			cat /proc/$$/fdinfo/3 /proc/$$/fdinfo/4 >before' \
			'cat /proc/$$/fdinfo/3 /proc/$$/fdinfo/4 >after'
		printf 'all:\n\t+@true\n\t@sh ./script\n' >Makefile
		run_make -j4
		is "$? $(outcome)" "0 $fallback" "N2 [$under] one job at a time"
		has "$(message)" "descriptor 3, which MAKEFLAGS names, is not" \
			"N2 [$under] one line, which names the descriptor"
		grep -q '^pos:.*[1-9]' before
		ok $? "N2 [$under] both files had been read from"
		same after before "N2 [$under] nothing more is read, no flag set"

		try_folder
		script : 'cat <&3 >unread'
		printf 'all:\n\t+@true\n\t@printf +++ | %s | cat >written\n' \
			'sh ./script 3<&0 4>&1 >script.log 2>&1' >Makefile
		run_make -j4
		is "$? $(outcome)" "0 $fallback" "N3 [$under] one job at a time"
		mv script.log make.log
		has "$(message)" "of two pipes that have nothing to do" \
			"N3 [$under] one line, which says what they are"
		is "$(cat unread) $(wc -c <written)" "+++ 0" \
			"N3 [$under] nothing is read or written"
	fi

	# What a FIFO can come to.  Where make has one, that is it.
	for kind in missing "a regular file" "a folder" stale "mode 000"; do
		try_folder
		test="N4 [$under] $kind:"
		as=()
		pool='pool=$PWD/pool; mkfifo $pool; exec 9<>$pool'
		is_fifo "$under" && pool='pool=${MAKEFLAGS##*fifo:}'
		case $kind in
		missing) spoil='rm $pool' wanted="No such file" ;;
		"a regular file") spoil='rm $pool; echo +++ >$pool'
			wanted="is no FIFO" ;;
		"a folder") spoil='rm $pool; mkdir $pool' wanted="is no FIFO" ;;
		stale) spoil='exec 9>&-; rm $pool; mkfifo $pool'
			wanted="is left of a make that has ended" ;;
		"mode 000") spoil='chmod 000 $pool' wanted="Permission denied"
			chmod 777 .
			[ "$(id -u)" -ne 0 ] ||
				as=(setpriv --reuid=65534 --regid=65534
				--clear-groups) ;;
		esac
		if [ ${#as[@]} -gt 0 ] && ! "${as[@]}" sh -c '"$1" --version &&
			"$2" --version && "$3" --version' sh "$perf_parallel" \
			"${perfs[0]}" "${make[0]}" >why 2>&1
		then
			skip "$test all" "another user: $(head -1 why)"
			continue
		fi
		script "$pool; $spoil
			MAKEFLAGS=\"-j4 --jobserver-auth=fifo:\$pool\"
			export MAKEFLAGS
			date +%s%N >start"
		printf 'all:\n\t+@sh ./script\n' >Makefile
		# shellcheck disable=SC2031
		TMPDIR=$PWD timeout 60 "${as[@]}" "${make[@]}" -j4 \
			>make.log 2>&1
		is "$? $(outcome)" "0 $fallback" "$test one job at a time"
		has "$(message)" "$wanted" "$test one line that says so"
		first=$(awk '$3 == "done" { print $1 }' "$log" | sort -n | head -1)
		between $(((first - $(cat start)) / 1000000)) 0 999 \
			"$test ms until the first job starts"
		clean
		ok $? "$test clean"
	done

	# Where a FIFO can be.
	for folder in 'a b' 'a$b' 'a$$b' 'a\b'; do
		is_fifo "$under" || continue
		try_folder
		mkdir "$folder"
		printf 'all:\n\t+@%s; echo $$? >status\n' "$(client 4 0.3)" \
			>Makefile
		TMPDIR=$PWD/$folder run_make -j4
		is "$? $(outcome) $(message)" "0 status 0, 4 at once, 4 done " \
			"N5 [$under] TMPDIR is $folder: the pool is used"
		clean
		ok $? "N5 [$under] TMPDIR is $folder: clean"
	done

	# A make that runs nothing, in the folder of a run that is not complete.
	try_folder
	ln "$work_folder/perf.data" .
	command="$perf_parallel run -n 3 -p \"sh -c 'touch ran; cat'\" -- \
		${perfs[0]} script $quick -i perf.data"
	printf '.PHONY: all\nall:\n\t+@%s >out; echo $$? >status\n' \
		"$command" >Makefile
	run_make -j4
	is "$(cat status) $(jobs)" "0 3 done" "N6 [$under] there is a run"
	for option in n t q nk; do
		test="N6 [$under] -$option"
		rm -f ran status parallel-perf-output/time-range-1/out.txt
		listing parallel-perf-output >before
		run_make -j4 -$option
		listing parallel-perf-output >after
		is "$(cat status)" 0 "$test: status 0"
		[ ! -e ran ]
		ok $? "$test: no job runs"
		same after before "$test: no output changes"
		if [[ $option == n* ]]; then
			is "$(cat out)" \
				"$(cat parallel-perf-output/time-range-1/cmd.txt |
				sed 's/ | .*//')" \
				"$test: prints the command of what is missing"
		else
			is "$(cat out)" "" "$test: prints nothing"
		fi
		clean
		ok $? "$test: clean"
	done
	rm -r parallel-perf-output
	for option in n t q; do
		test="N6 [$under] -$option of a first run"
		rm -f ran status
		run_make -j4 -$option
		is "$(cat status) $(ls -d ran parallel-perf-output 2>/dev/null)" \
			"0 " "$test: status 0, nothing is made"
		n=0
		[ $option = n ] && n=3
		is "$(grep -c -- --time= out)" $n "$test: $n commands"
	done
	rm perf.data
	for option in n t q; do
		test="N6 [$under] -$option without the recording"
		rm -f status
		run_make -j4 -$option
		is "$(cat status) $(ls -d ran parallel-perf-output 2>/dev/null)" \
			"0 " "$test: status 0, nothing is made"
	done
	run_make -j4 -n
	has "$(cat out)" "${perfs[0]} script $quick -i perf.data" \
		"N6 [$under] -n without the recording: prints the command"
done
finish
