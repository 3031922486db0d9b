# SPDX-License-Identifier: GPL-2.0-only
#
# How things are compiled.  BUILD is the folder for all that is made; another
# one, with other flags, builds a second tree beside the first.  SANITIZE=1
# chooses one with the address and undefined-behaviour sanitizers.

CC ?= cc
ifdef SANITIZE
BUILD ?= build/sanitize
CFLAGS ?= -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
else
BUILD ?= build
CFLAGS ?= -O2 -g
endif
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wvla
override CPPFLAGS += -D_GNU_SOURCE -DVERSION_TEXT='"$(VERSION)"' -Iinclude -Isrc \
	-I$(BUILD)/text
override LDLIBS += -lbsd -lxxhash -lzstd -lm -pthread
COMPILE = $(CC) -std=gnu11 $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP

ifeq ($(V),1)
say := @:
quiet :=
else
say := @printf '  %-7s %s\n'
quiet := @
endif

objects := $(modules:%=$(BUILD)/obj/%.o)
jobserver_objects := $(jobserver:%=$(BUILD)/obj/jobserver/%.o)
# Everything but the program's own main, for the tests to link with.
library := $(filter-out $(BUILD)/obj/cmd/main.o,$(objects))

.PHONY: program
program: $(BUILD)/perf-parallel $(BUILD)/print.so \
	$(BUILD)/libexec/addr2line $(BUILD)/libjobserver.a

$(BUILD)/perf-parallel: $(objects)
	$(say) LINK $@
	$(quiet)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(objects) $(LDLIBS)

# perf has no runtime of the sanitizers; they see the same code in a unit test.
printer_objects := $(printer:%=$(BUILD)/pic/printer/%.o)
printer_flags = $(filter-out -fsanitize% -fno-sanitize%,$(CFLAGS)) -fPIC \
	-fvisibility=hidden

$(BUILD)/print.so: $(printer_objects)
	$(say) LINK $@
	$(quiet)$(CC) $(printer_flags) $(LDFLAGS) -shared -o $@ $^

# It is alone in its folder, which comes first in perf's PATH.
addr2line_objects := $(addr2line:%=$(BUILD)/obj/addr2line/%.o) \
	$(addr2line_base:%=$(BUILD)/obj/base/%.o)

$(BUILD)/libexec/addr2line: $(addr2line_objects)
	$(say) LINK $@
	$(quiet)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
		-Wl,--as-needed $(LDLIBS)

$(BUILD)/pic/%.o: src/%.c Makefile mk/build.mk
	$(say) CC $<
	$(quiet)mkdir -p $(@D) && $(CC) -std=gnu11 $(CPPFLAGS) $(WARNINGS) \
		$(printer_flags) -MMD -MP -c -o $@ $<

$(BUILD)/libjobserver.a: $(jobserver_objects)
	$(say) AR $@
	$(quiet)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c Makefile mk/build.mk
	$(say) CC $<
	$(quiet)mkdir -p $(@D) && $(COMPILE) -c -o $@ $<

# Texts that the program writes as they are, as string literals.
$(BUILD)/text/%.inc: src/% mk/build.mk
	$(quiet)mkdir -p $(@D) && \
		sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@.new && mv $@.new $@

$(BUILD)/obj/flame/drawing.o build/fuzz/obj/flame/drawing.o: \
	$(BUILD)/text/flame/picture.css.inc $(BUILD)/text/flame/picture.js.inc

# An installed program finds print.so and addr2line by the way from its own folder.
$(BUILD)/obj/plan/printing.o build/fuzz/obj/plan/printing.o: \
	override CPPFLAGS += -DLIBDIR_FROM_BINDIR='"$(shell realpath -ms \
	--relative-to='$(PREFIX)/bin' '$(LIBDIR)')"'
$(BUILD)/obj/plan/addr2line.o build/fuzz/obj/plan/addr2line.o: \
	override CPPFLAGS += -DLIBEXECDIR_FROM_BINDIR='"$(shell realpath -ms \
	--relative-to='$(PREFIX)/bin' '$(LIBEXECDIR)')"'

.PHONY: clean
clean:
	rm -rf build

-include $(objects:.o=.d) $(printer_objects:.o=.d) \
	$(addr2line_objects:.o=.d) \
	$(printer:%=$(BUILD)/obj/printer/%.d)
