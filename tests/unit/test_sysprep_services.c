/* SPDX-License-Identifier: MIT */
/* test_sysprep_services.c - what the probe on services and safe mode writes down. */
#include "probe_rows.h"

extern const struct probe probe_sysprep_services;

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define SAFE_BOOT "SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Option"

static void disable(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "wuauserv", "Start", 4);
    fake_reg_u32(machine, SAFE_BOOT, "OptionValue", 2);
}

static void remove_some(struct fake_machine *machine)
{
    fake_reg_remove(machine, SERVICES "dmwappushservice", NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICES "AppXSvc");
    fake_reg_deny(machine, SAFE_BOOT);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, SERVICES "sppsvc", "Start", "2");
    fake_reg_text(machine, SAFE_BOOT, "OptionValue", "1");
}

static const struct probe_row rows[] = {
    { "there", NULL,
        { IS_NUMBER("service.appxsvc_start", 3), IS_NUMBER("service.clipsvc_start", 3),
            IS_NUMBER("service.cryptsvc_start", 2), IS_NUMBER("service.dmwappushservice_start", 3),
            IS_NUMBER("service.eventlog_start", 2), IS_NUMBER("service.msdtc_start", 3),
            IS_NUMBER("service.sppsvc_start", 2), IS_NUMBER("service.staterepository_start", 3),
            IS_NUMBER("service.trustedinstaller_start", 3), IS_NUMBER("service.wuauserv_start", 3),
            IS_ABSENT("context.safe_mode") } },
    { "disabled, in safe mode", disable,
        { IS_NUMBER("service.wuauserv_start", 4), IS_NUMBER("context.safe_mode", 2) } },
    { "absent", remove_some,
        { IS_ABSENT("service.dmwappushservice_start"), IS_ABSENT("context.safe_mode") } },
    { "denied", deny,
        { IS_UNREADABLE("service.appxsvc_start", "access denied"),
            IS_NUMBER("service.wuauserv_start", 3),
            IS_UNREADABLE("context.safe_mode", "access denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("service.sppsvc_start", "another type"),
            IS_UNREADABLE("context.safe_mode", "another type") } },
};

START_TEST(services_are_told_as_seen)
{
    check_probe_row(&probe_sysprep_services, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_sysprep_services, services_are_told_as_seen, rows)
