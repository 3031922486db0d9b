#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# examples/build, from the installed program: a make -jN that compiles and
# decodes never runs more than N jobs, and leaves next to none of them idle.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"
# shellcheck source=tests/cli/pool.sh
. "$source_folder/tests/cli/pool.sh"

example=$work_folder/examples/build
log=decode-output/.perf-parallel/jobs.log
mkdir "$work_folder/examples" "$work_folder/sources"
cp -r "$source_folder/examples/build" "$example"
cp "$source_folder/examples/small.perf.data" "$example/.."
${makes[0]} -s -C "$source_folder" BUILD="${BUILD:-build}" PREFIX=/usr \
	DESTDIR="$work_folder/root" install >install.log 2>&1
PATH=$work_folder/root/usr/bin:$PATH
${makes[0]} -s -C "$work_folder/sources" -f "$example/Makefile" sources ||
	exit 1
"${perfs[0]}" script -i "$example/../small.perf.data" 2>err |
	awk -f "$example/count.awk" | sort -rn >serial.txt

# A compiler that logs as perf-parallel does, and a consumer with some work, so
# that jobs are long beside what it takes to start one.
cat >"$work_folder/cc" <<'END'
#!/bin/bash
start=${EPOCHREALTIME/[.,]/}000
cc "$@"
status=$?
echo "$start ${EPOCHREALTIME/[.,]/}000 done ${!#}" >>cc.log
exit $status
END
cat >"$work_folder/count" <<END
#!/bin/sh
awk -f "$example/count.awk"
awk 'BEGIN { while (i < 4000000) i++ }'
END
chmod +x "$work_folder/cc" "$work_folder/count"

# Prints how much of $1 slots was in use, in percent, from the start until of
# one kind of job, compiling or decoding, the last was started.
use() {
	awk -v slots="$1" '
		FNR == 1 { kind++ }
		$3 != "done" || $4 !~ /\.c$|@/ { next }
		!begin { origin = begin = $1 }
		{ from[++n] = $1 - origin; to[n] = $2 - origin }
		from[n] < first { first = from[n] }
		from[n] > last[kind] { last[kind] = from[n] }
		END {
			end = last[1] < last[2] ? last[1] : last[2]
			for (; n; n--) if (from[n] < end)
				used += (to[n] < end ? to[n] : end) - from[n]
			printf "%.1f\n", 100 * used / (slots * (end - first))
		}' cc.log $log
}

for under in "${unders[@]}"; do
	use_make "$under"
	for way in fragment run; do
		for slots in 2 4; do
			name="[$under] WAY=$way -j$slots:"
			try_folder
			cp -p "$work_folder"/sources/* .
			run_make -j$slots -f "$example/Makefile" WAY=$way \
				PERF="${perfs[0]}" CC="$work_folder/cc" \
				COUNT="$work_folder/count"
			is "$? $(jobs) $(jobs cc.log)" "0 16 done 52 done" \
				"$name compiles and decodes"
			same report.txt ../serial.txt "$name counts are right"
			clean && ./program
			ok $? "$name and so is everything else"
			is "$(most cc.log $log)" $slots "$name so many jobs"
			use=$(use $slots)
			[ "${use%.*}" -ge 95 ]
			ok $? "$name slots in use are 95 % or more"
			echo "# $use % of $slots slots were in use"
		done
	done
done
finish
