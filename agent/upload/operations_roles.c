/* SPDX-License-Identifier: MIT */
/*
 * operations_roles.c - who gets which role on the gallery.
 *
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template
 *         https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery
 *         https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery
 *         https://learn.microsoft.com/windows-365/enterprise/customer-permissions
 */
#include "upload/guid.h"
#include "upload/operations_parts.h"

#include <string.h>

/** One role for one principal at one scope. */
struct grant {
    const char *scope;
    const char *role;                     /* name or id */
    const char *kind;                     /* "ServicePrincipal" */
    const char *object_id;                /* NULL: parameter */
    struct operation_parameter principal; /* when object_id is not known */
    const char *who;                      /* for people */
    const char *why, *source;
    const char *not_in_template;
};

/* What names the principal in the assignment's own name: the same on every run. */
static const char *seed(const struct grant *grant)
{
    return grant->object_id ? grant->object_id : grant->principal.of;
}

static void add_grant(struct operations *operations, const struct grant *grant)
{
    const struct target_role *role = target_role(grant->role);
    const char *role_id = role ? role->id : grant->role;
    const char *parts[] = { grant->scope, seed(grant), role_id };
    char guid[GUID_LEN + 1] = "";
    struct err err = { 0 };
    struct json *request;
    struct json *properties;

    if (!guid_of(parts, COUNT_OF(parts), guid, &err)) /* it has one cause: no memory */
        operations->broken = true;
    request = operations_add(operations,
        (struct operation){ .step = STEP_ROLE,
            .type = "Microsoft.Authorization/roleAssignments",
            .api = API_ROLE,
            .action = "",
            .id = operations_text(operations,
                "%s/providers/Microsoft.Authorization/roleAssignments/%s", grant->scope, guid),
            .body = json_new_object(),
            .what = operations_text(
                operations, "role '%s' for %s", role ? role->name : grant->role, grant->who),
            .why = grant->why,
            .source = grant->source,
            .not_in_template = grant->not_in_template,
            .needs = 1u << STEP_GALLERY | 1u << STEP_IDENTITY });
    properties = json_add_object(request, "properties");
    {
        AUTO_FREE char *definition = operations_text(operations,
            "/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s",
            operations->target->subscription, role_id);

        if (definition)
            json_add_string(properties, "roleDefinitionId", definition);
    }
    if (grant->object_id)
        json_add_string(properties, "principalId", grant->object_id);
    else
        operations_add_parameter(operations, properties, "principalId", grant->principal);
    json_add_string(properties, "principalType", grant->kind);
}

static struct operation_parameter application(const char *name, const char *id, const char *what)
{
    return (struct operation_parameter){
        .name = (char *)name, .kind = PARAMETER_APPLICATION, .of = (char *)id, .what = what
    };
}

static struct grant windows365(struct operations *operations, const char *object_id)
{
    return (struct grant){ .scope = operations->gallery_id,
        .role = "Reader",
        .kind = "ServicePrincipal",
        .object_id = object_id,
        .principal = application("windows365ObjectId", TARGET_APP_WINDOWS365,
            "Object id of the service principal of Windows 365 in this tenant."),
        .who = "Windows 365",
        .why = "Dev Box reads the images as Windows 365. The portal assigns this by itself, a "
               "script must before it attaches.",
        .source = SOURCE_DEV_BOX };
}

