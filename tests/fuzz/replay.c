/* SPDX-License-Identifier: GPL-2.0-only */
/* Feeds files to a fuzz target; what it must not do ends the program. */
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
replay(const char *path)
{
	FILE *stream = fopen(path, "re");
	uint8_t *bytes;
	long len;

	if (!stream || fseek(stream, 0, SEEK_END) ||
	    (len = ftell(stream)) < 0 || fseek(stream, 0, SEEK_SET))
		err(1, "cannot read %s", path);
	bytes = malloc(len + 1);
	if (!bytes || fread(bytes, 1, len, stream) != (size_t)len)
		err(1, "cannot read %s", path);
	fclose(stream);
	LLVMFuzzerTestOneInput(bytes, len);
	free(bytes);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return 0;
}
