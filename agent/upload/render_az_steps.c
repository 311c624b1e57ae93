/* SPDX-License-Identifier: MIT */
/*
 * render_az_steps.c - the steps of the script that are more than one request: upload and sharing.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/linux/disks-upload-vhd-to-managed-disk-cli
 *         https://learn.microsoft.com/azure/virtual-machines/share-gallery-direct
 *         https://learn.microsoft.com/azure/virtual-machines/share-gallery-community
 */
#include "upload/render_az.h"

#include <string.h>

/* -- upload -- */

/* A name that a command would take for an option, or the Azure CLI for something to read. */
static void append_file(struct az_script *script, const char *file)
{
    AUTO(part) path = { .whole = script->text };

    text_append(&path.text, "%s%s", file[0] == '-' || file[0] == '@' ? "./" : "", file);
    az_append_quoted(script, text_string(&path.text));
}

static void append_check(struct az_script *script, const char *file)
{
    text_append(script->text, "check_vhd ");
    append_file(script, file);
    text_append(script->text, "\n");
}

/** Appends "blob=(OPTIONS)", that name a blob: https://ACCOUNT.blob.SUFFIX/CONTAINER/NAME. */
static void append_blob_names(struct az_script *script, const struct target_source *source)
{
    const char *container = strchr(source->uri + strlen("https://"), '/') + 1;
    const char *name = strchr(container, '/') + 1;
    AUTO(part) part = { .whole = script->text };

    text_append(script->text, "blob=(--auth-mode login --account-name ");
    az_append_quoted(script, operations_last_segment(source->storage_account_id));
    text_append(script->text, " --container-name ");
    text_append_bytes(&part.text, container, (size_t)(name - 1 - container));
    az_append_quoted(script, text_string(&part.text));
    text_append(script->text, " --name ");
    az_append_quoted(script, name);
    text_append(script->text, ")\n");
}

/* Ends the script where the blob holds another image. */
static void append_blob_is(
    struct az_script *script, const struct target_source *source, const char *digest)
{
    text_append(script->text, "%s",
        "    is=$(az storage blob show \"${blob[@]}\" --query metadata." OPERATION_IMAGE_BLOB
        " --output tsv)\n"
        "    is_as ");
    az_append_quoted(script, source->uri);
    text_append(script->text, " " OPERATION_IMAGE_BLOB " \"$is\" ");
    az_append_quoted(script, digest);
    text_append(script->text, " \\\n        '" OPERATION_BLOB_ADVICE "'\n");
}

/* A blob is there from its first byte on: what is set once all came says that it is whole. */
static void append_to_blob(struct az_script *script, const struct target_source *source)
{
    const char *digest = script->operations->target->image.digest;

    append_blob_names(script, source);
    text_append(script->text, "%s",
        "mark=(az storage blob metadata update \"${blob[@]}\" "
        "--metadata " OPERATION_MARK_BLOB "=" OPERATION_MARK_WORD);
    if (digest)
        text_append(script->text, " " OPERATION_IMAGE_BLOB "=%s", digest);
    text_append(script->text, "%s",
        ")\n"
        "is=$(az storage blob exists \"${blob[@]}\" --query exists --output tsv)\n"
        "if [ \"$is\" = true ]; then\n"
        "    is=$(az storage blob show \"${blob[@]}\" --query metadata." OPERATION_MARK_BLOB
        " --output tsv)\n"
        "    [ \"$is\" = '" OPERATION_MARK_WORD "' ] || unfinished 'the blob' \\\n"
        "        \"az storage blob delete$(printf ' %q' \"${blob[@]}\")\" \"$(printf '%q ' "
        "\"${mark[@]}\")\"\n"
        "    say 'the blob is there'\n");
    if (digest)
        append_blob_is(script, source, digest);
    text_append(script->text, "else\n    ");
    append_check(script, source->upload.file);
    text_append(script->text, "    say 'the blob is uploaded'\n"
                              "    az storage blob upload --type page \"${blob[@]}\" \\\n"
                              "        --file=");
    append_file(script, source->upload.file);
    text_append(script->text, " --no-progress --output none\n"
                              "    \"${mark[@]}\" --output none\n"
                              "fi\n");
}

