#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the table of perf script's options says is so: for each option that
# "perf script -h" lists, and kinds of recordings, what is cut and merged is
# what one perf script prints, or a note says that it is not, or the option is
# refused.  Of an option with such a note at least one try must really differ.
# By default each option is tried once, and with one perf.  THOROUGH=1 tries all
# kinds that are listed for an option; PROOF=all everything with everything and
# with the kernel's symbols; PROOF_KINDS and PROOF_OPTIONS, lists of names, try
# only these; into the file PROOF_LOG goes a line for each try.  PROOF=all takes
# an hour, and says on descriptor 3, or on standard error, how far it is: before
# each option, and once a minute.
all_peers=yes
[ "${PROOF:-}" != all ] || THOROUGH=1
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

all=${PROOF:-}
perfdata=$shared_folder/perfdata
lists=$source_folder/tests/cli/proof
script=(script "$quick")
[ "$all" != all ] || script=(script)

# Options that a note is given with, though nothing tried here differs, and why.
declare -A never_differs=(
	[show-text-poke-events]="no recording here has such records, which \
only perf record of Intel PT in the kernel asks for"
	[stitch-lbr]="no recording here has call graphs of LBR"
	[symfs]="perf unwinds less far in some recordings only, such as the \
one that fields.t tries"
)

# Kinds of recordings: their names in order; where each is; what perf script
# and what run are given with it besides.
kinds=()
declare -A file_of=() base_of=() run_of=()

# kind NAME FILE [BASE [RUN]]
kind() {
	kinds+=("$1")
	file_of[$1]=$2
	base_of[$1]=${3:-}
	run_of[$1]=${4:-}
}

# Says whether anything is tried with this kind: by default, what is listed
# first for an option.
is_needed() {
	if [ -n "${PROOF_KINDS:-}" ]; then
		[[ " $PROOF_KINDS " = *" $1 "* ]]
	else
		[ "$thorough" ] || [[ $first_kinds = *" $1 "* ]]
	fi
}

# recorded NAME MS WORKLOAD OPTION ...: records, or says that it may not.
recorded() {
	local name=$1 length_ms=$2 load=$3
	shift 3
	is_needed "$name" || return
	[ "$thorough" ] || length_ms=$((length_ms / 3))
	if perf record -q "$swift" "$@" -o "$name.data" -- \
		bash -c "$load" workload "$length_ms" >record.log 2>&1 &&
		[ -s "$name.data" ]; then
		kind "$name" "$name.data"
	else
		skip "recording: $name" "perf may not record this here"
	fi
}

# Stacks of branches as the processor records them, made of callchains.
stacked() {
	is_needed brstacks || return
	if [ -e callchains.data ] && python3 \
		"$source_folder/tests/generator/branch_stacks.py" \
		callchains.data brstacks.data 16 2>record.log
	then
		kind brstacks brstacks.data
	else
		skip "recording: brstacks" "no callchains, or no python3"
	fi
}

# shellcheck disable=SC2016
storm='for ((i = 0; i < 1000; i++)); do (:); done; exec bash -c "
	for ((i = 0; i < 10000; i++)); do :; done"'

record_kinds() {
	local some=(-F 4000 -e cpu-clock)
	recorded plain 300 "$workload" "${some[@]}"
	recorded callchains 300 "$workload" "${some[@]}" -g
	recorded system 300 "$workload" "${some[@]}" -a -g --switch-events \
		--namespaces --all-cgroups
	recorded threads 300 "$workload" "${some[@]}" --per-thread -T
	recorded forks 0 "$storm" "${some[@]}" -g
	recorded group 300 "$workload" -F 4000 -e '{cpu-clock,page-faults}'
	recorded software 300 "$workload" -e context-switches -e page-faults
	recorded read 300 "$workload" -F 2000 -a -e '{cpu-clock,task-clock}:S'
	recorded tracepoints 200 "$workload" -e sched:sched_process_fork \
		-e sched:sched_switch -e raw_syscalls:sys_enter -c 20
	recorded stacks 300 "$workload" -F 500 -e cpu-clock \
		--call-graph dwarf,1024
	recorded compressed 300 "$workload" "${some[@]}" -z -g
	recorded unlike 300 "$workload" -d --sample-cpu -F 2000 \
		-e cpu-clock/call-graph=fp/ -e task-clock/call-graph=no/ \
		-e page-faults/call-graph=no/
	recorded fields 300 "$workload" -F 2000 -e cpu-clock -d --phys-data -W \
		--intr-regs=ax,sp --user-regs=ip,sp --code-page-size \
		--data-page-size --sample-cpu
	stacked
	is_needed pipe || return
	if perf record -q "$swift" -g "${some[@]}" -o - -- bash -c "$workload" \
		workload 300 2>record.log >pipe.data && [ -s pipe.data ]; then
		kind pipe pipe.data
	else
		skip "recording: pipe" "perf may not record this here"
	fi
}

