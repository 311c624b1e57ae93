/* SPDX-License-Identifier: MIT */
/*
 * appx_packages.c - the packages that the AppX deployment service knows for any user, by its
 * PowerShell module: there is no documented call for C that goes through all users.
 *
 * A script of ours, in a private folder, writes the rows as JSON into a file beside it; what
 * PowerShell prints is for messages only. It is written in ASCII, since package names and SIDs
 * consist of nothing else. The module is loaded from Windows' own folder, so that none of the
 * same name in somebody's documents is, and only cmdlets are used, which a machine under
 * application control allows, too.
 *
 * Packages that are staged for nobody yet (for S-1-5-18, as Windows shows it) are left out.
 *
 * Source: learn.microsoft.com/powershell/module/appx/get-appxpackage
 * Source: learn.microsoft.com/powershell/module/microsoft.powershell.core/about/
 *         about_powershell_exe (-File; a script that fails ends with 1)
 * Source: learn.microsoft.com/uwp/schemas/appxpackage/uapmanifestschema/element-identity
 * The members of PackageUserInformation are observed by public tools: unverified on a real Windows.
 */
#include "base/file.h"
#include "win/win.h"

enum {
    LIMIT_MS = 5 * 60 * 1000,
    ANSWER_LIMIT_BYTES = 64 * 1024 * 1024, /* GUEST_LIST_LIMIT rows have less */
    SAID_LEN = 200,                        /* of what PowerShell printed; err.text has 384 bytes */
};

static const char script[] =
    "param([string]$To)\r\n"
    "$ErrorActionPreference = 'Stop'\r\n"
    "$ProgressPreference = 'SilentlyContinue'\r\n"
    "Import-Module -Name (Join-Path $PSHOME 'Modules\\Appx\\Appx.psd1')\r\n"
    "$rows = @(foreach ($package in Get-AppxPackage -AllUsers) {\r\n"
    "    foreach ($user in $package.PackageUserInformation) {\r\n"
    "        if (\"$($user.InstallState)\" -in 'NotInstalled', 'Staged') { continue }\r\n"
    "        @{\r\n"
    "            full_name = \"$($package.PackageFullName)\"\r\n"
    "            sid = \"$($user.UserSecurityId.Sid)\"\r\n"
    "            framework = [int][bool]$package.IsFramework\r\n"
    "            resource = [int][bool]$package.IsResourcePackage\r\n"
    "            non_removable = [int][bool]$package.NonRemovable\r\n"
    "            signature = \"$($package.SignatureKind)\"\r\n"
    "        }\r\n"
    "    }\r\n"
    "})\r\n"
    "ConvertTo-Json -InputObject $rows -Compress | "
    "Set-Content -LiteralPath $To -Encoding ASCII\r\n";

/* A private folder with the script and its answer. Zeroed is none. */
struct scratch {
    struct text folder, script, answer;
    bool made;
};

static void scratch_done(struct scratch *scratch)
{
    AUTO_FREE wchar_t *wide = NULL;
    struct err ignored; /* what stays is empty, or holds names of packages for administrators */

    if (scratch->made) {
        (void)!file_remove(text_string(&scratch->script), &ignored);
        (void)!file_remove(text_string(&scratch->answer), &ignored);
        if (win_widen(text_string(&scratch->folder), &wide, &ignored))
            (void)RemoveDirectoryW(wide);
    }
    text_done(&scratch->folder);
    text_done(&scratch->script);
    text_done(&scratch->answer);
    *scratch = (struct scratch){ 0 };
}

static bool scratch_make(struct scratch *scratch, struct err *err)
{
    if (!win_folder(NULL, GUEST_WINDOWS, &scratch->folder, err))
        return false;
    text_append(&scratch->folder, "\\Temp\\goldprep-appx-%lu", GetCurrentProcessId());
    text_append(&scratch->script, "%s\\packages.ps1", text_string(&scratch->folder));
    text_append(&scratch->answer, "%s\\packages.json", text_string(&scratch->folder));
    if (!text_ok(&scratch->folder, err) || !text_ok(&scratch->script, err) ||
        !text_ok(&scratch->answer, err) ||
        !file_make_private_folder(text_string(&scratch->folder), err))
        return false;
    scratch->made = true;
    /* An answer of an earlier process of that number is none. */
    return file_remove(text_string(&scratch->answer), err) &&
           file_replace(text_string(&scratch->script), script, sizeof script - 1, err);
}

