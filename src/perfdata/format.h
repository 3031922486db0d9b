/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of a recording as they lie in its files, and nothing else.
 * Sources: the kernel's tools/perf/Documentation/perf.data-file-format.txt for
 * files and for records from 64 on, include/uapi/linux/perf_event.h for the
 * kernel's records and for attributes.  Fields are read with format_u16() and
 * the like, never through a cast.
 */
#ifndef PERFDATA_FORMAT_H
#define PERFDATA_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * A file starts with these bytes, which are "PERFILE2" on a little-endian
 * machine.  Version 1, up to perf 3.1, starts with the same text on all
 * machines.
 */
#define FORMAT_MAGIC UINT64_C(0x32454c4946524550)
#define FORMAT_MAGIC_VERSION1 "PERFFILE"

/* struct perf_file_header: offsets of its fields. */
enum {
	FILE_HEADER_SIZE = 8,      /* u64: 104, or 16 in a pipe */
	FILE_HEADER_ATTR_SIZE = 16,/* u64: bytes of one attribute and its ids */
	FILE_HEADER_ATTRS = 24,    /* section */
	FILE_HEADER_DATA = 40,     /* section */
	FILE_HEADER_FEATURES = 72, /* 256 bits */
	FILE_HEADER_LEN = 104,
	PIPE_HEADER_LEN = 16,
	FEATURE_BITS = 256,
	SECTION_LEN = 16, /* struct perf_file_section: u64 offset, u64 size */
};

/* struct perf_event_attr: offsets; a section with the ids follows it. */
enum {
	ATTR_TYPE = 0,         /* u32 */
	ATTR_SIZE = 4,         /* u32; 0 means ATTR_SIZE_VER0 */
	ATTR_CONFIG = 8,       /* u64 */
	ATTR_SAMPLE_TYPE = 24, /* u64 */
	ATTR_FLAGS = 40,       /* u64 */
	ATTR_SIZE_VER0 = 64,
	ATTR_FLAG_SAMPLE_ID_ALL = 18, /* bit of ATTR_FLAGS */
};

/*
 * Types of events that every kernel has; PMUs have numbers from EVENT_TYPES on.
 */
enum { EVENT_TYPES = 6, EVENT_SOFTWARE = 1, EVENT_RAW = 4 };

/* The software event that BPF programs write to. */
enum { EVENT_BPF_OUTPUT = 10 };

/*
 * Values of ATTR_CONFIG: a software event without samples, hardware branches.
 */
enum { EVENT_SW_DUMMY = 9, EVENT_HW_BRANCHES = 4 };

/* Numbers of the header features that we read. */
enum {
	FEATURE_BUILD_ID = 2, /* records like those of perf */
	FEATURE_HOSTNAME = 3, /* every perf writes it */
	FEATURE_OS_RELEASE = 4,
	FEATURE_VERSION = 5,
	FEATURE_ARCH = 6,
	FEATURE_NRCPUS = 7, /* u32 available, u32 online */
	FEATURE_TOTAL_MEM = 10,
	FEATURE_CMDLINE = 11,
	FEATURE_EVENT_DESC = 12,
	FEATURE_AUXTRACE = 18,
	FEATURE_STAT = 19,
	FEATURE_CACHE = 20,
	FEATURE_SAMPLE_TIME = 21, /* u64 first, u64 last, nanoseconds */
	FEATURE_MEM_TOPOLOGY = 22,
	FEATURE_DIR_FORMAT = 24,
	FEATURE_COMPRESSED = 27,
	FEATURE_UNKNOWN = 64, /* no perf so far has one from here on */
};

/* struct perf_event_header: u32 type, u16 misc, u16 size. */
enum {
	RECORD_TYPE = 0,
	RECORD_MISC = 4,
	RECORD_SIZE = 6,
	RECORD_HEADER_LEN = 8,
	AUXTRACE_SIZE = 8,      /* u64 bytes that follow the record */
	AUXTRACE_REFERENCE = 24,/* u64: when, of a TSC its value */
	AUXTRACE_INDEX = 32,    /* u32 number of the AUX area buffer */
	AUXTRACE_CPU = 40,      /* u32, all ones for none */
	AUXTRACE_LEN = 48,
	TRACING_DATA_SIZE = 8,  /* u32 bytes that follow, padded to 8 */
	HEADER_ATTR_ATTR = 8,   /* an attribute; its ids follow it */
	HEADER_FEATURE_ID = 8,  /* u64, and then what the feature says */
	HEADER_FEATURE_LEN = 16,
	BUILD_ID_ID = 12,       /* 20 bytes, after a pid */
	BUILD_ID_NAME = 36,     /* name of the file that has it */
	TASK_PID = 8,           /* u32 of MMAP, COMM, FORK and their like */
	TASK_TID = 12,          /* u32 of the same, but for FORK and EXIT */
	TASK_LEN = 16,
	COMM_NAME = 16,         /* ended by a NUL */
	FORK_PARENT = 12,       /* u32, as in EXIT */
	FORK_TID = 16,          /* u32 */
	FORK_LEN = 24,
	MMAP_START = 16,        /* u64, as in MMAP2 */
	MMAP_OFFSET = 32,       /* u64 in the file, as in MMAP2 */
	MMAP_NAME = 40,
	MMAP2_FILE = 40,        /* device and inode, or its build ID */
	MMAP2_INODE_LEN = 16,   /* of the latter; u64 generation follows */
	MMAP2_FILE_LEN = 24,
	MMAP2_PROT = 64,        /* u32, for mmap(2); u32 flags follow */
	MMAP2_FLAGS = 68,
	MMAP2_NAME = 72,
	COMPRESSED_BYTES = 8,   /* of a zstd stream, up to the end */
	COMPRESSED2_SIZE = 8,   /* u64 bytes of the stream, padded to 8 */
	COMPRESSED2_BYTES = 16,
};

