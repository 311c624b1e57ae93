/* SPDX-License-Identifier: MIT */
/*
 * arm_versions.c - which api versions galleries have, and since which one a member is there.
 *
 * Source: https://learn.microsoft.com/azure/templates/microsoft.compute/change-log/galleries
 *         https://github.com/Azure/azure-resource-manager-schemas (the first schema that has it)
 */
#include "upload/arm_versions.h"

static const char *const versions[] = { "2018-06-01", "2019-03-01", "2019-07-01", "2019-12-01",
    "2020-09-30", "2021-07-01", "2021-10-01", "2022-01-03", "2022-03-03", "2022-08-03",
    "2023-07-03", "2024-03-03", "2025-03-03", "2025-12-03" };

/* A member of properties, "[]" for each element of a list; with a value, only when it has that. */
static const struct since {
    const char *path, *value;
    const char *version;
} members[] = {
    { "sharingProfile", NULL, "2020-09-30" },
    { "sharingProfile.permissions", "Community", "2022-01-03" },
    { "architecture", NULL, "2021-10-01" },
    { "allowUpdateImage", NULL, "2024-03-03" },
    { "features.[].startsAtVersion", NULL, "2024-03-03" },
    { "publishingProfile.replicationMode", NULL, "2021-07-01" },
    { "publishingProfile.storageAccountStrategy", NULL, "2025-03-03" },
    { "publishingProfile.storageAccountType", "Standard_ZRS", "2019-03-01" },
    { "publishingProfile.storageAccountType", "Premium_LRS", "2019-12-01" },
    { "publishingProfile.storageAccountType", "PremiumV2_LRS", "2024-03-03" },
    { "publishingProfile.targetRegions.[].storageAccountType", "Standard_ZRS", "2019-03-01" },
    { "publishingProfile.targetRegions.[].storageAccountType", "Premium_LRS", "2019-12-01" },
    { "publishingProfile.targetRegions.[].storageAccountType", "PremiumV2_LRS", "2024-03-03" },
    { "publishingProfile.targetRegions.[].excludeFromLatest", NULL, "2022-03-03" },
    { "publishingProfile.targetRegions.[].additionalReplicaSets", NULL, "2025-03-03" },
    { "safetyProfile", NULL, "2022-03-03" },
    { "safetyProfile.blockDeletionBeforeEndOfLife", NULL, "2024-03-03" },
    { "securityProfile", NULL, "2022-08-03" },
    { "storageProfile.osDiskImage.source.storageAccountId", NULL, "2022-03-03" },
    { "storageProfile.source.virtualMachineId", NULL, "2023-07-03" },
};

static void too_old(
    struct reading *reading, const char *where, const char *version, const struct since *since)
{
    AUTO(text) right = { 0 };

    text_append(&right, "api version %s or later", since->version);
    fields_wrong(reading, "target.api-version-old", where, fields_text(reading, &right),
        "api version %s does not have %s%s%s", version, since->value ? "the value '" : "it",
        since->value ? since->value : "", since->value ? "'" : "");
}

static bool is_meant(const struct json *value, const struct since *since)
{
    const char *string = json_string(value);

    return !since->value || (string && strcmp(string, since->value) == 0);
}

/* Follows the path from here on. */
static void follow(struct reading *reading, const struct json *value, const char *path,
    const char *where, const char *version, const struct since *since)
{
    size_t len = strcspn(path, ".");
    const char *rest = path[len] == '.' ? path + len + 1 : path + len;

    if (*path == '\0') {
        if (is_meant(value, since))
            too_old(reading, where, version, since);
        return;
    }
    bool is_list = strncmp(path, "[]", 2) == 0;
    if (is_list ? !json_is_array(value) : !json_is_object(value))
        return;
    size_t at = 0;
    for (const struct json *each = json_first(value); each; each = json_next(each), at++) {
        AUTO(text) there = { 0 };

        if (!is_list &&
            (strlen(json_name(each)) != len || strncmp(json_name(each), path, len) != 0))
            continue;
        if (is_list)
            text_append(&there, "%s[%zu]", where, at);
        else
            text_append(&there, "%s.%s", where, json_name(each));
        follow(reading, each, rest, fields_text(reading, &there), version, since);
    }
}

void arm_check_version(
    struct reading *reading, const char *version, const struct json *properties, const char *place)
{
    AUTO(text) where = { 0 };
    bool found = false;

    for (size_t at = 0; at < COUNT_OF(versions); at++)
        found = found || strcmp(versions[at], version) == 0;
    text_append(&where, "%s.%s", place, found ? "properties" : "apiVersion");
    if (!found)
        fields_wrong(reading, "target.api-version", fields_text(reading, &where),
            "2024-03-03, or another one that is published", "galleries have no api version '%s'",
            text_shown(version));
    for (size_t at = 0; found && at < COUNT_OF(members); at++)
        if (strcmp(version, members[at].version) < 0)
            follow(reading, properties, members[at].path, fields_text(reading, &where), version,
                &members[at]);
}
