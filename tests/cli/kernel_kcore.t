#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Where there is a kcore, perf takes from it where the kernel and its modules
# are: symbols that were picked do as well as all, with kcore and modules beside
# them.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

kernel_recording=$build_folder/tests/kernel-recording
mkdir all some
ln -s ../all/kcore ../all/modules some

# A kernel of 3000 symbols, some of them per CPU, and modules in an order of
# their own; sizes differ, and some have the same address.
perl -e 'srand 1;
	sub run {
		my ($at, $count, $name, $end) = @_;
		for (1 .. $count) {
			printf "%016x %s %s_%d%s\n", $at,
				substr("TTtttWDdBbraA", rand 13, 1), $name, $_,
				$end;
			$at += int rand 400 if rand 5 > 1;
		}
		$at
	}
	sub one { printf "%016x %s %s\n", @_ }
	one 0, "D", "per_cpu_start"; run 0x1000, 20, "per_cpu", "";
	one 0xffffffff81000000, "T", $_ for "_stext", "_text";
	$at = run 0xffffffff81000040, 3000, "kernel", "";
	one $at, "D", "_edata"; one $at + 64, "B", "_end";
	one 0xffffffffc0900000, "t", "b_start\t[b]";
	run 0xffffffffc0900000, 200, "b", "\t[b]";
	one 0xffffffffc0800000, "t", "a_start\t[a]";
	run 0xffffffffc0800000, 200, "a", "\t[a]";
	one 0xffffffffc0201000, "t", "trampoline\t[__builtin__ftrace]";
	one 0xffffffffc0301000, "t", "program\t[bpf]";
	one 0xffffffffc0a01000, "t", "other_program\t[bpf]"' >all/kallsyms

# An ELF core file that maps the kernel, its modules and memory.
perl -e 'sub load { pack "VVQ6", 1, 7, $_[2], $_[0], 0, $_[1], $_[1], 4096 }
	print pack("a16 vvVQQQV v6", "\x7fELF\2\1\1", 4, 62, 1, 0, 64, 0, 0,
		64, 56, 3, 0, 0, 0),
		load(0xffffffff81000000, 0x3000000, 0x1000),
		load(0xffffffffc0000000, 0x10000000, 0x4000000),
		load(0xffff888000000000, 0x100000000, 0x20000000),
		"\0" x 8192' >all/kcore

# Says where modules are.
modules() {
	printf 'a 16384 0 - Live 0x%s\nb 65536 1 a, Live 0x%s\n' \
		ffffffffc0800000 "$1" >all/modules
}

# Samples of the kernel and its modules, between these, and behind them.
perl -e 'srand 2; open F, "all/kallsyms"; @all = map { (split)[0] } <F>;
	print "map ffffffff81000000 120bb08 [kernel.kallsyms]_text\n",
		"map ffffffffc0800000 10000 [a]\n",
		"map ffffffffc0900000 10000 [b]\n",
		"ip ffffffff81000000\n";
	printf "ip %x\n", hex($all[rand @all]) + int rand 200 for 1 .. 100;
	printf "ip %x\n", 0xffffffffc0800000 + int rand 0x12000 for 1 .. 30;
	printf "ip %x\n", 0xffffffffc0900000 + int rand 0x12000 for 1 .. 30;
	print "ip $_\n" for qw(ffffffffc0201010 ffffffffc0201fff
		ffffffffc0202000 ffffffffc0301000 ffffffffc0a01020
		ffffffffc0a01fff ffffffffc0600000 ffffffff80ffffff
		ffffffff83fffff0 ffffffffffffff00 1010 2000)' >lines
"$kernel_recording" kernel.data <lines
ok $? "a recording of a made-up kernel"
"$kernel_recording" kernel.data all/kallsyms >some/kallsyms
ok $? "symbols are picked"
[ $(($(wc -l <some/kallsyms) * 2)) -lt "$(wc -l <all/kallsyms)" ]
ok $? "$(wc -l <some/kallsyms) of $(wc -l <all/kallsyms)"

# opened FILE: whether perf, run with these symbols, has opened it.
opened() {
	strace -o strace.txt -e trace=open,openat "$perf" script \
		--kallsyms="$2/kallsyms" -i kernel.data >/dev/null 2>&1
	grep -c "\"$2/$1\".* = [0-9]" strace.txt | sed 's/^[1-9].*/yes/;s/^0/no/'
}

# prints NAME OPTIONS ...: the same with all and with those picked.
prints() {
	local name=$1
	shift
	for folder in all some; do
		"$perf" script "$@" --kallsyms=$folder/kallsyms -i kernel.data \
			>$folder.txt 2>/dev/null
	done
	same some.txt all.txt "$name: the same"
	is "$(wc -l <some.txt)" "$(grep -c ^ip lines)" "$name: all samples"
}

# What maps perf has depends on what it finds beside the symbols.
# shellcheck disable=SC2043
for perf in "${perfs[@]}"; do
	for case in "kcore ffffffffc0900000 yes" "moved ffffffffc0b00000 no" \
		"none ffffffffc0900000 no"; do
		# shellcheck disable=SC2086
		set -- $case
		name="perf $(version_of "$perf"), $1"
		modules "$2"
		[ "$1" != none ] || rm all/modules
		if strace -o strace.txt true 2>/dev/null; then
			is "$(opened kcore all) $(opened kcore some)" "$3 $3" \
				"$name: perf opens kcore, or not"
		else
			skip "$name: perf opens kcore, or not" \
				"strace may not trace here"
		fi
		prints "$name, default fields"
		prints "$name, offsets" -F ip,sym,symoff,dso
		prints "$name, verbose" -F ip,sym,symoff,dso -v
		[ "$(grep -c '\[unknown\]' all.txt)" -lt 60 ]
		ok $? "$name: $(grep -c unknown all.txt) unknown addresses"
	done
done
finish
