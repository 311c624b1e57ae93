/* SPDX-License-Identifier: MIT */
/*
 * render_rest.c - the requests in order, for people and programs that speak HTTP.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 *         https://learn.microsoft.com/rest/api/azure/
 */
#include "upload/render.h"

#include <string.h>

/** Where the walk through a body stands. */
struct walk {
    struct json *fill;  /* array: which place takes which parameter */
    struct text path;   /* JSON pointer */
    struct text *whole; /* what is rendered */
};

static void append_pointer(struct text *path, const char *name)
{
    text_append(path, "/");
    for (; *name; name++)
        if (*name == '~' || *name == '/')
            text_append(path, *name == '~' ? "~0" : "~1");
        else
            text_append_bytes(path, name, 1);
}

static void add_place(struct walk *walk, const char *name)
{
    struct json *place = json_add_object(walk->fill, NULL);

    json_add_string(place, "at", text_string(&walk->path));
    json_add_string(place, "with", name);
}

/* Copies a body, one level a call; a parameter becomes "<its name>". Bodies are a few levels deep. */
static void copy_body(struct walk *walk, const struct json *from, struct json *to)
{
    size_t index = 0;

    for (const struct json *child = json_first(from); child; child = json_next(child), index++) {
        const char *name = json_name(child);
        const char *parameter = operation_parameter(child);
        size_t len = walk->path.len;
        char number[24];

        snprintf(number, sizeof number, "%zu", index);
        append_pointer(&walk->path, name ? name : number);
        if (parameter) {
            AUTO(part) shown = { .whole = walk->whole };

            text_append(&shown.text, "<%s>", parameter);
            json_add_string(to, name, text_string(&shown.text));
            add_place(walk, parameter);
        } else if (json_is_object(child)) {
            copy_body(walk, child, json_add_object(to, name));
        } else if (json_is_array(child)) {
            copy_body(walk, child, json_add_array(to, name));
        } else {
            json_add_copy(to, name, child);
        }
        if (walk->path.bytes) {
            walk->path.len = len;
            walk->path.bytes[len] = 0;
        }
    }
}

#define PRINCIPAL_OF                                                                               \
    "GET https://graph.microsoft.com/v1.0/servicePrincipals(appId='{of}')?$select=id"

static const char *how(const struct operation_parameter *parameter)
{
    switch (parameter->kind) {
    case PARAMETER_APPLICATION:
        return operation_parameter_may_be_made(parameter) ? PRINCIPAL_OF
                   "; when it answers 404, POST "
                   "https://graph.microsoft.com/v1.0/servicePrincipals {\"appId\": \"{of}\"}"
                                                          : PRINCIPAL_OF;
    case PARAMETER_USER:
        return "GET https://graph.microsoft.com/v1.0/users?$filter=mail eq '{of}' or "
               "userPrincipalName eq "
               "'{of}'&$select=id";
    case PARAMETER_IDENTITY:
        return "properties.principalId of the resource {of}";
    case PARAMETER_SYSTEM_IDENTITY:
        return "identity.principalId of the resource {of}";
    case PARAMETER_FILE_SIZE:
        return "the size of the file {of}, as it is on disk";
    case PARAMETER_SECRET:
        break;
    }
    return "asked for, and written nowhere";
}

static void add_parameters(const struct operations *operations, struct json *root)
{
    struct json *list = json_add_array(root, "parameters");

    for (size_t at = 0; at < operations->parameter_count; at++) {
        const struct operation_parameter *parameter = &operations->parameters[at];
        struct json *object = json_add_object(list, NULL);

        json_add_string(object, "name", parameter->name);
        json_add_string(object, "what", parameter->what);
        json_add_string(object, "of", parameter->of);
        json_add_string(object, "how", how(parameter));
        json_add_bool(object, "secret", parameter->kind == PARAMETER_SECRET);
    }
}

static void add_must_be(const struct operation *operation, struct json *unless)
{
    struct operation_fixed fixed;
    struct json *list = NULL;
    size_t at = 0;

    while (operation_next_fixed(operation, &at, &fixed)) {
        struct json *one;

        list = list ? list : json_add_array(unless, "must_be");
        one = json_add_object(list, NULL);
        json_add_string(one, "member", fixed.member);
        if (fixed.feature)
            json_add_string(one, "feature", fixed.feature);
        json_add_string(one, "value", fixed.wanted);
        if (fixed.absent)
            json_add_string(one, "absent", fixed.absent);
    }
}

