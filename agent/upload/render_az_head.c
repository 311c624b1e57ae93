/* SPDX-License-Identifier: MIT */
/*
 * render_az_head.c - what every script for the Azure CLI begins with.
 *
 * Source: https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-tips
 *         https://learn.microsoft.com/cli/azure/reference-index (exit codes: 3 is "not found")
 */
#include "upload/quote.h"
#include "upload/render_az.h"

#include <string.h>

static const char functions[] =
    "set -euo pipefail\n"
    "\n"
    "poll_seconds=${GOLDPREP_POLL_SECONDS:-15}\n"
    "told=$(mktemp)\n"
    "trap 'rm -f \"$told\"' EXIT\n"
    "\n"
    "say() { printf '%s\\n' \"$*\" >&2; }\n"
    "\n"
    "fail() {\n"
    "    printf 'error: %s\\n' \"$*\" >&2\n"
    "    exit 1\n"
    "}\n"
    "\n"
    "# there ID API: is the resource there? No answer at all ends the script.\n"
    "there() {\n"
    "    local code=0\n"
    "    az resource show --ids \"$1\" --api-version \"$2\" --output none 2>\"$told\" || code=$?\n"
    "    case $code in\n"
    "        0) return 0 ;;\n"
    "        3) return 1 ;;\n"
    "    esac\n"
    "    cat \"$told\" >&2\n"
    "    fail \"cannot see whether '$1' is there\"\n"
    "}\n"
    "\n"
    "# value ID API QUERY: a member of a resource; nothing when it has none.\n"
    "value() {\n"
    "    az resource show --ids \"$1\" --api-version \"$2\" --query \"$3\" --output tsv ||\n"
    "        fail \"cannot read '$3' of '$1'\"\n"
    "}\n"
    "\n"
    "# lower WORD: without capitals, for words that Azure writes both ways.\n"
    "lower() { printf '%s' \"$1\" | tr '[:upper:]' '[:lower:]'; }\n"
    "\n"
    "# among WORD LINES: is it one of the lines?\n"
    "among() { grep -qixF -- \"$1\" <<<\"$2\"; }\n"
    "\n"
    "# is_as WHOSE WHAT IS WANTED ADVICE: a difference ends the script.\n"
    "is_as() {\n"
    "    [ \"$(lower \"$3\")\" = \"$(lower \"$4\")\" ] ||\n"
    "        fail \"'$1' is there, but its '$2' is '$3' and not '$4': $5\"\n"
    "}\n"
    "\n"
    "# must_be ID API QUERY WANTED [ABSENT [ADVICE]]: what is not changed here must be as it "
    "should.\n"
    "must_be() {\n"
    "    local is\n"
    "    is=$(value \"$1\" \"$2\" \"$3\")\n"
    "    is_as \"$1\" \"$3\" \"${is:-${5:-}}\" \"$4\" \"${6:-it is left as it is}\"\n"
    "}\n"
    "\n"
    "# anew ID API: how to make again what is never repaired, and is this script's alone.\n"
    "anew() {\n"
    "    case $1 in\n"
    "        */versions/* | */disks/*) printf '. To make it anew, delete it and run this again: '\n"
    "            printf \"az resource delete --ids '%s' --api-version %s\" \"$1\" \"$2\" ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "# wait_for ID API MINUTES: until it is made.\n"
    "wait_for() {\n"
    "    local end=$((SECONDS + $3 * 60)) state\n"
    "    while :; do\n"
    "        state=$(value \"$1\" \"$2\" properties.provisioningState)\n"
    "        case $state in\n"
    "            Succeeded | '' | None) return 0 ;;\n"
    "            Failed | Canceled) fail \"'$1' is in state '$state': see its activity log$(anew "
    "\"$1\" "
    "\"$2\")\" ;;\n"
    "        esac\n"
    "        [ \"$SECONDS\" -lt \"$end\" ] || fail \"'$1' is still in state '$state' after $3 "
    "minutes\"\n"
    "        sleep \"$poll_seconds\"\n"
    "    done\n"
    "}\n"
    "\n"
    "# put ID API, patch ID API: sends the JSON that stands on standard input.\n"
    "put() { az rest --method put --url \"$1?api-version=$2\" --body @- --output none; }\n"
    "patch() { az rest --method patch --url \"$1?api-version=$2\" --body @- --output none; }\n";

static const char wait_functions[] =
    "\n"
    "# wait_until_there ID API MINUTES, wait_until_gone ID API MINUTES\n"
    "wait_until_there() {\n"
    "    local end=$((SECONDS + $3 * 60))\n"
    "    until there \"$1\" \"$2\"; do\n"
    "        [ \"$SECONDS\" -lt \"$end\" ] || fail \"'$1' is not there after $3 minutes\"\n"
    "        sleep \"$poll_seconds\"\n"
    "    done\n"
    "}\n"
    "wait_until_gone() {\n"
    "    local end=$((SECONDS + $3 * 60))\n"
    "    while there \"$1\" \"$2\"; do\n"
    "        [ \"$SECONDS\" -lt \"$end\" ] || fail \"'$1' is still there after $3 minutes\"\n"
    "        sleep \"$poll_seconds\"\n"
    "    done\n"
    "}\n";

