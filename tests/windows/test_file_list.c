/* SPDX-License-Identifier: MIT */
/* test_file_list.c - what a folder holds is told by name, kind and size. */
#include "base/file.h"
#include "windows_test.h"

static struct guest guest;
static struct text folder;
static struct err err;

static void set_up(void)
{
    guest = test_guest();
    folder = (struct text){ 0 };
    err = (struct err){ 0 };
    test_folder("list", &folder);
}

static void tear_down(void)
{
    win_guest_close(&guest);
    text_done(&folder);
}

static void put(const char *name, const char *content)
{
    AUTO(text) path = { 0 };

    file_join(&path, text_string(&folder), name);
    ck_assert_msg(file_replace(text_string(&path), content, strlen(content), &err), "%s", err.text);
}

static void check(const struct json *rows, const char *name, bool is_folder, int64_t size_bytes)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        int64_t number = -1;

        if (strcmp(json_string(json_member(row, "name")), name) != 0)
            continue;
        ck_assert(json_number(json_member(row, "attributes"), &number));
        ck_assert_int_eq((number & FILE_ATTRIBUTE_DIRECTORY) != 0, is_folder);
        ck_assert(json_number(json_member(row, "size_bytes"), &number));
        if (!is_folder)
            ck_assert_int_eq(number, size_bytes);
        return;
    }
    ck_abort_msg("there is no '%s'", name);
}

START_TEST(files_and_folders_are_told)
{
    AUTO(json_value) rows = { 0 };
    enum found found = ABSENT;

    put("empty", "");
    put("three.txt", "abc");
    put("Gr\xc3\xb6\xc3\x9f"
        "e",
        "x");
    put(".hidden", "x");
    put("..two", "xy");
    ck_assert(CreateDirectoryW(L"C:\\goldprep-test-list\\below", NULL));
    ck_assert_msg(guest.file_list(guest.state, text_string(&folder), &found, &rows.root, &err),
        "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(json_count(rows.root), 6);
    check(rows.root, "empty", false, 0);
    check(rows.root, "three.txt", false, 3);
    check(rows.root,
        "Gr\xc3\xb6\xc3\x9f"
        "e",
        false, 1);
    check(rows.root, ".hidden", false, 1);
    check(rows.root, "..two", false, 2);
    check(rows.root, "below", true, 0);
}
END_TEST

START_TEST(an_empty_folder_is_there_and_a_missing_one_is_not)
{
    AUTO(json_value) rows = { 0 };
    AUTO(text) below = { 0 };
    enum found found = ABSENT;
    struct json *none = NULL;

    ck_assert(guest.file_list(guest.state, text_string(&folder), &found, &rows.root, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(json_count(rows.root), 0);

    file_join(&below, text_string(&folder), "nowhere");
    ck_assert_msg(
        guest.file_list(guest.state, text_string(&below), &found, &none, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    ck_assert_ptr_null(none);
    ck_assert(guest.file_list(guest.state, "C:\\goldprep-test-list\\a\\b", &found, &none, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_folder_whose_name_is_no_text_is_refused)
{
    enum found found = ABSENT;
    struct json *none = NULL;

    ck_assert(!guest.file_list(guest.state, "C:\\\xff", &found, &none, &err));
    ck_assert_uint_eq(err.code, ERROR_NO_UNICODE_TRANSLATION);
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(windows_own_folder_is_long_and_told_whole)
{
    AUTO(json_value) rows = { 0 };
    AUTO(text) system = { 0 };
    enum found found = ABSENT;

    ck_assert(guest.folder(guest.state, GUEST_SYSTEM, &system, &err));
    ck_assert(guest.file_list(guest.state, text_string(&system), &found, &rows.root, &err));
    ck_assert_uint_gt(json_count(rows.root), 100);
    check(rows.root, "drivers", true, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.file_list");
    TCase *tests = tcase_create("file_list");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, files_and_folders_are_told);
    tcase_add_test(tests, an_empty_folder_is_there_and_a_missing_one_is_not);
    tcase_add_test(tests, a_folder_whose_name_is_no_text_is_refused);
    tcase_add_test(tests, windows_own_folder_is_long_and_told_whole);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
