/* SPDX-License-Identifier: MIT */
/* test_appx_store.c - the validator's rule on AppX packages. */
#include "guest/appx_store.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <stdio.h>
#include <string.h>

#define SID "S-1-5-21-1-2-3-1001"

static const struct {
    const char *full_name, *family, *version;
    bool is_bundle, is_resource;
} names[] = {
    { "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe", "Microsoft.Copilot_8wekyb3d8bbwe",
        "0.4.2.0", false, false },
    { "Microsoft.Paint_2023.1.2.3_neutral_~_8wekyb3d8bbwe", "Microsoft.Paint_8wekyb3d8bbwe",
        "2023.1.2.3", true, false },
    { "Microsoft.LanguageExperiencePackzh-CN_19041.26.68.0_neutral__8wekyb3d8bbwe",
        "Microsoft.LanguageExperiencePackzh-CN_8wekyb3d8bbwe", "19041.26.68.0", false, false },
    { "Microsoft.Maps_1.0.0.0_neutral_split.language-de_8wekyb3d8bbwe",
        "Microsoft.Maps_8wekyb3d8bbwe", "1.0.0.0", false, true },
    { "windows.immersivecontrolpanel_10.0.2.1000_neutral_neutral_cw5n1h2txyewy",
        "windows.immersivecontrolpanel_cw5n1h2txyewy", "10.0.2.1000", false, false },
};

START_TEST(full_name_is_taken_apart)
{
    struct appx_name name = { 0 };

    ck_assert_msg(appx_name_parse(names[_i].full_name, &name), "%s", names[_i].full_name);
    ck_assert_str_eq(name.family, names[_i].family);
    ck_assert_str_eq(name.version, names[_i].version);
    ck_assert(name.is_bundle == names[_i].is_bundle && name.is_resource == names[_i].is_resource);
}
END_TEST

static const char *const no_names[] = { "", "Microsoft.Copilot", "Microsoft.Copilot_8wekyb3d8bbwe",
    "A_1.0.0_x64__8wekyb3d8bbwe", "A_1.0.0.0.0_x64__8wekyb3d8bbwe", "A_1.0.0.x_x64__8wekyb3d8bbwe",
    "A_1.0.0.70000_x64__8wekyb3d8bbwe", "A_1..0.0_x64__8wekyb3d8bbwe", "A_1.0.0.0___8wekyb3d8bbwe",
    "_1.0.0.0_x64__8wekyb3d8bbwe", "A_1.0.0.0_x64__8wekyb3d8bbw", "A_1.0.0.0_x64__8wekyb3d8bbwe_",
    "A b_1.0.0.0_x64__8wekyb3d8bbwe", "A_1.0.0.0_x64_~~_8wekyb3d8bbwe",
    "A_1.0.0.0_x64__8wekyb3d8\033we", "A_1.0.0.0_x64_\x07_8wekyb3d8bbwe",
    "NameOfMoreThanFiftyCharactersWhichNoPackageMayEverHave1_1.0.0.0_x64__8wekyb3d8bbwe" };

START_TEST(what_is_no_name_is_told_as_such)
{
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    struct appx_user_package package = { .full_name = no_names[_i], .sid = SID };
    struct appx_name name = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!appx_name_parse(no_names[_i], &name), "%s", no_names[_i]);
    ck_assert(appx_store_judge(&store, &package, rows.root, &err));
    ck_assert_uint_eq(json_count(rows.root), 1);
    ck_assert_str_eq(json_string(json_member(json_first(rows.root), "reason")), "malformed");
}
END_TEST

static const struct {
    const char *name, *full_name;
    const char *provided[3]; /* ended by NULL */
    const char *inbox;
    unsigned flags;                   /* 1 framework, 2 resource, 4 system */
    const char *reason, *provisioned; /* NULL: no blocker */
} rows[] = {
    { "never provisioned", "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe", { NULL }, NULL, 0,
        "not provisioned", "" },
    { "of another publisher", "A_1.0.0.0_x64__8wekyb3d8bbwe", { "A_1.0.0.0_x64__aaaaaaaaaaaaa" },
        NULL, 0, "not provisioned", "" },
    { "provisioned", "A_1.0.0.0_x64__8wekyb3d8bbwe", { "A_1.0.0.0_x64__8wekyb3d8bbwe" }, NULL, 0,
        NULL, NULL },
    { "in another case", "a_1.0.0.0_x64__8wekyb3d8bbwe", { "A_1.0.0.0_x64__8WEKYB3D8BBWE" }, NULL,
        0, NULL, NULL },
    { "older than provisioned", "A_1.0.0.0_x64__8wekyb3d8bbwe", { "A_1.0.0.1_x64__8wekyb3d8bbwe" },
        NULL, 0, NULL, NULL },
    { "newer than provisioned", "A_1.0.10.0_x64__8wekyb3d8bbwe", { "A_1.0.9.0_x64__8wekyb3d8bbwe" },
        NULL, 0, "newer than provisioned", "1.0.9.0" },
    { "the newest provisioned counts", "A_1.0.10.0_x64__8wekyb3d8bbwe",
        { "A_1.0.9.0_x64__8wekyb3d8bbwe", "A_1.0.10.0_x64__8wekyb3d8bbwe" }, NULL, 0, NULL, NULL },
    { "a bundle has a version of its own", "A_11.2307.4.0_x64__8wekyb3d8bbwe",
        { "A_2021.2307.4.0_neutral_~_8wekyb3d8bbwe" }, NULL, 0, NULL, NULL },
    { "above that of the bundle", "A_2022.1.1.0_x64__8wekyb3d8bbwe",
        { "A_2021.2307.4.0_neutral_~_8wekyb3d8bbwe" }, NULL, 0, "newer than provisioned",
        "2021.2307.4.0" },
    { "a part of Windows", "A_9.0.0.0_x64__cw5n1h2txyewy", { NULL },
        "A_1.0.0.0_neutral_neutral_cw5n1h2txyewy", 0, NULL, NULL },
    { "provisioned and a part of Windows", "A_9.0.0.0_x64__cw5n1h2txyewy",
        { "A_8.0.0.0_x64__cw5n1h2txyewy" }, "A_1.0.0.0_neutral_neutral_cw5n1h2txyewy", 0, NULL,
        NULL },
    { "a framework", "A_1.0.0.0_x64__8wekyb3d8bbwe", { NULL }, NULL, 1, NULL, NULL },
    { "a resource package", "A_1.0.0.0_x64__8wekyb3d8bbwe", { NULL }, NULL, 2, NULL, NULL },
    { "a resource package by its name", "A_1.0.0.0_neutral_split.scale-100_8wekyb3d8bbwe", { NULL },
        NULL, 0, NULL, NULL },
    { "signed as a part of Windows", "A_1.0.0.0_x64__8wekyb3d8bbwe", { NULL }, NULL, 4, NULL,
        NULL },
    { "what is no name provides nothing", "A_1.0.0.0_x64__8wekyb3d8bbwe", { "A", "" }, NULL, 0,
        "not provisioned", "" },
};

