/* SPDX-License-Identifier: MIT */
/* fault.c - keeps lines, codes and items of a failure. */
#include "sysprep/fault.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum {
    CODES_BEFORE = 512, /* bytes around a sign in which its codes stand */
    CODES_BEHIND = 1024,
    FULL = 64, /* a chain has ten lines at most */
};

/* Length of the character there; 0: it is not UTF-8. */
static size_t character_len(const char *text, size_t len)
{
    for (size_t count = 1; count <= 4 && count <= len; count++)
        if (text_utf8_len(text, count) == count)
            return count;
    return 0;
}

static bool is_in(const char *text, size_t len, const char *low, const char *high)
{
    return len == 3 && memcmp(text, low, 3) >= 0 && memcmp(text, high, 3) <= 0;
}

/* Controls of the upper half, and marks that have no width or turn the direction of text. */
static bool is_hidden(const char *text, size_t len)
{
    return (len == 2 && text[0] == '\xc2' && (unsigned char)text[1] < 0xa0) ||
           is_in(text, len, "\xe2\x80\x8b", "\xe2\x80\x8f") ||
           is_in(text, len, "\xe2\x80\xa8", "\xe2\x80\xae") ||
           is_in(text, len, "\xe2\x81\xa0", "\xe2\x81\xaf") ||
           is_in(text, len, "\xef\xbb\xbf", "\xef\xbb\xbf");
}

void fault_show(const char *text, size_t len, char *shown, size_t size)
{
    size_t count = 0;

    for (size_t at = 0; at < len;) {
        size_t taken = character_len(text + at, len - at);
        unsigned char first = (unsigned char)text[at];
        bool blank = first <= 0x20 || first == 0x7f || (taken > 1 && is_hidden(text + at, taken));
        char ansi[2];
        const char *from = text + at;
        size_t put = taken;

        if (taken == 0) { /* taken for Latin-1, whose controls are blanks here too */
            ansi[0] = (char)(0xc0 | first >> 6);
            ansi[1] = (char)(0x80 | (first & 0x3f));
            blank = first < 0xa0;
            from = ansi;
            put = 2;
        }
        at += taken > 0 ? taken : 1;
        if (blank) {
            from = " ";
            put = 1;
        }
        if (blank && (count == 0 || shown[count - 1] == ' '))
            continue;
        if (count + put + 1 > size)
            break;
        memcpy(shown + count, from, put);
        count += put;
    }
    while (count > 0 && shown[count - 1] == ' ')
        count--;
    shown[count] = '\0';
}

void fault_span(const struct log_record *record, size_t at, size_t *from, size_t *to)
{
    *from = 0;
    *to = record->len;
    if (record->is_record)
        return;
    for (size_t i = 0; i < record->line_count; i++) {
        if (record->lines[i].at > at) {
            *to = record->lines[i].at - 1;
            return;
        }
        *from = record->lines[i].at;
    }
}

bool fault_is_full(const struct fault *fault)
{
    return fault->seen >= FULL;
}

void fault_add_line(struct fault *fault, const struct log_record *record, size_t at)
{
    struct fault_line *line = &fault->lines[fault->line_count];
    size_t from, to;

    fault->seen++;
    if (fault->line_count == FAULT_LINES_MOST)
        return;
    fault_span(record, at, &from, &to);
    line->line = log_record_line(record, from);
    fault_show(record->text + from, to - from, line->text, sizeof line->text);
    for (size_t i = 0; i < fault->line_count; i++)
        if (fault->lines[i].line == line->line && strcmp(fault->lines[i].text, line->text) == 0)
            return;
    fault->line_count++;
}

void fault_add_codes(struct fault *fault, const struct log_record *record, size_t from, size_t to)
{
    size_t begin, end, last_begin, next_end;
    struct code_list found = { .count = 0 };

    fault_span(record, from, &begin, &end);
    fault_span(record, to > from ? to - 1 : from, &last_begin, &end);
    /* of a record that goes on for ever only what is near */
    begin = from > begin + CODES_BEFORE ? from - CODES_BEFORE : begin;
    end = end > to + CODES_BEHIND ? to + CODES_BEHIND : end;
    next_end = end;
    if (end < record->len)
        fault_span(record, end + 1, &last_begin, &next_end);
    next_end = next_end > end + CODES_BEHIND ? end + CODES_BEHIND : next_end;
    codes_find(record->text + begin, next_end - begin, end - begin, &found);
    if (found.count == 0) /* it may have been wrapped in front of the code */
        codes_find(record->text + begin, next_end - begin, next_end - begin, &found);
    code_list_join(&fault->codes, &found);
}

void fault_set_item(struct fault *fault, const char *item)
{
    if (fault->item[0] == '\0')
        fault_show(item, strlen(item), fault->item, sizeof fault->item);
}
