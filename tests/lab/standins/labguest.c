/* SPDX-License-Identifier: MIT */
/*
 * labguest.c - labguest.dll, behind the exports GetFirmwareType and IsNativeVhdBoot that the lab
 * adds to Wine's kernel32.
 *
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getfirmwaretype and
 * .../nf-winbase-isnativevhdboot
 */
#include "standin.h"

BOOL WINAPI LabGuestGetFirmwareType(FIRMWARE_TYPE *type);
BOOL WINAPI LabGuestIsNativeVhdBoot(BOOL *native);

BOOL WINAPI LabGuestGetFirmwareType(FIRMWARE_TYPE *type)
{
    uint32_t told = standin_number("Firmware", L"Type", FirmwareTypeUnknown);

    standin_announce("labguest", "kernel32!GetFirmwareType");
    if (!type) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (told != FirmwareTypeBios && told != FirmwareTypeUefi) {
        SetLastError(ERROR_INVALID_FUNCTION);
        return FALSE;
    }
    *type = (FIRMWARE_TYPE)told;
    return TRUE;
}

BOOL WINAPI LabGuestIsNativeVhdBoot(BOOL *native)
{
    standin_announce("labguest", "kernel32!IsNativeVhdBoot");
    if (!native) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *native = standin_number("virtdisk", L"NativeBoot", 0) != 0;
    return TRUE;
}
