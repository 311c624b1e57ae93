/* SPDX-License-Identifier: MIT */
/* test_pending.c - every place where a pending restart shows, and none that only looks like one. */
#include "guest/pending.h"

#include "check_main.h"
#include "fakes/machine.h"

#define CURRENT "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
#define SERVICING CURRENT "Component Based Servicing"
#define UPDATE CURRENT "WindowsUpdate"
#define SESSION_MANAGER "SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define RENAMES "PendingFileRenameOperations"
#define NAMES "SYSTEM\\CurrentControlSet\\Control\\ComputerName"

enum what { KEY, NUMBER, TEXT, TEXTS, A_FILE };

static const struct {
    const char *name;
    enum what what;
    const char *key, *value;
    uint32_t number;
    const char *texts[4]; /* and a NULL behind the last */
    const char *id;       /* what is pending then; NULL: nothing */
} cases[] = {
    { "a plain machine", KEY, "SOFTWARE", NULL, 0, { 0 }, NULL },
    { "servicing", KEY, SERVICING "\\RebootPending", NULL, 0, { 0 }, "cbs-reboot-pending" },
    { "in progress", KEY, SERVICING "\\RebootInProgress", NULL, 0, { 0 },
        "cbs-reboot-in-progress" },
    { "packages", KEY, SERVICING "\\PackagesPending\\Package_for_KB5", NULL, 0, { 0 },
        "cbs-packages-pending" },
    { "an empty list of packages", KEY, SERVICING "\\PackagesPending", NULL, 0, { 0 }, NULL },
    { "an open session", NUMBER, SERVICING "\\SessionsPending", "Exclusive", 3, { 0 },
        "cbs-sessions-pending" },
    { "no open session", NUMBER, SERVICING "\\SessionsPending", "Exclusive", 0, { 0 }, NULL },
    { "pending.xml", A_FILE, "C:\\Windows\\WinSxS\\pending.xml", NULL, 0, { 0 },
        "servicing-pending-xml" },
    { "Windows Update", KEY, UPDATE "\\Auto Update\\RebootRequired", NULL, 0, { 0 },
        "windows-update-reboot" },
    { "reporting", KEY, UPDATE "\\Auto Update\\PostRebootReporting", NULL, 0, { 0 },
        "windows-update-reporting" },
    { "services", KEY, UPDATE "\\Services\\Pending\\{1}", NULL, 0, { 0 },
        "windows-update-services" },
    { "a file of Windows is replaced", TEXTS, SESSION_MANAGER, RENAMES, 0,
        { "\\??\\C:\\x.tmp", "!\\??\\C:\\Windows\\System32\\x.dll" }, "file-renames-windows" },
    { "the second list counts too", TEXTS, SESSION_MANAGER, RENAMES "2", 0,
        { "\\??\\C:\\x.tmp", "\\??\\c:\\windows\\x.dll" }, "file-renames-windows" },
    { "a program folder of Windows", TEXTS, SESSION_MANAGER, RENAMES, 0,
        { "\\??\\C:\\x.tmp", "!\\??\\C:\\Program Files\\Windows Defender\\x.dll" },
        "file-renames-windows" },
    { "a folder that only begins like Windows", TEXTS, SESSION_MANAGER, RENAMES, 0,
        { "\\??\\C:\\x.tmp", "\\??\\C:\\WindowsOld\\x.dll" }, "file-renames-other" },
    { "a browser's update", TEXTS, SESSION_MANAGER, RENAMES, 0,
        { "\\??\\C:\\x.tmp", "\\??\\C:\\Program Files\\Browser\\x.exe" }, "file-renames-other" },
    { "a deletion in the middle does not end the list", TEXTS, SESSION_MANAGER, RENAMES, 0,
        { "\\??\\C:\\Users\\a.tmp", "", "\\??\\C:\\x.tmp" }, "file-renames-other" },
    { "an update of old style", NUMBER, "SOFTWARE\\Microsoft\\Updates", "UpdateExeVolatile", 1,
        { 0 }, "update-exe-volatile" },
    { "an update of old style, installed by 32-bit setup", NUMBER,
        "SOFTWARE\\WOW6432Node\\Microsoft\\Updates", "UpdateExeVolatile", 1, { 0 },
        "update-exe-volatile" },
    { "another name", TEXT, NAMES "\\ComputerName", "ComputerName", 0, { "OTHER" },
        "computer-rename" },
    { "the same name in other letters", TEXT, NAMES "\\ComputerName", "ComputerName", 0,
        { "golden-01" }, NULL },
    { "a domain join", NUMBER, "SYSTEM\\CurrentControlSet\\Services\\Netlogon", "AvoidSpnSet", 0,
        { 0 }, "domain-join" },
    { "a disc", NUMBER, CURRENT "RunOnce", "DVDRebootSignal", 0, { 0 }, "dvd-reboot-signal" },
    { "server roles", KEY, "SOFTWARE\\Microsoft\\ServerManager\\CurrentRebootAttempts", NULL, 0,
        { 0 }, "server-roles" },
    { "setup", NUMBER, "SYSTEM\\Setup", "OOBEInProgress", 1, { 0 }, "setup-in-progress" },
    { "a sealed machine's armed setup is none", NUMBER, "SYSTEM\\Setup", "SetupType", 2, { 0 },
        NULL },
    { "an installation", KEY, CURRENT "Installer\\InProgress", NULL, 0, { 0 },
        "installer-in-progress" },
};

