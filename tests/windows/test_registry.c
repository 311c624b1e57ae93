/* SPDX-License-Identifier: MIT */
/* test_registry.c - there, absent, of another type, malformed, huge: each its own answer. */
#include "windows_test.h"

#define KEY L"SOFTWARE\\GoldprepTest"
#define KEY_TEXT "SOFTWARE\\GoldprepTest"

static HKEY made;
static struct guest guest;

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
    guest = test_guest();
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
    put(L"odd texts", REG_MULTI_SZ, L"a\0b\0", 7);
    put(L"surrogate in texts", REG_MULTI_SZ, surrogate, sizeof surrogate);
    put(L"unterminated texts", REG_MULTI_SZ, unterminated, sizeof unterminated);
    put(L"odd", REG_SZ, L"abc", 5);
    put(L"half", REG_SZ, "a", 1);
    put(L"no bytes", REG_SZ, L"", 0);
    put(L"short number", REG_DWORD, &seven, 3);
    put(L"wide number", REG_QWORD, &(const uint64_t){ 7 }, sizeof(uint64_t));
    put(L"bytes", REG_BINARY, "\1\2\3", 3);
    status = RegCreateKeyExW(
        made, L"below", 0, NULL, REG_OPTION_NON_VOLATILE, KEY_WRITE, NULL, &below, NULL);
    ck_assert_msg(status == ERROR_SUCCESS, "cannot make a key below: %ld", status);
    (void)RegCloseKey(below);
}

static void tear_down(void)
{
    win_guest_close(&guest);
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
    { KEY_TEXT, "short number", false, ABSENT, 0, ERROR_INVALID_DATA },
    { KEY_TEXT, "wide number", false, ABSENT, 0, ERROR_UNSUPPORTED_TYPE },
    { KEY_TEXT, "not UTF-8 \xff", false, ABSENT, 0, ERROR_NO_UNICODE_TRANSLATION },
};

START_TEST(numbers_are_read)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;
    bool told =
        guest.reg_read_u32(guest.state, numbers[_i].key, numbers[_i].name, &found, &value, &err);

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
    { KEY_TEXT, "no bytes", true, FOUND, "" },
    { KEY_TEXT, "odd", false, ABSENT, "" },
    { KEY_TEXT, "half", false, ABSENT, "" },
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
    bool told =
        guest.reg_read_text(guest.state, texts[_i].key, texts[_i].name, &found, &value, &err);

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

    ck_assert_msg(
        guest.reg_read_texts(guest.state, KEY_TEXT, "texts", &found, &list, &err), "%s", err.text);
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

    ck_assert_msg(guest.reg_read_texts(guest.state, KEY_TEXT, "no texts", &found, &list, &err),
        "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(list.count, 0);
    ck_assert_msg(guest.reg_read_texts(guest.state, KEY_TEXT, "nothing", &found, &list, &err), "%s",
        err.text);
    ck_assert_int_eq(found, ABSENT);
    ck_assert(!guest.reg_read_texts(guest.state, KEY_TEXT, "text", &found, &list, &err));
}
END_TEST

START_TEST(keys_and_values_are_there_or_not)
{
    struct err err = { 0 };
    enum found found = ABSENT;

    ck_assert(guest.reg_has_key(guest.state, KEY_TEXT, &found, &err) && found == FOUND);
    ck_assert(
        guest.reg_has_key(guest.state, KEY_TEXT "\\nowhere", &found, &err) && found == ABSENT);
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT, "bytes", &found, &err) && found == FOUND);
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT, "texts", &found, &err) && found == FOUND);
    ck_assert(
        guest.reg_has_value(guest.state, KEY_TEXT, "nothing", &found, &err) && found == ABSENT);
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT "\\nowhere", "bytes", &found, &err) &&
              found == ABSENT);
}
END_TEST

