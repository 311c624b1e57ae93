/* SPDX-License-Identifier: MIT */
/* test_seal.c - an image is sealed when every witness says so, and by no fewer. */
#include "sysprep/seal.h"

#include "check_main.h"

#define SEALED "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"
#define DEPLOY "oobe\\windeploy.exe"

static const struct {
    const char *name;
    struct seal seal;
    bool holds;
    const char *missing; /* stands in the text */
} cases[] = {
    { "sealed", { true, SEALED, true, 2, DEPLOY }, true, NULL },
    { "no tag", { false, SEALED, true, 2, DEPLOY }, false, "Sysprep_succeeded.tag" },
    { "still complete", { true, "IMAGE_STATE_COMPLETE", true, 2, DEPLOY }, false,
        "IMAGE_STATE_COMPLETE" },
    { "undeployable", { true, "IMAGE_STATE_UNDEPLOYABLE", true, 2, DEPLOY }, false,
        "IMAGE_STATE_UNDEPLOYABLE" },
    { "sealed for audit mode", { true, "IMAGE_STATE_GENERALIZE_RESEAL_TO_AUDIT", true, 2, DEPLOY },
        false, "AUDIT" },
    { "no state", { true, "", true, 2, DEPLOY }, false, "absent" },
    { "setup not armed is a remark", { true, SEALED, false, 0, "" }, true, "SetupType is 0" },
    { "setup type absent", { true, SEALED, false, UINT32_MAX, "" }, true, "SetupType is absent" },
};

START_TEST(holds_only_when_tag_and_state_say_so)
{
    AUTO(text) missing = { 0 };

    ck_assert_msg(seal_holds(&cases[_i].seal, &missing) == cases[_i].holds, "%s", cases[_i].name);
    if (cases[_i].missing)
        ck_assert_msg(strstr(text_string(&missing), cases[_i].missing), "%s: %s", cases[_i].name,
            text_string(&missing));
    else
        ck_assert_uint_eq(missing.len, 0);
}
END_TEST

static const struct {
    int64_t sealed, now;
    enum seal_restart answer;
} boots[] = {
    { 1795300000, 1795300000, SEAL_RESTART_NONE },
    { 1795300000, 1795300002, SEAL_RESTART_NONE },
    { 1795300000, 1795299998, SEAL_RESTART_NONE },
    { 1795300000, 1795300003, SEAL_RESTART_HAPPENED },
    { 1795300000, 1795290000, SEAL_RESTART_HAPPENED }, /* the clock was set back in between */
    { 0, 1795300000, SEAL_RESTART_NOT_TOLD },
    { 1795300000, 0, SEAL_RESTART_NOT_TOLD },
    { 0, 0, SEAL_RESTART_NOT_TOLD },
};

START_TEST(another_boot_is_a_restart)
{
    ck_assert_int_eq(seal_restart(boots[_i].sealed, boots[_i].now), boots[_i].answer);
}
END_TEST

START_TEST(services_are_told_by_name)
{
    ck_assert_str_eq(seal_service_state(1), "stopped");
    ck_assert_str_eq(seal_service_state(4), "running");
    ck_assert_str_eq(seal_service_state(7), "paused");
    ck_assert_ptr_null(seal_service_state(0));
    ck_assert_ptr_null(seal_service_state(8));
    ck_assert_ptr_null(seal_service_state(-1));
    ck_assert_str_eq(seal_service_start(2), "automatic");
    ck_assert_str_eq(seal_service_start(4), "disabled");
    ck_assert_ptr_null(seal_service_start(5));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seal");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, holds_only_when_tag_and_state_say_so, 0, COUNT_OF(cases));
    tcase_add_loop_test(rows, another_boot_is_a_restart, 0, COUNT_OF(boots));
    tcase_add_test(rows, services_are_told_by_name);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
