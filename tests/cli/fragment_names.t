#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Names that mean something to make or to a shell: each works from end to end,
# or emit refuses it by name.  And fragments that are used from elsewhere.
# shellcheck source=tests/cli/tap.sh disable=SC1003,SC2016
. "$(dirname "$0")/tap.sh"

get_recording "$work_folder/recording" 300 1000
# No symbols: programs that come and go have them at one time only.
script=("${perfs[0]}" script "$quick" -F "comm,pid,cpu,time,event,ip")
"${script[@]}" -i "$work_folder/recording" >"$work_folder/serial" 2>/dev/null
marks=(' ' '$' '#' ':' '%' "'" '"' ';' '|' '=' '&' '(' ')' $'\n' $'\t' '\' '~'
	'*' '?')
ends=(' ' '$' '#' "'" '=' '(' ')' '~' '-')
middle=("${marks[@]/#/a}")
middle=("${middle[@]/%/b}")
outside=()
for mark in "${ends[@]}"; do outside+=("${mark}a$mark"); done

# Starts again in an empty folder.
fresh() {
	try_folder
}

emit() {
	"$perf_parallel" emit -q -n 2 "$@" >emit.log 2>&1
}

# Says, in $why, what goes wrong from a fragment to a merge and beyond.
go_wrong() {
	local recording=$1 folder=$2 makefile=$3
	why="make failed"
	timeout 20 "$make" -j2 -f "$makefile" parallel-perf-merge \
		>make.log 2>&1 || return 0
	why="the merged output is not the serial one"
	cmp -s "$folder/merged.txt" "$work_folder/serial" || return 0
	why="a second make finds something to do"
	"$make" -q -f "$makefile" >>make.log 2>&1 || return 0
	why="a touched recording is not planned just once"
	touch "$recording"
	timeout 20 "$make" -f "$makefile" >make.log 2>&1 || return 0
	[ "$(grep -c EMIT make.log) $(grep -c DECODE make.log)" = "1 0" ] ||
		return 0
	"$make" -q -f "$makefile" >>make.log 2>&1 || return 0
	why="NAME-clean left something"
	timeout 20 "$make" -f "$makefile" parallel-perf-clean >make.log 2>&1
	[ -e "$folder" ] && return 0
	return 1
}

# Tries a recording, an output folder and a fragment of these names.  Returns
# 1 if emit refused them, which must be for the sake of the one named last.
try() {
	local recording=$1 folder=$2 makefile=$3 odd=$4 name=$5
	fresh
	cp "$work_folder/recording" "./$recording"
	touch -d '1 hour ago' "./$recording"
	if emit -o "$folder" -f "$makefile" -- "${script[@]}" -i "$recording"
	then
		if go_wrong "./$recording" "$work_folder/try/$folder" \
			"./$makefile"
		then
			ok 1 "$name works"
			sed "1s/^/$why: /; s/^/# /" make.log
		else
			ok 0 "$name works"
		fi
		return 0
	fi
	[[ $(cat emit.log) == *"$odd"* ]] && [ ! -e "./$makefile" ] &&
		[ ! -e "./$folder" ]
	ok $? "$name is refused by name"
	return 1
}