START_TEST(subkeys_are_listed)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) names = { 0 };

    ck_assert_msg(guest.reg_list_keys(guest.state, KEY_TEXT, &found, &names, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(names.count, 1);
    ck_assert_str_eq(names.items[0], "below");
    ck_assert(guest.reg_list_keys(guest.state, KEY_TEXT "\\nowhere", &found, &names, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

static const struct {
    const char *name;
    uint32_t code; /* of ERR_WIN32; 0: of ERR_AGENT, as agent says */
    uint32_t agent;
} bad_lists[] = {
    { "text", ERROR_UNSUPPORTED_TYPE, 0 },
    { "bytes", ERROR_UNSUPPORTED_TYPE, 0 },
    { "odd texts", 0, ERR_MALFORMED },
    { "surrogate in texts", ERROR_NO_UNICODE_TRANSLATION, 0 },
};

START_TEST(a_list_that_is_none_is_refused)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) list = { 0 };

    ck_assert(
        !guest.reg_read_texts(guest.state, KEY_TEXT, bad_lists[_i].name, &found, &list, &err));
    ck_assert_uint_eq(list.count, 0);
    ck_assert_int_eq(found, ABSENT);
    ck_assert_msg(strstr(err.text, bad_lists[_i].name), "%s", err.text);
    ck_assert_msg(bad_lists[_i].code ? err.domain == ERR_WIN32 && err.code == bad_lists[_i].code
                                     : err_is(&err, bad_lists[_i].agent),
        "%s", err.text);
}
END_TEST

START_TEST(a_list_without_its_terminators_is_read_by_its_length)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) list = { 0 };

    ck_assert(
        guest.reg_read_texts(guest.state, KEY_TEXT, "unterminated texts", &found, &list, &err));
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.items[0], "ab");
}
END_TEST

static const struct {
    const char *key, *name;
    enum found found;
    uint32_t type;
    const char *bytes;
    size_t len;
} raw[] = {
    { KEY_TEXT, "bytes", FOUND, REG_BINARY, "\1\2\3", 3 },
    { KEY_TEXT, "odd", FOUND, REG_SZ, "a\0b\0c", 5 },
    { KEY_TEXT, "unterminated", FOUND, REG_SZ, "a\0b\0", 4 },
    { KEY_TEXT, "number", FOUND, REG_DWORD, "\7\0\0\0", 4 },
    { KEY_TEXT, "wide number", FOUND, REG_QWORD, "\7\0\0\0\0\0\0\0", 8 },
    { KEY_TEXT, "no bytes", FOUND, REG_SZ, "", 0 },
    { KEY_TEXT, "nothing", ABSENT, 0, "", 0 },
    { KEY_TEXT "\\nowhere", "bytes", ABSENT, 0, "", 0 },
};

START_TEST(bytes_are_given_as_they_are)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(bytes) bytes = { 0 };
    uint32_t type = 0;

    ck_assert_msg(
        guest.reg_read_bytes(guest.state, raw[_i].key, raw[_i].name, &found, &type, &bytes, &err),
        "%s", err.text);
    ck_assert_msg(found == raw[_i].found, "%s", raw[_i].name);
    ck_assert_uint_eq(type, raw[_i].type);
    ck_assert_uint_eq(bytes.len, raw[_i].len);
    ck_assert_msg(
        bytes.len == 0 || memcmp(bytes.data, raw[_i].bytes, bytes.len) == 0, "%s", raw[_i].name);
    ck_assert(!bytes.data || bytes.data[bytes.len] == '\0');
}
END_TEST

