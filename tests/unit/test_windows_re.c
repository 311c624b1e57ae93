/* SPDX-License-Identifier: MIT */
/* test_windows_re.c - what the probe on Windows RE writes down. */
#include "probe_rows.h"

extern const struct probe probe_windows_re;

#define REAGENT_XML "C:\\Windows\\System32\\Recovery\\ReAgent.xml"

/* As reagentc leaves it on Windows 11 24H2: elements that older releases do not have. */
static void be_24h2(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML,
        "<?xml version='1.0' encoding='utf-8'?>\n\n<WindowsRE version=\"2.0\">\n"
        "  <WinreBCD id=\"{ec9e2cda-63d3-11ee-bd2c-000000000001}\"/>\n"
        "  <WinreLocation path=\"\\Recovery\\WindowsRE\" id=\"0\" offset=\"188570664960\" "
        "guid=\"{1CB3EEB3-fd89-4fc4-a7d5-000000000002}\"/>\n"
        "  <ImageLocation path=\"\" id=\"0\" offset=\"0\" "
        "guid=\"{00000000-0000-0000-0000-000000000000}\"/>\n"
        "  <InstallState state=\"1\"/>\n  <WinREStaged state=\"0\"/>\n"
        "  <DownlevelWinreLocation path=\"\" id=\"0\" offset=\"0\" "
        "guid=\"{00000000-0000-0000-0000-000000000000}\"/>\n"
        "  <IsWimBoot state=\"0\"/>\n  <NarratorScheduled state=\"0\"/>\n"
        "  <ScheduledOperation state=\"5\"/>\n</WindowsRE>");
}

static void be_disabled(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML,
        "<WindowsRE version=\"2.0\"><WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>"
        "<WinreLocation path=\"\" id=\"0\" offset=\"0\" "
        "guid=\"{00000000-0000-0000-0000-000000000000}\"/><InstallState state=\"0\"/></WindowsRE>");
}

static void remove_file(struct fake_machine *machine)
{
    fake_file_remove(machine, REAGENT_XML);
}

static void deny_file(struct fake_machine *machine)
{
    fake_file_deny(machine, REAGENT_XML);
}

static void cut_file(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML, "<WindowsRE version=\"2.0\"><WinreBCD id=\"{0");
}

static void empty_file(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML, "");
}

static void be_another_document(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML, "<unattend/>");
}

static void have_no_state(struct fake_machine *machine)
{
    fake_file_text(machine, REAGENT_XML, "<WindowsRE version=\"2.0\"/>");
}

static void fail_folder(struct fake_machine *machine)
{
    fake_fail(machine, "folder", -1, ERR_WIN32, 2, "no such folder");
}

static const struct probe_row rows[] = {
    { "enabled", NULL,
        { IS_NUMBER("windows_re.state", 1),
            IS_TEXT("windows_re.bcd_id", "7c9f7a51-3f0a-11ee-9a1e-00155d012345"),
            IS_TEXT("windows_re.location_path", "\\Recovery\\WindowsRE"),
            IS_NUMBER("windows_re.location_offset_bytes", 68036853760),
            IS_TEXT("windows_re.location_disk_id", "6f2a1c10-0b51-4a35-9d0e-00000000d15c") } },
    { "24H2", be_24h2,
        { IS_NUMBER("windows_re.state", 1),
            IS_NUMBER("windows_re.location_offset_bytes", 188570664960),
            IS_TEXT("windows_re.location_disk_id", "1cb3eeb3-fd89-4fc4-a7d5-000000000002") } },
    { "disabled", be_disabled,
        { IS_NUMBER("windows_re.state", 0), IS_TEXT("windows_re.bcd_id", ""),
            IS_TEXT("windows_re.location_path", ""),
            IS_NUMBER("windows_re.location_offset_bytes", 0),
            IS_TEXT("windows_re.location_disk_id", "") } },
    { "no file", remove_file,
        { IS_ABSENT("windows_re.state"), IS_ABSENT("windows_re.bcd_id"),
            IS_ABSENT("windows_re.location_path"), IS_ABSENT("windows_re.location_offset_bytes"),
            IS_ABSENT("windows_re.location_disk_id") } },
    { "denied", deny_file,
        { IS_UNREADABLE("windows_re.state", "access denied"),
            IS_UNREADABLE("windows_re.location_offset_bytes", "access denied") } },
    { "cut off", cut_file,
        { IS_UNREADABLE("windows_re.state", "ReAgent.xml"),
            IS_UNREADABLE("windows_re.bcd_id", "ReAgent.xml"),
            IS_UNREADABLE("windows_re.location_path", "ReAgent.xml"),
            IS_UNREADABLE("windows_re.location_offset_bytes", "ReAgent.xml"),
            IS_UNREADABLE("windows_re.location_disk_id", "ReAgent.xml") } },
    { "empty", empty_file, { IS_UNREADABLE("windows_re.state", "ReAgent.xml") } },
    { "another document", be_another_document,
        { IS_UNREADABLE("windows_re.state", "ReAgent.xml") } },
    { "without its state", have_no_state, { IS_UNREADABLE("windows_re.state", "InstallState") } },
    { "no folder", fail_folder, { IS_UNREADABLE("windows_re.state", "no such folder") } },
};

START_TEST(windows_re_is_told_as_seen)
{
    check_probe_row(&probe_windows_re, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_windows_re, windows_re_is_told_as_seen, rows)
