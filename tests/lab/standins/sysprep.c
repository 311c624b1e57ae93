/* SPDX-License-Identifier: MIT */
/*
 * sysprep.c - stand-in for System32\Sysprep\sysprep.exe: command line, log, beginning, end.
 *
 * Ends with 0 also after a fatal error, as real ones were seen to: the exit code is not documented.
 */
#include "sysprep.h"

#include "standin.h"

#include <wchar.h>

struct flag {
    const wchar_t *name;
    size_t offset; /* of the bool in struct sysprep_options */
};

static const struct flag flags[] = {
    { L"GENERALIZE", offsetof(struct sysprep_options, generalize) },
    { L"OOBE", offsetof(struct sysprep_options, oobe) },
    { L"AUDIT", offsetof(struct sysprep_options, audit) },
    { L"QUIET", offsetof(struct sysprep_options, quiet) },
    { L"QUIT", offsetof(struct sysprep_options, quit) },
    { L"SHUTDOWN", offsetof(struct sysprep_options, shutdown) },
    { L"REBOOT", offsetof(struct sysprep_options, reboot) },
};

static bool take_flag(struct sysprep_run *run, const wchar_t *word)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (_wcsicmp(word, flags[i].name) == 0) {
            *(bool *)((char *)&run->options + flags[i].offset) = true;
            setup_log_line(&run->log, "Info", 0x0f005f,
                "ParseCommands:Found supported command line option '%ls'", flags[i].name);
            return true;
        }
    return false;
}

static bool take_value(struct sysprep_run *run, const wchar_t *word)
{
    if (_wcsnicmp(word, L"MODE:", 5) == 0) {
        setup_log_line(&run->log, "Info", 0x0f005f,
            "ParseCommands:Found supported command line option 'MODE'");
        run->options.vm = _wcsicmp(word + 5, L"vm") == 0;
        return run->options.vm;
    }
    if (_wcsnicmp(word, L"UNATTEND:", 9) == 0) {
        setup_log_line(&run->log, "Info", 0x0f005f,
            "ParseCommands:Found supported command line option 'UNATTEND'");
        return GetFileAttributesW(word + 9) != INVALID_FILE_ATTRIBUTES;
    }
    return false;
}

static bool parse(struct sysprep_run *run, int count, wchar_t **words)
{
    for (int i = 1; i < count; i++) {
        const wchar_t *word = words[i];

        if (word[0] != L'/' && word[0] != L'-')
            return false;
        if (!take_flag(run, word + 1) && !take_value(run, word + 1))
            return false;
    }
    if (run->options.vm)
        setup_log_line(&run->log, "Info", 0x0f00b7, "WinMain:Sysprep mode [vm]; was specified");
    return run->options.oobe != run->options.audit &&
           run->options.quit + run->options.shutdown + run->options.reboot <= 1;
}

static void banner(struct setup_log *log)
{
    setup_log_line(log, "Info", 0, "========================================================");
    setup_log_line(log, "Info", 0, "===          Beginning of a new sysprep run          ===");
    setup_log_line(log, "Info", 0, "========================================================");
}

static void begin_log(struct sysprep_run *run)
{
    struct setup_log *log = &run->log;
    SYSTEMTIME now;

    if (run->way && run->way->no_log)
        return;
    (void)CreateDirectoryW(SYSPREP_WIDE_FOLDER L"\\Panther", NULL);
    log->writer = "SYSPRP";
    log->file = setup_log_open(SYSPREP_WIDE_FOLDER L"\\Panther\\setupact.log", TRUE);
    log->errors = setup_log_open(SYSPREP_WIDE_FOLDER L"\\Panther\\setuperr.log", TRUE);

    if (run->way && run->way->earlier) {
        banner(log);
        setup_log_line(log, "Error", 0, "%s", run->way->earlier);
        setup_log_line(log, "Info", 0x0f0052, "Shutting down SysPrep log");
    }
    banner(log);
    GetLocalTime(&now);
    setup_log_line(log, "Info", 0x0f004d, "The time is now %04u-%02u-%02u %02u:%02u:%02u",
        now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond);
    setup_log_line(log, "Info", 0x0f004e, "Initialized SysPrep log at " SYSPREP_FOLDER "\\Panther");
    setup_log_line(log, "Info", 0x0f0054,
        "ValidatePrivileges:User has required privileges to sysprep machine");
}

