/* SPDX-License-Identifier: MIT */
/*
 * test_appx_packages.c - AppX packages of all users, by PowerShell. Wine's own does nothing; the lab's
 * stand-in takes its place where it was built and where this process may put it.
 */
#include "windows_test.h"

#define STORE L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define FAULTS L"SOFTWARE\\LabGuest\\powershell"
#define USER L"\\S-1-5-21-1-2-3-1001"

static struct err err;
static struct guest guest;

static void set_number(const wchar_t *key, const wchar_t *value, DWORD number)
{
    ck_assert(RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, value, REG_DWORD, &number, sizeof number) ==
              ERROR_SUCCESS);
}

static void set_up(void)
{
    err = (struct err){ 0 };
    guest = test_guest();
}

static void tear_down(void)
{
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, FAULTS);
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, STORE);
    win_guest_close(&guest);
}

static bool put_standin(void)
{
    wchar_t from[MAX_PATH + 32]; /* room for what is put behind */
    wchar_t to[MAX_PATH + 64];
    wchar_t *end = NULL;
    UINT count = GetSystemDirectoryW(to, MAX_PATH);

    if (GetModuleFileNameW(NULL, from, MAX_PATH) > 0)
        end = wcsstr(from, L"\\tests\\windows\\");
    if (!end || count == 0 || count >= MAX_PATH)
        return false;
    (void)swprintf(end, 32, L"\\lab\\powershell.exe");
    (void)swprintf(to + count, 64, L"\\WindowsPowerShell\\v1.0\\powershell.exe");
    return CopyFileW(from, to, FALSE);
}

static bool list(struct json_value *rows)
{
    return win_list_appx_packages(guest.state, &rows->root, &err);
}

/* Whatever happens, the private folder goes again. */
static void check_nothing_left(void)
{
    wchar_t folder[128];

    (void)swprintf(
        folder, COUNT_OF(folder), L"C:\\windows\\Temp\\goldprep-appx-%lu", GetCurrentProcessId());
    ck_assert(GetFileAttributesW(folder) == INVALID_FILE_ATTRIBUTES);
}

START_TEST(packages_are_listed_for_each_user)
{
    static const char *const names[] = { "full_name", "sid", "framework", "resource",
        "non_removable", "signature" };
    AUTO(json_value) rows = { 0 };
    const struct json *row;
    int64_t framework = 0;

    set_number(STORE USER L"\\Some.App_1.0.0.0_x64__abcdefgh", L"IsFramework", 1);
    set_number(STORE L"\\S-1-5-18\\Other_2.0.0.0_neutral__abcdefgh", L"NonRemovable", 1);
    set_number(STORE L"\\Applications\\Provisioned_1.0.0.0_neutral_~_abcdefgh", L"x", 0);
    ck_assert_msg(list(&rows), "%s", err.text);
    ck_assert_uint_eq(json_count(rows.root), 2);

    row = json_first(rows.root);
    if (text_same(json_string(json_member(row, "sid")), "S-1-5-18"))
        row = json_next(row);
    ck_assert_str_eq(json_string(json_member(row, "full_name")), "Some.App_1.0.0.0_x64__abcdefgh");
    ck_assert_str_eq(json_string(json_member(row, "sid")), "S-1-5-21-1-2-3-1001");
    ck_assert_str_eq(json_string(json_member(row, "signature")), "Store");
    ck_assert(json_number(json_member(row, "framework"), &framework) && framework == 1);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ck_assert_str_eq(json_name(json_at(row, i)), names[i]);
    check_nothing_left();
}
END_TEST

START_TEST(none_is_an_answer)
{
    AUTO(json_value) rows = { 0 };

    ck_assert_msg(list(&rows), "%s", err.text);
    ck_assert_uint_eq(json_count(rows.root), 0);
}
END_TEST

static const struct {
    const wchar_t *fault;
    const char *said;
} bad[] = {
    { L"ExitCode", "PowerShell ended with 1: Get-AppxPackage : lab stand-in, fails as asked" },
    { L"CutAnswer", "as PowerShell wrote them" },
    { L"NoAnswer", "left no answer" },
    { L"OtherAnswer", "no list of packages" },
};

START_TEST(what_cannot_be_told_is_an_error)
{
    AUTO(json_value) rows = { 0 };

    set_number(FAULTS, bad[_i].fault, 1);
    ck_assert(!list(&rows) && !rows.root);
    ck_assert_msg(strstr(err.text, bad[_i].said), "%s", err.text);
    check_nothing_left();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.appx_packages");
    TCase *tests = tcase_create("packages");

    if (put_standin()) {
        tcase_set_timeout(tests, 60);
        tcase_add_checked_fixture(tests, set_up, tear_down);
        tcase_add_test(tests, packages_are_listed_for_each_user);
        tcase_add_test(tests, none_is_an_answer);
        tcase_add_loop_test(tests, what_cannot_be_told_is_an_error, 0, COUNT_OF(bad));
    }
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
