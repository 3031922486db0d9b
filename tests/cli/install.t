#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Installing into an empty folder, and working from there: the program, perf's
# own way of calling it, and the makefile that users include.
. "$(dirname "$0")/tap.sh"

get_recording perf.data 300 1000
perf=perf # the one that perf-parallel.mk takes
"$perf" script -i perf.data >serial.txt 2>/dev/null
${makes[0]} -s -C "$source_folder" BUILD="${BUILD:-build}" PREFIX=/usr \
	DESTDIR="$work_folder/root" install >install.log 2>&1
ok $? "make install"
is "$(cd root && find . -type f | sort)" "./usr/bin/perf-parallel
./usr/include/jobserver.h
./usr/lib/libjobserver.a
./usr/lib/perf-parallel/print.so
./usr/lib/pkgconfig/jobserver.pc
./usr/libexec/perf-parallel/addr2line
./usr/share/man/man1/perf-parallel.1
./usr/share/man/man3/jobserver.3
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
for perf in "${perfs[@]}"; do
	has "$(MANPATH=$PWD/root/usr/share/man MANPAGER=cat "$perf" \
		parallel --help 2>&1)" "decode a recording of perf on all" \
		"perf $(version_of "$perf") parallel --help shows the manual page"
done

# The library: its example, built as its head says.
is "$(groff -man -ww -Tutf8 -z root/usr/share/man/man3/jobserver.3 2>&1)" "" \
	"jobserver(3) is a clean manual page"
export PKG_CONFIG_SYSROOT_DIR=$work_folder/root
export PKG_CONFIG_PATH=$work_folder/root/usr/lib/pkgconfig
# A tree with sanitizers has a library with them, too.
${CC:-cc} -Wall -Wextra -Werror ${SANITIZE:+-fsanitize=address,undefined} \
	-o spread "$source_folder/examples/spread.c" \
	$(pkg-config --cflags --libs jobserver) >spread.log 2>&1
ok $? "examples/spread.c compiles with the installed library"
if command -v "${CXX:-g++}" >/dev/null; then
	cat >plus.cc <<-'EOF'
		#include <jobserver.h>
		int main()
		{
			jobserver *js = jobserver_open(nullptr);
			return jobserver_kind(js) != JOBSERVER_NONE ||
			    jobserver_close(js);
		}
	EOF
	# shellcheck disable=SC2046
	"${CXX:-g++}" -Wall -Wextra -Werror \
		${SANITIZE:+-fsanitize=address,undefined} -o plus plus.cc \
		$(pkg-config --cflags --libs jobserver) && ./plus
	ok $? "a C++ program can be linked with it"
else
	skip "a C++ program can be linked with it" "no C++ compiler here"
fi
job='echo start >>times; sleep 0.5; echo end >>times'
printf 'all:\n\t+./spread %s\n' "'$job' '$job' '$job' '$job'" >spread.mk
most_jobs() {
	awk '{ n += $1 == "start" ? 1 : -1; if (n > m) m = n } END {
		print m, NR }' times
}
for make in "${makes[@]}"; do
	name="make $(version_of "$make")"
	for jobs in 1 3; do
		rm -f times
		timeout 60 "$make" -s -f spread.mk -j$jobs >make.log 2>&1
		is "$? $(most_jobs) $(cat make.log)" "0 $jobs 8 " \
			"$name -j$jobs: the example runs $jobs at a time"
	done
	rm -f times
	timeout 60 "$make" -n -f spread.mk >make.log 2>&1 && [ ! -e times ]
	ok $? "$name -n: the example runs nothing"
