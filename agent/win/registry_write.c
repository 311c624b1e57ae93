/* SPDX-License-Identifier: MIT */
/*
 * registry_write.c - writes to HKEY_LOCAL_MACHINE, the 64-bit view, and deletes from it.
 *
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regcreatekeyexw
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regsetvalueexw
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regdeletevaluew
 */
#include "win/win.h"

bool win_reg_write_u32(
    void *state, const char *key, const char *name, uint32_t value, struct err *err)
{
    AUTO_FREE wchar_t *wide_key = NULL;
    AUTO_FREE wchar_t *wide_name = NULL;
    AUTO(win_key) opened = { 0 };
    DWORD data = value;
    LSTATUS status;

    (void)state;
    if (text_starts(key, GUEST_USERS))
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "users' registries are not written to");
    if (!win_widen(key, &wide_key, err) || !win_widen(name, &wide_name, err))
        return err_wrap(err, "'HKLM\\%s', '%s'", key, name);

    status = RegCreateKeyExW(HKEY_LOCAL_MACHINE, wide_key, 0, NULL, REG_OPTION_NON_VOLATILE,
        KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &opened.handle, NULL);
    if (status == ERROR_SUCCESS)
        status = RegSetValueExW(
            opened.handle, wide_name, 0, REG_DWORD, (const BYTE *)&data, sizeof data);
    return status == ERROR_SUCCESS ||
           win_err(err, (DWORD)status, "cannot write 'HKLM\\%s', '%s'", key, name);
}

bool win_reg_delete_value(void *state, const char *key, const char *name, struct err *err)
{
    AUTO_FREE wchar_t *wide_key = NULL;
    AUTO_FREE wchar_t *wide_name = NULL;
    AUTO(win_key) opened = { 0 };
    LSTATUS status;

    (void)state;
    if (text_starts(key, GUEST_USERS))
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "users' registries are not written to");
    if (!win_widen(key, &wide_key, err) || !win_widen(name, &wide_name, err))
        return err_wrap(err, "'HKLM\\%s', '%s'", key, name);

    status = RegOpenKeyExW(
        HKEY_LOCAL_MACHINE, wide_key, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, &opened.handle);
    if (status == ERROR_SUCCESS)
        status = RegDeleteValueW(opened.handle, wide_name);
    if (status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND)
        return true;
    return win_err(err, (DWORD)status, "cannot delete 'HKLM\\%s', '%s'", key, name);
}
