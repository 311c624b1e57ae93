/* SPDX-License-Identifier: MIT */
/*
 * test_devices.c - devices and driver packages. Wine's configuration manager lists none, so that the
 * lab's stand-in is loaded first where it was built: it reads the registry's Enum tree, where this test
 * puts devices of its own.
 */
#include "windows_test.h"

#define TREE L"SYSTEM\\CurrentControlSet\\Enum\\GOLDPREP_TEST"
#define IS_PRESENT L"Properties\\{540b947e-8b40-45bc-a8a2-6a0b894cbda2}\\0005"
#define PROBLEM L"Properties\\{4340a6c5-93fa-4706-972c-7b648008a5a7}\\0003"
#define FAULTS L"SOFTWARE\\LabGuest\\cfgmgr"

enum {
    TYPE_BOOLEAN = 0xffff0011, /* as the registry keeps a property's type */
    TYPE_UINT32 = 0xffff0007,
};

static struct err err;

static void set_up(void)
{
    err = (struct err){ 0 };
}

static bool set_value(
    const wchar_t *key, const wchar_t *name, DWORD type, const void *data, size_t bytes)
{
    HKEY opened = NULL;
    LSTATUS status =
        RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, NULL, 0, KEY_SET_VALUE, NULL, &opened, NULL);

    if (status == ERROR_SUCCESS)
        status = RegSetValueExW(opened, name, 0, type, data, (DWORD)bytes);
    if (opened)
        (void)RegCloseKey(opened);
    return status == ERROR_SUCCESS;
}

static bool set_text(const wchar_t *key, const wchar_t *name, const wchar_t *text)
{
    return set_value(key, name, REG_SZ, text, (wcslen(text) + 1) * sizeof *text);
}

/* A plain device, a ghost, one with a problem. */
static bool make_devices(void)
{
    static const wchar_t hardware[] = L"GOLDPREP\\One\0GOLDPREP\\Other\0";
    static const BYTE no = 0;
    static const DWORD failed_start = 10;

    return set_text(TREE L"\\Plain\\0", L"DeviceDesc", L"@oem7.inf,%d%;Plain device") &&
           set_text(TREE L"\\Plain\\0", L"Class", L"System") &&
           set_text(TREE L"\\Plain\\0", L"Service", L"plainsvc") &&
           set_value(TREE L"\\Plain\\0", L"HardwareID", REG_MULTI_SZ, hardware, sizeof hardware) &&
           set_text(TREE L"\\Ghost\\0", L"DeviceDesc", L"Described") &&
           set_text(TREE L"\\Ghost\\0", L"FriendlyName", L"Named") &&
           set_value(TREE L"\\Ghost\\0\\" IS_PRESENT, NULL, TYPE_BOOLEAN, &no, 1) &&
           set_value(TREE L"\\Problem\\0\\" PROBLEM, NULL, TYPE_UINT32, &failed_start, 4);
}

static void take_away(void)
{
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, TREE);
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, FAULTS);
}

/* Beside this build: ..\..\lab\cfgmgr32.dll. What is loaded first is what the name stands for. */
static bool load_standin(void)
{
    wchar_t path[MAX_PATH + 32]; /* room for what is put behind */
    wchar_t *end;

    if (GetModuleFileNameW(NULL, path, MAX_PATH) == 0)
        return false;
    end = wcsstr(path, L"\\tests\\windows\\");
    if (!end)
        return false;
    (void)swprintf(end, 32, L"\\lab\\cfgmgr32.dll");
    return LoadLibraryW(path) != NULL;
}

static const struct json *find(const struct json *rows, const char *id)
{
    const struct json *row = json_first(rows);

    while (row && !text_same(json_string(json_member(row, "id")), id))
        row = json_next(row);
    ck_assert_msg(row, "%s", id);
    return row;
}

static int64_t number(const struct json *row, const char *name)
{
    int64_t value = -1;

    ck_assert_msg(json_number(json_member(row, name), &value), "%s", name);
    return value;
}

