/* SPDX-License-Identifier: MIT */
/* test_diagnose.c - every cause, in every form that a log gets on its way; damage; want of memory. */
#include "diagnose_rows.h"

#include "base/text.h"
#include "fakes/alloc.h"

#include "check_main.h"

#include <string.h>

static struct diagnosis diagnosis;

/* Feeds in chunks of that many bytes. */
static void diagnose(const char *bytes, size_t len, size_t chunk)
{
    struct diagnoser *diagnoser = NULL;
    struct err err = { 0 };

    ck_assert_msg(diagnoser_new(&diagnoser, &err), "%s", err.text);
    for (size_t at = 0; at < len; at += chunk)
        diagnoser_feed(diagnoser, bytes + at, len - at < chunk ? len - at : chunk);
    diagnoser_end(diagnoser, &diagnosis);
    diagnoser_free(diagnoser);
}

static void has_cause(const struct diagnose_row *row, const char *form)
{
    AUTO(text) codes = { 0 };

    for (size_t at = 0; at < diagnosis.fault.codes.count; at++)
        text_append(&codes, "%s0x%08X", at > 0 ? "," : "", diagnosis.fault.codes.codes[at]);
    ck_assert_msg(strcmp(diagnosis.fault.cause->id, row->cause) == 0, "%s, %s: %s", row->name, form,
        diagnosis.fault.cause->id);
    ck_assert_msg(strcmp(diagnosis.fault.item, row->item) == 0, "%s, %s: item '%s'", row->name,
        form, diagnosis.fault.item);
    ck_assert_msg(strcmp(text_string(&codes), row->codes) == 0, "%s, %s: codes '%s'", row->name,
        form, text_string(&codes));
}

static void has_runs(const struct diagnose_row *row, const char *form)
{
    ck_assert_msg(diagnosis.runs_told == (row->runs >= 0), "%s, %s", row->name, form);
    if (row->runs >= 0)
        ck_assert_msg(diagnosis.runs == (uint64_t)row->runs, "%s, %s: %d runs", row->name, form,
            (int)diagnosis.runs);
    ck_assert_msg(diagnosis.last_run == row->last_run, "%s, %s: %s", row->name, form,
        diagnosis_end_name(diagnosis.last_run));
}

static void check(const struct diagnose_row *row, const struct text *text, const char *form)
{
    static const size_t chunks[] = { 1, 7, 1 << 20 };

    for (size_t at = 0; at < COUNT_OF(chunks); at++) {
        diagnose(text_string(text), text->len, chunks[at]);
        has_cause(row, form);
        has_runs(row, form);
    }
}

/* -- what happens to logs -- */

static void as_it_is(const char *text, struct text *made)
{
    text_append(made, "%s", text);
}

static void line_ends(const char *text, const char *end, struct text *made)
{
    for (; *text; text++)
        text_append_bytes(made, *text == '\n' ? end : text, *text == '\n' ? strlen(end) : 1);
}

static void with_crlf(const char *text, struct text *made)
{
    line_ends(text, "\r\n", made);
}

static void with_cr(const char *text, struct text *made)
{
    line_ends(text, "\r", made);
}

static void utf16(const char *text, bool big, bool mark, struct text *made)
{
    if (mark)
        text_append_bytes(made, big ? "\xfe\xff" : "\xff\xfe", 2);
    for (; *text; text++) {
        char unit[2] = { big ? '\0' : *text, big ? *text : '\0' };

        /* the rows have letters of Latin-1 at most, as two bytes */
        if ((*text & '\xe0') == '\xc0') {
            unit[big] = (char)((*text & 3) << 6 | (text[1] & 0x3f));
            text++;
        }
        text_append_bytes(made, unit, 2);
    }
}

static void utf16_little(const char *text, struct text *made)
{
    utf16(text, false, true, made);
}

static void utf16_big(const char *text, struct text *made)
{
    utf16(text, true, true, made);
}

static void utf16_without_mark(const char *text, struct text *made)
{
    utf16(text, false, false, made);
}

static void utf8_with_mark(const char *text, struct text *made)
{
    text_append(made, "\xef\xbb\xbf%s", text);
}

/* Puts something in front of each line. */
static void prefixed(const char *text, const char *prefix, struct text *made)
{
    while (*text) {
        size_t len = strcspn(text, "\n");

        text_append(made, "%s%.*s\n", prefix, (int)len, text);
        text += len + (text[len] ? 1 : 0);
    }
}

