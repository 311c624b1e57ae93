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

    /* byte by byte only once a form: it takes its time */
    for (size_t at = text->len > 1200; at < COUNT_OF(chunks); at++) {
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

/* A log that ends anywhere is a log. */
START_TEST(a_log_may_be_cut_at_every_byte)
{
    const struct diagnose_row *row = &diagnose_rows[_i];
    size_t len = strlen(row->text);
    size_t step = len > 900 ? 7 : 1; /* the long ones repeat what the short ones have */

    for (size_t at = 0; at <= len; at += step) {
        diagnose(row->text, at, 64);
        ck_assert_ptr_nonnull(diagnosis.fault.cause);
    }
}
END_TEST

/* A generator of its own, so that a failure is the same everywhere. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

START_TEST(bytes_without_sense_are_read_to_their_end)
{
    static const char *const scraps[] = { "SYSPRP ", "2031-04-05 06:07:08, ", "Error ", "Info ",
        "\n", "\r", "<![LOG[", "]LOG]!>", "\x1b[", "{\"a\": \"", "\\n", "\\u00", "&quot;", "0x",
        "hr = ", "dwRet = -", "Volume ", " not found", "IMAGE_STATE_", "Package ",
        "was installed for a user, but not provisioned", "Failure occurred while executing '",
        ".dll", "Partition 4 Recovery", "\xff\xfe", "\xe2\x80" };
    uint32_t state = (uint32_t)_i * 7919 + 1;
    AUTO(text) made = { 0 };

    while (made.len < 100000) {
        uint32_t number = next_random(&state);
        const char *scrap = scraps[number % COUNT_OF(scraps)];

        if (number & 0x100)
            text_append_bytes(&made, scrap, strlen(scrap));
        for (uint32_t at = 0; at < (number >> 10 & 15); at++) {
            char c = (char)next_random(&state);

            text_append_bytes(&made, &c, 1);
        }
    }
    diagnose(text_string(&made), made.len, 1000);
    ck_assert_ptr_nonnull(diagnosis.fault.cause);
    for (size_t at = 0; at < diagnosis.fault.line_count; at++)
        ck_assert(
            text_is_utf8(diagnosis.fault.lines[at].text, strlen(diagnosis.fault.lines[at].text)));
}
END_TEST

/* Lines without an end, records without one, and more kinds of noise than are told apart. */
START_TEST(nothing_grows_without_limit)
{
    AUTO(text) made = { 0 };

    for (int i = 0; i < 200000; i++)
        text_append(&made, "IMAGE_STATE_UNDEPLOYABLE ");
    text_append(&made, "\n"
                       "2031-04-05 06:07:08, Error                 SYSPRP ");
    for (int i = 0; i < 100000; i++)
        text_append(&made, "%d ", i);
    text_append(&made, "\n");
    for (int i = 0; i < 1000; i++)
        text_append(
            &made, "2031-04-05 06:07:08, Error                 SYSPRP oddity number %d\n", i);
    diagnose(text_string(&made), made.len, 4096);
    ck_assert_uint_eq(diagnosis.noise_count, DIAGNOSIS_NOISE_MOST);
    ck_assert_uint_ge(diagnosis.noise_lines, 1000);
    text_append(&made, "%s", APPX(PACKAGE));
    diagnose(text_string(&made), made.len, 65536);
    ck_assert_str_eq(diagnosis.fault.cause->id, "appx-not-provisioned");
    ck_assert_str_eq(diagnosis.fault.item, PACKAGE);
}
END_TEST

START_TEST(numbers_of_lines_are_those_of_the_log)
{
    AUTO(text) made = { 0 };

    for (int i = 0; i < 5000; i++)
        text_append(&made,
            INFO "SPPNP: Status: Total = %d, Complete = 0, Progress = 0%% (0%%) and so on\n", i);
    text_append(&made, "%s", APPX(PACKAGE));
    for (size_t chunk = 1; chunk < 300000; chunk = chunk * 3 + 1) {
        diagnose(text_string(&made), made.len, chunk);
        ck_assert_uint_eq(diagnosis.fault.lines[0].line, 5001);
        ck_assert_uint_eq(diagnosis.fault.lines[1].line, 5002);
        ck_assert_uint_eq(diagnosis.runs, 1);
    }
}
END_TEST

/* What is passed by its columns says the same as when it is read. */
START_TEST(ordinary_lines_change_nothing)
{
    static const char *const calls[] = { "Executing method", "Successfully executed" };
    AUTO(text) made = { 0 };

    text_append(&made, "%s", BANNER);
    for (int i = 0; i < 500; i++)
        text_append(&made,
            INFO "ActionPlatform::LaunchModule: %s 'Step%d' from C:\\Windows\\System32\\step.dll\n",
            calls[i % 2], i);
    text_append(&made, INFO "ActionPlatform::LaunchModule: Executing method 'Last' from "
                            "C:\\Windows\\System32\\last.dll\n");
    for (size_t chunk = 7; chunk < 100000; chunk *= 9) {
        diagnose(text_string(&made), made.len, chunk);
        ck_assert_str_eq(diagnosis.fault.cause->id, "incomplete-log");
        ck_assert_str_eq(diagnosis.fault.item, "last.dll");
    }
}
END_TEST

START_TEST(want_of_memory_is_told)
{
    struct err err = { 0 };
    unsigned nth = 0;
    bool failed = true;

    while (failed) {
        struct diagnoser *diagnoser = NULL;
        bool made;

        fake_alloc_fail_nth(++nth);
        made = diagnoser_new(&diagnoser, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert(made == !failed);
        if (failed)
            ck_assert(err_is(&err, ERR_NOMEM));
        diagnoser_free(diagnoser);
    }
    ck_assert_uint_gt(nth, 10);
}
END_TEST

/* Every cause has a row above, but for what no log of sysprep tells. */
START_TEST(every_cause_has_a_row)
{
    for (size_t at = 0; at < causes_count; at++) {
        bool found = false;

        for (size_t row = 0; row < COUNT_OF(diagnose_rows); row++)
            found = found || strcmp(diagnose_rows[row].cause, causes_all[at].id) == 0;
        ck_assert_msg(found, "%s", causes_all[at].id);
        ck_assert_msg(strncmp(causes_all[at].source, "https://", 8) == 0, "%s", causes_all[at].id);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diagnose");

    check_add(suite, tells_every_row_in_every_form, COUNT_OF(diagnose_rows));
    check_add(suite, a_log_may_be_cut_at_every_byte, COUNT_OF(diagnose_rows));
    check_add(suite, bytes_without_sense_are_read_to_their_end, 20);
    check_add(suite, nothing_grows_without_limit, 1);
    check_add(suite, numbers_of_lines_are_those_of_the_log, 1);
    check_add(suite, ordinary_lines_change_nothing, 1);
    check_add(suite, want_of_memory_is_told, 1);
    check_add(suite, every_cause_has_a_row, 1);
    return check_main(suite);
}
