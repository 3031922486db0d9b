/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/refused.h"

static uint64_t refused_at = UINT64_MAX;

int
read_all(const char *bytes, size_t len)
{
	struct recording r;
	struct timeline t;
	char *copy = malloc(len ? len : 1);
	int status;

	memcpy(copy, bytes, len);
	status = recording_from_bytes(&r, "broken.data", copy, len);
	if (!status) {
		status = scan_recording(
		    &t, &r, &(struct scan_options){ .threads = 1 });
		if (!status)
			timeline_release(&t);
		recording_close(&r);
	}
	free(copy);
	return status;
}

void
is_refused(const char *bytes, size_t len, const char *text)
{
	const char *message, *offset;
	int status;

	capture_start();
	status = read_all(bytes, len);
	message = capture_end();
	assert_int_equal(status, -1);
	if (!strstr(message, text))
		print_error("got: %swanted: %s\n", message, text);
	assert_non_null(strstr(message, "broken.data: "));
	assert_non_null(strstr(message, text));
	offset = strstr(message, "offset ");
	refused_at = offset ? strtoull(offset + 7, NULL, 10) : UINT64_MAX;
	/* One message, in one line. */
	assert_ptr_equal(strchr(message, '\n'), strrchr(message, '\n'));
}

void
is_refused_at_offset(struct recording_writer *w, const char *text)
{
	recording_writer_finish(w);
	is_refused(w->bytes, w->len, text);
	assert_in_range(refused_at, PIPE_HEADER_LEN, w->len);
	recording_writer_release(w);
}
