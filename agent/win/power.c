/* SPDX-License-Identifier: MIT */
/*
 * power.c - waits, switches the machine off, and restarts it.
 *
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-initiatesystemshutdownexw
 *         (without bRebootAfterShutdown it powers the system down)
 */
#include "win/win.h"

bool win_wait(void *state, uint32_t milliseconds, struct err *err)
{
    const struct win_guest *guest = state;
    DWORD result = WaitForSingleObject(guest->stop, milliseconds);

    if (result == WAIT_TIMEOUT)
        return true;
    if (result == WAIT_OBJECT_0)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    return win_err(err, GetLastError(), "cannot wait");
}

static bool shut_down(uint32_t seconds, bool restarts, struct err *err)
{
    /* Programs that do not answer are closed, since nobody sits there to ask. */
    if (InitiateSystemShutdownExW(NULL, NULL, seconds, TRUE, restarts,
            SHTDN_REASON_MAJOR_OPERATINGSYSTEM | SHTDN_REASON_MINOR_RECONFIG |
                SHTDN_REASON_FLAG_PLANNED))
        return true;
    return win_err(
        err, GetLastError(), restarts ? "cannot restart Windows" : "cannot switch the machine off");
}

static bool shut_down_with_right(uint32_t seconds, bool restarts, struct err *err)
{
    struct err ignored; /* the process is about to be ended anyway */
    bool accepted;

    if (!win_privilege(SE_SHUTDOWN_NAME, true, err))
        return err_wrap(err, restarts ? "cannot restart Windows" : "cannot switch the machine off");
    accepted = shut_down(seconds, restarts, err);
    (void)!win_privilege(SE_SHUTDOWN_NAME, false, &ignored);
    return accepted;
}

bool win_power_off(void *state, struct err *err)
{
    (void)state;
    return shut_down_with_right(0, false, err);
}

bool win_power_off_after(uint32_t seconds, struct err *err)
{
    return shut_down_with_right(seconds, false, err);
}

bool win_restart(void *state, struct err *err)
{
    (void)state;
    return shut_down_with_right(0, true, err);
}
