/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>

#include <stdlib.h>

#include "base/alloc.h"
#include "base/threads.h"
#include "perfdata/recording.h"
#include "scan/hashing.h"

struct hashing {
	const struct recording *recording;
	void (*progress)(uint64_t done, uint64_t all);
	size_t *first; /* block of each part; the last is their number */
	struct digest *block;
	struct threads *threads;
};

static size_t
blocks_of(uint64_t len)
{
	return (len + DIGEST_BLOCK - 1) / DIGEST_BLOCK;
}

/* Maps a block in one call instead of page by page. */
static void
populate(const struct part *file, uint64_t offset, uint64_t len)
{
#ifdef MADV_POPULATE_READ
	/* Only a hint: where it fails, pages come as they are read. */
	if (file->mapped)
		madvise((void *)(file->bytes + offset), len,
		    MADV_POPULATE_READ);
#else
	(void)file;
	(void)offset;
	(void)len;
#endif
}

static int
digest_block(void *argument, size_t number)
{
	struct hashing *h = argument;
	size_t part = 0;
	const struct part *file;
	uint64_t offset, len;

	while (h->first[part + 1] <= number)
		part++;
	file = &h->recording->part[part];
	offset = (number - h->first[part]) * (uint64_t)DIGEST_BLOCK;
	len = file->size - offset;
	len = len < DIGEST_BLOCK ? len : DIGEST_BLOCK;
	populate(file, offset, len);
	h->block[number] = digest_of_bytes(file->bytes + offset, len);
	return 0;
}

static void
tell(const struct hashing *h)
{
	uint64_t all = h->recording->state.size;
	uint64_t done = threads_begun(h->threads) * (uint64_t)DIGEST_BLOCK;

	if (h->progress)
		h->progress(done < all ? done : all, all);
}

struct hashing *
hashing_start(const struct recording *r, unsigned threads,
    void (*progress)(uint64_t done, uint64_t all))
{
	struct hashing *h = xcalloc(1, sizeof *h);

	*h = (struct hashing){ .recording = r, .progress = progress };
	h->first = xcalloc(r->parts + 1, sizeof *h->first);
	for (size_t i = 0; i < r->parts; i++)
		h->first[i + 1] = h->first[i] + blocks_of(r->part[i].size);
	h->block = xcalloc(h->first[r->parts] + 1, sizeof *h->block);
	h->threads = threads_start(
	    threads, h->first[r->parts], digest_block, h);
	return h;
}

void
hashing_reach(struct hashing *h, size_t part, uint64_t offset)
{
	size_t wanted = h->first[part] + blocks_of(offset);

	if (threads_begun(h->threads) >= wanted)
		return;
	while (threads_begun(h->threads) < wanted && threads_help(h->threads))
		;
	tell(h);
}

struct digest
hashing_finish(struct hashing *h)
{
	size_t parts = h->recording->parts;
	struct digest *file = xcalloc(parts, sizeof *file), all;

	while (threads_help(h->threads))
		tell(h);
	threads_finish(h->threads);
	for (size_t i = 0; i < parts; i++)
		file[i] = digest_of_all(h->block + h->first[i],
		    h->first[i + 1] - h->first[i]);
	all = digest_of_files(file, parts);
	free(file);
	free(h->block);
	free(h->first);
	free(h);
	return all;
}
