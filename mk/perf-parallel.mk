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
#
# and has the targets decode, decode-merge and decode-clean, and for rules of
# its own the variables decode.outputs and decode.merged.  The fragment behind
# them, decode.mk, is emitted when it is missing, when the recording is newer,
# which another rule may make, and when the makefile is.

PERF_PARALLEL ?= perf-parallel

# One target that decodes: $(call perf-parallel,NAME).  What the fragment says
# of emitting itself again gives way to what NAME.command and NAME.options say
# by now.
define perf-parallel
$(1).default_goal := $$(.DEFAULT_GOAL)
override $(1).emit = $$(PERF_PARALLEL) emit -q --name=$(1) -f $(1).mk --newer-than=$$(firstword $$(MAKEFILE_LIST)) $$($(1).options) -- $$($(1).command)
ifeq ($$(wildcard $(1).mk),)
$(1).mk:
	$$($(1).emit)
endif
$(1).mk: $$(firstword $$(MAKEFILE_LIST)) $$($(1).recording)
-include $(1).mk
.DEFAULT_GOAL := $$($(1).default_goal)
endef
