#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Jobs get the kernel symbols that a recording needs, print what they print with
# all symbols, and do without where perf would not read /proc/kallsyms.
# With THOROUGH=1 in the environment, emit is killed at each of its calls, else
# at some of them.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
kernel=$out/.perf-parallel/kernel
shopt -s nullglob

# Neither caches nor settings of whoever runs this.
mkdir home bin
export HOME=$work_folder/home
unset PERF_CONFIG

# Has jobs run a perf that notes how it was called.
use() {
	printf '#!/bin/sh\necho "$*" >>"%s"/log\nexec "%s" "$@"\n' \
		"$work_folder" "$(command -v "$1")" >bin/perf
	chmod +x bin/perf
	perf=$1
	version=$(version_of "$1")
	: >log
}

# given SYMBOLS/JOBS NAME: so many jobs had picked symbols, of so many that ran
# a perf; others must not have any.
given() {
	is "$(grep -c -- "--kallsyms=$kernel/kallsyms " log)/$(
		grep -c -- --time= log)" "$1" "$2"
	: >log
}

# runs WANTED NAME FILE OPTIONS ...: the merged output is the serial one, of as
# many jobs.
runs() {
	local wanted=$1 name=$2 file=$3
	shift 3
	"$perf" script "$@" -i "$file" >serial.txt 2>/dev/null
	rm -rf $out
	"$perf_parallel" -q -n "${wanted#*/}" --stateless -- bin/perf script "$@" \
		-i "$file" 2>err.txt
	"$perf_parallel" merge >merged.txt
	same merged.txt serial.txt "$name, perf $version: as serial"
	[ -s merged.txt ]
	ok $? "$name, perf $version: $(wc -l <merged.txt) lines"
	given "$wanted" "$name, perf $version: symbols that jobs were given"
}

# Work for the kernel, of many kinds, for 300 ms.
calls='now() { echo "${EPOCHREALTIME//[.,]/}"; }
	end=$(($(now) + 300000)); while [ "$(now)" -lt $end ]; do
	ls -lR /proc/self/ /usr/include >/dev/null; cat /proc/self/maps |
	wc -c; echo x >busy; rm busy; done'

if ! perf record -q "$swift" -g -e cpu-clock -F 3000 -o clock.data -- \
		bash -c "$calls" >record.log 2>&1 ||
	! id=$(perf buildid-list -k) ||
	! "$perf_parallel" -q -n 2 -o found -- perf script -i clock.data ||
	! [ -e found/.perf-parallel/kernel/of ]; then
	skip "symbols are picked" \
		"perf may not record the kernel here, or finds a vmlinux"
	finish
	exit
fi
[ $(($(wc -l <found/.perf-parallel/kernel/kallsyms) * 10)) -lt \
	"$(wc -l </proc/kallsyms)" ]
ok $? "$(wc -l <found/.perf-parallel/kernel/kallsyms) symbols are picked, of \
$(wc -l </proc/kallsyms)"
awk 'NR == FNR { picked[$0]; next } { delete picked[$0] }
	END { for (line in picked) print line }' \
	found/.perf-parallel/kernel/kallsyms /proc/kallsyms >foreign
is "$(cat foreign)" "" "and all of them are there"
is "$(stat -c %a found/.perf-parallel/kernel/kallsyms)" 600 \
	"nobody else may read them, as /proc/kallsyms shows them to few"
perf record -q "$swift" -g -e page-faults -e cpu-clock -d \
	-o faults.data -- bash -c "$calls" >record.log 2>&1
ok $? "page faults, with their addresses"
perf record -q "$swift" -g -e kmem:kfree -e kmem:kmalloc -c 400 \
	-o trace.data -- bash -c "$calls" >trace.log 2>&1
traced=$?
# Of the kernel only, since perf 6.1 may die of lines of other programs.
perf record -q "$swift" -e cpu-clock:k -F 3000 -o kernel.data -- \
	bash -c "$calls" >record.log 2>&1
