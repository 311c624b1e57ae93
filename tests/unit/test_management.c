/* SPDX-License-Identifier: MIT */
/* test_management.c - what the probe on Configuration Manager and Autopilot writes down. */
#include "probe_rows.h"

extern const struct probe probe_management;

#define CCM "SOFTWARE\\Microsoft\\CCM"
#define AUTOPILOT "SOFTWARE\\Microsoft\\Provisioning\\Diagnostics\\AutoPilot"

static void have_a_client(struct fake_machine *machine)
{
    fake_reg_key(machine, "SYSTEM\\CurrentControlSet\\Services\\CcmExec");
    fake_reg_u32(machine, CCM, "CoManagementFlags", 8193);
    fake_file_text(machine, "C:\\Windows\\SMSCFG.ini", "[Configuration - Client Properties]");
}

static void have_a_profile(struct fake_machine *machine)
{
    fake_file_text(
        machine, "C:\\Windows\\Provisioning\\Autopilot\\AutopilotConfigurationFile.json", "{}");
    fake_reg_text(machine, AUTOPILOT, "CloudAssignedTenantId", "1234");
}

/* A clean Windows has the key. */
static void have_no_tenant(struct fake_machine *machine)
{
    fake_reg_text(machine, AUTOPILOT, "CloudAssignedTenantId", "");
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, CCM);
    fake_reg_deny(machine, AUTOPILOT);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, CCM, "CoManagementFlags", "8193");
    fake_reg_u32(machine, AUTOPILOT, "CloudAssignedTenantId", 1);
}

static const struct probe_row rows[] = {
    { "nothing", NULL,
        { IS_ROWS("join.configmgr", "[]"), IS_ABSENT("join.co_management_flags"),
            IS_ROWS("join.autopilot", "[]") } },
    { "a client that is co-managed", have_a_client,
        { IS_ROWS("join.configmgr",
              "[{\"name\":\"service CcmExec\",\"place\":\"HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\"
              "Services\\\\CcmExec\"},{\"name\":\"key CCM\",\"place\":\"HKLM\\\\SOFTWARE\\\\"
              "Microsoft\\\\CCM\"},{\"name\":\"file SMSCFG.ini\",\"place\":\"C:\\\\Windows\\\\"
              "SMSCFG.ini\"}]"),
            IS_NUMBER("join.co_management_flags", 8193) } },
    { "an Autopilot profile, without its content", have_a_profile,
        { IS_ROWS("join.autopilot",
            "[{\"name\":\"file AutopilotConfigurationFile.json\",\"place\":\"C:\\\\Windows\\\\"
            "Provisioning\\\\Autopilot\\\\AutopilotConfigurationFile.json\"},{\"name\":\"assigned "
            "tenant\",\"place\":\"HKLM\\\\SOFTWARE\\\\Microsoft\\\\Provisioning\\\\Diagnostics\\\\"
            "AutoPilot, CloudAssignedTenantId\"}]") } },
    { "no tenant is no profile", have_no_tenant, { IS_ROWS("join.autopilot", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("join.configmgr", "key CCM: "),
            IS_UNREADABLE("join.co_management_flags", "access denied"),
            IS_UNREADABLE("join.autopilot", "assigned tenant: ") } },
    { "values of another kind", spoil,
        { IS_UNREADABLE("join.co_management_flags", ""), IS_UNREADABLE("join.autopilot", "") } },
};

START_TEST(management_is_told_as_seen)
{
    check_probe_row(&probe_management, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_management, management_is_told_as_seen, rows)
