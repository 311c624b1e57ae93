/* SPDX-License-Identifier: MIT */
/* test_os.c - what the probe on Windows itself writes down. */
#include "probe_rows.h"

extern const struct probe probe_os;

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"

static void remove_values(struct fake_machine *machine)
{
    fake_reg_remove(machine, CURRENT_VERSION, NULL);
}

static void deny_values(struct fake_machine *machine)
{
    fake_reg_deny(machine, CURRENT_VERSION);
}

static void spoil_values(struct fake_machine *machine)
{
    fake_reg_text(machine, CURRENT_VERSION, "CurrentBuildNumber", "22631-beta");
    fake_reg_u32(machine, CURRENT_VERSION, "EditionID", 4);
    fake_reg_text(machine, CURRENT_VERSION, "UBR", "3007");
}

static void fail_version(struct fake_machine *machine)
{
    fake_fail(machine, "version", -1, ERR_WIN32, 120, "not on this system");
}

static void be_arm(struct fake_machine *machine)
{
    fake_hardware(machine)->version.architecture = 0xaa64;
    fake_hardware(machine)->version.product_info = 0;
}

static void be_odd(struct fake_machine *machine)
{
    fake_hardware(machine)->version.architecture = 0x5064;
}

static const struct probe_row rows[] = {
    { "there", NULL,
        { IS_TEXT("os.edition", "Enterprise"), IS_TEXT("os.product_name", "Windows 10 Enterprise"),
            IS_TEXT("os.installation_type", "Client"), IS_TEXT("os.display_version", "23H2"),
            IS_NUMBER("os.build", 22631), IS_NUMBER("os.revision", 3007),
            IS_TEXT("os.version", "10.0.22631"), IS_NUMBER("os.product_type", 1),
            IS_NUMBER("os.suite_mask", 0x110), IS_NUMBER("os.product_info", 4),
            IS_TEXT("os.architecture", "x64") } },
    { "nothing stored", remove_values,
        { IS_ABSENT("os.edition"), IS_ABSENT("os.product_name"), IS_ABSENT("os.installation_type"),
            IS_ABSENT("os.display_version"), IS_ABSENT("os.build"), IS_ABSENT("os.revision"),
            IS_TEXT("os.version", "10.0.22631") } },
    { "denied is not absent", deny_values,
        { IS_UNREADABLE("os.edition", "access denied"), IS_UNREADABLE("os.build", "access denied"),
            IS_UNREADABLE("os.revision", "access denied"), IS_TEXT("os.version", "10.0.22631") } },
    { "of another kind", spoil_values,
        { IS_UNREADABLE("os.edition", "EditionID"), IS_UNREADABLE("os.build", "is not a number"),
            IS_UNREADABLE("os.revision", "UBR"), IS_TEXT("os.display_version", "23H2") } },
    { "no version, the registry still speaks", fail_version,
        { IS_TEXT("os.edition", "Enterprise"), IS_UNREADABLE("os.version", "not on this system"),
            IS_UNREADABLE("os.product_type", "not on this system"),
            IS_UNREADABLE("os.suite_mask", "not on this system"),
            IS_UNREADABLE("os.product_info", "not on this system"),
            IS_UNREADABLE("os.architecture", "not on this system") } },
    { "arm64, product not told", be_arm,
        { IS_TEXT("os.architecture", "arm64"),
            IS_UNREADABLE("os.product_info", "told no product") } },
    { "a processor without a name", be_odd, { IS_TEXT("os.architecture", "0x5064") } },
};

START_TEST(windows_is_told_as_seen)
{
    check_probe_row(&probe_os, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_os, windows_is_told_as_seen, rows)
