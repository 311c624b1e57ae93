/* SPDX-License-Identifier: MIT */
/* test_hive.c - a user's registry is mounted from its file, read, and given back. */
#include "base/file.h"
#include "windows_test.h"

#define SID "S-1-5-21-1-2-3-1001"
#define KEY L"SOFTWARE\\GoldprepHive"

static struct guest guest;
static struct text folder, path;
static struct err err;

static void set_up(void)
{
    guest = test_guest();
    folder = (struct text){ 0 };
    path = (struct text){ 0 };
    err = (struct err){ 0 };
    test_folder("hive", &folder);
    file_join(&path, text_string(&folder), "NTUSER.DAT");
}

static void tear_down(void)
{
    win_guest_close(&guest);
    text_done(&folder);
    text_done(&path);
}

/* As the file of a profile: a key and a value. */
static void save_hive(void)
{
    AUTO(win_raised) backup = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_key) key = { 0 };
    const DWORD seven = 7;

    ck_assert_int_eq(RegCreateKeyW(HKEY_LOCAL_MACHINE, KEY, &key.handle), ERROR_SUCCESS);
    ck_assert_int_eq(
        RegSetKeyValueW(key.handle, L"Software\\Test", L"number", REG_DWORD, &seven, 4), 0);
    ck_assert_msg(win_raise(SE_BACKUP_NAME, &backup, &err), "%s", err.text);
    ck_assert(win_widen(text_string(&path), &wide, &err));
    ck_assert_int_eq(RegSaveKeyW(key.handle, wide, NULL), ERROR_SUCCESS);
    ck_assert_int_eq(RegDeleteTreeW(HKEY_LOCAL_MACHINE, KEY), ERROR_SUCCESS);
}

/* Is the privilege on in this process? */
static bool is_on(const wchar_t *name)
{
    AUTO(win_handle) token = { 0 };
    PRIVILEGE_SET wanted = { .PrivilegeCount = 1, .Control = PRIVILEGE_SET_ALL_NECESSARY };
    AUTO(win_handle) copy = { 0 };
    BOOL holds = FALSE;

    ck_assert(LookupPrivilegeValueW(NULL, name, &wanted.Privilege[0].Luid));
    ck_assert(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &token.handle));
    ck_assert(DuplicateToken(token.handle, SecurityIdentification, &copy.handle));
    ck_assert(PrivilegeCheck(copy.handle, &wanted, &holds));
    return holds;
}

START_TEST(a_hive_is_mounted_read_and_given_back)
{
    bool backup = is_on(SE_BACKUP_NAME);
    bool restore = is_on(SE_RESTORE_NAME);
    bool mounted = false;
    enum found found = ABSENT;
    uint32_t value = 0;

    save_hive();
    ck_assert_msg(
        guest.hive_mount(guest.state, SID, text_string(&path), &mounted, &err), "%s", err.text);
    ck_assert(mounted);
    ck_assert_int_eq(is_on(SE_BACKUP_NAME), backup);
    ck_assert_int_eq(is_on(SE_RESTORE_NAME), restore);
    ck_assert(guest.reg_read_u32(
        guest.state, GUEST_USERS SID "\\Software\\Test", "number", &found, &value, &err));
    ck_assert(found == FOUND && value == 7);

    ck_assert(guest.hive_mount(guest.state, SID, text_string(&path), &mounted, &err));
    ck_assert(!mounted);

    ck_assert_msg(guest.hive_unmount(guest.state, SID, &err), "%s", err.text);
    ck_assert_int_eq(is_on(SE_RESTORE_NAME), restore);
    ck_assert(guest.reg_has_key(guest.state, GUEST_USERS SID, &found, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    bool mounted = false;

    ck_assert(!guest.hive_mount(guest.state, SID, text_string(&path), &mounted, &err));
    ck_assert_msg(err.domain == ERR_WIN32 && strstr(err.text, "NTUSER.DAT"), "%s", err.text);
    ck_assert(!mounted);
    ck_assert(!guest.hive_unmount(guest.state, SID, &err));
    ck_assert_msg(strstr(err.text, SID), "%s", err.text);
}
END_TEST

static const char *const names[] = { "", "GoldprepTest", "S-1-5-21-1\\Software", "..", ".DEFAULT" };

START_TEST(only_a_sid_is_mounted)
{
    bool mounted = false;

    ck_assert(!guest.hive_mount(guest.state, names[_i], text_string(&path), &mounted, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    ck_assert(!guest.hive_unmount(guest.state, names[_i], &err));
    ck_assert(err_is(&err, ERR_REFUSED));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.hive");
    TCase *tests = tcase_create("hive");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_hive_is_mounted_read_and_given_back);
    tcase_add_test(tests, a_file_that_is_not_there_is_named);
    tcase_add_loop_test(tests, only_a_sid_is_mounted, 0, COUNT_OF(names));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
