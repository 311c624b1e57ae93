/* SPDX-License-Identifier: MIT */
/* test_workplace.c - whose profiles belong to Entra, and that every mounted registry is given back. */
#include "probe_rows.h"

extern const struct probe probe_workplace;

#define PROFILES "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\"
#define JOIN_INFO "\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo\\"
#define BUILDER "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define ANN "S-1-5-21-1111111111-2222222222-3333333333-1002"
#define BEN "S-1-12-1-1-2-3-4"

/* A profile that is not in use. */
static void add_profile(struct fake_machine *machine, const char *sid, const char *folder)
{
    AUTO(text) key = { 0 };
    AUTO(text) path = { 0 };

    text_append(&key, PROFILES "%s", sid);
    text_append(&path, "C:\\Users\\%s\\NTUSER.DAT", strrchr(folder, '\\') + 1);
    fake_reg_text(machine, text_string(&key), "ProfileImagePath", folder);
    fake_file_text(machine, text_string(&path), "regf");
    fake_hive(machine, sid);
}

static void register_the_builder(struct fake_machine *machine)
{
    fake_reg_key(machine, GUEST_USERS BUILDER JOIN_INFO "01");
    fake_reg_key(machine, GUEST_USERS BUILDER JOIN_INFO "02");
}

static void register_one_who_is_away(struct fake_machine *machine)
{
    add_profile(machine, ANN, "%SystemDrive%\\Users\\ann");
    fake_reg_key(machine, GUEST_USERS ANN JOIN_INFO "01");
}

static void have_an_entra_account(struct fake_machine *machine)
{
    add_profile(machine, BEN, "C:\\Users\\ben");
}

static void have_a_profile_without_a_folder(struct fake_machine *machine)
{
    fake_reg_text(machine, PROFILES ANN, "ProfileImagePath", "C:\\Users\\gone");
    fake_reg_text(machine, PROFILES BUILDER ".bak", "ProfileImagePath", "C:\\Users\\builder");
    fake_reg_key(machine, PROFILES BEN); /* an entry without a path: an account all the same */
}

static void deny_profiles(struct fake_machine *machine)
{
    fake_reg_deny(machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList");
}

static void deny_hives(struct fake_machine *machine)
{
    fake_fail(machine, "hive_mount", -1, ERR_WIN32, 1314, "a right is missing");
}

static void damage_one_hive(struct fake_machine *machine)
{
    register_the_builder(machine);
    fake_reg_text(machine, PROFILES ANN, "ProfileImagePath", "C:\\Users\\ann");
    fake_file_text(machine, "C:\\Users\\ann\\NTUSER.DAT", "not a hive"); /* cannot be mounted */
}

static void spoil_a_path(struct fake_machine *machine)
{
    fake_reg_u32(machine, PROFILES BUILDER, "ProfileImagePath", 1);
}

static void fail_to_unmount(struct fake_machine *machine)
{
    add_profile(machine, ANN, "C:\\Users\\ann");
    fake_fail(machine, "hive_unmount", -1, ERR_WIN32, 5, "somebody reads in it");
}

static const struct probe_row rows[] = {
    { "nobody", NULL,
        { IS_ROWS("join.entra_profiles", "[]"), IS_ROWS("join.workplace_users", "[]") } },
    { "the one who is signed in", register_the_builder,
        { IS_ROWS("join.workplace_users", "[{\"sid\":\"" BUILDER "\",\"registrations\":2}]") } },
    { "one who is away", register_one_who_is_away,
        { IS_ROWS("join.workplace_users", "[{\"sid\":\"" ANN "\",\"registrations\":1}]") } },
    { "an account of Entra", have_an_entra_account,
        { IS_ROWS("join.entra_profiles", "[{\"sid\":\"" BEN "\"}]"),
            IS_ROWS("join.workplace_users", "[]") } },
    { "a profile without a folder has nothing to tell", have_a_profile_without_a_folder,
        { IS_ROWS("join.entra_profiles", "[{\"sid\":\"" BEN "\"}]"),
            IS_ROWS("join.workplace_users", "[]") } },
    { "denied", deny_profiles,
        { IS_UNREADABLE("join.entra_profiles", "access denied"),
            IS_UNREADABLE("join.workplace_users", "access denied") } },
    { "without the right to mount", deny_hives,
        { IS_ROWS("join.entra_profiles", "[]"),
            IS_UNREADABLE("join.workplace_users", "profile of " BUILDER ": a right is missing") } },
    { "one hive is damaged, another tells", damage_one_hive,
        { IS_ROWS("join.workplace_users", "[{\"sid\":\"" BUILDER "\",\"registrations\":2}]") } },
    { "a path of another kind", spoil_a_path,
        { IS_UNREADABLE("join.workplace_users", "profile of " BUILDER ": ") } },
    { "a hive that stays mounted is told", fail_to_unmount,
        { IS_UNREADABLE("join.workplace_users", "somebody reads in it") } },
};

START_TEST(registrations_are_told_as_seen)
{
    check_probe_row(&probe_workplace, &rows[_i]);
}
END_TEST

START_TEST(every_hive_is_given_back)
{
    enum { PROFILE_COUNT = 200 };
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = facts_new();
    struct err err = { 0 };

    for (int i = 0; i < PROFILE_COUNT; i++) {
        char sid[32], folder[32];

        (void)snprintf(sid, sizeof sid, "S-1-5-21-1-2-3-%d", 1100 + i); /* fits */
        (void)snprintf(folder, sizeof folder, "C:\\Users\\u%d", i);     /* fits */
        add_profile(machine, sid, folder);
    }
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probe_workplace.collect(&guest, facts, &err), "%s", err.text);
    ck_assert_int_eq(fake_calls(machine, "hive_mount"), PROFILE_COUNT + 1);
    ck_assert_int_eq(fake_calls(machine, "hive_unmount"), PROFILE_COUNT);
    ck_assert_uint_eq(fake_mounted_hives(machine), 0);
    ck_assert_int_eq(facts_get(facts, "join.workplace_users")->state, FACT_KNOWN);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

PROBE_MAIN_AND(probe_workplace, registrations_are_told_as_seen, rows, every_hive_is_given_back)
