/* SPDX-License-Identifier: MIT */
/* exit.c - the table of exit codes, for help and docs. */
#include "ui/exit.h"

#include "base/attr.h"

const struct exit_row exit_rows[] = {
    { EXIT_CODE_DONE, "done",
        "Done. For assess and manifest check: ready, every must is met. An unmet recommendation "
        "(should) does not count against it." },
    { EXIT_CODE_FAILED, "failed",
        "Something failed: a file that cannot be read or is malformed, an answer that could not "
        "be written, a step that did not work, a run that was told to stop." },
    { EXIT_CODE_USAGE, "wrong usage",
        "The command line cannot be carried out: unknown command, option, profile, id or "
        "operation; a profile of your own that cannot be read or says something wrong; a live "
        "machine asked for where this is not Windows; nobody there to say yes and no --yes." },
    { EXIT_CODE_UNMET, "unmet",
        "A must is unmet: the image is not ready. From prepare and apply: one that no action can "
        "meet, and nothing was changed; or one that the last check before generalizing found. "
        "From render check: a rule is broken. From undo: something cannot be undone, and is "
        "named." },
    { EXIT_CODE_UNKNOWN, "unknown",
        "No must is unmet, but one could not be told: the image is not known to be ready." },
    { EXIT_CODE_REFUSED, "refused",
        "Refused before anything was changed: not elevated, LocalSystem asked to run sysprep, "
        "another run at work or unfinished, a journal that is damaged or of another machine or "
        "version, an answer file with errors, facts no longer lead to the plan, a person said no; "
        "or a guard of a step said no. From render: the target has errors, and nothing was "
        "rendered." },
    { EXIT_CODE_SYSPREP, "sysprep failed",
        "Sysprep did not seal the image. The cause from its log is on standard error." },
    { EXIT_CODE_TIME_LIMIT, "time limit",
        "A step, or an upload, took longer than its limit allows, or the whole run longer than "
        "--run-limit; the run can be resumed with a longer one, where nothing has failed of it." },
    { EXIT_CODE_HANDED_OVER, "handed over",
        "The service has done all that it may: the run waits for an administrator, who gives "
        "'goldprep resume' in an elevated console. LocalSystem must not run sysprep." },
    { EXIT_CODE_RESTART, "restart",
        "Done so far: restart Windows, then give the same command again or resume. Never after "
        "sysprep has sealed the image. Windows' own ERROR_SUCCESS_REBOOT_REQUIRED." },
};
const size_t exit_rows_count = COUNT_OF(exit_rows);