static void end_log(struct setup_log *log)
{
    SYSTEMTIME now;

    GetLocalTime(&now);
    setup_log_line(log, "Info", 0x0f0052, "Shutting down SysPrep log");
    setup_log_line(log, "Info", 0x0f004d, "The time is now %04u-%02u-%02u %02u:%02u:%02u",
        now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond);
    setup_log_close(log);
}

static void remove_tag(struct setup_log *log)
{
    if (DeleteFileW(SYSPREP_TAG))
        setup_log_line(log, "Info", 0x0f007e,
            "FCreateTagFile:Successfully deleted tag file " SYSPREP_FOLDER
            "\\Sysprep_succeeded.tag");
    else
        setup_log_line(log, "Info", 0x0f007e,
            "FCreateTagFile:Tag file " SYSPREP_FOLDER
            "\\Sysprep_succeeded.tag does not already exist, no need to delete anything");
}

static void create_tag(struct sysprep_run *run)
{
    struct setup_log *log = &run->log;
    HANDLE file;

    if (run->way && run->way->no_tag) {
        standin_log(SYSPREP_NAME, "fault: no tag file");
        return;
    }
    file = CreateFileW(
        SYSPREP_TAG, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return;
    (void)CloseHandle(file);
    setup_log_line(log, "Info", 0x0f007e,
        "FCreateTagFile:Successfully created tag file " SYSPREP_FOLDER "\\Sysprep_succeeded.tag");
}

static void end_action(struct sysprep_run *run)
{
    if (!run->options.shutdown && !run->options.reboot)
        return;
    if (InitiateSystemShutdownExW(NULL, NULL, 0, TRUE, run->options.reboot, 0x80020004))
        setup_log_line(&run->log, "Info", 0x0f0059,
            "ProcessShutdown:Successfully called InitiateSystemShutdownEx to %s the computer",
            run->options.reboot ? "restart" : "shutdown");
}

static bool stays(const struct sysprep_run *run)
{
    return run->way && run->way->stays;
}

/** What the real one does with a message box: without /quiet it waits for somebody to answer. */
static void tell(const struct sysprep_run *run, const char *text)
{
    standin_log(SYSPREP_NAME, "%s", text);
    if (!run->options.quiet || stays(run))
        Sleep(INFINITE);
}

/** What could get into the way of a run: whether it is held is seen only now. */
static void tell_updaters(void)
{
    static const wchar_t *const names[] = { L"InstallService", L"edgeupdate", L"edgeupdatem",
        L"UsoSvc" };
    wchar_t key[64];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)swprintf(
            key, sizeof key / sizeof *key, L"SYSTEM\\CurrentControlSet\\Services\\%ls", names[i]);
        standin_log(SYSPREP_NAME, "%ls has start type %lu", names[i],
            (unsigned long)standin_reg_number(key, L"Start", UINT32_MAX));
    }
}

static int refuse(struct sysprep_run *run)
{
    setup_log_line(&run->log, "Error", 0,
        "WinMain: Unable to parse command-line arguments to sysprep; GLE = 0x0");
    end_log(&run->log);
    standin_log(SYSPREP_NAME, "command line refused");
    return 1; /* unverified on a real Windows */
}

int wmain(int count, wchar_t **words)
{
    struct sysprep_run run = { 0 };
    HANDLE only = CreateMutexW(NULL, FALSE, L"Global\\LabGuestSysprep");

    if (!only || GetLastError() == ERROR_ALREADY_EXISTS) {
        standin_log(SYSPREP_NAME, "another instance is at work: refused");
        return 1; /* unverified on a real Windows */
    }
    standin_announce(SYSPREP_NAME, "System32\\Sysprep\\sysprep.exe");
    printf("sysprep.exe: lab stand-in, nothing of Windows is generalized\n");
    standin_set_number(SYSPREP_NAME, L"Runs", standin_number(SYSPREP_NAME, L"Runs", 0) + 1);

    tell_updaters();
    run.way = sysprep_way_find();
    begin_log(&run);
    remove_tag(&run.log);
    if (!parse(&run, count, words))
        return refuse(&run);
    if (sysprep_go_wrong(&run, SYSPREP_START) != 0 || !sysprep_validate(&run) ||
        !sysprep_execute(&run)) {
        end_log(&run.log);
        tell(&run, "stopped; the log says why");
        return run.way ? (int)run.way->exit_code : 0;
    }
    standin_point(SYSPREP_NAME, "tagless");
    create_tag(&run);
    standin_point(SYSPREP_NAME, "after");
    end_action(&run);
    end_log(&run.log);
    standin_log(SYSPREP_NAME, "done");
    if (stays(&run))
        Sleep(INFINITE);
    return 0;
}
