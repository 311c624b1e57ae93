/* SPDX-License-Identifier: MIT */
/* test_agents.c - what the probe on agents of Azure and Defender for Endpoint writes down. */
#include "probe_rows.h"

extern const struct probe probe_agents;

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define SENSE "SOFTWARE\\Microsoft\\Windows Advanced Threat Protection"
#define PLUGINS "C:\\Packages\\Plugins"

static void be_an_azure_machine(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "WindowsAzureGuestAgent", "Start", 2);
    fake_reg_u32(machine, SERVICES "RdAgent", "Start", 2);
    fake_list(machine, GUEST_LIST_SERVICES,
        "[{\"name\":\"RdAgent\",\"state\":4},{\"name\":\"WindowsAzureGuestAgent\",\"state\":1}]");
    fake_file_text(machine, PLUGINS "\\Microsoft.Compute.CustomScriptExtension\\1.10\\a.exe", "MZ");
    fake_file_text(machine, PLUGINS "\\readme.txt", "");
}

static void have_half_an_agent(struct fake_machine *machine)
{
    fake_reg_key(machine, SERVICES "RdAgent");
}

static void be_onboarded(struct fake_machine *machine)
{
    fake_reg_u32(machine, SENSE "\\Status", "OnboardingState", 1);
    fake_reg_text(machine, SENSE, "senseGuid", "b1f9a1c0-secret");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "services", -1, ERR_WIN32, 5, "access denied");
    fake_fail(machine, "file_list", -1, ERR_WIN32, 5, "access denied");
    fake_reg_deny(machine, SENSE);
}

static void deny_one_service(struct fake_machine *machine)
{
    be_an_azure_machine(machine);
    fake_reg_deny(machine, SERVICES "RdAgent");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, SERVICES "RdAgent", "Start", "2");
    fake_reg_text(machine, SENSE "\\Status", "OnboardingState", "1");
}

static const struct probe_row rows[] = {
    { "none", NULL,
        { IS_ROWS("agent.azure", "[]"), IS_ROWS("agent.azure_extensions", "[]"),
            IS_ABSENT("defender.onboarded"), IS_ABSENT("defender.sense_id") } },
    { "a machine of Azure", be_an_azure_machine,
        { IS_ROWS("agent.azure",
              "[{\"name\":\"WindowsAzureGuestAgent\",\"start\":2,\"state\":1},{\"name\":"
              "\"RdAgent\",\"start\":2,\"state\":4}]"),
            IS_ROWS("agent.azure_extensions",
                "[{\"name\":\"Microsoft.Compute.CustomScriptExtension\"}]") } },
    { "a service that tells nothing", have_half_an_agent,
        { IS_ROWS("agent.azure", "[{\"name\":\"RdAgent\"}]") } },
    { "onboarded, without its id", be_onboarded,
        { IS_NUMBER("defender.onboarded", 1), IS_NUMBER("defender.sense_id", 1) } },
    { "denied", deny,
        { IS_UNREADABLE("agent.azure", "access denied"),
            IS_UNREADABLE("agent.azure_extensions", "access denied"),
            IS_UNREADABLE("defender.onboarded", "access denied"),
            IS_UNREADABLE("defender.sense_id", "access denied") } },
    { "one service denied", deny_one_service, { IS_UNREADABLE("agent.azure", "access denied") } },
    { "values of another kind", spoil,
        { IS_UNREADABLE("agent.azure", ""), IS_UNREADABLE("defender.onboarded", "") } },
};

START_TEST(agents_are_told_as_seen)
{
    check_probe_row(&probe_agents, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_agents, agents_are_told_as_seen, rows)