# Recordings that are not made here: of branches, and of Intel PT.
shared_kinds() {
	local name file made=0
	while read -r name file; do
		[ -e "$perfdata/$file" ] || continue
		ln -s "$perfdata/$file" "$name.data"
		kind "$name" "$name.data"
		made=$((made + 1))
	done <<-'EOF'
		branches quipper-callgraph_and_branch-3.8.data
		lbr simpleperf-lbr-perf_lbr.data
		spec quipper-branch_stack_spec.data
		lost simpleperf-wrong_ip_callchain_perf.data
	EOF
	[ $made -gt 0 ] || skip "recordings of branches" \
		"no folder ../shared/perfdata beside the project"
	if [ -e "$shared_folder/tools/gen_pt.py" ] &&
		python3 "$shared_folder/tools/gen_pt.py" -o pt.data --cpus 2 \
		--psbs 60 --psb-bytes 512 --code-bytes 60 --seconds 5 \
		--samples 20 --profile skewed >/dev/null 2>&1; then
		kind pt pt.data "" "-b 1"
		kind pt-N pt.data "" "-b 1 -N"
		kind pt-b pt.data --itrace=b "-b 1"
		kind pt-b-N pt.data --itrace=b "-b 1 -N"
		made=$((made + 4))
	else
		skip "recordings of Intel PT" "no ../shared/tools"
	fi
	echo "# $made kinds of recordings are not made here"
}

# most FILE WORD ...: the line that perf script prints most often of it.
most() {
	local file=$1
	shift
	"${perfs[0]}" script "$@" -i "$file" 2>/dev/null |
		sed 's/^ *//; s/ *$//' | grep -av -e '^$' -e unknown | sort |
		uniq -c | sort -rn | sed -n '1s/^ *[0-9]* //p'
}

# Reads lines of times, prints those that are at parts of what lies between.
# shellcheck disable=SC2016
parts='/^ *[0-9]+\.[0-9]+:/ {
	sub(":", "")
	split($1, t, ".")
	if (!n++)
		base = t[1]
	ns = (t[1] - base) * 1e9 + t[2]
	if (n == 1 || ns < first)
		first = ns
	if (n == 1 || ns > last)
		last = ns
}
function at(part,  ns, s) {
	ns = first + (last - first) * part
	s = int(ns / 1e9)
	if (s > ns / 1e9)
		s--
	return sprintf("%d.%09d", base + s, ns - s * 1e9)
}
END { print at(0.1), at(0.35), at(0.5), at(0.7) }'

# facts KIND: sets what values of options are made from.
declare -A facts_of=()
facts() {
	local file=${file_of[$1]} base=()
	read -ra base <<<"${base_of[$1]}"
	if [ -z "${facts_of[$1]:-}" ]; then
		comm=$(most "$file" "$quick" "${base[@]}" -F comm)
		pid=$(most "$file" "$quick" "${base[@]}" -F pid)
		tid=$(most "$file" "$quick" "${base[@]}" -F tid)
		event=$(most "$file" "$quick" "${base[@]}" -F event)
		event=${event%:}
		read -r ip sym <<<"$(most "$file" "${base[@]}" -G -F ip,sym)"
		dso=$(most "$file" "${base[@]}" -G -F ip,dso)
		dso=${dso#*\(} dso=${dso%)}
		read -r t1 t2 t3 t4 <<<"$("${perfs[0]}" script "$quick" \
			"${base[@]}" -F time --ns -i "$file" 2>/dev/null |
			awk "$parts")"
		facts_of[$1]=$(declare -p comm pid tid event ip sym dso \
			t1 t2 t3 t4 | sed 's/declare --/declare -g --/')
	fi
	eval "${facts_of[$1]}"
}

