# SPDX-License-Identifier: GPL-2.0-only
#
# Lists calls in the output of strace -f -y -s 0; see list_calls in faults.sh.
#
#	here	the folder, with a slash at its end
#	whose	"own" or "others"
#	kinds	words like write:pwrite64

BEGIN {
	n = split(kinds, word, " ")
	for (i = 1; i <= n; i++) {
		split(word[i], part, ":")
		kind[part[2]] = part[1]
	}
}
# The recording is only read.
function is_ours(name) {
	return name != here "perf.data" && index(name, here) == 1
}
# Puts the names of files in a call in path[], for -P of strace, too.
function find_paths(text, count, name, is_known, i) {
	gsub(/AT_FDCWD<[^>]*>,?/, "", text)
	while (match(text, /[<"][^<>"]+[>"]/)) {
		name = substr(text, RSTART + 1, RLENGTH - 2)
		if (substr(text, RSTART, 1) == "\"" && name !~ /^\//)
			is_known = !is_ours(here name)
		else
			is_known = !is_ours(name)
		for (i = 1; i <= count; i++)
			if (path[i] == name) is_known = 1
		if (!is_known)
			path[++count] = name
		text = substr(text, RSTART + RLENGTH)
	}
	return count
}
# The names of the files and their folders; of files that are copied only where
# to, which is where it can fail for want of room.
function names_of(count, i, last, n, part, text) {
	i = call == "copy_file_range" ? count : 1
	last = call == "sendfile" ? 1 : count
	for (; i <= last; i++) {
		n = split(path[i], part, "/")
		sub(/\.part$/, "", part[n])
		text = text " " part[n]
		if (n > 1 && path[i] != here part[n])
			text = text " " part[n - 1]
	}
	return text
}
function result_of() {
	if (call ~ /^open/ && !/O_CREAT/) return "read"
	return / = -1 E/ ? "failed" : "done"
}
function show_own() {
	print kind[call], call, ++number[call], result_of(), "-" \
		names_of(find_paths($0))
}
# How many calls of one process have had one of these paths.
function count_of(count, i, k, most) {
	for (i = 1; i <= count; i++) {
		k = ++uses[pid, call, path[i]]
		if (k > most) most = k
	}
	return most
}
function show_other(count, i, nth, list, same) {
	nth = count_of(count)
	for (i = 1; i <= count; i++) {
		if ((call, path[i]) in taken) return
		list = list (i > 1 ? "," : "") path[i]
	}
	# One range is like another.
	same = call " " nth " " list
	gsub(/range-[0-9]+|@[A-Za-z0-9_-]+/, "", same)
	if (seen[same]++ == 0)
		print kind[call], call, nth, result_of(), list \
			names_of(count)
}
{ pid = $1; sub(/^[0-9]+ +/, "") }
!main { main = pid }
!match($0, /^[a-z0-9_]+\(/) { next }
{ call = substr($0, 1, RLENGTH - 1); count = find_paths($0) }
pid == main && whose == "own" {
	if (count) show_own(); else number[call]++
}
whose == "others" {
	for (i = 1; pid == main && i <= count; i++)
		taken[call, path[i]] = 1
	line[NR] = pid != main && count ? $0 : ""
	line_pid[NR] = pid
	line_call[NR] = call
}
END {
	for (l = 1; l <= NR; l++) {
		if (!line[l]) continue
		$0 = line[l]
		pid = line_pid[l]
		call = line_call[l]
		show_other(find_paths($0))
	}
}