static void by_packer(const char *text, struct text *made)
{
    prefixed(text, "==> azure-arm: ", made);
}

static void by_image_builder(const char *text, struct text *made)
{
    prefixed(text, "[01234567-89ab-cdef-0123-456789abcdef] PACKER OUT     azure-arm: ", made);
}

static void by_pipeline(const char *text, struct text *made)
{
    prefixed(text, "2031-06-01T10:11:12.1234567Z     vmware-iso.windows: ", made);
}

static void by_kernel(const char *text, struct text *made)
{
    prefixed(text, "[   12.345678] ", made);
}

static void quoted(const char *text, struct text *made)
{
    prefixed(text, "> ", made);
}

static void by_grep(const char *text, struct text *made)
{
    prefixed(text, "setupact.log:12:", made);
}

static void colored(const char *text, struct text *made)
{
    prefixed(text, "\x1b[1;32m==> azure-arm:\x1b[0m \x1b[0;31m", made);
}

static void in_upper_case(const char *text, struct text *made)
{
    for (; *text; text++) {
        char c = (char)(*text >= 'a' && *text <= 'z' ? *text - 32 : *text);

        text_append_bytes(made, &c, 1);
    }
}

/* In JSON, as Ansible answers. */
static void in_json(const char *text, struct text *made)
{
    text_append(made, "fatal: [host]: FAILED! => {\"changed\": true, \"rc\": 0, \"msg\": \"");
    for (; *text; text++) {
        if (*text == '\n')
            text_append(made, "\\r\\n");
        else
            text_append(made, "%s%c", *text == '\\' || *text == '"' ? "\\" : "", *text);
    }
    text_append(made, "\"}\n");
}

/* A screen of that many columns, that breaks within words; times stand in front of its lines only. */
static void wrapped(const char *text, size_t columns, struct text *made)
{
    size_t column = 0;

    for (; *text; text++) {
        if (*text == '\n')
            column = 0;
        else if (column++ == columns) {
            text_append(made, "\n");
            column = 1;
        }
        text_append_bytes(made, text, 1);
    }
}

static void wrapped_at_80(const char *text, struct text *made)
{
    wrapped(text, 80, made);
}

static void wrapped_at_61(const char *text, struct text *made)
{
    wrapped(text, 61, made);
}

/* Between words, with a blank in front, as mail programs do. */
static void wrapped_by_words(const char *text, struct text *made)
{
    size_t column = 0;

    for (; *text; text++) {
        column = *text == '\n' ? 0 : column + 1;
        if (*text == ' ' && column > 70) {
            text_append(made, "\n  ");
            column = 0;
        } else {
            text_append_bytes(made, text, 1);
        }
    }
}

static void on_one_line(const char *text, struct text *made)
{
    line_ends(text, " ", made);
}

static const struct form {
    const char *name;
    void (*make)(const char *text, struct text *made);
    bool moves; /* words or lines stand elsewhere than before */
} forms[] = {
    { "as it is", as_it_is, false },
    { "CR LF", with_crlf, false },
    { "CR", with_cr, false },
    { "UTF-16", utf16_little, false },
    { "UTF-16, big endian", utf16_big, false },
    { "UTF-16 without a mark", utf16_without_mark, false },
    { "UTF-8 with a mark", utf8_with_mark, false },
    { "Packer", by_packer, false },
    { "image builder", by_image_builder, false },
    { "pipeline", by_pipeline, false },
    { "kernel", by_kernel, false },
    { "quoted", quoted, false },
    { "grep", by_grep, false },
    { "colored", colored, false },
    { "JSON", in_json, false },
    { "wrapped at 80", wrapped_at_80, true },
    { "wrapped at 61", wrapped_at_61, true },
    { "wrapped by words", wrapped_by_words, true },
    { "one line", on_one_line, true },
};

START_TEST(tells_every_row_in_every_form)
{
    const struct diagnose_row *row = &diagnose_rows[_i];

    for (size_t at = 0; at < COUNT_OF(forms); at++) {
        AUTO(text) made = { 0 };

        if (row->plain && forms[at].moves)
            continue;
        if (row->text[0] == '\0' && at > 0)
            continue; /* nothing stays nothing */
        forms[at].make(row->text, &made);
        check(row, &made, forms[at].name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diagnose");

    (void)in_upper_case;
    check_add(suite, tells_every_row_in_every_form, COUNT_OF(diagnose_rows));
    return check_main(suite);
}
