/* SPDX-License-Identifier: MIT */
/* test_lists.c - each list has the members that the port promises, and what must be on it. */
#include "windows_test.h"

static struct guest guest;
static struct err err;

static void set_up(void)
{
    guest = test_guest();
    err = (struct err){ 0 };
}

static void tear_down(void)
{
    win_guest_close(&guest);
}

enum kind {
    TEXT = 0,
    NUMBER,
};

/* The members of a row: numbers and texts, in no order. */
static const struct {
    enum guest_list which;
    const char *name;
    enum kind kind;
} members[] = {
    { GUEST_LIST_SERVICES, "name", TEXT },
    { GUEST_LIST_SERVICES, "state", NUMBER },
    { GUEST_LIST_PROCESSES, "image", TEXT },
    { GUEST_LIST_PROCESSES, "id", NUMBER },
    { GUEST_LIST_DRIVES, "root", TEXT },
    { GUEST_LIST_DRIVES, "type", NUMBER },
    { GUEST_LIST_DRIVES, "label", TEXT },
    { GUEST_LIST_DRIVES, "file_system", TEXT },
    { GUEST_LIST_DISKS, "number", NUMBER },
    { GUEST_LIST_DISKS, "size_bytes", NUMBER },
    { GUEST_LIST_DISKS, "sector_bytes", NUMBER },
    { GUEST_LIST_DISKS, "physical_sector_bytes", NUMBER },
    { GUEST_LIST_DISKS, "bus", NUMBER },
    { GUEST_LIST_DISKS, "removable", NUMBER },
    { GUEST_LIST_DISKS, "model", TEXT },
};

START_TEST(each_row_has_what_the_port_promises)
{
    AUTO(json_value) rows = { 0 };
    enum guest_list which = members[_i].which;

    ck_assert_msg(guest.list(guest.state, which, &rows.root, &err), "%s", err.text);
    ck_assert(json_is_array(rows.root));
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        const struct json *member = json_member(row, members[_i].name);
        int64_t number = 0;

        ck_assert_msg(
            members[_i].kind == TEXT ? json_string(member) != NULL : json_number(member, &number),
            "%s: %s", guest_list_name(which), members[_i].name);
        ck_assert_int_ge(number, 0);
    }
}
END_TEST

static const struct json *find(const struct json *rows, const char *member, const char *value)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        if (text_same(json_string(json_member(row, member)), value))
            return row;
    return NULL;
}

static int64_t number_of(const struct json *row, const char *member)
{
    int64_t number = -1;

    ck_assert_msg(json_number(json_member(row, member), &number), "%s", member);
    return number;
}

START_TEST(services_are_there_and_drivers_too)
{
    AUTO(json_value) rows = { 0 };
    const struct json *row;

    ck_assert_msg(guest.list(guest.state, GUEST_LIST_SERVICES, &rows.root, &err), "%s", err.text);
    row = find(rows.root, "name", "RpcSs");
    ck_assert_ptr_nonnull(row);
    ck_assert_int_ge(number_of(row, "state"), SERVICE_STOPPED);
    ck_assert_int_le(number_of(row, "state"), SERVICE_PAUSED);
    ck_assert_ptr_nonnull(find(rows.root, "name", "NDIS"));
}
END_TEST

START_TEST(this_process_is_on_the_list)
{
    AUTO(json_value) rows = { 0 };
    bool seen = false;

    ck_assert_msg(guest.list(guest.state, GUEST_LIST_PROCESSES, &rows.root, &err), "%s", err.text);
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        if (number_of(row, "id") != (int64_t)GetCurrentProcessId())
            continue;
        seen = text_ends_same(json_string(json_member(row, "image")), "test_win_lists.exe");
    }
    ck_assert(seen);
}
END_TEST

static bool lists_process(DWORD id)
{
    AUTO(json_value) rows = { 0 };

    ck_assert_msg(guest.list(guest.state, GUEST_LIST_PROCESSES, &rows.root, &err), "%s", err.text);
    for (const struct json *row = json_first(rows.root); row; row = json_next(row))
        if (number_of(row, "id") == (int64_t)id)
            return true;
    return false;
}

