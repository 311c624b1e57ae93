/* SPDX-License-Identifier: MIT */
/*
 * tpm.c - is there a TPM, and of which version?
 *
 * Source: https://learn.microsoft.com/windows/win32/api/tbs/nf-tbs-tbsi_getdeviceinfo
 */
#include "probes/probe.h"

static const struct probe_key keys[] = {
    { "tpm.version", "number: 2 for TPM 2.0, 1 for TPM 1.2; absent when there is none",
        "Tbsi_GetDeviceInfo" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    uint32_t major = 0;
    struct err why = { 0 };

    if (!guest->tpm(guest->state, &found, &major, &why))
        return facts_set_unreadable(facts, "tpm.version", &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, "tpm.version", err);
    return facts_set_number(facts, "tpm.version", major, err);
}

const struct probe probe_tpm = {
    .id = "tpm",
    .title = "The TPM and its version",
    .source = "https://learn.microsoft.com/windows/win32/api/tbs/nf-tbs-tbsi_getdeviceinfo",
    .keys = keys,
    .collect = collect,
};
