#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Our addr2line before the real one: by itself it prints the same bytes, asks
# less, and ends when the real one fails; and jobs whose perf asks it print what
# perf script prints.
all_peers=yes
. "$(dirname "$0")/tap.sh"

ours=$build_folder/libexec/addr2line
real=$(command -v addr2line)
"$source_folder/tests/generator/classes.sh" 5 >classes.cc
if [ -z "$real" ] || ! "${CXX:-g++}" -g -O2 -o classes classes.cc; then
	skip "our addr2line" "no addr2line or no C++ compiler here"
	finish
	exit
fi

# Writes a program named $1 that stands for the real addr2line: a line of
# standard input.
program() {
	cat >"$1"
	chmod +x "$1"
}
program asked <<END
#!/bin/sh
exec tee $work_folder/log/\$\$ | exec $real "\$@"
END
ask() { PERF_PARALLEL_ADDR2LINE=${with:-$real} timeout 20 "$ours" "$@"; }

# By itself.  perf waits for each answer; here all questions come at once.
nm -n classes | awk '/^0.* [tTwWvV] / { print $1 }' >starts
{
	awk '{ print; print "," }' starts starts
	for address in 0000000000000000 ffffffffffffffff 00000000ffffffff \
		, 1100 0x1100 1100x any 7fffffffffffffff; do
		printf '%s\n,\n' $address
	done
} >questions
for options in "-e classes -i -f" "-e classes -a -i -f"; do
	# shellcheck disable=SC2086
	"$real" $options <questions >wanted
	# shellcheck disable=SC2086
	ask $options <questions >got
	same got wanted "addr2line $options: the same answers"
