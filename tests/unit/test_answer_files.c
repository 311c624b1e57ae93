/* SPDX-License-Identifier: MIT */
/* test_answer_files.c - what the probe on left-over answer files writes down. */
#include "probe_rows.h"

extern const struct probe probe_answer_files;

#define SETUP "SYSTEM\\Setup"
#define PANTHER "C:\\Windows\\Panther\\"
#define FLAGS(plain, encoded, keys, autologon)                                                     \
    "\"plain_passwords\":" plain ",\"encoded_passwords\":" encoded ",\"product_keys\":" keys       \
    ",\"autologon\":" autologon ",\"skips_rearm\":0,\"keeps_devices\":0,\"names_computer\":0}"
#define ROW(place, path, kind, passes, flags)                                                      \
    "{\"place\":\"" place "\",\"path\":\"" path "\",\"kind\":\"" kind "\",\"passes\":\"" passes    \
    "\"," flags
#define NO_FLAGS FLAGS("0", "0", "0", "0")

static const char specialize[] =
    "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\"><settings pass=\"specialize\">"
    "<component name=\"Microsoft-Windows-Shell-Setup\"/></settings></unattend>";

static const char install[] =
    "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\"><settings pass=\"windowsPE\">"
    "<component name=\"Microsoft-Windows-Setup\"/></settings></unattend>";

static const char secrets[] =
    "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\"><settings pass=\"oobeSystem\">"
    "<component name=\"Microsoft-Windows-Shell-Setup\"><AutoLogon><Password><Value>hunter2</Value>"
    "<PlainText>false</PlainText></Password><Enabled>true</Enabled></AutoLogon></component>"
    "</settings></unattend>";

static void leave_one(struct fake_machine *machine)
{
    fake_file_text(machine, PANTHER "Unattend.xml", specialize);
}

static void leave_secrets(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Windows\\System32\\Sysprep\\Unattend.xml", secrets);
}

/* One in every place that is searched. */
static void leave_many(struct fake_machine *machine)
{
    fake_reg_text(machine, SETUP, "UnattendFile", "%SystemDrive%\\build\\answers.xml");
    fake_file_text(machine, "C:\\build\\answers.xml", install);
    fake_file_text(machine, PANTHER "Unattend\\Autounattend.xml", specialize);
    fake_file_text(machine, PANTHER "unattend-original.xml", specialize);
    fake_list(machine, GUEST_LIST_DRIVES,
        "[{\"root\":\"C:\\\\\",\"type\":3,\"label\":\"Windows\",\"file_system\":\"NTFS\"},"
        "{\"root\":\"D:\\\\\",\"type\":5,\"label\":\"\",\"file_system\":\"\"},"
        "{\"root\":\"E:\\\\\",\"type\":2,\"label\":\"\",\"file_system\":\"FAT32\"}]");
    fake_file_text(machine, "D:\\Autounattend.xml", specialize); /* no medium: never asked */
    fake_file_text(machine, "E:\\Autounattend.xml", install);
    fake_file_text(machine, "C:\\Unattend.xml", install);
}

static void leave_one_for_setup(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Autounattend.xml", install);
}

static void name_one_that_is_gone(struct fake_machine *machine)
{
    fake_reg_text(machine, SETUP, "UnattendFile", "A:\\unattend.xml");
}

static void name_nothing(struct fake_machine *machine)
{
    fake_reg_text(machine, SETUP, "UnattendFile", "");
}

static void name_the_moon(struct fake_machine *machine)
{
    fake_reg_text(machine, SETUP, "UnattendFile", "%Moon%\\unattend.xml");
}

static void spoil_the_value(struct fake_machine *machine)
{
    fake_reg_u32(machine, SETUP, "UnattendFile", 1);
}

static void deny_a_file(struct fake_machine *machine)
{
    fake_file_deny(machine, PANTHER "Unattend.xml");
}

static void deny_drives(struct fake_machine *machine)
{
    fake_fail(machine, "drives", -1, ERR_WIN32, 5, "cannot list drives: access denied");
}

static void spoil(struct fake_machine *machine)
{
    fake_file_text(machine, PANTHER "Unattend.xml", "<unattend><settings>");
}

