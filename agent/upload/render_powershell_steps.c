/* SPDX-License-Identifier: MIT */
/*
 * render_powershell_steps.c - the steps of the script that are more than one request.
 *
 * Source: https://learn.microsoft.com/powershell/module/az.compute/grant-azdiskaccess
 *         https://learn.microsoft.com/powershell/module/az.storage/get-azstorageblob
 *         https://learn.microsoft.com/powershell/module/az.storage/set-azstorageblobcontent
 *         https://learn.microsoft.com/powershell/module/az.compute/update-azgallery
 */
#include "upload/render_powershell.h"

#include <string.h>

/* -- upload -- */

/** Appends the part of a blob's address between the `from`th and the `to`th slash, quoted. */
static void append_part(struct powershell_script *script, const char *uri, int from, bool whole)
{
    AUTO(part) part = { .whole = script->text };

    for (; from > 0 && *uri; uri++)
        from -= *uri == '/';
    text_append_bytes(&part.text, uri, whole ? strlen(uri) : strcspn(uri, "/"));
    powershell_append_quoted(script, text_string(&part.text));
}

/* Ends the script where the blob holds another image. */
static void append_blob_is(
    struct powershell_script *script, const struct target_source *source, const char *digest)
{
    text_append(script->text, "    $is = New-Object -TypeName PSObject -Property @{ id = ");
    powershell_append_quoted(script, source->uri);
    text_append(script->text,
        "; " OPERATION_IMAGE_BLOB " = $metadata['" OPERATION_IMAGE_BLOB "'] }\n"
        "    Assert-Member -Resource $is -Path '" OPERATION_IMAGE_BLOB "' -Wanted '%s' "
        "-Advice '" OPERATION_BLOB_ADVICE "'\n",
        digest);
}

/* A blob is there from its first byte on: what is set once all came says that it is whole. */
static void append_to_blob(struct powershell_script *script, const struct target_source *source)
{
    const char *digest = script->operations->target->image.digest;

    text_append(
        script->text, "$context = New-AzStorageContext -UseConnectedAccount -StorageAccountName ");
    powershell_append_quoted(script, operations_last_segment(source->storage_account_id));
    text_append(script->text, "\n$arguments = @{\n    Context = $context\n    Container = ");
    append_part(script, source->uri, 3, false);
    text_append(script->text, "\n    Blob = ");
    append_part(script, source->uri, 4, true);
    text_append(script->text, "\n}\n"
                              "# a name that is not there is an error, as is everything else: "
                              "the list is asked\n"
                              "$blob = Get-AzStorageBlob -Context $context -Container "
                              "$arguments.Container -Prefix $arguments.Blob |\n"
                              "    Where-Object { $_.Name -ceq $arguments.Blob }\n"
                              "if (-not $blob) {\n"
                              "    Assert-Vhd -File ");
    powershell_append_quoted(script, source->upload.file);
    text_append(script->text,
        "\n    Write-Host 'the blob is uploaded'\n"
        "    $blob = Set-AzStorageBlobContent @arguments -BlobType Page -File ");
    powershell_append_quoted(script, source->upload.file);
    text_append(script->text,
        "\n"
        "    $metadata = New-Object -TypeName "
        "'System.Collections.Generic.Dictionary[string,string]'\n"
        "    $metadata.Add('" OPERATION_MARK_BLOB "', '" OPERATION_MARK_WORD "')\n");
    if (digest)
        text_append(script->text, "    $metadata.Add('" OPERATION_IMAGE_BLOB "', '%s')\n", digest);
    text_append(script->text,
        "    $null = $blob.BlobClient.SetMetadata($metadata, $null)\n"
        "} else {\n"
        "    $metadata = $blob.BlobClient.GetProperties().Value.Metadata\n"
        "    if ($metadata['" OPERATION_MARK_BLOB "'] -ne '" OPERATION_MARK_WORD "') {\n"
        "        Stop-Unfinished -What 'the blob' -Delete 'Remove-AzStorageBlob' "
        "-Mark 'set its metadata " OPERATION_MARK_BLOB " to " OPERATION_MARK_WORD);
    if (digest)
        text_append(script->text, " and " OPERATION_IMAGE_BLOB " to %s", digest);
    text_append(script->text, "'\n"
                              "    }\n"
                              "    Write-Host 'the blob is there'\n");
    if (digest)
        append_blob_is(script, source, digest);
    text_append(script->text, "}\n");
}

