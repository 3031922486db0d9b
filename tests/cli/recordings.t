#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kinds of recordings: all layouts are cut, what is broken is told in a line,
# and those whose samples time cannot tell apart stay in one piece.
. "$(dirname "$0")/tap.sh"

# refused FILE PART NAME [LINES]: a line that names the file, or three where
# perf was asked in vain, status 1, no output.
refused() {
	rm -rf out merged.txt
	timeout 20 "$perf_parallel" emit -o out -- perf script -i "$1" \
		>out.txt 2>err.txt
	is "$?,$(ls -d out 2>/dev/null)" "1," "$3: refused"
	is "$(wc -l <err.txt)" "${4:-1}" "$3: lines"
	has "$(cat err.txt)" "$1" "$3: the file is named"
	has "$(cat err.txt)" "$2" "$3: and the reason"
}

# Every layout that perf record writes.
as_serial() { # RECORDING NAME [OPTION ...]
	local perf file=$1 name=$2
	shift 2
	for perf in "${perfs[@]}"; do
		"$perf" script "$quick" -i "$file" >serial.txt 2>/dev/null
		[ -s serial.txt ]
		ok $? "$name, perf $(version_of "$perf"): perf prints samples"
		rm -rf out merged.txt
		"$perf_parallel" run -q -n 4 "$@" -o out -- \
			"$perf" script "$quick" -i "$file" >run.log 2>&1 &&
			"$perf_parallel" merge -o merged.txt out
		sed 's/^/# /' run.log
		cat run.log >&2
		same merged.txt serial.txt \
			"$name, perf $(version_of "$perf"): merged is serial"
		is "$(find out -name out.txt | wc -l)" 4 "$name: in four ranges"
	done
}
length_ms=100
record_all() {
	perf record -q "$swift" -g -e cpu-clock -F 10000 -m 16 "$@" -- \
		bash -c "$workload" workload $length_ms 2>record.log
}
if record_all -o - >pipe.data && [ -s pipe.data ]; then
	as_serial pipe.data "a pipe saved to a file"
	"$perf_parallel" plan -c -- perf script -i pipe.data 2>err.txt
	is "$?" 1 "a pipe saved to a file is not cut by CPU"
	has "$(cat err.txt)" "perf takes no --cpu" "since perf cannot"
	record_all -z -o z.data
	as_serial z.data "compressed"
	has "$("$perf_parallel" info z.data)" "COMPRESSED " \
		"info counts the compressed records, too"
	if record_all --threads -a -o dir.data >/dev/null; then
		as_serial dir.data "a folder"
		record_all --threads -a -z -o dirz.data >/dev/null
		as_serial dirz.data "a compressed folder"
		rm -rf out merged.txt && "$perf_parallel" emit -q -n 4 -o out -- \
			perf script "$quick" -i dir.data &&
			make -s -f parallel.mk &&
			mv dir.data/data.1 dir.data/data.9 &&
			touch dir.data/data.0 && make -s -f parallel.mk &&
			"$perf_parallel" merge -o merged.txt out
		perf script "$quick" -i dir.data >serial.txt 2>/dev/null
		same merged.txt serial.txt "make notices a change in a folder"
		: >dir.data/data.7
		as_serial dir.data "a folder with an empty file"
		printf more >>dir.data/data.7
		refused dir.data "data.7: offset 0" "a folder with half a record"
	else
		skip "a recording in a folder" "this perf has no --threads"
	fi
else
	skip "pipe, compressed and folder recordings" "perf may not record here"
fi

"$make_recording" -s 1000 good.data
printf '' >empty.data
refused empty.data "empty" "an empty file"
head -c 10 good.data >short.data
refused short.data "10 bytes are no recording" "ten bytes"
head -c 20000 good.data >cut.data
refused cut.data "cut off" "a file that was cut off"
cp good.data noend.data
printf '\0\0\0\0\0\0\0\0' | dd of=noend.data bs=1 seek=48 conv=notrunc \
	status=none
refused noend.data "did not end properly" "a recording that never ended"
echo "# a text, and no recording" >text.data
refused text.data "should read PERFILE2" "a text"
cp good.data odd.data
printf '\10' | dd of=odd.data bs=1 seek=16 conv=notrunc status=none
refused odd.data "cannot read it either" "perf is asked, and does not know" 3
offset=$(($(stat -c %s good.data) / 2 / 8 * 8))
cp good.data zeros.data
head -c 64 /dev/zero | dd of=zeros.data bs=1 seek=$offset conv=notrunc \
	status=none
