/* SPDX-License-Identifier: MIT */
/*
 * rights.c - who runs goldprep, and what somebody who is not the right one does instead.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-preparation--overview
 *         (not supported in the context of a System account)
 *         https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 *         sysprep-as-system-windows-11 (what breaks)
 *         https://developer.hashicorp.com/packer/docs/provisioners/powershell (elevated_user)
 *         https://learn.microsoft.com/azure/virtual-machines/windows/run-command (runs as System)
 *         That SSM Agent does too: as administrators report it; unverified here.
 */
#include "ui/rights.h"

static const char *const nothing[] = { NULL };

static const char *const elevate[] = { "run from an elevated prompt", NULL };

static const char *const be_a_person[] = {
    "run it as an administrator who is a person, not as a service:",
    "  from a service or a scheduled task: have the Task Scheduler run it as a named",
    "    administrator with highest privileges (schtasks /Create /TN goldprep /SC ONCE",
    "    /ST 00:00 /RU NAME /RP PASSWORD /RL HIGHEST /TR \"...\", then schtasks /Run /TN",
    "    goldprep), and delete that task before the machine is captured",
    "  from Packer: windows-shell and powershell run as the administrator who signs in by",
    "    WinRM or SSH; leave elevated_user out, or give it that account and its password:",
    "    SYSTEM, or an empty elevated_password, means LocalSystem",
    "  from SSM Run Command, Azure Run Command or a script extension: these are LocalSystem",
    "    themselves; let the script make and start such a task, then wait for manifest.json",
    NULL,
};

enum rights rights_look(const struct guest *guest, const char *command, bool seals, struct err *err)
{
    struct guest_token token = { 0 };

    if (!guest->token(guest->state, &token, err))
        return RIGHTS_NOT_TOLD;
    if (!token.is_administrator) {
        err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' needs an administrator's rights", command);
        return RIGHTS_NOT_ELEVATED;
    }
    if (!seals || !token.is_local_system)
        return RIGHTS_OF_ADMINISTRATOR;
    err_set(err, ERR_AGENT, ERR_REFUSED,
        "LocalSystem must not run sysprep: Microsoft does not support it, and in images of "
        "Windows 11 24H2, Windows Server 2025 and later that are sealed so the taskbar, Start and "
        "Settings do not work; nothing was changed");
    return RIGHTS_OF_LOCAL_SYSTEM;
}

const char *const *rights_advice(enum rights rights)
{
    switch (rights) {
    case RIGHTS_NOT_ELEVATED:
        return elevate;
    case RIGHTS_OF_LOCAL_SYSTEM:
        return be_a_person;
    case RIGHTS_NOT_TOLD:
    case RIGHTS_OF_ADMINISTRATOR:
        break;
    }
    return nothing;
}
