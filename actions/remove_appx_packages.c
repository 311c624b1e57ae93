/* SPDX-License-Identifier: MIT */
/*
 * remove_appx_packages.c - removes, for all users, the AppX packages that sysprep would refuse.
 *
 * Which packages these are is told by the deployment service alone, before and after: frameworks,
 * resource packages and what belongs to Windows are never among them, and the script looks once
 * more before it removes one. All of them are removed by one PowerShell, which is given a script and
 * a list by file and answers by file; its answer says why a package stayed, and never that it is
 * gone.
 *
 * A package that nobody else has provisioned goes for all accounts, by its bundle when it has one,
 * as the cmdlet wants it. One that is only newer than the provisioned one goes for those who have
 * it, so that the older one stays provisioned. What the first way does not reach is tried the other
 * way.
 *
 * Leaves behind: nothing of the packages. Undo: install them again from the Store.
 * Source: learn.microsoft.com/powershell/module/appx/remove-appxpackage
 *         learn.microsoft.com/powershell/module/appx/get-appxpackage
 *         learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 *         sysprep-fails-remove-or-update-store-apps
 *         learn.microsoft.com/windows/win32/appxpkg/troubleshooting (codes)
 */
#include "actions/tool.h"
#include "base/file.h"
#include "guest/appx_blockers.h"

#include <string.h>

enum {
    LIMIT_MS = 15 * 60 * 1000,
    ANSWER_LIMIT_BYTES = 4 * 1024 * 1024,
    NAMES_SHOWN = 4, /* in a message; how many more there are is said */
};

#define POWERSHELL "WindowsPowerShell\\v1.0\\powershell.exe"

/* Only cmdlets, so that a machine under application control allows it; ASCII, since names of
 * packages and SIDs are nothing else. */
static const char script[] =
    "param([string]$From, [string]$To)\r\n"
    "$ErrorActionPreference = 'Stop'\r\n"
    "$ProgressPreference = 'SilentlyContinue'\r\n"
    "Import-Module -Name (Join-Path $PSHOME 'Modules\\Appx\\Appx.psd1')\r\n"
    "function Remove-ForUsers($item) {\r\n"
    "    foreach ($user in $item.users) {\r\n"
    "        Remove-AppxPackage -Package $item.package -User $user\r\n"
    "    }\r\n"
    "}\r\n"
    "function Remove-ForAll($item, $parents) {\r\n"
    "    $names = @($item.package)\r\n"
    "    if ($parents.Count -gt 0) { $names = @($parents | ForEach-Object PackageFullName) }\r\n"
    "    foreach ($name in $names) { Remove-AppxPackage -Package $name -AllUsers }\r\n"
    "}\r\n"
    "$wanted = Get-Content -LiteralPath $From -Raw | ConvertFrom-Json\r\n"
    "$there = @(Get-AppxPackage -AllUsers)\r\n"
    "$bundles = @(Get-AppxPackage -AllUsers -PackageTypeFilter Bundle)\r\n"
    "$rows = @(foreach ($item in $wanted) {\r\n"
    "    $row = @{ package = $item.package; result = 'removed'; code = ''; text = '' }\r\n"
    "    $package = $there | Where-Object { $_.PackageFullName -eq $item.package } |\r\n"
    "        Select-Object -First 1\r\n"
    "    if (-not $package) { $row.result = 'absent'; $row; continue }\r\n"
    "    if ($package.IsFramework -or $package.IsResourcePackage -or $package.NonRemovable -or\r\n"
    "        \"$($package.SignatureKind)\" -eq 'System') {\r\n"
    "        $row.result = 'protected'; $row; continue\r\n"
    "    }\r\n"
    "    $parents = @($bundles | Where-Object {\r\n"
    "        $_.Name -eq $package.Name -and $_.PublisherId -eq $package.PublisherId })\r\n"
    "    try {\r\n"
    "        if ($item.everyone) { Remove-ForAll $item $parents } else { Remove-ForUsers $item "
    "}\r\n"
    "    } catch {\r\n"
    "        $first = $_\r\n"
    "        try {\r\n"
    "            if ($item.everyone) { Remove-ForUsers $item } else { Remove-ForAll $item @() }\r\n"
    "        } catch {\r\n"
    "            $row.result = 'failed'\r\n"
    "            $row.code = '0x{0:X8}' -f $first.Exception.HResult\r\n"
    "            $row.text = \"$first\"\r\n"
    "        }\r\n"
    "    }\r\n"
    "    $row\r\n"
    "})\r\n"
    "ConvertTo-Json -InputObject $rows -Compress | "
    "Set-Content -LiteralPath $To -Encoding ASCII\r\n";

