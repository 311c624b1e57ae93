/* SPDX-License-Identifier: MIT */
/* test_wmi.c - WMI answers in the kinds it has; what is not there is told apart. */
#include "win/wmi.h"
#include "windows_test.h"

static struct err err;

static void set_up(void)
{
    err = (struct err){ 0 };
}

/* The one row of a class that every Windows has. */
static void first_row(struct win_wmi *wmi, struct win_wmi_object *row)
{
    AUTO(win_wmi_rows) rows = { 0 };
    AUTO(win_wmi_object) second = { 0 };
    enum found found = ABSENT;

    ck_assert_msg(win_wmi_open(L"ROOT\\CIMV2", wmi, &err), "%s", err.text);
    ck_assert_msg(
        win_wmi_query(wmi, L"SELECT * FROM Win32_OperatingSystem", &rows, &err), "%s", err.text);
    ck_assert_msg(win_wmi_next(&rows, &found, row, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_msg(win_wmi_next(&rows, &found, &second, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
}

static const struct {
    const wchar_t *name;
    enum found found;
} numbers[] = {
    { L"OSLanguage", FOUND },              /* uint32 */
    { L"TotalVisibleMemorySize", FOUND },  /* uint64, which travels as text */
    { L"ServicePackMajorVersion", FOUND }, /* uint16 */
    { L"Primary", FOUND },                 /* boolean */
    { L"NoSuchProperty", ABSENT },
};

START_TEST(numbers_of_every_kind_are_read)
{
    AUTO(win_wmi) wmi = { 0 };
    AUTO(win_wmi_object) row = { 0 };
    enum found found = ABSENT;
    uint64_t number = 0;

    first_row(&wmi, &row);
    ck_assert_msg(win_wmi_get_number(&row, numbers[_i].name, &found, &number, &err), "%ls: %s",
        numbers[_i].name, err.text);
    ck_assert_msg(found == numbers[_i].found, "%ls", numbers[_i].name);
}
END_TEST

START_TEST(a_text_is_no_number_and_the_other_way_round)
{
    AUTO(win_wmi) wmi = { 0 };
    AUTO(win_wmi_object) row = { 0 };
    AUTO(text) text = { 0 };
    enum found found = ABSENT;
    uint64_t number = 0;

    first_row(&wmi, &row);
    ck_assert_msg(win_wmi_get_text(&row, L"Version", &found, &text, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_msg(strchr(text_string(&text), '.'), "%s", text_string(&text));
    ck_assert(!win_wmi_get_number(&row, L"Version", &found, &number, &err));
    ck_assert_msg(err_is(&err, ERR_MALFORMED) && strstr(err.text, "Version"), "%s", err.text);
    ck_assert(!win_wmi_get_text(&row, L"OSLanguage", &found, &text, &err));
    ck_assert(win_wmi_get_text(&row, L"NoSuchProperty", &found, &text, &err));
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_namespace_that_is_not_there_is_named)
{
    AUTO(win_wmi) wmi = { 0 };

    ck_assert(!win_wmi_open(L"ROOT\\NoSuchNamespace", &wmi, &err));
    ck_assert_int_eq(err.domain, ERR_HRESULT);
    ck_assert_uint_eq(err.code, 0x8004100E);
    ck_assert_msg(strstr(err.text, "ROOT\\NoSuchNamespace"), "%s", err.text);
    ck_assert_msg(strstr(err.text, "the namespace is not there"), "%s", err.text);
    ck_assert(!wmi.services && !wmi.started);
}
END_TEST

START_TEST(a_connection_can_be_made_again)
{
    for (int i = 0; i < 3; i++) {
        AUTO(win_wmi) wmi = { 0 };
        AUTO(win_wmi_object) row = { 0 };

        first_row(&wmi, &row);
    }
}
END_TEST

START_TEST(a_partition_that_is_not_there_is_not_deleted)
{
    uint64_t least = 0;
    uint64_t most = 0;

    ck_assert(!win_partition_delete(NULL, 77, 1048576, &err));
    ck_assert_msg(strstr(err.text, "disk 77 at byte 1048576"), "%s", err.text);
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    ck_assert(!win_partition_limits(NULL, 77, 1048576, &least, &most, &err));
    ck_assert(!win_partition_resize(NULL, 77, 1048576, 2097152, &err));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.wmi");
    TCase *tests = tcase_create("wmi");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_loop_test(tests, numbers_of_every_kind_are_read, 0, COUNT_OF(numbers));
    tcase_add_test(tests, a_text_is_no_number_and_the_other_way_round);
    tcase_add_test(tests, a_namespace_that_is_not_there_is_named);
    tcase_add_test(tests, a_connection_can_be_made_again);
    tcase_add_test(tests, a_partition_that_is_not_there_is_not_deleted);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
