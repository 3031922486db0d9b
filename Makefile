# SPDX-License-Identifier: GPL-2.0-only
#
# perf-parallel.  make, make check, make install; make help tells the rest.

VERSION := 0.1

jobserver := ends jobserver ledger makeflags supervisor
base := alloc child file_state nanosec nearest note number_map outfile \
	own_path progress quote relative_path resources search shell_syntax \
	special_file words
data := asked chain contents density digest doubt events features hashing \
	header index inflater intel_pt kernel_addresses kernel_maps \
	kernel_symbols lookups odd_text order range_finder record_names \
	recording recording_files records scan shares slice tasks ties \
	timeline trace
plan := blame build_id choose consumer cost cpu_list exec_path found identity \
	kept key perf_command perf_config perf_fields perf_options plan \
	plan_print split split_psb time_ranges tree
job := blocks cleaning copier emitted failure fragment fragment_check \
	fragment_file job job_log make_above merge merge_by_time merged_file \
	messages missing output pool process rolling runner saved_digest \
	saved_identity saved_lookups saved_plan shifting slicing stamps \
	streams symbols takeover verify
cmd := clean emit emit_inputs info job main merge options plan prepare \
	reading run slice

layers := jobserver base data plan job cmd
modules := $(foreach layer,$(layers),$(addprefix $(layer)/,$($(layer))))

.PHONY: all
all: program

include mk/build.mk
include mk/install.mk
include mk/check.mk
include mk/deps.mk