# Says what of two outputs is the first that differs.
first_difference() {
	diff "$1" "$2" | grep -a '^[<>0-9]' | head -5 | cut -c -160 |
		sed 's/^/#     /'
}

# Reads what run has said: sets note, refusal and message, the first of each.
hear() {
	local line
	note='' refusal='' message=''
	while IFS= read -r line; do
		line=${line#perf-parallel: }
		case $line in
		"note: with "*) note=${note:-$line} ;;
		*"cannot be cut into"*) refusal=${refusal:-$line} ;;
		"note: "*) ;;
		*) message=${message:-$line} ;;
		esac
	done <run.err
}

# Passes when lines of the same time have another order, and nothing else: perf
# has no rule for those of several CPUs.
same_but_for_cpus() {
	cmp -s <(sort merged.txt) <(sort serial.txt) &&
		cmp -s <(grep -ao '[0-9]*\.[0-9]*:' merged.txt) \
			<(grep -ao '[0-9]*\.[0-9]*:' serial.txt)
}

# verdict PERF KIND WORD ...: sets got and, where it is bad, why.
verdict() {
	local perf=$1 kind=$2 status serial_status
	shift 2
	# shellcheck disable=SC2206
	local words=("${script[@]}" ${base_of[$kind]} "$@"
		-i "${file_of[$kind]}")
	rm -rf out merged.txt serial.txt
	why=
	# shellcheck disable=SC2086
	timeout 120 "$perf_parallel" run ${run_of[$kind]} -n 3 -o out \
		--stateless \
		--merge merged.txt -- "$perf" "${words[@]}" >run.out 2>run.err
	status=$?
	hear
	if [ $status -eq 2 ] && [ -n "$refusal" ]; then
		got=refused why=$refusal
		return
	fi
	timeout 120 "$perf" "${words[@]}" >serial.txt 2>serial.err
	serial_status=$?
	if [ $serial_status -ne 0 ] && [ $status -ne 0 ]; then
		got="fails as perf does"
		[ -n "$refusal$message" ] ||
			got=bad why="perf fails with status $serial_status, \
and run says nothing"
	elif [ $status -ne 0 ]; then
		got=bad why="perf succeeds, run fails with status $status: \
$refusal$message"
		case $message in
		*"by which outputs of several CPUs are merged"*)
			got="refused by merge" ;;
		*) ! crashes || got="crashes of perf with a range alone" ;;
		esac
	elif cmp -s merged.txt serial.txt; then
		got=same
		[ -s serial.txt ] || got="same, and empty"
		[ -z "$note" ] || got="same in spite of a note"
		[ $serial_status -eq 0 ] || got="same of a perf that fails"
	elif [ -n "$note" ]; then
		got=differs
	elif [ $serial_status -ne 0 ] && [ ! -s serial.txt ] &&
		[[ $* = *[0-9]%* ]]; then
		got="cut by percentages that perf refuses"
	elif [ $serial_status -gt 128 ]; then
		got="perf crashes, its ranges do not"
	elif ! "$perf" "${words[@]}" 2>/dev/null | cmp -s - serial.txt; then
		got="not twice the same of perf"
	elif [[ $kind = pt* ]] && same_but_for_cpus; then
		got="the same but for the order of CPUs"
	else
		got=bad
		why="differs without a note (perf's status $serial_status)"
	fi
}

# Values of options: "OPTION KINDS WORDS", as a shell would read the words.
declare -A tries_of=()
first_kinds=' '
read_tries() {
	local option rest kinds
	while read -r option rest; do
		case $option in '' | '#'*) continue ;; esac
		kinds=${rest%% *}
		[ -n "${tries_of[$option]:-}" ] ||
			first_kinds+="${kinds##*,} "
		tries_of[$option]+=$rest$'\n'
	done <"$lists/options"
}

listed() { "$1" script -h 2>&1; }

# What perf script -h lists: long names.
options_of() {
	listed "$1" | sed -n 's/^    \(-.,\|   \) --\([a-z0-9-]*\).*/\2/p;
		s/^    -\(.\), --\([a-z0-9-]*\).*/\2/p' | sort -u
}