static void fill(struct appx_store *store, size_t row)
{
    struct err err = { 0 };

    for (size_t i = 0; i < COUNT_OF(rows[row].provided) && rows[row].provided[i]; i++)
        ck_assert(appx_store_provide(store, rows[row].provided[i], &err));
    if (rows[row].inbox)
        ck_assert(appx_store_inbox(store, rows[row].inbox, &err));
}

START_TEST(packages_are_judged_by_the_validator_s_rule)
{
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) blockers = { json_new_array() };
    struct err err = { 0 };
    const struct appx_user_package package = { .full_name = rows[_i].full_name,
        .sid = SID,
        .is_framework = rows[_i].flags & 1,
        .is_resource = rows[_i].flags & 2,
        .is_system = rows[_i].flags & 4 };

    fill(&store, (size_t)_i);
    ck_assert(appx_store_judge(&store, &package, blockers.root, &err));
    const struct json *row = json_first(blockers.root);
    ck_assert_msg((row != NULL) == (rows[_i].reason != NULL), "%s", rows[_i].name);
    if (!row)
        return;
    ck_assert_str_eq(json_string(json_member(row, "reason")), rows[_i].reason);
    ck_assert_str_eq(json_string(json_member(row, "provisioned")), rows[_i].provisioned);
    ck_assert_str_eq(json_string(json_member(row, "package")), rows[_i].full_name);
    ck_assert_str_eq(json_string(json_member(row, "sid")), SID);
}
END_TEST

START_TEST(known_frameworks_are_told_by_name)
{
    ck_assert(appx_is_known_framework("Microsoft.VCLibs.140.00_8wekyb3d8bbwe"));
    ck_assert(appx_is_known_framework("Microsoft.WindowsAppRuntime.1.4_8wekyb3d8bbwe"));
    ck_assert(!appx_is_known_framework("Microsoft.VCLibsTool_8wekyb3d8bbwe"));
    ck_assert(!appx_is_known_framework("Microsoft.Copilot_8wekyb3d8bbwe"));
}
END_TEST

/* Sorted once and looked up: 20,000 of each take no time to speak of. */
START_TEST(many_packages_are_judged)
{
    enum { MANY = 20000 };
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) blockers = { json_new_array() };
    struct err err = { 0 };
    char name[64];

    for (int i = 0; i < MANY; i += 2) {
        (void)snprintf(name, sizeof name, "P%d_1.0.0.0_x64__8wekyb3d8bbwe", i); /* fits */
        ck_assert(appx_store_provide(&store, name, &err));
    }
    for (int i = 0; i < MANY; i++) {
        struct appx_user_package package = { .full_name = name, .sid = SID };

        (void)snprintf(name, sizeof name, "P%d_1.0.0.0_x64__8wekyb3d8bbwe", i); /* fits */
        ck_assert(appx_store_judge(&store, &package, blockers.root, &err));
    }
    ck_assert_uint_eq(json_count(blockers.root), MANY / 2);
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 100; nth++) {
        AUTO(appx_store) store = { 0 };
        AUTO(json_value) blockers = { json_new_array() };
        struct appx_user_package package = { .full_name = names[0].full_name, .sid = SID };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool done = appx_store_provide(&store, names[1].full_name, &err) &&
                    appx_store_judge(&store, &package, blockers.root, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(done || (failed && err_is(&err, ERR_NOMEM)), "allocation %u", nth);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("appx_store");
    TCase *tcase = tcase_create("rows");

    tcase_add_loop_test(tcase, full_name_is_taken_apart, 0, COUNT_OF(names));
    tcase_add_loop_test(tcase, what_is_no_name_is_told_as_such, 0, COUNT_OF(no_names));
    tcase_add_loop_test(tcase, packages_are_judged_by_the_validator_s_rule, 0, COUNT_OF(rows));
    tcase_add_test(tcase, known_frameworks_are_told_by_name);
    tcase_add_test(tcase, many_packages_are_judged);
    tcase_add_test(tcase, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
