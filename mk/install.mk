# SPDX-License-Identifier: GPL-2.0-only
#
# Installation, below DESTDIR if given.

PREFIX ?= /usr/local
bindir := $(DESTDIR)$(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
libdir := $(DESTDIR)$(LIBDIR)
LIBEXECDIR ?= $(PREFIX)/libexec
libexecdir := $(DESTDIR)$(LIBEXECDIR)/perf-parallel
includedir := $(DESTDIR)$(PREFIX)/include
mandir := $(DESTDIR)$(PREFIX)/share/man
sharedir := $(DESTDIR)$(PREFIX)/share/perf-parallel

.PHONY: install uninstall
install: program
	install -d $(bindir) $(sharedir) $(libdir)/perf-parallel \
		$(libdir)/pkgconfig $(libexecdir) $(includedir) \
		$(mandir)/man1 $(mandir)/man3
	install $(BUILD)/perf-parallel $(bindir)/perf-parallel
	install -m 644 $(BUILD)/print.so $(libdir)/perf-parallel/print.so
	install $(BUILD)/libexec/addr2line $(libexecdir)/addr2line
	install -m 644 mk/perf-parallel.mk $(sharedir)/perf-parallel.mk
	install -m 644 $(BUILD)/libjobserver.a $(libdir)/libjobserver.a
	install -m 644 include/jobserver.h $(includedir)/jobserver.h
	install -m 644 src/man/perf-parallel.1 $(mandir)/man1/perf-parallel.1
	install -m 644 src/jobserver/jobserver.3 $(mandir)/man3/jobserver.3
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' \
		src/jobserver/jobserver.pc.in >$(libdir)/pkgconfig/jobserver.pc

uninstall:
	rm -f $(bindir)/perf-parallel $(sharedir)/perf-parallel.mk \
		$(libdir)/libjobserver.a $(includedir)/jobserver.h \
		$(libdir)/perf-parallel/print.so $(libexecdir)/addr2line \
		$(mandir)/man1/perf-parallel.1 $(mandir)/man3/jobserver.3 $(libdir)/pkgconfig/jobserver.pc
	-rmdir $(sharedir) $(libdir)/perf-parallel $(libexecdir)