static void prepare(struct fake_machine *machine, size_t i)
{
    switch (cases[i].what) {
    case KEY:
        fake_reg_key(machine, cases[i].key);
        break;
    case NUMBER:
        fake_reg_u32(machine, cases[i].key, cases[i].value, cases[i].number);
        break;
    case TEXT:
        fake_reg_text(machine, cases[i].key, cases[i].value, cases[i].texts[0]);
        break;
    case TEXTS:
        fake_reg_texts(machine, cases[i].key, cases[i].value, cases[i].texts);
        break;
    case A_FILE:
        fake_file_text(machine, cases[i].key, "<pending/>");
        break;
    }
}

START_TEST(each_source_shows_alone)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct pending pending;
    AUTO(text) ids = { 0 };

    prepare(machine, (size_t)_i);
    pending_read(&guest, &pending);
    pending_append_ids(&pending, true, PENDING_YES, &ids);
    pending_append_ids(&pending, false, PENDING_YES, &ids);
    ck_assert_msg(strcmp(text_string(&ids), cases[_i].id ? cases[_i].id : "") == 0, "%s: '%s'",
        cases[_i].name, text_string(&ids));
    ck_assert_uint_eq(pending_count(&pending, true, PENDING_UNTOLD), 0);
    fake_machine_free(machine);
}
END_TEST

START_TEST(denied_is_untold_and_the_rest_is_still_read)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct pending pending;
    AUTO(text) ids = { 0 };

    fake_reg_key(machine, SERVICING "\\RebootPending");
    fake_reg_deny(machine, SESSION_MANAGER);
    pending_read(&guest, &pending);
    pending_append_ids(&pending, true, PENDING_UNTOLD, &ids);
    ck_assert_str_eq(text_string(&ids), "file-renames-windows");
    ck_assert_uint_eq(pending_count(&pending, true, PENDING_YES), 1);
    for (size_t i = 0; i < PENDING_COUNT; i++) {
        const struct pending_reading *reading = &pending.items[i];
        if (reading->state == PENDING_UNTOLD)
            ck_assert_msg(reading->why.code == 5, "%s: %s", reading->source->id, reading->why.text);
    }
    fake_machine_free(machine);
}
END_TEST

START_TEST(a_long_detail_is_cut_at_a_character)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct pending pending;
    AUTO(text) target = { 0 };

    text_append(&target, "\\??\\C:\\Windows\\");
    for (int i = 0; i < 100; i++)
        text_append(&target, "\xc3\xa4");
    const char *const texts[] = { "\\??\\C:\\x", text_string(&target), NULL };
    fake_reg_texts(machine, SESSION_MANAGER, RENAMES, texts);
    pending_read(&guest, &pending);
    for (size_t i = 0; i < PENDING_COUNT; i++)
        ck_assert(text_is_utf8(pending.items[i].detail, strlen(pending.items[i].detail)));
    ck_assert_uint_eq(pending_count(&pending, true, PENDING_YES), 1);
    fake_machine_free(machine);
}
END_TEST

START_TEST(one_name_without_the_other_cannot_be_told)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct pending pending;
    AUTO(text) ids = { 0 };

    fake_reg_remove(machine, NAMES "\\ActiveComputerName", NULL);
    pending_read(&guest, &pending);
    pending_append_ids(&pending, true, PENDING_UNTOLD, &ids);
    ck_assert_str_eq(text_string(&ids), "computer-rename");
    fake_machine_free(machine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pending");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, each_source_shows_alone, 0, COUNT_OF(cases));
    tcase_add_test(rows, denied_is_untold_and_the_rest_is_still_read);
    tcase_add_test(rows, a_long_detail_is_cut_at_a_character);
    tcase_add_test(rows, one_name_without_the_other_cannot_be_told);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
