/* SPDX-License-Identifier: MIT */
/* codes.c - numbers behind words, and numbers that are codes by their look. */
#include "sysprep/codes.h"

#include "base/attr.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MOST = 10 };

struct words {
    const char *at, *end;
};

/* Words behind which a number is a code. */
static const char *const marks[] = { "dwRet", "hr", "hrResult", "hResult", "Err", "error code",
    "error", "Fehler", "erreur", "failed", "returned", "rc" };

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of a hexadecimal digit; letters that look like one are taken for it. -1: none. */
static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
        return (c | 0x20) - 'a' + 10;
    return c == 'O' || c == 'o' ? 0 : c == 'l' || c == 'I' ? 1 : -1;
}

void code_list_add(struct code_list *list, uint32_t code)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->codes[i] == code)
            return;
    if (code != 0 && list->count < CODES_MOST)
        list->codes[list->count++] = code;
}

void code_list_join(struct code_list *list, const struct code_list *other)
{
    for (size_t i = 0; i < other->count; i++)
        code_list_add(list, other->codes[i]);
}

uint32_t code_normal(uint32_t code)
{
    return code != 0 && code <= 0xffff ? 0x80070000 | code : code;
}

/* Decimal digits with an optional sign. Negative ones have ten digits, and go on behind a line break.
 * @return how many bytes; 0: none */
static size_t read_decimal(const char *at, const char *end, uint32_t *code)
{
    const char *digit = at;
    uint64_t value = 0;
    bool negative = digit < end && *digit == '-';
    size_t count = 0;

    for (digit += negative ? 1 : 0; digit < end && count <= DIGITS_MOST; digit++) {
        if (negative && count > 0 && *digit == '\n' && end - digit > 1 && is_digit(digit[1]))
            continue;
        if (!is_digit(*digit))
            break;
        value = value * 10 + (uint64_t)(*digit - '0');
        count++;
    }
    if (count == 0 || value > UINT32_MAX || (digit < end && is_alnum(*digit)))
        return 0;
    *code = negative ? (uint32_t)(0 - value) : (uint32_t)value;
    return (size_t)(digit - at);
}

/* Where a line was broken within a number, it goes on behind the break. */
static bool goes_on(const char *at, const char *end)
{
    bool has_digit = false;

    if (at + 1 >= end || *at != '\n')
        return false;
    for (at++; at < end && hex_digit(*at) >= 0; at++)
        has_digit = has_digit || is_digit(*at);
    return has_digit && (at == end || !is_alnum(*at));
}

/* Hexadecimal digits, without 0x. @return how many bytes; 0: none, or more than a code has */
static size_t read_hex(const char *at, const char *end, uint32_t *code)
{
    const char *digit = at;
    uint64_t value = 0;
    size_t count = 0;

    for (; digit < end && count <= 8; digit++) {
        if (goes_on(digit, end))
            continue;
        if (hex_digit(*digit) < 0)
            break;
        value = value * 16 + (uint64_t)hex_digit(*digit);
        count++;
    }
    if (count == 0 || count > 8 || (digit < end && is_alnum(*digit)))
        return 0;
    *code = (uint32_t)value;
    return (size_t)(digit - at);
}

/* "[0x0f0082]" and "983152 (0xf0070)" number the message. */
static bool is_message_number(const char *text, const char *at, const char *end)
{
    if (at == text)
        return false;
    if (at[-1] == '[')
        return end - at > 8 && at[8] == ']';
    return at[-1] == '(' && at - text > 2 && at[-2] == ' ' && is_digit(at[-3]) && end - at > 7 &&
           at[7] == ')';
}

