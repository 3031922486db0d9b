#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""aux_sampling.py FILE EACH: turns what gen_pt.py --no-index --samples 1 wrote
into what perf record --aux-sample=4096 would have: no AUXTRACE, and one in EACH
PSBs is followed by a cpu-clock sample that carries the last 4096 bytes before.

The old bytes stay where they are; attributes, records and the table of features
are written anew behind them."""
import re
import struct
import sys

ATTR, SIZE, ROUND = 120, 4096, struct.pack("<IHH", 68, 0, 8)
PSB = re.compile(rb"(?:\x02\x82){8}\0*(?:\x99.)*(?:\x7d.{6})?\x19(.{7})", re.S)

with open(sys.argv[1], "rb") as f:
    old = f.read()
attr_len, attrs, attrs_len, data, data_len = struct.unpack_from("<5Q", old, 16)
new, ids = b"", []
for at in range(attrs, attrs + attrs_len, attr_len):
    where = struct.unpack_from("<QQ", old, at + attr_len - 16)
    ids.append(struct.unpack_from(f"<{where[1] // 8}Q", old, where[0]))
    attr = bytearray(old[at:at + attr_len - 16].ljust(ATTR, b"\0"))
    struct.pack_into("<I", attr, 4, ATTR)
    if at + attr_len == attrs + attrs_len:  # cpu-clock: PERF_SAMPLE_AUX
        attr[26] |= 1 << 4
        struct.pack_into("<I", attr, 112, SIZE)
    new += attr + struct.pack("<QQ", *where)

first, timed, trace, sample = [], [], {}, b""
at = data
while at < data + data_len:
    kind, _, size = struct.unpack_from("<IHH", old, at)
    record = old[at:at + size]
    at += size
    if kind == 71:  # AUXTRACE
        size, cpu = struct.unpack_from("<Q24xI", record, 8)
        trace[cpu] = trace.get(cpu, b"") + old[at:at + size]
        at += size
    elif kind == 9:
        sample = record
    elif kind not in (11, 68):  # AUX, FINISHED_ROUND
        time, = struct.unpack_from("<Q", record, size - 24)
        (timed if kind < 64 and time else first).append((time, record))

info = next(i for i, (_, r) in enumerate(first) if r[0] == 70)
shift, mult, zero = struct.unpack_from("<3Q", first[info][1], 24)
index = [struct.pack("<QQqq", n, cpu, cpu, -1)
         for event in ids for cpu, n in enumerate(event)]
first.insert(info, (0, struct.pack("<IHHQ", 69, 0, 16 + 32 * len(index),
                                   len(index)) + b"".join(index)))
for cpu, bytes_ in trace.items():
    for psb in list(PSB.finditer(bytes_))[1::int(sys.argv[2])]:
        tsc = int.from_bytes(psb[1], "little")
        time = zero + (tsc >> shift) * mult - 1 & (1 << 64) - 1
        time += (tsc & (1 << shift) - 1) * mult >> shift
        piece = bytes_[max(0, psb.start() - SIZE):psb.start()]
        body = bytearray(sample[8:]) + struct.pack("<Q", len(piece)) + piece
        struct.pack_into("<Q", body, 0, ids[2][cpu])
        struct.pack_into("<QI", body, 24, time, cpu)
        timed.append((time, struct.pack("<IHH", 9, 2, 8 + len(body)) + body))
records = b"".join(r for _, r in first) + ROUND
records += b"".join(r for _, r in sorted(timed)) + ROUND

table = bin(int.from_bytes(old[72:104], "little")).count("1") * 16
head = struct.pack("<8s7Q", old[:8], 104, ATTR + 16, len(old), len(new),
                   len(old) + len(new), len(records), 0)
with open(sys.argv[1], "wb") as f:
    f.write(head + old[64:] + new + records +
            old[data + data_len:data + data_len + table])
