/* SPDX-License-Identifier: MIT */
/* test_user_profiles.c - every person's registry is visited, and none stays mounted. */
#include "guest/user_profiles.h"

#include "check_main.h"
#include "fakes/machine.h"

#include <stdio.h>
#include <string.h>

#define PROFILE_LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\"
#define OWN "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define OTHER "S-1-5-21-1111111111-2222222222-3333333333-1002"
#define ENTRA "S-1-12-1-1-2-3-4"

static void add_profile(struct fake_machine *machine, const char *sid, const char *path)
{
    AUTO(text) key = { 0 };

    text_append(&key, PROFILE_LIST "%s", sid);
    fake_reg_text(machine, text_string(&key), "ProfileImagePath", path);
    text_clear(&key);
    text_append(&key, GUEST_USERS "%s\\Software", sid);
    fake_reg_key(machine, text_string(&key));
    fake_hive(machine, sid);
}

static bool note(const struct guest *guest, const char *sid, void *context, struct err *err)
{
    struct text_list *seen = context;
    AUTO(text) key = { 0 };
    enum found found = ABSENT;

    text_append(&key, GUEST_USERS "%s\\Software", sid);
    ck_assert(guest->reg_has_key(guest->state, text_string(&key), &found, err));
    ck_assert_msg(found == FOUND, "%s is not mounted", sid);
    return text_list_add(seen, sid, err);
}

static bool refuse(const struct guest *guest, const char *sid, void *context, struct err *err)
{
    (void)guest;
    (void)sid;
    (void)context;
    return err_set(err, ERR_WIN32, 5, "access denied");
}

START_TEST(registries_in_use_and_others_are_visited)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(text_list) seen = { 0 };
    struct err err = { 0 };

    add_profile(machine, OTHER, "C:\\Users\\other");
    add_profile(machine, ENTRA, "%SystemDrive%\\Users\\entra");
    fake_reg_key(machine, PROFILE_LIST "S-1-5-21-9-9-9-9.bak"); /* nothing to be mounted */
    ck_assert_msg(user_registries_visit(&guest, note, &seen, &err), "%s", err.text);
    ck_assert_uint_eq(seen.count, 3);
    ck_assert(text_list_has(&seen, OWN) && text_list_has(&seen, OTHER));
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    fake_machine_free(machine);
}
END_TEST

START_TEST(two_hundred_profiles_are_visited)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(text_list) seen = { 0 };
    struct err err = { 0 };
    char sid[64];

    for (int i = 0; i < 200; i++) {
        (void)snprintf(sid, sizeof sid, "S-1-5-21-4-5-6-%d", 2000 + i); /* fits */
        add_profile(machine, sid, "C:\\Users\\x");
    }
    ck_assert_msg(user_registries_visit(&guest, note, &seen, &err), "%s", err.text);
    ck_assert_uint_eq(seen.count, 201);
    ck_assert_int_eq(fake_calls(machine, "hive_unmount"), 200);
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    fake_machine_free(machine);
}
END_TEST

START_TEST(a_failed_visit_leaves_nothing_mounted)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct err err = { 0 };

    fake_reg_remove(machine, PROFILE_LIST OWN, NULL);
    add_profile(machine, OTHER, "C:\\Users\\other");
    ck_assert(!user_registries_visit(&guest, refuse, NULL, &err));
    ck_assert_str_eq(err.text, "profile of " OTHER ": access denied");
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    fake_machine_free(machine);
}
END_TEST

/* Who cannot be mounted is named by SID; the path would name a person. */
START_TEST(a_hive_that_cannot_be_loaded_is_named)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(text_list) seen = { 0 };
    struct err err = { 0 };

    fake_reg_text(machine, PROFILE_LIST OTHER, "ProfileImagePath", "C:\\Users\\ann");
    ck_assert(!user_registries_visit(&guest, note, &seen, &err));
    ck_assert_str_eq(
        err.text, "profile of " OTHER ": its registry cannot be loaded (win32 error 2)");
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    fake_machine_free(machine);
}
END_TEST

START_TEST(an_unmount_that_fails_is_told)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(text_list) seen = { 0 };
    struct err err = { 0 };

    add_profile(machine, OTHER, "C:\\Users\\other");
    fake_fail(machine, "hive_unmount", 1, ERR_WIN32, 5, "access denied");
    ck_assert(!user_registries_visit(&guest, note, &seen, &err));
    ck_assert_str_eq(err.text, "profile of " OTHER ": access denied");
    fake_machine_free(machine);
}
END_TEST

static const struct {
    const char *path, *why; /* path NULL: no value */
} wrong[] = {
    { NULL, "it has no ProfileImagePath" },
    { "", "it has no ProfileImagePath" },
    { "%Moon%\\x", "its ProfileImagePath has an unknown variable" },
};

START_TEST(a_profile_without_a_place_is_told)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    AUTO(text_list) seen = { 0 };
    struct err err = { 0 };

    fake_reg_key(machine, PROFILE_LIST OTHER);
    if (wrong[_i].path)
        fake_reg_text(machine, PROFILE_LIST OTHER, "ProfileImagePath", wrong[_i].path);
    ck_assert(!user_registries_visit(&guest, note, &seen, &err));
    ck_assert_msg(strstr(err.text, wrong[_i].why), "%s", err.text);
    ck_assert_msg(strstr(err.text, OTHER), "%s", err.text);
    fake_machine_free(machine);
}
END_TEST

START_TEST(persons_are_told_from_services)
{
    ck_assert(user_sid_is_person(OWN) && user_sid_is_person(ENTRA));
    ck_assert(!user_sid_is_person("S-1-5-18") && !user_sid_is_person(".DEFAULT"));
    ck_assert(!user_sid_is_person("S-1-5-210-1") && !user_sid_is_person("Applications"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("user_profiles");
    TCase *tcase = tcase_create("rows");

    tcase_add_test(tcase, registries_in_use_and_others_are_visited);
    tcase_add_test(tcase, two_hundred_profiles_are_visited);
    tcase_add_test(tcase, a_failed_visit_leaves_nothing_mounted);
    tcase_add_test(tcase, a_hive_that_cannot_be_loaded_is_named);
    tcase_add_test(tcase, an_unmount_that_fails_is_told);
    tcase_add_loop_test(tcase, a_profile_without_a_place_is_told, 0, COUNT_OF(wrong));
    tcase_add_test(tcase, persons_are_told_from_services);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
