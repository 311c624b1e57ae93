/* SPDX-License-Identifier: MIT */
/*
 * render_arm.c - a template for the target's resource group.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 *         https://learn.microsoft.com/azure/azure-resource-manager/templates/scope-extension-resources
 *         https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template
 */
#include "upload/quote.h"
#include "upload/render.h"

#include <string.h>

#define TEMPLATE_SCHEMA                                                                            \
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
#define ROLE_TYPE "Microsoft.Authorization/roleAssignments"
#define ROLE_DEFINITIONS "/providers/Microsoft.Authorization/roleDefinitions/"
#define IDENTITY_API "2023-01-31"

static bool is_in_template(const struct operation *operation)
{
    return operation->kind == OPERATION_MAKE && !operation->not_in_template;
}

/* -- ids -- */

/** Appends ", 'name'" for each name of an id, or "/name" when within a resource's own name. */
static void append_names(const char *id, bool as_literals, struct text *text)
{
    const char *at = strstr(id, "/providers/");
    bool first = true;

    /* behind /providers/NAMESPACE/ stand type and name by turns */
    at = strchr(at + strlen("/providers/"), '/');
    while (at && (at = strchr(at + 1, '/')) != NULL) {
        AUTO(part) name = { .whole = text };
        const char *end = strchr(at + 1, '/');

        text_append_bytes(&name.text, at + 1, end ? (size_t)(end - at - 1) : strlen(at + 1));
        if (as_literals) {
            text_append(text, ", ");
            quote_arm_literal(text, text_string(&name.text));
        } else {
            text_append(text, "%s%s", first ? "" : "/", text_string(&name.text));
        }
        first = false;
        at = end;
    }
}

static void append_resource_id(const struct operation *operation, struct text *text)
{
    text_append(text, "resourceId(");
    quote_arm_literal(text, operation->type);
    append_names(operation->id, true, text);
    text_append(text, ")");
}

/** The resource of this template whose id the value is or begins with; the longest. */
static const struct operation *find_owner(const struct operations *operations, const char *value)
{
    const struct operation *found = NULL;

    for (size_t at = 0; at < operations->count; at++) {
        const struct operation *operation = &operations->items[at];
        size_t len = strlen(operation->id);

        if (is_in_template(operation) && strncmp(value, operation->id, len) == 0 &&
            (value[len] == 0 || value[len] == '/') && (!found || len > strlen(found->id)))
            found = operation;
    }
    return found;
}

/* -- values -- */

static void append_reference(const struct operations *operations,
    const struct operation_parameter *parameter, struct text *text)
{
    const struct operation *identity =
        parameter->kind == PARAMETER_IDENTITY ? find_owner(operations, parameter->of) : NULL;

    text_append(text, "[");
    if (identity) {
        text_append(text, "reference(");
        append_resource_id(identity, text);
        text_append(text, ", '" IDENTITY_API "').principalId]");
        return;
    }
    text_append(text, "parameters(");
    quote_arm_literal(text, parameter->name);
    text_append(text, ")]");
}

static void append_string(const struct operations *operations, const char *value, struct text *text)
{
    const struct operation *owner = find_owner(operations, value);
    const char *role = strstr(value, ROLE_DEFINITIONS);

    if (role && text_starts(value, "/subscriptions/")) {
        text_append(text, "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ");
        quote_arm_literal(text, role + strlen(ROLE_DEFINITIONS));
        text_append(text, ")]");
    } else if (!owner) {
        quote_arm(text, value);
    } else if (value[strlen(owner->id)] == 0) {
        text_append(text, "[");
        append_resource_id(owner, text);
        text_append(text, "]");
    } else {
        text_append(text, "[concat(");
        append_resource_id(owner, text);
        text_append(text, ", ");
        quote_arm_literal(text, value + strlen(owner->id));
        text_append(text, ")]");
    }
}

/* Copies a body, one level a call: ids of resources of this template become expressions. Names of
 * members are escaped like values: the engine may look at both. */
