/* SPDX-License-Identifier: MIT */
/*
 * render_powershell.c - a PowerShell script: each operation looked at first, then done.
 *
 * Source: https://learn.microsoft.com/powershell/module/az.accounts/invoke-azrestmethod
 *         https://learn.microsoft.com/powershell/module/az.resources/new-azroleassignment
 *         https://learn.microsoft.com/powershell/module/az.resources/get-azadserviceprincipal
 */
#include "upload/render_powershell.h"

#include "upload/body_options.h"
#include "upload/quote.h"

#include <string.h>

/* -- parameters -- */

static void append_call(
    struct powershell_script *script, const char *before, const char *of, const char *after)
{
    text_append(script->text, "%s", before);
    powershell_append_quoted(script, of);
    text_append(script->text, "%s", after);
}

static void append_application(
    struct powershell_script *script, const struct operation_parameter *parameter)
{
    append_call(script, "Get-AzADServicePrincipal -ApplicationId ", parameter->of, "\n");
    if (!operation_parameter_may_be_made(parameter))
        return;
    text_append(script->text, "if (-not $principal) { $principal = ");
    append_call(script, "New-AzADServicePrincipal -ApplicationId ", parameter->of, " }\n");
}

/* A guest's principal name is not the address that invited it. */
static void append_user(struct powershell_script *script, const char *address)
{
    AUTO(part) filter = { .whole = script->text };

    operation_append_filter(&filter.text, OPERATION_USER_FILTER, address);
    append_call(script, "Get-AzADUser -Filter ", text_string(&filter.text), "\n");
}

static void append_principal(
    struct powershell_script *script, const struct operation_parameter *parameter)
{
    text_append(script->text, "$principal = ");
    if (parameter->kind == PARAMETER_APPLICATION)
        append_application(script, parameter);
    else
        append_user(script, parameter->of);
    append_call(
        script, "if (-not $principal) { throw ('nothing was found: ' + ", parameter->of, ") }\n");
    text_append(script->text, "$%s = @($principal)[0].Id\n", parameter->name);
}

static void append_parameter(
    struct powershell_script *script, const struct operation_parameter *parameter)
{
    text_append(script->text, "# %s\n", parameter->what);
    switch (parameter->kind) {
    case PARAMETER_APPLICATION:
    case PARAMETER_USER:
        append_principal(script, parameter);
        return;
    case PARAMETER_IDENTITY:
        text_append(script->text, "$%s = ", parameter->name);
        append_call(script, "Get-Part -Of (Get-Resource -Id ", parameter->of,
            " -Api '2023-01-31') -Path 'properties.principalId'\n");
        return;
    case PARAMETER_SYSTEM_IDENTITY:
        text_append(script->text, "$%s = ", parameter->name);
        append_call(script, "Get-Part -Of (Get-Resource -Id ", parameter->of,
            " -Api '2024-02-01') -Path 'identity.principalId'\n");
        return;
    case PARAMETER_FILE_SIZE:
        text_append(script->text, "$%s = ", parameter->name);
        append_call(script, "(Get-Item -LiteralPath ", parameter->of, ").Length\n");
        return;
    case PARAMETER_SECRET:
        break;
    }
    text_append(script->text,
        "$%s = [System.Net.NetworkCredential]::new('', (Read-Host -AsSecureString -Prompt "
        "'Password of "
        "the new administrator')).Password\n",
        parameter->name);
}

static void append_parameters(struct powershell_script *script, const struct json *body)
{
    for (size_t at = 0; at < script->operations->parameter_count; at++) {
        const struct operation_parameter *parameter = &script->operations->parameters[at];

        if (script->resolved[at] || !operation_uses(body, parameter->name))
            continue;
        script->resolved[at] = true;
        append_parameter(script, parameter);
    }
}

/* Before anything is made: it would be asked for after hours otherwise. */
static void append_secrets(struct powershell_script *script)
{
    for (size_t at = 0; at < script->operations->parameter_count; at++) {
        if (script->operations->parameters[at].kind != PARAMETER_SECRET)
            continue;
        script->resolved[at] = true;
        append_parameter(script, &script->operations->parameters[at]);
    }
}

/* -- bodies -- */

/** Appends "'json' + (ConvertTo-Json $name) + 'json'", or one literal. */
static bool append_json(struct powershell_script *script, const struct json *body, struct err *err)
{
    AUTO(part) whole = { .whole = script->text };
    const char *json;
    const char *next;

    if (!operation_print_marked(body, &whole.text, err))
        return false;
    json = text_string(&whole.text);
    text_append(script->text, "(");
    while ((next = strstr(json, OPERATION_MARK)) != NULL) {
        const char *name = next + strlen(OPERATION_MARK);
        size_t len = (size_t)(strstr(name, OPERATION_MARK_END) - name);

        AUTO(part) part = { .whole = script->text };

        text_append_bytes(&part.text, json, (size_t)(next - json));
        quote_powershell_json(script->text, text_string(&part.text));
        text_append(script->text, " + (ConvertTo-Json -InputObject $%.*s) + ", (int)len, name);
        json = name + len + strlen(OPERATION_MARK_END);
    }
    quote_powershell_json(script->text, json);
    text_append(script->text, ")");
    return true;
}