done
mkdir log
# Questions that a process was asked another number of times than this.
asked_otherwise() {
	for process in log/*; do
		grep -v '^f*$' "$process" | sort | uniq -c |
			awk -v times="$1" '$1 != times'
	done
}
with=$work_folder/asked ask -e classes -a -i -f <questions >got
same got wanted "through a program that logs"
is "$(cat log/* | grep -c '^,$') $(asked_otherwise 1)" "1 " \
	"nothing is asked twice, and the end mark of perf once"
sed '/^,$/d' questions >addresses
"$real" -e classes -f -i -a <addresses >wanted
ask -e classes -f -i -a <addresses >got
same got wanted "without perf's end marks"
is "$(ask --version)" "$("$real" --version)" "other usages go to the real one"
is "$(ask -f -C -e classes 1100)" "$("$real" -f -C -e classes 1100)" \
	"and those with addresses"
ask -e missing -a -i -f <questions >got 2>&1
is "$? $(sed 's/.*addr2line: //' got)" "1 'missing': No such file" \
	"a file that is missing is for the real one to tell"
gcc -m32 -xc -g -nostdlib -shared -o narrow - <<<'int f(int x) { return x; }' \
	2>/dev/null && {
	printf '%s\n,\n' ffffffff 1000 1001 ffffffffffffffff >narrow.txt
	"$real" -e narrow -a -i -f <narrow.txt >wanted
	ask -e narrow -a -i -f <narrow.txt >got
	same got wanted "a file of 32 bits"
}
if objcopy -O elf64-x86-64 --change-section-address .text=0 classes \
	zero 2>/dev/null; then
	"$real" -e zero -a -i -f <questions >wanted
	ask -e zero -a -i -f <questions >got
	same got wanted "a file that has code at address 0"
fi

# The real one fails.
program dies <<END
#!/bin/sh
exec sed -u 5q | exec $real "\$@"
END
"$real" -e classes -a -i -f <questions >wanted
with=$work_folder/dies ask -e classes -a -i -f <questions >got
is "$?" 0 "the real one dies: ours ends"
cmp got wanted 2>&1 | grep -q 'EOF on got'
ok $? "and has printed what there was"
program garbage <<'END'
#!/bin/sh
exec sed -u 's/[0-9]/x/'
END
with=$work_folder/garbage ask -e classes -a -i -f <questions >got
sed 's/[0-9]/x/' <questions | cmp -s - got
ok $? "one that is no addr2line of binutils talks to perf itself"
program babbles <<END
#!/bin/sh
printf '0xffffffffffffffff\n??\n??:0\n'
read -r line
exec yes 0x
END
with=$work_folder/babbles ask -e classes -a -i -f <questions >got
is "$? $(wc -c <got)" "0 0" "one that does not stop is ended"
program stalls <<END
#!/bin/sh
sed -u 40q | $real "\$@"
sleep 1000
END
program hangs <<END
#!/bin/sh
printf '0xffffffffffffffff\n??\n??:0\n'
exec sleep 1000
END
with=$work_folder/hangs timeout -s KILL 1 bash -c '"$0" "$@"; exit' \
	"$ours" -e classes -a -i -f <questions >got 2>&1
gone
ok $? "one that hangs is gone with whoever asked"

# In jobs.
if ! perf record -q "$swift" -N -F 3000 -e cpu-clock:u --call-graph dwarf,4096 \
	-o dwarf.data ./classes 20000 >record.log 2>&1 ||
	! perf record -q "$swift" -N -F 3000 -e cpu-clock:u -g -o fp.data \
		./classes 20000 >record.log 2>&1; then
	skip "our addr2line in jobs" "perf may not record here"
	finish
	exit
fi
out=parallel-perf-output
# run PERF WORD ...: runs perf script, with $options of perf-parallel.
run() {
	rm -rf $out
	# shellcheck disable=SC2086
	timeout 100 "$perf_parallel" -q -n 3 -j2 $options --merge merged.txt -- \
		"$1" script "${@:2}"
}
as_serial() {
	"$1" script "${@:2}" >serial.txt 2>/dev/null
	rm -f log/*
	options=--addr2line=$work_folder/asked run "$@" 2>messages
	same merged.txt serial.txt "$name script ${*:2}: the same"
	rm -f merged.txt
}
for perf in "${perfs[@]}"; do
	name="perf $(version_of "$perf")"
	for file in dwarf.data fp.data; do
		as_serial "$perf" "$quick" -i $file
		as_serial "$perf" "$quick" -i $file -F +srcline
		grep -q '^0' log/*
		ok $? "and addr2line was asked"
		is "$(asked_otherwise 2)" "" \
			"of ranges each address is asked twice in a row"
	done
	grep -q addr2line $out/time-range-1/cmd.txt
	is $? 1 "$name: cmd.txt has perf's command"
	as_serial "$perf" "$quick" -i dwarf.data --no-inline
	is "$(ls log)" "" "$name --no-inline asks nothing"
	as_serial "$perf" "$quick" -i dwarf.data -G
	as_serial "$(command -v "$perf")" "$quick" -i dwarf.data
	grep -q '^0' log/*
	ok $? "$name: perf may be named by its path"
	options="--pipe-to env --addr2line=$work_folder/asked" run "$perf" \
		"$quick" -i dwarf.data
	is "$(grep '^PATH=\|^PERF_PARALLEL' merged.txt | sort -u)" \
		"PATH=$PATH" "$name: a consumer has the user's environment"
	rm -f merged.txt
	program wrapper <<-END
		#!/bin/sh
		env >$work_folder/environment
		exec "$perf" "\$@"
	END
	as_serial ./wrapper "$quick" -i dwarf.data
	is "$(grep '^PERF_PARALLEL' environment)" "" \
		"$name: a script that starts perf has it, too"
	"$perf" script -h 2>&1 | grep -q -e --addr2line || continue
	as_serial "$perf" "$quick" -i dwarf.data --addr2line "$real"
	is "$(ls log)" "" "$name: an addr2line that the user names is asked"
	printf '[core]\n\taddr2line-timeout = 10\n' >patience
	export PERF_CONFIG=$work_folder/patience
	for fault in dies stalls; do
		options=--addr2line=$work_folder/$fault run "$perf" "$quick" \
			-i dwarf.data --time 0%-5% 2>messages
		is "$?" 0 "$name: the job ends when the real one $fault"
		rm -f merged.txt
	done
	export PERF_CONFIG=$TMPDIR/perfconfig
	gone
	ok $? "$name: nothing is left of them"
	rm -rf $out
	setsid "$perf_parallel" -q -n 3 -j2 --addr2line="$work_folder/hangs" -- \
		"$perf" script "$quick" -i dwarf.data 2>/dev/null &
	until_true pgrep -f "sleep 1000" >/dev/null
	kill -9 $!
	wait $! 2>/dev/null
	gone
	ok $? "$name: kill -9 while the real one hangs leaves nothing"
done

# What is kept: answers to what perf may write.
grep -x '[0-9a-f]*\|,' questions >questions.perf
mv questions.perf questions
keeps() { PERF_PARALLEL_PLACES=$places with=$work_folder/asked ask \
	-e classes -a -i -f <questions >got; }
"$real" -e classes -a -i -f <questions >wanted
# What is kept goes to a folder of another name, of which no server knows.
number=0
places=places.0
mkdir $places
copy() {
	number=$((number + 1))
	cp -r $places places.$number
	places=places.$number
	file=$(echo $places/*)
}
# Both take a name: all that was kept is found, or not all of it.
kept() {
	copy
	rm -f log/*
	keeps
	same got wanted "$1"
	is "$(ls log)" "" "$1: nothing is asked"
}
forgotten() {
	rm -f log/*
	keeps
	same got wanted "$1"
	[ -n "$(ls log)" ]
	ok $? "$1: asked again"
}
forgotten "nothing is kept"
kept "what was asked is kept"
is "$(ls $places | wc -l)" 1 "in one file"
rm -f log/*
PERF_PARALLEL_PLACES=$places with=$work_folder/asked ask -e classes -i -f \
	<questions | cmp -s - <("$real" -e classes -i -f <questions)
is "$? $(ls log)" "0 " "for the other perf, too"
whole=$places
whole_file=$file
size=$(stat -c %s "$file")
for at in 3 10 30 100 $((size / 2)) $((size - 1)); do
	places=$whole
	copy
	printf '\376' | dd of="$file" bs=1 seek=$at conv=notrunc 2>dd.log
	forgotten "byte $at is another"
	kept "and then it is kept again"
done
for at in 0 20 $((size / 2)) $((size - 1)); do
	places=$whole
	copy
	truncate -s $at "$file"
	forgotten "cut off at $at"
	kept "and then it is kept again"
done
copy
head -c 100000 /dev/urandom >"$file"
forgotten "a file of something else"
kept "and then it is kept behind that"
copy
rm "$file"
mkfifo "$file"
forgotten "a FIFO"
rm "$file"
copy
mkdir "$places/${whole_file##*/}"
forgotten "a folder"
places=nothing
: >nothing
forgotten "a file in place of the folder"
places=roomy
mkdir roomy
truncate -s 200M roomy/other
forgotten "a large file of another program"
is "$(ls roomy | grep -c other)" 0 "makes room"
rm -f log/*
touch classes
keeps
same got wanted "a program that was changed"
[ -n "$(ls log)" ]
ok $? "is asked about again"

# binutils' first answer about a function may be another than the next ones.
gcc -O1 -g -o inlined "$source_folder/tests/cli/inlined.c"
objdump -d inlined | sed -n 's/^ *\([0-9a-f]*\):.*/\1/p' >forward
tac forward >backward
# Prints the answers to a list of addresses, in their own order.
answers_to() {
	PERF_PARALLEL_PLACES=$2 ask -e inlined -a -i -f <"$1" | awk '
		/^0x/ { if (NR > 1) print all; all = "" } { all = all " " $0 }
		END { print all }' | sort
}
for order in forward backward; do
	mkdir "kept.$order"
	answers_to $order "kept.$order" >"answers.$order"
