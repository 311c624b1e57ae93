/* SPDX-License-Identifier: MIT */
/* test_users.c - what the probe on profiles and sessions writes down. */
#include "probe_rows.h"

extern const struct probe probe_users;

#define PROFILE_LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define OWN "S-1-5-21-1111111111-2222222222-3333333333-1001"

static void have_others(struct fake_machine *machine)
{
    fake_reg_key(machine, PROFILE_LIST "\\S-1-5-21-1-2-3-1002");
    fake_reg_key(machine, PROFILE_LIST "\\S-1-12-1-1-2-3-4");
    fake_reg_key(machine, PROFILE_LIST "\\S-1-5-21-1-2-3-1003.bak");
    fake_reg_key(machine, GUEST_USERS "S-1-12-1-1-2-3-4\\Software");
    fake_reg_key(machine, GUEST_USERS "S-1-12-1-1-2-3-4_Classes");
}

static void have_nobody(struct fake_machine *machine)
{
    fake_reg_remove(machine, PROFILE_LIST, NULL);
    fake_reg_remove(machine, GUEST_USERS OWN, NULL);
    fake_reg_remove(machine, GUEST_USERS OWN "_Classes", NULL);
}

static void deny_profiles(struct fake_machine *machine)
{
    fake_reg_deny(machine, PROFILE_LIST);
}

static void deny_users(struct fake_machine *machine)
{
    fake_reg_deny(machine, "HKU");
}

static void have_odd_keys(struct fake_machine *machine)
{
    fake_reg_key(machine, PROFILE_LIST "\\backup of ann");
    fake_reg_key(machine, PROFILE_LIST "\\{1-2-3}");
    fake_reg_key(machine, GUEST_USERS ".DEFAULT\\Software");
}

static const struct probe_row rows[] = {
    { "there", NULL,
        { IS_ROWS("user.profiles", "[{\"sid\":\"" OWN "\",\"loaded\":1}]"),
            IS_ROWS("user.temporary_profiles", "[]"),
            IS_ROWS("user.signed_in", "[{\"sid\":\"" OWN "\"}]") } },
    { "there: others", have_others,
        { IS_ROWS("user.profiles",
              "[{\"sid\":\"" OWN "\",\"loaded\":1},{\"sid\":\"S-1-5-21-1-2-3-1002\",\"loaded\":0},"
              "{\"sid\":\"S-1-12-1-1-2-3-4\",\"loaded\":1}]"),
            IS_ROWS("user.temporary_profiles", "[{\"sid\":\"S-1-5-21-1-2-3-1003\"}]"),
            IS_ROWS("user.signed_in", "[{\"sid\":\"" OWN "\"},{\"sid\":\"S-1-12-1-1-2-3-4\"}]") } },
    { "absent", have_nobody,
        { IS_ABSENT("user.profiles"), IS_ABSENT("user.temporary_profiles"),
            IS_ROWS("user.signed_in", "[]") } },
    { "profiles denied", deny_profiles,
        { IS_UNREADABLE("user.profiles", "access denied"),
            IS_UNREADABLE("user.temporary_profiles", "access denied"),
            IS_ROWS("user.signed_in", "[{\"sid\":\"" OWN "\"}]") } },
    { "users denied", deny_users,
        { IS_UNREADABLE("user.profiles", "access denied"),
            IS_UNREADABLE("user.signed_in", "access denied") } },
    { "malformed keys are nobody's", have_odd_keys,
        { IS_ROWS("user.profiles", "[{\"sid\":\"" OWN "\",\"loaded\":1}]"),
            IS_ROWS("user.signed_in", "[{\"sid\":\"" OWN "\"}]") } },
};

START_TEST(persons_are_told_as_seen)
{
    check_probe_row(&probe_users, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_users, persons_are_told_as_seen, rows)