/* The type says which kinds a dev center has: one kind alone would take the other away. */
static const char identity_functions[] =
    "\n"
    "# patch_identity ID API [ONE]: gives it ONE, or its own identity, beside those that it has.\n"
    "patch_identity() {\n"
    "    local kind ids one types='' list=''\n"
    "    kind=$(value \"$1\" \"$2\" identity.type)\n"
    "    ids=$(value \"$1\" \"$2\" " AZ_IDENTITIES ")\n"
    "    [ $# = 3 ] || types=SystemAssigned\n"
    "    [[ $(lower \"$kind\") != *systemassigned* ]] || types=SystemAssigned\n"
    "    while IFS= read -r one; do\n"
    "        [ -z \"$one\" ] || list+=\"${list:+, }\\\"$one\\\": {}\"\n"
    "    done < <(printf '%s\\n' \"$ids\" \"${@:3}\")\n"
    "    if [ -n \"$list\" ]; then\n"
    "        types+=${types:+, }UserAssigned\n"
    "        list=\", \\\"userAssignedIdentities\\\": {$list}\"\n"
    "    fi\n"
    "    patch \"$1\" \"$2\" <<<\"{\\\"identity\\\": {\\\"type\\\": \\\"$types\\\"$list}}\"\n"
    "}\n";

/* Azure lists what is given on the scope, on what it lies in, and on what lies in it. */
static const char role_functions[] =
    "\n"
    "# has_role ID PRINCIPAL ROLE: on the scope of ID or on what that lies in, under whatever "
    "name.\n"
    "has_role() {\n"
    "    local scopes scope within\n"
    "    within=$(lower \"${1%/providers/Microsoft.Authorization/*}\")\n"
    "    scopes=$(az rest --method get \\\n"
    "        --url \"${1%/*}?api-version=2022-04-01&\\$filter=principalId%20eq%20'$2'\" \\\n"
    "        --query \"value[?ends_with(properties.roleDefinitionId, '$3')].properties.scope\" \\\n"
    "        --output tsv) || fail \"cannot list the roles beside '$1'\"\n"
    "    while IFS= read -r scope; do\n"
    "        [ -n \"$scope\" ] || continue\n"
    "        scope=$(lower \"${scope%/}\")\n"
    "        case $within/ in \"$scope\"/*) return 0 ;; esac\n"
    "    done <<<\"$scopes\"\n"
    "    return 1\n"
    "}\n";

static const char secret_functions[] =
    "\n"
    "# json_text TEXT: as it stands between the quotes of a JSON string.\n"
    "json_text() {\n"
    "    local text=$1\n"
    "    text=${text//\\\\/\\\\\\\\}\n"
    "    text=${text//\\\"/\\\\\\\"}\n"
    "    printf '%s' \"$text\"\n"
    "}\n";

static const char vhd_functions[] =
    "\n"
    "# check_vhd FILE: a fixed VHD with a footer of 512 bytes behind a whole number of MiB.\n"
    "check_vhd() {\n"
    "    local bytes\n"
    "    [ -f \"$1\" ] || fail \"there is no file '$1'\"\n"
    "    bytes=$(wc -c <\"$1\")\n"
    "    [ \"$(tail -c 512 -- \"$1\" | head -c 8 | tr -d '\\0')\" = conectix ] ||\n"
    "        fail \"'$1' has no VHD footer: qemu-img convert -O vpc -o "
    "subformat=fixed,force_size=on\"\n"
    "    [ $(((bytes - 512) % 1048576)) = 0 ] || fail \"the disk in '$1' is no whole number of "
    "MiB\"\n"
    "}\n"
    "\n"
    "# unfinished WHAT DELETE MARK: it is there, but may lack bytes.\n"
    "unfinished() {\n"
    "    fail \"$1 is there, but nothing says that all of it came. To upload it anew: $2\n"
    "If you know that it is whole: $3\n"
    "Then run this again.\"\n"
    "}\n";

