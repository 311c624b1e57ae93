/* SPDX-License-Identifier: MIT */
/* test_autostart.c - what the probe on automatic starts writes down. */
#include "probe_rows.h"

extern const struct probe probe_autostart;

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
#define SID "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define OTHER "S-1-5-21-1111111111-2222222222-3333333333-1002"
#define PROFILES "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define GROUP_POLICY "C:\\Windows\\System32\\GroupPolicy\\"
#define SECURITY_HEALTH "{\"name\":\"SecurityHealth\",\"hive\":\"machine\"}"

static void start_things(struct fake_machine *machine)
{
    static const char wide[] = "\xff\xfe[\0S\0t\0a\0r\0t\0u\0p\0]\0\r\0\n\0"
                               "0\0C\0m\0d\0L\0i\0n\0e\0=\0a\0\r\0\n\0";

    fake_reg_text(machine, CURRENT_VERSION "\\RunOnce", "winrm", "cmd /c password");
    fake_reg_text(machine, CURRENT_VERSION "\\RunOnce", "", "nothing");
    fake_reg_text(machine, "SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
        "setup32", "x");
    fake_reg_text(machine, GUEST_USERS SID "\\" CURRENT_VERSION "\\RunOnce", "OneDrive", "x");
    /* Signed out: not looked at. */
    fake_reg_key(machine, PROFILES "\\" OTHER);
    fake_hive(machine, OTHER);
    fake_reg_text(machine, GUEST_USERS OTHER "\\" CURRENT_VERSION "\\RunOnce", "other", "x");
    fake_file(machine, GROUP_POLICY "Machine\\Scripts\\scripts.ini", wide, sizeof wide - 1);
    fake_file_text(machine, GROUP_POLICY "User\\Scripts\\psscripts.ini",
        "[Logon]\r\n0CmdLine=a.ps1\r\n0Parameters=\r\n1CmdLine=b.ps1\r\n");
    fake_file_text(machine, GROUP_POLICY "User\\Scripts\\scripts.ini", "\r\n");
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, CURRENT_VERSION, NULL);
    fake_reg_remove(machine, PROFILES, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, CURRENT_VERSION "\\RunOnce");
    fake_file_deny(machine, GROUP_POLICY "Machine\\Scripts\\scripts.ini");
}

static void deny_profiles(struct fake_machine *machine)
{
    fake_reg_deny(machine, PROFILES);
}

static void spoil(struct fake_machine *machine)
{
    AUTO(text) large = { 0 };

    for (int i = 0; i < 40000; i++)
        text_append(&large, "0CmdLine");
    fake_file_text(machine, GROUP_POLICY "Machine\\Scripts\\scripts.ini", text_string(&large));
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_ROWS("run_once.entries", "[]"), IS_ROWS("run.entries", "[" SECURITY_HEALTH "]"),
            IS_ROWS("policy.scripts", "[]") } },
    { "there: by name, of those who are signed in", start_things,
        { IS_ROWS("run_once.entries", "[{\"name\":\"winrm\",\"hive\":\"machine\"},"
                                      "{\"name\":\"setup32\",\"hive\":\"machine-32\"},"
                                      "{\"name\":\"OneDrive\",\"hive\":\"" SID "\"}]"),
            IS_ROWS("run.entries", "[" SECURITY_HEALTH "]"),
            IS_ROWS("policy.scripts",
                "[{\"file\":\"Machine\\\\Scripts\\\\scripts.ini\",\"scripts\":1},"
                "{\"file\":\"User\\\\Scripts\\\\psscripts.ini\",\"scripts\":2}]") } },
    { "absent", remove_all,
        { IS_ROWS("run_once.entries", "[]"), IS_ROWS("run.entries", "[]"),
            IS_ROWS("policy.scripts", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("run_once.entries", "denied"),
            IS_ROWS("run.entries", "[" SECURITY_HEALTH "]"),
            IS_UNREADABLE("policy.scripts", "denied") } },
    { "denied: whose profiles there are", deny_profiles,
        { IS_UNREADABLE("run_once.entries", "denied"), IS_UNREADABLE("run.entries", "denied") } },
    { "malformed: too large", spoil, { IS_UNREADABLE("policy.scripts", "the limit is") } },
};

START_TEST(automatic_starts_are_told_as_seen)
{
    check_probe_row(&probe_autostart, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_autostart, automatic_starts_are_told_as_seen, rows)
