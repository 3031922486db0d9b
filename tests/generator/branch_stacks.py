#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""branch_stacks.py OLD NEW [LEN]: turns the callchains of a recording by perf
record -g into stacks of branches, as perf record -b would have them where the
processor records its last branches.  Each frame of a chain becomes a branch to
the one before; with LEN, the last branches of earlier samples follow, so many
in all.  Markers of contexts are left out."""
import struct
import sys

IP, READ, CALLCHAIN, RAW, BRANCHES = 1, 1 << 4, 1 << 5, 1 << 10, 1 << 11
FIELDS = IP | 2 | 4 | 8 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 16
MARKERS = (1 << 64) - 4095

with open(sys.argv[1], "rb") as f:
    old = bytearray(f.read())
length = int(sys.argv[3]) if len(sys.argv) > 3 else 0
attr_len, attrs, attrs_len, data, data_len = struct.unpack_from("<5Q", old, 16)
for at in range(attrs, attrs + attrs_len, attr_len):
    has, = struct.unpack_from("<Q", old, at + 24)
    if has & (READ | RAW | BRANCHES) or not has & CALLCHAIN:
        sys.exit("branch_stacks.py: only events with callchains, and no more")
    struct.pack_into("<Q", old, at + 24, has & ~CALLCHAIN | BRANCHES)
    struct.pack_into("<Q", old, at + 72, 8)  # PERF_SAMPLE_BRANCH_ANY
before = 8 + 8 * bin(has & FIELDS).count("1")

new, last, at = [], [], data
while at < data + data_len:
    kind, misc, size = struct.unpack_from("<IHH", old, at)
    record = bytes(old[at:at + size])
    at += size
    if kind == 9:  # SAMPLE
        count, = struct.unpack_from("<Q", record, before)
        chain = struct.unpack_from(f"<{count}Q", record, before + 8)
        chain = [ip for ip in chain if ip < MARKERS]
        # Flags: one of four is mispredicted, cycles up to 15.
        now = [struct.pack("<3Q", a, b, (1 + (a % 4 > 0)) | a % 16 << 4)
               for a, b in zip(chain[1:], chain)]
        last = (now + last)[:max(length, len(now))] if length else now
        record = struct.pack("<IHH", kind, misc, before + 8 + 24 * len(last)) \
            + record[8:before] + struct.pack("<Q", len(last)) + b"".join(last)
    new.append(record)
new = b"".join(new)

# What is behind the records moves: a table of features, and what it lists.
grown = len(new) - data_len
table = data + data_len
for i in range(sum(bin(byte).count("1") for byte in old[72:104])):
    where, = struct.unpack_from("<Q", old, table + 16 * i)
    struct.pack_into("<Q", old, table + 16 * i, where + grown)
struct.pack_into("<Q", old, 48, len(new))
with open(sys.argv[2], "wb") as f:
    f.write(old[:data] + new + old[table:])
