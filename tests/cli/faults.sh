# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Faults in the calls by which a command changes its files: strace has each of
# them fail once, or kills the process before it.  To be sourced after tap.sh,
# in an empty folder.
#
#	faults_work              says whether strace may trace here
#	make_disk                makes the folders "try", if possible a file
#	                         system on a disk whose power can be cut, and
#	                         "small", where one may be mounted
#	learn                    the outputs here are right: what they are
#	scenario NAME WHOSE CHECK COMMAND ...
#	                         tries all faults of a command
#	$unlikely                is set to try what is unlikely, too

shopt -s dotglob globstar nullglob

# Calls that change files, by kind; not every machine has all of them.
declare -A calls=(
	[open]="open openat creat"
	[write]="write pwrite64 writev pwritev copy_file_range sendfile splice
		ftruncate fallocate"
	[sync]="fsync fdatasync syncfs"
	[rename]="rename renameat renameat2"
	[link]="symlink symlinkat link linkat"
	[unlink]="unlink unlinkat rmdir"
	[mkdir]="mkdir mkdirat"
	[close]="close"
)
kinds=(open write sync rename link unlink mkdir close)
all_calls=$(printf ',?%s' ${calls[*]})
all_calls=${all_calls:1}

# The error that each kind is given, and how it reads.
declare -A usual=([open]=ENOSPC [write]=ENOSPC [sync]=EIO [rename]=EIO
	[link]=EDQUOT [unlink]=EIO [mkdir]=EDQUOT [close]=EIO)
declare -A text_of=([ENOSPC]="No space left on device"
	[EIO]="Input/output error" [EDQUOT]="Disk quota exceeded")

out=parallel-perf-output
stamps=$out/.perf-parallel/stamps
unlikely=${unlikely:-}
disk= # the device that "try" is on
besides=() # faults that are always there, as strace wants them
wrong= # what was wrong
failed=() ignored=()

faults_work() {
	# Nobody can look for leaks in a process that is traced.
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	strace -o trace true 2>/dev/null
}

# A disk in a file, whose file system can be told that the disk is gone.
make_disk() {
	mkdir try small
	truncate -s 12M image
	trap 'cd /; umount -l "$work_folder"/{try,small} 2>/dev/null
		[ -z "$disk" ] || losetup -d "$disk"
		rm -rf "$work_folder"' EXIT
	disk=$(losetup -f --show image 2>/dev/null) || return
	mkfs.ext4 -q -b 4096 "$disk" 2>/dev/null &&
		mount_disk 2>/dev/null && rmdir try/lost+found &&
		(cd try && lose_disk CUT) && umount try && mount_disk && return
	umount try 2>/dev/null
	losetup -d "$disk"
	disk=
}

# With nothing that ext4 does beyond what it must.
mount_disk() { mount -o noauto_da_alloc "$disk" "$work_folder/try"; }

# Writes nothing any more; with COMMITTED the journal is written before that,
# so that names are on the disk, but not the bytes that nobody has synced.
lose_disk() {
	local flag=2
	[ "$1" != COMMITTED ] || flag=1
	# FS_IOC_SHUTDOWN
	perl -e 'open F, "<", "." and ioctl F, 0x8004587d, pack "L", shift
		or die "shutdown: $!\n"' $flag
}

# Mounts what is on the disk, unless somebody elsewhere still has the disk as it
# was when it was lost: all of that fails to be read.
mount_anew() {
	mount_disk && touch try/probe && rm try/probe && return
	umount try
	return 1
}

# Cuts the power, and comes back to what is on the disk.
cut_power() {
	# What was killed may take a moment to die.
	lose_disk "$1" 2>../err && cd .. && until_true umount try 2>err &&
		until_true mount_anew 2>err && cd try && return
	cd "$work_folder/try" || exit
	wrong="could not cut the power: $(<../err)"
	return 1
}

