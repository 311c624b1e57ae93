/* SPDX-License-Identifier: MIT */
/*
 * render_az.c - a bash script for the Azure CLI: each operation looked at first, then done.
 *
 * Source: https://learn.microsoft.com/cli/azure/reference-index
 *         https://learn.microsoft.com/cli/azure/use-azure-cli-rest-command
 */
#include "upload/render_az.h"

#include "upload/body_options.h"
#include "upload/quote.h"

#include <string.h>

void az_append_quoted(struct az_script *script, const char *value)
{
    quote_bash(script->text, value);
}

/* -- parameters -- */

static void append_lookup(
    struct az_script *script, const char *before, const char *of, const char *after)
{
    text_append(script->text, "%s", before);
    az_append_quoted(script, of);
    text_append(script->text, "%s", after);
}

/* 'az ad sp show' ends with 1 where there is none, as with every other error: the list is asked. */
static void append_application(
    struct az_script *script, const struct operation_parameter *parameter)
{
    AUTO(part) filter = { .whole = script->text };
    AUTO(part) message = { .whole = script->text };

    operation_append_filter(&filter.text, OPERATION_APPLICATION_FILTER, parameter->of);
    text_append(
        &message.text, "cannot see whether application %s is in this tenant", parameter->of);
    append_lookup(script, "$(az ad sp list --filter ", text_string(&filter.text),
        " --query '[0].id' --output tsv) ||\n    fail ");
    az_append_quoted(script, text_string(&message.text));
    text_append(script->text, "\n");
    if (!operation_parameter_may_be_made(parameter))
        return;
    text_append(script->text, "[ -n \"$%s\" ] ||\n    %s=", parameter->name, parameter->name);
    append_lookup(script, "$(az ad sp create --id ", parameter->of, " --query id --output tsv)\n");
}

/* A guest's principal name is not the address that invited it. */
static void append_user(struct az_script *script, const char *address)
{
    AUTO(part) filter = { .whole = script->text };

    operation_append_filter(&filter.text, OPERATION_USER_FILTER, address);
    append_lookup(script, "$(az ad user list --filter ", text_string(&filter.text),
        " --query '[0].id' --output tsv)\n");
}

static void append_parameter(struct az_script *script, const struct operation_parameter *parameter)
{
    text_append(script->text, "# %s\n", parameter->what);
    if (parameter->kind == PARAMETER_SECRET) {
        text_append(script->text,
            "%s=$(json_text \"${GOLDPREP_ADMIN_PASSWORD:?set it to the password of the new "
            "administrator}\")\n",
            parameter->name);
        return;
    }
    text_append(script->text, "%s=", parameter->name);
    switch (parameter->kind) {
    case PARAMETER_APPLICATION:
        append_application(script, parameter);
        break;
    case PARAMETER_USER:
        append_user(script, parameter->of);
        break;
    case PARAMETER_IDENTITY:
        append_lookup(script, "$(az identity show --ids ", parameter->of,
            " --query principalId --output tsv)\n");
        break;
    case PARAMETER_SYSTEM_IDENTITY:
        append_lookup(script, "$(value ", parameter->of, " '2024-02-01' identity.principalId)\n");
        break;
    case PARAMETER_FILE_SIZE:
        append_lookup(script, "$(($(wc -c <", parameter->of, ")))\n");
        break;
    case PARAMETER_SECRET:
        break;
    }
    text_append(script->text, "[ -n \"$%s\" ] || fail ", parameter->name);
    {
        AUTO(part) message = { .whole = script->text };

        text_append(&message.text, "nothing was found: %s %s", parameter->what, parameter->of);
        az_append_quoted(script, text_string(&message.text));
    }
    text_append(script->text, "\n");
}

void az_append_parameters(struct az_script *script, const struct json *body)
{
    for (size_t at = 0; at < script->operations->parameter_count; at++) {
        const struct operation_parameter *parameter = &script->operations->parameters[at];

        if (script->resolved[at] || !operation_uses(body, parameter->name))
            continue;
        script->resolved[at] = true;
        append_parameter(script, parameter);
    }
}