static void check_text(const struct json *row, const char *name, const char *wanted)
{
    const char *value = json_string(json_member(row, name));

    ck_assert_msg(value && strcmp(value, wanted) == 0, "%s is '%s'", name, value ? value : "");
}

static void list(struct json_value *rows)
{
    ck_assert_msg(win_list_devices(&rows->root, &err), "%s", err.text);
    ck_assert(json_count(rows->root) > 0);
}

START_TEST(every_device_has_every_member)
{
    static const char *const texts[] = { "id", "name", "class", "service", "hardware_id", "inf" };
    AUTO(json_value) rows = { 0 };

    list(&rows);
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        for (size_t i = 0; i < COUNT_OF(texts); i++)
            ck_assert_msg(json_string(json_member(row, texts[i])), "%s", texts[i]);
        ck_assert(number(row, "present") <= 1);
        ck_assert(number(row, "problem") >= 0);
    }
}
END_TEST

START_TEST(texts_come_from_where_windows_keeps_them)
{
    AUTO(json_value) rows = { 0 };
    const struct json *row;

    list(&rows);
    row = find(rows.root, "GOLDPREP_TEST\\Plain\\0");
    check_text(row, "name", "Plain device");
    check_text(row, "class", "System");
    check_text(row, "service", "plainsvc");
    check_text(row, "hardware_id", "GOLDPREP\\One");
    check_text(row, "inf", "");
    check_text(find(rows.root, "GOLDPREP_TEST\\Ghost\\0"), "name", "Named");
}
END_TEST

/* 1: the properties say nothing of it, and the tree of devices is asked. */
START_TEST(ghosts_and_problems_are_told)
{
    AUTO(json_value) rows = { 0 };
    const struct json *row;
    DWORD not_told = (DWORD)_i;

    ck_assert(set_value(FAULTS, L"StateNotTold", REG_DWORD, &not_told, sizeof not_told));
    list(&rows);
    row = find(rows.root, "GOLDPREP_TEST\\Plain\\0");
    ck_assert_int_eq(number(row, "present"), 1);
    ck_assert_int_eq(number(row, "problem"), 0);
    row = find(rows.root, "GOLDPREP_TEST\\Ghost\\0");
    ck_assert_int_eq(number(row, "present"), 0);
    ck_assert_int_eq(number(row, "problem"), 45);
    row = find(rows.root, "GOLDPREP_TEST\\Problem\\0");
    ck_assert_int_eq(number(row, "present"), 1);
    ck_assert_int_eq(number(row, "problem"), 10);
}
END_TEST

static const struct {
    const wchar_t *key, *name;
    DWORD type;
    const void *data;
    size_t bytes;
    const char *said;
} bad[] = {
    { TREE L"\\Bad\\0", L"FriendlyName", REG_SZ, L"\xd800x", 6, "name" }, /* half a character */
    { TREE L"\\Bad\\0\\" IS_PRESENT, NULL, TYPE_UINT32, "\1\0\0", 4, "present" },
    { TREE L"\\Bad\\0\\" PROBLEM, NULL, TYPE_UINT32, "\1\0", 2, "problem" },
    { FAULTS, L"ListFails", REG_DWORD, "\x13\0\0", 4, "CONFIGRET 0x13" },
};

START_TEST(what_cannot_be_told_is_an_error)
{
    AUTO(json_value) rows = { 0 };
    bool listed;

    ck_assert(set_value(bad[_i].key, bad[_i].name, bad[_i].type, bad[_i].data, bad[_i].bytes));
    listed = win_list_devices(&rows.root, &err);
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, TREE L"\\Bad");
    (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, FAULTS);
    ck_assert(!listed && !rows.root);
    ck_assert_msg(strstr(err.text, bad[_i].said), "%s", err.text);
}
END_TEST

