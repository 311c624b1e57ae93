/* SPDX-License-Identifier: MIT */
/* test_update_policy.c - what the probe on update policies writes down. */
#include "probe_rows.h"

extern const struct probe probe_update_policy;

#define STORE "SOFTWARE\\Policies\\Microsoft\\WindowsStore"
#define AUTOMATIC_UPDATES "SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU"
#define STORAGE_SENSE "SOFTWARE\\Policies\\Microsoft\\Windows\\StorageSense"
#define SID "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define USER_SENSE                                                                                 \
    GUEST_USERS SID "\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\StorageSense\\Parameters\\"   \
                    "StoragePolicy"

static void set_all(struct fake_machine *machine)
{
    fake_reg_u32(machine, STORE, "AutoDownload", 2);
    fake_reg_u32(machine, AUTOMATIC_UPDATES, "NoAutoUpdate", 1);
    fake_reg_u32(machine, STORAGE_SENSE, "AllowStorageSenseGlobal", 0);
    fake_reg_u32(machine, USER_SENSE, "01", 0);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, STORE);
    fake_reg_deny(machine, USER_SENSE);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, STORE, "AutoDownload", "2");
    fake_reg_text(machine, USER_SENSE, "01", "0");
}

static const struct probe_row rows[] = {
    { "absent: as Windows comes", NULL,
        { IS_ABSENT("store.auto_download"), IS_ABSENT("update.no_auto_update"),
            IS_ABSENT("storage_sense.allowed"), IS_ROWS("storage_sense.users", "[]") } },
    { "there", set_all,
        { IS_NUMBER("store.auto_download", 2), IS_NUMBER("update.no_auto_update", 1),
            IS_NUMBER("storage_sense.allowed", 0),
            IS_ROWS("storage_sense.users", "[{\"sid\":\"" SID "\",\"enabled\":0}]") } },
    { "denied", deny,
        { IS_UNREADABLE("store.auto_download", "denied"),
            IS_UNREADABLE("storage_sense.users", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("store.auto_download", "another type"),
            IS_UNREADABLE("storage_sense.users", "another type") } },
};

START_TEST(update_policies_are_told_as_seen)
{
    check_probe_row(&probe_update_policy, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_update_policy, update_policies_are_told_as_seen, rows)
