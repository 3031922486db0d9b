# SPDX-License-Identifier: GPL-2.0-only
#
# Counts the samples of each command in what perf script prints.
/ [0-9]+\.[0-9]+: / { n[$1]++ }
END { for (command in n) print n[command], command }
