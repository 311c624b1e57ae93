/* SPDX-License-Identifier: MIT */
/*
 * token.c - who runs this process, and what it may do.
 *
 * Source: learn.microsoft.com/windows/win32/api/securitybaseapi, CheckTokenMembership
 * Source: learn.microsoft.com/windows/win32/api/securitybaseapi, AdjustTokenPrivileges
 */
#include "win/win.h"

#include <sddl.h>

bool win_is_administrator(bool *yes, struct err *err)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size_bytes = sizeof sid;
    BOOL is_member = FALSE;

    if (!CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid, &size_bytes))
        return win_err(err, GetLastError(), "cannot name the Administrators group");
    /* A group that is there to deny only, as without elevation, does not count. */
    if (!CheckTokenMembership(NULL, sid, &is_member))
        return win_err(err, GetLastError(), "cannot tell whether this is an administrator");

    *yes = is_member;
    return true;
}

static bool open_token(DWORD access, struct win_handle *token, struct err *err)
{
    if (!OpenProcessToken(GetCurrentProcess(), access, &token->handle))
        return win_err(err, GetLastError(), "cannot open the process token");
    return true;
}

bool win_token_user(TOKEN_USER **user, struct err *err)
{
    AUTO(win_handle) token = { 0 };
    DWORD size_bytes = sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE;
    AUTO_FREE TOKEN_USER *read = calloc(1, size_bytes);

    if (!read)
        return err_nomem(err);
    if (!open_token(TOKEN_QUERY, &token, err))
        return false;
    if (!GetTokenInformation(token.handle, TokenUser, read, size_bytes, &size_bytes))
        return win_err(err, GetLastError(), "cannot read the user of the process token");

    *user = TAKE(read);
    return true;
}

bool win_append_sid(struct text *text, PSID sid, struct err *err)
{
    AUTO(win_local) wide = { 0 };

    if (!ConvertSidToStringSidW(sid, (wchar_t **)&wide.memory))
        return win_err(err, GetLastError(), "cannot write down a SID");
    return win_append(text, wide.memory, wcslen(wide.memory), err);
}

/* "DOMAIN\name"; the SID where it has no name, as after a failed domain join. */
static bool append_account(struct text *text, PSID sid, struct err *err)
{
    wchar_t name[257];   /* UNLEN and the terminator */
    wchar_t domain[256]; /* longest DNS name and the terminator */
    DWORD name_count = COUNT_OF(name);
    DWORD domain_count = COUNT_OF(domain);
    SID_NAME_USE use;

    if (!LookupAccountSidW(NULL, sid, name, &name_count, domain, &domain_count, &use))
        return win_append_sid(text, sid, err);
    if (domain_count == 0)
        return win_append(text, name, name_count, err);
    if (!win_append(text, domain, domain_count, err))
        return false;
    text_append_bytes(text, "\\", 1);
    return win_append(text, name, name_count, err);
}

/* Copies into a field of the port; a name that does not fit is an error, not another name. */
static bool fit(
    const char *what, const struct text *text, char *field, size_t size, struct err *err)
{
    if (!text_ok(text, err))
        return false;
    if (text->len >= size)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%s is longer than %zu bytes", what, size);
    memcpy(field, text_string(text), text->len + 1);
    return true;
}

bool win_token(void *state, struct guest_token *token, struct err *err)
{
    AUTO(win_handle) opened = { 0 };
    AUTO_FREE TOKEN_USER *user = NULL;
    AUTO(text) name = { 0 };
    AUTO(text) sid = { 0 };
    struct guest_token read = { 0 };
    DWORD session = 0;
    DWORD size_bytes = sizeof session;

    (void)state;
    if (!win_is_administrator(&read.is_administrator, err) ||
        !open_token(TOKEN_QUERY, &opened, err) || !win_token_user(&user, err))
        return false;
    if (!GetTokenInformation(opened.handle, TokenSessionId, &session, sizeof session, &size_bytes))
        return win_err(err, GetLastError(), "cannot read the session of the process token");
    if (!append_account(&name, user->User.Sid, err) || !win_append_sid(&sid, user->User.Sid, err) ||
        !fit("the user's name", &name, read.user, sizeof read.user, err) ||
        !fit("the user's SID", &sid, read.sid, sizeof read.sid, err))
        return false;

    read.is_local_system = IsWellKnownSid(user->User.Sid, WinLocalSystemSid);
    read.session_id = session;
    *token = read;
    return true;
}

/* before may be NULL: then nobody wants to know what it was. */
static bool switch_privilege(
    const wchar_t *name, bool on, TOKEN_PRIVILEGES *before, struct err *err)
{
    AUTO(win_handle) token = { 0 };
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1 };
    DWORD size_bytes = 0;
    DWORD code;

    wanted.Privileges[0].Attributes = on ? SE_PRIVILEGE_ENABLED : 0;
    if (!LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid))
        return win_err(err, GetLastError(), "cannot name the privilege '%ls'", name);
    if (!open_token(TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token, err))
        return false;

    /* It succeeds, too, when the token does not hold the privilege: the code tells. */
    if (!AdjustTokenPrivileges(token.handle, FALSE, &wanted, before ? sizeof *before : 0, before,
            before ? &size_bytes : NULL))
        return win_err(err, GetLastError(), "cannot switch the privilege '%ls'", name);
    code = GetLastError();
    return code == ERROR_SUCCESS ||
           win_err(err, code, "this account does not hold the privilege '%ls'", name);
}

bool win_privilege(const wchar_t *name, bool on, struct err *err)
{
    return switch_privilege(name, on, NULL, err);
}

bool win_raise(const wchar_t *name, struct win_raised *raised, struct err *err)
{
    TOKEN_PRIVILEGES before = { 0 };

    if (!switch_privilege(name, true, &before, err))
        return false;
    raised->before = before;
    return true;
}

void win_raised_done(struct win_raised *raised)
{
    AUTO(win_handle) token = { 0 };
    struct err ignored = { 0 };

    /* What could be switched on a moment ago can be put back. */
    if (raised->before.PrivilegeCount > 0 && open_token(TOKEN_ADJUST_PRIVILEGES, &token, &ignored))
        (void)AdjustTokenPrivileges(token.handle, FALSE, &raised->before, 0, NULL, NULL);
    *raised = (struct win_raised){ 0 };
}