/* The end of the leave would make a disk that lacks bytes look like one that has them. */
static void append_azcopy(struct powershell_script *script, const char *file, const char *address)
{
    AUTO(part) path = { .whole = script->text };

    /* a name that begins with '-' would be an option */
    text_append(&path.text, "%s%s", file[0] == '-' ? "./" : "", file);
    text_append(script->text, "    & azcopy copy ");
    powershell_append_quoted(script, text_string(&path.text));
    text_append(script->text,
        " $access.%s --blob-type PageBlob\n"
        "    if ($LASTEXITCODE -ne 0) { throw 'azcopy did not carry the file; the disk waits for "
        "it: run this again' }\n",
        address);
}

static void append_to_disk(struct powershell_script *script, const struct operation *operation)
{
    const struct target_source *source = operation->upload;
    const char *guest_state = source->upload.guest_state_file;

    text_append(script->text,
        "$is = Get-Resource -Id $id -Api $api\n"
        "$disk = @{ ResourceGroupName = $id.Split('/')[4]; DiskName = $id.Split('/')[8] }\n"
        "if ((Get-Part -Of $is -Path 'properties.diskState') -in 'ReadyToUpload', 'ActiveUpload') "
        "{\n    Assert-Vhd -File ");
    powershell_append_quoted(script, source->upload.file);
    text_append(script->text,
        "\n    Write-Host 'the bytes are uploaded'\n"
        "    $access = Grant-AzDiskAccess @disk -Access Write -DurationInSecond 86400%s\n",
        guest_state ? " -SecureVMGuestStateSAS" : "");
    append_azcopy(script, source->upload.file, "AccessSAS");
    if (guest_state)
        append_azcopy(script, guest_state, "SecurityDataAccessSAS");
    text_append(script->text, "%s",
        "    $null = Revoke-AzDiskAccess @disk\n"
        "    $null = Update-AzTag -ResourceId $id -Operation Merge -Tag @{ '" OPERATION_MARK_DISK
        "' = '" OPERATION_MARK_WORD "' }\n"
        "} elseif ((Get-Part -Of $is -Path 'tags." OPERATION_MARK_DISK
        "') -ne '" OPERATION_MARK_WORD "') {\n"
        "    Stop-Unfinished -What ('disk ' + $id) -Delete ('Remove-AzDisk -ResourceGroupName "
        "''{0}'' -DiskName ''{1}''' -f $disk.ResourceGroupName, $disk.DiskName) "
        "-Mark ('Update-AzTag -ResourceId ''{0}'' -Operation Merge -Tag @{{ "
        "''" OPERATION_MARK_DISK "'' = ''" OPERATION_MARK_WORD "'' }}' -f $id)\n"
        "} else {\n"
        "    Write-Host 'the disk has its bytes'\n"
        "}\n");
}

void powershell_append_carry(struct powershell_script *script, const struct operation *operation)
{
    if (operation->upload->kind == TARGET_VHD)
        append_to_blob(script, operation->upload);
    else
        append_to_disk(script, operation);
}

void powershell_append_upload_begin(struct powershell_script *script)
{
    const struct operation *made;

    text_append(
        script->text, "\n# What an image was made from may be gone once it is there.\nif (");
    for (size_t at = 0; (made = operations_made_of_upload(script->operations, at)) != NULL; at++) {
        text_append(script->text, "%s(Get-Resource -Id ", at == 0 ? "" : " -and ");
        powershell_append_quoted(script, made->id);
        text_append(script->text, " -Api '%s')", made->api);
    }
    text_append(
        script->text, ") {\n    Write-Host 'nothing is uploaded: the image is there'\n} else {\n");
}

void powershell_append_upload_end(struct powershell_script *script)
{
    text_append(script->text, "\n} # of what is uploaded\n");
}

/* -- the machine -- */

/* Once the version is there, the machine may be gone. */
void powershell_append_source(struct powershell_script *script, const struct operation *operation)
{
    const struct operation *version = operations_find(script->operations, STEP_VERSION);
    bool may_run = script->operations->target->image.os_state != TARGET_GENERALIZED;

    text_append(script->text, "if (Get-Resource -Id ");
    powershell_append_quoted(script, version->id);
    text_append(script->text,
        " -Api '%s') {\n"
        "    Write-Host 'the machine is left alone: its image version is there'\n"
        "} else {\n"
        "    Set-MachineState -Id $id -Api $api -Action '%s' -State '%s' -MayRun $%s -Minutes %d\n"
        "}\n",
        version->api, operation->action + 1, operation->state, may_run ? "true" : "false",
        operation->wait_minutes);
}

