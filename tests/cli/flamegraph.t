#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Flame graphs: what is drawn, what is left out, and what is refused.
. "$(dirname "$0")/tap.sh"

here=$source_folder/tests/cli
draw() { "$perf_parallel" flamegraph "$@"; }

# Says what is wrong with a picture, $1, of folded stacks, $2.
faults() {
	xmllint --noout --nonet "$1" 2>&1
	python3 "$here/read_svg.py" "$1" "$2" 2>&1
}
if ! command -v xmllint >/dev/null; then
	xmllint() { :; }
	skip "pictures are well-formed XML" \
		"xmllint is missing; make deps installs it"
fi

cat >small.folded <<'E2'
node;main;JS:~run_[j];write_[k] 30
node;main;std::sort_[i];swap 20.5
node;main;std::sort_[i] 4.5
bash;main;fork 45
E2
draw -o small.svg small.folded >said 2>&1
is "$?$(cat said)" 0 "a flame graph is drawn, without a word"
is "$(faults small.svg small.folded)" "" "as wide as its counts"
is "$(sed -n 's/.*<rect class="\([a-z]\) .*width="[0-9.]*" height="16".*/\1/p' small.svg |
	sort | uniq -c | xargs)" "1 i 1 j 1 k 3 p 4 u" \
	"with kernel, inlined, JIT and user code, and commands"
is "$(sed -n 's/.*<text.*>\(.*\)<.text>$/\1/p' small.svg | sort | xargs)" \
	"Flame Graph JIT JS:~run all bash command fork inlined kernel main main node std::sort swap user write" \
	"and their names, without suffixes, and a legend"
draw <small.folded >piped.svg
same small.svg piped.svg "from standard input to standard output"
draw -o - - <small.folded >piped.svg
same small.svg piped.svg "which may be named -"
cat small.folded | draw --output=/dev/stdout | cat >piped.svg
same small.svg piped.svg "from a pipe into a pipe"
sort small.folded | draw >sorted.svg
same small.svg sorted.svg "the order of lines does not matter"
sed 'h;s/ .*/ 0/;p;g' small.folded | draw >more.svg
same small.svg more.svg "nor does what was not counted"
draw --title='a <b> & "c"' small.folded | xmllint --xpath \
	'string(//*[local-name()="title"])' - >title 2>&1
is "$(cat title)" "$(type -P xmllint >/dev/null && echo 'a <b> & "c"')" \
	"a title"
grep -aoE '(https?:|//)[^ "]*' small.svg | grep -v '^//' | sort -u >links
is "$(grep -v 'www.w3.org/[12]' links)" "" "nothing comes from elsewhere"

# Names that are hard to write.
printf '%s\n' 'a<b>&"c";]]>;</script>;<!-- -- >;&amp;;\u003c;$(x);`y` 1' \
	$'tab\there;\x01\x1b[31m;\x7f;ends_[k];_[k];[k] 2' \
	$'\xff\xfe;\xc3;\xed\xa0\x80;\xef\xbf\xbf;\xc2\x85 3' \
	$'漢字漢字漢字;ä🔥;\xe2\x80\xae 4' ';;;;; 5' '   6' >odd.folded
draw odd.folded >odd.svg 2>err
is "$?$(cat err)" 0 "odd names are drawn"
is "$(xmllint --noout --nonet odd.svg 2>&1)" "" "as well-formed XML"
is "$(LC_ALL=C tr -d '[:print:]\n\t\200-\377' <odd.svg | wc -c)" 0 \
	"without control characters"
iconv -f UTF-8 -t UTF-8 odd.svg >/dev/null
ok $? "in UTF-8"
is "$(grep -c '</script>' odd.svg)" 2 "no name ends a script"
is "$(python3 -c 'import sys, json, xml.etree.ElementTree as t
d = json.loads(t.parse(sys.argv[1]).getroot().find("{http://www.w3.org/2000/svg}script").text)
print(*(n for n in d["names"] if ">" in n or "&" in n))' odd.svg)" \
	'a<b>&"c" ]]> </script> <!-- -- > &amp' "names are what they were"

# Stacks of a program, of many shapes.
awk 'BEGIN { srand(1); for (i = 0; i < 20000; i++) { s = "prog" i % 7
	for (d = 2 + int(rand() * 20); d > 0; d--)
		s = s ";f" int(rand() ^ 3 * 40) (rand() < .3 ? "_[k]" : "")
	print s, int(1 / (rand() + .001)) } }' >big.folded