static void copy_body(const struct operations *operations, const struct json *from, struct json *to)
{
    for (const struct json *child = json_first(from); child; child = json_next(child)) {
        const char *parameter = operation_parameter(child);
        const char *string = json_string(child);
        AUTO(part) value = { .whole = operations->whole };
        AUTO(part) name = { .whole = operations->whole };
        const char *as = NULL;

        if (json_name(child)) {
            quote_arm(&name.text, json_name(child));
            as = text_string(&name.text);
        }
        if (parameter)
            append_reference(
                operations, operations_find_parameter(operations, parameter), &value.text);
        else if (string)
            append_string(operations, string, &value.text);
        if (parameter || string)
            json_add_string(to, as, text_string(&value.text));
        else if (json_is_object(child))
            copy_body(operations, child, json_add_object(to, as));
        else if (json_is_array(child))
            copy_body(operations, child, json_add_array(to, as));
        else
            json_add_copy(to, as, child);
    }
}

/* -- resources -- */

static bool mentions(const struct json *body, const char *id)
{
    const char *string = json_string(body);

    if (string)
        return text_starts(string, id) && (string[strlen(id)] == 0 || string[strlen(id)] == '/');
    if (!json_is_object(body) && !json_is_array(body))
        return false;
    for (const struct json *child = json_first(body); child; child = json_next(child))
        if (mentions(child, id))
            return true;
    return false;
}

static bool depends(const struct operation *operation, const struct operation *on)
{
    return (operation->needs & 1u << on->step) != 0 ||
           (text_starts(operation->id, on->id) && operation->id[strlen(on->id)] == '/') ||
           mentions(operation->body, on->id);
}

/* What operations_roles.c made the GUID of, as guid(): the template can be deployed into another
 * resource group, where the same assignment has another name. */
static void append_role_guid(
    const struct operations *operations, const struct operation *operation, struct text *text)
{
    const struct json *properties = json_member(operation->body, "properties");
    const struct json *principal = json_member(properties, "principalId");
    const char *parameter = operation_parameter(principal);
    const char *role = json_string(json_member(properties, "roleDefinitionId"));

    text_append(text, "guid(");
    append_resource_id(find_owner(operations, operations->gallery_id), text);
    text_append(text, ", ");
    quote_arm_literal(text,
        parameter ? operations_find_parameter(operations, parameter)->of : json_string(principal));
    text_append(text, ", ");
    quote_arm_literal(text, operations_last_segment(role));
    text_append(text, ")");
}

static void append_dependency(
    const struct operations *operations, const struct operation *on, struct text *text)
{
    text_append(text, "[");
    if (strcmp(on->type, ROLE_TYPE) == 0) {
        text_append(text, "extensionResourceId(");
        append_resource_id(find_owner(operations, operations->gallery_id), text);
        text_append(text, ", '" ROLE_TYPE "', ");
        append_role_guid(operations, on, text);
        text_append(text, ")");
    } else {
        append_resource_id(on, text);
    }
    text_append(text, "]");
}

static void add_dependencies(
    const struct operations *operations, const struct operation *operation, struct json *resource)
{
    struct json *list = NULL;

    for (const struct operation *on = operations->items; on < operation; on++) {
        AUTO(part) id = { .whole = operations->whole };

        if (!is_in_template(on) || !depends(operation, on))
            continue;
        if (!list)
            list = json_add_array(resource, "dependsOn");
        append_dependency(operations, on, &id.text);
        json_add_string(list, NULL, text_string(&id.text));
    }
}

static void add_role_name(
    const struct operations *operations, const struct operation *operation, struct json *resource)
{
    AUTO(part) name = { .whole = operations->whole };
    AUTO(part) scope = { .whole = operations->whole };

    text_append(&name.text, "[");
    append_role_guid(operations, operation, &name.text);
    text_append(&name.text, "]");
    json_add_string(resource, "name", text_string(&name.text));
    text_append(&scope.text, "[");
    append_resource_id(find_owner(operations, operations->gallery_id), &scope.text);
    text_append(&scope.text, "]");
    json_add_string(resource, "scope", text_string(&scope.text));
}

static void add_resource(
    const struct operations *operations, const struct operation *operation, struct json *list)
{
    struct json *resource = json_add_object(list, NULL);
    AUTO(part) comments = { .whole = operations->whole };

    json_add_string(resource, "type", operation->type);
    json_add_string(resource, "apiVersion", operation->api);
    if (strcmp(operation->type, ROLE_TYPE) == 0) {
        add_role_name(operations, operation, resource);
    } else {
        AUTO(part) path = { .whole = operations->whole };
        AUTO(part) name = { .whole = operations->whole };

        append_names(operation->id, false, &path.text);
        quote_arm(&name.text, text_string(&path.text));
        json_add_string(resource, "name", text_string(&name.text));
    }
    text_append(
        &comments.text, "%s. %s Source: %s", operation->what, operation->why, operation->source);
    json_add_string(resource, "comments", text_string(&comments.text));
    add_dependencies(operations, operation, resource);
    copy_body(operations, operation->body, resource);
}

