#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Twenty random histories of projects, or as many as fit into a minute; see
# tests/soak/histories, which make soak runs for longer.
# shellcheck source=tests/cli/tap.sh
. "$(dirname "$0")/tap.sh"

SECONDS_MAX=50 "$source_folder/tests/soak/histories" 20 8 >histories.log 2>&1
ok $? "after every step of random histories all is as perf script prints it"
sed 's/^\(# \)*/# /' histories.log
finish