static const char source_functions[] =
    "\n"
    "# states ID API: what a machine is in, a line each.\n"
    "states() {\n"
    "    az rest --method get --url \"$1/instanceView?api-version=$2\" \\\n"
    "        --query 'statuses[].code' --output tsv || fail \"cannot see the state of '$1'\"\n"
    "}\n"
    "\n"
    "# bring ID API ACTION STATE MINUTES: acts on a machine until it is in the state.\n"
    "bring() {\n"
    "    local end=$((SECONDS + $5 * 60)) is\n"
    "    is=$(states \"$1\" \"$2\")\n"
    "    if among \"$4\" \"$is\"; then\n"
    "        say \"machine '${1##*/}' is so: $4\"\n"
    "        return 0\n"
    "    fi\n"
    "    $may_run || ! among PowerState/running \"$is\" ||\n"
    "        fail \"'$1' runs: it is not sealed, or was started after it was\"\n"
    "    say \"machine '${1##*/}': $3\"\n"
    "    az rest --method post --url \"$1/$3?api-version=$2\" --output none\n"
    "    until among \"$4\" \"$is\"; do\n"
    "        [ \"$SECONDS\" -lt \"$end\" ] || fail \"'$1' is not in state $4 after $5 minutes\"\n"
    "        sleep \"$poll_seconds\"\n"
    "        is=$(states \"$1\" \"$2\")\n"
    "    done\n"
    "}\n";

static const char share_functions[] =
    "\n"
    "# shared TYPE: the subscriptions or tenants that see the gallery, one a line.\n"
    "shared() {\n"
    "    az sig show --resource-group \"$resource_group\" --gallery-name \"$gallery\" \\\n"
    "        --subscription \"$subscription\" --sharing-groups \\\n"
    "        --query \"sharingProfile.groups[?type=='$1'].ids[]\" --output tsv ||\n"
    "        fail \"cannot see whom gallery '$gallery' is shared with\"\n"
    "}\n";

static bool has_step(const struct operations *operations, enum operation_step step)
{
    for (size_t at = 0; at < operations->count; at++)
        if (operations->items[at].step == step)
            return true;
    return false;
}

static bool has_secret(const struct operations *operations)
{
    for (size_t at = 0; at < operations->parameter_count; at++)
        if (operations->parameters[at].kind == PARAMETER_SECRET)
            return true;
    return false;
}

/* Requests without a host, and the directory, are those of the account that is active. */
static const char account_check[] =
    "\n"
    "is=$(az account show --query id --output tsv)\n"
    "[ \"$(lower \"$is\")\" = \"$(lower \"$subscription\")\" ] ||\n"
    "    fail \"the active subscription is '$is': az account set --subscription $subscription\"\n";

static void append_cloud_check(struct az_script *script)
{
    const char *name = operations_cloud_name(script->operations);

    if (name)
        text_append(script->text,
            "is=$(az cloud show --query name --output tsv)\n"
            "[ \"$is\" = %s ] || fail \"the active cloud is '$is': az cloud set --name %s\"\n",
            name, name);
}

static void append_variables(struct az_script *script)
{
    const struct target *target = script->operations->target;

    text_append(script->text, "\nsubscription=");
    az_append_quoted(script, target->subscription);
    text_append(script->text, "\nresource_group=");
    az_append_quoted(script, target->resource_group);
    text_append(script->text, "\n");
    if (has_step(script->operations, STEP_SOURCE))
        text_append(script->text, "may_run=%s\n",
            target->image.os_state == TARGET_GENERALIZED ? "false" : "true");
    if (!has_step(script->operations, STEP_SHARE) && !has_step(script->operations, STEP_COMMUNITY))
        return;
    text_append(script->text, "gallery=");
    az_append_quoted(script, target->gallery.name);
    text_append(script->text, "\n");
}

void az_append_head(struct az_script *script)
{
    const struct operations *operations = script->operations;
    const struct target *target = operations->target;
    AUTO(part) machine = { .whole = script->text };

    quote_comment(&machine.text, target->image.machine ? target->image.machine : "");
    text_append(script->text,
        "#!/usr/bin/env bash\n"
        "# Made by goldprep from a target and the manifest of '%s'.\n"
        "#\n"
        "# Run it as often as you like: what is there as it should be is left alone.\n"
        "# Needs the Azure CLI, 2.45 or later, signed in ('az login')%s.\n",
        text_string(&machine.text),
        has_step(operations, STEP_UPLOAD) ? ", and azcopy for the upload to a disk" : "");
    text_append(script->text, "%s", functions);
    text_append(script->text, "%s",
        has_step(operations, STEP_LAB_IMAGE) || has_step(operations, STEP_DEV_CENTER) ||
                has_step(operations, STEP_LAB)
            ? wait_functions
            : "");
    text_append(script->text, "%s", has_step(operations, STEP_IDENTITY) ? identity_functions : "");
    text_append(script->text, "%s", has_step(operations, STEP_ROLE) ? role_functions : "");
    text_append(script->text, "%s", has_secret(operations) ? secret_functions : "");
    text_append(script->text, "%s", has_step(operations, STEP_UPLOAD) ? vhd_functions : "");
    text_append(script->text, "%s", has_step(operations, STEP_SHARE) ? share_functions : "");
    text_append(script->text, "%s", has_step(operations, STEP_SOURCE) ? source_functions : "");
    append_variables(script);
    text_append(script->text, "%s", account_check);
    append_cloud_check(script);
}