/* Sets GOLDPREP_TEST_DEVICES devices and says how long they take: a measure, not a check. */
START_TEST(many_devices_take_time_in_proportion)
{
    const char *wanted = getenv("GOLDPREP_TEST_DEVICES");
    long count = wanted ? strtol(wanted, NULL, 10) : 0;
    AUTO(json_value) rows = { 0 };
    ULONGLONG since;

    for (long i = 0; i < count; i++) {
        wchar_t key[128];

        (void)swprintf(key, COUNT_OF(key), TREE L"\\Many\\%ld", i);
        ck_assert(set_text(key, L"DeviceDesc", L"One of many"));
        ck_assert(set_text(key, L"Class", L"DiskDrive"));
    }
    since = GetTickCount64();
    list(&rows);
    if (count > 0)
        printf("%zu devices: %llu ms\n", json_count(rows.root), GetTickCount64() - since);
}
END_TEST

static void write_inf(const char *name, const char *content)
{
    AUTO(text) path = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    HANDLE file;
    DWORD written = 0;

    ck_assert(win_folder(NULL, GUEST_WINDOWS, &path, &err));
    text_append(&path, "\\Inf\\%s", name);
    ck_assert(win_widen(text_string(&path), &wide, &err));
    if (!content) {
        (void)DeleteFileW(wide);
        return;
    }
    file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    ck_assert_msg(file != INVALID_HANDLE_VALUE, "%lu", GetLastError());
    ck_assert(WriteFile(file, content, (DWORD)strlen(content), &written, NULL));
    (void)CloseHandle(file);
}

START_TEST(driver_packages_are_those_that_were_added)
{
    AUTO(json_value) rows = { 0 };
    const struct json *row;
    bool listed;

    write_inf("oem771.inf",
        "[Version]\r\nSignature=\"$Windows NT$\"\r\nClass=Net\r\nProvider=%Who%\r\n"
        "[Strings]\r\nWho=\"Goldprep, \"\"tests\"\"\"\r\n");
    write_inf("oem772.inf", "[Version]\r\nSignature=\"$CHICAGO$\"\r\n");
    write_inf("oemtest.inf", "[Version]\r\nSignature=\"$Windows NT$\"\r\nClass=Net\r\n");
    listed = win_list_driver_packages(&rows.root, &err);
    write_inf("oem771.inf", NULL);
    write_inf("oem772.inf", NULL);
    write_inf("oemtest.inf", NULL);
    ck_assert_msg(listed, "%s", err.text);
    ck_assert_uint_eq(json_count(rows.root), 2);

    row = json_first(rows.root);
    if (text_same(json_string(json_member(row, "inf")), "oem772.inf"))
        row = json_next(row);
    check_text(row, "inf", "oem771.inf");
    check_text(row, "class", "Net");
    check_text(row, "provider", "Goldprep, \"tests\"");
    ck_assert(json_string(json_member(row, "original")));
    row = row == json_first(rows.root) ? json_next(row) : json_first(rows.root);
    check_text(row, "class", "");
    check_text(row, "provider", "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.devices");
    TCase *tests = tcase_create("devices");
    TCase *packages = tcase_create("driver packages");
    int failed;

    take_away();
    if (load_standin() && make_devices()) {
        tcase_set_timeout(tests, 120);
        tcase_add_checked_fixture(tests, set_up, NULL);
        tcase_add_test(tests, every_device_has_every_member);
        tcase_add_test(tests, texts_come_from_where_windows_keeps_them);
        tcase_add_loop_test(tests, ghosts_and_problems_are_told, 0, 2);
        tcase_add_loop_test(tests, what_cannot_be_told_is_an_error, 0, COUNT_OF(bad));
        tcase_add_test(tests, many_devices_take_time_in_proportion);
        suite_add_tcase(suite, tests);
    }
    tcase_add_checked_fixture(packages, set_up, NULL);
    tcase_add_test(packages, driver_packages_are_those_that_were_added);
    suite_add_tcase(suite, packages);
    failed = check_main(suite);
    take_away();
    return failed;
}
