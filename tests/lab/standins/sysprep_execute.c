/* SPDX-License-Identifier: MIT */
/*
 * sysprep_execute.c - what sysprep changes: cleans up, generalizes, arms setup for the next boot.
 *
 * ImageState: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 * GeneralizationState and CleanupState on the way, and the values of HKLM\SYSTEM\Setup after it,
 * are taken from public logs and captured images; unverified on a real Windows.
 */
#include "standin.h"
#include "sysprep.h"

#include <wchar.h>

#define SETUP L"SYSTEM\\Setup"
#define STATUS L"SYSTEM\\Setup\\Status\\SysprepStatus"
#define STATE L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"

enum {
    CLEANED_UP = 2,       /* CleanupState of a sound machine */
    GENERALIZED = 3,      /* GeneralizationState until the next first boot has ended */
    READY = 7,            /* GeneralizationState of a sound machine */
    INVALID_STATE = 0x1f, /* ERROR_GEN_FAILURE */
};

/* The providers that matter to a reader; a real run has some fifty. */
static const struct sysprep_module cleanup_modules[] = {
    { "Sysprep_Clean_Opk", "spopk.dll", NULL },
    { "Sysprep_Cleanup_Shell", "shsetup.dll", NULL },
    { NULL, NULL, NULL },
};

static const struct sysprep_module generalize_modules[] = {
    { "Sysprep_Generalize_Pnp", "sppnp.dll", NULL },
    { "SLReArmWindows", "slc.dll", NULL },
    { "SysprepGeneralize", "AppxSysprep.dll", NULL },
    { "Sysprep_Generalize_Bcd", "spbcd.dll", NULL },
    { NULL, NULL, NULL },
};

void sysprep_take_time(unsigned parts)
{
    Sleep(standin_number(SYSPREP_NAME, L"DurationMs", 300) / parts);
}

void sysprep_set_image_state(const wchar_t *state)
{
    standin_reg_set_text(STATE, L"ImageState", state);
    (void)CreateDirectoryW(L"C:\\Windows\\Setup", NULL);
    (void)CreateDirectoryW(L"C:\\Windows\\Setup\\State", NULL);
    (void)WritePrivateProfileStringW(
        L"State", L"ImageState", state, L"C:\\Windows\\Setup\\State\\State.ini");
}

/** A run that failed half way leaves other values than 7 and 2, and the next one refuses. */
static bool state_is_sound(struct sysprep_run *run)
{
    if (sysprep_go_wrong(run, SYSPREP_STATE) == 0 &&
        standin_reg_number(STATUS, L"GeneralizationState", READY) == READY &&
        standin_reg_number(STATUS, L"CleanupState", CLEANED_UP) == CLEANED_UP)
        return true;
    setup_log_line(&run->log, "Error", 0x0f0073,
        "RunDlls:Not running DLLs; either the machine is in an invalid state or we couldn't update "
        "the recorded state, dwRet = 0x%x",
        INVALID_STATE);
    setup_log_line(&run->log, "Error", 0x0f00ae,
        "WinMain:Hit failure while processing sysprep cleanup external providers; hr = 0x%lx",
        0x80070000ul | INVALID_STATE);
    return false;
}

/** A run that is stopped leaves its state as it stands: the next one finds it. */
static bool clean_up(struct sysprep_run *run)
{
    setup_log_line(&run->log, "Info", 0, "WinMain:Processing 'cleanup' internal provider request.");
    standin_reg_set_number(STATUS, L"CleanupState", 0);
    if (!sysprep_session(run, SYSPREP_CLEANUP, cleanup_modules) ||
        !sysprep_external(run, SYSPREP_CLEANUP_EXTERNAL))
        return false;
    standin_reg_set_number(STATUS, L"CleanupState", CLEANED_UP);
    sysprep_take_time(4);
    return true;
}

static bool generalize(struct sysprep_run *run)
{
    setup_log_line(
        &run->log, "Info", 0, "WinMain:Processing 'generalize' internal provider request.");
    standin_reg_set_number(STATUS, L"GeneralizationState", 0);
    sysprep_take_time(4);
    if (!sysprep_session(run, SYSPREP_GENERALIZE, generalize_modules) ||
        !sysprep_external(run, SYSPREP_GENERALIZE_EXTERNAL))
        return false;
    standin_reg_set_number(STATUS, L"GeneralizationState", GENERALIZED);
    standin_count(SYSPREP_NAME, L"Generalized");
    sysprep_take_time(4);
    return true;
}

static void arm_setup(void)
{
    standin_reg_set_number(SETUP, L"SetupType", 2);
    standin_reg_set_number(SETUP, L"SystemSetupInProgress", 1);
    standin_reg_set_number(SETUP, L"OOBEInProgress", 1);
    standin_reg_set_text(SETUP, L"CmdLine", L"oobe\\windeploy.exe");
}

/** The state of a real one settles after sysprep has gone; labboot.exe plays who does that. */
static bool settle_later(const wchar_t *state)
{
    uint32_t delay_ms = standin_number(SYSPREP_NAME, L"SettleMs", 0);
    wchar_t line[256];
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION started;

    if (delay_ms == 0)
        return false;
    (void)swprintf(line, sizeof line / sizeof *line, L"labboot.exe settle %lu %ls",
        (unsigned long)delay_ms, state);
    if (!CreateProcessW(L"C:\\LabGuest\\labboot.exe", line, NULL, NULL, FALSE, DETACHED_PROCESS,
            NULL, NULL, &startup, &started))
        return false;
    (void)CloseHandle(started.hThread);
    (void)CloseHandle(started.hProcess);
    return true;
}

bool sysprep_execute(struct sysprep_run *run)
{
    const wchar_t *state;

    if (!state_is_sound(run))
        return false;
    standin_point(SYSPREP_NAME, "before");
    sysprep_set_image_state(L"IMAGE_STATE_UNDEPLOYABLE");
    if (!clean_up(run))
        return false;
    standin_point(SYSPREP_NAME, "half");
    if (run->options.generalize && !generalize(run))
        return false;
    if (run->way && run->way->state) {
        sysprep_set_image_state(run->way->state);
        return true;
    }
    arm_setup();
    if (run->options.oobe)
        state = run->options.generalize ? L"IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"
                                        : L"IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE";
    else
        state = run->options.generalize ? L"IMAGE_STATE_GENERALIZE_RESEAL_TO_AUDIT"
                                        : L"IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT";
    if (!settle_later(state))
        sysprep_set_image_state(state);
    return true;
}