static void leave_too_much(struct fake_machine *machine)
{
    enum { SIZE = 1024 * 1024 + 1 };
    static const char bytes[SIZE];

    fake_file(machine, PANTHER "Unattend.xml", bytes, SIZE);
}

#define PANTHER_IN_JSON "C:\\\\Windows\\\\Panther\\\\"

static const struct probe_row rows[] = {
    { "absent", NULL,
        { IS_ROWS("answer_file.found", "[]"), IS_ABSENT("answer_file.would_be_taken") } },
    { "there", leave_one,
        { IS_ROWS("answer_file.found", "[" ROW("panther", PANTHER_IN_JSON "Unattend.xml",
                                           "answer-file", "specialize", NO_FLAGS) "]"),
            IS_TEXT("answer_file.would_be_taken", PANTHER "Unattend.xml") } },
    { "secrets are counted and not told", leave_secrets,
        { IS_ROWS("answer_file.found",
            "[" ROW("sysprep", "C:\\\\Windows\\\\System32\\\\Sysprep\\\\Unattend.xml",
                "answer-file", "oobeSystem", FLAGS("0", "1", "0", "1")) "]") } },
    { "in the order that Windows looks", leave_many,
        { IS_ROWS("answer_file.found",
              "[" ROW("registry", "C:\\\\build\\\\answers.xml", "answer-file", "windowsPE",
                  NO_FLAGS) "," ROW("panther-unattend",
                  PANTHER_IN_JSON "Unattend\\\\Autounattend.xml", "answer-file", "specialize",
                  NO_FLAGS) "," ROW("panther", PANTHER_IN_JSON "unattend-original.xml",
                  "answer-file", "specialize", NO_FLAGS) "," ROW("removable",
                  "E:\\\\Autounattend.xml", "answer-file", "windowsPE",
                  NO_FLAGS) "," ROW("system-drive", "C:\\\\Unattend.xml", "answer-file",
                  "windowsPE", NO_FLAGS) "]"),
            IS_TEXT("answer_file.would_be_taken", PANTHER "Unattend\\Autounattend.xml") } },
    { "one for the first install alone is not taken", leave_one_for_setup,
        { IS_ROWS("answer_file.found", "[" ROW("system-drive", "C:\\\\Autounattend.xml",
                                           "answer-file", "windowsPE", NO_FLAGS) "]"),
            IS_ABSENT("answer_file.would_be_taken") } },
    { "named and gone", name_one_that_is_gone, { IS_ROWS("answer_file.found", "[]") } },
    { "named as nothing", name_nothing, { IS_ROWS("answer_file.found", "[]") } },
    { "named with an unknown variable", name_the_moon,
        { IS_UNREADABLE("answer_file.found", "unknown variable"),
            IS_UNREADABLE("answer_file.would_be_taken", "unknown variable") } },
    { "malformed value", spoil_the_value,
        { IS_UNREADABLE("answer_file.found", "another type"),
            IS_UNREADABLE("answer_file.would_be_taken", "another type") } },
    { "denied is not \"none\"", deny_a_file,
        { IS_UNREADABLE("answer_file.found", "Unattend.xml': access denied"),
            IS_UNREADABLE("answer_file.would_be_taken", "access denied") } },
    { "drives denied", deny_drives, { IS_UNREADABLE("answer_file.found", "cannot list drives") } },
    { "malformed", spoil,
        { IS_ROWS("answer_file.found",
              "[" ROW("panther", PANTHER_IN_JSON "Unattend.xml", "malformed", "", NO_FLAGS) "]"),
            IS_TEXT("answer_file.would_be_taken", PANTHER "Unattend.xml") } },
    { "too large to be one", leave_too_much,
        { IS_ROWS("answer_file.found",
            "[" ROW("panther", PANTHER_IN_JSON "Unattend.xml", "malformed", "", NO_FLAGS) "]") } },
};

START_TEST(answer_files_are_told_as_seen)
{
    check_probe_row(&probe_answer_files, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_answer_files, answer_files_are_told_as_seen, rows)
