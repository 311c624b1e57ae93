/* SPDX-License-Identifier: MIT */
/* test_features_deep.c - what the probe on optional features writes down. */
#include "probe_rows.h"

extern const struct probe probe_features_deep;

#define CLASS "ROOT\\CIMV2", "Win32_OptionalFeature"

static void enable(struct fake_machine *machine)
{
    fake_wmi(machine, CLASS, "[{\"InstallState\":1}]");
}

static void remove_all(struct fake_machine *machine)
{
    fake_wmi(machine, CLASS, "[]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_HRESULT, 0x80041003, "access denied");
}

static void spoil(struct fake_machine *machine)
{
    fake_wmi(machine, CLASS, "[{\"InstallState\":\"on\"}]");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL, { IS_NUMBER("feature.virtual_machine_platform", 2) } },
    { "there: enabled", enable, { IS_NUMBER("feature.virtual_machine_platform", 1) } },
    { "absent", remove_all, { IS_ABSENT("feature.virtual_machine_platform") } },
    { "denied", deny, { IS_UNREADABLE("feature.virtual_machine_platform", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("feature.virtual_machine_platform", "no InstallState") } },
};

START_TEST(features_are_told_as_heard)
{
    check_probe_row(&probe_features_deep, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_features_deep, features_are_told_as_heard, rows)