"$perf_parallel" info zeros.data >out.txt 2>err.txt
is "$?" 1 "zeros in the middle: refused"
has "$(cat err.txt)" "zeros.data: offset " "with the offset"
if command -v script >/dev/null; then
	info="$perf_parallel info zeros.data"
	has "$(TERM=xterm script -qec "$info" /dev/null)" \
		$'\r\033[Kperf-parallel: zeros.data: offset ' \
		"on a terminal it takes the place of how far reading has come"
	quiet="$perf_parallel -q -- perf script -i zeros.data"
	is "$(TERM=xterm script -qec "$quiet" /dev/null | tr -d "\r")" \
		"$(cat err.txt)" "which is not shown with -q"
else
	skip "an error on a terminal" "there is no script(1)"
fi
refused /dev/null "not a regular file" "a device"

# What was cut off in such a way that perf prints what there is.
read_so_far() { # RECORDING NAME OFFSET
	local perf
	for perf in "${perfs[@]}"; do
		"$perf" script "$quick" -i "$1" >serial.txt 2>/dev/null
		is $? 0 "$2, perf $(version_of "$perf"): perf reads it"
		rm -rf out merged.txt && "$perf_parallel" run -q -n 3 --merge merged.txt \
			-o out -- "$perf" script "$quick" -i "$1" 2>err.txt
		same merged.txt serial.txt \
			"$2, perf $(version_of "$perf"): merged is serial"
		has "$(cat err.txt)" "note: $1: offset $3: " \
			"$2: and a line says where, -q or not"
	done
	rm -f merged.txt
}
"$make_recording" -s 1000 --pipe pipe.data
head -c 20000 pipe.data >cut.data
read_so_far cut.data "a pipe cut off within a sample" 19976
head -c 19980 pipe.data >cut.data
read_so_far cut.data "a pipe cut off within the head of a record" 19976
head -c 30 pipe.data >cut.data
read_so_far cut.data "a pipe cut off before it says its events" 16
{ cat pipe.data && echo "this is some text"; } >cut.data
read_so_far cut.data "a pipe and other text" "$(stat -c %s pipe.data)"
printf '\0\0\0\0\0\0\0\0' >>pipe.data
refused pipe.data "a record of 0 bytes" "a pipe and zeros, which perf refuses"
"$make_recording" -s 1000 --pipe --compress pipe.data
head -c 6000 pipe.data >cut.data
read_so_far cut.data "a pipe cut off in a COMPRESSED record" 5169
"$make_recording" -s 1000 good.data
end=$(od -An -t u8 -j 40 -N 16 good.data | awk '{ print $1 + $2 }')
head -c "$end" good.data >cut.data
read_so_far cut.data "a file cut off behind its records" "$end"
head -c -1 good.data >cut.data
read_so_far cut.data "a file without its last byte" "$((end + 6 * 16))"
"$make_recording" -s 1000 --compress good.data
end=$(od -An -t u8 -j 40 -N 16 good.data | awk '{ print $1 + $2 }')
head -c "$end" good.data >cut.data
refused cut.data "offset $end: " "a compressed file without its features" 3
mkdir folder
refused folder "folder/data: No such file" "any folder"

# Recordings that stay in one piece.
for way in --no-time "--zero 5"; do
	"$make_recording" $way -s 500 odd.data
	is "$("$perf_parallel" plan -n 4 -- perf script -i odd.data 2>err.txt)" \
		$'1 jobs:\nperf script -i odd.data' "$way: one range"
	has "$(cat err.txt)" "have no time; it is not cut by time" \
		"$way: and said why"
	perf script "$quick" -i odd.data >serial.txt 2>/dev/null
	rm -rf out merged.txt && "$perf_parallel" run -q -n 4 -o out -- \
		perf script "$quick" -i odd.data 2>/dev/null &&
		"$perf_parallel" merge -o merged.txt out
	same merged.txt serial.txt "$way: the merged output is the serial one"
