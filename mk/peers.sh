#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Fetches the peers that the tests compare against and work with: a second perf
# (6.12, with parallel-perf.py beside it), a second make (4.4.1), and the first
# ninja that takes part in make's jobserver (1.13; it is built, which needs g++
# and python3).  They are unpacked below peers/, which git ignores; nothing is
# installed system-wide and no package source is added to the system.
#
#	mk/peers.sh [FOLDER]
#
# What is already there is left alone, and one that cannot be had does not keep
# the others away.  Ends with status 0 when all peers run.
set -eu

root=${1:-peers}
suite_perf=bookworm-backports
suite_make=trixie
suite_ninja=forky
make_version=4.4.1-2

say() { printf 'peers: %s\n' "$*"; }
die() { say "$@" >&2; exit 1; }

mkdir -p "$root"
root=$(cd "$root" && pwd)
perf=$root/perf-6.12/usr/bin/perf
make=$root/make-4.4.1/make
ninja=$root/ninja-1.13/ninja

runs() { [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }

runs "$perf" && runs "$make" && runs "$ninja" && exit 0

command -v apt-get >/dev/null 2>&1 ||
	die "no apt-get on this machine: put perf 6.12 at $perf, GNU make" \
		"4.4.1 at $make and ninja 1.13 at $ninja yourself, or go on" \
		"without them"

# The mirror is whatever this machine already takes Debian from.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' \
	'Created-By: Packages' | awk '$1 ~ /\/debian\/$/ && $2 == "main" {
		print $1; exit }')
[ -n "$mirror" ] || die "no Debian mirror among the apt sources of this" \
	"machine; add one, or fetch the peers by hand into $root"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || die "$keyring is missing; install debian-archive-keyring"

work=$root/.fetch
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
cat >"$work/sources.list" <<EOF
deb [signed-by=$keyring] $mirror $suite_perf main
deb-src [signed-by=$keyring] $mirror $suite_make main
deb-src [signed-by=$keyring] $mirror $suite_ninja main
EOF

# apt with lists and caches of its own, run as the user who calls us.
private_apt() {
	apt-get -q -q \
		-oDir::Etc::sourcelist="$work/sources.list" \
		-oDir::Etc::sourceparts=- \
		-oDir::State::lists="$work/lists" \
		-oDir::Cache="$work/cache" \
		-oAPT::Sandbox::User= \
		"$@"
}

fetch_perf() {
	say "fetching perf 6.12 from $suite_perf"
	(cd "$work" && rm -f linux-perf_*.deb &&
		private_apt download "linux-perf/$suite_perf" &&
		rm -rf perf-6.12 "$root/perf-6.12" &&
		dpkg -x linux-perf_*.deb perf-6.12) ||
		die "could not fetch linux-perf of $suite_perf"
	# What does not start must not be there: tests would try it.
	ldd "$work/perf-6.12/usr/bin/perf" | grep 'not found' >&2 &&
		die "perf 6.12 does not start; install the package that has" \
			"the library that was not found"
	mv "$work/perf-6.12" "$root/perf-6.12"
}

fetch_make() {
	say "fetching and building make $make_version from $suite_make"
	(cd "$work" && private_apt source --download-only \
		"make-dfsg=$make_version" &&
		rm -rf make-source "$root/make-4.4.1" &&
		dpkg-source -x "make-dfsg_$make_version.dsc" make-source &&
		cd make-source && mkdir -p doc && : >doc/Makefile.in &&
		./configure --without-guile && ./build.sh
	) >"$work/make.log" 2>&1 ||
		die "make $make_version did not build; see $work/make.log"
	mkdir -p "$root/make-4.4.1"
	cp "$work/make-source/make" "$make"
}

fetch_ninja() {
	say "fetching and building ninja 1.13 from $suite_ninja"
	(cd "$work" && rm -f ninja-build_*.dsc &&
		private_apt source --download-only \
			"ninja-build/$suite_ninja" &&
		rm -rf ninja-source "$root/ninja-1.13" &&
		dpkg-source -x ninja-build_*.dsc ninja-source &&
		cd ninja-source && python3 configure.py --bootstrap
	) >"$work/ninja.log" 2>&1 ||
		die "ninja did not build; see $work/ninja.log"
	mkdir -p "$root/ninja-1.13"
	cp "$work/ninja-source/ninja" "$ninja"
}

# Fetches peer $1, whose program is $2, if it is not there.  A subshell, so
# that it may die alone.
get() (
	runs "$2" && exit 0
	"fetch_$1"
	runs "$2" || die "$2 does not run"
)

private_apt update || say "could not read the package lists of all of" \
	"$suite_perf, $suite_make and $suite_ninja; is the network there?" >&2
missing=
get perf "$perf" || missing=yes
get make "$make" || missing=yes
get ninja "$ninja" || missing=yes
[ -z "$missing" ] || exit 1

say "$("$perf" --version), $("$make" --version | sed 1q)," \
	"ninja $("$ninja" --version) in $root"
rm -rf "$work"