# Of these, those that are to be tried.
chosen_options() {
	local option
	for option in $(options_of "$1"); do
		[ -n "${PROOF_OPTIONS:-}" ] &&
			[[ " $PROOF_OPTIONS " != *" $option "* ]] ||
			echo "$option"
	done
}

# The fields of -F, one a line.
fields_of() {
	listed "$1" | sed -n 's/.*Fields: //p' | tr , '\n'
}

# Prints those fields that perf can print of a recording, to be added.
fields_in() {
	local field list=
	for field in $(fields_of "$1"); do
		! timeout 60 "$1" script "$quick" -F "+$field" -i "$2" \
			>/dev/null 2>&1 || list=$list,+$field
	done
	echo "${list#,}"
}

# tries PERF OPTION: what is to be tried, "KINDS WORDS" a line.
tries() {
	local field
	printf '%s' "${tries_of[$2]:-}"
	if [ "$2" = fields ] && [ "$all" = all ]; then
		for field in $(fields_of "$1"); do
			printf 'fields -F %s\n' "+$field" "-$field"
		done
	elif [ "$2" = fields ] && [ "$thorough" ] &&
		[ -n "${file_of[fields]:-}" ]; then
		echo "fields -F $(fields_in "$1" "${file_of[fields]}")"
	fi
}

# is_asked KIND KINDS: the last kind is always tried.
is_asked() {
	[[ $all || ,$2 = *",$1" || ($thorough && ,$2, = *",$1,"*) ]]
}

# Says whether the range that a message is about makes perf crash by itself.
crashes() {
	local range=${message%%: *}
	[[ $message = *": perf script was killed by signal "* ]] || return
	timeout 120 sh "out/$range/cmd.txt" >/dev/null 2>&1
	[ $? -gt 128 ]
}

