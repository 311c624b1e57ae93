/* SPDX-License-Identifier: MIT */
/*
 * rules_answer_file.c - may what setup, an upgrade or a build left behind go into the image?
 *
 * A left-over answer file is a `should` in every profile: no service looks for one; what it does is
 * done on the clone.
 */
#include "policy/judge.h"

#define SEARCH                                                                                     \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-automation-"   \
    "overview"

#define ANSWER_FILES "answer_file.found"

static enum verdict judge_parsable(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct row_condition malformed[] = { { "kind", "malformed" }, { NULL, NULL } };

    (void)parameters;
    return judge_no_row_with(facts, ANSWER_FILES, malformed, "path", seen);
}

static enum verdict judge_secrets(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct row_condition secrets[] = { { "plain_passwords", NULL },
        { "encoded_passwords", NULL }, { "product_keys", NULL }, { NULL, NULL } };

    (void)parameters;
    return judge_no_row_with(facts, ANSWER_FILES, secrets, "path", seen);
}

static enum verdict judge_autologon(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct row_condition autologon[] = { { "autologon", NULL }, { NULL, NULL } };

    (void)parameters;
    return judge_no_row_with(facts, ANSWER_FILES, autologon, "path", seen);
}

const struct requirement requirement_answer_file_none_left = {
    .id = "answer-file.none-left",
    .title = "No answer file lies where Windows looks for one",
    .why = "Sysprep and setup on the clone take it unasked, in the place of the service's own.",
    .source = SEARCH,
    .advice = "Delete the files named, and the folder C:\\Windows\\Panther.",
    .disagrees =
        "The page named has sysprep and setup take a file from Panther by themselves, and "
        "sysprep's own pages offer /unattend. "
        "https://learn.microsoft.com/azure/virtual-machines/generalize has Panther deleted "
        "and supports no answer file of one's own: Azure is followed.",
    .expects = { .fact = ANSWER_FILES, .kind = EXPECTS_NO_ROWS, .show = "path" },
};

const struct requirement requirement_answer_file_parsable = {
    .id = "answer-file.parsable",
    .title = "No answer file is malformed",
    .why = "Setup stops at it: \"Windows could not parse or process the unattend answer file\".",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "windows-not-parse-process-unattend-answer-file",
    .advice = "Delete the file named, or correct it.",
    .judge = judge_parsable,
};

const struct requirement requirement_answer_file_no_secrets = {
    .id = "answer-file.no-secrets",
    .title = "No answer file holds a password or a product key",
    .why = "Whoever gets the image can read them; PlainText false only encodes.",
    .source = "https://learn.microsoft.com/windows-hardware/customize/desktop/wsim/"
              "hide-sensitive-data-in-an-answer-file",
    .advice = "Delete the files named, and change what was in them.",
    .judge = judge_secrets,
};

const struct requirement requirement_answer_file_no_autologon = {
    .id = "answer-file.no-autologon",
    .title = "No answer file signs somebody in by itself",
    .why = "Every clone would open a session with a password that lies in the image.",
    .source = "https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/"
              "microsoft-windows-shell-setup-autologon",
    .advice = "Delete the files named, or take AutoLogon out of them.",
    .judge = judge_autologon,
};

const struct requirement requirement_setup_no_complete_script = {
    .id = "setup.no-complete-script",
    .title = "No SetupComplete.cmd is left",
    .why = "Setup starts it as LocalSystem on every clone, before anybody signs in.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "add-a-custom-script-to-windows-setup",
    .advice = "Delete it from C:\\Windows\\Setup\\Scripts unless the clones need it.",
    .expects = { .fact = "setup.complete_script",
        .kind = EXPECTS_ABSENT,
        .show = "SetupComplete.cmd" },
};

const struct requirement requirement_setup_no_windows_old = {
    .id = "setup.no-windows-old",
    .title = "No earlier Windows is kept",
    .why = "Windows.old fills the image, and setup removes it on each clone at a time of its own.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "dism-uninstallos-command-line-options",
    .advice = "dism.exe /Online /Remove-OSUninstall, or start from clean media.",
    .expects = { .fact = "setup.windows_old", .kind = EXPECTS_ABSENT, .show = "Windows.old" },
};
