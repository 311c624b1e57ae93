/* SPDX-License-Identifier: MIT */
/* test_reserved_storage_deep.c - what DISM says about reserved storage. */
#include "probe_rows.h"

extern const struct probe probe_reserved_storage_deep;

static void be_disabled(struct fake_machine *machine)
{
    fake_hardware(machine)->reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
}

static void be_unwilling(struct fake_machine *machine)
{
    fake_fail(machine, "reserved_storage", -1, ERR_HRESULT, 0x800702E4, "elevation is needed");
}

static void be_denied(struct fake_machine *machine)
{
    fake_fail(machine, "reserved_storage", -1, ERR_HRESULT, 0x80070005, "access denied");
}

static const struct probe_row rows[] = {
    { "enabled", NULL, { IS_NUMBER("reserved_storage.dism_state", 1) } },
    { "disabled", be_disabled, { IS_NUMBER("reserved_storage.dism_state", 0) } },
    { "could not ask", be_unwilling,
        { IS_UNREADABLE("reserved_storage.dism_state", "elevation") } },
    { "denied", be_denied, { IS_UNREADABLE("reserved_storage.dism_state", "denied") } },
};

START_TEST(dism_is_told_as_seen)
{
    check_probe_row(&probe_reserved_storage_deep, &rows[_i]);
}
END_TEST

PROBE_MAIN_WITHOUT(probe_reserved_storage_deep, dism_is_told_as_seen, rows, ROW_ABSENT,
    "DISM says enabled or disabled")