/* The end of the leave would make a disk that lacks bytes look like one that has them. */
static void append_azcopy(struct az_script *script, const char *file, const char *address)
{
    text_append(script->text, "        azcopy copy ");
    append_file(script, file);
    text_append(script->text,
        " \"$%s\" --blob-type PageBlob ||\n"
        "            fail 'azcopy did not carry the file; the disk waits for it: run this again'\n",
        address);
}

static void append_grant(struct az_script *script, bool guest_state)
{
    text_append(script->text,
        "        say 'the bytes are uploaded'\n"
        "        granted=$(az disk grant-access --ids \"$id\" \\\n"
        "            --access-level Write --duration-in-seconds 86400%s \\\n"
        "            --query \"[accessSas || accessSAS, securityDataAccessSas || "
        "securityDataAccessSAS || '-']\" \\\n"
        "            --output tsv)\n"
        "        sas=${granted%%%%$'\\n'*}\n"
        "        [ -n \"$sas\" ] || fail 'no leave to write to the disk'\n",
        guest_state ? " --secure-vm-guest-state-sas" : "");
    if (guest_state)
        text_append(script->text, "%s",
            "        state_sas=${granted##*$'\\n'}\n"
            "        [ \"$state_sas\" != - ] || fail 'no leave to write the VM guest state'\n");
}

/* A disk that was made for an upload says whether it still waits for one; the mark, that all came. */
static void append_to_disk(struct az_script *script, const struct operation *operation)
{
    const struct target_source *source = operation->upload;
    const char *guest_state = source->upload.guest_state_file;

    text_append(script->text, "mark=(az tag update --resource-id \"$id\" --operation Merge "
                              "--tags " OPERATION_MARK_DISK "=" OPERATION_MARK_WORD ")\n"
                              "is=$(value \"$id\" \"$api\" properties.diskState)\n"
                              "case $is in\n"
                              "    ReadyToUpload | ActiveUpload)\n        ");
    append_check(script, source->upload.file);
    append_grant(script, guest_state != NULL);
    append_azcopy(script, source->upload.file, "sas");
    if (guest_state)
        append_azcopy(script, guest_state, "state_sas");
    text_append(script->text, "%s",
        "        az disk revoke-access --ids \"$id\" --output none\n"
        "        \"${mark[@]}\" --output none\n"
        "        ;;\n"
        "    *)\n"
        "        is=$(value \"$id\" \"$api\" 'tags.\"" OPERATION_MARK_DISK "\"')\n"
        "        [ \"$is\" = '" OPERATION_MARK_WORD "' ] || unfinished \"disk '$id'\" \\\n"
        "            \"az disk delete --yes --ids '$id'\" \"$(printf '%q ' \"${mark[@]}\")\"\n"
        "        say 'the disk has its bytes'\n"
        "        ;;\n"
        "esac\n");
}

void az_append_carry(struct az_script *script, const struct operation *operation)
{
    if (operation->upload->kind == TARGET_VHD)
        append_to_blob(script, operation->upload);
    else
        append_to_disk(script, operation);
}

void az_append_upload_begin(struct az_script *script)
{
    const struct operation *made;

    text_append(script->text, "\n# What an image was made from may be gone once it is there.\nif ");
    for (size_t at = 0; (made = operations_made_of_upload(script->operations, at)) != NULL; at++) {
        text_append(script->text, "%sthere ", at == 0 ? "" : " && ");
        az_append_quoted(script, made->id);
        text_append(script->text, " %s", made->api);
    }
    text_append(script->text, "; then\n    say 'nothing is uploaded: the image is there'\nelse\n");
}

void az_append_upload_end(struct az_script *script)
{
    text_append(script->text, "\nfi # of what is uploaded\n");
}

/* -- the machine -- */

/* Once the version is there, the machine may be gone. */
void az_append_source(struct az_script *script, const struct operation *operation)
{
    const struct operation *version = operations_find(script->operations, STEP_VERSION);

    text_append(script->text, "if there ");
    az_append_quoted(script, version->id);
    text_append(script->text,
        " %s; then\n"
        "    say \"machine '${id##*/}' is left alone: its image version is there\"\n"
        "else\n"
        "    bring \"$id\" \"$api\" %s %s %d\n"
        "fi\n",
        version->api, operation->action + 1, operation->state, operation->wait_minutes);
}

/* -- sharing -- */

