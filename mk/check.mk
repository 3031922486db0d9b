# SPDX-License-Identifier: GPL-2.0-only
#
# Tests.  Every suite prints TAP; tests/run runs them under prove and ends with
# one line that sums them up.

unit_tests := nanosec nearest number_map words quote relative_path text_set \
	fold_names fold_script folded_lines flame_markup flame_tree \
	merge_folded density digest affects_all_tasks events inflater \
	recording recording_files records compressed pipe scan \
	timeline cpu_list consumer identity identity_changes key \
	reused_cuts reused_cuts_pieces perf_command perf_fields \
	perf_options plan time_ranges saved_plan saved_recall \
	saved_digest stamps renumbering renumbering_killed features \
	file_state resources threads refusals makeflags pool_fds \
	jobserver server supervisor ledger intel_pt order split \
	split_psb cost trace plan_keys plan_trace tasks tasks_random \
	contents contents_header contents_order contents_perf \
	contents_random parallel_contents same_time odd_text index \
	index_flaws index_kept slice slice_alike slice_random \
	slice_writes kernel_addresses kernel_maps kernel_symbols \
	kernel_symbols_random lookups printer printer_pen blocks \
	build_id debug_info found saved_lookups make_above pool runner
fuzz_targets := recording command makeflags script_text folded

tests := $(BUILD)/tests
unit_programs := $(unit_tests:%=$(tests)/unit/%)
unit_helpers := capture contents_made_up contents_world identity_world \
	kernel_symbols_world perf_header plan_world random refused renumbering_world \
	saved_world scanned scratch seen_records sliced small_recording \
	split_world tasks_world tokens told
replay_programs := $(fuzz_targets:%=$(tests)/replay/%)
generator := $(addprefix $(tests)/obj/generator/,packer.o recording_writer.o \
	writer_features.o writer_header.o writer_part.o)
editor := $(addprefix $(tests)/obj/generator/,editable.o edits.o packer.o)
TEST_COMPILE = $(COMPILE) -Itests

.PHONY: tests
tests: program $(unit_programs) $(replay_programs) $(tests)/make-recording \
	$(tests)/edit-recording $(tests)/kernel-recording

$(tests)/obj/%.o: tests/%.c mk/check.mk
	$(say) CC $<
	$(quiet)mkdir -p $(@D) && $(TEST_COMPILE) -c -o $@ $<

# What several unit tests share; each takes what it needs.
$(tests)/libunit.a: $(unit_helpers:%=$(tests)/obj/unit/%.o)
	$(say) AR $@
	$(quiet)rm -f $@ && $(AR) rcs $@ $^

$(unit_programs): $(tests)/unit/%: $(tests)/obj/unit/%.o $(tests)/libunit.a \
		$(generator) $(library)
	$(say) LINK $@
	$(quiet)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		-lcmocka $(LDLIBS)

# perf loads the printer; here it is in the test itself, with the sanitizers.
$(tests)/unit/printer $(tests)/unit/printer_pen: \
	$(printer:%=$(BUILD)/obj/printer/%.o)

# A fuzz target linked with a main that feeds it the files it is given.
$(replay_programs): $(tests)/replay/%: $(tests)/obj/fuzz/fuzz_%.o \
		$(tests)/obj/fuzz/replay.o $(library)
	$(say) LINK $@
	$(quiet)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(tests)/make-recording: $(tests)/obj/generator/make_recording.o $(generator)
	$(say) LINK $@
	$(quiet)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(tests)/edit-recording: $(tests)/obj/generator/edit_recording.o $(editor) \
		$(library)
	$(say) LINK $@
	$(quiet)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(tests)/kernel-recording: $(tests)/obj/generator/kernel_recording.o \
		$(generator) $(library)
	$(say) LINK $@
	$(quiet)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Includes only from the left, headers that compile alone, a true map.
.PHONY: check-layers
check-layers:
	CC='$(CC)' tests/check-layers printer $(layers:base=base addr2line)