static const struct {
    const char *code;
    const char *meaning;
} codes[] = {
    { "0x80070005", "access denied" },
    { "0x80070032", "it is a part of Windows" },
    { "0x80070490", "what it was installed from is not there any more" },
    { "0x80073CF1", "the deployment service does not find it" },
    { "0x80073CFA", "the deployment service could not remove it" },
    { "0x80073D19", "its user is not signed in" },
};

/* -- what blocks -- */

static bool is_malformed(const struct json *row)
{
    const char *reason = json_string(json_member(row, "reason"));

    return reason && strcmp(reason, "malformed") == 0;
}

/* Rows of blockers as the deployment service has them now. What is no name cannot be removed and is
 * not told to be anything: with nothing but that, nothing can be told. */
static bool read_blockers(const struct action_context *context, struct json_value *blockers,
    size_t *count, struct err *err)
{
    AUTO(text) whole = { 0 };
    size_t malformed = 0;

    blockers->root = json_new_array();
    if (!blockers->root)
        return err_nomem(err);
    /* Printing tells whether it was built whole: a row may lack a member for want of memory. */
    if (!appx_service_blockers(context->guest, blockers->root, NULL, err) ||
        !json_print(blockers->root, false, &whole, err))
        return false;
    for (const struct json *row = json_first(blockers->root); row; row = json_next(row))
        malformed += is_malformed(row);
    *count = json_count(blockers->root) - malformed;
    if (*count == 0 && malformed > 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the deployment service gives %zu names of packages that are none", malformed);
    return true;
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    AUTO(json_value) blockers = { NULL };
    size_t count = 0;

    if (!read_blockers(context, &blockers, &count, err))
        return false;
    *yes = count == 0;
    return true;
}

/* The packages of the rows, each once: package, users, everyone (is it removed for all accounts?) */
static bool make_wanted(const struct json *blockers, struct json *wanted, struct err *err)
{
    struct json *users = NULL;

    for (const struct json *row = json_first(blockers); row; row = json_next(row)) {
        const char *package = json_string(json_member(row, "package"));
        const char *reason = json_string(json_member(row, "reason"));
        bool is_first = true;

        if (is_malformed(row))
            continue;
        for (const struct json *before = json_first(blockers); is_first && before != row;
             before = json_next(before))
            is_first = !text_same(json_string(json_member(before, "package")), package);
        if (!is_first)
            continue;
        struct json *item = json_add_object(wanted, NULL);
        json_add_string(item, "package", package);
        json_add_bool(item, "everyone", strcmp(reason, "not provisioned") == 0);
        users = json_add_array(item, "users");
        for (const struct json *other = row; other; other = json_next(other))
            if (text_same(json_string(json_member(other, "package")), package))
                json_add_string(users, NULL, json_string(json_member(other, "sid")));
        if (!users)
            return err_nomem(err);
    }
    return true;
}

/* -- the one child -- */

/** Files in the state folder. */
struct exchange {
    struct text script, wanted, answer;
};

/* What stays behind holds names of packages and does no harm. */
static void exchange_done(struct exchange *exchange)
{
    struct text *paths[] = { &exchange->script, &exchange->wanted, &exchange->answer };
    struct err ignored = { 0 };

    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        if (paths[i]->len > 0)
            (void)!file_remove(text_string(paths[i]), &ignored);
        text_done(paths[i]);
    }
}

static bool exchange_make(struct exchange *exchange, const struct action_context *context,
    const struct json *wanted, struct err *err)
{
    AUTO(text) document = { 0 };

    file_join(&exchange->script, context->state_folder, "appx.ps1");
    file_join(&exchange->wanted, context->state_folder, "appx-wanted.json");
    file_join(&exchange->answer, context->state_folder, "appx-answer.json");
    if (!json_print(wanted, true, &document, err) || !text_ok(&exchange->script, err) ||
        !text_ok(&exchange->wanted, err) || !text_ok(&exchange->answer, err))
        return false;
    /* An answer that an earlier run has left is none to this one. */
    return file_remove(text_string(&exchange->answer), err) &&
           file_replace(text_string(&exchange->script), script, sizeof script - 1, err) &&
           file_replace(text_string(&exchange->wanted), text_string(&document), document.len, err);
}

static bool read_answer(const struct exchange *exchange, struct json_value *answer, struct err *err)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!file_read(text_string(&exchange->answer), ANSWER_LIMIT_BYTES, &found, &bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "PowerShell left no answer");
    if (!json_parse((const char *)bytes.data, bytes.len, &answer->root, err))
        return err_wrap(err, "PowerShell's answer");
    if (json_is_array(answer->root))
        return true;
    json_value_done(answer);
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "PowerShell's answer is no list");
}