ok $? "samples of the kernel only"
# The one that most samples are in.
symbol=$(perf script -G -F ip,sym -i clock.data 2>/dev/null |
	awk '{ print $2 }' |
	grep -Fxf <(awk '{ print $3 }' found/.perf-parallel/kernel/kallsyms) |
	sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')

for each in "${perfs[@]}"; do
	use "$each"
	runs 4/4 "samples" clock.data
	runs 4/4 "an offset" clock.data -F comm,ip,sym,symoff,dso
	runs 4/4 "no callchains" clock.data -G
	runs 4/4 "short callchains" clock.data --max-stack 3
	runs 4/4 "a symbol's samples" clock.data -S "$symbol"
	runs 4/4 "data addresses" faults.data -F +addr,+symoff
	runs 4/4 "source lines" kernel.data -F ip,sym,srcline
	if [ $traced -eq 0 ]; then
		runs 4/4 "pointers in raw data" trace.data
	else
		skip "pointers in raw data" "no tracepoints may be recorded"
	fi
done

# With which options, in which places perf does not read /proc/kallsyms.
use "${perfs[0]}"
: >vm
runs 0/2 "-k" clock.data -k vm
runs 0/2 "--kallsyms" clock.data --kallsyms /proc/kallsyms
runs 0/2 "--symfs" clock.data --symfs home
runs 0/2 "--show-kernel-path" clock.data --show-kernel-path
: >vmlinux
runs 0/2 "a vmlinux" clock.data
rm vmlinux
mkdir -p "home/.debug/.build-id/${id:0:2}/${id:2}"
: >"home/.debug/.build-id/${id:0:2}/${id:2}/elf"
runs 0/2 "a vmlinux in the cache" clock.data
rm -r home/.debug
mkdir -p "home/.debug/[kernel.kcore]/$id/2026112114303312"
runs 0/2 "a kcore in the cache" clock.data
rm -r home/.debug
printf '[buildid]\n\tdir = %s\n' "$work_folder/cache" >config
export PERF_CONFIG=$work_folder/config
runs 0/2 "a cache elsewhere" clock.data
unset PERF_CONFIG
cp config home/.perfconfig
runs 0/2 "and so by default" clock.data
printf '[BuildId]\n\tdir = %s\n' "$work_folder/cache" >home/.perfconfig
runs 0/2 "and so in other letters" clock.data
rm home/.perfconfig
unset HOME # perf's cache is then in the current folder
mkdir -p ".debug/.build-id/${id:0:2}/${id:2}"
: >".debug/.build-id/${id:0:2}/${id:2}/elf"
runs 0/2 "a cache here" clock.data
rm -r .debug
export HOME=$work_folder/home

# A filter may ask perf for any address.
cat >filter.c <<'EOS'
#include <perf/perf_dlfilter.h>
#include <stdio.h>
struct perf_dlfilter_fns perf_dlfilter_fns;
int filter_event(void *data, const struct perf_dlfilter_sample *s, void *ctx)
{
	struct perf_dlfilter_al al = { .size = sizeof al };
	const struct perf_dlfilter_al *ip = perf_dlfilter_fns.resolve_ip(ctx);

	for (int i = 1; ip && ip->is_kernel_ip && i < 9; i++)
		if (!perf_dlfilter_fns.resolve_address(
			ctx, s->ip ^ (__u64)i << 12, &al) && al.sym)
			printf("%s+%x\n", al.sym, al.symoff);
	return 0;
}
EOS
if gcc -shared -fPIC -o filter.so filter.c 2>/dev/null; then
	runs 0/2 "a filter" clock.data --dlfilter ./filter.so
else
	skip "a filter" "no gcc, or no perf/perf_dlfilter.h"
fi

# With another byte in the kernel's build ID.
perl -0777 -pe 'BEGIN { $id = pack "H*", shift; $other = $id ^ "\1" }
	s/\Q$id/$other/g' "$id" <clock.data >other.data
! cmp -s clock.data other.data
ok $? "a recording of another kernel"
runs 0/2 "another kernel" other.data
# The same kernel, but of a boot that had it elsewhere: perf shifts its symbols.
perl -0777 -pe 's/\[kernel\.kallsyms\]_s?text\0/$at = $-[0]; $&/e;
	$at -= 8 + (unpack("V", substr $_, $at - 40, 4) == 1 ? 0 : 32);
	substr($_, $at, 8) = pack "Q",
		unpack("Q", substr $_, $at, 8) + 0x200000' \
	<clock.data >moved.data
for each in "${perfs[@]}"; do
	use "$each"
	runs 0/2 "the kernel lay elsewhere" moved.data
done
use "${perfs[0]}"
if [ -e "$shared_folder/tools/gen_pt.py" ]; then
	python3 "$shared_folder/tools/gen_pt.py" -o pt.data --psbs 150 \
		--psb-bytes 2048 --code-bytes 200 --seconds 5 >/dev/null 2>&1
	rm -rf $out
	"$perf_parallel" -q -N -n 8 -b 1 -- bin/perf script -i pt.data 2>err.txt
	is "$(grep -c -- --time= log) $(grep -c kallsyms log)" "8 0" \
		"a trace: jobs have all symbols"
	: >log
else
	skip "a trace" "no ../shared/tools beside the project"
fi

"${perfs[0]}" script -i clock.data >clock.txt 2>/dev/null

# emitted: a makefile for two jobs, and symbols for these.
emitted() {
	rm -rf $out
	"$perf_parallel" emit -q -n 2 -- bin/perf script -i clock.data
	: >log
}

# makes WANTED NAME: the outputs are right even so.
makes() {
	make -s -f parallel.mk >make.txt 2>&1
	ok $? "$2: make decodes"
	"$perf_parallel" merge >merged.txt 2>/dev/null
	same merged.txt clock.txt "$2: as serial"
	given "$1" "$2: symbols that jobs were given"
}

emitted
makes 2/2 "by make"
emitted
rm $kernel/of
makes 0/2 "without the note"
emitted
rm $kernel/kallsyms
makes 0/2 "without the symbols"
emitted
rm -r $kernel
makes 0/2 "without the folder"
emitted
sed -i 's/^./!/' $kernel/of
makes 0/2 "of another recording"
emitted
sed -i 's/.$/!/' $kernel/of
makes 0/2 "of another boot"
emitted
: >$kernel/of
makes 0/2 "an empty note"

# What was picked goes, or is not used, once perf would not read it.
emitted
: >vmlinux
"$perf_parallel" emit -q -n 3 -- bin/perf script -i clock.data
makes 0/3 "a vmlinux that came later"
rm vmlinux

# Another recording takes the folder over, and the next plan makes it good.
emitted
"$perf_parallel" -q -n 2 -- bin/perf script -i faults.data
: >log
runs 2/2 "after another recording" clock.data
rm $kernel/kallsyms
rm $out/time-range-*/out.txt
"$perf_parallel" -q -n 3 -- bin/perf script -i clock.data
"$perf_parallel" merge >merged.txt
same merged.txt clock.txt "symbols that are gone are picked again"
"$perf_parallel" clean
[ ! -e $out ]
ok $? "clean removes them"

# interrupted CALL N: ends emit just before the Nth call of a kind; fails when
# it never gets there.
interrupted() {
	rm -rf $out
	cp -r faults $out
	! strace -f --seccomp-bpf -o strace.txt -e "trace=$1" \
		-e "inject=$1:signal=KILL:when=$2" "$perf_parallel" emit -q \
		-n 4 -- perf script -i clock.data >killed.txt 2>&1
}

# Says whether there are the symbols of what the note says, or there is none.
is_true() {
	if [ ! -e $kernel/of ]; then
		return
	elif cmp -s $kernel/of faults/.perf-parallel/kernel/of; then
		cmp -s $kernel/kallsyms faults/.perf-parallel/kernel/kallsyms
	else
		cmp -s $kernel/kallsyms found/.perf-parallel/kernel/kallsyms
	fi
}

if strace -o strace.txt true 2>/dev/null; then
	export ASAN_OPTIONS=detect_leaks=0
	"$perf_parallel" emit -q -n 4 -o faults -- perf script -i faults.data
	wrong= killed=0
	for call in rename unlink fsync openat write; do
		n=1 step=$(by_default 15 1)
		while { interrupted $call $n; } 2>/dev/null; do
			is_true || wrong="$wrong $call:$n"
			killed=$((killed + 1)) n=$((n + step))
		done
	done
	is "$wrong" "" "killed at each of $killed calls, symbols are as noted"
	"$perf_parallel" emit -q -n 4 -- perf script -i clock.data
	same $kernel/kallsyms found/.perf-parallel/kernel/kallsyms \
		"and the next emit picks them"
else
	skip "killed at any call, symbols are as noted" \
		"strace may not trace here"
fi
finish
