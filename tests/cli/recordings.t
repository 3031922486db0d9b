#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kinds of recordings: those that cannot be read yet are told in a line, and
# those whose samples time cannot tell apart stay in one piece.
. "$(dirname "$0")/tap.sh"

# refused FILE PART NAME: one line that names the file, status 1, no output.
refused() {
	"$perf_parallel" emit -o out -- perf script -i "$1" >out.txt 2>err.txt
	is "$?,$(wc -l <err.txt),$(ls -d out 2>/dev/null)" "1,1," "$3: one line"
	has "$(cat err.txt)" "perf-parallel: $1" "$3: the file is named"
	has "$(cat err.txt)" "$2" "$3: and the reason"
}

if perf record -q -e cpu-clock -o - -- true 2>/dev/null >pipe.data &&
	[ -s pipe.data ]; then
	refused pipe.data "pipe" "a pipe saved to a file"
	perf record -q -z -e cpu-clock -o z.data -- true 2>/dev/null
	refused z.data "compressed" "compressed"
	if perf record -q -e cpu-clock --threads -a -o dir.data -- true \
		>/dev/null 2>&1; then
		refused dir.data "folder" "a folder"
		refused dir.data/data "folder" "the index in a folder"
	else
		skip "a recording in a folder" "this perf has no --threads"
	fi
else
	skip "pipe, compressed and folder recordings" "perf may not record here"
fi

"$make_recording" -s 1000 good.data
head -c 8 good.data | rev >foreign.data && tail -c +9 good.data >>foreign.data
refused foreign.data "byte order" "the other byte order"
printf PERFFILE | cat - <(tail -c +9 good.data) >v1.data
refused v1.data "version 1" "version 1"
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
offset=$(($(stat -c %s good.data) / 2 / 8 * 8))
cp good.data zeros.data
head -c 64 /dev/zero | dd of=zeros.data bs=1 seek=$offset conv=notrunc \
	status=none
"$perf_parallel" info zeros.data >out.txt 2>err.txt
is "$?" 1 "zeros in the middle: refused"
has "$(cat err.txt)" "zeros.data: offset " "with the offset"
refused /dev/null "not a regular file" "a device"
mkdir folder
refused folder "folder" "any folder"

# Recordings that stay in one piece.
for way in --no-time "--zero 5"; do
	"$make_recording" $way -s 500 odd.data
	is "$("$perf_parallel" plan -n 4 -- perf script -i odd.data 2>err.txt)" \
		$'1 jobs:\nperf script -i odd.data' "$way: one range"
	has "$(cat err.txt)" "have no time; it is not cut by time" \
		"$way: and said why"
	perf script -i odd.data >serial.txt 2>/dev/null
	rm -rf out && "$perf_parallel" run -q -n 4 -o out -- \
		perf script -i odd.data 2>/dev/null &&
		"$perf_parallel" merge -o merged.txt out
	same merged.txt serial.txt "$way: the merged output is the serial one"
done
for way in --no-header-times --zero-header-times "-e 2" "-e 3 -g" \
	"-s 1" "--side-band 2000"; do
	"$make_recording" -s 500 -c 3 $way some.data
	for perf in "${perfs[@]}"; do
		"$perf" script -i some.data >serial.txt 2>/dev/null
		rm -rf out && "$perf_parallel" run -q -n 4 -o out -- \
			"$perf" script -i some.data &&
			"$perf_parallel" merge -o merged.txt out
		same merged.txt serial.txt \
			"$way, perf $(version_of "$perf"): merged is serial"
		[ -s serial.txt ]
		ok $? "and not empty"
	done
done

# A header that knows less than the samples do: its sample times begin late,
# or it has fewer CPUs.  Its numbers are found by their bytes.
patch_u64() { # FILE OLD NEW, as 8 bytes each, first place of OLD
	python3 - "$@" <<-'EOF'
		import struct, sys
		name, old, new = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
		data = open(name, 'rb').read()
		at = data.rindex(struct.pack('<Q', old))
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
	perf script -i late.data --time "$time" >serial.txt 2>/dev/null
	rm -rf out && "$perf_parallel" run -q -n 4 -o out -- perf script \
		-i late.data --time "$time" &&
		"$perf_parallel" merge -o merged.txt out
	same merged.txt serial.txt \
		"a start that was asked for stays, whatever the header says"
	"$make_recording" -s 1000 -c 3 -t 10 few.data
	patch_u64 few.data $((3 << 32 | 3)) $((1 << 32 | 1))
	is "$("$perf_parallel" plan -c -n 1 -- perf script -i few.data |
		head -1)" "3 jobs:" "CPUs that samples name are not left out"
else
	skip "headers that know too little" "no python3 on this machine"
fi

# Recordings of all kinds, where they are at hand: never a crash or a hang.
if [ -d "$shared_folder/perfdata" ]; then
	read=0 refused=0 bad=
	for file in "$shared_folder"/perfdata/*data; do
		timeout 60 "$perf_parallel" info "$file" >out.txt 2>err.txt
		case $? in
		0) read=$((read + 1)) ;;
		1) refused=$((refused + 1))
			[ -s err.txt ] || bad="$bad $file" ;;
		*) bad="$bad $file" ;;
		esac
	done
	is "$bad" "" "real recordings are read or refused with a message"
	echo "# of $((read + refused)) real recordings $read are read," \
		"$refused refused"
	cut=0
	for file in "$shared_folder"/perfdata/*data; do
		"$perf_parallel" info "$file" >/dev/null 2>&1 || continue
		ln -sf "$file" real.data
		perf script -i real.data >serial.txt 2>/dev/null || continue
		rm -rf out
		"$perf_parallel" run -q -n 4 --split=time -N -o out -- perf \
			script -i real.data >/dev/null 2>err.txt &&
			"$perf_parallel" merge -o merged.txt out 2>>err.txt &&
			cmp -s merged.txt serial.txt ||
			{ echo "# differs: ${file##*/}: $(head -1 err.txt)"
			continue; }
		cut=$((cut + 1))
	done
	echo "# $cut real recordings were cut and merged to the serial output"
	[ $cut -gt 20 ]
	ok $? "most real recordings in file mode are cut and merged as they were"
else
	skip "real recordings" "no folder ../shared/perfdata beside the project"
fi
finish
