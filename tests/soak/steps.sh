# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What may happen to a project: each step_NAME does one thing to it, drawn from
# $RANDOM, and puts into $step what that was.
#
#	$steps                  an array of the names, some more than once
#	remember, forget        before and after a step, for what goes back to it
#
# A step that ends things has something to do begun before, and leaves it to
# the caller, like all others, to have the project brought up to date.

edit_recording=$build_folder/tests/edit-recording

steps=(
	sample sample sample mmap mmap task grow grow truncate first
	fields chains digits narrow narrow widen ranges ranges split per_cpu
	consumer consumer perf perf
	back back back
	output range stamps folder fragment
	kill_all kill_all kill_job kill_perf interrupt
	touch touch copy
)

# Edits the recording in its place, or puts another one there.
edit() {
	local command=$1
	shift
	pick place new
	step="edit-recording $command perf.data $* ($picked)"
	recording_changed=1
	if [ "$picked" = place ]; then
		"$edit_recording" "$command" perf.data "$@"
	else
		"$edit_recording" -o new.data "$command" perf.data "$@" &&
			mv new.data perf.data
	fi
}

# Puts what there is of processes into the array $pids and of samples into
# $samples, and the times of the first and last, in nanoseconds, into $first
# and $last.
look() {
	mapfile -t pids < <("$edit_recording" pids perf.data)
	read -r samples first last < <(printf '%s\n' "${pids[@]}" | awk '
		{ n += $2
		  if (!first || $3 < first) { first = $3; from = $3 }
		  if ($4 > last) { last = $4; to = $4 } }
		END { sub(/\./, "", from); sub(/\./, "", to)
		      print n, from, to }')
}

step_sample() {
	look
	draw 32768
	edit change-sample $((1 + drawn * samples / 32768))
}

# At some time of the life of one of the processes that have samples.
step_mmap() {
	local words percent
	look
	pick "${pids[@]}"
	words=(${picked//./})
	draw 101
	percent=$((words[2] + (words[3] - words[2]) * drawn / 100 - first))
	edit add-mmap "${words[0]}" $((percent * 100 / (last - first + 1)))
}

step_task() {
	draw 101
	edit add-task $drawn
}

# Recordings stay small, but not too small to be cut.
step_grow() {
	look
	pick 1 5 20 60
	if [ "$samples" -gt 6000 ]; then
		edit truncate 50
	else
		edit grow "$picked"
	fi
}

shrink() {
	look
	if [ "$samples" -lt 600 ]; then
		edit grow 100
	else
		edit "$@"
	fi
}

step_truncate() { pick 1 5 20 50; shrink truncate "$picked"; }
step_first() { pick 1 5 20 50; shrink drop-first "$picked"; }

step_fields() {
	pick '' comm,tid,cpu,time,event,ip,sym comm,pid,time,event,ip \
		tid,time,ip,sym,dso +period
	fields=$picked
	step="-F '$fields'"
}

step_chains() {
	if [ -z "$chains" ]; then chains=-G; else chains=; fi
	step="callchains: $chains"
}

step_digits() {
	if [ -z "$digits" ]; then digits=--ns; else digits=; fi
	step="digits: $digits"
}

# Writes nanoseconds as seconds into $seconds.
to_seconds() {
	seconds=$(($1 / 1000000000)).$(printf %09d $(($1 % 1000000000)))
}

# Puts a time at so many thousandths of the recording's into $seconds.
time_at() { to_seconds $((first + (last - first) * $1 / 1000)); }

# Chooses a --time that begins and ends at these thousandths.
set_time() {
	local from to
	look
	time_at "$1"
	from=$seconds
	time_at "$2"
	to=$seconds
	time_at $((($1 + $2) / 2))
	pick "$from,$to" "$from,$to" "$from," ",$to" "$from,$seconds $to," \
		"$(($1 / 10))%-$((($2 + 9) / 10))%"
	time=$picked
	step="--time '$time'"
}

step_narrow() {
	local from
	draw 400
	from=$drawn
	draw 400
	set_time $from $((1000 - drawn))
}

step_widen() {
	draw 3
	if [ "$drawn" = 0 ]; then
		time=''
		step="no --time"
	else
		draw 100
		set_time 0 $((1000 - drawn))
	fi
}

step_ranges() {
	pick '' -n1 -n2 -n3 -n4 -n5 -n6 -n7 -n9 -i0.4
	ranges=$picked
	step="ranges: $ranges"
}

step_split() {
	pick '' --split=samples --split=bytes --split=time
	split=$picked
	step="split: $split"
}

step_per_cpu() {
	pick -c -c '' -N
	per_cpu=$picked
	step="per CPU: $per_cpu"
}

step_consumer() {
	pick '' "sed s/cpu/CPU/" "sed s/clock/tick/"
	consumer=$picked
	step="--pipe-to '$consumer'"
}

# By its name, or as what a link of the project leads to.
step_perf() {
	pick "${perfs[@]}"
	perf=$picked
	pick name link
	if [ "$picked" = link ]; then
		ln -sf "$(command -v "$perf")" perf
		perf=./perf
	fi
	step="perf: $perf, $("$perf" --version)"
}

# Keeps what could be gone back to after the next step.
remember() {
	next=("$perf" "$split" "$per_cpu" "$consumer" "$fields" "$chains" \
		"$digits" "$time" "$ranges")
	cp -p perf.data "$work_folder/next.data"
}

# What was kept is from before the last step, then.
forget() {
	was=("${next[@]}")
	mv "$work_folder/next.data" "$work_folder/was.data"
}

# As it was before the last step: options and recording, perhaps with its time.
step_back() {
	perf=${was[0]} split=${was[1]} per_cpu=${was[2]} consumer=${was[3]}
	fields=${was[4]} chains=${was[5]} digits=${was[6]} time=${was[7]}
	ranges=${was[8]}
	recording_changed=1
	pick cp 'cp -p'
	step="as it was before that, $picked"
	$picked "$work_folder/was.data" perf.data
}

# Puts the path of one of the outputs into $picked.
pick_output() {
	local paths
	mapfile -t paths < <(find "$out" -name out.txt 2>/dev/null | sort -V)
	pick "${paths[@]:-$out/out.txt}"
}

remove() {
	step="rm -r $1"
	rm -rf "$1"
}

step_output() { pick_output; remove "$picked"; }
step_range() { pick_output; remove "${picked%/out.txt}"; }
step_stamps() { remove $out/.perf-parallel/stamps; }
step_folder() { remove $out; }
step_fragment() { remove parallel.mk; }

step_touch() {
	local what
	pick_output
	pick perf.data perf.data parallel.mk "$picked"
	what=$picked
	pick '1 hour ago' '+1 hour' '2 seconds ago' '+3 days' now
	step="touch -d '$picked' $what"
	[ "$what" != perf.data ] || recording_changed=1
	[ ! -e "$what" ] || touch -d "$picked" "$what"
}

# Goes on in a copy of the whole project, whose files are of now.
step_copy() {
	local next=$((project + 1))
	project=$next
	step="cp -r"
	cp -r . ../$next && cd ../$next && rm -rf ../$((next - 1))
}

# Begins to decode something, and stops after any part of the time that it took
# last: calls "end_it ... PID", with the process that leads the group.
stop_midway() {
	local what leader
	pick sample mmap grow ranges folder
	step_"$picked" || return
	what=$step
	write_up
	! grep -q ' emit ' "$up" || emitted=
	env --default-signal=INT,QUIT setsid sh "$up" \
		>"$work_folder/up.log" 2>&1 &
	draw 1000
	drawn=$((drawn * took_us / 1000))
	sleep $((drawn / 1000000)).$(printf %06d $((drawn % 1000000)))
	hit="too late"
	leader=$!
	"$@" $leader
	wait $leader 2>/dev/null
	step="$what, and after $drawn us $*: $hit"
}

end_group() {
	kill "$1" -- -"$2" && hit="midway"
} 2>/dev/null

# Ends a process whose command line has this word behind its name, once there is
# one, unless the leader's work is done before.
end_one() {
	local folder words
	while [ -e "/proc/$2/cwd" ]; do
		for folder in /proc/[0-9]*; do
			[ "${folder#/proc/}" -gt "$2" ] &&
				[ "$folder/cwd" -ef . ] &&
				mapfile -td '' words <"$folder/cmdline" &&
				[ "${words[1]:-}" = "$1" ] || continue
			kill -KILL "${folder#/proc/}" && hit="midway" && return
		done
	done
} 2>/dev/null

step_kill_all() { stop_midway end_group -KILL; }
step_interrupt() { stop_midway end_group -INT; }
step_kill_job() { way=make; stop_midway end_one job; }
step_kill_perf() { stop_midway end_one script; }
