/* SPDX-License-Identifier: MIT */
/* test_storage_policy.c - what the probe on storage policies writes down. */
#include "probe_rows.h"

extern const struct probe probe_storage_policy;

#define SAN "SYSTEM\\CurrentControlSet\\Services\\partmgr\\Parameters"
#define CDROM "SYSTEM\\CurrentControlSet\\Services\\cdrom"
#define REMOVABLE "SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices"
#define DISC_CLASS REMOVABLE "\\{53f56308-b6bf-11d0-94f2-00a0c91efb8b}"

static void deny_media(struct fake_machine *machine)
{
    fake_reg_u32(machine, SAN, "SanPolicy", 3);
    fake_reg_u32(machine, CDROM, "Start", 4);
    fake_reg_u32(machine, REMOVABLE, "Deny_All", 1);
    fake_reg_u32(machine, DISC_CLASS, "Deny_Read", 1);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, SAN, NULL);
    fake_reg_remove(machine, CDROM, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, CDROM);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, SAN, "SanPolicy", "OnlineAll");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("disk.san_policy", 1), IS_NUMBER("cdrom.start", 1),
            IS_ABSENT("storage.removable_denied"), IS_ABSENT("storage.disc_read_denied") } },
    { "there: media denied", deny_media,
        { IS_NUMBER("disk.san_policy", 3), IS_NUMBER("cdrom.start", 4),
            IS_NUMBER("storage.removable_denied", 1), IS_NUMBER("storage.disc_read_denied", 1) } },
    { "absent", remove_all, { IS_ABSENT("disk.san_policy"), IS_ABSENT("cdrom.start") } },
    { "denied", deny, { IS_UNREADABLE("cdrom.start", "denied"), IS_NUMBER("disk.san_policy", 1) } },
    { "malformed", spoil, { IS_UNREADABLE("disk.san_policy", "another type") } },
};

START_TEST(storage_policies_are_told_as_seen)
{
    check_probe_row(&probe_storage_policy, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_storage_policy, storage_policies_are_told_as_seen, rows)
