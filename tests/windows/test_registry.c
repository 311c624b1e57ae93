/* SPDX-License-Identifier: MIT */
/* test_registry.c - there, absent, of another type, malformed, huge: each its own answer. */
#include "windows_test.h"

#define KEY L"SOFTWARE\\GoldprepTest"
#define KEY_TEXT "SOFTWARE\\GoldprepTest"

static HKEY made;

static void put(const wchar_t *name, DWORD type, const void *data, size_t size_bytes)
{
    LSTATUS status = RegSetValueExW(made, name, 0, type, data, (DWORD)size_bytes);

    ck_assert_msg(status == ERROR_SUCCESS, "cannot write '%ls': %ld", name, status);
}

#define PUT_WIDE(name, type, literal) put(name, type, literal, sizeof(literal))

static void set_up(void)
{
    const DWORD seven = 7;
    const DWORD largest = 0xffffffff;
    const wchar_t unterminated[] = { L'a', L'b' };
    const wchar_t surrogate[] = { L'a', 0xd800, 0 };
    HKEY below;
    LSTATUS status = RegCreateKeyExW(HKEY_LOCAL_MACHINE, KEY, 0, NULL, REG_OPTION_NON_VOLATILE,
        KEY_READ | KEY_WRITE | KEY_WOW64_64KEY, NULL, &made, NULL);

    ck_assert_msg(status == ERROR_SUCCESS, "cannot make the test's key: %ld", status);
    put(L"", REG_SZ, L"default", sizeof L"default");
    put(L"number", REG_DWORD, &seven, sizeof seven);
    put(L"largest", REG_DWORD, &largest, sizeof largest);
    PUT_WIDE(L"text", REG_SZ, L"IMAGE_STATE_COMPLETE");
    PUT_WIDE(L"empty", REG_SZ, L"");
    PUT_WIDE(L"expand", REG_EXPAND_SZ, L"%SystemRoot%\\x");
    PUT_WIDE(L"umlaut", REG_SZ,
        L"Gr\x00f6\x00df"
        L"e");
    put(L"unterminated", REG_SZ, unterminated, sizeof unterminated);
    put(L"surrogate", REG_SZ, surrogate, sizeof surrogate);
    put(L"texts", REG_MULTI_SZ, L"\\??\\C:\\a\0\0\\??\\C:\\b\0!\\??\\C:\\c\0",
        sizeof L"\\??\\C:\\a\0\0\\??\\C:\\b\0!\\??\\C:\\c\0");
    PUT_WIDE(L"no texts", REG_MULTI_SZ, L"");
    put(L"bytes", REG_BINARY, "\1\2\3", 3);
    status = RegCreateKeyExW(
        made, L"below", 0, NULL, REG_OPTION_NON_VOLATILE, KEY_WRITE, NULL, &below, NULL);
    ck_assert_msg(status == ERROR_SUCCESS, "cannot make a key below: %ld", status);
    (void)RegCloseKey(below);
}

static void tear_down(void)
{
    (void)RegDeleteKeyW(made, L"below");
    (void)RegCloseKey(made);
    (void)RegDeleteKeyExW(HKEY_LOCAL_MACHINE, KEY, KEY_WOW64_64KEY, 0);
}

static const struct {
    const char *key, *name;
    bool told;
    enum found found;
    uint32_t value;
    uint32_t code; /* when not told */
} numbers[] = {
    { KEY_TEXT, "number", true, FOUND, 7, 0 },
    { KEY_TEXT, "NUMBER", true, FOUND, 7, 0 },
    { KEY_TEXT, "largest", true, FOUND, 0xffffffff, 0 },
    { KEY_TEXT, "nothing", true, ABSENT, 0, 0 },
    { KEY_TEXT "\\nowhere", "number", true, ABSENT, 0, 0 },
    { KEY_TEXT, "text", false, ABSENT, 0, ERROR_UNSUPPORTED_TYPE },
    { KEY_TEXT, "bytes", false, ABSENT, 0, ERROR_UNSUPPORTED_TYPE },
    { KEY_TEXT, "not UTF-8 \xff", false, ABSENT, 0, ERROR_NO_UNICODE_TRANSLATION },
};

START_TEST(numbers_are_read)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;
    bool told = win_reg_read_u32(NULL, numbers[_i].key, numbers[_i].name, &found, &value, &err);

    ck_assert_msg(told == numbers[_i].told, "%s: %s", numbers[_i].name, err.text);
    ck_assert_msg(found == numbers[_i].found, "%s", numbers[_i].name);
    ck_assert_msg(value == numbers[_i].value, "%s: %u", numbers[_i].name, value);
    ck_assert_msg(told || (err.domain == ERR_WIN32 && err.code == numbers[_i].code), "%s: %s",
        numbers[_i].name, err.text);
}
END_TEST

