/* SPDX-License-Identifier: MIT */
/*
 * hive.c - makes the registry of a user who is not signed in readable, and takes it away again.
 *
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regloadkeyw (which privileges)
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regunloadkeyw
 */
#include "win/win.h"

/* The name becomes a key directly below HKEY_USERS, and nothing else. */
static bool check_sid(const char *sid, struct err *err)
{
    if (text_starts(sid, "S-1-") && !strchr(sid, '\\'))
        return true;
    return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is not a SID", text_shown(sid));
}

static bool raise_both(struct win_raised *backup, struct win_raised *restore, struct err *err)
{
    return win_raise(SE_BACKUP_NAME, backup, err) && win_raise(SE_RESTORE_NAME, restore, err);
}

bool win_hive_mount(void *state, const char *sid, const char *path, bool *mounted, struct err *err)
{
    struct win_guest *live = state;
    AUTO(win_raised) backup = { 0 };
    AUTO(win_raised) restore = { 0 };
    AUTO(text) key = { 0 };
    AUTO_FREE wchar_t *wide_sid = NULL;
    AUTO_FREE wchar_t *wide_path = NULL;
    enum found found = ABSENT;
    LSTATUS status;

    if (!check_sid(sid, err))
        return false;
    text_append(&key, GUEST_USERS "%s", sid);
    if (!text_ok(&key, err) || !win_keys_check(&live->keys, text_string(&key), &found, err))
        return false;
    if (found == FOUND) {
        *mounted = false;
        return true;
    }

    if (!win_widen(sid, &wide_sid, err) || !win_widen(path, &wide_path, err) ||
        !raise_both(&backup, &restore, err))
        return err_wrap(err, "cannot open the user's registry '%s'", path);
    status = RegLoadKeyW(HKEY_USERS, wide_sid, wide_path);
    if (status != ERROR_SUCCESS)
        return win_err(err, (DWORD)status, "cannot open the user's registry '%s'", path);
    *mounted = true;
    return true;
}

bool win_hive_unmount(void *state, const char *sid, struct err *err)
{
    struct win_guest *live = state;
    AUTO(win_raised) backup = { 0 };
    AUTO(win_raised) restore = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    LSTATUS status;

    /* An open key below it would hold it. */
    win_keys_done(&live->keys);
    if (!check_sid(sid, err) || !win_widen(sid, &wide, err) || !raise_both(&backup, &restore, err))
        return err_wrap(err, "cannot close the registry of '%s'", sid);
    status = RegUnLoadKeyW(HKEY_USERS, wide);
    return status == ERROR_SUCCESS ||
           win_err(err, (DWORD)status, "cannot close the registry of '%s'", sid);
}