/*
 * Bits of misc: who was running, with the values for the kernel and for
 * programs, and what a record has.
 */
enum {
	MISC_CPUMODE = 7,
	MISC_KERNEL = 1,
	MISC_USER = 2,
	MISC_MMAP_DATA = 1 << 13, /* MMAP: not executable */
	MISC_MMAP_BUILD_ID = 1 << 14,
};

/* Types of records: below 64 from the kernel, from 64 on written by perf. */
enum {
	RECORD_MMAP = 1,
	RECORD_LOST = 2,
	RECORD_COMM = 3,
	RECORD_EXIT = 4,
	RECORD_THROTTLE = 5,
	RECORD_UNTHROTTLE = 6,
	RECORD_FORK = 7,
	RECORD_READ = 8,
	RECORD_SAMPLE = 9,
	RECORD_MMAP2 = 10,
	RECORD_AUX = 11,
	RECORD_ITRACE_START = 12,
	RECORD_LOST_SAMPLES = 13,
	RECORD_SWITCH = 14,
	RECORD_SWITCH_CPU_WIDE = 15,
	RECORD_NAMESPACES = 16,
	RECORD_KSYMBOL = 17,
	RECORD_BPF_EVENT = 18,
	RECORD_CGROUP = 19,
	RECORD_TEXT_POKE = 20,
	RECORD_AUX_OUTPUT_HW_ID = 21,
	RECORD_CALLCHAIN_DEFERRED = 22,
	RECORD_KERNEL_END = 64,
	RECORD_HEADER_ATTR = 64,
	RECORD_HEADER_EVENT_TYPE = 65,
	RECORD_HEADER_TRACING_DATA = 66,
	RECORD_HEADER_BUILD_ID = 67,
	RECORD_FINISHED_ROUND = 68,
	RECORD_ID_INDEX = 69,
	RECORD_AUXTRACE_INFO = 70,
	RECORD_AUXTRACE = 71,
	RECORD_AUXTRACE_ERROR = 72,
	RECORD_THREAD_MAP = 73,
	RECORD_CPU_MAP = 74,
	RECORD_STAT_CONFIG = 75,
	RECORD_STAT = 76,
	RECORD_STAT_ROUND = 77,
	RECORD_EVENT_UPDATE = 78,
	RECORD_TIME_CONV = 79,
	RECORD_HEADER_FEATURE = 80,
	RECORD_COMPRESSED = 81,
	RECORD_FINISHED_INIT = 82,
	RECORD_COMPRESSED2 = 83,
	RECORD_TYPES = 84, /* those that we know by name */
};

/* The largest number of processes: PID_MAX_LIMIT in linux/threads.h. */
enum { PIDS_MAX = 1 << 22 };

/* No kernel has more CPUs; higher numbers would only use up memory. */
enum { CPUS_MAX = 8192 };

/* The first field of AUXTRACE_INFO, the type of the trace. */
enum { AUXTRACE_INFO_TYPE = 8, AUXTRACE_INTEL_PT = 1 };

/* Bits of an attribute's sample_type, in the order of perf_event.h. */
enum {
	SAMPLE_IP = 1 << 0,
	SAMPLE_TID = 1 << 1,
	SAMPLE_TIME = 1 << 2,
	SAMPLE_ADDR = 1 << 3,
	SAMPLE_READ = 1 << 4, /* values of counters, printed as differences */
	SAMPLE_CALLCHAIN = 1 << 5,
	SAMPLE_ID = 1 << 6,
	SAMPLE_CPU = 1 << 7,
	SAMPLE_PERIOD = 1 << 8,
	SAMPLE_STREAM_ID = 1 << 9,
	SAMPLE_RAW = 1 << 10,
	SAMPLE_BRANCH_STACK = 1 << 11,
	SAMPLE_REGS_USER = 1 << 12,
	SAMPLE_STACK_USER = 1 << 13,
	SAMPLE_WEIGHT = 1 << 14,
	SAMPLE_DATA_SRC = 1 << 15,
	SAMPLE_IDENTIFIER = 1 << 16,
	SAMPLE_REGS_INTR = 1 << 18,
	SAMPLE_PHYS_ADDR = 1 << 19,
	SAMPLE_AUX = 1 << 20, /* a piece of trace, the last field */
	SAMPLE_CGROUP = 1 << 21,
	SAMPLE_DATA_PAGE_SIZE = 1 << 22,
	SAMPLE_CODE_PAGE_SIZE = 1 << 23,
	SAMPLE_WEIGHT_STRUCT = 1 << 24,
};

/*
 * Return a value of a recording; swapped says that it has the other byte order
 * than this machine.
 */
static inline uint16_t
format_u16(const unsigned char *at, bool swapped)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap16(value) : value;
}

static inline uint32_t
format_u32(const unsigned char *at, bool swapped)
{
	uint32_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap32(value) : value;
}

static inline uint64_t
format_u64(const unsigned char *at, bool swapped)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap64(value) : value;
}

#endif
