#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fragments that are included in a makefile of the user's own.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
sleep 1
get_recording "$work_folder/other" 300 700
# No symbols: programs that come and go have them at one time only.
script=("${perfs[0]}" script "$quick" -F "comm,pid,cpu,time,event,ip")
out=parallel-perf-output
log=$out/.perf-parallel/jobs.log
for name in recording other; do
	"${script[@]}" -i "$work_folder/$name" >"$work_folder/$name.txt" \
		2>/dev/null
done
export perf_parallel # for the user's makefiles

emit() {
	"$perf_parallel" emit -q -n 3 "$@" -- "${script[@]}" -i perf.data
}

# Makes a new folder with an old recording the current one; makes the
# user's makefile there from standard input.
fresh() {
	try_folder
	cp "$work_folder/recording" perf.data
	touch -d '1 hour ago' perf.data
	cat >Makefile
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"

	fresh <<-'END'
		include parallel.mk
		mine: ; @echo my goal
	END
	emit
	said=$(timeout 20 "$make" 2>&1)
	status=$?
	is "$said" "my goal" "included first, my goal stays $under"
	# A fragment that is made again and again would stop us here for ever.
	[ $status -eq 124 ] && continue
	"$make" parallel-perf >make.log 2>&1
	is "$? $(jobs)" "0 3 done" "included first, it builds $under"
	fresh <<-'END'
		mine: ; @echo my goal
		include parallel.mk
	END
	emit
	is "$("$make" 2>&1)" "my goal" "included last, my goal stays $under"
	"$make" parallel-perf >make.log 2>&1
	is "$? $(jobs)" "0 3 done" "included last, it builds $under"
	fresh <<-'END'
		other: ; @echo other goal
		.DEFAULT_GOAL := mine
		include parallel.mk
		mine: ; @echo my goal
	END
	emit
	is "$("$make" 2>&1)" "my goal" "a goal that was set stays $under"
	fresh <<-'END'
		mine: ; @echo my goal
	END
	emit
	is "$("$make" -f Makefile -f parallel.mk 2>&1)" "my goal" \
		"given by a second -f, my goal stays $under"

	fresh <<-'END'
		both: a b
		include a.mk b.mk
	END
	emit --name a -o a.out -f a.mk
	emit --name b -o b.out -f b.mk -n 2
	"$make" -j4 >make.log 2>&1
	is "$? $(jobs a.out/.perf-parallel/jobs.log) $(jobs \
		b.out/.perf-parallel/jobs.log)" "0 3 done 2 done" \
		"two fragments side by side $under"
	"$make" -j4 a-merge b-merge >make.log 2>&1
	same a.out/merged.txt "$work_folder/recording.txt" \
		"the first of two merges $under"
	same b.out/merged.txt "$work_folder/recording.txt" \
		"the second of two merges $under"
	"$make" a-clean >make.log 2>&1
	is "$(ls -d a.out b.out 2>/dev/null)" b.out \
		"the first of two is cleaned alone $under"
	"$make" -q b
	is $? 0 "the second still has all $under"

	fresh <<-'END'
		all: parallel-perf
		include parallel.mk other.mk
	END
	emit
	emit -o other.out -f other.mk
	said=$("$make" 2>&1)
	is $? 2 "the same name twice is an error $under"
	has "$said" "parallel-perf is emitted twice, in parallel.mk and in other.mk; emit one of them with --name" \
		"the error names both and the remedy $under"
	is "$(jobs)" "" "and nothing is decoded $under"

	# The fragment does not exist before; nor does the recording.
	for rule in '%.mk: %.data' 'perf.mk: perf.data'; do
		fresh <<-END
			all: perf-merge
			-include perf.mk
			$rule ; \$(emit) -f \$@ -- ${script[*]} -i \$<
			emit = \$(perf_parallel) emit -q -n3 --name perf -o parallel-perf-output
			perf.data: ; cp ../recording \$@
		END
		rm perf.data
		timeout 20 "$make" -j4 >make.log 2>&1
		is "$? $(jobs)" "0 3 done" \
			"a rule '$rule' emits, one make does all $under"
		same $out/merged.txt "$work_folder/recording.txt" \
			"and its merged output is serial $under"
		has "$(timeout 20 "$make" 2>&1)" "Nothing to be done" \
			"and once more does nothing $under"
		sleep 0.01
		cp "$work_folder/other" perf.data
		timeout 20 "$make" -j4 >make.log 2>&1
		is "$? $(jobs)" "0 6 done" \
			"and a new recording is decoded $under"
		same $out/merged.txt "$work_folder/other.txt" \
			"and merged $under"
	done

	fresh <<-'END'
		all: lines count
		include parallel.mk
		lines: $(parallel-perf.outputs) ; @echo made $@; cat $^ >$@
		count: $(parallel-perf.merged) ; @echo made $@; wc -l <$< >$@
	END
	emit
	made() {
		"$make" -j4 2>&1 | grep made | sort | xargs
	}
	is "$(made)" "made count made lines" "rules of mine run $under"
	same lines "$work_folder/recording.txt" \
		"a rule gets \$(NAME.outputs) in their order $under"
	is "$(cat count)" "$(wc -l <"$work_folder/recording.txt")" \
		"a rule gets \$(NAME.merged) $under"
	is "$(made)" "" "rules of mine do not run again $under"
	sleep 0.01
	rm $out/time-range-1/out.txt
	is "$(made)" "made count made lines" \
		"they run again for an output made anew $under"
	is "$(made)" "" "and then no more $under"
	sleep 0.01
	cp "$work_folder/other" perf.data
	is "$(made)" "made count made lines" \
		"they run again for a new recording $under"
	same lines "$work_folder/other.txt" \
		"with what that one has $under"
	sleep 0.01
	touch perf.data
	is "$(made)" "" "but not for a touched recording $under"
	emit -n 2
	is "$(made)" "made count made lines" \
		"and again for other ranges $under"
	same lines "$work_folder/other.txt" "with all that these have $under"

	# What a makefile of mine sets for itself, before it includes ours.
	for line in '.RECIPEPREFIX = >' '.SECONDEXPANSION:' '.ONESHELL:' \
		'.EXPORT_ALL_VARIABLES:' 'MAKEFLAGS += -rR' \
		'MAKEFLAGS += --warn-undefined-variables' \
		'SHELL = /bin/false' $'.SHELLFLAGS = -eu -o pipefail -c\nSHELL = bash'
	do
		named="'$(head -1 <<<"$line")' above $under"
		fresh <<-END
			$line
			include parallel.mk
			mine: parallel-perf-merge ; @:
		END
		[[ $line == .RECIPE* ]] && sed -i 's/ ; /\n>/' Makefile
		[[ $line == *false ]] && sed -i 's/ ; .*//' Makefile
		emit
		is "$(timeout 20 "$make" mine 2>&1 | grep -v "DECODE\|MERGE" |
			grep -v Nothing)" "" "nothing else is said with $named"
		same $out/merged.txt "$work_folder/recording.txt" \
			"all is made with $named"
		touch perf.data
		is "$(timeout 20 "$make" mine 2>&1 | grep -v Nothing)" \
			"  EMIT    parallel.mk" "planned again with $named"
	done

	# Outputs that are too many for a command line.
	fresh <<-'END'
		include parallel.mk
		lines: $(parallel-perf.outputs) $(parallel-perf.list) ; xargs -d '\n' -n 2 cat <$(parallel-perf.list) >$@
	END
	emit -n 12 -o 'a b'
	"$make" -s lines >make.log 2>&1
	same lines "$work_folder/recording.txt" \
		"a rule gets the outputs from NAME.list $under"
	rm 'a b/.perf-parallel/outputs' lines
	"$make" -s lines >make.log 2>&1
	is "$? $(wc -l <'a b/.perf-parallel/outputs')" "0 12" \
		"a list that is lost is written again $under"
	"$make" -q lines >make.log 2>&1
	is "$?" 0 "and then nothing is to do $under"

	# make takes its own list of makefiles apart.
	fresh </dev/null
	mkdir 'a b'
	emit
	cp parallel.mk 'a b'
	"$make" -f "$PWD/a b/parallel.mk" >make.log 2>&1
	is $? 2 "a fragment in a folder with a blank is refused $under"
	has "$(cat make.log)" "run make in its folder" "and says why $under"

	# make looks in the source folder for what it misses here.  There are
	# outputs of another recording with the same names, or of the same.
	for line in 'VPATH = ..' 'vpath % ..'; do
		named="'$line' $under"
		for first in other recording; do
			fresh <<-END
				$line
				include parallel.mk
				lines: \$(parallel-perf.outputs) ; @cat \$^ >\$@
				list: \$(parallel-perf.list) ; @cp \$< \$@
			END
			mkdir obj
			mv Makefile perf.data obj
			cp "$work_folder/$first" perf.data
			emit
			(cd obj && emit)
			"$make" -s -f parallel.mk parallel-perf-merge >make.log
			touch -d '+1 minute' $out/merged.txt $out/.perf-parallel/*
			cd obj || exit 1
			rm $out/.perf-parallel/{plan,outputs}
			"$make" lines list parallel-perf-merge >make.log 2>&1
			is "$? $(jobs)" "0 3 done" "$first outside, $named: decoded"
			same $out/merged.txt "$work_folder/recording.txt" \
				"$first outside, $named: merged"
			same lines "$work_folder/recording.txt" \
				"$first outside, $named: my rule has the outputs"
			same list $out/.perf-parallel/outputs \
				"$first outside, $named: and the list"
			"$make" -q lines list parallel-perf parallel-perf-merge
			is $? 0 "$first outside, $named: and then nothing is to do"
		done
	done
	sed -i '1s/.*/VPATH = ../' Makefile
	rm $out/time-range-1/out.txt
	is "$("$make" parallel-perf-merge)" "  DECODE  time-range-1
  MERGE   $out/merged.txt" "VPATH: an output that is lost is made here $under"
	sed -i 's/parallel.mk/blank.mk/' Makefile
	emit -o 'a b' -f blank.mk
	has "$("$make" 2>&1)" "emit with an absolute -o" \
		"VPATH: names that cannot be protected are refused $under"
	emit -o "$PWD/a b" -f blank.mk
	"$make" parallel-perf-merge >make.log 2>&1
	same "a b/merged.txt" "$work_folder/recording.txt" \
		"VPATH: but not with an absolute -o $under"

	# What wants no plan, with a recording that is newer.
	fresh <<-'END'
		all: lines
		include parallel.mk
		clean help: ; @echo $@
		lines spot-clean: $(parallel-perf.outputs) ; @cat $^ >$@
		perf.data: source ; @echo recording; touch $@
	END
	emit
	touch source
	is "$("$make" clean 2>&1)" "clean" "clean records and plans nothing $under"
	is "$("$make" help clean 2>&1)" $'help\nclean' \
		"nor do several such goals $under"
	said=$("$make" -n 2>&1)
	has "$said" "perf-parallel emit -q" "-n says that it would plan $under"
	is "$(grep -c '^recording' <<<"$said") $(jobs)" "0 " \
		"-n records and plans nothing $under"
	"$make" -q
	is $? 1 "-q finds something to do $under"
	"$make" -t clean >make.log 2>&1
	is "$(find . -newer source -name '*.mk')" "" \
		"-t leaves the fragment as old as it is $under"
	rm -f clean
	is "$("$make" PERF_PARALLEL_NOT_FOR=help clean 2>&1)" \
		$'recording\n  EMIT    parallel.mk\nclean' \
		"PERF_PARALLEL_NOT_FOR says for which $under"
	"$make" >make.log 2>&1
	sleep 0.01
	touch perf.data
	"$make" spot-clean >make.log 2>&1
	has "$? $(cat make.log)" \
		"2 parallel.mk:" "what needs the ranges all the same fails $under"
	has "$(cat make.log)" "must be made again" "and says why $under"
	is "$("$make" clean all 2>&1 | grep -v "Nothing")" $'  EMIT    parallel.mk\nclean' \
		"clean beside another goal plans first $under"
	is "$("$make" parallel-perf-clean 2>&1)" "  CLEAN   $out" \
		"NAME-clean cleans $under"
	sleep 0.01
	touch perf.data
	is "$("$make" parallel-perf-clean 2>&1)" "  CLEAN   $out" \
		"and plans nothing for that $under"

	fresh </dev/null
	emit
	"$make" -f parallel.mk parallel-perf-merge >make.log 2>&1
	is "$? $(jobs)" "0 3 done" "NAME-merge builds and merges $under"
	same $out/merged.txt "$work_folder/recording.txt" \
		"NAME-merge makes the serial output $under"
	has "$("$make" -f parallel.mk parallel-perf-merge 2>&1)" \
		"Nothing to be done" "NAME-merge again does nothing $under"
	"$make" -q -f parallel.mk parallel-perf parallel-perf-merge
	is $? 0 "-q finds nothing to do for NAME and NAME-merge $under"
	is "$("$make" -n -f parallel.mk parallel-perf-merge 2>&1)" \
		"make: Nothing to be done for 'parallel-perf-merge'." \
		"-n neither $under"
	rm $out/merged.txt
	is "$("$make" -f parallel.mk parallel-perf-merge 2>&1)" \
		"  MERGE   $out/merged.txt" "a lost merge is made again $under"
	has "$("$make" -f parallel.mk 2>&1)" "Nothing to be done" \
		"NAME wants no merge $under"

	"$make" -f parallel.mk parallel-perf-clean >make.log 2>&1
	is "$(ls)" $'Makefile\nmake.log\nparallel.mk\nperf.data' \
		"NAME-clean removes all outputs $under"
	"$make" -f parallel.mk parallel-perf-clean >make.log 2>&1
	[ ! -e $out ]
	ok $? \
		"NAME-clean with nothing to clean leaves nothing $under"
	"$make" -j4 -f parallel.mk parallel-perf-merge >make.log 2>&1
	same $out/merged.txt "$work_folder/recording.txt" \
		"after NAME-clean all is made again $under"
	timeout 20 "$make" -f parallel.mk parallel-perf-clean parallel-perf \
		>make.log 2>&1
	is "$? $(jobs)" "0 3 done" "NAME-clean and NAME in one make $under"

	rm $out/.perf-parallel/plan
	"$make" -f parallel.mk parallel-perf-clean >make.log 2>&1
	"$make" -f parallel.mk >make.log 2>&1
	is "$?" 0 "NAME works after NAME-clean without a plan $under"
	rm -rf $out
	emit
	"$make" -f parallel.mk >make.log 2>&1

	echo mine >$out/mine.txt
	echo mine >$out/time-range-1/mine.txt
	"$make" -f parallel.mk parallel-perf-clean >make.log 2>&1
	is "$? $(find $out -type f | sort | xargs)" \
		"0 $out/mine.txt $out/time-range-1/mine.txt" \
		"NAME-clean leaves what is not ours $under"
	"$make" -j4 -f parallel.mk >make.log 2>&1
	is "$? $(jobs)" "0 3 done" "and then NAME works again $under"
	is "$(cat $out/mine.txt $out/time-range-1/mine.txt | xargs)" \
		"mine mine" "beside what is not ours $under"
done

finish
