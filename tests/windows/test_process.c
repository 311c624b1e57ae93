/* SPDX-License-Identifier: MIT */
/*
 * test_process.c - programs are started with exactly their arguments, waited for, read and ended.
 *
 * The program that is started is this one: its first argument says what the child does.
 */
#include "windows_test.h"

#include <shellapi.h>
#include <tlhelp32.h>

enum {
    CHILD_CODE = 3010, /* more than eight bits */
    CHATTER_BYTES = GUEST_OUTPUT_LIMIT + 300 * 1024,
    SHORT_MS = 100,
    LONG_MS = 60 * 1000,
};

/* -- what a child does -- */

static void print(const char *bytes, size_t len)
{
    DWORD written;

    while (
        len > 0 && WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, (DWORD)len, &written, NULL)) {
        bytes += written;
        len -= written;
    }
}

static int print_arguments(void)
{
    int count = 0;
    AUTO(win_local) wide = { CommandLineToArgvW(GetCommandLineW(), &count) };
    struct err err = { 0 };

    for (int i = 2; wide.memory && i < count; i++) {
        AUTO_FREE char *argument = NULL;

        if (!win_narrow(((wchar_t **)wide.memory)[i], &argument, &err))
            return 1;
        print(argument, strlen(argument));
        print("|", 1);
    }
    return CHILD_CODE;
}

static int print_much(void)
{
    char line[1024];

    memset(line, 'x', sizeof line);
    for (size_t done = 0; done < CHATTER_BYTES; done += sizeof line)
        print(line, sizeof line);
    return 0;
}

/* Starts another child that sleeps, prints its process id, and sleeps too. */
static int parent_of_a_sleeper(void)
{
    wchar_t line[MAX_PATH + 16];
    wchar_t self[MAX_PATH];
    char id[16];
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION made = { 0 };

    if (!GetModuleFileNameW(NULL, self, COUNT_OF(self)))
        return 1;
    (void)swprintf(line, COUNT_OF(line), L"\"%ls\" sleep", self);
    if (!CreateProcessW(self, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made))
        return 1;
    print(id, (size_t)snprintf(id, sizeof id, "%lu\n", made.dwProcessId));
    Sleep(LONG_MS);
    return 0;
}

/* Starts a child through the port, prints its own id, and ends at once, as if goldprep had died.
 * Check's own calls are for tests only, so there is none here. */
static int die_as_a_parent(bool keep)
{
    const char *const arguments[] = { "sleep", NULL };
    wchar_t wide[MAX_PATH];
    char id[16];
    struct guest own = { 0 };
    struct guest_process *process = NULL;
    AUTO_FREE char *self = NULL;
    struct err err = { 0 };

    if (!GetModuleFileNameW(NULL, wide, COUNT_OF(wide)) || !win_narrow(wide, &self, &err) ||
        !win_guest_open(&own, &err) ||
        !own.process_start(own.state, self, arguments, keep, &process, &err))
        return 1;
    print(id, (size_t)snprintf(id, sizeof id, "%lu\n", GetCurrentProcessId()));
    return 0;
}

static int be_child(const char *what)
{
    if (strcmp(what, "arguments") == 0)
        return print_arguments();
    if (strcmp(what, "much") == 0)
        return print_much();
    if (strcmp(what, "family") == 0)
        return parent_of_a_sleeper();
    if (strcmp(what, "keeper") == 0)
        return die_as_a_parent(true);
    if (strcmp(what, "loser") == 0)
        return die_as_a_parent(false);
    if (strcmp(what, "259") == 0)
        return 259; /* STILL_ACTIVE */
    Sleep(LONG_MS); /* "sleep" */
    return 0;
}

/* -- the tests -- */

static struct guest guest;

static void set_up(void)
{
    guest = test_guest();
}

static void tear_down(void)
{
    win_guest_close(&guest);
}

static struct guest_process *start_self(const char *const *arguments)
{
    struct guest_process *process = NULL;
    AUTO(text) self = { 0 };
    struct err err = { 0 };

    test_own_path(&self);
    ck_assert_msg(
        guest.process_start(guest.state, text_string(&self), arguments, false, &process, &err),
        "%s", err.text);
    return process;
}

START_TEST(arguments_arrive_and_the_whole_exit_code_comes_back)
{
    const char *const arguments[] = { "arguments", "a b", "", "c\"d\\", "\xc3\xa4", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), CHILD_CODE);
    ck_assert_str_eq(text_string(&output), "a b||c\"d\\|\xc3\xa4|");
}
END_TEST

START_TEST(an_exit_code_of_259_is_an_end)
{
    const char *const arguments[] = { "259", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), 259);
    ck_assert_str_eq(text_string(&output), "");
}
END_TEST

START_TEST(a_chatty_program_is_not_blocked_and_its_output_is_bounded)
{
    const char *const arguments[] = { "much", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), 0);
    ck_assert_uint_eq(output.len, GUEST_OUTPUT_LIMIT);
}
END_TEST

