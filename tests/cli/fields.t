#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What fields and options of perf script make depend on more than a sample, and
# what is said of it: merged outputs are what one perf script prints, or a note
# says that they may not be.
all_peers=yes
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording perf.data 200 4000
out=parallel-perf-output
perf=${perfs[0]}

# merged PERF OPTION ... -- WORD ...: runs both; says how they end and compare.
merged() {
	local perf=$1 options=()
	shift
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	shift
	"$perf" script "$@" >serial.txt 2>/dev/null
	rm -rf $out merged.txt
	"$perf_parallel" -q -n 3 --merge merged.txt "${options[@]}" -- \
		"$perf" script "$@" >/dev/null 2>err
	echo "$? $(cmp -s merged.txt serial.txt && echo same || echo other)"
}

note() { grep -c 'note: with .* the merged output' err; }

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	for fields in "comm,ip -F +time" "trace:comm,trace" "hw:comm" \
		"comm,ip -F sw:comm,time,ip" "comm,bpf-output"
	do
		# shellcheck disable=SC2086
		is "$(merged "$perf" -c -n 1 -- "$quick" -i perf.data \
			-F $fields)" \
			"0 same" "perf $version: by time with -F $fields"
	done
done
perf=${perfs[0]}

merged "$perf" -c -- "$quick" -i perf.data -F time,ip -F sw:comm,ip >/dev/null
has "$(<err)" "-F 'sw:comm,ip' prints some samples without their time" \
	"not by time where the type of event that is there has none"
merged "$perf" -- -i perf.data -F comm,+ip >/dev/null
has "$(<err)" "-F 'comm,+ip': perf takes either" \
	"a list that perf does not take is refused"

# What -q leaves of it.
merged "$perf" -- "$quick" -i perf.data --deltatime >/dev/null
is "$(note)" 1 "-q prints that the output is not the serial one"
merged "$perf" -n 1 -- "$quick" -i perf.data --deltatime >/dev/null
is "$(note)" 0 "one range is what one perf script prints"
"$perf_parallel" emit -q -n 3 -- "$perf" script -i perf.data --deltatime 2>err
is "$(note)" 1 "emit -q prints it"
cp perf.data second.data
"$perf_parallel" emit -n 3 --name several --inputs '*.data' -f several.mk -- \
	"$perf" script --deltatime >/dev/null 2>err
is "$? $(note)" "0 1" "of several recordings it is printed once"

# Options of perf itself.
mkdir ids
for options in --no-pager "-p --debug verbose=0" "--buildid-dir ids"; do
	# shellcheck disable=SC2086
	"$perf" $options script "$quick" -i perf.data >serial.txt 2>/dev/null
	rm -rf $out
	rm -f merged.txt
	# shellcheck disable=SC2086
	"$perf_parallel" -q -c -n 2 --merge merged.txt -- \
		"$perf" $options script "$quick" -i perf.data >/dev/null 2>&1
	is "$? $(cmp merged.txt serial.txt 2>&1)" "0 " \
		"perf $options script"
done
stamps() { (cd $out/.perf-parallel/stamps && find . -type l -o -type f) | sort; }
ids() {
	"$perf_parallel" -q -c -n 2 --replace -- "$perf" --buildid-dir ids script \
		"$quick" -i perf.data >/dev/null 2>&1
	stamps >after
}
ids
cp after before
ids
same after before "what is decoded stays so"
echo >ids/file
ids
! cmp -s after before
ok $? "a file more in --buildid-dir is another key"

# A program of which addr2line knows no address of the first half.
cat >half.c <<'EOF'
volatile unsigned long sum;
void first(void);
int
main(void)
{
	first();
	for (unsigned long i = 0; i < 200000000; i++)
		sum++;
}
EOF
cat >first.c <<'EOF'
extern volatile unsigned long sum;
void
first(void)
{
	for (unsigned long i = 0; i < 200000000; i++)
		sum++;
}
EOF
if cc -O1 -S first.c && sed -i '/\.file/d' first.s && cc -c first.s &&
	cc -O1 -g -c half.c && cc -Wl,--build-id=none -o half half.o first.o &&
	objcopy --wildcard --strip-symbol='*' half &&
	"$perf" record -q "$swift" -N -F 4000 -e cpu-clock:u -o half.data \
		./half >record.log 2>&1
then
	for perf in "${perfs[@]}"; do
		version=$(version_of "$perf")
		is "$(merged "$perf" -- "$quick" -i half.data -F +srcline
			) $(note)" "0 other 1" \
			"perf $version: addr2line is given up, and a note says so"
		is "$(merged "$perf" -- "$quick" -i half.data) $(note)" \
			"0 same 0" "perf $version: not without srcline"
	done
else
	skip "addr2line is given up" "no compiler, or perf may not record here"
fi

# Functions that are inlined into one another.
if cc -O1 -g -o inlined "$source_folder/tests/cli/inlined.c" &&
	"$perf" record -q "$swift" -N -F 1000 -e cpu-clock:u \
		--call-graph dwarf,1024 -o inlined.data ./inlined \
		>record.log 2>&1
then
	is "$(merged "$perf" -- "$quick" -i inlined.data | cut -d' ' -f1
		) $(note)" "0 1" "inlined functions: a note says that they may differ"
	is "$(merged "$perf" -- "$quick" -i inlined.data --no-inline
		) $(note)" "0 same 0" "not without them"
	strip -g inlined
	is "$(merged "$perf" -- "$quick" -i inlined.data
		) $(note)" "0 same 0" "nor without debugging information"
else
	skip "inlined functions" "no compiler, or perf may not record here"
fi

# Recordings of ../shared: those that differ have a note.  By default each goes
# to one of the perfs, in turn; with THOROUGH=1 to each.
tried=0
told() {
	local file=$shared_folder/$1 got
	shift
	[ -e "$file" ] || return
	tried=$((tried + 1))
	for each in "${!perfs[@]}"; do
		[ "$thorough" ] ||
			[ "$each" -eq $((tried % ${#perfs[@]})) ] || continue
		perf=${perfs[each]}
		got="$(merged "$perf" -n 4 -- -i "$file" "$@") $(note)"
		[[ $got = "0 same 0" || $got = "0 other 1" ||
			$got = "1 other "* ]]
		ok $? "perf $(version_of "$perf"): $(basename "$file") $*: $got"
	done
}
told faults/metric.data "$quick" -F +metric
told faults/data_src.data "$quick" -F sw:comm,tid,time,ip,sym
told faults/dwarf-symfs.data "$quick" --symfs "$TMPDIR"
told perfdata/quipper-piped.target-3.4.data -G
told perfdata/lpd-sleep.data
told perfdata/simpleperf-perf_with_jit_symbol.data -G
[ $tried -gt 0 ] || skip "recordings of ../shared" "no such folder"
echo "# $tried recordings of ../shared"
finish
