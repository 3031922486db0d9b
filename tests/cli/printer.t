#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Samples that print.so prints in perf's place are what perf prints.  Where they
# would not be, or print.so fails, perf decodes the range alone, and a message
# says so.
all_peers=yes
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
note=$out/.perf-parallel/no-printer

# try PERF OPTION ... -- WORD ...: decodes with perf script and with run; prints
# the status of run and whether the outputs are the same.
try() {
	local perf=$1 options=()
	shift
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	shift
	"$perf" script "$@" >serial.txt 2>serial.err
	rm -rf $out merged.txt
	"$perf_parallel" run -v --merge merged.txt "${options[@]}" -- \
		"$perf" script "$@" >said 2>err
	echo "$? $(cmp -s merged.txt serial.txt && echo same || echo other)"
}

# Prints how many samples the job log gives as printed by print.so, as left to
# perf, and as different.
account() {
	awk '$3 == "done" { for (i = 5; i <= NF; i++) { split($i, p, "=")
			n[p[1]] += p[2] } }
		END { print n["printed"] + 0, n["left"] + 0, n["differed"] + 0 }
	' $log
}

# most: passes when print.so has printed more samples than perf.
most() {
	local printed left differed
	read -r printed left differed < <(account)
	[ "$printed" -gt "$left" ]
	ok $? "$1 ($printed printed, $left left, $differed differed)"
}

# none: passes when print.so was not used.
none() { is "$(account)" "0 0 0" "$1"; }

get_recording perf.data 600 8000
get_recording flat.data 400 8000 --no-call-graph

for perf in "${perfs[@]}"; do
	version=$(version_of "$perf")
	for ranges in 1 4 $(by_default "" "16 64"); do
		is "$(try "$perf" -n $ranges -- -i perf.data)" "0 same" \
			"perf $version: $ranges ranges with callchains"
		# In each of 64 ranges it has too few to learn from.
		[ $ranges -eq 64 ] ||
			most "perf $version: print.so prints them"
	done
	has "$(<said)" "% printed by us, " "-v tells its share"
	has "$(<said)" " compared, 0 differed" "and what was compared"
	for words in "-G" "--ns" "-F ip,sym" \
		"-F comm,tid,time,event,ip,sym,dso" \
		"-F comm,pid,tid,cpu,time,period,ip,sym,symoff,dso" \
		"-F +pid,-period" "--max-stack 3" "--no-inline" "-F comm,cpu" \
		"--show-kernel-path" "--tid 0" "-F ip" "-F time,comm,ip,dso"
	do
		# shellcheck disable=SC2086
		is "$(try "$perf" -n 2 -- -i perf.data $words)" "0 same" \
			"perf $version: $words"
		case $words in
		--tid*) ;;
		*) most "perf $version: print.so prints $words" ;;
		esac
	done
	is "$(try "$perf" -c -n 2 -- -i perf.data)" "0 same" \
		"perf $version: merged by time"
	most "perf $version: print.so prints what is merged"
	is "$(try "$perf" -n 3 -- -i flat.data)" "0 same" \
		"perf $version: without callchains"
	most "perf $version: print.so prints samples without callchains"
	is "$(try "$perf" -n 2 -p "sed s/cpu/CPU/" -- -i perf.data; \
		sed s/cpu/CPU/ serial.txt | cmp - merged.txt && echo right)" \
		"0 other
right" "perf $version: through a consumer"
	most "perf $version: print.so prints for a consumer"

	# What print.so is not for.
	try "$perf" -n 2 --printer=perf -- -i perf.data >state
	is "$(<state)" "0 same" "perf $version: --printer=perf"
	none "perf $version: and perf prints all"
	is "$(try "$perf" -n 2 -- -i perf.data -v)" "0 same" \
		"perf $version: perf script -v"
	none "perf $version: is perf's"
	is "$(try "$perf" -n 2 -- -i perf.data --show-task-events \
		-F comm,ip)" "0 other" "perf $version: records between samples"
	none "perf $version: are perf's"
done
perf=${perfs[0]}

# Recipes have --printer=perf where the user gave it, and only there.
"$perf_parallel" emit -q -n 2 --printer=perf -- "$perf" script -i perf.data
has "$(<parallel.mk)" " --printer=perf " "recipes have --printer=perf"
rm -rf $out
"$perf_parallel" emit -q -n 2 -- "$perf" script -i perf.data
is "$(grep -c printer parallel.mk)" 0 "and say nothing of the default"
"${makes[0]}" -s -f parallel.mk && most "make's jobs load it"
"$perf_parallel" run --printer=me -- perf script 2>err
is "$? $(<err)" "2 perf-parallel: --printer=me: expected auto or perf" \
	"another printer is refused"
