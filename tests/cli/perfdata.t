#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Real recordings of all kinds, where they are at hand: each is cut in four,
# and the merged output must be what perf script prints, or be in the table
# below.  What perf cannot read must be refused with a message.  With
# THOROUGH=1 perf knows the kernel's symbols.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

if [ ! -d "$shared_folder/perfdata" ]; then
	skip "real recordings" "no folder ../shared/perfdata beside the project"
	finish
	exit
fi

# Recordings whose merged output is not the serial one, and why.
declare -A differs=(
	[quipper-intel_pt-4.14.data]="instructions are counted from where \
decoding starts; a note says so"
)

# What the ranges of a trace per CPU print cannot be merged by time yet.
declare -A options=(
	[hase-control_flow.data]=-N
)

script=(script "$quick")
more eval "script=(script)"

# verdict FILE PERF: prints "same", "differs" or "refused: MESSAGE".
verdict() {
	local name=${1##*/} status
	"$2" "${script[@]}" -i "$1" >serial.txt 2>serial.err
	status=$?
	rm -rf out merged.txt
	# shellcheck disable=SC2086
	timeout 120 "$perf_parallel" run -n 4 ${options[$name]:-} -o out -- \
		"$2" "${script[@]}" -i "$1" >run.log 2>&1 &&
		"$perf_parallel" merge -o merged.txt out 2>>run.log
	case $? in
	0) if [ $status -ne 0 ]; then
			echo "read, but perf ended with status $status"
		elif cmp -s merged.txt serial.txt; then
			echo same
		elif grep -q "note: .*the merged output is not" run.log; then
			echo differs
		else
			echo "differs without a note"
		fi ;;
	1) if [ $status -eq 0 ]; then
			echo "not read: $(head -1 run.log)"
		elif [ -s run.log ]; then
			echo refused
		else
			echo "refused without a message"
		fi ;;
	*) echo "status $?: $(tail -1 run.log)" ;;
	esac
}

declare -A count=()
real_recordings
for file in "${real[@]}"; do
	name=${file##*/}
	ln -sfn "$file" "$name"
	for perf in "${perfs[@]}"; do
		got=$(verdict "$name" "$perf")
		wanted=$got
		case $got in
		same | refused) ;;
		*) wanted=${differs[$name]:+differs}
			wanted=${wanted:-same} ;;
		esac
		is "$got" "$wanted" "$name, perf $(version_of "$perf"): $got"
		count[$got]=$((${count[$got]:-0} + 1))
	done
	rm -f "$name"
done
echo "# $((count[same])) real recordings were cut and merged to the serial" \
	"output, $((count[differs])) differ as the table says," \
	"$((count[refused])) cannot be read by perf either"
[ $((count[same])) -gt $((${#real[@]} * ${#perfs[@]} / 2)) ]
ok $? "most of them are cut and merged"
finish