draw --min-width=0 big.folded >whole.svg 2>err
is "$?$(cat err)" 0 "many stacks are drawn, and none is left out"
is "$(faults whole.svg big.folded | head -5)" "" "as wide as their counts"
draw -o big.svg big.folded 2>err
told=$(sed 's/^perf-parallel: //' err)
is "$?$(grep -cE '^[0-9]+ frames narrower than 0.01 pixels are left out, of stacks with [0-9.]+ % of the counts$' <<<"$told")" \
	01 "narrow frames are left out, and it is said how many: $told"
is "$(sed -n 's/.*class="note".*>\(.*\)<.text>/\1/p' big.svg)" "$told" \
	"and at the foot of the picture"
count() { sed -n '/^"frames":/,$p' "$1" | tr -d '\n' |
	sed 's/.*"frames":\[\([^]]*\).*/\1/' | tr , '\n' | wc -l; }
is $((($(count whole.svg) - $(count big.svg)) / 3)) "${told%% *}" \
	"so many are missing"
is "$(grep -c '<rect' whole.svg)" "$(grep -c '<rect' big.svg)" \
	"all that can be seen is there"
is "$(grep -c '^"f7",$' big.svg)" 2 "a name is there once, and once with a suffix"
shuf --random-source=big.folded big.folded | draw 2>/dev/null | cmp - big.svg
ok $? "the order of lines does not matter"

# refused STATUS PART ARGUMENTS, with standard input from the file "in".
: >in
refused() {
	local wanted=$1 part=$2
	shift 2
	draw "$@" <in >out 2>err
	is "$?$(cat out)" "$wanted" "refused: $*"
	has "$(cat err)" "$part" "and why"
}
refused 1 "standard input has no stacks that were counted"
refused 1 "cannot read none.folded: No such file" none.folded
refused 2 "flamegraph takes one file" small.folded small.folded
refused 2 "flamegraph takes one file" -- perf script
refused 2 "name it .svg" -o flames.html small.folded
refused 2 "--min-width=x: expected pixels from 0 to 100" --min-width=x in
refused 2 "--min-width=-1: expected" --min-width=-1 in
refused 2 "-n is an option of run, emit and plan, not of flamegraph" -n 3
refused 2 "--titel is no option here; did you mean --title?" --titel=x
printf 'a;b 1\nnode 12 [000] 1.5:   1 cycles: \n' >in
refused 1 "standard input:2: no folded stack but 'node 12 [000] 1.5:   1 \
cycles: ': expected a count behind the last blank, as in \
'comm;outer;inner 12'; if this is text of perf script, run perf-parallel fold"
refused 1 "in:2: no folded stack" -o new.svg in
[ ! -e new.svg ] && [ ! -e new.svg.part ]
ok $? "no picture is left"
"$make_recording" -s 10 perf.data
cp perf.data in
refused 1 "standard input is a recording; name its file"
printf '2ELIFREP and so on' >in
refused 1 "standard input is a recording" - # of the other byte order

# What is there already.
cp small.folded mine
refused 2 "mine is there, and no flame graph of ours" -o mine small.folded
same mine small.folded "it stays"
draw -o mine --replace small.folded && draw -o mine small.folded
ok $? "it is replaced with --replace, and pictures without"
same mine small.svg "by the picture"
refused 1 "/nowhere/x" -o /nowhere/x small.folded
if [ -w /dev/full ]; then
	refused 1 "cannot write /dev/full: No space left" -o /dev/full \
		small.folded
	draw small.folded >/dev/full 2>err
	is "$?" 1 "a full disk is told"
	has "$(cat err)" "No space left" "with its name"
fi
command -v script >/dev/null &&
	script -qec "'$perf_parallel' flamegraph small.folded; echo \$?" \
		/dev/null >screen
has "$(cat screen)" "standard output is a terminal; name a file, as in -o" \
	"nothing is drawn on a terminal"

# In a browser.
chromium=$(type -P chromium || type -P chromium-browser)
if [ -z "$chromium" ]; then
	skip "pictures in a browser" "chromium is missing; make deps installs it"
	finish
	exit
fi
while IFS=$'\t' read -r status name; do
	ok "$status" "$name"
done < <(timeout 60 python3 "$here/open_svg.py" "$chromium" 2>browser.err ||
	printf '1\tthe browser: %s\n' "$(tail -1 browser.err)")
finish