done
./spread 'exit 3' true
is $? 1 "the example fails when a job does"

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
for make in "${makes[@]}"; do
	name="make $(version_of "$make"): perf-parallel.mk"
	cat >Makefile <<-'EOF'
		include root/usr/share/perf-parallel/perf-parallel.mk

		decode.recording := made.data
		decode.command := perf script -i made.data
		decode.options := -n 2 --output-dir out
		$(eval $(call perf-parallel,decode))

		all spot-clean: lines.txt
		lines.txt: $(decode.outputs) ; cat $^ >$@
		made.data: ; cp perf.data $@
		clean: ; @echo cleaning
	EOF
	rm -rf decode.mk lines.txt made.data out
	before=$(ls)
	is "$("$make" clean 2>&1)" cleaning "$name: clean makes nothing else"
	"$make" decode-clean >make.log 2>&1
	is $? 0 "$name: NAME-clean, with nothing there"
	said=$("$make" -n 2>&1)
	has "$said" "cp perf.data made.data" "$name: -n prints the recording"
	has "$said" "perf-parallel emit -q" "$name: and emit"
	"$make" -q
	is "$?" 1 "$name: -q finds something to do"
	is "$(ls)" "$before" "$name: none of them leaves anything"
	"$make" spot-clean >make.log 2>&1
	is $? 2 "$name: what needs the outputs all the same fails"
	is "$("$make" -s -j2 2>&1 | grep -v DECODE)" "" "$name: -s is silent"
	rm decode.mk lines.txt
	has "$("$make" decode 2>&1)" "  EMIT    decode.mk" \
		"$name: emit is announced"
	rm decode.mk
	is "$("$make" decode-clean)" "  CLEAN   out" \
		"$name: NAME-clean without the fragment"
	is "$(ls -d out 2>&1 | grep -c '^out')" 0 "$name: cleans"
	sed -i '/^made.data/d' Makefile
	rm made.data
	"$make" >make.log 2>&1
	is $? 2 "$name: no recording and no rule for it: fails"
	has "$(cat make.log)" "'made.data'" "$name: and names it"
	[ ! -e lines.txt ]
	ok $? "$name: and makes nothing of no outputs"
done

# What a makefile sets for itself, and where it lies.
"$make_recording" -s 100 -c 2 -t 4 small.data
perf script $quick -i small.data >small.txt 2>/dev/null
for make in "${makes[@]}"; do
	for line in '.RECIPEPREFIX = >' '.SECONDEXPANSION:' '.ONESHELL:' \
		'MAKEFLAGS += --warn-undefined-variables' 'VPATH = ..'; do
		rm -rf 'a b' decode.mk decode-output
		mkdir 'a b'
		cat >'a b/Makefile' <<-END
			$line
			include $work_folder/root/usr/share/perf-parallel/perf-parallel.mk
			decode.command := perf script $quick -i small.data
			decode.recording := small.data
			decode.options := -n 2
			\$(eval \$(call perf-parallel,decode))
			mine: \$(decode.outputs) ; @cat \$^ >\$@
		END
		name="make $(version_of "$make"): perf-parallel.mk: '$line'"
		cp small.data 'a b'
		# Others of that name, which VPATH finds.
		perf-parallel emit -q --name decode -f decode.mk -- perf \
			script $quick -i small.data
		is "$(timeout 60 "$make" -C 'a b' mine decode-merge 2>&1 |
			grep -v 'DECODE\|make:')" "  EMIT    decode.mk
  MERGE   decode-output/merged.txt" "$name: nothing else is said"
		same 'a b/mine' small.txt "$name: a rule gets the outputs"
		same 'a b/decode-output/merged.txt' small.txt "$name: NAME-merge"
		"$make" -s -C 'a b' -q mine decode-merge
		is $? 0 "$name: and then nothing is to do"
	done
	is "$("$make" -s -B -C 'a b' decode-merge 2>&1)" "" "$name: -B"
	same 'a b/decode-output/merged.txt' small.txt "$name: -B makes all again"
	has "$("$make" -f 'a b/Makefile' mine 2>&1)" \
		"run make in its folder, or with -C" \
		"$name: a folder with a blank in -f is refused"
done
${makes[0]} -s -C "$source_folder" PREFIX=/usr DESTDIR="$work_folder/root" \
	uninstall >>install.log 2>&1
is "$(cd root && find . -type f)" "" "make uninstall leaves nothing"
finish