# What the suites work with; each can be set to leave some out.  The peers may
# come with "make deps check", after this was read.
PERFS ?= perf $(shell ls peers/perf-6.12/usr/bin/perf 2>/dev/null)
MAKES ?= make $(shell ls peers/make-4.4.1/make 2>/dev/null)
NINJAS ?= $(shell ls peers/ninja-*/ninja 2>/dev/null)

SUITES ?= $(filter-out $(WITHOUT),$(sort $(wildcard tests/cli/*.t))) \
	$(unit_programs) $(tests)/replay.t

# Replays the corpus of each fuzz target.
$(tests)/replay.t: $(replay_programs) mk/check.mk
	$(quiet){ echo '#!/bin/sh'; echo 'n=0'; \
	for t in $(fuzz_targets); do \
		echo "for f in tests/fuzz/corpus/$$t/*; do n=\$$((n+1));" \
		"$(tests)/replay/$$t \"\$$f\" && echo \"ok \$$n - $$t \$$f\" ||" \
		"echo \"not ok \$$n - $$t \$$f\"; done"; \
	done; echo 'echo 1..$$n'; } >$@ && chmod +x $@

.PHONY: check
check: tests $(tests)/replay.t check-layers
	BUILD='$(BUILD)' PERFS='$(PERFS)' MAKES='$(MAKES)' \
		NINJAS='$(NINJAS)' THOROUGH='$(THOROUGH)' tests/run $(SUITES)

# What a client and a server of the pool must show, as a table.
pool_suites := $(wildcard tests/cli/pool_*.t)
.PHONY: acceptance
acceptance: tests
	THOROUGH=1 BUILD='$(BUILD)' PERFS='$(PERFS)' MAKES='$(MAKES)' \
		NINJAS='$(NINJAS)' tests/run $(pool_suites); \
		status=$$?; tests/acceptance $(tests)/log; exit $$status

# Every option of perf script with every kind of recording.  How far that is can
# be seen on descriptor 3.
.PHONY: proof
proof: tests
	PROOF=all BUILD='$(BUILD)' PERFS='$(PERFS)' MAKES='$(MAKES)' \
		tests/run tests/cli/proof.t 3>&2

# Clients that are killed at random moments, SOAK_RUNS times for each make, and
# SOAK_HISTORIES of projects to which anything happens.
SOAK_RUNS ?= 1000
SOAK_HISTORIES ?= 300
.PHONY: soak
soak: tests
	BUILD='$(BUILD)' PERFS='$(PERFS)' MAKES='$(MAKES)' \
		tests/soak/kills $(SOAK_RUNS)
	BUILD='$(BUILD)' PERFS='$(PERFS)' MAKES='$(MAKES)' \
		tests/soak/histories $(SOAK_HISTORIES)

FUZZ_SECONDS ?= 600
fuzz_programs := $(fuzz_targets:%=build/fuzz/%)
fuzz_library := $(patsubst $(BUILD)/obj/%,build/fuzz/obj/%,$(library))
FUZZ_COMPILE = clang -std=gnu11 $(CPPFLAGS) -O1 -g -Itests \
	-fno-sanitize-recover=all

build/fuzz/obj/%.o: src/%.c mk/check.mk
	$(say) CC $@
	$(quiet)mkdir -p $(@D) && $(FUZZ_COMPILE) -MMD -MP \
		-fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<

$(fuzz_programs): build/fuzz/%: tests/fuzz/fuzz_%.c $(fuzz_library)
	$(say) FUZZER $@
	$(quiet)$(FUZZ_COMPILE) -fsanitize=fuzzer,address,undefined -o $@ $^ \
		$(LDLIBS)

# Fuzzes each target for FUZZ_SECONDS; a finding is left in build/fuzz.
.PHONY: fuzz
fuzz: $(fuzz_programs)
	tests/fuzz/campaign $(FUZZ_SECONDS) $(fuzz_targets)

.PHONY: bench
bench: program $(tests)/make-recording
	tests/bench/bench
	tests/bench/slices
	tests/bench/printer
	tests/bench/fold
	tests/bench/addr2line

-include $(wildcard $(tests)/obj/*/*.d) $(fuzz_library:.o=.d)