# Puts what the shell command $1 prints into a file, once, and its name in
# $printed.
declare -A printed_by=()
print_of() {
	printed=${printed_by[$1]:-}
	[ -z "$printed" ] || return 0
	printed=$work_folder/printed.${#printed_by[@]}
	printed_by[$1]=$printed
	sh -c "$1" >"$printed" 2>/dev/null </dev/null
}

declare -A output_of=() # by the keys
learn() {
	local stamp range
	for stamp in "$stamps"/*; do
		[ -e "$stamp" ] || continue
		range=${stamp##*/}
		print_of "$(<"$out/${range%@*}/cmd.txt")"
		output_of[${range##*@}]=$printed
	done
}

# Sees that no stamp that would be believed lies.
check_stamps() {
	local stamp range known
	for stamp in "$stamps"/*; do
		[ -e "$stamp" ] || continue
		range=${stamp##*/}
		known=${output_of[${range##*@}]:-$stamp}
		if ! cmp -s "$stamp" "$known"; then
			wrong="the stamp of $range lies"
			return 1
		fi
		if [ ! -s "$out/${range%@*}/cmd.txt" ]; then
			wrong="$range has its stamp, but its cmd.txt is empty"
			return 1
		fi
		print_of "$(<"$out/${range%@*}/cmd.txt")"
		cmp -s "$stamp" "$printed" && continue
		wrong="the stamp of $range lies, or its cmd.txt does"
		return 1
	done
}

# Sees that files that others read are old or new, and nothing between.
check_whole() {
	local file
	for file in parallel.mk merged.txt $out/merged.txt \
		$out/.perf-parallel/plan; do
		[ ! -e $file ] || cmp -s $file ../before/$file ||
			cmp -s $file ../after/$file && continue
		wrong="$file is neither the old nor the new one"
		return 1
	done
}

# Sees that a command that failed has told which file it was, by one of the
# names $1, and why, by the text $2 or in perf's own words.
check_message() {
	local said name
	said=$(<../err)
	case $said in
	*"$2"*) ;;
	*"; see "*/err.txt*) [ -s "$(grep -om1 "$out/.*/err.txt" ../err)" ] ||
		{ wrong="there is nothing to see: $said"; return 1; } ;;
	*) wrong="it said no '$2' but: $said"; return 1 ;;
	esac
	for name in $1; do
		case $said in *"$name"*) return 0 ;; esac
	done
	wrong="it named none of $1 but said: $said"
	return 1
}

check_result() {
	$check 2>../err && return
	wrong="$check fails: $(<../err)"
	return 1
}

# Sees that no more is left than when all is well, but for a file named $1,
# which could not be removed.
check_litter() {
	local tree=($out/** parallel* merged*) file name
	[ "${tree[*]}" != "${tree_after[*]}" ] || return 0
	while read -r file; do
		name=${file##*/}
		[ "${name%.part}" != "${1:-}" ] || continue
		wrong="$file is left or is missing"
		return 1
	done < <(printf '%s\n' "${tree[@]}" "${tree_after[@]}" | sort | uniq -u)
}

# Puts everything but the recording as it was before the command.
start_over() {
	rm -rf parallel* merged*
	cp -a ../before/. .
	[ -z "$disk" ] || sync -f .
}

# Runs the command under strace with further options of that.
trace() {
	local rule
	for rule in "${besides[@]}"; do
		set -- -e "inject=$rule" "$@"
	done
	# A job that outlives the command keeps the substitution waiting.
	: "$({ timeout -k 1 30 strace -y -s 0 -e signal=none \
		-e "trace=$all_calls" -o ../trace "$@" "${command[@]}" \
		2>../err; echo $? >../status; } 2>/dev/null)"
	return "$(<../status)"
}

# Runs the command with one fault:
#	trace_fault CALL NUMBER [options of strace ...]
# The call "end" is behind the last one, and gets none.
trace_fault() {
	local call=$1 inject=$1:signal=KILL:when=$2
	[ -z "${text_of[$fault]:-}" ] || inject=$1:error=$fault:when=$2
	shift 2
	if [ "$call" = end ]; then
		trace
	else
		trace -e "inject=$inject" "$@"
	fi
}

# Says whether the fault has come about.
was_reached() {
	[ "$1" = end ] || grep -q "$1[( ].*(INJECTED)\$\| = ?\$" ../trace ||
		{ wrong="it was not reached"; return 1; }
}

# Says whether all is well without the call that was not reached: into how many
# writes a pipe's bytes go depends on who is faster.
was_not_needed() {
	[ "$whose" = others ] && [ "$number" -gt 1 ] && [ $status -eq 0 ] &&
		check_stamps && check_result
}

# Runs the command with one fault, and looks what is left.
#	hit CALL NUMBER NAMES [options of strace ...]
hit() {
	local call=$1 number=$2 names=$3 status
	shift 3
	start_over
	trace_fault "$call" "$number" "$@"
	status=$?
	was_reached "$call" || { was_not_needed; return; }
	case $fault in
	CUT | COMMITTED) status=1; cut_power $fault || return ;;
	esac
	check_stamps && check_whole || return
	if [ $status -eq 0 ]; then
		check_result || return
		ignored+=("$call ${names%% *}")
		check_litter && return
	elif [ -n "${text_of[$fault]:-}" ]; then
		check_message "$names" "${text_of[$fault]}" || return
	fi
	if ! "${command[@]}" >/dev/null 2>../err; then
		wrong="the same again fails: $(<../err)"
		return 1
	fi
	case $status,$call in
	0,unlink* | 0,rmdir) ;;
	*) names= ;;
	esac
	check_stamps && check_result && check_litter "${names%% *}"
}

