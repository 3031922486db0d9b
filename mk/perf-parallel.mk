# SPDX-License-Identifier: GPL-2.0-only
#
# Decodes recordings as part of a build.  A makefile of one's own says
#
#	include /usr/local/share/perf-parallel/perf-parallel.mk
#
#	decode.recording := perf.data
#	decode.command := perf script -i perf.data --ns
#	decode.options := -n 64
#	$(eval $(call perf-parallel,decode))
#	$(eval $(call perf-parallel-flames,flames.svg,perf.data))
#
# and has the targets decode, decode-merge and decode-clean, and for rules of
# its own the variables decode.outputs, decode.list and decode.merged.  The
# fragment behind them, decode.mk, is emitted when it is missing, and when the
# recording, which another rule may make, or the makefile is newer.
#
# The fragment and the recording are left as they are when all goals are among
# those of PERF_PARALLEL_NOT_FOR, in which % stands for anything, and by make -n,
# -q and -t.

PERF_PARALLEL ?= perf-parallel
PERF_PARALLEL_NOT_FOR ?= clean distclean mostlyclean maintainer-clean help \
	%-clean

# One target that decodes: $(call perf-parallel,NAME).  NAME.emit overrides the
# command in the fragment that emits it again, since NAME.command or NAME.options
# may have changed.  Where there is no fragment and none is to be made, the
# outputs are a target NAME.missing, so that no goal is built of an empty list,
# and NAME-clean searches NAME.options for the output folder.
define perf-parallel
$(1).default_goal := $$(.DEFAULT_GOAL)
$$(if $$(wildcard $$(firstword $$(MAKEFILE_LIST))),,$$(error make has the name of the makefile that has $(1) in pieces, the first being '$$(firstword $$(MAKEFILE_LIST))'; run make in its folder, or with -C))
$(1).from := $$(firstword $$(MAKEFILE_LIST)) $$($(1).recording)
$(1).flags := $$(filter-out --%,$$(firstword -$$(MAKEFLAGS)))
$(1).goals := $$(if $$(filter-out undefined,$$(origin MAKECMDGOALS)),$$(MAKECMDGOALS))
$(1).unwanted := $$(if $$(filter-out $$(PERF_PARALLEL_NOT_FOR),$$($(1).goals)),,$$($(1).goals))
$(1).away := $$(findstring n,$$($(1).flags))$$(findstring q,$$($(1).flags))$$(findstring t,$$($(1).flags))$$($(1).unwanted)
$(1).quiet := $$(if $$(filter undefined,$$(origin V)),@,$$(if $$(filter 1,$$(V)),,@))
$(1).say := $$(if $$($(1).quiet),$$(if $$(findstring s,$$($(1).flags)),,--announce))
override $(1).emit = $$($(1).quiet)$$(PERF_PARALLEL) emit -q $$($(1).say) --replace=outputs --name=$(1) -f $(1).mk --newer-than=$$(firstword $$(MAKEFILE_LIST)) $$($(1).options) -- $$($(1).command)
ifneq ($$(wildcard $(1).mk),)
include $(1).mk
$$(or $$($(1).remade),$(1).mk): $$($(1).from)
else ifeq ($$($(1).away),)
$(1).outputs :=
$(1).list :=
$(1).merged :=
$(1).mk: $$($(1).from) ; $$($(1).emit)
include $(1).mk
else
.PHONY: $(1) $(1)-merge $(1)-clean $(1).missing
$(1) $(1)-merge: $(1).missing
$(1).missing: $$($(1).recording) ; $$(if $$($(1).unwanted),$$(error $(1).mk is missing, and PERF_PARALLEL_NOT_FOR says that it is not made for: $$($(1).unwanted)))$$($(1).emit)
$(1).outputs := $(1).missing
$(1).list := $(1).missing
$(1).merged := $(1).missing
$(1).dir := $$(subst --output-dir ,-o,$$(subst --output-dir=,-o,$$(subst -o ,-o,$$($(1).options))))
$(1).dir := $$(patsubst -o%,%,$$(or $$(lastword $$(filter -o%,$$($(1).dir))),$(1)-output))
$(1)-clean: ; $$(if $$(wildcard $$($(1).dir)),$$($(1).quiet)$$(PERF_PARALLEL) clean $$($(1).say) $$($(1).dir))
endif
.DEFAULT_GOAL := $$($(1).default_goal)
endef

# A flame graph: $(call perf-parallel-flames,FILE,RECORDING,OPTIONS), the last of
# which may be left out.  FILE without its suffix is the NAME of the above, and
# PERF the perf that decodes.
define perf-parallel-flames
$(basename $(1)).recording := $(2)
$(basename $(1)).command := $$(or $$(PERF),perf) script -i $(2)
$(basename $(1)).options := --flamegraph $(1) $(3)
$(call perf-parallel,$(basename $(1)))
endef