static const char command_names[] =
    " --subscription \"$subscription\" \\\n        --resource-group \"$resource_group\" "
    "--gallery-name \"$gallery\"";

/** Appends "words=('a' 'b')". */
static void append_list(
    struct az_script *script, const char *name, const struct json *groups, const char *type)
{
    text_append(script->text, "%s=(", name);
    for (const struct json *group = json_first(groups); group; group = json_next(group)) {
        const struct json *ids = json_member(group, "ids");

        if (strcmp(json_string(json_member(group, "type")), type) != 0)
            continue;
        for (const struct json *id = json_first(ids); id; id = json_next(id)) {
            text_append(script->text, "%s", id == json_first(ids) ? "" : " ");
            az_append_quoted(script, json_string(id));
        }
    }
    text_append(script->text, ")\n");
}

/* Adds those that are not among the ones that see it, or removes those that are. */
static void append_groups(struct az_script *script, const struct operation *operation, bool add)
{
    const struct json *groups = json_member(operation->body, "groups");
    static const char *const types[2] = { "Subscriptions", "AADTenants" };
    static const char *const options[2] = { "--subscription-ids", "--tenant-ids" };
    static const char *const names[2] = { "subscriptions", "tenants" };

    text_append(script->text, "arguments=()\n");
    for (size_t at = 0; at < 2; at++) {
        bool said = false;

        for (const struct json *group = json_first(groups); group; group = json_next(group))
            said = said || strcmp(json_string(json_member(group, "type")), types[at]) == 0;
        if (!said)
            continue;
        append_list(script, names[at], groups, types[at]);
        text_append(script->text,
            "present=$(shared %s)\n"
            "changed=()\n"
            "for id in \"${%s[@]}\"; do\n"
            "    %s among \"$id\" \"$present\" %s changed+=(\"$id\")\n"
            "done\n"
            "[ ${#changed[@]} = 0 ] || arguments+=(%s \"${changed[@]}\")\n",
            types[at], names[at], add ? "" : "!", "||", options[at]);
    }
    text_append(script->text,
        "if [ ${#arguments[@]} = 0 ]; then\n"
        "    say 'sharing is so'\n"
        "else\n"
        "    say 'sharing is changed'\n"
        "    az sig share %s%s \\\n        \"${arguments[@]}\" --output none\nfi\n",
        add ? "add" : "remove", command_names);
}

static void append_reset(struct az_script *script)
{
    text_append(script->text,
        "is=$(value \"$id\" \"$api\" properties.sharingProfile.permissions)\n"
        "subscriptions=$(shared Subscriptions)\n"
        "tenants=$(shared AADTenants)\n"
        "if [ -n \"$subscriptions$tenants\" ] || [ \"$is\" = Community ]; then\n"
        "    say 'sharing is ended'\n"
        "    az sig share reset%s --output none\n"
        "else\n"
        "    say 'sharing is so'\n"
        "fi\n",
        command_names);
}

static void append_community(struct az_script *script)
{
    text_append(script->text,
        "is=$(value \"$id\" \"$api\" \\\n"
        "    properties.sharingProfile.communityGalleryInfo.communityGalleryEnabled)\n"
        "if [ \"$(lower \"$is\")\" = true ]; then\n"
        "    say 'the community sees the gallery'\n"
        "else\n"
        "    say 'the gallery is shown to the community'\n"
        "    az sig share enable-community%s --output none\n"
        "fi\n"
        "is=$(value \"$id\" \"$api\" \\\n"
        "    'properties.sharingProfile.communityGalleryInfo.publicNames[0]')\n"
        "say \"public name: $is\"\n",
        command_names);
}

void az_append_share(struct az_script *script, const struct operation *operation)
{
    const char *type = json_string(json_member(operation->body, "operationType"));

    if (!type)
        text_append(script->text, "is=$(shared Subscriptions)\n"
                                  "say 'shared with subscriptions:' \"$is\"\n"
                                  "is=$(shared AADTenants)\n"
                                  "say 'shared with tenants:' \"$is\"\n");
    else if (strcmp(type, "Reset") == 0)
        append_reset(script);
    else if (strcmp(type, "EnableCommunity") == 0)
        append_community(script);
    else
        append_groups(script, operation, strcmp(type, "Add") == 0);
}
