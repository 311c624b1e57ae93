/* SPDX-License-Identifier: MIT */
/*
 * test_service_manager.c - the service is started also when an earlier one of it has not ended yet,
 * and one that has not started yet is stopped. A service of goldprep's name is made for it, which is
 * this exe; where there is one, nothing is tried.
 */
#include "win/service.h"
#include "windows_test.h"

enum {
    ENDS_MS = 1500,   /* from being told to stop until it has ended */
    STARTS_MS = 1500, /* of one that starts slowly, until it runs */
    LIMIT_MS = 20 * 1000,
};

/* -- the service -- */

static SERVICE_STATUS_HANDLE reports_to;
static HANDLE told_to_stop;

static void report(DWORD state)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
        .dwCurrentState = state,
        .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0,
        .dwWaitHint = state == SERVICE_STOP_PENDING ? 2 * ENDS_MS : 0 };

    (void)SetServiceStatus(reports_to, &status);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context)
{
    (void)type, (void)data, (void)context;
    if (control != SERVICE_CONTROL_STOP)
        return control == SERVICE_CONTROL_INTERROGATE ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
    report(SERVICE_STOP_PENDING);
    (void)SetEvent(told_to_stop);
    return NO_ERROR;
}

static void WINAPI service_main(DWORD count, wchar_t **arguments)
{
    (void)arguments;
    reports_to = RegisterServiceCtrlHandlerExW(WIN_SERVICE_NAME, on_control, NULL);
    if (count > 1) { /* its name, and what it was started with */
        report(SERVICE_START_PENDING);
        Sleep(STARTS_MS);
    }
    report(SERVICE_RUNNING);
    (void)WaitForSingleObject(told_to_stop, INFINITE);
    Sleep(ENDS_MS);
    report(SERVICE_STOPPED);
}

static int be_service(void)
{
    static const SERVICE_TABLE_ENTRYW table[] = { { (wchar_t *)WIN_SERVICE_NAME, service_main },
        { NULL, NULL } };

    told_to_stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    return told_to_stop && StartServiceCtrlDispatcherW(table) ? 0 : 1;
}

/* -- the test -- */

static struct win_service service;

static void make(void)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE) };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(text) line = { 0 };
    struct err err = { 0 };

    text_append(&line, "\"");
    test_own_path(&line);
    text_append(&line, "\" service");
    ck_assert_msg(win_widen(text_string(&line), &wide, &err), "%s", err.text);
    service.handle = CreateServiceW(manager.handle, WIN_SERVICE_NAME, NULL, SERVICE_ALL_ACCESS,
        SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, wide, NULL, NULL,
        NULL, NULL, NULL);
    /* One that is there is somebody's own, or what an earlier run has left: neither is a pass. */
    ck_assert_msg(service.handle, "cannot make the service 'goldprep': %lu", GetLastError());
}

static void release(void)
{
    SERVICE_STATUS status;
    struct err err = { 0 };

    if (!service.handle)
        return;
    if (ControlService(service.handle, SERVICE_CONTROL_STOP, &status))
        (void)!win_service_wait(service.handle, SERVICE_STOPPED, LIMIT_MS, &err);
    (void)DeleteService(service.handle);
    win_service_done(&service);
}

static SERVICE_STATUS_PROCESS status_now(void)
{
    SERVICE_STATUS_PROCESS status = { 0 };
    DWORD needed = 0;

    ck_assert(QueryServiceStatusEx(
        service.handle, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof status, &needed));
    return status;
}

START_TEST(one_that_ends_is_waited_for_and_started_again)
{
    const struct service_manager *manager = win_service_manager();
    SERVICE_STATUS ignored;
    struct err err = { 0 };

    ck_assert_msg(manager->start(manager->state, LIMIT_MS, &err), "%s", err.text);
    DWORD first = status_now().dwProcessId;
    ck_assert_msg(manager->start(manager->state, LIMIT_MS, &err), "runs already: %s", err.text);
    ck_assert_uint_eq(status_now().dwProcessId, first);
    ck_assert(ControlService(service.handle, SERVICE_CONTROL_STOP, &ignored));
    ck_assert_uint_eq(status_now().dwCurrentState, SERVICE_STOP_PENDING);
    ck_assert_msg(manager->start(manager->state, LIMIT_MS, &err), "%s", err.text);
    ck_assert_uint_eq(status_now().dwCurrentState, SERVICE_RUNNING);
    ck_assert_uint_ne(status_now().dwProcessId, first);
}
END_TEST

START_TEST(it_is_not_waited_for_without_end)
{
    const struct service_manager *manager = win_service_manager();
    SERVICE_STATUS ignored;
    struct err err = { 0 };

    ck_assert_msg(manager->start(manager->state, LIMIT_MS, &err), "%s", err.text);
    ck_assert(ControlService(service.handle, SERVICE_CONTROL_STOP, &ignored));
    ck_assert(!manager->start(manager->state, ENDS_MS / 3, &err));
    ck_assert_msg(
        err_is(&err, ERR_TIME_LIMIT) && strstr(err.text, "has not ended"), "%s", err.text);
    ck_assert_msg(
        win_service_wait(service.handle, SERVICE_STOPPED, LIMIT_MS, &err), "%s", err.text);
}
END_TEST

START_TEST(one_that_has_not_started_yet_is_stopped)
{
    const wchar_t *slowly[] = { L"slowly" };
    struct guest guest = test_guest();
    struct err err = { 0 };
    bool stopped = false;

    ck_assert(StartServiceW(service.handle, 1, slowly));
    ck_assert_uint_eq(status_now().dwCurrentState, SERVICE_START_PENDING);
    ck_assert_msg(
        guest.service_stop(guest.state, "goldprep", LIMIT_MS, &stopped, &err), "%s", err.text);
    ck_assert(stopped);
    ck_assert_uint_eq(status_now().dwCurrentState, SERVICE_STOPPED);
    win_guest_close(&guest);
}
END_TEST

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "service") == 0)
        return be_service();

    Suite *suite = suite_create("win.service_manager");
    TCase *tests = tcase_create("service_manager");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, release);
    tcase_add_test(tests, one_that_ends_is_waited_for_and_started_again);
    tcase_add_test(tests, it_is_not_waited_for_without_end);
    tcase_add_test(tests, one_that_has_not_started_yet_is_stopped);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