/* Puts the first line that was printed behind the message. */
static bool fail(struct guest_process *process, void *state, uint32_t exit_code, struct err *err)
{
    AUTO(text) said = { 0 };
    struct err ignored; /* then the exit code must do */
    const char *line;
    size_t len;

    (void)!win_process_output(state, process, &said, &ignored);
    line = text_string(&said);
    line += strspn(line, " \t\r\n");
    len = text_utf8_len(line, strcspn(line, "\r\n"));
    if (len > SAID_LEN)
        len = text_utf8_len(line, SAID_LEN);
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "PowerShell ended with %lu%s%.*s",
        (unsigned long)exit_code, len > 0 ? ": " : "", (int)len, line);
}

static bool wait_for(struct guest_process *process, void *state, struct err *err)
{
    struct err ignored; /* that it is late is the error to tell */
    bool ended = false;
    uint32_t exit_code = 0;

    if (!win_process_wait_or_stop(state, process, LIMIT_MS, &ended, &exit_code, err))
        return false;
    if (!ended) {
        (void)!win_process_end(state, process, &ignored);
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "PowerShell gave no answer within %d s",
            LIMIT_MS / 1000);
    }
    return exit_code == 0 || fail(process, state, exit_code, err);
}

static bool run(void *state, const struct scratch *scratch, struct err *err)
{
    AUTO(text) path = { 0 };
    struct guest_process *process = NULL;
    const char *const arguments[] = { "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass",
        "-File", text_string(&scratch->script), text_string(&scratch->answer), NULL };
    bool done;

    if (!win_folder(state, GUEST_SYSTEM, &path, err))
        return false;
    text_append(&path, "\\WindowsPowerShell\\v1.0\\powershell.exe");
    if (!text_ok(&path, err) ||
        !win_process_start(state, text_string(&path), arguments, false, &process, err))
        return false;
    done = wait_for(process, state, err);
    win_process_free(state, process);
    return done;
}

static const struct {
    const char *name;
    bool is_number; /* 0 or 1 */
} members[] = {
    { "full_name", false },
    { "sid", false },
    { "framework", true },
    { "resource", true },
    { "non_removable", true },
    { "signature", false },
};

/* Only what a row has is taken over, in its own order. */
static bool add_row(const struct json *given, struct json *rows, struct err *err)
{
    struct json *row = json_add_object(rows, NULL);

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const struct json *member = json_member(given, members[i].name);
        const char *string = json_string(member);
        int64_t number = 0;

        if (members[i].is_number
                ? !json_number(member, &number) || string || number < 0 || number > 1
                : !string)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "a package has no '%s'", members[i].name);
        if (!(members[i].is_number ? json_add_number(row, members[i].name, number)
                                   : json_add_string(row, members[i].name, string)))
            return err_nomem(err);
    }
    return true;
}

static bool parse(const struct bytes *bytes, struct json **rows, struct err *err)
{
    AUTO(json_value) given = { NULL };
    AUTO(json_value) made = { json_new_array() };

    if (!made.root)
        return err_nomem(err);
    if (!json_parse((const char *)bytes->data, bytes->len, &given.root, err))
        return false;
    if (!json_is_array(given.root))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "no list of packages");
    if (json_count(given.root) > GUEST_LIST_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d packages", GUEST_LIST_LIMIT);
    for (const struct json *at = json_first(given.root); at; at = json_next(at)) {
        if (!add_row(at, made.root, err))
            return false;
    }
    *rows = made.root;
    made.root = NULL;
    return true;
}

bool win_list_appx_packages(void *state, struct json **rows, struct err *err)
{
    AUTO(scratch) scratch = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!scratch_make(&scratch, err) || !run(state, &scratch, err) ||
        !win_file_read(text_string(&scratch.answer), ANSWER_LIMIT_BYTES, &found, &bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "PowerShell ended well and left no answer");
    return parse(&bytes, rows, err) || err_wrap(err, "as PowerShell wrote them");
}
