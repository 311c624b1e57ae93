/* SPDX-License-Identifier: MIT */
/*
 * mdmregistration.c - mdmregistration.dll of the lab guest: is it enrolled with a management
 * service?
 *
 * Source:
 * learn.microsoft.com/windows/win32/api/mdmregistration/nf-mdmregistration-isdeviceregisteredwithmanagement
 */
#include "standin.h"

#define NAME "mdm"

enum { UPN_SIZE = 256 };

HRESULT WINAPI IsDeviceRegisteredWithManagement(BOOL *registered, DWORD count, wchar_t *upn);

HRESULT WINAPI IsDeviceRegisteredWithManagement(BOOL *registered, DWORD count, wchar_t *upn)
{
    uint32_t code = standin_number(NAME, L"Code", 0);
    uint32_t enrolled = standin_number(NAME, L"Enrolled", 0);
    wchar_t own[UPN_SIZE];

    standin_announce(NAME, "the registration of managed devices");
    standin_log(NAME, "IsDeviceRegisteredWithManagement: 0x%08lx, %lu", (unsigned long)code,
        (unsigned long)enrolled);
    if (!registered)
        return E_INVALIDARG;
    if (code != 0)
        return (HRESULT)code;
    *registered = enrolled != 0;
    standin_text(NAME, L"Upn", own, UPN_SIZE);
    if (!upn)
        return S_OK;
    /* With too little room for the name, the answer itself is there all the same. */
    if (count <= wcslen(own))
        return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
    (void)wcscpy_s(upn, count, own);
    return S_OK;
}