/* -- sharing -- */

static void append_ids(
    struct powershell_script *script, const struct json *groups, const char *type)
{
    bool first = true;

    text_append(script->text, "@(");
    for (const struct json *group = json_first(groups); group; group = json_next(group)) {
        if (strcmp(json_string(json_member(group, "type")), type) != 0)
            continue;
        for (const struct json *id = json_first(json_member(group, "ids")); id;
             id = json_next(id)) {
            text_append(script->text, "%s", first ? "" : ", ");
            powershell_append_quoted(script, json_string(id));
            first = false;
        }
    }
    text_append(script->text, ")");
}

static void append_groups(
    struct powershell_script *script, const struct operation *operation, bool add)
{
    const struct json *groups = json_member(operation->body, "groups");
    static const char *const types[2] = { "Subscriptions", "AADTenants" };
    static const char *const parameters[2][2] = { { "RemoveSubscription", "RemoveTenant" },
        { "Subscription", "Tenant" } };

    text_append(script->text,
        "$arguments = @{ ResourceGroupName = $resourceGroup; Name = $galleryName }\n");
    for (size_t at = 0; at < 2; at++) {
        text_append(script->text, "$present = @(Get-Shared -Type '%s')\n$changed = @(", types[at]);
        append_ids(script, groups, types[at]);
        text_append(script->text,
            " | Where-Object { $present -%s $_ })\n"
            "if ($changed.Count -gt 0) { $arguments.%s = $changed }\n",
            add ? "notcontains" : "contains", parameters[add][at]);
    }
    text_append(script->text, "if ($arguments.Count -gt 2) {\n"
                              "    Write-Host 'sharing is changed'\n"
                              "    $null = Update-AzGallery @arguments -Permission Groups -Share\n"
                              "} else {\n"
                              "    Write-Host 'sharing is so'\n"
                              "}\n");
}

static const char reset[] =
    "$kind = Get-Part -Of (Get-Resource -Id $galleryId -Api '2024-03-03') -Path "
    "'properties.sharingProfile.permissions'\n"
    "if (@(Get-Shared -Type 'Subscriptions') + @(Get-Shared -Type 'AADTenants') -or $kind -eq "
    "'Community') {\n"
    "    Write-Host 'sharing is ended'\n"
    "    $null = Update-AzGallery -ResourceGroupName $resourceGroup -Name $galleryName -Share "
    "-Reset\n"
    "} else {\n"
    "    Write-Host 'sharing is so'\n"
    "}\n";

static const char community[] =
    "$path = 'properties.sharingProfile.communityGalleryInfo.'\n"
    "$is = Get-Resource -Id $galleryId -Api '2024-03-03'\n"
    "if (Get-Part -Of $is -Path ($path + 'communityGalleryEnabled')) {\n"
    "    Write-Host 'the community sees the gallery'\n"
    "} else {\n"
    "    Write-Host 'the gallery is shown to the community'\n"
    "    Send-Resource -Method POST -Id ($galleryId + '/share') -Api '2024-03-03' -Payload "
    "'{\"operationType\": \"EnableCommunity\"}'\n"
    "}\n"
    "Write-Host 'public name:' (Get-Part -Of (Get-Resource -Id $galleryId -Api '2024-03-03') -Path "
    "($path + 'publicNames'))\n";

static const char list[] =
    "Write-Host 'shared with subscriptions:' (@(Get-Shared -Type 'Subscriptions') -join ' ')\n"
    "Write-Host 'shared with tenants:' (@(Get-Shared -Type 'AADTenants') -join ' ')\n";

void powershell_append_share(struct powershell_script *script, const struct operation *operation)
{
    const char *type = json_string(json_member(operation->body, "operationType"));

    if (!type)
        text_append(script->text, "%s", list);
    else if (strcmp(type, "Reset") == 0)
        text_append(script->text, "%s", reset);
    else if (strcmp(type, "EnableCommunity") == 0)
        text_append(script->text, "%s", community);
    else
        append_groups(script, operation, strcmp(type, "Add") == 0);
}