done
[ "$(wc -l <answers.forward)" -gt 20 ]
ok $? "there is something to ask"
same answers.backward answers.forward "kept answers do not depend on their order"

# Several at a time share a real one.
places=shared
mkdir shared
rm -f log/*
together() {
	local n
	for n in $(seq "$1"); do
		PERF_PARALLEL_PLACES=$places with=$2 ask \
			-e "$work_folder/classes" -a -i -f <questions \
			>"got.$n" &
	done
	wait
	for n in $(seq "$1"); do cmp -s "got.$n" wanted || return 1; done
}
together 3 $work_folder/asked
ok $? "three at a time have the same answers"
is "$(ls log | wc -l) $(asked_otherwise 2)" "1 " \
	"of one, which is asked twice in a row"
places=many
mkdir many
together 9 $work_folder/asked
ok $? "nine at a time have the same answers"
program slow <<END
#!/bin/sh
while read -r line; do echo "\$line"; sleep 0.002; done | $real "\$@"
END
places=killed
mkdir killed
server() {
	ps -eo pid=,sid=,args= | awk -v f="$work_folder/classes" \
		'$1 == $2 && index($0, "-e " f) { print $1 }'
}
{
	until_true [ -n "$(server)" ]
	sleep 0.1
	server | xargs -r kill -9
} &
together 2 $work_folder/slow
ok $? "whose server is killed have the same answers, too"
wait
gone
ok $? "no server is left"

# Other fields, after a run.
rm -rf $out
for perf in "${perfs[@]}"; do
	name="perf $(version_of "$perf")"
	as_serial "$perf" "$quick" -i dwarf.data
	[ -n "$(ls log)" ]
	ok $? "$name: a first run asks"
	for fields in "-F comm,ip,sym,dso" "--ns"; do
		# shellcheck disable=SC2086
		"$perf" script "$quick" -i dwarf.data $fields >serial.txt \
			2>/dev/null
		rm -f log/*
		sleep 0.7 # so that no server knows anything
		# shellcheck disable=SC2086
		"$perf_parallel" -q -n 5 -j2 --addr2line="$work_folder/asked" \
			--merge merged.txt -- "$perf" script "$quick" \
			-i dwarf.data $fields
		same merged.txt serial.txt "$name: with $fields"
		is "$(cat log/* 2>/dev/null | grep -v '^f*$')" "" \
			"$name: another with $fields asks nothing"
	done
	"$perf_parallel" clean
	is "$(ls -d $out 2>/dev/null)" "" "$name: clean removes all"
done

# The key has the real one in it.
key() {
	"$perf_parallel" plan --json -n 1 "$@" -- "${perfs[0]}" script \
		-i fp.data $fields | grep '"key"'
}
fields="-F +srcline"
before=$(key)
[ "$(key --addr2line "$real")" = "$before" ]
ok $? "the same addr2line, named, is the same key"
[ "$(key --addr2line ./asked)" != "$before" ]
ok $? "another is another key"
is "$(key --addr2line missing 2>&1)" \
	"perf-parallel: --addr2line: cannot find a program 'missing' in PATH" \
	"one that is not there is refused"
finish