/* false: it could not be run, or not to its end within the limit. What it did not answer is in
 * `silent`. */
static bool run_script(struct action_context *context, const struct json *wanted,
    struct json_value *answer, struct err *silent, struct err *err)
{
    AUTO(exchange) exchange = { 0 };
    AUTO(tool_result) result = { 0 };
    AUTO(text) line = { 0 };

    if (!exchange_make(&exchange, context, wanted, err))
        return err_wrap(err, "cannot write a script for PowerShell");

    const char *const arguments[] = { "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass",
        "-File", text_string(&exchange.script), text_string(&exchange.wanted),
        text_string(&exchange.answer), NULL };
    if (!tool_run(context, POWERSHELL, arguments, LIMIT_MS, &result, err))
        return false;
    if (result.exit_code != 0) {
        tool_first_line(&result, &line);
        (void)err_set(silent, ERR_AGENT, ERR_UNSUPPORTED, "PowerShell ended with code %lu: %s",
            (unsigned long)result.exit_code, text_string(&line));
        return true;
    }
    (void)!read_answer(&exchange, answer, silent); /* silent has it then */
    return true;
}

/* -- what has become of them -- */

static const struct json *answer_about(const struct json *answer, const char *package)
{
    for (const struct json *row = json_first(answer); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, "package"));

        if (name && text_same(name, package))
            return row;
    }
    return NULL;
}

/* "removed", "failed", ...; "no answer" where there is none that could be read. */
static const char *result_of(const struct json *row)
{
    const char *result = json_string(json_member(row, "result"));

    return result ? text_shown(result) : "no answer";
}

static const char *code_of(const struct json *row)
{
    const char *code = json_string(json_member(row, "code"));

    return code ? text_shown(code) : "";
}

static void append_reason(struct text *text, const struct json *row)
{
    const char *code = code_of(row);

    text_append(
        text, "%s", strcmp(result_of(row), "removed") == 0 ? "said to be removed" : result_of(row));
    if (code[0] == '\0')
        return;
    text_append(text, ", %s", code);
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (text_same(codes[i].code, code))
            text_append(text, ", %s", codes[i].meaning);
}

static bool is_left(const struct json *left, const char *package)
{
    for (const struct json *row = json_first(left); row; row = json_next(row))
        if (text_same(json_string(json_member(row, "package")), package))
            return true;
    return false;
}

/* For the manifest: each package that was wanted away, with what was answered and what is so. */
static bool report(struct action_context *context, const struct json *wanted,
    const struct json *answer, const struct json *left, struct err *err)
{
    struct json *list = json_add_array(context->report, "packages");

    for (const struct json *item = json_first(wanted); item; item = json_next(item)) {
        const char *package = json_string(json_member(item, "package"));
        const struct json *row = answer_about(answer, package);
        const char *said = json_string(json_member(row, "text"));
        bool gone = !is_left(left, package);
        struct json *about = json_add_object(list, NULL);

        (void)json_add_string(about, "package", package);
        (void)json_add_copy(about, "users", json_member(item, "users"));
        (void)json_add_bool(about, "removed", gone);
        (void)json_add_string(about, "result", result_of(row));
        (void)json_add_string(about, "code", code_of(row));
        (void)json_add_string(about, "text", said ? said : "");
        text_append(&context->details, "%s: %s\n", gone ? "removed" : "not removed", package);
    }
    return text_ok(&context->details, err);
}

static bool fail(const struct json *wanted, const struct json *answer, const struct json *left,
    const struct err *silent, struct err *err)
{
    AUTO(text) names = { 0 };
    size_t stayed = 0;

    for (const struct json *item = json_first(wanted); item; item = json_next(item)) {
        const char *package = json_string(json_member(item, "package"));

        if (!is_left(left, package) || stayed++ >= NAMES_SHOWN)
            continue;
        text_append(&names, "%s%s", stayed > 1 ? "; " : "", package);
        if (silent->domain != ERR_NONE)
            continue;
        text_append(&names, " (");
        append_reason(&names, answer_about(answer, package));
        text_append(&names, ")");
    }
    if (stayed > NAMES_SHOWN)
        text_append(&names, " and %zu more", stayed - NAMES_SHOWN);
    if (silent->domain != ERR_NONE)
        text_append(&names, "; %.160s", silent->text);
    if (stayed == 0)
        return err_set(err, ERR_AGENT, ERR_CHANGED,
            "the packages are gone, and others have come meanwhile: keep the Store from working");
    return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "%zu of %zu packages still there: %s", stayed,
        json_count(wanted), text_string(&names));
}

