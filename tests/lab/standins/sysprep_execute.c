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

void sysprep_hang_in(const wchar_t *stage)
{
    wchar_t wanted[32];

    standin_text(SYSPREP_NAME, L"HangIn", wanted, sizeof wanted / sizeof *wanted);
    if (wcscmp(wanted, stage) != 0)
        return;
    standin_log(SYSPREP_NAME, "fault: hangs in '%ls'", stage);
    Sleep(INFINITE);
}

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

static void tell_failure(struct setup_log *log, const char *step, const char *action_file,
    const struct sysprep_module *module, uint32_t code)
{
    setup_log_line(log, "Error", 0,
        "ActionPlatform::LaunchModule: Failure occurred while executing '%s' from "
        "C:\\Windows\\System32\\%s; dwRet = 0x%lx",
        module->method, module->library, (unsigned long)code);
    setup_log_line(log, "Error", 0,
        "SysprepSession::%s: Error in %s actions from " SYSPREP_FOLDER
        "\\ActionFiles\\%s; dwRet = 0x%lx",
        step, strcmp(step, "Validate") == 0 ? "validating" : "executing", action_file,
        (unsigned long)code);
}

uint32_t sysprep_session(struct sysprep_run *run, const char *step, const char *action_file,
    unsigned phase, const struct sysprep_module *modules)
{
    struct setup_log *log = &run->log;
    const char *mode = run->options.vm ? "vm" : "<null>";
    uint32_t code = 0;

    setup_log_line(log, "Info", 0,
        "RunDlls:Running platform actions specified in action file for phase %u", phase);
    setup_log_line(log, "Info", 0,
        "SysprepSession::CreateSession: Successfully created instance with action "
        "file " SYSPREP_FOLDER "\\ActionFiles\\%s, and mode %s",
        action_file, mode);
    setup_log_line(log, "Info", 0,
        "SysprepSession::%s: Beginning action execution from " SYSPREP_FOLDER "\\ActionFiles\\%s",
        step, action_file);
    setup_log_line(log, "Info", 0,
        "SysprepSession::CreateXPathForSelection: Sysprep mode in registry is %s", mode);
    for (; modules->method && code == 0; modules++) {
        setup_log_line(log, "Info", 0,
            "ActionPlatform::LaunchModule: Executing method '%s' from C:\\Windows\\System32\\%s",
            modules->method, modules->library);
        code = modules->work ? modules->work(run) : 0;
        if (code != 0)
            tell_failure(log, step, action_file, modules, code);
        else
            setup_log_line(log, "Info", 0,
                "ActionPlatform::LaunchModule: Successfully executed '%s' from "
                "C:\\Windows\\System32\\%s",
                modules->method, modules->library);
    }
    return code;
}

/** A run that failed half way leaves other values than 7 and 2, and the next one refuses. */
static bool state_is_sound(struct sysprep_run *run)
{
    if (standin_reg_number(STATUS, L"GeneralizationState", READY) == READY &&
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

static void clean_up(struct sysprep_run *run)
{
    setup_log_line(&run->log, "Info", 0, "WinMain:Processing 'cleanup' internal provider request.");
    standin_reg_set_number(STATUS, L"CleanupState", 0);
    sysprep_hang_in(L"cleanup");
    (void)sysprep_session(run, "Execute", "Cleanup.xml", 3, cleanup_modules);
    standin_reg_set_number(STATUS, L"CleanupState", CLEANED_UP);
    sysprep_take_time(4);
}

static void generalize(struct sysprep_run *run)
{
    setup_log_line(
        &run->log, "Info", 0, "WinMain:Processing 'generalize' internal provider request.");
    standin_reg_set_number(STATUS, L"GeneralizationState", 0);
    sysprep_hang_in(L"generalize");
    sysprep_take_time(4);
    if (standin_number(SYSPREP_NAME, L"DieInGeneralize", 0) != 0) {
        standin_log(SYSPREP_NAME, "fault: dies while generalizing");
        ExitProcess(0xc0000005);
    }
    (void)sysprep_session(run, "Execute", "Generalize.xml", 1, generalize_modules);
    standin_reg_set_number(STATUS, L"GeneralizationState", GENERALIZED);
    sysprep_take_time(4);
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
    sysprep_set_image_state(L"IMAGE_STATE_UNDEPLOYABLE");
    clean_up(run);
    if (run->options.generalize)
        generalize(run);
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
