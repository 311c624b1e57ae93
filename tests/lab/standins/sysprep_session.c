/* SPDX-License-Identifier: MIT */
/*
 * sysprep_session.c - runs the providers of one stage, and stops the run when one fails.
 *
 * A failure climbs: the provider's own lines, the one who called it, the session, WinMain. The forms
 * are those of public setupact.log files; the oldest, of providers that others have registered, is
 * documented:
 * https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 * error-occurs-when-running-sysprep-generalize
 */
#include "standin.h"
#include "sysprep.h"

#define ACTION_FILES SYSPREP_FOLDER "\\ActionFiles\\"

enum { CODE_SIZE = 16 }; /* "-2147483648" */

struct stage {
    const char *pass, *file, *step;
    unsigned phase;
    uint32_t number; /* of the line in which WinMain gives up */
};

static const struct stage stages[SYSPREP_PLACES] = {
    [SYSPREP_VALIDATE_CLEANUP] = { "cleanup", "Cleanup.xml", "Validate", 3, 0x0f00d8 },
    [SYSPREP_VALIDATE] = { "generalize", "Generalize.xml", "Validate", 1, 0x0f00d8 },
    [SYSPREP_CLEANUP] = { "cleanup", "Cleanup.xml", "Execute", 3, 0x0f00ae },
    [SYSPREP_CLEANUP_EXTERNAL] = { "cleanup", NULL, "Execute", 3, 0x0f00ae },
    [SYSPREP_GENERALIZE] = { "generalize", "Generalize.xml", "Execute", 1, 0x0f00a8 },
    [SYSPREP_GENERALIZE_EXTERNAL] = { "generalize", NULL, "Execute", 1, 0x0f00a8 },
};

static bool is_validation(const struct stage *stage)
{
    return strcmp(stage->step, "Validate") == 0;
}

static uint32_t as_hresult(uint32_t code)
{
    return code > 0xffff ? code : 0x80070000u | code;
}

static const char *as_text(const struct sysprep_run *run, uint32_t code, char text[CODE_SIZE])
{
    if (run->way && run->way->decimal)
        (void)snprintf(text, CODE_SIZE, "%ld", (long)(int32_t)code);
    else
        (void)snprintf(text, CODE_SIZE, "0x%lx", (unsigned long)code);
    return text;
}

/** Nothing runs after this but the end of the log. */
static bool stop(struct sysprep_run *run, const struct stage *stage, uint32_t code)
{
    struct setup_log *log = &run->log;
    char text[CODE_SIZE];

    (void)as_text(run, code, text);
    if (stage->file) {
        setup_log_line(log, "Error", 0,
            "SysprepSession::%s: Error in %s actions from " ACTION_FILES "%s; dwRet = %s",
            stage->step, is_validation(stage) ? "validating" : "executing", stage->file, text);
        setup_log_line(log, "Error", 0,
            "RunPlatformActions:Failed while %s Sysprep session actions; dwRet = %s",
            is_validation(stage) ? "validating" : "executing", text);
    }
    setup_log_line(log, "Error", 0x0f0070,
        "%s:An error occurred while running registry sysprep DLLs, halting sysprep execution. "
        "dwRet = %s",
        stage->file ? "RunDlls" : "RunExternalDlls", text);
    setup_log_line(log, "Error", stage->number,
        "WinMain:Hit failure while %s sysprep %s %s providers; hr = 0x%lx",
        is_validation(stage) ? "pre-validate" : "processing", stage->pass,
        stage->file ? "internal" : "external", (unsigned long)as_hresult(code));
    return false;
}

static void begin(struct sysprep_run *run, const struct stage *stage)
{
    struct setup_log *log = &run->log;
    const char *mode = run->options.vm ? "vm" : "<null>";

    setup_log_line(log, "Info", 0,
        "RunDlls:Running platform actions specified in action file for phase %u", stage->phase);
    setup_log_line(log, "Info", 0,
        "SysprepSession::CreateSession: Successfully created instance with action "
        "file " ACTION_FILES "%s, and mode %s",
        stage->file, mode);
    setup_log_line(log, "Info", 0,
        "SysprepSession::%s: Beginning action execution from " ACTION_FILES "%s", stage->step,
        stage->file);
    setup_log_line(log, "Info", 0,
        "SysprepSession::CreateXPathForSelection: Sysprep mode in registry is %s", mode);
}

/** Says what is about to run, runs it, says how that went. */
static uint32_t launch(struct sysprep_run *run, const struct sysprep_module *module)
{
    struct setup_log *log = &run->log;
    char text[CODE_SIZE];
    uint32_t code;

    setup_log_line(log, "Info", 0,
        "ActionPlatform::LaunchModule: Executing method '%s' from C:\\Windows\\System32\\%s",
        module->method, module->library);
    code = module->work ? module->work(run) : 0;
    if (code == 0)
        setup_log_line(log, "Info", 0,
            "ActionPlatform::LaunchModule: Successfully executed '%s' from "
            "C:\\Windows\\System32\\%s",
            module->method, module->library);
    else if (!run->way || !run->way->own_words)
        setup_log_line(log, "Error", 0,
            "ActionPlatform::LaunchModule: Failure occurred while executing '%s' from "
            "C:\\Windows\\System32\\%s; dwRet = %s",
            module->method, module->library, as_text(run, code, text));
    return code;
}

static uint32_t go_wrong_here(struct sysprep_run *run)
{
    return sysprep_go_wrong(run, run->way->place);
}

bool sysprep_session(
    struct sysprep_run *run, enum sysprep_place place, const struct sysprep_module *modules)
{
    const struct stage *stage = &stages[place];
    const struct sysprep_way *way = run->way && run->way->place == place ? run->way : NULL;
    struct sysprep_module faulty = { NULL, NULL, go_wrong_here };
    bool is_over = !way;
    uint32_t code = 0;

    begin(run, stage);
    if (way && way->method) {
        faulty.method = way->method;
        faulty.library = way->library;
    }
    for (; modules->method && code == 0; modules++) {
        bool is_it = faulty.method && strcmp(modules->method, faulty.method) == 0;

        code = launch(run, is_it ? &faulty : modules);
        is_over = is_over || is_it;
    }
    if (code == 0 && !is_over)
        code = faulty.method ? launch(run, &faulty) : go_wrong_here(run);
    return code == 0 || stop(run, stage, code);
}

bool sysprep_external(struct sysprep_run *run, enum sysprep_place place)
{
    const struct sysprep_way *way = run->way;
    char text[CODE_SIZE];
    uint32_t code;

    if (!way || way->place != place)
        return true;
    setup_log_line(&run->log, "Info", 0x0f0080, "LaunchDll:Found '%s,%s'; executing it",
        way->library, way->method);
    code = sysprep_go_wrong(run, place);
    if (code == 0)
        return true;
    if (!way->own_words)
        setup_log_line(&run->log, "Error", 0x0f0082,
            "LaunchDll:Failure occurred while executing '%s,%s', returned error code %s",
            way->library, way->method, as_text(run, code, text));
    return stop(run, &stages[place], code);
}
