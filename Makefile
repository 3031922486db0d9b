# SPDX-License-Identifier: GPL-2.0-only
#
# perf-parallel.  make, make check, make install; make help tells the rest.

VERSION := 0.1

jobserver := ends jobserver ledger makeflags supervisor
base := alloc file_state nanosec outfile processors quote words
data := asked density digest events features hashing header inflater intel_pt \
	order record_names recording recording_files records scan timeline trace
plan := cost cpu_list key perf_command perf_options plan plan_print split \
	time_ranges
job := cleaning fragment job job_log make_above merge output pool process \
	runner saved_plan stamps
cmd := clean emit info job main merge options plan prepare reading run

layers := jobserver base data plan job cmd
modules := $(foreach layer,$(layers),$(addprefix $(layer)/,$($(layer))))

.PHONY: all
all: program

include mk/build.mk
include mk/install.mk
include mk/check.mk
include mk/deps.mk