/* One state for all who ask in a collection; behind it, each asks the machine. */
START_TEST(a_list_is_kept_for_one_collection)
{
    const struct guest_wmi_query *const none[] = { NULL };
    wchar_t line[] = L"C:\\Windows\\System32\\cmd.exe";
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION made = { 0 };

    guest.look_anew(guest.state, none);
    ck_assert(lists_process(GetCurrentProcessId()));
    ck_assert(CreateProcessW(
        NULL, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &made));
    bool before = lists_process(made.dwProcessId);
    guest.look_done(guest.state);
    bool behind = lists_process(made.dwProcessId);
    TerminateProcess(made.hProcess, 0);
    WaitForSingleObject(made.hProcess, INFINITE);
    bool in_the_end = lists_process(made.dwProcessId);
    CloseHandle(made.hThread);
    CloseHandle(made.hProcess);
    ck_assert(!before && behind && !in_the_end);
}
END_TEST

START_TEST(the_drive_of_windows_is_fixed)
{
    AUTO(json_value) rows = { 0 };
    const struct json *row;
    DWORD before = GetThreadErrorMode();

    ck_assert_msg(guest.list(guest.state, GUEST_LIST_DRIVES, &rows.root, &err), "%s", err.text);
    row = find(rows.root, "root", "C:\\");
    ck_assert_ptr_nonnull(row);
    ck_assert_int_eq(number_of(row, "type"), DRIVE_FIXED);
    ck_assert_str_ne(json_string(json_member(row, "file_system")), "");
    ck_assert_uint_eq(GetThreadErrorMode(), before);
}
END_TEST

START_TEST(a_list_that_nobody_has_is_an_error)
{
    struct json *rows = NULL;

    ck_assert(!guest.list(guest.state, GUEST_LIST_COUNT, &rows, &err));
    ck_assert(err_is(&err, ERR_UNSUPPORTED));
    ck_assert_ptr_null(rows);
}
END_TEST

START_TEST(a_row_takes_no_text_that_is_none)
{
    const wchar_t surrogate[] = { L'a', 0xd800 };
    AUTO(json_value) rows = { 0 };
    struct json *row = NULL;

    ck_assert(win_rows_new(&rows, &err) && win_rows_add(&rows, &row, &err));
    ck_assert(!win_row_text(row, "name", surrogate, 2, &err));
    ck_assert_msg(strstr(err.text, "name"), "%s", err.text);
    ck_assert(win_row_text(row, "empty", NULL, 0, &err));
    ck_assert_str_eq(json_string(json_member(row, "empty")), "");
    ck_assert(!win_row_number(row, "number", UINT64_MAX, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

/* Which of them a system has differs; none of them guesses. */
START_TEST(a_library_that_is_not_there_is_told)
{
    AUTO(text) name = { 0 };
    enum found found = ABSENT;
    uint32_t number = 0;
    bool flag = false;

    if (guest.join_domain(guest.state, &number, &name, &err))
        ck_assert_uint_le(number, 3);
    else
        ck_assert_msg(strstr(err.text, "domain") || err_is(&err, ERR_UNSUPPORTED), "%s", err.text);
    if (!guest.join_entra(guest.state, &found, &number, &name, &err))
        ck_assert_msg(strstr(err.text, "Entra") || err_is(&err, ERR_UNSUPPORTED), "%s", err.text);
    if (!guest.join_mdm(guest.state, &flag, &err))
        ck_assert_msg(strstr(err.text, "managed") || err_is(&err, ERR_UNSUPPORTED), "%s", err.text);
}
END_TEST

START_TEST(a_secret_that_is_not_there_is_absent)
{
    char name[200];
    enum found found = FOUND;

    ck_assert_msg(
        guest.lsa_secret(guest.state, "GoldprepNoSuchSecret", &found, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert(!guest.lsa_secret(guest.state, name, &found, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

START_TEST(a_disk_that_is_not_there_has_no_backing_to_tell)
{
    struct guest_backing backing = { 0 };
    enum found found = ABSENT;

    ck_assert(!guest.disk_backing(guest.state, 77, &found, &backing, &err));
    ck_assert_msg(
        err_is(&err, ERR_UNSUPPORTED) || strstr(err.text, "PhysicalDrive77"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.lists");
    TCase *tests = tcase_create("lists");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, each_row_has_what_the_port_promises, 0, COUNT_OF(members));
    tcase_add_test(tests, services_are_there_and_drivers_too);
    tcase_add_test(tests, this_process_is_on_the_list);
    tcase_add_test(tests, a_list_is_kept_for_one_collection);
    tcase_add_test(tests, the_drive_of_windows_is_fixed);
    tcase_add_test(tests, a_list_that_nobody_has_is_an_error);
    tcase_add_test(tests, a_row_takes_no_text_that_is_none);
    tcase_add_test(tests, a_library_that_is_not_there_is_told);
    tcase_add_test(tests, a_secret_that_is_not_there_is_absent);
    tcase_add_test(tests, a_disk_that_is_not_there_has_no_backing_to_tell);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
