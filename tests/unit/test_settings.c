/* SPDX-License-Identifier: MIT */
/* test_settings.c - what a run was asked for survives in its journal. */
#include "ui/settings.h"

#include "world.h"

#include "check_main.h"

static const struct options nothing = { .limit_minutes = OPTIONS_LIMIT_MINUTES_DEFAULT };

static struct json *header_of(const struct options *options)
{
    struct world world = world_new();
    AUTO(settings) settings = { 0 };
    struct json *header = json_new_object();
    struct err err = { 0 };

    ck_assert_msg(
        settings_from_options("prepare", options, &world.guest, &settings, &err), "%s", err.text);
    settings.profile = policy_profile("devbox");
    settings_to_json(&settings, header);
    world_free(&world);
    return header;
}

/* Who goes on may stand in another folder. */
static void expect_from_the_root(const char *path, const char *end)
{
    ck_assert_msg(path[0] == '/' && text_ends_same(path, end), "%s", path);
}

START_TEST(comes_back_as_it_was)
{
    const struct options options = { .given = OPTION_NO_SHUTDOWN,
        .limit_minutes = 90,
        .run_limit_minutes = 600,
        .recovery_limit_mib = 4096,
        .manifest = "copy.json",
        .sign = "key.pfx" };
    AUTO(json_value) header = { header_of(&options) };
    AUTO(settings) settings = { 0 };
    struct err err = { 0 };

    ck_assert_msg(settings_from_json(header.root, &nothing, &settings, &err), "%s", err.text);
    ck_assert_str_eq(settings.command, "prepare");
    ck_assert_str_eq(settings.profile->id, "devbox");
    ck_assert_str_eq(settings.started, "2026-11-22T06:30:00Z");
    ck_assert_uint_eq(settings.limit_minutes, 90);
    ck_assert_uint_eq(settings.recovery_limit_bytes, 4294967296);
    ck_assert(settings.no_shutdown);
    ck_assert(!settings.no_restart && !settings.is_carried);
    ck_assert_uint_eq(settings.run_limit_minutes, 600);
    ck_assert_uint_eq(settings.restart_limit, 5);
    ck_assert_uint_eq(settings.service_start.type, 0);
    expect_from_the_root(settings.manifest_copy, "/copy.json");
    expect_from_the_root(settings.sign_with, "/key.pfx");
}
END_TEST

START_TEST(what_is_given_anew_counts)
{
    const struct options options = { .given = OPTION_LIMIT | OPTION_NO_SHUTDOWN |
                                              OPTION_RECOVERY_LIMIT | OPTION_RUN_LIMIT |
                                              OPTION_NO_RESTART,
        .limit_minutes = 5,
        .run_limit_minutes = 7,
        .recovery_limit_mib = 1,
        .manifest = "other.json",
        .sign = "0123456789012345678901234567890123456789" };
    AUTO(json_value) header = { header_of(&nothing) };
    AUTO(settings) settings = { 0 };
    struct err err = { 0 };

    ck_assert_msg(settings_from_json(header.root, &options, &settings, &err), "%s", err.text);
    ck_assert_uint_eq(settings.limit_minutes, 5);
    ck_assert_uint_eq(settings.recovery_limit_bytes, 1024 * 1024);
    ck_assert(settings.no_shutdown && settings.no_restart);
    ck_assert_uint_eq(settings.run_limit_minutes, 7);
    expect_from_the_root(settings.manifest_copy, "/other.json");
    ck_assert_str_eq(settings.sign_with, "0123456789012345678901234567890123456789");
}
END_TEST

#define WHOLE                                                                                      \
    "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\",\"limit_minutes\":1,"       \
    "\"recovery_limit_bytes\":0,\"no_shutdown\":false,"

/* A header as another goldprep might have written it. */
static const struct {
    const char *header, *err;
} damaged[] = {
    { "{}", "'command'" },
    { "{\"command\":\"frobnicate\"}", "'command'" },
    { "{\"command\":\"prepare\"}", "'profile'" },
    { "{\"command\":\"prepare\",\"profile\":\"nobody\"}", "'profile'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\"}", "'started'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\"}", "'limit_minutes'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\",\"limit_minutes\":0}",
        "'limit_minutes'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\",\"limit_minutes\":1,"
      "\"recovery_limit_bytes\":-1}",
        "'recovery_limit_bytes'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\",\"limit_minutes\":1,"
      "\"recovery_limit_bytes\":0}",
        "'no_shutdown'" },
    { "{\"command\":\"prepare\",\"profile\":\"devbox\",\"started\":\"a\",\"limit_minutes\":1,"
      "\"recovery_limit_bytes\":0,\"no_shutdown\":false,\"manifest_copy\":1}",
        "'manifest_copy'" },
    { WHOLE "\"carried_by\":\"nobody\"}", "'carried_by'" },
    { WHOLE "\"carried_by\":1}", "'carried_by'" },
    { WHOLE "\"service_start\":3}", "'service_start'" },
    { WHOLE "\"service_start\":{\"type\":1,\"delayed\":false}}", "'service_start'" },
    { WHOLE "\"service_start\":{\"type\":3}}", "'service_start'" },
    { WHOLE "\"restart_limit\":-1}", "'restart_limit'" },
    { WHOLE "\"restart_limit\":101}", "'restart_limit'" },
    { WHOLE "\"run_limit_minutes\":\"soon\"}", "'run_limit_minutes'" },
    { WHOLE "\"run_limit_minutes\":10081}", "'run_limit_minutes'" },
    { WHOLE "\"no_restart\":0}", "'no_restart'" },
    { WHOLE "\"answer_file\":{\"named\":\"a\"}}", "'answer_file'" },
    { WHOLE "\"answer_file\":{\"named\":\"a\",\"named_bytes\":1,\"named_crc32\":4294967296,"
            "\"copy\":\"b\",\"copy_bytes\":1,\"copy_crc32\":1}}",
        "'answer_file'" },
    { WHOLE "\"answer_file\":{\"named\":\"a\",\"named_bytes\":1,\"named_crc32\":1,"
            "\"copy\":\"b\",\"copy_bytes\":-1,\"copy_crc32\":1}}",
        "'answer_file'" },
};