has "$(cat $out/time-range-0/cmd.txt)" "script --time" \
	"cmd.txt is without print.so"

# A program uses the print.so beside it, here one that is made wrong.
mkdir bin
cp "$perf_parallel" bin/
compile() {
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -O2 -fPIC -shared -w -Ichanged \
		-fvisibility=hidden -o bin/print.so changed/printer/*.c
}
# with FILE SED-SCRIPT: makes a print.so of source with one file changed.
with() {
	rm -rf changed
	mkdir changed
	cp -r "$source_folder/src/printer" changed/printer
	sed -i "$2" "changed/printer/$1"
	compile
}
# at_sample CODE: puts some code at the start of filter_event().
at_sample() {
	with printer.c "/^filter_event/,/^}/s/guard_enter();/&$1/"
}
# given_up NAME WHY: checks that the print.so in bin is given up.
given_up() {
	perf_parallel=$work_folder/bin/perf-parallel
	is "$(try "$perf" -n 3 -j 1 -- -i perf.data "$quick")" "0 same" \
		"$1: all is right"
	is "$(grep -c 'was decoded again without' err)" 1 "$1: it is said once"
	has "$(<err)" "$2" "$1: and why"
	[ -s $note ]
	ok $? "$1: it is noted"
	none "$1: and others do not try"
	"$perf_parallel" run -q -n 4 --merge merged.txt -- "$perf" script \
		-i perf.data "$quick" 2>err
	is "$(<err)" "" "$1: nothing is said of it again"
	none "$1: nor is it tried"
	same merged.txt serial.txt "$1: which is right as well"
	perf_parallel=$build_folder/perf-parallel
}

with layout.c "s/pen_decimal(p, s->period, 10/static int n; \
	pen_decimal(p, s->period, ++n > 1000 ? 11 : 10/"
given_up "a width that becomes wrong" 'perf prints "'
at_sample 'static int n; if (++n > 900) abort();'
given_up "a crash" "perf is killed by signal 6"
at_sample 'static volatile int n; for (; ++n > 900; n = 900) ;'
sed -i 's/TICK_SECONDS = 2/TICK_SECONDS = 1/
	s/TICKS_AT_MOST = 5/TICKS_AT_MOST = 0/' changed/printer/guard.c
compile
given_up "a loop without an end" "it hangs"
at_sample 'static int n; if (++n > 900) exit(3);'
given_up "an end of its own" "ends with status 3"
with printer.c 's/^start(void/begin(void/'
given_up "no start" "perf does not load it"
echo "not an object" >bin/print.so
given_up "no shared object" "perf ends with status"

# A width that is wrong from the start is never taken for right.
with layout.c 's/pen_decimal(p, s->period, 10/pen_decimal(p, s->period, 11/'
perf_parallel=$work_folder/bin/perf-parallel
is "$(try "$perf" -n 2 -- -i perf.data "$quick")" "0 same" \
	"a width that is wrong from the start: all is right"
is "$(account | cut -d' ' -f1)" 0 "and nothing is printed by us"
is "$(<err)" "" "nor is there anything to say"

# Another print.so is tried, though one was given up.
cp "$build_folder/print.so" bin/
echo "not an object" >bin/print.so
try "$perf" -n 3 -- -i perf.data "$quick" >state
[ -s $note ]
ok $? "one is given up"
cp "$build_folder/print.so" bin/
"$perf_parallel" run -q -n 3 -- "$perf" script -i perf.data "$quick"
most "and a better one is tried"
perf_parallel=$build_folder/perf-parallel

# A perf that does not know --dlfilter, and a wrapper that leaves it out.
cat >older <<END
#!/bin/sh
case "\$*" in *--dlfilter*) echo "unknown option" >&2; exit 129 ;; esac
exec "$perf" "\$@"
END
cat >loses <<END
#!/bin/bash
words=()
for word; do case \$word in --dl*) ;; *) words+=("\$word") ;; esac; done
exec "$perf" "\${words[@]}"
END
chmod +x older loses
is "$(try ./older -n 2 -- -i perf.data "$quick")" "0 same" \
	"a perf without dlfilters: all is right"
has "$(<err)" "perf ends with status 129" "and it is said"
is "$(try ./loses -n 2 -- -i perf.data "$quick")" "0 same" \
	"a perf that does not get it: all is right"
has "$(<err)" "perf does not load it" "and it is said, too"

# A consumer that fails, or has enough, is no fault of print.so.
for consumer in "head -n 1" "sh -c 'exit 3'"; do
	rm -rf $out
	"$perf_parallel" run -q -n 2 -p "$consumer" -- "$perf" script \
		-i perf.data "$quick" >/dev/null 2>err
	is "$(grep -c 'decoded again' err)" 0 "$consumer: no word of print.so"
done

# A user's own dlfilter stays the only one.
cat >own.c <<'END'
struct perf_dlfilter_fns { void *fn[128]; } perf_dlfilter_fns;
int filter_event(void *data, const void *sample, void *ctx) { return 0; }
END
${CC:-cc} -shared -fPIC -w -o own.so own.c
is "$(try "$perf" -n 2 --stateless -- -i perf.data --dlfilter ./own.so)" \
	"0 same" "a user's own dlfilter"
none "leaves all to perf"

# Programs whose symbols are odd: of no size and in a map that moves, with the
# arrow of a branch or a newline in their names, with long names in deep stacks.
# They come from a JIT compiler's list and from ELF files.
cat >jit.c <<'END'
#include <sys/mman.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	/* Counts its argument down. */
	static const unsigned char code[] = {
		0x48, 0xff, 0xcf, 0x75, 0xfb, 0xc3,
	};
	char *base = (char *)0x300000000000, path[64];
	FILE *f;

	snprintf(path, sizeof path, "/tmp/perf-%d.map", getpid());
	f = fopen(path, "w");
	for (int i = 0; i < 6; i++)
		fprintf(f, "%lx %s%d\n", (unsigned long)base + 0x4000 + i,
		    argv[1], i);
	fclose(f);
	puts(path);
	for (int i = 0; i < 4; i++) {
		char *start = base + (i & 1 ? 0x1000 * i : 0x4000);

		mmap(start, base + 0x6000 - start,
		    PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		memcpy(base + 0x4000, code, sizeof code);
		((void (*)(long))(base + 0x4000))(60000000);
		munmap(base, 0x8000);
	}
}
END
cat >deep.c <<'END'
static volatile unsigned long x;
__attribute__((noinline)) void name(int deep, long n)
{
	if (deep)
		name(deep - 1, n);
	else for (long i = 0; i < n; i++)
		x++;
	x++;
}
int main(void)
{
	for (int i = 0; i < 30; i++)
		name(i * 37 % 200, 2000000);
}
END
# odd OPTIONS NAME: compares the output of odd.data.
odd() {
	for perf in "${perfs[@]}"; do
		is "$(try "$perf" -n 1 -- -i odd.data $1)" "0 same" \
			"perf $(version_of "$perf"): $2 $1"
		is "$(grep -c 'decoded again' err)" 0 "and perf was right"
	done
}
# odd_branches NAME: the same of odd.data with branches in place of callchains.
odd_branches() {
	command -v python3 >/dev/null || return
	python3 "$source_folder/tests/generator/branch_stacks.py" odd.data \
		odd.data 32
	odd "-F +brstacksym" "$1"
	more odd "-F +brstacksym,-dso" "$1"
}
if [ "$(uname -m)" = x86_64 ] && perf record -q -e cpu-clock -o odd.data \
	true >/dev/null 2>&1
then
	${CC:-cc} -w -o jit jit.c
	for symbol in "0 none" "1 lambda (x) => y" "1 a (b) (c) (inlined)" \
		"40 all"
	do
		perf record -q -e cpu-clock -F 2000 -g -o odd.data \
			./jit "$symbol" >map
		odd "" "a JIT compiler's symbol '$symbol'"
		odd -G "a JIT compiler's symbol '$symbol'"
		odd_branches "a JIT compiler's symbol '$symbol'"
		rm -f "$(<map)"
	done
	${CC:-cc} -w -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls \
		-c -o deep.o deep.c
	for name in "$(printf '%6000s' | tr ' ' N)" $'a\nb' 'x (inlined)' \
		'x => /name+0x1/(y)/M/ name+0x1'
	do
		objcopy --redefine-sym "name=$name" deep.o named.o
		${CC:-cc} -o deep named.o
		perf record -q -e cpu-clock -F 2000 -g -o odd.data ./deep
		odd "" "a symbol '${name:0:12}'"
		odd_branches "a symbol '${name:0:12}'"
	done
	perf record -q -e cpu-clock -F 4000 -o odd.data -- bash -c \
		'for i in 1 2 3; do ls -R /usr/include | sort | md5sum; done' \
		>/dev/null
	odd "-F +srcline" "lines of source code with"
	none "which depend on all questions that perf has asked"
else
	skip "odd symbols" "perf may not record here, or it is no x86-64"
fi

# Real recordings, and made-up ones.
real_recordings
for file in "${real[@]}"; do
	for perf in "${perfs[@]}"; do
		timeout 20 "$perf" script -i "$file" >serial.txt 2>/dev/null ||
			continue
		[ -s serial.txt ] || continue
		rm -rf $out merged.txt
		"$perf_parallel" -q -n 3 --merge merged.txt -- "$perf" script \
			-i "$file" >/dev/null 2>err || continue
		grep -q 'note: with .* the merged output' err ||
			same merged.txt serial.txt "$(basename "$file") \
with perf $(version_of "$perf"), $(account)"
	done
done
echo "# ${#real[@]} recordings of ../shared"

# Stacks of branches: made of callchains, so that there are symbols, and real
# ones.
stacks=()
if command -v python3 >/dev/null &&
	perf record -q "$swift" -F 8000 -e cpu-clock -g -o chains.data -- \
	bash -c "$workload" workload 500 >/dev/null 2>&1 &&
	python3 "$source_folder/tests/generator/branch_stacks.py" \
		chains.data branches.data 32
then
	stacks+=(branches.data)
else
	skip "branch stacks" "perf may not record here, or there is no python3"
fi
lbr=$shared_folder/perfdata/autofdo-propeller_sample_1.perfdata1.data
if [ -e "$lbr" ]; then
	stacks+=("$lbr")
else
	skip "real branch stacks" "there is no ../shared"
fi
for file in "${stacks[@]}"; do
	for list in ip,brstack +brstack comm,time,ip,sym,dso,brstack \
		+brstacksym +brstacksym,-dso time,dso,brstacksym $(by_default \
		"" "brstacksym,ip comm,event,brstacksym +brstacksym,+flags \
		+brstack,+brstacksym")
	do
		for perf in "${perfs[@]}"; do
			name="perf $(version_of "$perf"), \
$(basename "$file") with -F $list"
			is "$(try "$perf" -n 2 -- -i "$file" -F "$list")" \
				"0 same" "$name"
			most "$name: print.so prints them"
		done
	done
done
for perf in "${perfs[@]}"; do
	[ -e branches.data ] || continue
	is "$(try "$perf" -n 1 -- -i branches.data -F +brstackoff)" "0 same" \
		"perf $(version_of "$perf"): brstackoff"
	is "$(account | cut -d' ' -f1)" 0 "is perf's"
	try "$perf" -n 8 -- -i branches.data -F +brstackoff >state
	has "$(<err)" "brstackoff is an offset in a file until" \
		"and may be another in ranges, which is said"
done
generate=$shared_folder/tools/gen_pt.py
if [ -e "$generate" ]; then
	python3 "$generate" -o pt.data --cpus 1 --psbs 60 --seconds 4 \
		--code-bytes 800 >/dev/null 2>&1
	python3 "$generate" -o errors.data --cpus 1 --psbs 60 --seconds 5 \
		--code-bytes 500 --psb-bytes 1024 --ovf .3 >/dev/null 2>&1
	list=pid,tid,time,flags,ip,addr,sym,symoff,dso,event,period
	for perf in "${perfs[@]}"; do
		version=$(version_of "$perf")
		for words in "--itrace=b" "--itrace=b --ns -F $list" \
			"--itrace=b -F +flags" "--itrace=b -F ip,sym,addr" \
			"--itrace=b -F +ip" "--itrace=b -F -ip" \
			"--itrace=cr -F +addr,-period" "--itrace=i100us" \
			"--itrace=cr -F +srcline"
		do
			# shellcheck disable=SC2086
			is "$(try "$perf" -n 1 -- -i pt.data $words)" "0 same" \
				"perf $version: branches with $words"
			[[ $words = *srcline ]] ||
				most "perf $version: print.so prints branches"
		done
		is "$(try "$perf" -n 4 -- -i pt.data --itrace=b)" "0 same" \
			"perf $version: ranges of branches"
		most "perf $version: print.so prints them"
		is "$(try "$perf" -n 1 -- -i errors.data --itrace=be)" \
			"0 same" \
			"perf $version: branches and errors of the trace"
		is "$(grep -c 'decoded again' err)" 0 "are told apart"
	done
else
	skip "branches of a trace" "there is no ../shared"
fi
finish