# Prints how many tries there will be with all kinds.
count_tries() {
	local perf option
	for perf in "${perfs[@]}"; do
		for option in $(chosen_options "$perf"); do
			tries "$perf" "$option"
		done
	done | echo $(($(wc -l) * ${#kinds[@]}))
}

# tell OPTION: says how far all is.
{ : >&3; } 2>/dev/null || exec 3>&2
told=0
tell() {
	[ "$all" = all ] || return 0
	told=$SECONDS
	printf 'proof: %d:%02d min, %d of %d tried, now perf %s, --%s\n' \
		$((SECONDS / 60)) $((SECONDS % 60)) "$total" "$expected" \
		"$version" "$1" >&3
}

# prove_note OPTION: of those with a note something must have differed.
prove_note() {
	local name missing=
	for name in $(cut -d' ' -f1 <<<"${tries_of[$1]}" | tr , ' '); do
		[ -n "${file_of[$name]:-}" ] || missing=$name
	done
	name="$under: it is true that the output differs"
	if [ "${count[differs]:-0}" -gt 0 ]; then
		ok 0 "$name"
	elif [ -n "${never_differs[$1]:-}" ]; then
		skip "$name" "${never_differs[$1]}"
	elif [ -n "$missing" ]; then
		skip "$name" "no recording: $missing"
	else
		ok 1 "$name"
	fi
}

# prove PERF OPTION
prove() {
	local perf=$1 option=$2 kind text bad=0 tried=0 noted=0 words some
	local under row
	under="perf $version, --$option"
	declare -A count=()
	if [ -z "${tries_of[$option]:-}" ]; then
		ok 1 "$under: tests/cli/proof/options has how to try it"
		return
	fi
	while IFS=' ' read -r some text; do
		for kind in "${kinds[@]}"; do
			is_asked "$kind" "$some" || continue
			[ "$thorough" ] || [ $tried -eq 0 ] || continue
			[[ $text != *\$* ]] || facts "$kind"
			words=()
			eval "words=($text)"
			verdict "$perf" "$kind" "${words[@]}"
			tried=$((tried + 1)) total=$((total + 1))
			[ $((SECONDS - told)) -lt 60 ] || tell "$option"
			row=("$version" "$option" "$kind" "$text" "$got" "$why"
				"$note")
			count[$got]=$((${count[$got]:-0} + 1))
			case $note in "note: with --$option "* | \
				"note: with this --$option"[\ ,]*) noted=1 ;; esac
			[ -z "${PROOF_LOG:-}" ] || (IFS=$'\t'; echo "${row[*]}"
				) >>"$PROOF_LOG"
			[ "$got" = bad ] || continue
			bad=1
			echo "# perf $version script ${base_of[$kind]}" \
				"${words[*]} -i $kind: $why"
			[ ! -e merged.txt ] || [ ! -e serial.txt ] ||
				first_difference serial.txt merged.txt
		done
	done < <(tries "$perf" "$option")
	[ $tried -gt 0 ] || { skip "$under" "no such recording"; return; }
	ok $bad "$under: $tried tried:$(for got in "${!count[@]}"; do
		printf ' %s %s,' "${count[$got]}" "$got"
	done | sed 's/,$//')"
	[ -z "$thorough" ] || [ $noted -eq 0 ] || prove_note "$option"
	for got in "${!count[@]}"; do
		totals[$got]=$((${totals[$got]:-0} + ${count[$got]}))
	done
}

# What values of options name.
mkdir nothing guests
awk '{ $3 = "renamed_" $3; print }' /proc/kallsyms >kallsyms
cat >script.py <<'EOF'
def trace_begin():
    print("begin")
def trace_end():
    print("end")
def process_event(event):
    print(event["comm"], event["ev_name"], event["sample"]["time"])
EOF
cat >plain.py <<'EOF'
def process_event(event):
    print(event["comm"], event["ev_name"], event["sample"]["time"])
EOF
cat >script.pl <<'EOF'
sub trace_begin { print "begin\n"; }
sub trace_end { print "end\n"; }
sub process_event { my (undef, $name) = @_; print length($name), "\n"; }
EOF
# Keeps about half of the samples; which half is for its argument to say.
cat >filter.c <<'EOF'
#include <perf/perf_dlfilter.h>
#include <stddef.h>
#include <string.h>
struct perf_dlfilter_fns perf_dlfilter_fns;
int
filter_event(void *data, const struct perf_dlfilter_sample *s, void *ctx)
{
	int count = 0;
	char **arg = perf_dlfilter_fns.args(ctx, &count);

	return (s->ip >> 1 ^ (count ? strlen(arg[0]) : 0)) & 1;
}
EOF
# Keeps every third sample, and says when it starts.
cat >counter.c <<'EOF'
#include <perf/perf_dlfilter.h>
#include <stdio.h>
int
start(void **data, void *ctx)
{
	static int number;

	puts("start");
	*data = &number;
	return 0;
}
int
filter_event(void *data, const struct perf_dlfilter_sample *s, void *ctx)
{
	return ++*(int *)data % 3 != 0;
}
EOF
include=()
for name in "${perfs[@]}"; do
	[ "${name%/bin/perf}" = "$name" ] ||
		include+=("-I${name%/bin/perf}/include")
done
for name in filter counter; do
	cc -shared -fPIC "${include[@]}" -o $name.so $name.c 2>cc.log ||
		skip "a $name in C" "no compiler, or no perf/perf_dlfilter.h"
done

read_tries
record_kinds
shared_kinds
if [ -n "${PROOF_KINDS:-}" ]; then
	wanted=()
	for name in "${kinds[@]}"; do
		[[ " $PROOF_KINDS " != *" $name "* ]] || wanted+=("$name")
	done
	kinds=("${wanted[@]}")
fi

# Perfs take turns, in one order of the options for all.
in_turn() { echo "${perfs[$1 % ${#perfs[@]}]}"; }

total=0 expected=0
[ "$all" != all ] || expected=$(count_tries)
declare -A totals=()
for perf in "${perfs[@]}"; do
	turn=0 number=$(options_of "$perf" | wc -l)
	version=$(version_of "$perf")
	[ "$number" -gt 40 ]
	ok $? "perf $version lists $number options"
	for option in $(chosen_options "$perf"); do
		turn=$((turn + 1))
		[ "$thorough" ] || [ "$perf" = "$(in_turn $turn)" ] ||
			continue
		tell "$option"
		prove "$perf" "$option"
	done
done
echo "# $total tried: $(for got in "${!totals[@]}"; do
	echo "${totals[$got]} $got"
done | sort -rn | paste -sd, | sed 's/,/, /g')"
finish