static void add_dev_center(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    const struct target_identity *identity = &center->identity;
    bool user_assigned = identity->kind == TARGET_USER_ASSIGNED;
    const char *subscription =
        center->subscription ? center->subscription : operations->target->subscription;
    const char *center_group =
        center->resource_group ? center->resource_group : operations->target->resource_group;
    struct grant reader = windows365(operations, center->windows365_object_id);
    struct grant contributor = { .scope = operations->gallery_id,
        .role = "Contributor",
        .kind = "ServicePrincipal",
        .object_id = identity->principal_id,
        .who = "the dev center's identity",
        .why = "The dev center reads the gallery, and copies from it, as its own identity.",
        .source = SOURCE_DEV_BOX };
    AUTO_FREE char *of =
        user_assigned
            ? operations_text(operations,
                  "/subscriptions/%s/resourceGroups/%s/providers/"
                  "Microsoft.ManagedIdentity/userAssignedIdentities/%s",
                  subscription, identity->resource_group ? identity->resource_group : center_group,
                  identity->name)
            : operations_text(operations,
                  "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.DevCenter/devcenters/%s",
                  subscription, center_group, center->name);

    if (!center->given || center->action == TARGET_DETACH || !of)
        return;
    contributor.principal = (struct operation_parameter){ .name = (char *)"devCenterPrincipalId",
        .kind = user_assigned ? PARAMETER_IDENTITY : PARAMETER_SYSTEM_IDENTITY,
        .of = of,
        .what = "Principal id of the dev center's managed identity." };
    add_grant(operations, &reader);
    add_grant(operations, &contributor);
}

static void add_windows365(struct operations *operations)
{
    const struct target_windows365 *consumer = &operations->target->consumers.windows365;
    struct grant reader = windows365(operations, consumer->object_id);
    AUTO_FREE char *scope =
        operations_text(operations, "/subscriptions/%s", operations->target->subscription);

    if (!consumer->given || !scope)
        return;
    reader.scope = scope;
    reader.why = "Windows 365 reads a custom image by this; creating an Azure network connection "
                 "assigns it too.";
    reader.source = DOCS "windows-365/enterprise/customer-permissions";
    reader.not_in_template =
        "it is assigned on the subscription, and this template is deployed into a "
        "resource group";
    add_grant(operations, &reader);
}

static void add_lab(struct operations *operations)
{
    const struct target_lab *lab = &operations->target->consumers.lab;
    bool is_account = lab->kind == TARGET_LAB_ACCOUNT;
    struct grant grant = { .scope = operations->gallery_id,
        .role = is_account ? "Contributor" : "Owner",
        .kind = "ServicePrincipal",
        .object_id = lab->object_id,
        .principal = application("labServicesObjectId",
            is_account ? TARGET_APP_LAB_ACCOUNTS : TARGET_APP_LAB_PLANS,
            "Object id of the service principal of Azure Lab Services in this tenant."),
        .who = "Azure Lab Services",
        .why = is_account ? "A lab account saves images to the gallery as this principal."
                          : "A lab plan reads and saves images as this principal.",
        .source = SOURCE_LAB };

    if (lab->given && lab->action != TARGET_DETACH)
        add_grant(operations, &grant);
}

static void add_assignment(
    struct operations *operations, const struct target_assignment *assignment, size_t number)
{
    const char *of = assignment->application_id ? assignment->application_id : assignment->email;
    AUTO_FREE char *name = operations_text(operations, "principal%zuObjectId", number);
    AUTO_FREE char *who = operations_text(operations, "%s '%s'",
        target_principal_word(assignment->kind), of ? of : assignment->object_id);
    struct grant grant = { .scope = operations->gallery_id,
        .role = assignment->role,
        .kind = target_principal_word(assignment->kind),
        .object_id = assignment->object_id,
        .principal = { .name = name,
            .kind = assignment->application_id ? PARAMETER_APPLICATION : PARAMETER_USER,
            .of = (char *)of,
            .what = "Object id of a principal of sharing.assignments." },
        .who = who,
        .why = "A role on the gallery holds for all its definitions and versions.",
        .source = DOCS "azure/virtual-machines/share-gallery" };

    if (name && who)
        add_grant(operations, &grant);
}

void operations_roles(struct operations *operations)
{
    const struct target_assignments *assignments = &operations->target->sharing.assignments;

    for (size_t at = 0; at < assignments->count; at++)
        add_assignment(operations, &assignments->items[at], at + 1);
    add_dev_center(operations);
    add_windows365(operations);
    add_lab(operations);
}
