/* SPDX-License-Identifier: MIT */
/*
 * reserved_storage_deep.c - what DISM says about reserved storage: the slow witness.
 *
 * A DISM session takes 5 to 60 s on a real machine, so this one is asked only when told to.
 *
 * Source: DismGetReservedStorageState, named below
 */
#include "probes/probe.h"

static const struct probe_key keys[] = {
    { "reserved_storage.dism_state", "number: 1 enabled, 0 disabled; not collected without --deep",
        "DismGetReservedStorageState" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum guest_reserved_storage state = GUEST_RESERVED_STORAGE_DISABLED;
    struct err why = { 0 };

    if (!guest->reserved_storage(guest->state, &state, &why))
        return facts_set_unreadable(facts, "reserved_storage.dism_state", &why, err);
    return facts_set_number(facts, "reserved_storage.dism_state", (int64_t)state, err);
}

const struct probe probe_reserved_storage_deep = {
    .id = "reserved-storage-deep",
    .title = "Reserved storage, as DISM tells",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/dism/"
              "dismgetreservedstoragestate-function",
    .keys = keys,
    .deep = true,
    .collect = collect,
};