static const struct {
    const char *key, *name;
    bool told;
    enum found found;
    const char *value;
} texts[] = {
    { KEY_TEXT, "", true, FOUND, "default" },
    { KEY_TEXT, "text", true, FOUND, "IMAGE_STATE_COMPLETE" },
    { KEY_TEXT, "empty", true, FOUND, "" },
    { KEY_TEXT, "expand", true, FOUND, "%SystemRoot%\\x" },
    { KEY_TEXT, "umlaut", true, FOUND,
        "Gr\xc3\xb6\xc3\x9f"
        "e" },
    { KEY_TEXT, "unterminated", true, FOUND, "ab" },
    { KEY_TEXT, "nothing", true, ABSENT, "" },
    { KEY_TEXT "\\nowhere", "", true, ABSENT, "" },
    { KEY_TEXT "\\below", "", true, ABSENT, "" },
    { KEY_TEXT, "number", false, ABSENT, "" },
    { KEY_TEXT, "texts", false, ABSENT, "" },
    { KEY_TEXT, "surrogate", false, ABSENT, "" },
};

START_TEST(texts_are_read)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) value = { 0 };
    bool told = win_reg_read_text(NULL, texts[_i].key, texts[_i].name, &found, &value, &err);

    ck_assert_msg(told == texts[_i].told, "%s: %s", texts[_i].name, err.text);
    ck_assert_msg(found == texts[_i].found, "%s", texts[_i].name);
    ck_assert_msg(strcmp(text_string(&value), texts[_i].value) == 0, "%s: '%s'", texts[_i].name,
        text_string(&value));
    ck_assert_msg(told || strstr(err.text, "cannot read 'HKLM\\" KEY_TEXT), "%s: %s",
        texts[_i].name, err.text);
}
END_TEST

START_TEST(lists_keep_their_empty_strings)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) list = { 0 };

    ck_assert_msg(win_reg_read_texts(NULL, KEY_TEXT, "texts", &found, &list, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(list.count, 4);
    ck_assert_str_eq(list.items[0], "\\??\\C:\\a");
    ck_assert_str_eq(list.items[1], "");
    ck_assert_str_eq(list.items[2], "\\??\\C:\\b");
    ck_assert_str_eq(list.items[3], "!\\??\\C:\\c");
}
END_TEST

START_TEST(an_empty_list_is_there_and_a_missing_one_is_not)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) list = { 0 };

    ck_assert_msg(
        win_reg_read_texts(NULL, KEY_TEXT, "no texts", &found, &list, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(list.count, 0);
    ck_assert_msg(
        win_reg_read_texts(NULL, KEY_TEXT, "nothing", &found, &list, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    ck_assert(!win_reg_read_texts(NULL, KEY_TEXT, "text", &found, &list, &err));
}
END_TEST

START_TEST(keys_and_values_are_there_or_not)
{
    struct err err = { 0 };
    enum found found = ABSENT;

    ck_assert(win_reg_has_key(NULL, KEY_TEXT, &found, &err) && found == FOUND);
    ck_assert(win_reg_has_key(NULL, KEY_TEXT "\\nowhere", &found, &err) && found == ABSENT);
    ck_assert(win_reg_has_value(NULL, KEY_TEXT, "bytes", &found, &err) && found == FOUND);
    ck_assert(win_reg_has_value(NULL, KEY_TEXT, "texts", &found, &err) && found == FOUND);
    ck_assert(win_reg_has_value(NULL, KEY_TEXT, "nothing", &found, &err) && found == ABSENT);
    ck_assert(
        win_reg_has_value(NULL, KEY_TEXT "\\nowhere", "bytes", &found, &err) && found == ABSENT);
}
END_TEST

START_TEST(subkeys_are_listed)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) names = { 0 };

    ck_assert_msg(win_reg_list_keys(NULL, KEY_TEXT, &found, &names, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(names.count, 1);
    ck_assert_str_eq(names.items[0], "below");
    ck_assert(win_reg_list_keys(NULL, KEY_TEXT "\\nowhere", &found, &names, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_huge_value_is_refused_by_name)
{
    size_t size_bytes = GUEST_TEXT_LIMIT + 2;
    AUTO_FREE char *huge = malloc(size_bytes);
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) value = { 0 };

    ck_assert_ptr_nonnull(huge);
    memset(huge, 'a', size_bytes);
    put(L"huge", REG_SZ, huge, size_bytes);
    ck_assert(!win_reg_read_text(NULL, KEY_TEXT, "huge", &found, &value, &err));
    ck_assert_msg(
        err_is(&err, ERR_TOO_LARGE) && strstr(err.text, "GoldprepTest\\huge"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.registry");
    TCase *tests = tcase_create("registry");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, numbers_are_read, 0, COUNT_OF(numbers));
    tcase_add_loop_test(tests, texts_are_read, 0, COUNT_OF(texts));
    tcase_add_test(tests, lists_keep_their_empty_strings);
    tcase_add_test(tests, an_empty_list_is_there_and_a_missing_one_is_not);
    tcase_add_test(tests, keys_and_values_are_there_or_not);
    tcase_add_test(tests, subkeys_are_listed);
    tcase_add_test(tests, a_huge_value_is_refused_by_name);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
