/* SPDX-License-Identifier: MIT */
/* test_servicing_deep.c - what the Windows Update agent and Configuration Manager are heard to say. */
#include "probe_rows.h"

extern const struct probe probe_servicing_deep;

#define SDK "ROOT\\ccm\\ClientSDK"
#define UTILITIES "CCM_ClientUtilities"

static void want_restarts(struct fake_machine *machine)
{
    fake_hardware(machine)->update_restart = true;
    fake_hardware(machine)->update_busy = true;
    fake_wmi(machine, SDK, UTILITIES, "[{\"RebootPending\":1,\"IsHardRebootPending\":0}]");
}

static void have_no_namespace(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_HRESULT, 0x8004100E, "no such namespace");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "update_agent", -1, ERR_HRESULT, 0x80070005, "access denied");
    fake_fail(machine, "wmi", -1, ERR_HRESULT, 0x80041003, "access denied");
}

static void answer_late(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_AGENT, ERR_TIME_LIMIT, "no answer within 60 s");
}

static void spoil(struct fake_machine *machine)
{
    fake_wmi(machine, SDK, UTILITIES, "[{\"RebootPending\":1}]");
}

static void answer_nothing(struct fake_machine *machine)
{
    fake_wmi(machine, SDK, UTILITIES, "[]");
}

static const struct probe_row rows[] = {
    { "there: no restart, no client", NULL,
        { IS_NUMBER("servicing.agent_restart", 0), IS_NUMBER("servicing.agent_busy", 0),
            IS_ABSENT("configmgr.restart_pending"), IS_ABSENT("configmgr.hard_restart_pending") } },
    { "there: restarts are wanted", want_restarts,
        { IS_NUMBER("servicing.agent_restart", 1), IS_NUMBER("servicing.agent_busy", 1),
            IS_NUMBER("configmgr.restart_pending", 1),
            IS_NUMBER("configmgr.hard_restart_pending", 0) } },
    { "absent", have_no_namespace,
        { IS_ABSENT("configmgr.restart_pending"), IS_ABSENT("configmgr.hard_restart_pending") } },
    { "denied", deny,
        { IS_UNREADABLE("servicing.agent_restart", "denied"),
            IS_UNREADABLE("servicing.agent_busy", "denied"),
            IS_UNREADABLE("configmgr.restart_pending", "denied"),
            IS_UNREADABLE("configmgr.hard_restart_pending", "denied") } },
    { "late is not absent", answer_late,
        { IS_UNREADABLE("configmgr.restart_pending", "no answer within 60 s") } },
    { "malformed", spoil,
        { IS_NUMBER("configmgr.restart_pending", 1),
            IS_UNREADABLE("configmgr.hard_restart_pending", "has no 'IsHardRebootPending'") } },
    { "malformed: no row", answer_nothing,
        { IS_UNREADABLE("configmgr.restart_pending", "has no 'RebootPending'") } },
};

START_TEST(agents_are_told_as_heard)
{
    check_probe_row(&probe_servicing_deep, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_servicing_deep, agents_are_told_as_heard, rows)