START_TEST(values_are_listed_with_the_default_one)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) names = { 0 };

    ck_assert(guest.reg_list_values(guest.state, KEY_TEXT, &found, &names, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(text_list_has(&names, ""));
    ck_assert(text_list_has(&names, "odd texts"));
    ck_assert(!text_list_has(&names, "below"));
    text_list_done(&names);
    ck_assert(guest.reg_list_values(guest.state, KEY_TEXT "\\below", &found, &names, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(names.count, 0);
    ck_assert(guest.reg_list_values(guest.state, KEY_TEXT "\\nowhere", &found, &names, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_name_that_is_no_text_is_refused)
{
    const wchar_t surrogate[] = { L'a', 0xd800, 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text_list) names = { 0 };

    put(surrogate, REG_SZ, L"", 2);
    ck_assert(!guest.reg_list_values(guest.state, KEY_TEXT, &found, &names, &err));
    ck_assert_msg(strstr(err.text, "cannot list 'HKLM\\" KEY_TEXT "'"), "%s", err.text);
    ck_assert_uint_eq(names.count, 0);
}
END_TEST

/* A key is kept open between questions: what happens to it meanwhile must show. */
START_TEST(changes_show_between_two_questions)
{
    const DWORD eight = 8;
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;
    HKEY below;

    ck_assert(guest.reg_read_u32(guest.state, KEY_TEXT "\\below", "late", &found, &value, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert_int_eq(RegSetKeyValueW(made, L"below", L"late", REG_DWORD, &eight, 4), 0);
    ck_assert(guest.reg_read_u32(guest.state, KEY_TEXT "\\below", "late", &found, &value, &err));
    ck_assert(found == FOUND && value == 8);

    ck_assert_int_eq(RegDeleteKeyW(made, L"below"), ERROR_SUCCESS);
    ck_assert_msg(guest.reg_read_u32(guest.state, KEY_TEXT "\\below", "late", &found, &value, &err),
        "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.reg_has_key(guest.state, KEY_TEXT "\\below", &found, &err));
    ck_assert_int_eq(found, ABSENT);

    ck_assert_int_eq(RegCreateKeyW(made, L"below", &below), ERROR_SUCCESS);
    ck_assert_int_eq(RegSetValueExW(below, L"late", 0, REG_DWORD, (const BYTE *)&eight, 4), 0);
    (void)RegCloseKey(below);
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT "\\below", "late", &found, &err));
    ck_assert_int_eq(found, FOUND);

    ck_assert_int_eq(RegDeleteKeyW(made, L"below"), ERROR_SUCCESS);
    ck_assert_int_eq(RegCreateKeyW(made, L"below", &below), ERROR_SUCCESS);
    (void)RegCloseKey(below);
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT "\\below", "late", &found, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(more_keys_than_are_kept_open)
{
    struct err err = { 0 };

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40; i++) {
            AUTO(text) path = { 0 };
            enum found found = ABSENT;
            uint32_t value = 0;

            text_append(&path, KEY_TEXT "\\below\\k%d", i);
            if (round == 0) {
                wchar_t name[32];
                const DWORD number = (DWORD)i;

                (void)swprintf(name, COUNT_OF(name), L"below\\k%d", i);
                ck_assert_int_eq(RegSetKeyValueW(made, name, L"n", REG_DWORD, &number, 4), 0);
            }
            ck_assert(
                guest.reg_read_u32(guest.state, text_string(&path), "n", &found, &value, &err));
            ck_assert(found == FOUND && value == (uint32_t)i);
        }
    }
    ck_assert_int_eq(RegDeleteTreeW(made, L"below"), ERROR_SUCCESS);
}
END_TEST

/* The account that runs the test has its registry there. */
START_TEST(users_are_below_their_own_root)
{
    struct guest_token token = { 0 };
    AUTO(text) key = { 0 };
    AUTO(text_list) users = { 0 };
    struct err err = { 0 };
    enum found found = ABSENT;
    bool mounted = true;

    ck_assert(guest.token(guest.state, &token, &err));
    text_append(&key, GUEST_USERS "%s", token.sid);
    ck_assert(guest.reg_has_key(guest.state, text_string(&key), &found, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(guest.reg_list_keys(guest.state, GUEST_USERS, &found, &users, &err));
    ck_assert(text_list_has(&users, token.sid));
    ck_assert(guest.reg_has_key(guest.state, GUEST_USERS "S-1-5-21-0", &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert(guest.hive_mount(guest.state, token.sid, "C:\\nowhere", &mounted, &err));
    ck_assert(!mounted);
}
END_TEST

START_TEST(a_huge_value_is_refused_by_name)
{
    size_t size_bytes = GUEST_TEXT_LIMIT + 2;
    AUTO(bytes) bytes = { 0 };
    uint32_t type = 0;
    AUTO_FREE char *huge = malloc(size_bytes);
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(text) value = { 0 };

    ck_assert_ptr_nonnull(huge);
    memset(huge, 'a', size_bytes);
    put(L"huge", REG_SZ, huge, size_bytes);
    ck_assert(!guest.reg_read_text(guest.state, KEY_TEXT, "huge", &found, &value, &err));
    ck_assert_msg(
        err_is(&err, ERR_TOO_LARGE) && strstr(err.text, "GoldprepTest\\huge"), "%s", err.text);
    ck_assert(!guest.reg_read_bytes(guest.state, KEY_TEXT, "huge", &found, &type, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert(guest.reg_has_value(guest.state, KEY_TEXT, "huge", &found, &err));
    ck_assert_int_eq(found, FOUND);

    put(L"huge", REG_SZ, huge, GUEST_TEXT_LIMIT);
    ck_assert_msg(
        guest.reg_read_text(guest.state, KEY_TEXT, "huge", &found, &value, &err), "%s", err.text);
    ck_assert_uint_eq(value.len, GUEST_TEXT_LIMIT / 2 * 3); /* 0x6161 takes three bytes */
}
END_TEST

START_TEST(what_is_written_is_read)
{
    static const char *const keys[] = { KEY_TEXT, KEY_TEXT "\\new\\and below" };
    struct err err = { 0 };

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        enum found found = ABSENT;
        uint32_t value = 0;

        ck_assert_msg(guest.reg_read_u32(guest.state, keys[i], "written", &found, &value, &err),
            "%s", err.text);
        ck_assert_int_eq(found, ABSENT);
        ck_assert_msg(
            guest.reg_write_u32(guest.state, keys[i], "written", 0xfffffffe, &err), "%s", err.text);
        ck_assert(guest.reg_read_u32(guest.state, keys[i], "written", &found, &value, &err));
        ck_assert_int_eq(found, FOUND);
        ck_assert_uint_eq(value, 0xfffffffe);
    }
    ck_assert(!guest.reg_write_u32(guest.state, GUEST_USERS "S-1-5-18", "written", 1, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
}
END_TEST

START_TEST(what_is_deleted_is_gone_and_may_be_gone_before)
{
    enum found found = FOUND;
    uint32_t value = 0;
    struct err err = { 0 };

    ck_assert(guest.reg_write_u32(guest.state, KEY_TEXT, "goes", 1, &err));
    ck_assert(guest.reg_write_u32(guest.state, KEY_TEXT, "stays", 2, &err));
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(guest.reg_delete_value(guest.state, KEY_TEXT, "goes", &err), "%s", err.text);
        ck_assert(guest.reg_read_u32(guest.state, KEY_TEXT, "goes", &found, &value, &err));
        ck_assert_int_eq(found, ABSENT);
    }
    ck_assert(guest.reg_read_u32(guest.state, KEY_TEXT, "stays", &found, &value, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(guest.reg_delete_value(guest.state, KEY_TEXT "\\not there", "goes", &err));
    ck_assert(!guest.reg_delete_value(guest.state, GUEST_USERS "S-1-5-18", "goes", &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
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
    tcase_add_loop_test(tests, a_list_that_is_none_is_refused, 0, COUNT_OF(bad_lists));
    tcase_add_test(tests, a_list_without_its_terminators_is_read_by_its_length);
    tcase_add_loop_test(tests, bytes_are_given_as_they_are, 0, COUNT_OF(raw));
    tcase_add_test(tests, values_are_listed_with_the_default_one);
    tcase_add_test(tests, a_name_that_is_no_text_is_refused);
    tcase_add_test(tests, changes_show_between_two_questions);
    tcase_add_test(tests, more_keys_than_are_kept_open);
    tcase_add_test(tests, users_are_below_their_own_root);
    tcase_add_test(tests, a_huge_value_is_refused_by_name);
    tcase_add_test(tests, what_is_written_is_read);
    tcase_add_test(tests, what_is_deleted_is_gone_and_may_be_gone_before);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
