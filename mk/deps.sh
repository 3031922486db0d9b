#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Installs what is missing of what the project needs, on Debian and its kin.
#
#	mk/deps.sh build|check|ci ...
#
# "build" is for building and the demo, "check" for the tests and the
# benchmark (the last two are for perf 6.12), "ci" for what only continuous
# integration does.  What is there is left as it is, so that a second run does
# nothing.
set -eu

packages=
for group in "$@"; do
	case $group in
	build) packages="$packages gcc libc6-dev make libbsd-dev libzstd-dev
		libxxhash-dev linux-perf" ;;
	check) packages="$packages libcmocka-dev perl strace util-linux procps
		python3 parallel gzip pkg-config groff-base
		mandoc man-db libxml2-utils chromium fonts-dejavu-core
		dpkg-dev g++ libtraceevent1 libdebuginfod1 e2fsprogs mount" ;;
	ci) packages="$packages clang libclang-rt-dev llvm" ;;
	*) echo "deps: unknown group '$group'" >&2; exit 2 ;;
	esac
done

if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "deps: this is no Debian; see to it that these, or what they are" \
		"called here, are installed:" >&2
	echo $packages >&2
	exit 0
fi

missing=
for package in $packages; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
		grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
	command -v sudo >/dev/null 2>&1 || {
		echo "deps: not root; have somebody run: apt-get install" \
			$missing >&2
		exit 1
	}
fi
echo "deps: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{
	$as_root apt-get update &&
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
			--no-install-recommends $missing
} >"$log" 2>&1 || {
	tail -20 "$log" >&2
	echo "deps: could not install$missing" >&2
	exit 1
}
