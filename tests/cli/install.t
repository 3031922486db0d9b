#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Installing into an empty folder, and working from there: the program, perf's
# own way of calling it, and the makefile that users include.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 1 2000
perf=${perfs[0]}
"$perf" script -i perf.data >serial.txt 2>/dev/null
${makes[0]} -s -C "$source_folder" BUILD="${BUILD:-build}" PREFIX=/usr \
	DESTDIR="$work_folder/root" install >install.log 2>&1
ok $? "make install"
is "$(cd root && find . -type f | sort)" "./usr/bin/perf-parallel
./usr/share/perf-parallel/perf-parallel.mk" "installs these files"
PATH=$work_folder/root/usr/bin:$PATH
perf-parallel -q -n 3 -- "$perf" script -i perf.data && perf-parallel merge |
	cmp -s - serial.txt
ok $? "the installed program works from PATH"
perf-parallel clean
for perf in "${perfs[@]}"; do
	"$perf" script -i perf.data >its.txt 2>/dev/null
	"$perf" parallel -q -n 3 -- "$perf" script -i perf.data &&
		perf-parallel merge | cmp -s - its.txt
	ok $? "perf $(version_of "$perf") parallel is the same"
	perf-parallel clean
done

cat >Makefile <<'EOF'
include root/usr/share/perf-parallel/perf-parallel.mk

decode.command := perf script -i perf.data
decode.options := -n 3
$(eval $(call perf-parallel,decode))

all: lines.txt
lines.txt: $(decode.outputs)
	cat $^ | wc -l >$@
EOF
log=decode-output/.perf-parallel/jobs.log
for make in "${makes[@]}"; do
	name="make $(version_of "$make")"
	rm -rf decode.mk lines.txt decode-output
	timeout 60 "$make" -j2 >make.log 2>&1
	is "$? $(cat lines.txt) $(wc -l <$log)" "0 $(wc -l <serial.txt) 3" \
		"$name: perf-parallel.mk: the user's rules get the outputs"
	is "$("$make")" "make: Nothing to be done for 'all'." \
		"$name: perf-parallel.mk: and nothing is done twice"
	timeout 60 "$make" -s decode-merge
	same decode-output/merged.txt serial.txt \
		"$name: perf-parallel.mk: NAME-merge"
	sed 's/-n 3/-n 4/' Makefile >Makefile.new && mv Makefile.new Makefile
	timeout 60 "$make" >make.log 2>&1
	is "$? $(wc -l <$log)" "0 7" \
		"$name: perf-parallel.mk: changed options count"
	sed 's/-n 4/-n 3/' Makefile >Makefile.new && mv Makefile.new Makefile
done
touch -d '+1 hour' Makefile
timeout 20 ${makes[0]} >make.log 2>&1
is $? 0 "a makefile from the future does not loop"
cat >Makefile <<'EOF'
include root/usr/share/perf-parallel/perf-parallel.mk

decode.recording := made.data
decode.command := perf script -i made.data
$(eval $(call perf-parallel,decode))

made.data:
	cp perf.data $@
EOF
rm -rf decode.mk decode-output
timeout 60 ${makes[0]} -s decode-merge >make.log 2>&1
is "$? $(wc -l <decode-output/merged.txt)" "0 $(wc -l <serial.txt)" \
	"a recording that a rule makes is made first"
${makes[0]} -s -C "$source_folder" PREFIX=/usr DESTDIR="$work_folder/root" \
	uninstall >>install.log 2>&1
is "$(cd root && find . -type f)" "" "make uninstall leaves nothing"
finish
