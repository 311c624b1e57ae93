/* SPDX-License-Identifier: MIT */
/*
 * operations_machines.c - virtual machines and scale sets from the version.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/vm-generalized-image-version
 *         https://learn.microsoft.com/azure/virtual-machines/vm-specialized-image-version
 *         https://learn.microsoft.com/azure/virtual-machines/trusted-launch
 */
#include "upload/operations_parts.h"

#include <string.h>

/** The one api version that the published schema has for a machine's own network interfaces. */
#define API_NETWORK "2020-11-01"

enum { COMPUTER_NAME_MOST = 15, COMPUTER_PREFIX_MOST = 9 }; /* of Windows */

static bool is_specialized(const struct operations *operations)
{
    return operations->target->image.os_state == TARGET_SPECIALIZED;
}

static void add_storage(struct operations *operations, struct json *profile, bool latest)
{
    bool confidential = operations->target->image.security_type == TARGET_CONFIDENTIAL;
    struct json *storage = json_add_object(profile, "storageProfile");
    struct json *disk;

    json_add_string(json_add_object(storage, "imageReference"), "id",
        latest ? operations->definition_id : operations->version_id);
    disk = json_add_object(storage, "osDisk");
    json_add_string(disk, "createOption", "FromImage");
    if (confidential)
        json_add_string(json_add_object(json_add_object(disk, "managedDisk"), "securityProfile"),
            "securityEncryptionType", "VMGuestStateOnly");
}

/* A specialized image keeps its name and users. */
static void add_os(struct operations *operations, struct json *profile,
    const struct target_machine *machine, const char *name_member, int name_most)
{
    struct json *os;
    AUTO_FREE char *name = operations_text(operations, "%.*s", name_most, machine->name);

    if (is_specialized(operations) || !name)
        return;
    os = json_add_object(profile, "osProfile");
    json_add_string(os, name_member, name);
    body_add_text(os, "adminUsername", machine->admin_user);
    operations_add_parameter(operations, os, "adminPassword",
        (struct operation_parameter){ .name = (char *)"adminPassword",
            .kind = PARAMETER_SECRET,
            .what = "Password of the administrator of the new machines." });
}

static void add_security(struct operations *operations, struct json *profile)
{
    enum target_security type = operations->target->image.security_type;
    struct json *security;
    struct json *uefi;

    if (type != TARGET_TRUSTED_LAUNCH && type != TARGET_TRUSTED_LAUNCH_SUPPORTED &&
        type != TARGET_CONFIDENTIAL)
        return;
    security = json_add_object(profile, "securityProfile");
    json_add_string(
        security, "securityType", type == TARGET_CONFIDENTIAL ? "ConfidentialVM" : "TrustedLaunch");
    uefi = json_add_object(security, "uefiSettings");
    json_add_bool(uefi, "secureBootEnabled", true);
    json_add_bool(uefi, "vTpmEnabled", true);
}

static void add_network(struct json *profile, const struct target_machine *machine, bool is_set)
{
    struct json *network = json_add_object(profile, "networkProfile");
    struct json *card;
    struct json *address;

    json_add_string(network, "networkApiVersion", API_NETWORK);
    card = json_add_object(json_add_array(network, "networkInterfaceConfigurations"), NULL);
    json_add_string(card, "name", "network");
    card = json_add_object(card, "properties");
    json_add_bool(card, "primary", true);
    address = json_add_object(json_add_array(card, "ipConfigurations"), NULL);
    json_add_string(address, "name", "internal");
    address = json_add_object(address, "properties");
    if (is_set)
        json_add_bool(address, "primary", true);
    json_add_string(json_add_object(address, "subnet"), "id", machine->subnet_id);
}

static struct operation machine_operation(struct operations *operations,
    const struct target_machine *machine, enum operation_step step, const char *type)
{
    const struct target *target = operations->target;
    const char *group = machine->resource_group ? machine->resource_group : target->resource_group;

    return (struct operation){ .step = step,
        .type = type,
        .api = API_COMPUTE,
        .action = "",
        .id = operations_text(operations, "/subscriptions/%s/resourceGroups/%s/providers/%s/%s",
            target->subscription, group, type, machine->name),
        .body = json_new_object(),
        .why = is_specialized(operations)
                   ? "A specialized image starts with the name and the users it was captured with."
                   : "A generalized image starts with Windows setup.",
        .source = is_specialized(operations)
                      ? DOCS "azure/virtual-machines/vm-specialized-image-version"
                      : DOCS "azure/virtual-machines/vm-generalized-image-version",
        .not_in_template =
            text_same(group, target->resource_group)
                ? NULL
                : "it lies in another resource group than the one the template is deployed into",
        .needs = 1u << STEP_VERSION | 1u << STEP_GROUP,
        .wait_minutes = 60 };
}

static void add_machine(struct operations *operations, const struct target_machine *machine)
{
    struct operation operation =
        machine_operation(operations, machine, STEP_MACHINE, "Microsoft.Compute/virtualMachines");
    struct json *request;
    struct json *properties;

    operation.what = operations_text(operations, "virtual machine '%s'", machine->name);
    request = operations_add(operations, operation);
    json_add_string(
        request, "location", machine->region ? machine->region : operations->target->region);
    properties = json_add_object(request, "properties");
    json_add_string(json_add_object(properties, "hardwareProfile"), "vmSize", machine->size);
    add_storage(operations, properties, machine->latest);
    add_os(operations, properties, machine, "computerName", COMPUTER_NAME_MOST);
    add_security(operations, properties);
    add_network(properties, machine, false);
}

static void add_scale_set(struct operations *operations, const struct target_machine *machine)
{
    struct operation operation = machine_operation(
        operations, machine, STEP_SCALE_SET, "Microsoft.Compute/virtualMachineScaleSets");
    struct json *request;
    struct json *sku;
    struct json *properties;
    struct json *profile;

    operation.what = operations_text(operations, "scale set '%s'", machine->name);
    request = operations_add(operations, operation);
    json_add_string(
        request, "location", machine->region ? machine->region : operations->target->region);
    sku = json_add_object(request, "sku");
    json_add_string(sku, "name", machine->size);
    json_add_string(sku, "tier", "Standard");
    json_add_number(sku, "capacity", machine->instances.given ? machine->instances.value : 1);
    properties = json_add_object(request, "properties");
    json_add_string(properties, "orchestrationMode", "Flexible");
    json_add_number(properties, "platformFaultDomainCount", 1);
    profile = json_add_object(properties, "virtualMachineProfile");
    add_storage(operations, profile, machine->latest);
    add_os(operations, profile, machine, "computerNamePrefix", COMPUTER_PREFIX_MOST);
    add_security(operations, profile);
    add_network(profile, machine, true);
}

void operations_machines(struct operations *operations)
{
    const struct target_consumers *consumers = &operations->target->consumers;

    for (size_t at = 0; at < consumers->virtual_machines.count; at++)
        add_machine(operations, &consumers->virtual_machines.items[at]);
    for (size_t at = 0; at < consumers->scale_sets.count; at++)
        add_scale_set(operations, &consumers->scale_sets.items[at]);
}
