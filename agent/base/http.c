/* SPDX-License-Identifier: MIT */
/* http.c - what an answer's headers mean, on every platform. */
#include "base/http.h"

static bool is_plain(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

/* A server says what it likes: only a word is kept. */
static void keep_word(const char *value, char *word, size_t size)
{
    size_t len = 0;

    while (len + 1 < size && is_plain(value[len]))
        len++;
    memcpy(word, value, len);
    word[len] = '\0';
}

void http_keep_header(struct http_answer *answer, const char *name, const char *value)
{
    int64_t seconds = 0;

    if (text_same(name, "x-ms-error-code"))
        keep_word(value, answer->error_code, sizeof answer->error_code);
    else if (text_same(name, "location"))
        (void)snprintf(answer->location, sizeof answer->location, "%s", value); /* cut: not shown */
    /* a date is not read: whoever calls has a pause of its own */
    else if (text_same(name, "retry-after") && text_to_int64(value, &seconds) && seconds > 0)
        answer->retry_after_s = seconds > UINT32_MAX / 1000 ? UINT32_MAX / 1000 : (uint32_t)seconds;
}