done
for way in --no-header-times --zero-header-times "-e 2" "-e 3 -g" \
	"-s 1" "--side-band 2000"; do
	"$make_recording" -s 500 -c 3 $way some.data
	for perf in "${perfs[@]}"; do
		"$perf" script "$quick" -i some.data >serial.txt 2>/dev/null
		rm -rf out merged.txt && "$perf_parallel" run -q -n 4 -o out -- \
			"$perf" script "$quick" -i some.data &&
			"$perf_parallel" merge -o merged.txt out
		same merged.txt serial.txt \
			"$way, perf $(version_of "$perf"): merged is serial"
		[ -s serial.txt ]
		ok $? "and not empty"
	done
done

# A clock that goes back, again and again: what perf printed late is not cut off
# from what it should have come before.
length_ms=300
if command -v python3 >/dev/null && record_all -o clock.data; then
	cat >turn_back.py <<-'EOF'
		# Takes time off the samples of every third round and what follows.
		import struct, sys
		data = bytearray(open(sys.argv[1], 'rb').read())
		attrs, _, start, size = struct.unpack_from('<4Q', data, 24)
		kind, = struct.unpack_from('<Q', data, attrs + 24)
		# identifier, ip, tid, time: as perf record -g has them
		time = 8 + 8 * sum(kind >> bit & 1 for bit in (16, 0, 1))
		assert kind >> 2 & 1
		at, rounds, samples = start, 0, 0
		while at < start + size:
		    sort, _, length = struct.unpack_from('<IHH', data, at)
		    rounds += sort == 68
		    if sort == 9:
		        samples += 1
		        when, = struct.unpack_from('<Q', data, at + time)
		        back = int(sys.argv[3]) * (samples // 700)
		        struct.pack_into('<Q', data, at + time, when - back)
		    at += length
		open(sys.argv[2], 'wb').write(data)
	EOF
	for back in 300000000 2000000000; do
		python3 turn_back.py clock.data back.data $back
		perf script "$quick" -i back.data -F time >times.txt 2>/dev/null
		sort -n times.txt | cmp -s - times.txt
		is $? 1 "a clock $back ns back: perf prints out of order"
		perf script "$quick" -i back.data >serial.txt 2>/dev/null
		for split in samples time; do
			rm -rf out merged.txt && "$perf_parallel" run -q -n 12 \
				--split=$split -o out -- perf script \
				"$quick" -i back.data &&
				"$perf_parallel" merge -o merged.txt out
			same merged.txt serial.txt \
				"a clock $back ns back, --split=$split: merged is serial"
		done
		[ "$(find out -name out.txt | wc -l)" -gt 1 ]
		ok $? "a clock $back ns back: it is cut all the same"
	done
	parts=$(perf script -i back.data --ns -F time 2>/dev/null | tr -d ' :' |
		awk '!late && $1 < before { late = $1; early = before }
			$1 > last { last = $1 }
			!first || $1 < first { first = $1 }
			{ before = $1 }
			END { print first "," late " " early "," last }')
	has "$("$perf_parallel" plan -- perf script -i back.data --time "$parts" \
		2>&1)" "note: with this --time" \
		"two parts of --time across such a place: a line says so"
	has "$("$perf_parallel" info back.data)" " not cut, since perf prints" \
		"and info says that there are such places"
else
	skip "a clock that goes back" "no python3, or perf may not record here"
fi

# Ranges of equal weight, of a recording of which most lies in a short time.
if [ -e clock.data ]; then
	for split in samples bytes; do
		rm -rf out merged.txt && "$perf_parallel" run -q -n 8 --split=$split \
			-o out -- perf script "$quick" -i clock.data
		counts=$(grep -c cpu-clock out/*/out.txt | sed 's/.*://' | sort -n)
		most=$(tail -1 <<<"$counts") least=$(head -1 <<<"$counts")
		[ "$(wc -l <<<"$counts")" = 8 ] && [ $((2 * least)) -gt "$most" ]
		ok $? "--split=$split: eight ranges of $least to $most samples"
	done
	is "$("$perf_parallel" info --json clock.data | python3 -c '
import json, sys
info = json.load(sys.stdin)
print(info["samples"] == info["records"]["SAMPLE"] ==
      sum(cpu["samples"] for cpu in info["cpus"]), info["layout"])')" \
		"True file mode" "info --json can be read, and adds up"
fi

# One timestamp for many samples, at every place where it could be cut.
if command -v python3 >/dev/null && [ -e turn_back.py ]; then
	sed -e 's/back = .*/back = when % int(sys.argv[3])/' turn_back.py >coarse.py
	python3 coarse.py clock.data coarse.data 10000000
	perf script "$quick" -i coarse.data >serial.txt 2>/dev/null
	for ranges in 2 7 $(by_default 40 "90 300"); do
		rm -rf out merged.txt && "$perf_parallel" run -q -n $ranges -o out -- \
			perf script "$quick" -i coarse.data
		"$perf_parallel" merge -o merged.txt out
		is "$(grep -c 'cpu-clock' merged.txt)" \
			"$(grep -c 'cpu-clock' serial.txt)" \
			"many samples of one time, $ranges ranges: none lost or doubled"
	done
fi

# One with a feature of the future that our reader does not believe: perf skips
# it, and is asked.
if command -v python3 >/dev/null; then
	python3 - good.data future.data <<-'EOF'
		import struct, sys
		data = bytearray(open(sys.argv[1], 'rb').read())
		at = sum(struct.unpack_from('<QQ', data, 40))
		count = sum(bin(byte).count('1') for byte in data[72:104])
		for i in range(count):
		    offset, = struct.unpack_from('<Q', data, at + 16 * i)
		    struct.pack_into('<Q', data, at + 16 * i, offset + 16)
		data[72 + 31] |= 0x80
		end = at + 16 * count
		data[end:end] = struct.pack('<QQ', 1 << 60, 16)
		open(sys.argv[2], 'wb').write(data)
	EOF
	as_serial future.data "asked of perf" 2>err.txt
	"$perf_parallel" plan -- perf script "$quick" --dsos=none \
		-i future.data >/dev/null 2>&1
	is "$?" 0 "asked of perf: what the header does not tell is not missed"
	has "$(cat err.txt)" "future.data: offset " "why it is asked is said"
	has "$(cat err.txt)" "is run to find where its samples are" \
		"and that it takes longer"
	has "$("$perf_parallel" info future.data 2>/dev/null)" \
		"of a kind that only perf reads" "info says so, too"
	printf '#!/bin/sh\ntouch asked\nexec sleep 31\n' >slow-perf
	chmod +x slow-perf
	for signal in TERM KILL; do
		rm -f asked
		"$perf_parallel" plan -- ./slow-perf script -i future.data \
			2>/dev/null &
		until_true [ -e asked ]
		kill -$signal $!
		wait $! 2>/dev/null
		gone
		ok $? "$signal: a perf that was asked does not outlive us"
	done
else
	skip "asking perf" "no python3 on this machine"
fi

# A header that knows less than the samples do: its sample times begin late,
# or it has fewer CPUs.  Its numbers are found by their bytes.
patch_u64() { # FILE OLD NEW [FIND], 8 bytes each, at the last place of OLD
	python3 - "$@" <<-'EOF'
		import struct, sys
		name, old, new = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
		data = open(name, 'rb').read()
		find = sys.argv[4] if len(sys.argv) > 4 else 'rindex'
		at = getattr(data, find)(struct.pack('<Q', old))
		data = data[:at] + struct.pack('<Q', new) + data[at + 8:]
		open(name, 'wb').write(data)
	EOF
}
if command -v python3 >/dev/null; then
	"$make_recording" -s 1000 -c 3 -t 10 late.data
	times=$("$perf_parallel" info late.data | awk '$1 == "header" {
		print $2, $4 }')
	read -r first last <<<"${times//./}"
	middle=$(((first + last) / 2))
	patch_u64 late.data "$first" $middle
	from=$(((first + middle) / 2))
	time=$((from / 1000000000)).$(printf %09d $((from % 1000000000))),
	perf script "$quick" -i late.data --time "$time" >serial.txt 2>/dev/null
	rm -rf out merged.txt && "$perf_parallel" run -q -n 4 -o out -- perf script \
		"$quick" -i late.data --time "$time" &&
		"$perf_parallel" merge -o merged.txt out
	same merged.txt serial.txt \
		"a start that was asked for stays, whatever the header says"
	"$make_recording" -s 1000 -c 3 -t 10 few.data
	# Behind both numbers of CPUs comes another 3.
	patch_u64 few.data $((3 << 32 | 3)) $((1 << 32 | 1)) index
	"$perf_parallel" plan -c -n 1 -- perf script -i few.data 2>err.txt
	has "$?$(cat err.txt)" "perf takes no --cpu=2 for it" \
		"CPUs that samples name and no header are told of"
else
	skip "headers that know too little" "no python3 on this machine"
fi

finish
