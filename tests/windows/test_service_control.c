/* SPDX-License-Identifier: MIT */
/* test_service_control.c - changes how a service starts, and stops it, with a service of its own. */
#include "windows_test.h"

#define NAME "goldprep-test-service"
#define WIDE_NAME L"goldprep-test-service"
#define KEY "SYSTEM\\CurrentControlSet\\Services\\" NAME

static struct guest guest;

static void remove_service(void)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT) };
    AUTO(win_service) service = { OpenServiceW(manager.handle, WIDE_NAME, DELETE) };

    if (service.handle)
        (void)DeleteService(service.handle);
}

static void make(void)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE) };
    AUTO(win_service) service = { 0 };

    guest = test_guest();
    remove_service();
    service.handle = CreateServiceW(manager.handle, WIDE_NAME, NULL, SERVICE_QUERY_STATUS,
        SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, L"C:\\absent.exe",
        NULL, NULL, NULL, NULL, NULL);
    ck_assert_msg(service.handle, "cannot make a service: %lu", GetLastError());
}

static void release(void)
{
    remove_service();
    win_guest_close(&guest);
}

static uint32_t start_type(void)
{
    uint32_t type = UINT32_MAX;
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(
        guest.reg_read_u32(guest.state, KEY, "Start", &found, &type, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    return type;
}

static const struct guest_service_start starts[] = {
    { SERVICE_DISABLED, false },
    { SERVICE_AUTO_START, false },
    { SERVICE_AUTO_START, true },
    { SERVICE_DISABLED, false },
    { SERVICE_DEMAND_START, false },
};

START_TEST(the_start_type_is_what_was_set)
{
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        struct err err = { 0 };

        /* Not every service manager knows of delayed starts; one that does not says so. */
        ck_assert_msg(guest.service_set_start(guest.state, NAME, &starts[i], &err) ||
                          (starts[i].delayed && err.code == ERROR_INVALID_LEVEL),
            "%s", err.text);
        ck_assert_uint_eq(start_type(), starts[i].type);
    }
}
END_TEST

START_TEST(one_that_does_not_run_is_stopped)
{
    struct err err = { 0 };
    bool stopped = false;

    ck_assert_msg(guest.service_stop(guest.state, NAME, 1000, &stopped, &err), "%s", err.text);
    ck_assert(stopped);
}
END_TEST

START_TEST(one_that_is_not_there_says_so)
{
    struct err err = { 0 };
    bool stopped = false;

    ck_assert(!guest.service_set_start(guest.state, "goldprep-absent", &starts[0], &err));
    ck_assert_msg(
        err.domain == ERR_WIN32 && err.code == ERROR_SERVICE_DOES_NOT_EXIST, "%s", err.text);
    ck_assert(!guest.service_stop(guest.state, "goldprep-absent", 0, &stopped, &err));
    ck_assert_msg(
        err.domain == ERR_WIN32 && err.code == ERROR_SERVICE_DOES_NOT_EXIST, "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service_control");
    TCase *tcase = tcase_create("services");

    tcase_add_checked_fixture(tcase, make, release);
    tcase_add_test(tcase, the_start_type_is_what_was_set);
    tcase_add_test(tcase, one_that_does_not_run_is_stopped);
    tcase_add_test(tcase, one_that_is_not_there_says_so);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
