/* SPDX-License-Identifier: MIT */
/* manifest.c - builds the manifest. */
#include "upload/manifest_form.h"
#include "upload/manifest_match.h"

#include <inttypes.h>

static const char *style_name(enum disk_style style)
{
    switch (style) {
    case DISK_GPT:
        return "gpt";
    case DISK_MBR:
        return "mbr";
    case DISK_RAW:
        break;
    }
    return "raw";
}

static void add_partition(
    const struct disk_layout *layout, const struct disk_partition *partition, struct json *parent)
{
    struct json *object = json_add_object(parent, NULL);
    char attributes[24];

    snprintf(attributes, sizeof attributes, "0x%016" PRIx64, partition->attributes);
    json_add_number(object, "number", partition->number);
    json_add_number(object, "offset_bytes", (int64_t)partition->offset_bytes);
    json_add_number(object, "length_bytes", (int64_t)partition->length_bytes);
    json_add_string(object, "type", partition->type);
    json_add_string(object, "type_name", disk_type_name(layout, partition));
    json_add_string(object, "id", partition->id);
    json_add_string(object, "attributes", attributes);
    json_add_string(object, "name", partition->name);
}

bool manifest_layout(
    const struct disk_layout *layout, struct json *parent, const char *name, struct err *err)
{
    struct json *object = json_add_object(parent, name);
    struct json *partitions;

    if (!object)
        return err_nomem(err);
    json_add_string(object, "style", style_name(layout->style));
    json_add_string(object, "id", layout->id);
    partitions = json_add_array(object, "partitions");
    for (size_t at = 0; at < layout->count; at++)
        add_partition(layout, &layout->partitions[at], partitions);
    return true;
}

/* A fact as a member: its value, or null where there is none. */
static void add_fact(
    const struct facts *facts, const char *key, struct json *object, const char *name)
{
    const struct fact *fact = facts_get(facts, key);

    if (fact->state == FACT_KNOWN && fact->kind == FACT_TEXT)
        json_add_string(object, name, fact->text);
    else if (fact->state == FACT_KNOWN && fact->kind == FACT_NUMBER)
        json_add_number(object, name, fact->number);
    else
        json_add_null(object, name);
}

void manifest_add_guest(const struct facts *facts, struct json *root)
{
    struct json *guest = json_add_object(root, "guest");

    json_add_string(guest, "name", facts_header(facts).machine);
    add_fact(facts, "os.edition", guest, "edition");
    add_fact(facts, "os.display_version", guest, "display_version");
    add_fact(facts, "os.build", guest, "build");
    add_fact(facts, "os.revision", guest, "revision");
    add_fact(facts, "os.architecture", guest, "architecture");
    add_fact(facts, "os.session", guest, "session");
    add_fact(facts, "firmware.type", guest, "firmware");
    add_fact(facts, "disk.size_bytes", guest, "disk_size_bytes");
}

static bool is_sealed(const struct json *sysprep)
{
    bool sealed = false;

    return json_bool(json_member(sysprep, "sealed"), &sealed) && sealed;
}

/* That it cannot be told is none: the seal itself is looked at as well. */
static bool was_restarted(const struct json *sysprep)
{
    bool restarted = false;

    return json_bool(json_member(sysprep, "restarted"), &restarted) && restarted;
}

static bool is_ready(const struct manifest_parts *parts)
{
    for (size_t at = 0; at < parts->findings_count; at++) {
        struct findings_summary count = findings_count(&parts->findings[at]);

        if (count.must_unmet > 0 || count.must_unknown > 0)
            return false;
    }
    return parts->findings_count > 0 && is_sealed(parts->sysprep) && !was_restarted(parts->sysprep);
}

static void add_or_null(struct json *root, const char *name, const struct json *value)
{
    if (value)
        json_add_copy(root, name, value);
    else
        json_add_null(root, name);
}

static bool build(const struct manifest_parts *parts, struct json *root, struct err *err)
{
    struct json *findings;

    json_add_string(root, "schema", "goldprep.manifest/1");
    json_add_string(root, "tool", parts->tool);
    json_add_string(root, "version", parts->version);
    json_add_bool(root, "ready", is_ready(parts));
    json_add_string(root, "started", parts->started);
    json_add_string(root, "finished", parts->finished);
    manifest_add_guest(parts->facts, root);
    if (!manifest_definition(parts->facts, is_sealed(parts->sysprep),
            json_add_object(root, "image_definition"), err))
        return false;
    json_add_copy(root, "sysprep", parts->sysprep);
    findings = json_add_array(root, "findings");
    for (size_t at = 0; at < parts->findings_count; at++)
        if (!findings_to_json(&parts->findings[at], json_add_object(findings, NULL), err))
            return false;
    json_add_copy(root, "actions", parts->actions);
    add_or_null(root, "layout_before", parts->layout_before);
    add_or_null(root, "layout_after", parts->layout_after);
    json_add_null(root, "agent"); /* goldprep is there while it writes this */
    return facts_to_json(parts->facts, json_add_object(root, "facts"), err);
}

bool manifest_print(const struct manifest_parts *parts, struct text *text, struct err *err)
{
    AUTO(json_value) document = { json_new_object() };

    if (!build(parts, document.root, err) || !manifest_close(document.root, text, err))
        return err_wrap(err, "writing the manifest");
    return true;
}

bool manifest_print_again(
    const struct json *document, const struct json *agent, struct text *text, struct err *err)
{
    AUTO(json_value) again = { json_new_object() };

    for (const struct json *member = json_first(document); member; member = json_next(member)) {
        bool is_agent = strcmp(json_name(member), "agent") == 0;

        json_add_copy(again.root, json_name(member), is_agent ? agent : member);
    }
    return manifest_close(again.root, text, err) || err_wrap(err, "writing the manifest again");
}
