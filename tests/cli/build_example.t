#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# examples/build: fifty files are compiled and a recording is decoded in one
# make -jN, in both shapes.  At no moment are there more than N jobs, and while
# both kinds have work left all N slots are used.
. "$(dirname "$0")/tap.sh"
. "$source_folder/tests/cli/pool.sh"

# A compiler that notes when it ran; it takes so long that starting processes
# on a busy machine does not count.
cat >compiler <<END
#!/bin/bash
start=\$(date +%s%N)
sleep 0.5
${CC:-cc} "\$@"
status=\$?
echo "\$start \$(date +%s%N) compiled" >>compiled.log
exit \$status
END
chmod +x compiler

# Prints from logs: the most jobs at a time, how many were compiled and decoded,
# and how much of $1 slots was used, in percent, from the first start until the
# last of one kind had started.
judge() {
	local jobs=$1
	shift
	awk '$3 == "compiled" { print $1, $2, "c" } $3 == "done" {
		print $1, $2, "d" }' "$@" | sort -n |
		awk -v jobs="$jobs" '
		NR == 1 { base = $1 }
		{
			start[NR] = ($1 - base) / 1e9
			end[NR] = ($2 - base) / 1e9
			last[$3] = start[NR]
			kinds[$3]++
		}
		END {
			until = last["c"] < last["d"] ? last["c"] : last["d"]
			for (i = 1; i <= NR; i++) {
				at = 0
				for (k = 1; k <= NR; k++)
					at += start[k] <= start[i] &&
						end[k] > start[i]
				if (at > most) most = at
				e = end[i] < until ? end[i] : until
				if (e > start[i]) used += e - start[i]
			}
			printf "%d %d %d %d\n", most, kinds["c"], kinds["d"],
				100 * used / (jobs * until)
		}'
}

# Builds in a folder of this name.
build() {
	local shape=$1
	mkdir "$shape"
	cd "$shape" || exit 1
	cp "$source_folder/examples/build/Makefile" .
	timeout 100 "${make[@]}" -s -j$jobs "$shape" \
		CC="$work_folder/compiler" CFLAGS=-O0 \
		RECORDING="$work_folder/perf.data" \
		PERF="${perfs[0]}" PERF_PARALLEL="$perf_parallel" \
		PERF_PARALLEL_MK="$source_folder/mk/perf-parallel.mk" \
		RANGES=12 OPTIONS="-p \"sh -c 'sleep 2; cat'\"" \
		>make.log 2>&1
	echo $? >status
}

# Both shapes at once, since they sleep most of the time.
jobs=4
for under in "${unders[@]}"; do
	use_make "$under"
	try_folder
	build fragment &
	build recipe &
	wait
	for shape in fragment recipe; do
		test="$shape [$under] -j$jobs"
		cd "$work_folder/try/$shape" || exit 1
		is "$(cat status)" 0 "$test: all is built"
		read -r most compiled decoded used < <(judge $jobs \
			compiled.log out/*/.perf-parallel/jobs.log)
		# Linking is one, too.
		is "$compiled $decoded $(ls out/program)" "51 12 out/program" \
			"$test: both kinds ran"
		is "$most" $jobs "$test: so many at a time, and no more"
		echo "# $used % of the slots were used"
		[ "$used" -ge 95 ]
		ok $? "$test: all slots were used"
		clean
		ok $? "$test: make has no complaint"
	done
done
finish
