#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every call by which a command changes its files fails once; before every one
# the process is killed once, and the power goes once; by default, the first and
# the last call of each kind.  After each of these
#
#	- a command that failed has said which file it was and why; one that
#	  did not has done its work,
#	- no stamp lies: its output is what the range's command prints,
#	- what others read is as it was before or as it should be, not between,
#	- the same command again completes, to the same bytes and files as if
#	  nothing had happened.
#
# With THOROUGH=1 also the processes that a command starts, with all perfs,
# and other ways to copy; POWER_CUT=all tries every error at every call, also
# where that is unlikely.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
[ "${POWER_CUT:-}" != all ] || unlikely=yes
# shellcheck source=tests/cli/faults.sh
. "$source_folder/tests/cli/faults.sh"

if ! faults_work; then
	skip "errors and power cuts" "strace is missing or may not trace here"
	finish
	exit
fi
make_disk
[ -n "$disk" ] || skip "power cuts" "may not mount a file system here"
cd try || exit 1

make=${makes[0]}
get_recording perf.data 300 600
touch -d '1 hour ago' perf.data

# Without symbols of the kernel perf takes a tenth of the time.
use_perf() {
	perf=$1
	all=("$perf" script --kallsyms=/dev/null -i perf.data)
	fields=("${all[@]}" -F "comm,tid,time,event,ip")
	"${all[@]}" >../all.txt 2>/dev/null
	"${fields[@]}" >../fields.txt 2>/dev/null
}
use_perf "${perfs[0]}"