static void fill_look(struct json *unless, const char *method, const char *url, int status)
{
    json_add_string(unless, "method", method);
    json_add_string(unless, "url", url);
    json_add_number(unless, "status", status);
}

static struct json *add_look(struct json *object, const char *method, const char *url, int status)
{
    struct json *unless = json_add_object(object, "unless");

    fill_look(unless, method, url, status);
    return unless;
}

/* What a version was made from may be gone once it is there. */
static void add_look_at_version(const struct operations *operations, struct json *object)
{
    AUTO(part) url = { .whole = operations->whole };

    operation_append_url(operations, operations_find(operations, STEP_VERSION), false, &url.text);
    add_look(object, "GET", text_string(&url.text), 200);
}

static void add_look_at_made(const struct operations *operations, struct json *object)
{
    struct json *list = json_add_array(object, "unless_all");
    const struct operation *made;

    for (size_t at = 0; (made = operations_made_of_upload(operations, at)) != NULL; at++) {
        AUTO(part) url = { .whole = operations->whole };

        operation_append_url(operations, made, false, &url.text);
        fill_look(json_add_object(list, NULL), "GET", text_string(&url.text), 200);
    }
}

static void add_mark(struct json *marks, const char *member, const char *value)
{
    struct json *mark = json_add_object(marks, NULL);

    json_add_string(mark, "member", member);
    json_add_string(mark, "value", value);
}

/* What waits no more for its bytes has them all, or is not to be taken. */
static void add_look_at_upload(
    const struct operations *operations, const struct target_source *source, struct json *object)
{
    bool blob = source->kind == TARGET_VHD;
    AUTO(part) url = { .whole = operations->whole };
    const char *digest = operations->target->image.digest;
    struct json *unless;
    struct json *marks;

    if (blob)
        text_append(&url.text, "%s", source->uri);
    else /* the first of the step makes the disk */
        operation_append_url(
            operations, operations_find(operations, STEP_UPLOAD), false, &url.text);
    unless = add_look(object, blob ? "HEAD" : "GET", text_string(&url.text), 200);
    if (!blob) {
        struct json *states;

        json_add_string(unless, "member", "properties.diskState");
        states = json_add_array(unless, "none_of");
        json_add_string(states, NULL, "ReadyToUpload");
        json_add_string(states, NULL, "ActiveUpload");
    }
    marks = json_add_array(unless, "then_must_be");
    add_mark(marks, blob ? "x-ms-meta-" OPERATION_MARK_BLOB : "tags." OPERATION_MARK_DISK,
        OPERATION_MARK_WORD);
    if (blob && digest) /* what makes a disk says its own */
        add_mark(marks, "x-ms-meta-" OPERATION_IMAGE_BLOB, digest);
}

/* What is looked at first, so that a second run changes nothing. */
static void add_unless(const struct operations *operations, const struct operation *operation,
    const char *url, struct json *object)
{
    struct json *unless;

    if (operation->step == STEP_SOURCE) {
        add_look_at_version(operations, object);
        return;
    }
    if (operation->step == STEP_UPLOAD)
        add_look_at_made(operations, object);
    if (operation->step == STEP_UPLOAD && operation->kind == OPERATION_CALL) {
        add_look_at_upload(operations, operation->upload, object);
        return;
    }
    if (operation->kind == OPERATION_CALL || operation->kind == OPERATION_LOOK) {
        json_add_null(object, "unless");
        return;
    }
    unless = add_look(object, "GET", url, operation->kind == OPERATION_REMOVE ? 404 : 200);
    if (operation->kind == OPERATION_CHANGE)
        json_add_string(unless, "has",
            operation->step == STEP_UPLOAD ? "the tags of the body already"
                                           : "the members of the body already");
    else if (operation->kind == OPERATION_TAKE_OUT)
        json_add_string(unless, "has_not", operation->member);
    add_must_be(operation, unless);
}