/* -- operations -- */

static void append_comment(struct powershell_script *script, const struct operation *operation)
{
    AUTO(part) what = { .whole = script->text };

    quote_comment(&what.text, operation->what);
    text_append(script->text, "\n# ");
    for (const char *at = text_string(&what.text); *at; at++) /* ASCII: see quote.h */
        text_append(script->text, "%c", (unsigned char)*at < 0x80 ? *at : '?');
    text_append(script->text, "\n# %s\n# Source: %s\n", operation->why, operation->source);
    if (operation->step == STEP_ROLE || operation->step == STEP_SHARE ||
        operation->step == STEP_COMMUNITY || !operation->api[0])
        return;
    append_call(script, "$id = ", operation->id, "\n");
    append_call(script, "$api = ", operation->api, "\n");
}

static void append_say(
    struct powershell_script *script, const struct operation *operation, const char *more)
{
    AUTO(part) said = { .whole = script->text };

    text_append(&said.text, "%s%s", operation->what, more);
    append_call(script, "    Write-Host ", text_string(&said.text), "\n");
}

static void append_wait(struct powershell_script *script, const struct operation *operation)
{
    if (operation->wait_minutes > 0)
        text_append(
            script->text, "Wait-Resource -Id $id -Api $api -Minutes %d\n", operation->wait_minutes);
}

static bool append_sent(struct powershell_script *script, const struct operation *operation,
    const char *method, struct err *err)
{
    text_append(script->text, "    $payload = ");
    if (!append_json(script, operation->body, err))
        return false;
    text_append(script->text,
        "\n    Send-Resource -Method %s -Id $id -Api $api -Payload $payload\n", method);
    return true;
}

/* A difference ends the script; $is is the resource. */
static void append_asserts(
    struct powershell_script *script, const struct operation *operation, const char *indent)
{
    struct operation_fixed fixed;
    size_t at = 0;

    while (operation_next_fixed(operation, &at, &fixed)) {
        text_append(
            script->text, "%sAssert-Member -Resource $is -Path '%s' ", indent, fixed.member);
        append_call(script, "-Wanted ", fixed.wanted, "");
        if (fixed.absent)
            append_call(script, " -Absent ", fixed.absent, "");
        if (fixed.advice)
            append_call(script, " -Advice ", fixed.advice, "");
        if (fixed.feature)
            append_call(script, " -Feature ", fixed.feature, "");
        text_append(script->text, "\n");
    }
}

static bool append_make(
    struct powershell_script *script, const struct operation *operation, struct err *err)
{
    append_parameters(script, operation->body);
    text_append(script->text, "$is = Get-Resource -Id $id -Api $api\nif ($is) {\n");
    append_say(script, operation, " is there");
    append_asserts(script, operation, "    ");
    text_append(script->text, "} else {\n");
    append_say(script, operation, " is made");
    if (!powershell_append_native(script, operation) && !append_sent(script, operation, "PUT", err))
        return false;
    text_append(script->text, "}\n");
    append_wait(script, operation);
    return true;
}

static void append_role(struct powershell_script *script, const struct operation *operation)
{
    const struct json *properties = json_member(operation->body, "properties");
    const char *principal = json_string(json_member(properties, "principalId"));
    const char *parameter = operation_parameter(json_member(properties, "principalId"));
    const char *role =
        operations_last_segment(json_string(json_member(properties, "roleDefinitionId")));
    AUTO(part) scope = { .whole = script->text };

    append_parameters(script, operation->body);
    text_append_bytes(&scope.text, operation->id,
        (size_t)(strstr(operation->id, "/providers/Microsoft.Authorization/") - operation->id));
    text_append(script->text, "$arguments = @{\n    ObjectId = ");
    if (parameter)
        text_append(script->text, "$%s", parameter);
    else
        powershell_append_quoted(script, principal);
    append_call(script, "\n    RoleDefinitionId = ", role, "\n");
    append_call(script, "    Scope = ", text_string(&scope.text), "\n}\n");
    text_append(script->text,
        "$is = Get-AzRoleAssignment @arguments | Where-Object { Test-Within -Scope $_.Scope -Id "
        "$arguments.Scope }\n"
        "if ($is) {\n");
    append_say(script, operation, " is there");
    text_append(script->text, "} else {\n");
    append_say(script, operation, " is given");
    append_call(script, "    $null = New-AzRoleAssignment @arguments -ObjectType ",
        json_string(json_member(properties, "principalType")), "\n}\n");
}

/** Appends "if (CONDITION) {": is it as the body says? */
static void append_has(struct powershell_script *script, const struct operation *operation)
{
    const struct json *wanted = body_at(operation->body, operation->member);
    const char *word = json_string(wanted);

    text_append(script->text, "$is = Get-Resource -Id $id -Api $api\n");
    append_asserts(script, operation, "");
    text_append(script->text, "$is = Get-Part -Of $is -Path '%s'\n", operation->member);
    if (word)
        append_call(script, "if ($is -eq ", word, ") {\n");
    else if (wanted) /* names of members compare without case */
        append_call(script, "if ($is -and $is.PSObject.Properties[", json_name(json_first(wanted)),
            "]) {\n");
    else
        text_append(script->text, "if ($is) {\n");
}

