# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A project that decodes perf.data in the current folder, as histories keep
# one: what its user has chosen, how it is brought up to date, and whether it
# is right then.
#
#	draw N                  puts a number below N into $drawn
#	pick WORD ...           puts one of the words into $picked; neither may
#	                        be called in a subshell, or it would be repeated
#	new_project FILE        starts one with a copy of the recording FILE
#	write_up                writes to $up, for sh, what a user types now
#	bring_up                has that done
#	check_project           fails, with $lost saying what is wrong, unless
#	                        the outputs are the serial one and there is
#	                        nothing left to do
#	run_project             these three, and counts what was decoded
#
# What was chosen: $perf and the arrays $shape, options of ours, and $options,
# those of perf script; $consumer, of --pipe-to, may be empty; $way is make or
# run.  $recording_changed says that a fragment may be older than it looks: a
# user who has set a clock back knows that make cannot see it.

out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
up=$work_folder/up

draw() { drawn=$((RANDOM % $1)); }
pick() { shift $((RANDOM % $#)); picked=$1; }

# Puts all choices together; any order of them is as good.
choose() {
	shape=($ranges $per_cpu)
	# Ranges of one length cannot have the same of anything else.
	[[ $ranges == -i* ]] || shape+=($split)
	[ -z "$consumer" ] || shape+=(--pipe-to "$consumer")
	options=(--kallsyms=/dev/null -i perf.data)
	[ -z "$fields" ] || options+=(-F "$fields")
	[ -z "$chains" ] || options+=("$chains")
	[ -z "$digits" ] || options+=("$digits")
	[ -z "$time" ] || options+=("--time=$time")
	choices="$perf ${shape[*]} ${options[*]}"
	choices+=" $(readlink -f "$(command -v "$perf")")"
}

new_project() {
	project=1
	try_folder
	mkdir 1 && cd 1 || exit 1
	cp "$1" perf.data
	perf=${perfs[0]}
	split='' per_cpu='' consumer='' fields='' chains='' digits='' time=''
	ranges=-n5 way=make emitted='' recording_changed=1 took_us=200000
	choose
}

# Says whether make would not see that the fragment is out of date.
must_emit() {
	[ "$choices" = "$emitted" ] && [ -e parallel.mk ] || return 0
	[ $recording_changed = 1 ] && [ ! perf.data -nt parallel.mk ]
}

write_up() {
	choose
	pick "${makes[@]}"
	{
		if [ $way = run ]; then
			printf '%q ' exec "$perf_parallel" run -q -j 2 \
				"${shape[@]}" -- "$perf" script "${options[@]}"
			[ "$choices" = "$emitted" ] || emitted=
		else
			! must_emit || printf '%q ' "$perf_parallel" emit -q \
				"${shape[@]}" -- "$perf" script "${options[@]}"
			! must_emit || printf '|| exit\n'
			printf '%q ' exec "$picked" -j2 -f parallel.mk
		fi
		echo
	} >"$up"
}

# Notes what the fragment is of, once what was written is done.
note_up() {
	[ $way = make ] || return 0
	emitted=$choices
	recording_changed=0
}

bring_up() {
	local began=${EPOCHREALTIME/[.,]/}
	timeout 120 sh "$up" >"$work_folder/up.log" 2>&1 || return
	took_us=$((${EPOCHREALTIME/[.,]/} - began))
	note_up
}

# Prints what one perf script prints, through the consumer.
serial() {
	"$perf" script "${options[@]}" "$@" 2>"$work_folder/serial.log" |
		eval "${consumer:-cat}"
	return "${PIPESTATUS[0]}"
}

# Prints the outputs of one CPU, which lie in as many folders as it has ranges.
outputs_of() {
	find "$1" -name out.txt | sort -V | xargs cat
}

# Compares the outputs of every CPU, since there is no merge of them yet.
same_per_cpu() {
	local cpu
	for cpu in "$out"/cpu-*; do
		serial --cpu "${cpu##*-}" >"$work_folder/serial.txt" ||
			return
		outputs_of "$cpu" >"$work_folder/merged.txt"
		cmp -s "$work_folder/serial.txt" "$work_folder/merged.txt" ||
			return
	done
	# And no CPU is missing.
	serial >"$work_folder/serial.txt"
	outputs_of "$out" >"$work_folder/merged.txt"
	[ "$(wc <"$work_folder/serial.txt")" = \
		"$(wc <"$work_folder/merged.txt")" ]
}

same_merged() {
	serial >"$work_folder/serial.txt" || return
	rm -f "$work_folder/merged.txt" # of another project
	"$perf_parallel" merge -o "$work_folder/merged.txt" \
		>"$work_folder/merge.log" 2>&1 &&
		cmp -s "$work_folder/serial.txt" "$work_folder/merged.txt"
}

is_right() {
	if [ "$per_cpu" = -c ]; then same_per_cpu; else same_merged; fi
}

# The same again must not do anything.
is_settled() {
	local before
	before=$(jobs)
	timeout 120 sh "$up" >"$work_folder/again.log" 2>&1 || return
	[ "$(jobs)" = "$before" ] || return
	[ $way = run ] || {
		grep -q 'Nothing to be done' "$work_folder/again.log" &&
			! grep -qE 'EMIT|DECODE' "$work_folder/again.log"
	}
}

check_project() {
	lost="the output is not what perf script prints"
	is_right || return
	write_up
	lost="something was left to do"
	is_settled || return
	lost="parts of outputs are left"
	[ -z "$(find "$out" -name .perf-parallel -prune -o -name '*.part' -print)" ]
}

run_project() {
	local before
	before=$(done_jobs)
	rm -f "$work_folder"/*.{log,txt}
	write_up
	lost="it cannot be brought up to date"
	bring_up || return
	decoded=$(($(done_jobs) - before))
	[ $decoded -ge 0 ] || decoded=$(done_jobs)
	check_project
}

done_jobs() { grep -c ' done ' "$log" 2>/dev/null || [ $? -le 2 ]; }