START_TEST(a_header_that_is_not_understood_is_refused)
{
    AUTO(json_value) header = { 0 };
    AUTO(settings) settings = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(damaged[_i].header, strlen(damaged[_i].header), &header.root, &err));
    ck_assert_msg(!settings_from_json(header.root, &nothing, &settings, &err), "'%s' was taken",
        damaged[_i].header);
    ck_assert(err_is(&err, ERR_DAMAGED));
    ck_assert_msg(strstr(err.text, damaged[_i].err) != NULL, "%s", err.text);
}
END_TEST

START_TEST(who_carries_it_comes_back)
{
    AUTO(settings)
    settings = { .profile = policy_profile("devbox"),
        .command = "prepare",
        .limit_minutes = 1,
        .is_carried = true,
        .no_restart = true,
        .restart_limit = 3,
        .run_limit_minutes = SETTINGS_RUN_LIMIT_MINUTES,
        .service_start = { .type = 2, .delayed = true } };
    AUTO(settings) read = { 0 };
    AUTO(json_value) header = { json_new_object() };
    struct err err = { 0 };

    settings_to_json(&settings, header.root);
    ck_assert_msg(settings_from_json(header.root, &nothing, &read, &err), "%s", err.text);
    ck_assert(read.is_carried && read.no_restart && read.service_start.delayed);
    ck_assert_uint_eq(read.service_start.type, 2);
    ck_assert_uint_eq(read.restart_limit, 3);
    ck_assert_uint_eq(read.run_limit_minutes, 240);
}
END_TEST

/* A run that an older goldprep began goes on as it would have there. */
START_TEST(a_header_that_knows_of_no_service_is_read)
{
    static const char old[] = WHOLE "\"manifest_copy\":\"a\"}";
    AUTO(settings) read = { 0 };
    AUTO(json_value) header = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(old, sizeof old - 1, &header.root, &err));
    ck_assert_msg(settings_from_json(header.root, &nothing, &read, &err), "%s", err.text);
    ck_assert(!read.is_carried && !read.no_restart);
    ck_assert_uint_eq(read.run_limit_minutes, 0);
    ck_assert_uint_eq(read.restart_limit, 5);
}
END_TEST

START_TEST(the_answer_file_comes_back)
{
    AUTO(settings)
    settings = { .profile = policy_profile("devbox"), .command = "prepare", .limit_minutes = 1 };
    AUTO(settings) read = { 0 };
    AUTO(json_value) header = { json_new_object() };
    struct err err = { 0 };

    settings.answer_file = (struct settings_answer_file){
        .named_bytes = 12, .named_crc32 = UINT32_MAX, .copy_bytes = 13, .copy_crc32 = 0
    };
    ck_assert(text_copy("named.xml", &settings.answer_file.named, &err));
    ck_assert(text_copy("state/unattend.xml", &settings.answer_file.copy, &err));
    settings_to_json(&settings, header.root);
    ck_assert_msg(settings_from_json(header.root, &nothing, &read, &err), "%s", err.text);
    ck_assert_str_eq(read.answer_file.named, "named.xml");
    ck_assert_str_eq(read.answer_file.copy, "state/unattend.xml");
    ck_assert_uint_eq(read.answer_file.named_bytes, 12);
    ck_assert_uint_eq(read.answer_file.named_crc32, UINT32_MAX);
    ck_assert_uint_eq(read.answer_file.copy_bytes, 13);
    ck_assert_uint_eq(read.answer_file.copy_crc32, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("settings");

    tcase_add_test(tests, comes_back_as_it_was);
    tcase_add_test(tests, what_is_given_anew_counts);
    tcase_add_test(tests, who_carries_it_comes_back);
    tcase_add_test(tests, a_header_that_knows_of_no_service_is_read);
    tcase_add_test(tests, the_answer_file_comes_back);
    tcase_add_loop_test(tests, a_header_that_is_not_understood_is_refused, 0, COUNT_OF(damaged));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
