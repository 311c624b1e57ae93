/* SPDX-License-Identifier: MIT */
/* test_session_host.c - what the probe on FSLogix and Azure Virtual Desktop writes down. */
#include "probe_rows.h"

extern const struct probe probe_session_host;

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

static void be_a_session_host(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "frxsvc", "Start", 2);
    fake_reg_text(machine, "SOFTWARE\\FSLogix\\Apps", "InstallVersion", "2.9");
    fake_reg_text(machine, "SOFTWARE\\Microsoft\\RDInfraAgent", "RegistrationToken", "secret");
}

/* The agent of Azure's machines has a name that is much like it. */
static void be_an_azure_machine(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "RdAgent", "Start", 2);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICES "frxccd");
    fake_reg_deny(machine, "SOFTWARE\\Microsoft\\RDInfraAgent");
}

static void deny_a_part(struct fake_machine *machine)
{
    be_a_session_host(machine);
    fake_reg_deny(machine, SERVICES "frxccd");
}

static const struct probe_row rows[] = {
    { "neither", NULL, { IS_ROWS("fslogix.evidence", "[]"), IS_ROWS("avd.evidence", "[]") } },
    { "a session host", be_a_session_host,
        { IS_ROWS("fslogix.evidence",
              "[{\"name\":\"service frxsvc\",\"place\":\"HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\"
              "Services\\\\frxsvc\"},{\"name\":\"key FSLogix\",\"place\":\"HKLM\\\\SOFTWARE\\\\"
              "FSLogix\"}]"),
            IS_ROWS("avd.evidence",
                "[{\"name\":\"key RDInfraAgent\",\"place\":\"HKLM\\\\SOFTWARE\\\\Microsoft\\\\"
                "RDInfraAgent\"}]") } },
    { "RdAgent is Azure's own", be_an_azure_machine, { IS_ROWS("avd.evidence", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("fslogix.evidence", "driver frxccd: "),
            IS_UNREADABLE("avd.evidence", "key RDInfraAgent: ") } },
    { "a part denied, another tells", deny_a_part,
        { IS_ROWS("fslogix.evidence",
            "[{\"name\":\"service frxsvc\",\"place\":\"HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\"
            "Services\\\\frxsvc\"},{\"name\":\"key FSLogix\",\"place\":\"HKLM\\\\SOFTWARE\\\\"
            "FSLogix\"}]") } },
};

START_TEST(session_host_is_told_as_seen)
{
    check_probe_row(&probe_session_host, &rows[_i]);
}
END_TEST

PROBE_MAIN_WITHOUT(probe_session_host, session_host_is_told_as_seen, rows, ROW_MALFORMED,
    "keys are there or not; nothing in them is read")
