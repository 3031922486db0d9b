/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/shell_syntax.h"

/* Letters that are operators unless they are quoted. */
static const char operators[] = "|&;<>()`";

/* Returns the length of an operator, which may have two letters: && || >>. */
static int
operator_length(const char *text)
{
	return text[1] && text[1] == *text && strchr("|&<>;", *text) ? 2 : 1;
}

/*
 * Says whether a shell expands a $. In "..." a number after it is probably a
 * field of awk.
 */
static bool
is_expanded(const char *dollar, bool quoted)
{
	const char next = dollar[1];

	return isalpha((unsigned char)next) ||
	    (next && strchr("_{(", next)) ||
	    (!quoted && next && strchr("0123456789@*#?!-$'\"", next));
}

/* Says whether an unquoted letter belongs to a pattern of file names. */
static bool
is_pattern(const char *at)
{
	size_t rest = strcspn(at, " \t\n");

	return *at == '*' || *at == '?' ||
	    (*at == '[' && memchr(at, ']', rest));
}

/* Returns the length of the syntax that an unquoted letter begins, or 0. */
static int
length_of(const char *at, bool starts_word)
{
	if (strchr(operators, *at))
		return operator_length(at);
	if (*at == '$' ? is_expanded(at, false) : is_pattern(at))
		return 1;
	return starts_word && (*at == '~' || *at == '#') ? 1 : 0;
}

/* Returns the length of an assignment, as in LC_ALL=C sort, or 0. */
static int
setting_length(const char *word)
{
	size_t name = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz0123456789_");

	return name && !isdigit((unsigned char)*word) && word[name] == '=' ?
	    (int)name + 1 : 0;
}

const char *
shell_syntax_find(const char *text, int *len)
{
	const char *at = text + strspn(text, " \t\n");
	bool starts_word = true;
	char quote = '\0';

	*len = setting_length(at);
	if (*len)
		return at;
	for (; *at; at++) {
		if (quote != '\'' && *at == '\\' && at[1]) {
			at++;
		} else if (quote == *at) {
			quote = '\0';
		} else if (quote) {
			*len = quote == '"' && (*at == '`' ||
			    (*at == '$' && is_expanded(at, true)));
		} else if (*at == '\'' || *at == '"') {
			quote = *at;
		} else {
			*len = length_of(at, starts_word);
		}
		if (*len)
			return at;
		starts_word = !quote && strchr(" \t\n", *at);
	}
	return NULL;
}
