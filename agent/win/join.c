/* SPDX-License-Identifier: MIT */
/*
 * join.c - what this machine belongs to: a domain, Microsoft Entra, a management service.
 *
 * Source: learn.microsoft.com/windows/win32/api/lmjoin/nf-lmjoin-netgetjoininformation
 * Source: learn.microsoft.com/windows/win32/api/lmjoin/nf-lmjoin-netgetaadjoininformation
 * Source: learn.microsoft.com/windows/win32/api/lmjoin/ns-lmjoin-dsreg_join_info
 * Source: learn.microsoft.com/windows/win32/api/mdmregistration, IsDeviceRegisteredWithManagement
 */
#include "win/win.h"

bool win_join_domain(void *state, uint32_t *status, struct text *name, struct err *err)
{
    AUTO(win_net) net = { 0 };
    wchar_t *wide = NULL;
    int read = 0;
    DWORD code;
    bool named;

    (void)state;
    if (!win_net_open(&net, err))
        return false;
    code = net.get_join_information(NULL, &wide, &read);
    if (code != ERROR_SUCCESS)
        return win_err(err, code, "cannot tell the domain or workgroup");
    named = !wide || win_append(name, wide, wcslen(wide), err);
    if (wide)
        (void)net.buffer_free(wide); /* it fails for a bad pointer only */
    if (!named)
        return err_wrap(err, "the name of the domain or workgroup");
    *status = (uint32_t)read;
    return true;
}

bool win_join_entra(
    void *state, enum found *found, uint32_t *type, struct text *tenant, struct err *err)
{
    AUTO(win_entra) entra = { 0 };
    struct win_entra_join *info = NULL;
    HRESULT result;
    bool named = true;

    (void)state;
    if (!win_entra_open(&entra, err))
        return false;
    result = entra.get_join_information(NULL, &info);
    if (FAILED(result))
        return win_hresult(err, result, "cannot tell whether this joined Microsoft Entra");
    if (!info) {
        *found = ABSENT;
        return true;
    }
    /* Of all that it tells, only these two are taken: the rest names people. */
    if (info->tenant_id)
        named = win_append(tenant, info->tenant_id, wcslen(info->tenant_id), err);
    if (named) {
        *type = (uint32_t)info->join_type;
        *found = FOUND;
    }
    entra.free_join_information(info);
    return named || err_wrap(err, "the tenant of Microsoft Entra");
}

bool win_join_mdm(void *state, bool *enrolled, struct err *err)
{
    AUTO(win_mdm) mdm = { 0 };
    BOOL flag = FALSE;
    HRESULT result;

    (void)state;
    if (!win_mdm_open(&mdm, err))
        return false;
    result = mdm.is_registered(&flag, 0, NULL);
    /* There is no room for the user's name; the answer is there all the same. */
    if (FAILED(result) && result != HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER))
        return win_hresult(err, result, "cannot tell whether this device is managed");
    *enrolled = flag;
    return true;
}
