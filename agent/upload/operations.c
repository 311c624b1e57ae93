/* SPDX-License-Identifier: MIT */
/* operations.c - the list itself: adding, order, names. */
#include "upload/operations_parts.h"

#include <string.h>

static void operation_done(struct operation *operation)
{
    free(operation->id);
    json_free(operation->body);
    free(operation->what);
}

void operations_done(struct operations *operations)
{
    for (size_t at = 0; at < operations->count; at++)
        operation_done(&operations->items[at]);
    for (size_t at = 0; at < operations->parameter_count; at++) {
        free(operations->parameters[at].name);
        free(operations->parameters[at].of);
    }
    free(operations->items);
    free(operations->parameters);
    free(operations->group_id);
    free(operations->gallery_id);
    free(operations->definition_id);
    free(operations->version_id);
    *operations = (struct operations){ 0 };
}

/** Makes room for one more. @return  false, and the list broken: no memory */
static bool make_room(
    struct operations *operations, void *items, size_t count, size_t *capacity, size_t size)
{
    void **array = items;
    size_t wanted = *capacity > 0 ? *capacity * 2 : 16;
    void *larger;

    if (count < *capacity)
        return true;
    larger = calloc(wanted, size);
    if (!larger) {
        operations->broken = true;
        return false;
    }
    if (count > 0)
        memcpy(larger, *array, count * size);
    free(*array);
    *array = larger;
    *capacity = wanted;
    return true;
}

static bool needs_body(const struct operation *operation)
{
    return operation->kind == OPERATION_MAKE || operation->kind == OPERATION_CHANGE ||
           (operation->kind == OPERATION_CALL && operation->step != STEP_SOURCE &&
               strcmp(operation->action, "/endGetAccess") != 0);
}

struct json *operations_add(struct operations *operations, struct operation operation)
{
    if (!operation.id || !operation.what || (needs_body(&operation) && !operation.body) ||
        !make_room(operations, &operations->items, operations->count, &operations->capacity,
            sizeof operation)) {
        operations->broken = true;
        operation_done(&operation);
        return NULL;
    }
    operations->items[operations->count++] = operation;
    return operation.body;
}

char *operations_text(struct operations *operations, const char *format, ...)
{
    AUTO(text) text = { 0 };
    va_list arguments;
    char *taken;

    va_start(arguments, format);
    text_append_list(&text, format, arguments);
    va_end(arguments);
    taken = text_take(&text);
    operations->broken = operations->broken || !taken;
    return taken;
}

const struct operation_parameter *operations_find_parameter(
    const struct operations *operations, const char *name)
{
    for (size_t at = 0; at < operations->parameter_count; at++)
        if (strcmp(operations->parameters[at].name, name) == 0)
            return &operations->parameters[at];
    return NULL;
}

void operations_add_parameter(struct operations *operations, struct json *parent,
    const char *member, struct operation_parameter parameter)
{
    json_add_string(json_add_object(parent, member), OPERATION_PARAMETER, parameter.name);
    if (operations_find_parameter(operations, parameter.name) ||
        !make_room(operations, &operations->parameters, operations->parameter_count,
            &operations->parameter_capacity, sizeof parameter))
        return;
    parameter.name = operations_text(operations, "%s", parameter.name);
    parameter.of = operations_text(operations, "%s", parameter.of ? parameter.of : "");
    if (!parameter.name || !parameter.of) {
        free(parameter.name);
        free(parameter.of);
        return;
    }
    operations->parameters[operations->parameter_count++] = parameter;
}

const struct operation *operations_find(
    const struct operations *operations, enum operation_step step)
{
    for (size_t at = 0; at < operations->count; at++)
        if (operations->items[at].step == step)
            return &operations->items[at];
    return NULL;
}

void operations_add_image_tag(const struct operations *operations, struct json *request)
{
    const char *digest = operations->target->image.digest;

    if (digest)
        json_add_string(json_add_object(request, "tags"), OPERATION_IMAGE_TAG, digest);
}