/* Before anything is made: it would be missed after hours otherwise. */
static void append_secrets(struct az_script *script)
{
    for (size_t at = 0; at < script->operations->parameter_count; at++) {
        if (script->operations->parameters[at].kind != PARAMETER_SECRET)
            continue;
        script->resolved[at] = true;
        append_parameter(script, &script->operations->parameters[at]);
    }
}

/* -- bodies -- */

/** Appends the JSON between apostrophes, with "$name" where a mark stands. */
static void append_spliced(struct az_script *script, const char *json)
{
    const char *quote = ""; /* what the value before left open */
    AUTO(part) last = { .whole = script->text };
    const char *next;

    while ((next = strstr(json, OPERATION_MARK)) != NULL) {
        const char *name = next + strlen(OPERATION_MARK);
        size_t len = (size_t)(strstr(name, OPERATION_MARK_END) - name);
        AUTO(part) plain = { .whole = script->text };

        text_append(&plain.text, "%s", quote);
        quote = operations_is_number(script->operations, name, len) ? "" : "\"";
        text_append_bytes(&plain.text, json, (size_t)(next - json));
        text_append(&plain.text, "%s", quote);
        az_append_quoted(script, text_string(&plain.text));
        text_append(script->text, "\"$%.*s\"", (int)len, name);
        json = name + len + strlen(OPERATION_MARK_END);
    }
    text_append(&last.text, "%s%s", quote, json);
    az_append_quoted(script, text_string(&last.text));
}

bool az_append_json(struct az_script *script, const struct json *body, struct err *err)
{
    AUTO(part) json = { .whole = script->text };

    if (!operation_print_marked(body, &json.text, err))
        return false;
    append_spliced(script, text_string(&json.text));
    return true;
}

/* -- operations -- */

/** Does what is written for it use $id and $api? */
static bool is_looked_at(const struct operation *operation)
{
    const char *type = json_string(json_member(operation->body, "operationType"));

    if (operation->step == STEP_SHARE || operation->step == STEP_COMMUNITY)
        return type && strcmp(type, "Add") != 0 && strcmp(type, "Remove") != 0;
    return operation->step != STEP_GROUP && operation->api[0];
}

static void append_comment(struct az_script *script, const struct operation *operation)
{
    AUTO(part) what = { .whole = script->text };

    quote_comment(&what.text, operation->what);
    text_append(script->text, "\n# %s\n# %s\n# Source: %s\n", text_string(&what.text),
        operation->why, operation->source);
    if (!is_looked_at(operation))
        return;
    text_append(script->text, "id=");
    az_append_quoted(script, operation->id);
    text_append(script->text, "\napi=");
    az_append_quoted(script, operation->api);
    text_append(script->text, "\n");
}

static void append_say(
    struct az_script *script, const struct operation *operation, const char *more)
{
    AUTO(part) said = { .whole = script->text };

    text_append(&said.text, "%s%s", operation->what, more);
    text_append(script->text, "    say ");
    az_append_quoted(script, text_string(&said.text));
    text_append(script->text, "\n");
}

static void append_wait(struct az_script *script, const struct operation *operation)
{
    if (operation->wait_minutes == 0)
        return;
    text_append(script->text, "wait_for \"$id\" \"$api\" %d\n", operation->wait_minutes);
}

/** Appends "FUNCTION ID API <<<'json'". */
static bool append_sent(struct az_script *script, const struct operation *operation,
    const char *function, struct err *err)
{
    text_append(script->text, "    %s \"$id\" \"$api\" <<<", function);
    if (!az_append_json(script, operation->body, err))
        return false;
    text_append(script->text, "\n");
    return true;
}

/** Appends the member as JMESPath, where a name with a dash stands between quotes. */
static void append_query(struct az_script *script, const struct operation_fixed *fixed)
{
    const char *member = fixed->member;
    const char *dot = strrchr(member, '.');

    if (fixed->feature)
        text_append(script->text, "\"%s[?name=='%s'].value | [0]\"", member, fixed->feature);
    else if (dot && strchr(dot, '-'))
        text_append(script->text, "'%.*s\"%s\"'", (int)(dot + 1 - member), member, dot + 1);
    else
        text_append(script->text, "%s", member);
}

/* A difference ends the script. */
static void append_must_be(
    struct az_script *script, const struct operation *operation, const char *indent)
{
    struct operation_fixed fixed;
    size_t at = 0;

