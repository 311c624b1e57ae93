/* SPDX-License-Identifier: MIT */
/* test_manifest.c - the manifest says ready only when everything it stands on does. */
#include "manifest_sample.h"

#include "check_main.h"

static struct json *printed(struct sample *sample)
{
    AUTO(text) text = { 0 };
    struct json *document = NULL;
    struct err err = { 0 };

    ck_assert_msg(manifest_print(&sample->parts, &text, &err), "%s", err.text);
    ck_assert_msg(json_parse(text_string(&text), text.len, &document, &err), "%s", err.text);
    return document;
}

static const struct {
    const char *name;
    enum verdict must, should;
    bool sealed, ready;
} rows[] = {
    { "all met and sealed", VERDICT_MET, VERDICT_MET, true, true },
    { "a should is unmet", VERDICT_MET, VERDICT_UNMET, true, true },
    { "a must does not apply", VERDICT_NOT_APPLICABLE, VERDICT_MET, true, true },
    { "a must is unmet", VERDICT_UNMET, VERDICT_MET, true, false },
    { "a must is unknown", VERDICT_UNKNOWN, VERDICT_MET, true, false },
    { "not sealed", VERDICT_MET, VERDICT_MET, false, false },
};

START_TEST(ready_needs_every_must_and_the_seal)
{
    struct sample sample;
    bool ready = !rows[_i].ready;

    sample_new(&sample, rows[_i].must, rows[_i].should, rows[_i].sealed);
    AUTO(json_value) document = { printed(&sample) };
    ck_assert(json_bool(json_member(document.root, "ready"), &ready));
    ck_assert_msg(ready == rows[_i].ready, "%s", rows[_i].name);
    sample_done(&sample);
}
END_TEST

START_TEST(nothing_judged_is_not_ready)
{
    struct sample sample;
    bool ready = true;

    sample_new(&sample, VERDICT_MET, VERDICT_MET, true);
    sample.parts.findings_count = 0;
    AUTO(json_value) document = { printed(&sample) };
    ck_assert(json_bool(json_member(document.root, "ready"), &ready));
    ck_assert(!ready);
    sample_done(&sample);
}
END_TEST

START_TEST(layout_keeps_every_bit)
{
    struct sample sample;

    sample_new(&sample, VERDICT_MET, VERDICT_MET, true);
    AUTO(json_value) document = { printed(&sample) };
    const struct json *layout = json_member(document.root, "layout_before");
    const struct json *partition = json_at(json_member(layout, "partitions"), 0);
    int64_t length = 0;

    ck_assert_str_eq(json_string(json_member(layout, "style")), "gpt");
    ck_assert_str_eq(json_string(json_member(partition, "attributes")), "0x8000000000000001");
    ck_assert_str_eq(json_string(json_member(partition, "type_name")), "recovery");
    ck_assert(json_number(json_member(partition, "length_bytes"), &length));
    ck_assert_int_eq(length, 68718428160);
    ck_assert(json_is_null(json_member(document.root, "layout_after")));
    sample_done(&sample);
}
END_TEST

START_TEST(guest_shows_what_is_known_and_null_else)
{
    struct sample sample;
    int64_t build = 0;

    sample_new(&sample, VERDICT_MET, VERDICT_MET, true);
    AUTO(json_value) document = { printed(&sample) };
    const struct json *guest = json_member(document.root, "guest");

    ck_assert_str_eq(json_string(json_member(guest, "edition")), "Enterprise");
    ck_assert(json_number(json_member(guest, "build"), &build));
    ck_assert_int_eq(build, 22631);
    ck_assert(json_is_null(json_member(guest, "firmware")));
    sample_done(&sample);
}
END_TEST

START_TEST(every_disk_style_has_a_word)
{
    static const char *const words[] = { "raw", "mbr", "gpt" };
    static const enum disk_style styles[] = { DISK_RAW, DISK_MBR, DISK_GPT };
    AUTO(json_value) root = { json_new_object() };
    struct disk_layout *layout = calloc(1, sizeof *layout);
    struct err err = { 0 };

    ck_assert_ptr_nonnull(layout);
    layout->style = styles[_i];
    ck_assert(manifest_layout(layout, root.root, "layout", &err));
    ck_assert_str_eq(
        json_string(json_member(json_member(root.root, "layout"), "style")), words[_i]);
    free(layout);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manifest");
    TCase *tests = tcase_create("manifest");

    tcase_add_loop_test(tests, ready_needs_every_must_and_the_seal, 0, COUNT_OF(rows));
    tcase_add_test(tests, nothing_judged_is_not_ready);
    tcase_add_test(tests, layout_keeps_every_bit);
    tcase_add_test(tests, guest_shows_what_is_known_and_null_else);
    tcase_add_loop_test(tests, every_disk_style_has_a_word, 0, 3);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