static bool uploads(const struct operations *operations, size_t at)
{
    return operations->items[at].step == STEP_UPLOAD;
}

const struct operation *operations_made_of_upload(const struct operations *operations, size_t at)
{
    static const enum operation_step steps[] = { STEP_VERSION, STEP_WINDOWS365 };

    return at < COUNT_OF(steps) ? operations_find(operations, steps[at]) : NULL;
}

bool operations_upload_begins(const struct operations *operations, size_t at)
{
    return uploads(operations, at) && (at == 0 || !uploads(operations, at - 1));
}

bool operations_upload_has_ended(const struct operations *operations, size_t at)
{
    return at > 0 && uploads(operations, at - 1) && !uploads(operations, at);
}

const char *operations_last_segment(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash ? slash + 1 : id;
}

void body_add_text(struct json *parent, const char *name, const char *value)
{
    if (value)
        json_add_string(parent, name, value);
}

void body_add_date(
    struct operations *operations, struct json *parent, const char *name, const char *value)
{
    AUTO_FREE char *whole = NULL;

    if (!value)
        return;
    if (strlen(value) == sizeof "2030-01-01" - 1)
        whole = operations_text(operations, "%sT00:00:00Z", value);
    json_add_string(parent, name, whole ? whole : value);
}

void body_add_number(struct json *parent, const char *name, struct target_number number)
{
    if (number.given)
        json_add_number(parent, name, number.value);
}

const char *operation_parameter(const struct json *value)
{
    return json_is_object(value) && json_count(value) == 1
               ? json_string(json_member(value, OPERATION_PARAMETER))
               : NULL;
}

bool operation_uses(const struct json *body, const char *name)
{
    const char *used = operation_parameter(body);

    if (used)
        return strcmp(used, name) == 0;
    if (!json_is_object(body) && !json_is_array(body))
        return false;
    for (const struct json *child = json_first(body); child; child = json_next(child))
        if (operation_uses(child, name))
            return true;
    return false;
}

const char *operation_step_title(enum operation_step step)
{
    static const char *const titles[STEP_COUNT] = {
        [STEP_GROUP] = "resource group",
        [STEP_GALLERY] = "gallery",
        [STEP_DEFINITION] = "image definition",
        [STEP_IDENTITY] = "identity of the dev center",
        [STEP_ROLE] = "roles",
        [STEP_UPLOAD] = "upload of the VHD",
        [STEP_SOURCE] = "machine that the image is made from",
        [STEP_VERSION] = "image version",
        [STEP_SHARE] = "sharing with subscriptions and tenants",
        [STEP_COMMUNITY] = "sharing with the community",
        [STEP_WINDOWS365] = "managed image for Windows 365",
        [STEP_DEV_CENTER] = "gallery of the dev center",
        [STEP_DEV_BOX] = "Dev Box definition",
        [STEP_LAB] = "gallery of the lab plan",
        [STEP_LAB_IMAGE] = "images of the lab plan",
        [STEP_MACHINE] = "virtual machines",
        [STEP_SCALE_SET] = "scale sets",
    };

    return titles[step];
}

bool operation_is_around_bytes(const struct operation *operation)
{
    return operation->step == STEP_UPLOAD &&
           (operation->kind == OPERATION_CALL || operation->kind == OPERATION_CHANGE);
}

const char *operation_method(const struct operation *operation)
{
    switch (operation->kind) {
    case OPERATION_MAKE:
    case OPERATION_TAKE_OUT:
        return "PUT";
    case OPERATION_CHANGE:
        return "PATCH";
    case OPERATION_CALL:
        return "POST";
    case OPERATION_REMOVE:
        return "DELETE";
    case OPERATION_LOOK:
        return "GET";
    case OPERATION_CARRY:
        break;
    }
    return "";
}

static const char *host(enum target_cloud cloud)
{
    switch (cloud) {
    case TARGET_US_GOVERNMENT:
        return "https://management.usgovcloudapi.net";
    case TARGET_CHINA:
        return "https://management.chinacloudapi.cn";
    case TARGET_CLOUD_NOT_SAID:
    case TARGET_PUBLIC:
        break;
    }
    return "https://management.azure.com";
}