# Three ranges, and all of these but the first.  What was decoded for the three
# may serve again, under other names.
mapfile -t times < <("$perf" script --ns -F time -i perf.data 2>/dev/null |
	tr -d ' :.' | awk '{ t[NR] = $1 }
		END { print t[int(NR / 3)]; print t[int(NR * 2 / 3)] }')
seconds() { printf '%d.%09d' $(($1 / 1000000000)) $(($1 % 1000000000)); }
until=("$(seconds $((times[0] - 2)))" "$(seconds $((times[1] - 2)))")
from=("$(seconds "${times[0]}")" "$(seconds "${times[1]}")")
later="${from[0]},${until[1]} ${from[1]},"
three=("${all[@]}" --time=",${until[0]} $later")
two=("${all[@]}" --time="$later")
"${three[@]}" >../three.txt 2>/dev/null
"${two[@]}" >../two.txt 2>/dev/null

from_nothing() { rm -rf parallel* merged*; }
build() { "$make" -s -f parallel.mk >/dev/null; }
is_merged() {
	"$perf_parallel" merge -o merged.txt && cmp merged.txt "$wanted" >&2
}
is_made() { build && is_merged; }

# Three ranges and what they make together.
three_made() {
	from_nothing
	"$perf_parallel" emit -q -i 1000 -- "${three[@]}"
	build
	wanted=../three.txt is_merged
	learn
}
# Two ranges of another command.
all_made() {
	from_nothing
	"$perf_parallel" emit -q -n 2 -- "${all[@]}"
	build
	wanted=../all.txt is_merged
	learn
}

three_made
is "$("$perf_parallel" plan -i 1000 -- "${two[@]}" | grep time=)" \
	"$(cat $out/time-range-[12]/cmd.txt)" "of three ranges two are the same"

wanted=../all.txt
from_nothing
more scenario "emit" own is_made "$perf_parallel" emit -q -n 2 -- "${all[@]}"
wanted=../two.txt
three_made
cuts=yes more scenario "emit another plan" own is_made \
	"$perf_parallel" emit -q -i 1000 -- "${two[@]}"

# Emits another command, with its second range done; the first range has yet
# what it had before.
job_to_do() {
	local line jobs=() planned
	"$perf_parallel" emit -q -n 2 "$@" -- "${fields[@]}"
	planned=$(grep -om 1 -e '--recording=[^ ]*' parallel.mk)
	while read -r line; do
		jobs+=("$(printf '%q ' "$perf_parallel" job "$planned" "$@") $line")
	done < <(sed -n 's/^\t$(parallel-perf.job) \(time-range-.*\)/\1/p' \
		parallel.mk)
	eval "${jobs[1]}"
	eval "job=(${jobs[0]})"
}
wanted=../fields.txt
from_nothing
job_to_do
cuts=yes more scenario "first job" own is_merged "${job[@]}"
all_made
job_to_do
cuts=yes scenario "job" own is_merged "${job[@]}"
for perf in "${perfs[@]}"; do
	use_perf "$perf"
	all_made
	job_to_do
	more scenario "perf $(version_of "$perf") of a job" others is_merged \
		"${job[@]}"
done
use_perf "${perfs[0]}"
all_made
job_to_do -p "sed -n p"
more scenario "the consumer of a job" others is_merged "${job[@]}"

wanted=../two.txt
three_made
cuts=yes scenario "run" own is_merged \
	"$perf_parallel" run -q -j1 -i 1000 -- "${two[@]}"
wanted=../fields.txt
all_made
more scenario "the jobs of run" others is_merged \
	"$perf_parallel" run -q -j1 -n 2 -- "${fields[@]}"

is_fields() { cmp merged.txt ../fields.txt >&2; }
to_merge() {
	all_made
	"$perf_parallel" run -q -n 2 -- "${fields[@]}"
}
to_merge
cuts=yes scenario "merge" own is_fields "$perf_parallel" merge -o merged.txt
# Other file systems, other ways to copy.
to_merge
besides=(copy_file_range:error=EXDEV)
more scenario "merge by sendfile" own is_fields \
	"$perf_parallel" merge -o merged.txt
to_merge
besides+=(sendfile:error=EINVAL)
more scenario "merge by write" own is_fields "$perf_parallel" merge -o merged.txt
besides=()

is_gone() { [ ! -e $out ]; }
all_made
cp merged.txt $out
more scenario "clean" own is_gone "$perf_parallel" clean
is_clean() {
	[ "$(cat $out/theirs $out/time-range-1/theirs)" = "$(echo 1; echo 2)" ]
}
all_made
echo 1 >$out/theirs
echo 2 >$out/time-range-1/theirs
more scenario "clean beside files of others" own is_clean "$perf_parallel" clean

# A disk that is really full, of every size, or by default every third, up to
# the one where all fits.
# Then there is room, as when somebody has tidied up.
fill_disk() {
	local pages status said
	out=../small/out stamps=../small/out/.perf-parallel/stamps
	command=("$perf_parallel" run -q -j1 -o $out -n 2 -- "${fields[@]}")
	tries=0
	for ((pages = 1; pages <= 200; pages += $(by_default 3 1))); do
		rm -rf $out
		mount -o "remount,size=$((4 * pages))k" ../small || return
		"${command[@]}" 2>../err
		status=$?
		said=$(<../err)
		check_stamps || return
		mount -o remount,size=4m ../small || return
		if [ $status -ne 0 ]; then
			tries=$((tries + 1))
			wrong="$pages pages, it said: $said"
			case $said in
			*"small/out"*"No space left"* | *time-range-[01]*) ;;
			*) return 1 ;;
			esac
			"${command[@]}" || return
		fi
		wrong="$pages pages: the result is wrong"
		"$perf_parallel" merge $out | cmp - ../fields.txt || return
		wrong=
		[ $status -ne 0 ] || return 0
	done
	wrong="it never fits"
	return 1
}
for perf in "${perfs[@]}"; do
	use_perf "$perf"
	name="a full disk under perf $(version_of "$perf")"
	if mount -t tmpfs -o size=4k tmpfs ../small 2>/dev/null; then
		fill_disk
		ok $? "$name, of $tries sizes"
		[ -z "$wrong" ] || echo "# ${wrong//$'\n'/ / }"
		umount ../small
	else
		skip "$name" "may not mount a small file system here"
	fi
done
finish
