#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The manual page: nothing is wrong with it, and it has all commands and all
# options that the program has, and no others.
. "$(dirname "$0")/tap.sh"

page=$source_folder/src/man/perf-parallel.1
read_page() {
	mandoc -O width=500 -T ascii "$page" | sed 's/.\x08//g'
}
# Prints the beginnings of lines that name an option, as "-n, --nr=".
options() {
	grep -oE '^ +(-[A-Za-z], )?--[a-z0-9-]+=?' | sed 's/^ *//' | sort -u
}

if ! command -v mandoc >/dev/null; then
	skip "the manual page" "mandoc is missing; make deps installs it"
	finish
	exit
fi
# What is installed on this machine besides does not matter.
is "$(mandoc -T lint "$page" 2>&1 |
	grep -v 'referenced manual not found\|outdated mandoc.db')" "" \
	"the page is clean"
commands=$("$perf_parallel" -h |
	sed -n 's/^.* perf-parallel \[*\([a-z]*\)\]* .*/\1/p')
[ "$(echo "$commands" | wc -w)" -ge 9 ]
ok $? "there are commands: ${commands//$'\n'/ }"
is "$(read_page | sed -n '/^COMMANDS/,/^OPTIONS/s/^ \{5\}\([a-z]*\)  .*/\1/p')" \
	"$commands" "the page has them all, in their order, and no others"
is "$(read_page | sed -n '/^SYNOPSIS/,/^DESCR/s/^ *perf-parallel \[*\([a-z]*\).*/\1/p')" \
	"$commands" "and so has its synopsis"
said=$(for command in $commands; do
	[ "$command" = help ] || "$perf_parallel" "$command" -h
done | options)
[ "$(echo "$said" | wc -l)" -ge 30 ]
ok $? "there are $(echo "$said" | wc -l) options"
is "$(read_page | sed '/^EXAMPLES/,$d' | options)" "$said" "the page has them all, and no others"
is "$("$perf_parallel" -h | options | grep -vxFe "$said")" "" \
	"and so has what -h without a command prints"
is "$(read_page | grep -oE -e '--[a-z][a-z0-9_-]+' | sort -u | grep -vxF -e \
	"${said//=/}
$(echo "$said" | sed 's/^-., //; s/=//')" | xargs)" \
	"--min_size --processors" "the page names no others but other names"
"$perf_parallel" plan --min_size=3 --processors=2 -h >/dev/null
ok $? "which are options, too"

# Those of the examples that decode, with -D.
"$make_recording" -s 2000 -c 2 -t 10 perf.data
perf-parallel() { "$perf_parallel" "$@"; }
read_page | sed -n '/^EXAMPLES/,/^SEE/s/^ *\([$] \(perf-parallel\)\|\(--\)\)/\2\3/p' |
	sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' >examples
is "$(wc -l <examples)" 6 "there are six examples"
n=0
while read -r example; do
	n=$((n + 1))
	eval "${example/ -- / -D -- }" >out 2>&1
	is "$? $(grep -c '^perf script' out | sed 's/^[1-9].*/some/')" "0 some" \
		"example: $example"
done < <(grep 'perf script' examples)
is $n 4 "four of the examples decode"
finish