const char *operations_cloud_name(const struct operations *operations)
{
    switch (operations->target->cloud) {
    case TARGET_US_GOVERNMENT:
        return "AzureUSGovernment";
    case TARGET_CHINA:
        return "AzureChinaCloud";
    case TARGET_CLOUD_NOT_SAID:
    case TARGET_PUBLIC:
        break;
    }
    return NULL;
}

/* Names in an id may hold blanks and letters of any language. */
static void append_path(struct text *text, const char *path)
{
    static const char safe[] = "/-._~()$?=&:,;@!'*+";

    for (; *path; path++) {
        unsigned char letter = (unsigned char)*path;

        if ((letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
            (letter >= 'a' && letter <= 'z') || strchr(safe, letter))
            text_append_bytes(text, path, 1);
        else
            text_append(text, "%%%02X", (unsigned)letter);
    }
}

void operation_append_url(const struct operations *operations, const struct operation *operation,
    bool path_alone, struct text *text)
{
    if (!path_alone)
        text_append(text, "%s", host(operations->target->cloud));
    append_path(text, operation->id);
    append_path(text, operation->action);
    text_append(
        text, "%sapi-version=%s", strchr(operation->action, '?') ? "&" : "?", operation->api);
}

static void name_ids(struct operations *operations, const struct target *target)
{
    operations->group_id = operations_text(operations, "/subscriptions/%s/resourceGroups/%s",
        target->subscription, target->resource_group);
    operations->gallery_id =
        operations_text(operations, "%s/providers/Microsoft.Compute/galleries/%s",
            operations->group_id ? operations->group_id : "", target->gallery.name);
    operations->definition_id = operations_text(operations, "%s/images/%s",
        operations->gallery_id ? operations->gallery_id : "", target->definition.name);
    operations->version_id = operations_text(operations, "%s/versions/%s",
        operations->definition_id ? operations->definition_id : "", target->version.number);
}

static void add_group(struct operations *operations)
{
    struct json *request = operations_add(operations,
        (struct operation){ .step = STEP_GROUP,
            .type = "Microsoft.Resources/resourceGroups",
            .api = "2021-04-01",
            .action = "",
            .id = operations_text(operations, "%s", operations->group_id),
            .body = json_new_object(),
            .what = operations_text(
                operations, "resource group '%s'", operations->target->resource_group),
            .why = "Everything below lies in it.",
            .source = DOCS "azure/virtual-machines/create-gallery",
            .not_in_template = "a template is deployed into a resource group that is there" });

    json_add_string(request, "location", operations->target->region);
}

/* A body that could not be built whole cannot be printed either, and says so here. */
static bool are_whole(const struct operations *operations)
{
    struct err err = { 0 };

    for (size_t at = 0; at < operations->count; at++) {
        AUTO(text) text = { 0 };

        if (operations->items[at].body &&
            !json_print(operations->items[at].body, true, &text, &err))
            return false;
    }
    return true;
}

bool operations_make(const struct target *target, struct operations *operations, struct err *err)
{
    static void (*const parts[])(struct operations *) = { add_group, operations_gallery,
        operations_definition, operations_identity, operations_roles, operations_upload,
        operations_source, operations_version, operations_share, operations_windows365,
        operations_dev_center, operations_lab, operations_machines };

    for (size_t at = 0; at < target->gallery.tags.count; at++)
        if (strcmp(target->gallery.tags.items[at].name, OPERATION_PARAMETER) == 0)
            return err_set(err, ERR_AGENT, ERR_REFUSED, "gallery.tags: a tag cannot be called '%s'",
                OPERATION_PARAMETER);
    *operations = (struct operations){ .target = target };
    name_ids(operations, target);
    for (size_t at = 0; at < COUNT_OF(parts) && !operations->broken; at++)
        parts[at](operations);
    if (operations->broken || !are_whole(operations)) {
        operations_done(operations);
        return err_nomem(err);
    }
    return true;
}