static void append_identity(struct powershell_script *script, const struct operation *operation)
{
    const struct json *wanted = body_at(operation->body, operation->member);

    text_append(script->text,
        "    $is = Get-Part -Of (Get-Resource -Id $id -Api $api) -Path 'identity'\n"
        "    $payload = Join-Identity -Of $is");
    if (wanted)
        append_call(script, " -One ", json_name(json_first(wanted)), "");
    text_append(
        script->text, "\n    Send-Resource -Method PATCH -Id $id -Api $api -Payload $payload\n");
}

static void append_wait_until_there(struct powershell_script *script, int minutes)
{
    text_append(
        script->text, "Wait-Presence -Id $id -Api $api -There $true -Minutes %d\n", minutes);
}

static bool append_change(
    struct powershell_script *script, const struct operation *operation, struct err *err)
{
    append_parameters(script, operation->body);
    if (operation->step == STEP_LAB_IMAGE)
        append_wait_until_there(script, 30);
    append_has(script, operation);
    append_say(script, operation, " is so");
    text_append(script->text, "} else {\n");
    append_say(script, operation, " is set");
    if (operation->step == STEP_IDENTITY)
        append_identity(script, operation);
    else if (!append_sent(script, operation, "PATCH", err))
        return false;
    text_append(script->text, "}\n");
    append_wait(script, operation);
    return true;
}

/* "properties.sharedGalleryId": the one member of its kind that is ever taken out */
static void append_take_out(struct powershell_script *script, const struct operation *operation)
{
    text_append(script->text, "$is = Get-Resource -Id $id -Api $api\n");
    append_asserts(script, operation, "");
    text_append(script->text, "if (Get-Part -Of $is -Path '%s') {\n", operation->member);
    append_say(script, operation, " is set");
    text_append(script->text,
        "    $is.properties.PSObject.Properties.Remove('%s')\n"
        "    Send-Resource -Method PUT -Id $id -Api $api -Payload (ConvertTo-Json -InputObject $is "
        "-Depth 20)\n"
        "} else {\n",
        strrchr(operation->member, '.') + 1);
    append_say(script, operation, " is so");
    text_append(script->text, "}\n");
    append_wait(script, operation);
}

static void append_remove(struct powershell_script *script, const struct operation *operation)
{
    text_append(script->text, "$is = Get-Resource -Id $id -Api $api\nif ($is) {\n");
    append_asserts(script, operation, "    ");
    append_say(script, operation, " is done");
    text_append(script->text,
        "    Send-Resource -Method DELETE -Id $id -Api $api\n"
        "    Wait-Presence -Id $id -Api $api -There $false -Minutes %d\n} else {\n",
        operation->wait_minutes);
    append_say(script, operation, " is so");
    text_append(script->text, "}\n");
}

static bool append_operation(
    struct powershell_script *script, const struct operation *operation, struct err *err)
{
    if (operation_is_around_bytes(operation))
        return true;
    append_comment(script, operation);
    if (operation->step == STEP_ROLE) {
        append_role(script, operation);
        return true;
    }
    switch (operation->kind) {
    case OPERATION_MAKE:
        return append_make(script, operation, err);
    case OPERATION_CHANGE:
        return append_change(script, operation, err);
    case OPERATION_TAKE_OUT:
        append_take_out(script, operation);
        break;
    case OPERATION_REMOVE:
        append_remove(script, operation);
        break;
    case OPERATION_CARRY:
        powershell_append_carry(script, operation);
        break;
    case OPERATION_CALL:
    case OPERATION_LOOK:
        if (operation->step == STEP_DEV_BOX)
            append_wait_until_there(script, operation->wait_minutes);
        else if (operation->step == STEP_SOURCE)
            powershell_append_source(script, operation);
        else
            powershell_append_share(script, operation);
        break;
    }
    return true;
}

bool render_powershell(const struct target *target, struct text *text, struct err *err)
{
    AUTO(operations) operations = { 0 };
    AUTO_FREE bool *resolved = NULL;
    struct powershell_script script = { .operations = &operations, .text = text };

    if (!operations_make(target, &operations, err))
        return false;
    operations.whole = text;
    resolved = calloc(operations.parameter_count + 1, sizeof *resolved);
    if (!resolved)
        return err_nomem(err);
    script.resolved = resolved;
    powershell_append_head(&script);
    append_secrets(&script);
    for (size_t at = 0; at < operations.count; at++) {
        if (operations_upload_begins(&operations, at))
            powershell_append_upload_begin(&script);
        if (operations_upload_has_ended(&operations, at))
            powershell_append_upload_end(&script);
        if (!append_operation(&script, &operations.items[at], err))
            return false;
    }
    text_append(text, "\nWrite-Host 'done'\n");
    return text_ok(text, err);
}