START_TEST(waiting_has_a_limit_and_ending_works)
{
    const char *const arguments[] = { "sleep", NULL };
    struct guest_process *process = start_self(arguments);
    struct err err = { 0 };
    bool ended = true;
    uint32_t code = 0;

    ck_assert_msg(
        guest.process_wait(guest.state, process, SHORT_MS, &ended, &code, &err), "%s", err.text);
    ck_assert(!ended);
    ck_assert_msg(guest.process_end(guest.state, process, &err), "%s", err.text);
    ck_assert_msg(
        guest.process_wait(guest.state, process, LONG_MS, &ended, &code, &err), "%s", err.text);
    ck_assert(ended);
    ck_assert_uint_ne(code, 0);
    guest.process_free(guest.state, process);
}
END_TEST

START_TEST(one_that_somebody_else_started_is_opened_by_id_and_path)
{
    const char *const arguments[] = { "sleep", NULL };
    struct guest_process *process = start_self(arguments);
    struct guest_process *opened = NULL;
    DWORD id = GetProcessId(*(HANDLE *)process); /* its first member */
    AUTO(text) path = { 0 };
    enum found found = FOUND;
    struct err err = { 0 };
    bool ended = true;
    uint32_t code = 0;

    test_own_path(&path);
    ck_assert_msg(
        guest.process_open(guest.state, id, "C:\\windows\\other.exe", &found, &opened, &err), "%s",
        err.text);
    ck_assert(found == ABSENT && !opened); /* that id is another program's */
    ck_assert_msg(guest.process_open(guest.state, id, text_string(&path), &found, &opened, &err),
        "%s", err.text);
    ck_assert(found == FOUND && opened);
    ck_assert_msg(
        guest.process_wait(guest.state, opened, SHORT_MS, &ended, &code, &err), "%s", err.text);
    ck_assert(!ended);
    ck_assert_msg(guest.process_end(guest.state, opened, &err), "%s", err.text);
    ck_assert_msg(
        guest.process_wait(guest.state, opened, LONG_MS, &ended, &code, &err), "%s", err.text);
    ck_assert(ended);
    guest.process_free(guest.state, opened);
    guest.process_free(guest.state, process);
}
END_TEST

/* The number that a child prints, once it is there. */
static DWORD printed_id(struct guest_process *process)
{
    for (int i = 0; i < 100; i++) {
        AUTO(text) output = { 0 };
        struct err err = { 0 };

        ck_assert_msg(guest.process_output(guest.state, process, &output, &err), "%s", err.text);
        if (output.len > 0 && output.bytes[output.len - 1] == '\n')
            return (DWORD)strtoul(output.bytes, NULL, 10);
        ck_assert_msg(guest.wait(guest.state, SHORT_MS, &err), "%s", err.text);
    }
    ck_abort_msg("the child prints no number");
    return 0;
}

/* Has the process of that id ended, within a while? It may be gone already. */
static bool has_ended(DWORD id)
{
    AUTO(win_handle) process = { OpenProcess(SYNCHRONIZE, FALSE, id) };

    return !process.handle || WaitForSingleObject(process.handle, 5000) == WAIT_OBJECT_0;
}

START_TEST(children_of_a_program_end_with_it)
{
    const char *const arguments[] = { "family", NULL };
    struct guest_process *process = start_self(arguments);
    struct err err = { 0 };
    DWORD id = printed_id(process);
    AUTO(win_handle) child = { OpenProcess(SYNCHRONIZE, FALSE, id) };

    ck_assert_msg(child.handle, "the child's child is not there");
    ck_assert_msg(guest.process_end(guest.state, process, &err), "%s", err.text);
    ck_assert_msg(has_ended(id), "the child's child goes on");
    guest.process_free(guest.state, process);
}
END_TEST

START_TEST(children_end_when_the_process_is_freed)
{
    const char *const arguments[] = { "family", NULL };
    struct guest_process *process = start_self(arguments);
    DWORD id = printed_id(process);

    guest.process_free(guest.state, process);
    ck_assert_msg(has_ended(id), "the child's child goes on");
}
END_TEST

/* A process that was started by the one of that id. The caller closes it; NULL: there is none. */
static HANDLE child_of(DWORD id)
{
    AUTO(win_handle) snapshot = { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) };
    PROCESSENTRY32W entry = { .dwSize = sizeof entry };

    ck_assert(win_handle_is_open(&snapshot));
    for (BOOL more = Process32FirstW(snapshot.handle, &entry); more;
         more = Process32NextW(snapshot.handle, &entry))
        if (entry.th32ParentProcessID == id)
            return OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, entry.th32ProcessID);
    return NULL;
}

static const struct {
    const char *role;
    bool lives_on;
} deaths[] = {
    { "loser", false },
    { "keeper", true },
};