static bool apply(struct action_context *context, struct err *err)
{
    AUTO(json_value) blockers = { NULL };
    AUTO(json_value) wanted = { json_new_array() };
    AUTO(json_value) answer = { NULL };
    AUTO(json_value) left = { NULL };
    struct err silent = { 0 };
    size_t count = 0;

    if (!wanted.root)
        return err_nomem(err);
    if (!read_blockers(context, &blockers, &count, err) ||
        !make_wanted(blockers.root, wanted.root, err))
        return false;
    if (count == 0)
        return true;
    for (const struct json *item = json_first(wanted.root); item; item = json_next(item)) {
        size_t users = json_count(json_member(item, "users"));

        action_say(context, "removing %s for %zu user%s", json_string(json_member(item, "package")),
            users, users == 1 ? "" : "s");
    }
    if (!run_script(context, wanted.root, &answer, &silent, err))
        return false;
    if (!read_blockers(context, &left, &count, err))
        return err_wrap(err, "cannot tell what PowerShell has done");
    if (!report(context, wanted.root, answer.root, left.root, err))
        return false;
    if (count > 0)
        return fail(wanted.root, answer.root, left.root, &silent, err);
    if (silent.domain != ERR_NONE)
        text_append(&context->details, "PowerShell: %s\n", silent.text);
    return true;
}

/* -- what an undo can say -- */

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    AUTO(json_value) blockers = { NULL };
    size_t count = 0;

    return read_blockers(context, &blockers, &count, err) &&
           make_wanted(blockers.root, json_add_array(kept, "packages"), err);
}

static bool has_package(const struct json *rows, const char *package, const char *user)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        if (text_same(json_string(json_member(row, "full_name")), package) &&
            text_same(json_string(json_member(row, "sid")), user))
            return true;
    return false;
}

static size_t count_gone(const struct json *rows, const struct json *item, const char *package)
{
    const struct json *users = json_member(item, "users");
    size_t gone = 0;

    for (const struct json *user = json_first(users); user; user = json_next(user))
        gone += json_string(user) && !has_package(rows, package, json_string(user));
    return gone;
}

static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    const struct guest *guest = context->guest;
    const struct json *packages = json_member(context->kept, "packages");
    AUTO(json_value) rows = { NULL };

    *yes = true;
    if (!json_is_array(packages))
        action_stays(context, "AppX packages: the journal does not tell which there were");
    if (json_count(packages) == 0)
        return true;
    if (!guest->list(guest->state, GUEST_LIST_APPX_PACKAGES, &rows.root, err))
        return false;
    for (const struct json *item = json_first(packages); item; item = json_next(item)) {
        const char *package = json_string(json_member(item, "package"));
        size_t gone = package ? count_gone(rows.root, item, package) : 0;

        if (gone > 0)
            action_stays(context,
                "AppX package %s: removed for %zu user%s, with what it kept for them; it has to be "
                "installed again from the Store",
                package, gone, gone == 1 ? "" : "s");
    }
    return true;
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    AUTO(json_value) blockers = { NULL };
    AUTO(json_value) wanted = { json_new_array() };
    size_t count = 0, shown = 0;

    if (!wanted.root)
        return err_nomem(err);
    if (!read_blockers(context, &blockers, &count, err) ||
        !make_wanted(blockers.root, wanted.root, err))
        return false;
    size_t packages = json_count(wanted.root);
    text_append(now, "%zu blocking package%s", packages, packages == 1 ? "" : "s");
    for (const struct json *item = json_first(wanted.root); item && shown < NAMES_SHOWN;
         item = json_next(item))
        text_append(now, "%s %s", shown++ ? "," : ":", json_string(json_member(item, "package")));
    if (packages > shown)
        text_append(now, " and %zu more", packages - shown);
    return text_ok(now, err);
}

static const char *const after[] = { NULL };

extern const struct action action_remove_appx_packages;
const struct action action_remove_appx_packages = {
    .id = "remove-appx-packages",
    .title = "Remove the AppX packages that sysprep would refuse",
    .changes = "Removes, for all users, each AppX package that somebody has and that is not "
               "provisioned, or is newer than what is.",
    .leaves = "Nothing of the packages and of what they kept for their users; one that was newer "
              "than the provisioned one may not be provisioned any more. Undo: install them again "
              "from the Store.",
    .risk = "A person's data in such a package is lost.",
    .cost = "20 s to 5 min",
    .source = "https://learn.microsoft.com/powershell/module/appx/remove-appxpackage",
    .traits = 0,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .irreversible = "The packages and what they kept for their users are gone; the Store has them "
                    "again.",
};
