# SPDX-License-Identifier: GPL-2.0-only
#
# Installation, below DESTDIR if given.

PREFIX ?= /usr/local
bindir := $(DESTDIR)$(PREFIX)/bin
sharedir := $(DESTDIR)$(PREFIX)/share/perf-parallel

.PHONY: install uninstall
install: program
	install -d $(bindir) $(sharedir)
	install $(BUILD)/perf-parallel $(bindir)/perf-parallel
	install -m 644 mk/perf-parallel.mk $(sharedir)/perf-parallel.mk

uninstall:
	rm -f $(bindir)/perf-parallel $(sharedir)/perf-parallel.mk
	-rmdir $(sharedir)
