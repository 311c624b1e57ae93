/* SPDX-License-Identifier: MIT */
/*
 * test_pipe.c - who asks at the pipe, with Windows' rules for a client that lets itself be looked at
 * and no more (SECURITY_IDENTIFICATION), which Wine does not keep: the calls that look at its token
 * come by here.
 */
#include "win/pipe.h"
#include "windows_test.h"

#define NAME L"\\\\.\\pipe\\goldprep-test-who"
#define SDDL L"O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)"

enum { LIMIT_MS = 20 * 1000 };

/* What the calls of the test answer. */
static struct {
    bool refuses_token;     /* it cannot be opened, for another reason */
    bool is_no_one;         /* a member of nothing */
    bool looked_as_process; /* who is a member was asked when the thread was itself again */
} world;

/* -- the calls, as Windows documents them -- */

static BOOL(WINAPI *real_open)(HANDLE thread, DWORD access, BOOL as_self, HANDLE *token);
static BOOL(WINAPI *real_check)(HANDLE token, PSID sid, BOOL *member);

static bool is_somebody_else(void)
{
    AUTO(win_handle) token = { 0 };

    return real_open(GetCurrentThread(), TOKEN_QUERY, TRUE, &token.handle);
}

static BOOL WINAPI open_token(HANDLE thread, DWORD access, BOOL as_self, HANDLE *token)
{
    if (!as_self || (world.refuses_token)) {
        SetLastError(as_self ? ERROR_ACCESS_DENIED : ERROR_BAD_IMPERSONATION_LEVEL);
        return FALSE;
    }
    return real_open(thread, access, as_self, token);
}

static BOOL WINAPI check_membership(HANDLE token, PSID sid, BOOL *member)
{
    if (!token && is_somebody_else()) {
        SetLastError(ERROR_BAD_IMPERSONATION_LEVEL); /* it opens the token as the client */
        return FALSE;
    }
    world.looked_as_process = !is_somebody_else();
    *member = FALSE;
    return world.is_no_one || real_check(token, sid, member);
}

/* The linker takes these for the imports of that name. */
extern void *__imp_OpenThreadToken;
extern void *__imp_CheckTokenMembership;
void *__imp_OpenThreadToken = (void *)open_token;
void *__imp_CheckTokenMembership = (void *)check_membership;

/* -- a pipe and its client -- */

static struct win_pipe *pipe;
static struct service_link link;
static uint32_t the_client;

static bool came(void *state, uint32_t client)
{
    (void)state;
    the_client = client;
    return true;
}

static bool takes(void *state, uint32_t client, const void *bytes, size_t len)
{
    (void)state, (void)client, (void)bytes, (void)len;
    return true;
}

static void gone(void *state, uint32_t client)
{
    (void)state, (void)client;
    the_client = 0;
}

/* A client is asked for once it has sent something. */
static void make(void)
{
    const struct win_pipe_user user = {
        .silence_ms = LIMIT_MS, .came = came, .message = takes, .gone = gone
    };
    HMODULE library = LoadLibraryW(L"advapi32.dll");
    enum found found = ABSENT;
    struct err err = { 0 };

    memset(&world, 0, sizeof world);
    the_client = 0;
    ck_assert_ptr_nonnull(library);
    real_open = (void *)GetProcAddress(library, "OpenThreadToken");
    real_check = (void *)GetProcAddress(library, "CheckTokenMembership");
    ck_assert(real_open && real_check);
    ck_assert_msg(win_pipe_open(NAME, SDDL, &user, &pipe, &err), "%s", err.text);
    ck_assert_msg(
        win_pipe_connect(NAME, GetCurrentProcessId(), &found, &link, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_msg(link.send(link.state, "x", 1, &err), "%s", err.text);
    for (int tries = 0; tries < 100 && the_client == 0; tries++) {
        Sleep(10);
        win_pipe_work(pipe);
    }
    ck_assert_uint_ne(the_client, 0);
}

static void release(void)
{
    link.close(link.state);
    win_pipe_free(pipe);
}

START_TEST(a_client_that_lets_itself_be_looked_at_is_told_to_be_an_administrator)
{
    struct err err = { 0 };

    ck_assert_msg(win_pipe_allows(pipe, the_client, &err), "%s", err.text);
    ck_assert(world.looked_as_process);
    ck_assert(!is_somebody_else());
}
END_TEST

START_TEST(a_client_that_is_nobody_is_refused)
{
    struct err err = { 0 };

    world.is_no_one = true;
    ck_assert(!win_pipe_allows(pipe, the_client, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    ck_assert(!is_somebody_else());
}
END_TEST

START_TEST(a_token_that_cannot_be_opened_is_no_yes_and_the_thread_is_itself_again)
{
    struct err err = { 0 };

    world.refuses_token = true;
    ck_assert(!win_pipe_allows(pipe, the_client, &err));
    ck_assert_msg(err.domain == ERR_WIN32 && err.code == ERROR_ACCESS_DENIED, "%s", err.text);
    ck_assert(!is_somebody_else());
}
END_TEST

START_TEST(one_that_has_gone_is_refused)
{
    struct err err = { 0 };

    ck_assert(!win_pipe_allows(pipe, the_client + 1, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pipe");
    TCase *tests = tcase_create("pipe");

    tcase_add_checked_fixture(tests, make, release);
    tcase_add_test(tests, a_client_that_lets_itself_be_looked_at_is_told_to_be_an_administrator);
    tcase_add_test(tests, a_client_that_is_nobody_is_refused);
    tcase_add_test(tests, a_token_that_cannot_be_opened_is_no_yes_and_the_thread_is_itself_again);
    tcase_add_test(tests, one_that_has_gone_is_refused);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
