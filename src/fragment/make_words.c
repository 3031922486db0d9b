/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/quote.h"
#include "base/words.h"
#include "fragment/make_words.h"

void
make_put_word(FILE *out, make_quote *quote, const char *text)
{
	char *word = quote_shell(text);
	char *quoted = quote(word);

	fputs(quoted, out);
	free(quoted);
	free(word);
}

void
make_put_words(FILE *out, make_quote *quote, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		fputc(' ', out);
		make_put_word(out, quote, w->word[i]);
	}
}

void
make_put_name(FILE *out, const char *name)
{
	const char *why;
	char *quoted = quote_make_name(name, &why);

	fprintf(out, " %s", quoted);
	free(quoted);
}

void
make_put_option(FILE *out, const char *option, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s ", option);
	make_put_word(out, quote_value, value);
}
