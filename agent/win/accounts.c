/* SPDX-License-Identifier: MIT */
/*
 * accounts.c - the local accounts: who they are by the last number of their SID, and their flags.
 *
 * Source: learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netuserenum
 * Source: learn.microsoft.com/windows/win32/api/lmaccess/ns-lmaccess-user_info_20
 */
#include "win/win.h"

#include <lmcons.h>
/* It needs the types above. */
#include <lmaccess.h>
#include <lmerr.h>

static bool add_rows(
    struct json_value *rows, const USER_INFO_20 *users, DWORD count, struct err *err)
{
    for (DWORD i = 0; i < count; i++) {
        const wchar_t *name = users[i].usri20_name;
        struct json *row = NULL;

        if (!win_rows_add(rows, &row, err) || !win_row_text(row, "name", name, wcslen(name), err) ||
            !win_row_number(row, "rid", users[i].usri20_user_id, err) ||
            !win_row_number(row, "flags", users[i].usri20_flags, err))
            return false;
    }
    return true;
}

bool win_list_accounts(struct json **rows, struct err *err)
{
    AUTO(win_net) net = { 0 };
    AUTO(json_value) made = { 0 };
    DWORD resume = 0;
    DWORD code = ERROR_MORE_DATA;

    if (!win_net_open(&net, err) || !win_rows_new(&made, err))
        return false;
    while (code == ERROR_MORE_DATA) {
        BYTE *buffer = NULL;
        DWORD count = 0;
        DWORD total = 0;
        bool added;

        code = net.user_enum(NULL, 20, FILTER_NORMAL_ACCOUNT, &buffer, MAX_PREFERRED_LENGTH, &count,
            &total, &resume);
        added = (code != NERR_Success && code != ERROR_MORE_DATA) ||
                add_rows(&made, (const USER_INFO_20 *)(const void *)buffer, count, err);
        if (buffer)
            (void)net.buffer_free(buffer); /* it fails for a bad pointer only */
        if (!added)
            return false;
        if (code != NERR_Success && code != ERROR_MORE_DATA)
            return win_err(err, code, "cannot ask for the accounts");
        if (code == ERROR_MORE_DATA && count == 0)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "more accounts are promised than given");
    }
    *rows = win_rows_take(&made);
    return true;
}