/* A number behind a word, that is not told by 0x. */
static size_t read_bare(const char *at, const char *end, uint32_t *code)
{
    const char *token_end = at;
    bool has_letter = false, has_digit = false;
    size_t digits = 0;

    if (at < end && *at == '-')
        return read_decimal(at, end, code);
    while (token_end < end && (is_alnum(*token_end) || (digits > 0 && goes_on(token_end, end)))) {
        has_letter = has_letter || (is_alnum(*token_end) && !is_digit(*token_end));
        has_digit = has_digit || is_digit(*token_end);
        digits += *token_end != '\n';
        token_end++;
    }
    if (!has_digit)
        return 0;
    if (has_letter || (digits == 8 && *at >= '8')) /* 80070490 */
        return digits >= 2 ? read_hex(at, token_end, code) : 0;
    return read_decimal(at, end, code);
}

/* What stands between the word and its number. */
static const char *skip_between(const char *at, const char *end)
{
    static const char *const fillers[] = { "code", "with", "is", "was", "error", "hr", "value" };
    bool again = true;

    while (again) {
        again = false;
        while (at < end && (*at == ' ' || *at == '=' || *at == ':' || *at == '\n' || *at == '['))
            at++;
        for (size_t i = 0; !again && i < COUNT_OF(fillers); i++) {
            size_t len = strlen(fillers[i]);

            if ((size_t)(end - at) > len && strncasecmp(at, fillers[i], len) == 0 &&
                !is_alnum(at[len])) {
                at += len;
                again = true;
            }
        }
    }
    return at;
}

static bool is_word(const char *at, const char *end, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(end - at) > len && strncasecmp(at, word, len) == 0 && !is_alnum(at[len]);
}

/* The number behind a word that has one. @return 0: no such word, or no number */
static size_t read_marked(const char *at, const char *end, uint32_t *code)
{
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const char *number;
        size_t len;

        if (!is_word(at, end, marks[i]))
            continue;
        number = skip_between(at + strlen(marks[i]), end);
        if (end - number > 2 && number[0] == '0' && (number[1] | 0x20) == 'x')
            return 0; /* found by its own look */
        len = read_bare(number, end, code);
        if (len > 0)
            return (size_t)(number - at) + len;
    }
    return 0;
}

/* "0x80070005", "0x-2147417850" */
static size_t read_prefixed(const char *text, const char *at, const char *end, uint32_t *code)
{
    size_t len;

    if (end - at < 3 || hex_digit(at[0]) != 0 || (at[1] | 0x20) != 'x' ||
        is_message_number(text, at, end))
        return 0;
    len = at[2] == '-' ? read_decimal(at + 2, end, code) : read_hex(at + 2, end, code);
    return len > 0 ? len + 2 : 0;
}

bool code_read_hex(const char *text, size_t len, uint32_t *code)
{
    const char *at = text, *end = text + len;

    while (at < end && *at == ' ')
        at++;
    if (read_hex(at, end, code) == 0)
        return false;
    *code = code_normal(*code);
    return true;
}

/* Is it the number of "[gle=0x2]"? A line may have been broken within that. */
static bool is_last_error(const char *text, const char *at)
{
    static const char mark[] = "=elg";
    size_t matched = 0;

    while (at > text && matched < sizeof mark - 1) {
        char c = *--at;

        if (c == '\n')
            continue;
        if ((c | (c == '=' ? 0 : 0x20)) != mark[matched++])
            return false;
    }
    return matched == sizeof mark - 1;
}

void codes_find(const char *text, size_t len, size_t limit, struct code_list *list)
{
    const char *end = text + len;
    struct code_list found = { .count = 0 }, left_over = { .count = 0 };

    for (const char *at = text; at < text + limit;) {
        uint32_t code = 0;
        size_t taken = 0;

        if (at == text || !is_alnum(at[-1])) {
            taken = read_prefixed(text, at, end, &code);
            if (taken == 0)
                taken = read_marked(at, end, &code);
        }
        if (taken > 0)
            code_list_add(is_last_error(text, at) ? &left_over : &found, code_normal(code));
        at += taken > 0 ? taken : 1;
    }
    code_list_join(list, found.count > 0 ? &found : &left_over);
}