for make in "${makes[@]}"; do
	under="under make $(version_of "$make")"
	for word in "${middle[@]}" "${outside[@]}"; do
		named="$(printf %q "$word") $under"
		# Both together, and each alone if that is refused.
		try "$word" "$word.out" parallel.mk "$word" \
			"recording and folder $named" && continue
		try "$word" out parallel.mk "$word" "recording $named"
		try perf.data "$word" parallel.mk "$word" "folder $named"
	done
	for word in "${middle[@]}"; do
		try perf.data out "$word.mk" "$word.mk" \
			"fragment $(printf %q "$word") $under"
	done

	# What a consumer is given as its words: most of them, and the rest.
	for some in '^[^#]*$' '#'; do
		those=most
		[ "$some" = '#' ] && those="a number sign"
		fresh
		cp "$work_folder/recording" perf.data
		printf '#!/bin/sh\nprintf "%%s\\n" "$@" >said\ncat\n' >consumer
		chmod +x consumer
		printf '%s\n' "${middle[@]/a$'\n'b/}" | grep -e "$some" |
			grep . >words
		emit --pipe-to "./consumer $(sed "s/'/'\\\\''/g; s/.*/'&'/" \
			words | tr '\n' ' ')" -- "${script[@]}" -i perf.data
		"$make" -f parallel.mk parallel-perf-merge >make.log 2>&1
		same said words "--pipe-to has its words: $those $under"
		same parallel-perf-output/merged.txt "$work_folder/serial" \
			"--pipe-to loses nothing: $those $under"
	done
	fresh
	cp "$work_folder/recording" perf.data
	emit --pipe-to $'cat - "a\nb"' -- "${script[@]}" -i perf.data
	has "$? $(cat emit.log) $(ls)" $'cat - "a\nb"' \
		"--pipe-to with a newline is refused by name $under"
	[ ! -e parallel.mk ]
	ok $? "--pipe-to with a newline makes no fragment $under"

	# Where the program is, and the perf it runs.
	for word in 'a $b#c'"'d" $'a\nb'; do
		fresh
		cp "$work_folder/recording" perf.data
		mkdir "$word"
		cp "$perf_parallel" "$word/perf-parallel"
		name="the program in $(printf %q "$word")"
		if "$word/perf-parallel" emit -q -n 2 -- "${script[@]}" \
			-i perf.data >emit.log 2>&1
		then
			"$make" -f parallel.mk parallel-perf-merge \
				>make.log 2>&1
			same parallel-perf-output/merged.txt \
				"$work_folder/serial" "$name works $under"
		else
			[[ $(cat emit.log) == *"$word"* ]]
			ok $? "$name is refused by name $under"
		fi
	done

	for name in a-B_9 all; do
		fresh
		cp "$work_folder/recording" perf.data
		emit --name "$name" -- "${script[@]}" -i perf.data
		"$make" -f parallel.mk "$name-merge" >make.log 2>&1
		same "$name-output/merged.txt" "$work_folder/serial" \
			"--name $name works $under"
	done
	for name in '' -a 'a b' 'a.b' 'a$b' 'a:b' 'a%b' 'a/b' $'a\nb' é; do
		fresh
		cp "$work_folder/recording" perf.data
		emit --name "$name" -- "${script[@]}" -i perf.data
		status=$?
		[ $status -ne 0 ] && [ ! -e parallel.mk ] &&
			[[ $(cat emit.log) == *"'$name'"* ]]
		ok $? "--name $(printf %q "$name") is refused by name $under"
	done

	# From elsewhere: an absolute output folder, a relative recording.
	for folder in plain 'a b' 'a#b$c'; do
		fresh
		mkdir "$folder"
		cd "$folder" || exit 1
		cp "$work_folder/recording" perf.data
		touch -d '1 hour ago' perf.data
		emit -o "$work_folder/try/out" -f "../parallel.mk" -- \
			"${script[@]}" -i perf.data
		elsewhere() {
			(cd / && timeout 20 "$make" \
				-f "$work_folder/try/parallel.mk" "$@" 2>&1)
		}
		elsewhere -j2 parallel-perf-merge >make.log
		same ../out/merged.txt "$work_folder/serial" \
			"from '$folder', built from / $under"
		has "$(elsewhere)" "Nothing to be done" \
			"from '$folder', nothing to do from / $under"
		"$make" -q -f ../parallel.mk
		is $? 0 "from '$folder', nothing to do from there $under"
		touch perf.data
		is "$(elsewhere | grep -c EMIT)" 1 \
			"from '$folder', planned again from / $under"
		has "$(elsewhere)" "Nothing to be done" \
			"from '$folder', and then nothing to do $under"
		mkdir d%d
		touch -d '1 hour ago' d%d/file
		emit -o "$work_folder/try/own" --depends d%d -- \
			"${script[@]}" -i perf.data
		"$make" -j2 -f parallel.mk >make.log 2>&1
		touch perf.data
		is "$(timeout 20 "$make" -f parallel.mk 2>&1)" \
			"  EMIT    $PWD/parallel.mk
${make##*/}: Nothing to be done for 'parallel-perf'." \
			"in '$folder', planned again by its makefile $under"
	done

	# A project that is moved.
	fresh
	mkdir here
	cd here || exit 1
	cp "$work_folder/recording" perf.data
	emit -- "${script[@]}" -i perf.data
	"$make" -f parallel.mk >make.log 2>&1
	cd ..
	mv here there
	cd there || exit 1
	has "$("$make" -f parallel.mk 2>&1)" "Nothing to be done" \
		"relative names can be moved about $under"

	# Through standard input and output.
	fresh
	cp "$work_folder/recording" perf.data
	touch -d '1 hour ago' perf.data
	"$perf_parallel" emit -n 2 -f - -- "${script[@]}" -i perf.data |
		timeout 20 "$make" -j2 -f - parallel-perf-merge >make.log 2>&1
	is "${PIPESTATUS[*]}" "0 0" "emit -f - | make -f - $under"
	same parallel-perf-output/merged.txt "$work_folder/serial" \
		"emit -f - | make -f - merges $under"
	is "$(ls)" $'make.log\nparallel-perf-output\nperf.data' \
		"emit -f - leaves no makefile $under"
	"$perf_parallel" emit -n 2 -f - -- "${script[@]}" -i perf.data >saved.mk
	has "$("$make" -f saved.mk 2>&1)" "Nothing to be done" \
		"what emit -f - wrote can be kept $under"
	emit -- "${script[@]}" -i perf.data
	has "$("$make" -f - <parallel.mk 2>&1)" "Nothing to be done" \
		"a fragment can be make's standard input $under"
done

finish
