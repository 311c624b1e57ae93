/* SPDX-License-Identifier: MIT */
/*
 * target_words.c - the words of target.json and of Azure.
 *
 * Source: https://learn.microsoft.com/azure/templates/microsoft.compute/galleries
 *         https://learn.microsoft.com/azure/templates/microsoft.compute/galleries/images
 *         https://learn.microsoft.com/azure/templates/microsoft.compute/galleries/images/versions
 */
#include "upload/target_words.h"

const struct field_word target_clouds[] = {
    { "public", TARGET_PUBLIC },
    { "us-government", TARGET_US_GOVERNMENT },
    { "china", TARGET_CHINA },
    { NULL, 0 },
};
const struct field_word target_sharing_kinds[] = {
    { "private", TARGET_PRIVATE },
    { "direct", TARGET_DIRECT },
    { "community", TARGET_COMMUNITY },
    { NULL, 0 },
};
const struct field_word target_source_kinds[] = {
    { "vhd", TARGET_VHD },
    { "disk", TARGET_DISK },
    { "snapshot", TARGET_SNAPSHOT },
    { "managed-image", TARGET_MANAGED_IMAGE },
    { "vm", TARGET_VM },
    { "version", TARGET_VERSION },
    { NULL, 0 },
};
const struct field_word target_principal_kinds[] = {
    { "service-principal", TARGET_SERVICE_PRINCIPAL },
    { "user", TARGET_USER },
    { "group", TARGET_GROUP },
    { NULL, 0 },
};
const struct field_word target_identity_kinds[] = {
    { "system-assigned", TARGET_SYSTEM },
    { "user-assigned", TARGET_USER_ASSIGNED },
    { NULL, 0 },
};
const struct field_word target_attaches[] = {
    { "attach", TARGET_ATTACH },
    { "detach", TARGET_DETACH },
    { NULL, 0 },
};
const struct field_word target_lab_kinds[] = {
    { "plan", TARGET_LAB_PLAN },
    { "account", TARGET_LAB_ACCOUNT },
    { NULL, 0 },
};

const struct field_word azure_permissions[] = {
    { "Private", TARGET_PRIVATE },
    { "Groups", TARGET_DIRECT },
    { "Community", TARGET_COMMUNITY },
    { NULL, 0 },
};
const struct field_word azure_os_types[] = {
    { "Windows", TARGET_WINDOWS },
    { "Linux", TARGET_LINUX },
    { NULL, 0 },
};
const struct field_word azure_os_states[] = {
    { "Generalized", TARGET_GENERALIZED },
    { "Specialized", TARGET_SPECIALIZED },
    { NULL, 0 },
};
const struct field_word azure_generations[] = {
    { "V1", TARGET_V1 },
    { "V2", TARGET_V2 },
    { NULL, 0 },
};
const struct field_word azure_architectures[] = {
    { "x64", TARGET_X64 },
    { "Arm64", TARGET_ARM64 },
    { NULL, 0 },
};
const struct field_word azure_securities[] = {
    { "Standard", TARGET_STANDARD },
    { "TrustedLaunch", TARGET_TRUSTED_LAUNCH },
    { "TrustedLaunchSupported", TARGET_TRUSTED_LAUNCH_SUPPORTED },
    { "ConfidentialVM", TARGET_CONFIDENTIAL },
    { "ConfidentialVMSupported", TARGET_CONFIDENTIAL_SUPPORTED },
    { "TrustedLaunchAndConfidentialVmSupported", TARGET_BOTH_SUPPORTED },
    { NULL, 0 },
};
const struct field_word azure_storages[] = {
    { "Standard_LRS", TARGET_STANDARD_LRS },
    { "Standard_ZRS", TARGET_STANDARD_ZRS },
    { "Premium_LRS", TARGET_PREMIUM_LRS },
    { "PremiumV2_LRS", TARGET_PREMIUM_V2_LRS },
    { NULL, 0 },
};
const struct field_word azure_replications[] = {
    { "Full", TARGET_FULL },
    { "Shallow", TARGET_SHALLOW },
    { NULL, 0 },
};
const struct field_word azure_cachings[] = {
    { "None", TARGET_NONE },
    { "ReadOnly", TARGET_READ_ONLY },
    { "ReadWrite", TARGET_READ_WRITE },
    { NULL, 0 },
};
const struct field_word azure_principal_types[] = {
    { "ServicePrincipal", TARGET_SERVICE_PRINCIPAL },
    { "User", TARGET_USER },
    { "Group", TARGET_GROUP },
    { NULL, 0 },
};

int field_word_value(const struct field_word *words, const char *name)
{
    for (; words->name; words++)
        if (text_same(words->name, name))
            return words->value;
    return 0;
}

const char *field_word_name(const struct field_word *words, int value)
{
    for (; words->name; words++)
        if (words->value == value)
            return words->name;
    return "";
}

const char *target_sharing_word(enum target_sharing_kind value)
{
    return field_word_name(azure_permissions, (int)value);
}

const char *target_os_type_word(enum target_os_type value)
{
    return field_word_name(azure_os_types, (int)value);
}

const char *target_os_state_word(enum target_os_state value)
{
    return field_word_name(azure_os_states, (int)value);
}

const char *target_generation_word(enum target_generation value)
{
    return field_word_name(azure_generations, (int)value);
}

const char *target_architecture_word(enum target_architecture value)
{
    return field_word_name(azure_architectures, (int)value);
}

const char *target_security_word(enum target_security value)
{
    return field_word_name(azure_securities, (int)value);
}

const char *target_storage_word(enum target_storage value)
{
    return field_word_name(azure_storages, (int)value);
}

const char *target_replication_word(enum target_replication value)
{
    return field_word_name(azure_replications, (int)value);
}

const char *target_caching_word(enum target_caching value)
{
    return field_word_name(azure_cachings, (int)value);
}

const char *target_principal_word(enum target_principal_kind value)
{
    return field_word_name(azure_principal_types, (int)value);
}
