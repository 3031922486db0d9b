# SPDX-License-Identifier: GPL-2.0-only
#
# perf-parallel.  make, make check, make install; make help tells the rest.

VERSION := 0.1

# What perf loads to print in its place, which shares no code with the rest.
printer := branches counted dsos fields functions guard layout memory pen \
	perf_text place printer remembered report sample shape
# What perf takes for addr2line, with what it shares with the rest.
addr2line := answers clients kept main question real server service usage
addr2line_base := alloc child digest file_state nanosec number_map words
jobserver := jobserver ledger makeflags pool_fds supervisor
base := alloc child digest file_state lock nanosec nearest number_map \
	outfile own_path proc_path program_path progress quote reader \
	relative_path resources search shell_syntax special_file text \
	text_file text_set threads utf8 words
fold := characters fold_options folded_lines frame_line frame_name \
	header_line known_frames script_text span stacks tally
flame := drawing folded markup palette script_data shown tree
perfdata := events features header inflater record_names recording \
	recording_files records
scan := affects_all_tasks density hashing index intel_pt kernel_maps \
	odd_text order perf_fallback same_time scan timeline trace
slice := alike contents kernel_addresses kernel_place kernel_symbols lineage \
	lookups parallel_contents range_finder sample_chain slice \
	stretches tasks
plan := addr2line build_id consumer cost cpu_list cutting debug_info differences \
	exec_path file_search folding found identity job_options key \
	perf_command perf_config perf_fields perf_options perf_paths \
	plan plan_print policy printing ranges reused_cuts split \
	split_psb time_ranges tree
store := cleaning emitted inputs job_log merged_file output pending \
	plain_files renumbering saved_digest saved_identity \
	saved_lookups saved_plan stamps symbols takeover
fragment := fragment fragment_check fragment_cuts fragment_file frame \
	inputs_makefile make_words remaking
merge := append blocks merge merge_by_time merge_folded messages streams
run := addr2line_use copier decoding failure first_event job job_check \
	make_above pool printer_use process range_jobs runner slicing verify
cmd := clean emit emit_inputs emit_one flamegraph fold info job main merge \
	option_refusals option_table options plan prepare reading run slice

layers := jobserver base fold flame perfdata scan slice plan store fragment \
	merge run cmd
modules := $(foreach layer,$(layers),$(addprefix $(layer)/,$($(layer))))

.PHONY: all
all: program

include mk/build.mk
include mk/install.mk
include mk/check.mk
include mk/deps.mk
