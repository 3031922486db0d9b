#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Three random histories of projects, or as many as fit into a third of a
# minute; with THOROUGH=1 twenty, in a minute.  See tests/soak/histories, which
# make soak runs for longer.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

histories=3 seconds=20
more eval "histories=20 seconds=50"
SECONDS_MAX=$seconds "$source_folder/tests/soak/histories" $histories 8 \
	>histories.log 2>&1
ok $? "after every step of random histories all is as perf script prints it"
sed 's/^\(# \)*/# /' histories.log
finish
