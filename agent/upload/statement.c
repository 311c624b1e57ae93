/* SPDX-License-Identifier: MIT */
/* statement.c - writes the in-toto statement of an image. */
#include "upload/statement.h"

static const char *text_of(const struct json *object, const char *name)
{
    const char *string = json_string(json_member(object, name));

    return string ? string : "";
}

static void add_file(struct json *list, const char *name, const char *sha256)
{
    struct json *file = json_add_object(list, NULL);

    json_add_string(file, "name", name);
    json_add_string(json_add_object(file, "digest"), "sha256", sha256);
}

/* What whoever ran it has chosen: the profiles, what was done, and how it was sealed. */
static void add_parameters(const struct json *manifest, struct json *parameters)
{
    const struct json *findings = json_member(manifest, "findings");
    const struct json *actions = json_member(manifest, "actions");
    struct json *profiles = json_add_array(parameters, "profiles");
    struct json *done = json_add_array(parameters, "actions");

    for (const struct json *one = json_first(findings); one; one = json_next(one))
        json_add_string(profiles, NULL, text_of(one, "profile"));
    for (const struct json *one = json_first(actions); one; one = json_next(one))
        json_add_string(done, NULL, text_of(one, "id"));
    json_add_string(parameters, "sysprep", text_of(json_member(manifest, "sysprep"), "command"));
}

static void add_run(
    const struct json *manifest, const struct statement_subject *subject, struct json *run)
{
    struct json *builder = json_add_object(run, "builder");
    struct json *metadata;
    AUTO(text) invocation = { 0 };

    json_add_string(builder, "id", "urn:goldprep:guest");
    json_add_string(json_add_object(builder, "version"), "goldprep", text_of(manifest, "version"));
    metadata = json_add_object(run, "metadata");
    text_append(&invocation, "%s/%s", text_of(json_member(manifest, "guest"), "name"),
        text_of(manifest, "started"));
    json_add_string(metadata, "invocationId", text_string(&invocation));
    json_add_string(metadata, "startedOn", text_of(manifest, "started"));
    json_add_string(metadata, "finishedOn", text_of(manifest, "finished"));
    add_file(json_add_array(run, "byproducts"), subject->manifest, subject->manifest_sha256);
}

void statement_make(
    const struct json *manifest, const struct statement_subject *subject, struct json *root)
{
    struct json *predicate;
    struct json *definition;

    json_add_string(root, "_type", "https://in-toto.io/Statement/v1");
    if (subject->image)
        add_file(json_add_array(root, "subject"), subject->image, subject->image_sha256);
    else
        add_file(json_add_array(root, "subject"), subject->manifest, subject->manifest_sha256);
    json_add_string(root, "predicateType", "https://slsa.dev/provenance/v1");
    predicate = json_add_object(root, "predicate");
    definition = json_add_object(predicate, "buildDefinition");
    json_add_string(definition, "buildType", "urn:goldprep:seal:1");
    add_parameters(manifest, json_add_object(definition, "externalParameters"));
    add_run(manifest, subject, json_add_object(predicate, "runDetails"));
}
