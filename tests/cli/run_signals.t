#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What run, merge and job leave of signals to others: to what they start, and
# to whoever ends, stops and continues them.
. "$(dirname "$0")/tap.sh"

cp "$source_folder/examples/small.perf.data" perf.data
perf=${perfs[0]}
command=("$perf" script "$quick" -i perf.data)
"${command[@]}" >serial.txt 2>/dev/null
run() { "$perf_parallel" -q -n 2 "$@" -- "${command[@]}"; }

# Signals that are blocked and ignored.  A shell would let the blocked ones go.
cat >signals <<'END'
END {
	while ((getline line <"/proc/self/status") > 0)
		if (line ~ /^Sig(Blk|Ign)/)
			print line
}
END
signals="awk -f signals"
plain=$($signals)
is "$(run --reduce "$signals")" "$plain" \
	"a reducer has the signals that run was started with"
is "$(run --merge - --reduce "$signals" --verify 2>&1)" "$plain" \
	"also behind --verify, when there was nothing to decode"
is "$("$perf_parallel" merge --reduce "$signals")" "$plain" "merge: as well"
run -p "$signals"
is "$(sort -u parallel-perf-output/*/out.txt)" "$(sort -u <<<"$plain")" \
	"so has a consumer"
rm -r parallel-perf-output
is "$("$perf_parallel" -q -n 1 -p "$signals" --merge - --verify -- \
	"${command[@]}" 2>&1)" "$plain" "and that of --verify"
rm -r parallel-perf-output

# Somebody may start us with SIGCHLD ignored, and so our children unheard of.
deaf() { env --ignore-signal=CHLD "$perf_parallel" "$@"; }
deaf -q -n 2 --merge - --reduce cat -- "${command[@]}" >merged.txt
is "$?" 0 "run where SIGCHLD is ignored"
same merged.txt serial.txt "is complete"
deaf merge --reduce cat >merged.txt
is "$?" 0 "merge where SIGCHLD is ignored"
same merged.txt serial.txt "is complete, too"

# Once the ranges are done signals end it as they end anything.
slow="sh -c 'cat >/dev/null; touch started; exec sleep 31'"
for signal in TERM INT HUP QUIT; do
	rm -rf started parallel-perf-output
	env --default-signal="$signal" "$perf_parallel" -q -n 2 \
		--reduce "$slow" -- "${command[@]}" &
	until_true [ -e started ]
	kill -$signal $!
	wait $! 2>/dev/null
	is "$?" $((128 + $(kill -l $signal))) "$signal ends a slow --reduce"
	gone
	ok $? "$signal: nothing is left running"
done

finish