    while (operation_next_fixed(operation, &at, &fixed)) {
        text_append(script->text, "%smust_be \"$id\" \"$api\" ", indent);
        append_query(script, &fixed);
        text_append(script->text, " ");
        az_append_quoted(script, fixed.wanted);
        if (fixed.absent || fixed.advice) {
            text_append(script->text, " ");
            az_append_quoted(script, fixed.absent ? fixed.absent : "");
        }
        if (fixed.advice) {
            text_append(script->text, " \\\n        ");
            az_append_quoted(script, fixed.advice);
        }
        text_append(script->text, "\n");
    }
}

static bool append_make(
    struct az_script *script, const struct operation *operation, struct err *err)
{
    az_append_parameters(script, operation->body);
    text_append(script->text, "if there \"$id\" \"$api\"; then\n");
    append_say(script, operation, " is there");
    append_must_be(script, operation, "    ");
    text_append(script->text, "else\n");
    append_say(script, operation, " is made");
    {
        AUTO(part) line = { .whole = script->text };
        struct az_script inner = *script;

        inner.text = &line.text;
        if (az_append_native(&inner, operation))
            text_append(script->text, "    %s\n", text_string(&line.text));
        else if (!append_sent(script, operation, "put", err))
            return false;
    }
    text_append(script->text, "fi\n");
    append_wait(script, operation);
    return true;
}

static void append_group(struct az_script *script, const struct operation *operation)
{
    text_append(script->text,
        "is=$(az group exists --subscription \"$subscription\" --name \"$resource_group\") ||\n"
        "    fail \"cannot see whether resource group '$resource_group' is there\"\n"
        "if [ \"$is\" = true ]; then\n");
    append_say(script, operation, " is there");
    text_append(script->text, "else\n");
    append_say(script, operation, " is made");
    text_append(script->text,
        "    az group create --subscription \"$subscription\" --name \"$resource_group\" \\\n"
        "        --location ");
    az_append_quoted(script, script->operations->target->region);
    text_append(script->text, " --output none\nfi\n");
}

/* A principal may have the role already, by an assignment of another name. As JSON: Debian's CLI ends
 * in a fault at 'az role assignment create'. */
static bool append_role(
    struct az_script *script, const struct operation *operation, struct err *err)
{
    const struct json *properties = json_member(operation->body, "properties");
    const char *principal = json_string(json_member(properties, "principalId"));
    const char *parameter = operation_parameter(json_member(properties, "principalId"));
    const char *role =
        operations_last_segment(json_string(json_member(properties, "roleDefinitionId")));

    az_append_parameters(script, operation->body);
    text_append(script->text, "principal=");
    if (parameter)
        text_append(script->text, "$%s", parameter);
    else
        az_append_quoted(script, principal);
    text_append(script->text, "\nif has_role \"$id\" \"$principal\" ");
    az_append_quoted(script, role);
    text_append(script->text, "; then\n");
    append_say(script, operation, " is there");
    text_append(script->text, "else\n");
    append_say(script, operation, " is given");
    if (!append_sent(script, operation, "put", err))
        return false;
    text_append(script->text, "fi\n");
    return true;
}

/** Appends the test whether a resource that is there has what the body says, up to "; then". */
static void append_has(struct az_script *script, const struct operation *operation)
{
    const struct json *wanted = body_at(operation->body, operation->member);
    const char *word = json_string(wanted);

    if (wanted && !word) { /* identities, by their ids */
        text_append(script->text, "is=$(value \"$id\" \"$api\" %s)\nif among ", AZ_IDENTITIES);
        az_append_quoted(script, json_name(json_first(wanted)));
        text_append(script->text, " \"$is\"");
        return;
    }
    text_append(script->text, "is=$(value \"$id\" \"$api\" %s)\nif [ ", operation->member);
    if (word) {
        text_append(script->text, "\"$(lower \"$is\")\" = \"$(lower ");
        az_append_quoted(script, word);
        text_append(script->text, ")\" ]");
    } else {
        text_append(script->text, "-n \"$is\" ]");
    }
}

