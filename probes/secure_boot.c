/* SPDX-License-Identifier: MIT */
/*
 * secure_boot.c - is Secure Boot switched on?
 *
 * The registry value is what Windows' own tools read; asking the firmware variable itself would
 * need a privilege.
 *
 * Source: https://learn.microsoft.com/powershell/module/secureboot/confirm-securebootuefi
 * The registry value is known from public tools only: unverified on a real Windows.
 */
#include "probes/read.h"

#define STATE "SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"

static const struct probe_key keys[] = {
    { "secure_boot.enabled", "number: 1 on, 0 off; absent on a BIOS machine",
        "HKLM\\" STATE ", UEFISecureBootEnabled" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "secure_boot.enabled", STATE, "UEFISecureBootEnabled", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_secure_boot = {
    .id = "secure-boot",
    .title = "Whether Secure Boot is on",
    .source = "https://learn.microsoft.com/powershell/module/secureboot/confirm-securebootuefi",
    .keys = keys,
    .collect = collect,
};
