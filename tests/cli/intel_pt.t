#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Intel PT: the PSBs that are found without perf are those that perf shows, and
# ranges of them are the serial output.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

# points FILE PERF: the times of all samples that --itrace=qqi gives, each once.
points() {
	"$2" script "$quick" --ns --itrace=qqi -F cpu,time -i "$1" 2>/dev/null |
		grep -v '\[-' | awk '{ print $2 }' | sort -n | uniq
}

# As many ranges as there are points: one more starts at each but the last.
starts() {
	"$perf_parallel" plan --json -N -b 1 -n "$2" -- \
		perf script --itrace=qqi -i "$1" |
		sed -n 's/.*"start_ns": \([0-9]*\)\([0-9]\{9\}\),.*/\1.\2:/p'
}

# finds FILE NAME: passes when all points are found.
finds() {
	local perf count
	for perf in "${perfs[@]}"; do
		points "$1" "$perf" >points.txt
		count=$(wc -l <points.txt)
		[ "$count" -gt 1 ]
		ok $? "$2, perf $(version_of "$perf"): $count points"
		sed '$d' points.txt >wanted.txt
		starts "$1" "$count" >got.txt
		same got.txt wanted.txt \
			"$2, perf $(version_of "$perf"): all are found"
	done
}

# decodes FILE OPTIONS NAME: ranges of each CPU add up to what perf prints of
# that CPU, and ranges of all CPUs to what it prints of all.
decodes() {
	local perf cpu bad
	for perf in "${perfs[@]}"; do
		# shellcheck disable=SC2086
		"$perf" script "$quick" --ns $2 -i "$1" >serial.txt 2>/dev/null
		rm -rf out merged.txt
		# shellcheck disable=SC2086
		"$perf_parallel" run -q -N -n 7 -b 1 -o out -- \
			"$perf" script "$quick" --ns $2 -i "$1" &&
			"$perf_parallel" merge --replace -o merged.txt out
		sort merged.txt >merged.sorted
		sort serial.txt >serial.sorted
		same merged.sorted serial.sorted \
			"$3, perf $(version_of "$perf"): the same lines"
		rm -rf out merged.txt
		# shellcheck disable=SC2086
		"$perf_parallel" run -q -n 9 -b 1 -o out -- \
			"$perf" script "$quick" --ns $2 -i "$1"
		bad=
		for folder in out/cpu-*; do
			cpu=$((10#${folder##*-}))
			# shellcheck disable=SC2086
			"$perf" script "$quick" --ns $2 --cpu=$cpu -i "$1" \
				2>/dev/null | cmp -s - <(find "$folder" \
				-name out.txt | sort -V | xargs cat) ||
				bad="$bad $cpu"
		done
		is "$bad,$(ls -d out/cpu-0)" ",out/cpu-0" \
			"$3, perf $(version_of "$perf"): and so for each CPU"
	done
}

# carried FILE EACH: a small recording whose samples, one in so many PSBs, carry
# the trace.
carried() {
	python3 "$shared_folder/tools/gen_pt.py" -o "$1" --psbs 300 \
		--psb-bytes 2048 --code-bytes 200 --seconds 5 --no-index \
		--samples 1 --profile skewed,bursty >/dev/null 2>&1 &&
		python3 "$source_folder/tests/generator/aux_sampling.py" "$1" "$2"
}

# decodes_carried FILE NAME: cut by the PSBs in its samples, which are those
# that perf shows beside the samples, it has the serial output's lines.
decodes_carried() {
	local perf count
	for perf in "${perfs[@]}"; do
		"$perf" script "$quick" --ns --no-itrace -F cpu,time -i "$1" \
			2>/dev/null |
			awk '{ print $2 }' | sort >samples.txt
		points "$1" "$perf" | comm -23 - samples.txt >points.txt
		count=$(wc -l <points.txt)
		sed '$d' points.txt >wanted.txt
		starts "$1" "$count" >got.txt
		same got.txt wanted.txt \
			"$2, perf $(version_of "$perf"): $count PSBs are found"
		"$perf" script "$quick" --ns --itrace=b -i "$1" >serial.txt \
			2>/dev/null
		rm -rf out merged.txt
		"$perf_parallel" run -q -n 7 -b 1 -o out -- \
			"$perf" script "$quick" --ns --itrace=b -i "$1" &&
			"$perf_parallel" merge --replace -o merged.txt out
		# perf has no order for lines of several CPUs at the same time.
		sort merged.txt >merged.sorted
		sort serial.txt >serial.sorted
		same merged.sorted serial.sorted \
			"$2, perf $(version_of "$perf"): the same lines"
	done
}

if [ ! -e "$shared_folder/tools/gen_pt.py" ]; then
	skip "generated Intel PT" "no ../shared/tools beside the project"
else
	while read -r options; do
		# shellcheck disable=SC2086
		python3 "$shared_folder/tools/gen_pt.py" -o pt.data --psbs 150 \
			--psb-bytes 2048 --code-bytes 200 --seconds 5 $options \
			>/dev/null 2>gen.log
		ok $? "gen_pt.py $options"
		finds pt.data "$options"
	done <<-'EOF'
		--profile uniform
		--profile bursty,skewed,idle
		--split page
		--split inpsb
		--snapshot 8192 --chunks 20
		--mode task
		--start pge --nofup .2
		--notsc .2 --nofup .1 --ovf .1
		--no-mtc --no-index --no-sample-time
		--samples 30
	EOF
	python3 "$shared_folder/tools/gen_pt.py" -o pt.data --psbs 300 \
		--psb-bytes 2048 --code-bytes 400 --seconds 5 \
		--profile skewed >/dev/null 2>&1
	for itrace in b qqi; do
		decodes pt.data --itrace=$itrace "--itrace=$itrace"
	done
	"$perf_parallel" run -n 2 --fold -- perf script --itrace=bi10us \
		-i pt.data >said.txt 2>&1
	has "$(cat said.txt)" "pt.data has several events; only samples of" \
		"all ranges fold the same of the events that a trace gives"
	rm -rf parallel-perf-output
	python3 "$shared_folder/tools/gen_pt.py" -o pt.data --psbs 300 \
		--psb-bytes 2048 --seconds 5 --per-thread >/dev/null 2>&1
	is "$("$perf_parallel" plan -n 3 -- perf script --itrace=b -i pt.data |
		head -1)" "3 jobs:" "a trace per thread is cut by time"
	python3 "$shared_folder/tools/gen_pt.py" -o pt.data --psbs 300 \
		--psb-bytes 2048 --seconds 5 --no-tsc >/dev/null 2>&1
	is "$("$perf_parallel" plan -n 3 -- perf script --itrace=b -i pt.data |
		head -1)" "4 jobs:" "a trace without TSCs is cut by CPU"
	has "$("$perf_parallel" info pt.data)" "the trace has no TSCs" \
		"and info says why"
	"$perf_parallel" plan --split=psb -n 3 -- \
		perf script --itrace=b -i pt.data 2>err.txt
	is "$?" 1 "--split=psb is refused there"
	has "$(cat err.txt)" "the trace has no TSCs" "with the reason"
	for each in 1 3; do
		carried pt.data $each
		ok $? "samples at each $each. PSB carry trace"
		decodes_carried pt.data "each $each. PSB"
	done
	# Into a pipe as perf inject writes it, which perf 6.1 fails on.
	python3 "$shared_folder/tools/gen_pt.py" -o file.data --psbs 40 \
		--psb-bytes 1000 >/dev/null 2>&1
	for perf in "${perfs[@]}"; do
		name="a trace in a pipe, perf $(version_of "$perf")"
		"$perf" inject -i file.data -o - >pipe.data 2>/dev/null
		if ! "$perf" script "$quick" --itrace=qqi -i pipe.data \
			>serial.txt 2>/dev/null; then
			"$perf_parallel" run -q -n 3 -o out -- "$perf" script \
				"$quick" --itrace=qqi -i pipe.data 2>/dev/null
			is $? 1 "$name: perf script fails, and we do"
			continue
		fi
		rm -rf out merged.txt
		"$perf_parallel" run -q -n 3 -o out --merge merged.txt -- \
			"$perf" script "$quick" --itrace=qqi -i pipe.data \
			2>err.txt
		is "$? $(find out -name out.txt)" "0 out/out.txt" \
			"$name: one range"
		has "$(cat err.txt)" "pipe.data: of a trace that was recorded" \
			"$name: it is said why"
		same merged.txt serial.txt "$name: $(wc -l <serial.txt) lines"
	done
	has "$("$perf_parallel" plan -n 3 -- perf script -i pt.data 2>&1)" \
		"with this --itrace, or none, the merged output is not" "which the default is not"
fi
real=0
for file in "$shared_folder"/perfdata/hase-*.data \
	"$shared_folder"/vectors/pt[su].data; do
	[ -e "$file" ] || continue
	finds "$file" "${file##*/}"
	real=$((real + 1))
done
echo "# $real recordings of ../shared were looked at"
finish
