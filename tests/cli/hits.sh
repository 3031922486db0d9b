# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the tests of clients that are hit by signals share, beside pool.sh.
#
#	nothing_here             waits, a second at most, until nothing works in
#	                         this folder or on the recording any more, no
#	                         supervisor either, which is in no folder
#	count_tokens TOTAL       prints a command for a recipe, which waits up to
#	                         a second until so many tokens are free, and puts
#	                         how many there are into the file tokens
#	prepare_hits             to be called once, in an empty folder, before
#	hit_client SIGNAL DELAY  runs make -j4 with a client that gets the signal
#	                         so many seconds after it started.  Then all must
#	                         be as if nothing had been: fails otherwise, with
#	                         $lost saying what is not.  $hit says when it was:
#	                         "before the first job", "with tokens held",
#	                         "between" these or "after the end"
#	hit_many RUNS            so many of these, with random signals, KILL mostly,
#	                         and delays up to 50 ms; prints those that failed,
#	                         and what the hits met.  Fails if one did, and
#	                         counts the tokens in $tokens_lost

nothing_here() {
	local here
	here=$(pwd -P)
	for _ in {1..25}; do
		# Not in this folder, so as not to find what looks for it.
		(cd / && {
			find /proc/[0-9]*/cwd -maxdepth 0 -lname "$here" \
				! -path "/proc/$$/*"
			grep -lzsxF -e"$work_folder/perf.data" \
				/proc/[0-9]*/cmdline
		} 2>/dev/null) >"$work_folder/here"
		[ -s "$work_folder/here" ] || return 0
		sleep 0.04
	done
	sed 's/^/# still there: /' "$work_folder/here"
	return 1
}

count_tokens() {
	cat >"$work_folder/count" <<-EOF
		free() {
			$perf_parallel run --explain |
				sed -n 's/^tokens: \([0-9]*\) free.*/\1/p'
		}
		for try in \$(seq 50); do
			[ "\$(free)" = "\$1" ] && break
			sleep 0.02
		done
		date +%s%N >counted
		free >tokens
	EOF
	echo "sh $work_folder/count $1"
}

# Short jobs, so that tokens come and go.
hit_command() { client 12 0.01 "$@"; }

prepare_hits() {
	"${perfs[0]}" script "$quick" -i "$work_folder/perf.data" \
		>serial 2>/dev/null
	cat >hit <<-EOF
		env --default-signal=INT,QUIT $(hit_command) &
		sleep \$DELAY
		kill -\$SIGNAL \$!
		wait \$!
		echo \$? >status
	EOF
	printf 'all:\n\t+@sh ./hit\n\t+@%s\n' "$(count_tokens 3)" >Makefile
}

# Says how far the client had come, by the folders of ranges that it began.
when_hit() {
	local begun finished
	begun=$(find parallel-perf-output -name 'time-range-*' 2>/dev/null |
		grep -vc stamps)
	finished=$(grep -c ' done ' "$log" 2>/dev/null)
	if [ "$(cat status)" -lt 128 ]; then
		echo "after the end"
	elif [ "$begun" = 0 ]; then
		echo "before the first job"
	elif [ $((begun - finished)) -ge 2 ]; then
		echo "with tokens held"
	else
		echo "between"
	fi
}

hit_client() {
	rm -rf parallel-perf-output status tokens
	lost="make failed"
	SIGNAL=$1 DELAY=$2 run_make -j4 || return
	hit=$(when_hit)
	lost="$(cat tokens) of 3 tokens are there"
	[ "$(cat tokens)" = 3 ] || return
	lost="make complains"
	clean || return
	lost="something is left running"
	nothing_here || return
	lost="the next run fails"
	eval "$(hit_command -j 4)" >run.log 2>&1 || return
	lost="the merged output is not the serial one"
	rm -f merged # of the run before, whose folder is gone
	"$perf_parallel" merge -o merged && cmp -s merged serial
}

hit_many() {
	local run signal delay failed=0
	local signals=(KILL KILL KILL KILL KILL KILL TERM INT HUP QUIT)
	local -A met=()
	tokens_lost=0
	for ((run = 1; run <= $1; run++)); do
		signal=${signals[RANDOM % ${#signals[@]}]}
		delay=$(printf 0.%06d $((RANDOM * 50000 / 32768)))
		hit=
		if ! hit_client "$signal" "$delay"; then
			failed=$((failed + 1))
			tokens_lost=$((tokens_lost + 3 - $(cat tokens || echo 0)))
			echo "# run $run, $signal after $delay s: $lost"
			sed 's/^/#   /' make.log
		fi
		met[$hit]=$((${met[$hit]:-0} + 1))
	done
	for hit in "${!met[@]}"; do echo "# ${met[$hit]} hit $hit"; done | sort -rnk2
	[ $failed -eq 0 ]
}