/* -- the template -- */

static bool template_uses(
    const struct operations *operations, const struct operation_parameter *parameter)
{
    if (parameter->kind == PARAMETER_IDENTITY && find_owner(operations, parameter->of))
        return false;
    for (size_t at = 0; at < operations->count; at++)
        if (is_in_template(&operations->items[at]) &&
            operation_uses(operations->items[at].body, parameter->name))
            return true;
    return false;
}

static const char *parameter_type(enum parameter_kind kind)
{
    switch (kind) {
    case PARAMETER_SECRET:
        return "securestring";
    case PARAMETER_FILE_SIZE:
        return "int";
    case PARAMETER_APPLICATION:
    case PARAMETER_USER:
    case PARAMETER_IDENTITY:
    case PARAMETER_SYSTEM_IDENTITY:
        break;
    }
    return "string";
}

static void add_parameters(const struct operations *operations, struct json *root)
{
    struct json *list = json_add_object(root, "parameters");

    for (size_t at = 0; at < operations->parameter_count; at++) {
        const struct operation_parameter *parameter = &operations->parameters[at];
        AUTO(part) description = { .whole = operations->whole };
        struct json *object;

        if (!template_uses(operations, parameter))
            continue;
        object = json_add_object(list, parameter->name);
        json_add_string(object, "type", parameter_type(parameter->kind));
        text_append(&description.text, "%s%s%s%s", parameter->what, parameter->of[0] ? " (" : "",
            parameter->of, parameter->of[0] ? ")" : "");
        json_add_string(
            json_add_object(object, "metadata"), "description", text_string(&description.text));
    }
}

static void add_output(struct json *outputs, const char *name, const char *value)
{
    struct json *output = json_add_object(outputs, name);

    json_add_string(output, "type", "string");
    json_add_string(output, "value", value);
}

/* What a template cannot do is said where the person who deploys it looks. */
static void add_outputs(const struct operations *operations, struct json *root)
{
    struct json *outputs = json_add_object(root, "outputs");
    const char *const ids[] = { operations->gallery_id, operations->version_id };
    const char *const names[] = { "galleryId", "imageVersionId" };
    size_t number = 0;

    for (size_t at = 0; at < COUNT_OF(ids); at++) {
        AUTO(part) id = { .whole = operations->whole };

        append_string(operations, ids[at], &id.text);
        add_output(outputs, names[at], text_string(&id.text));
    }
    for (size_t at = 0; at < operations->count; at++) {
        const struct operation *operation = &operations->items[at];
        AUTO(part) value = { .whole = operations->whole };
        AUTO(part) said = { .whole = operations->whole };
        char name[32];

        if (is_in_template(operation) || operation->is_in_make)
            continue;
        snprintf(name, sizeof name, "notInTemplate%02zu", ++number);
        text_append(&said.text,
            "%s: %s; the scripts of 'render az', 'render powershell' and 'render rest' do it",
            operation->what,
            operation->not_in_template ? operation->not_in_template
                                       : "a template only makes resources");
        quote_arm(&value.text, text_string(&said.text));
        add_output(outputs, name, text_string(&value.text));
    }
}

bool render_arm(const struct target *target, struct text *text, struct err *err)
{
    AUTO(operations) operations = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct json *resources;

    if (!operations_make(target, &operations, err))
        return false;
    operations.whole = text;
    json_add_string(document.root, "$schema", TEMPLATE_SCHEMA);
    json_add_string(document.root, "contentVersion", "1.0.0.0");
    add_parameters(&operations, document.root);
    resources = json_add_array(document.root, "resources");
    for (size_t at = 0; at < operations.count; at++)
        if (is_in_template(&operations.items[at]))
            add_resource(&operations, &operations.items[at], resources);
    add_outputs(&operations, document.root);
    return json_print(document.root, false, text, err);
}