# Lists the calls by which a command, as traced, changes files in this folder:
#	list_calls own|others
# prints "KIND CALL NUMBER RESULT PATHS NAMES ...", either those of the first
# process or those of the others.  The latter are told apart by their paths,
# which have commas between them: NUMBER counts such calls with one of these
# paths in one process.
list_calls() {
	awk -v here="$PWD/" -v whose="$1" -v kinds="$(
		for kind in "${kinds[@]}"; do
			printf "$kind:%s " ${calls[$kind]}
		done)" -f "$source_folder/tests/cli/calls.awk" ../trace
	echo "end end 1 done -"
}

# Says whether the fault at a call with that result is worth a try.
worth_it() {
	local kind=$1 result=$2
	[ -z "$unlikely" ] || return 0
	# Calls that do nothing; or before one that changes nothing.
	case $fault,$kind,$result in
	*,failed) false ;;
	KILL,sync,* | KILL,open,read | KILL,close,*) false ;;
	CUT,open,read | CUT,close,*) false ;;
	COMMITTED,open,read | COMMITTED,close,*) false ;;
	*) true ;;
	esac
}

# Says what the fault is, for people.
describe() {
	case $fault in
	KILL) echo "killed before each" ;;
	CUT) echo "power cut before each" ;;
	COMMITTED) echo "journal committed and power cut before each" ;;
	*) echo "$fault at each" ;;
	esac
}

# Prints those of the listed calls, of the given kinds, that a fault is to be
# tried at: by default the first and the last ones.
choose_calls() {
	local of call number result rest chosen=()
	while read -r of call number result rest; do
		case " $* " in *" $of "*) ;; *) continue ;; esac
		worth_it "$of" "$result" || continue
		case " ${besides[*]}" in *" $call:"*) continue ;; esac
		chosen+=("$of $call $number $result $rest")
	done <../calls
	if [ -z "$thorough" ] && [ ${#chosen[@]} -gt 2 ]; then
		chosen=("${chosen[0]}" "${chosen[-1]}")
	fi
	[ ${#chosen[@]} -eq 0 ] || printf '%s\n' "${chosen[@]}"
}

# Tries one fault with the calls of the given kinds: try_fault FAULT KIND ...
try_fault() {
	local fault=$1 call number result paths names of options tries=0 bad=0
	shift
	ignored=() failed=()
	while read -r of call number result paths names; do
		options=()
		if [ "$paths" != - ]; then
			IFS=, read -r -a options <<<"$paths"
			options=(-f "${options[@]/#/-P}")
		fi
		tries=$((tries + 1))
		hit "$call" "$number" "$names" "${options[@]}" && continue
		bad=$((bad + 1))
		failed+=("$call, number $number ($names): $wrong")
	done < <(choose_calls "$@")
	[ $tries -gt 0 ] || return 0
	[ $# -eq 1 ] || set -- call
	ok $bad "$name: $(describe) $1 of $tries$([ ${#ignored[@]} -eq 0 ] ||
		echo ", ${#ignored[@]} do no harm")"
	[ $bad -eq 0 ] || printf '# %s\n' "${failed[@]//$'\n'/ / }"
	[ ${#ignored[@]} -eq 0 ] || printf '%s\n' "${ignored[@]}" | sort |
		uniq -c | sed 's/^ */# no harm: /'
}

# Tries all faults of a command, in the folder as it is now.
#	scenario NAME own|others CHECK COMMAND ...
# has them in the command's first process or in those that it starts; CHECK
# sees that the result is right, if need be with further commands.  With $cuts
# set power is cut, too.
scenario() {
	local kind fault name=$1 whose=$2 check=$3
	shift 3
	command=("$@")
	learn
	rm -rf ../before ../after
	mkdir ../before ../after
	cp -a $out parallel* merged* ../before 2>/dev/null
	start_over
	trace -f
	ok $? "$name: ends well when all is well"
	list_calls "$whose" >../calls
	[ "$(wc -l <../calls)" -gt 2 ]
	ok $? "$name: strace sees its calls"
	cp -a $out parallel* merged* ../after 2>/dev/null
	$check
	ok $? "$name: and does what it should"
	learn
	tree_after=($out/** parallel* merged*)
	for kind in "${kinds[@]}"; do
		for fault in ENOSPC EIO EDQUOT; do
			[ -z "$unlikely" ] && [ "${usual[$kind]}" != $fault ] ||
				try_fault $fault "$kind"
		done
	done
	for kind in "${kinds[@]}"; do
		try_fault KILL "$kind"
	done
	if [ -n "$disk" ] && [ -n "${cuts:-$unlikely}" ]; then
		try_fault CUT "${kinds[@]}" end
		try_fault COMMITTED "${kinds[@]}" end
	fi
	gone
	ok $? "$name: nothing is left running"
}
