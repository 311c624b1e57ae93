/* SPDX-License-Identifier: MIT */
/*
 * tbs.c - tbs.dll of the lab guest: which TPM it has.
 *
 * Source: learn.microsoft.com/windows/win32/api/tbs/nf-tbs-tbsi_getdeviceinfo and
 * learn.microsoft.com/windows/win32/tbs/tbs-return-codes
 */
#include "standin.h"

#define NAME "tbs"

enum {
    STRUCT_VERSION = 1,
    INTERFACE_TIS = 1,
};

static const uint32_t bad_parameter = 0x80284002;
static const uint32_t bad_output_pointer = 0x80284003;
static const uint32_t tpm_not_found = 0x8028400f;

/* TPM_DEVICE_INFO, which mingw's tbs.h does not have. */
struct device_info {
    uint32_t struct_version;
    uint32_t tpm_version; /* 1: 1.2, 2: 2.0 */
    uint32_t interface_type;
    uint32_t implementation_revision;
};

uint32_t WINAPI Tbsi_GetDeviceInfo(uint32_t size, void *info);

uint32_t WINAPI Tbsi_GetDeviceInfo(uint32_t size, void *info)
{
    uint32_t code = standin_number(NAME, L"Code", 0);
    uint32_t version = standin_number(NAME, L"Version", 0);
    struct device_info answer = { STRUCT_VERSION, version, INTERFACE_TIS, 0 };

    standin_announce(NAME, "the TPM base services");
    if (!info)
        return bad_output_pointer;
    if (size < sizeof answer)
        return bad_parameter;
    if (code == 0 && version == 0)
        code = tpm_not_found;
    standin_log(NAME, "Tbsi_GetDeviceInfo: 0x%08lx, version %lu", (unsigned long)code,
        (unsigned long)version);
    if (code != 0)
        return code;
    memcpy(info, &answer, sizeof answer);
    return 0;
}