static void add_body(
    const struct operations *operations, const struct operation *operation, struct json *object)
{
    struct walk walk = { .whole = operations->whole };
    struct json *body;

    if (operation->kind == OPERATION_TAKE_OUT) {
        struct json *from = json_add_object(object, "body_from");

        json_add_string(from, "get", "the same url");
        json_add_string(from, "without", operation->member);
    }
    if (operation->step == STEP_IDENTITY && operation->kind == OPERATION_CHANGE) {
        struct json *with = json_add_object(object, "body_with");

        json_add_string(with, "get", "the same url");
        json_add_string(with, "kept",
            "every member of identity.userAssignedIdentities that is there; identity.type is "
            "'SystemAssigned, UserAssigned' when it has both kinds then");
    }
    if (!operation->body) {
        json_add_null(object, "body");
        json_add_array(object, "fill");
        return;
    }
    body = json_add_object(object, "body");
    walk.fill = json_add_array(object, "fill");
    copy_body(&walk, operation->body, body);
    walk.whole->broken = walk.whole->broken || walk.path.broken;
    text_done(&walk.path);
}

static void add_wait(const struct operation *operation, struct json *object)
{
    struct json *wait;

    if (operation->wait_minutes == 0) {
        json_add_null(object, "wait");
        return;
    }
    wait = json_add_object(object, "wait");
    json_add_number(wait, "minutes", operation->wait_minutes);
    json_add_string(wait, "until",
        operation->kind == OPERATION_LOOK ? "GET the url again until it answers 200 and no more 404"
                                          : "after 201 or 202: GET the url of the header "
                                            "Azure-AsyncOperation until its status is "
                                            "Succeeded, or of the header Location until it answers "
                                            "200; without either, GET the url "
                                            "until properties.provisioningState is Succeeded");
}

/* A blob has no tag that is made with it. */
static void add_then(const struct operations *operations, struct json *carry)
{
    const char *digest = operations->target->image.digest;
    AUTO(part) then = { .whole = operations->whole };

    text_append(&then.text,
        "PUT of the same url with ?comp=metadata and the header x-ms-meta-" OPERATION_MARK_BLOB
        ": " OPERATION_MARK_WORD);
    if (digest)
        text_append(&then.text, ", and x-ms-meta-" OPERATION_IMAGE_BLOB ": %s", digest);
    text_append(&then.text, ", once all bytes came; a blob without it may lack some");
    json_add_string(carry, "then", text_string(&then.text));
}

static void add_carry(
    const struct operations *operations, const struct operation *operation, struct json *object)
{
    struct json *carry = json_add_object(object, "carry");
    const struct target_source *source = operation->upload;

    json_add_string(carry, "file", source->upload.file);
    json_add_string(carry, "as", "page blob");
    json_add_string(carry, "to",
        source->kind == TARGET_VHD
            ? source->uri
            : "properties.output.accessSAS of what the request before answered");
    if (source->upload.guest_state_file) {
        json_add_string(carry, "guest_state_file", source->upload.guest_state_file);
        json_add_string(carry, "guest_state_to",
            "properties.output.securityDataAccessSAS of what the request before answered");
    }
    if (source->kind == TARGET_VHD)
        add_then(operations, carry);
}

static void add_request(
    const struct operations *operations, const struct operation *operation, struct json *list)
{
    struct json *object = json_add_object(list, NULL);
    AUTO(part) url = { .whole = operations->whole };

    json_add_string(object, "step", operation_step_title(operation->step));
    json_add_string(object, "what", operation->what);
    json_add_string(object, "why", operation->why);
    json_add_string(object, "source", operation->source);
    if (operation->kind == OPERATION_CARRY) {
        add_look_at_made(operations, object);
        add_look_at_upload(operations, operation->upload, object);
        add_carry(operations, operation, object);
        return;
    }
    operation_append_url(operations, operation, false, &url.text);
    json_add_string(object, "type", operation->type);
    json_add_string(object, "method", operation_method(operation));
    json_add_string(object, "url", text_string(&url.text));
    add_unless(operations, operation, text_string(&url.text), object);
    add_body(operations, operation, object);
    add_wait(operation, object);
}

bool render_rest(const struct target *target, struct text *text, struct err *err)
{
    AUTO(operations) operations = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct json *requests;

    if (!operations_make(target, &operations, err))
        return false;
    operations.whole = text;
    json_add_string(document.root, "schema", "goldprep.rest/1");
    json_add_string(document.root, "image", target->image.machine ? target->image.machine : "");
    add_parameters(&operations, document.root);
    requests = json_add_array(document.root, "requests");
    for (size_t at = 0; at < operations.count; at++)
        add_request(&operations, &operations.items[at], requests);
    return json_print(document.root, false, text, err);
}
