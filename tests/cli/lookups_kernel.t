#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who may not read the kernel's addresses decodes without its symbols; once they
# may be read, and once they may not any more, just the ranges that have samples
# of the kernel are decoded again.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
export HOME=$work_folder

chmod 755 "$work_folder" "$TMPDIR"
chmod 644 "$PERF_CONFIG"
cp "$perf_parallel" program
chmod 755 program
perf_parallel=$work_folder/program

address() {
	awk -v "name=$1" '$3 == name { print $1; exit }' /proc/kallsyms
}
hidden() {
	! "${nobody[@]}" awk '$1 !~ /^0*$/ { found = 1; exit }
		END { exit !found }' /proc/kallsyms
}
if [ "$(id -u)" != 0 ] || ! "${nobody[@]}" "$perf_parallel" --version >it ||
	! hidden || [[ $(address schedule) =~ ^0*$ ]]; then
	skip "who may read the kernel's symbols" \
		"needs root, and a kernel that hides its addresses from others"
	finish
	exit
fi

# Of four ranges the last has samples of the kernel.
schedule=$(address schedule)
{
	printf 'map %s %x [kernel.kallsyms]_text\n' "$(address _text)" \
		$((0x$(address _etext) - 0x$(address _text)))
	for i in {1..300}; do echo "user 400$i"; done
	for _ in {1..100}; do echo "ip $schedule"; done
} | "$build_folder/tests/kernel-recording" perf.data
chmod 644 perf.data

# Makes everything belong to a user, as whom "as" then runs commands.
become() {
	as=("$@")
	if [ $# -gt 0 ]; then chown -R 65534:65534 "$work_folder/try"
	else chown -R 0:0 "$work_folder/try"; fi
}

# Sees that so many ranges were decoded, to what one perf script prints, which
# has so many samples with a symbol.
decoded() {
	local all
	"${as[@]}" "$perf" script -i perf.data >serial 2>/dev/null
	"${as[@]}" "$perf_parallel" merge -o merged.txt
	all=$(grep -c ' done ' $log)
	is "$((all - before)) $(grep -c schedule merged.txt) $(
		cmp merged.txt serial 2>&1)" "$1 $2 " "$3 $under"
	before=$all
}

# Goes through it, with again() to do what is missing.
tell() {
	try_folder
	cp ../perf.data .
	before=0
	become "${nobody[@]}"
	again
	decoded 4 0 "a user, who may not read addresses: all"
	become
	again
	decoded 1 100 "root, who may: the kernel's range"
	again
	decoded 0 100 "root again: nothing"
	become "${nobody[@]}"
	again
	decoded 1 0 "the user again: the kernel's range"
	again
	decoded 0 0 "and then nothing"
}

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	if ! "${nobody[@]}" "$perf" --version >it 2>&1; then
		skip "perf $version" "others than root may not run it"
		continue
	fi
	under="by run, perf $version"
	again() {
		"${as[@]}" "$perf_parallel" run -q -n 4 -- "$perf" script \
			-i perf.data
	}
	tell
done

# A vmlinux with one symbol where the samples are.
cd "$work_folder" || exit
printf '.globl _text, _stext, schedule_there
	_text: _stext: .skip %d, 0x90
	.type schedule_there, @function
	schedule_there: .skip 4096, 0x90
	.size schedule_there, 4096\n' \
	$((0x$(address schedule) - 0x$(address _text))) >kernel.s
as -o kernel.o kernel.s && ld -Ttext "0x$(address _text)" -e 0 -o kernel kernel.o
ok $? "a vmlinux is made"

# Goes through its coming, with again() to do what is missing.
tell_vmlinux() {
	become
	before=$(grep -c ' done ' $log)
	rm -f vmlinux
	again
	decoded 1 100 "root, without a vmlinux: the kernel's range"
	is "$(grep -c schedule_there merged.txt)" 0 "whose names it is not"
	cp ../kernel vmlinux
	again
	decoded 1 100 "a vmlinux here: the kernel's range"
	is "$(grep -c schedule_there merged.txt)" 100 "whose names it is"
	rm vmlinux
	again
	decoded 1 100 "it is gone: the kernel's range"
}

perf=${perfs[0]}
for make in "${makes[@]}"; do
	under="by make $(version_of "$make")"
	again() {
		[ -e parallel.mk ] ||
			"${as[@]}" "$perf_parallel" emit -q -n 4 -- "$perf" \
				script -i perf.data
		"${as[@]}" timeout 120 "$make" -s -f parallel.mk
	}
	tell
	tell_vmlinux
done
finish
