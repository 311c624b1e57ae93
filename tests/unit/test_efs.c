/* SPDX-License-Identifier: MIT */
/* test_efs.c - what the probe on EFS certificates writes down, and that no hive stays mounted. */
#include "probe_rows.h"

extern const struct probe probe_efs;

#define PROFILE_LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\"
#define CURRENT_KEYS "\\Software\\Microsoft\\Windows NT\\CurrentVersion\\EFS\\CurrentKeys"
#define OWN "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define OTHER "S-1-5-21-1111111111-2222222222-3333333333-1002"

static void have_a_certificate(struct fake_machine *machine)
{
    fake_reg_bytes(machine, GUEST_USERS OWN CURRENT_KEYS, "CertificateHash", 3, "12345678", 8);
}

static void add_other(struct fake_machine *machine)
{
    fake_reg_text(machine, PROFILE_LIST OTHER, "ProfileImagePath", "C:\\Users\\other");
    fake_reg_key(machine, GUEST_USERS OTHER "\\Software");
    fake_hive(machine, OTHER);
}

static void let_another_have_one(struct fake_machine *machine)
{
    add_other(machine);
    fake_reg_bytes(machine, GUEST_USERS OTHER CURRENT_KEYS, "CertificateHash", 3, "12345678", 8);
}

static void have_a_key_without_it(struct fake_machine *machine)
{
    fake_reg_key(machine, GUEST_USERS OWN CURRENT_KEYS);
}

static void have_no_profiles(struct fake_machine *machine)
{
    fake_reg_remove(machine, PROFILE_LIST OWN, NULL);
}

static void deny_the_key(struct fake_machine *machine)
{
    add_other(machine);
    fake_reg_deny(machine, GUEST_USERS OTHER CURRENT_KEYS);
}

static void deny_mounting(struct fake_machine *machine)
{
    add_other(machine);
    fake_fail(machine, "hive_mount", -1, ERR_WIN32, 1314, "SeBackupPrivilege is not held");
}

/* The hive of one cannot be loaded; what another has does not hide it. */
static void break_a_hive(struct fake_machine *machine)
{
    have_a_certificate(machine);
    fake_reg_text(machine, PROFILE_LIST OTHER, "ProfileImagePath", "C:\\Users\\ann");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, PROFILE_LIST OTHER, "ProfileImagePath", 1);
}

static const struct probe_row rows[] = {
    { "absent", NULL, { IS_ROWS("efs.keys", "[]") } },
    { "absent: the key alone", have_a_key_without_it, { IS_ROWS("efs.keys", "[]") } },
    { "absent: nobody", have_no_profiles, { IS_ROWS("efs.keys", "[]") } },
    { "there", have_a_certificate, { IS_ROWS("efs.keys", "[{\"sid\":\"" OWN "\"}]") } },
    { "there: of a profile that is not in use", let_another_have_one,
        { IS_ROWS("efs.keys", "[{\"sid\":\"" OTHER "\"}]") } },
    { "denied", deny_the_key, { IS_UNREADABLE("efs.keys", "profile of " OTHER ": ") } },
    { "denied: without the right to mount", deny_mounting,
        { IS_UNREADABLE("efs.keys", "its registry cannot be loaded (win32 error 1314)") } },
    { "a hive that cannot be loaded is not \"no\"", break_a_hive,
        { IS_UNREADABLE("efs.keys", "profile of " OTHER ": its registry cannot be loaded") } },
    { "malformed", spoil, { IS_UNREADABLE("efs.keys", "another type") } },
};

START_TEST(certificates_are_told_as_seen)
{
    check_probe_row(&probe_efs, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_efs, certificates_are_told_as_seen, rows)