START_TEST(only_what_is_kept_outlives_goldprep)
{
    const char *const arguments[] = { deaths[_i].role, NULL };
    struct guest_process *process = start_self(arguments);
    struct err err = { 0 };
    DWORD id = printed_id(process);
    bool ended = false;
    uint32_t code = 1;

    ck_assert(guest.process_wait(guest.state, process, LONG_MS, &ended, &code, &err));
    ck_assert_msg(ended && code == 0, "%s: code %u", deaths[_i].role, code);

    AUTO(win_handle) left = { child_of(id) };
    if (deaths[_i].lives_on) {
        ck_assert_msg(left.handle, "%s: nothing is left", deaths[_i].role);
        ck_assert_msg(WaitForSingleObject(left.handle, SHORT_MS) == WAIT_TIMEOUT,
            "%s: it has ended", deaths[_i].role);
        ck_assert(TerminateProcess(left.handle, 0));
    } else {
        ck_assert_msg(!left.handle || WaitForSingleObject(left.handle, 5000) == WAIT_OBJECT_0,
            "%s: it goes on", deaths[_i].role);
    }
    guest.process_free(guest.state, process);
}
END_TEST

START_TEST(a_running_program_is_found_by_its_name)
{
    struct err err = { 0 };
    AUTO(text) self = { 0 };
    bool exists = false;

    test_own_path(&self);
    ck_assert_msg(
        guest.process_exists(guest.state, strrchr(text_string(&self), '\\') + 1, &exists, &err),
        "%s", err.text);
    ck_assert(exists);
    ck_assert(guest.process_exists(guest.state, "TEST_WIN_PROCESS.EXE", &exists, &err) && exists);
    ck_assert(guest.process_exists(guest.state, "no-such-program.exe", &exists, &err) && !exists);
}
END_TEST

static const struct {
    const char *path;
    uint32_t code;
} not_there[] = {
    { "C:\\no\\such.exe", ERROR_PATH_NOT_FOUND },
    { "C:\\no-such.exe", ERROR_FILE_NOT_FOUND },
    { "notepad.exe", ERR_REFUSED },
    { "\\windows\\notepad.exe", ERR_REFUSED },
    { "C:notepad.exe", ERR_REFUSED },
};

START_TEST(what_cannot_be_started_is_named)
{
    const char *const none[] = { NULL };
    struct guest_process *process = NULL;
    struct err err = { 0 };

    ck_assert(!guest.process_start(guest.state, not_there[_i].path, none, false, &process, &err));
    ck_assert_ptr_null(process);
    ck_assert_msg(strstr(err.text, not_there[_i].path), "%s", err.text);
    ck_assert_msg(err.code == not_there[_i].code, "%s", err.text);
}
END_TEST

START_TEST(whoever_waits_is_told_to_stop)
{
    const char *const arguments[] = { "sleep", NULL };
    struct guest_process *process = start_self(arguments);
    struct err err = { 0 };
    HANDLE stop;
    bool ended = false;
    uint32_t code = 0;

    ck_assert(win_stop_event(&stop, &err));
    ck_assert(guest.wait(guest.state, 1, &err));
    ck_assert(SetEvent(stop));
    ck_assert(!guest.wait(guest.state, LONG_MS, &err));
    ck_assert(err_is(&err, ERR_CANCELLED));
    ck_assert(
        !win_process_wait_or_stop(guest.state, process, LONG_MS, &ended, &code, &err) && !ended);
    ck_assert_msg(
        err_is(&err, ERR_CANCELLED) && strstr(err.text, "test_win_process"), "%s", err.text);
    /* What changes the machine is waited for all the same. */
    ck_assert(guest.process_wait(guest.state, process, 1, &ended, &code, &err) && !ended);
    ck_assert(guest.process_end(guest.state, process, &err));
    ck_assert(guest.process_wait(guest.state, process, LONG_MS, &ended, &code, &err) && ended);
    ck_assert(ResetEvent(stop));
    guest.process_free(guest.state, process);
}
END_TEST

int main(int count, char **arguments)
{
    if (count > 1)
        return be_child(arguments[1]);

    Suite *suite = suite_create("win.process");
    TCase *tests = tcase_create("process");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, arguments_arrive_and_the_whole_exit_code_comes_back);
    tcase_add_test(tests, an_exit_code_of_259_is_an_end);
    tcase_add_test(tests, a_chatty_program_is_not_blocked_and_its_output_is_bounded);
    tcase_add_test(tests, waiting_has_a_limit_and_ending_works);
    tcase_add_test(tests, one_that_somebody_else_started_is_opened_by_id_and_path);
    tcase_add_test(tests, children_of_a_program_end_with_it);
    tcase_add_test(tests, children_end_when_the_process_is_freed);
    tcase_add_loop_test(tests, only_what_is_kept_outlives_goldprep, 0, COUNT_OF(deaths));
    tcase_add_test(tests, a_running_program_is_found_by_its_name);
    tcase_add_loop_test(tests, what_cannot_be_started_is_named, 0, COUNT_OF(not_there));
    tcase_add_test(tests, whoever_waits_is_told_to_stop);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
