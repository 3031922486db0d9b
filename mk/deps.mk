# SPDX-License-Identifier: GPL-2.0-only
#
# What the project needs of a machine.

# Everything that make check can use; without the peers it tests less, and
# says so.
.PHONY: deps
deps:
	$(quiet)mk/deps.sh build check
	$(quiet)mk/peers.sh peers || echo 'deps: going on without the peers'

# The tests look for the peers when make starts, so that "make deps check"
# needs them there by then.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
program tests check demo bench: | deps
$(objects) $(BUILD)/perf-parallel: | deps
endif

.PHONY: demo
demo: program
	BUILD='$(BUILD)' examples/demo

.PHONY: help
help:
	@echo 'make             builds build/perf-parallel'
	@echo 'make deps        installs what building and testing need'
	@echo 'make demo        decodes a real recording and compares'
	@echo 'make check       runs all suites, some three minutes; with THOROUGH=1'
	@echo '                 with all that they have, a quarter of an hour'
	@echo 'make SANITIZE=1 check   the same with sanitizers'
	@echo 'make bench       measures, and prints ratios'
	@echo 'make fuzz        fuzzes for FUZZ_SECONDS a target'
	@echo 'make acceptance  tests the pool, and prints a table'
	@echo 'make proof       tries every option of perf script with every kind of'
	@echo '                 recording, for an hour; says how far it is'
	@echo 'make soak        kills clients of the pool SOAK_RUNS times, and tries'
	@echo '                 SOAK_HISTORIES of projects to which anything happens'
	@echo 'make install     below PREFIX ($(PREFIX)), DESTDIR is heeded'