static void append_identity(struct az_script *script, const struct operation *operation)
{
    const struct json *wanted = body_at(operation->body, operation->member);

    text_append(script->text, "    patch_identity \"$id\" \"$api\"");
    if (wanted) {
        text_append(script->text, " ");
        az_append_quoted(script, json_name(json_first(wanted)));
    }
    text_append(script->text, "\n");
}

static void append_wait_until_there(struct az_script *script, int minutes)
{
    text_append(script->text, "wait_until_there \"$id\" \"$api\" %d\n", minutes);
}

static bool append_change(
    struct az_script *script, const struct operation *operation, struct err *err)
{
    az_append_parameters(script, operation->body);
    if (operation->step == STEP_LAB_IMAGE)
        append_wait_until_there(script, 30);
    append_must_be(script, operation, "");
    append_has(script, operation);
    text_append(script->text, "; then\n");
    append_say(script, operation, " is so");
    text_append(script->text, "else\n");
    append_say(script, operation, " is set");
    if (operation->step == STEP_IDENTITY)
        append_identity(script, operation);
    else if (!append_sent(script, operation, "patch", err))
        return false;
    text_append(script->text, "fi\n");
    append_wait(script, operation);
    return true;
}

static void append_take_out(struct az_script *script, const struct operation *operation)
{
    append_must_be(script, operation, "");
    text_append(script->text, "is=$(value \"$id\" \"$api\" %s)\nif [ -z \"$is\" ]; then\n",
        operation->member);
    append_say(script, operation, " is so");
    text_append(script->text, "else\n");
    append_say(script, operation, " is set");
    text_append(script->text,
        "    az resource update --ids \"$id\" --api-version \"$api\" \\\n"
        "        --remove %s --output none\nfi\n",
        operation->member);
    append_wait(script, operation);
}

static void append_remove(struct az_script *script, const struct operation *operation)
{
    text_append(script->text, "if there \"$id\" \"$api\"; then\n");
    append_must_be(script, operation, "    ");
    append_say(script, operation, " is done");
    text_append(script->text,
        "    az rest --method delete --url \"$id?api-version=$api\" --output none\n"
        "    wait_until_gone \"$id\" \"$api\" %d\nelse\n",
        operation->wait_minutes);
    append_say(script, operation, " is so");
    text_append(script->text, "fi\n");
}

static bool append_operation(
    struct az_script *script, const struct operation *operation, struct err *err)
{
    if (operation_is_around_bytes(operation))
        return true;
    append_comment(script, operation);
    if (operation->step == STEP_GROUP) {
        append_group(script, operation);
        return true;
    }
    if (operation->step == STEP_ROLE)
        return append_role(script, operation, err);
    switch (operation->kind) {
    case OPERATION_MAKE:
        return append_make(script, operation, err);
    case OPERATION_CHANGE:
        return append_change(script, operation, err);
    case OPERATION_TAKE_OUT:
        append_take_out(script, operation);
        return true;
    case OPERATION_REMOVE:
        append_remove(script, operation);
        return true;
    case OPERATION_CARRY:
        az_append_carry(script, operation);
        return true;
    case OPERATION_CALL:
    case OPERATION_LOOK:
        if (operation->step == STEP_DEV_BOX)
            append_wait_until_there(script, operation->wait_minutes);
        else if (operation->step == STEP_SOURCE)
            az_append_source(script, operation);
        else
            az_append_share(script, operation);
        return true;
    }
    return true;
}

bool render_az(const struct target *target, struct text *text, struct err *err)
{
    AUTO(operations) operations = { 0 };
    AUTO_FREE bool *resolved = NULL;
    struct az_script script = { .operations = &operations, .text = text };

    if (!operations_make(target, &operations, err))
        return false;
    operations.whole = text;
    resolved = calloc(operations.parameter_count + 1, sizeof *resolved);
    if (!resolved)
        return err_nomem(err);
    script.resolved = resolved;
    az_append_head(&script);
    append_secrets(&script);
    for (size_t at = 0; at < operations.count; at++) {
        if (operations_upload_begins(&operations, at))
            az_append_upload_begin(&script);
        if (operations_upload_has_ended(&operations, at))
            az_append_upload_end(&script);
        if (!append_operation(&script, &operations.items[at], err))
            return false;
    }
    text_append(text, "\nsay 'done'\n");
    return text_ok(text, err);
}
