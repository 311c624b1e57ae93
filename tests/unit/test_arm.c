/* SPDX-License-Identifier: MIT */
/* test_arm.c - a template is judged by the rules of a target, and problems name their places in it. */
#include "target_sample.h"
#include "upload/arm.h"

#include "check_main.h"

#define GUID "11111111-2222-3333-4444-555555555555"

/* With names of their own (language version 2.0), so that a merge patch can change one of them. */
static const char whole[] =
    "{'$schema':'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',"
    "'languageVersion':'2.0','contentVersion':'1.0.0.0','resources':{"
    "'gallery':{'type':'Microsoft.Compute/galleries','apiVersion':'2024-03-03','name':'contoso',"
    "'location':'westeurope','tags':{'a':'b'},'properties':{'description':'d','sharingProfile':{"
    "'permissions':'Private'}}},"
    "'definition':{'type':'Microsoft.Compute/galleries/images','apiVersion':'2024-03-03','name':"
    "'contoso/win11','location':'westeurope','properties':{'osType':'Windows','osState':"
    "'Generalized','hyperVGeneration':'V2','architecture':'x64','identifier':{'publisher':'p',"
    "'offer':'o','sku':'s'},'recommended':{'vCPUs':{'min':1,'max':2}},'features':[{'name':"
    "'SecurityType','value':'TrustedLaunch'},{'name':'IsHibernateSupported','value':'True'}],"
    "'endOfLifeDate':'2030-01-01'}},"
    "'version':{'type':'Microsoft.Compute/galleries/images/versions','apiVersion':'2024-03-03',"
    "'name':'contoso/win11/1.0.0','location':'westeurope','properties':{'publishingProfile':{"
    "'targetRegions':[{'name':'westeurope','regionalReplicaCount':1},{'name':'North Europe'}]},"
    "'storageProfile':{'osDiskImage':{'source':{'id':'/subscriptions/" GUID
    "/resourceGroups/r/providers/Microsoft.Compute/disks/d'}}}}},"
    "'center':{'type':'Microsoft.DevCenter/devcenters/galleries','apiVersion':'2025-02-01','name':"
    "'dev/contoso','properties':{'galleryResourceId':'[resourceId(1)]'}},"
    "'plan':{'type':'Microsoft.LabServices/labPlans','apiVersion':'2023-06-07','name':'labs',"
    "'location':'westeurope','properties':{}},"
    "'image':{'type':'Microsoft.LabServices/labPlans/images','apiVersion':'2023-06-07','name':"
    "'labs/win11','properties':{'enabledState':'Enabled'}},"
    "'disk':{'type':'Microsoft.Compute/disks','apiVersion':'2024-03-02','name':'d','location':"
    "'westeurope','properties':{'creationData':{'createOption':'Upload','uploadSizeBytes':"
    "68719477248}}},"
    "'managed':{'type':'Microsoft.Compute/images','apiVersion':'2024-07-01','name':'win11',"
    "'location':'westeurope','properties':{'hyperVGeneration':'V2'}},"
    "'role':{'type':'Microsoft.Authorization/"
    "roleAssignments','apiVersion':'2022-04-01','name':'" GUID
    "','properties':{'principalId':'" GUID "','roleDefinitionId':'x'}},"
    "'network':{'type':'Microsoft.Network/virtualNetworks','apiVersion':'2023-01-01','name':'n',"
    "'whatever':1}}}";

static void judge(
    const char *text, const struct json *manifest, struct arm_seen *seen, struct problems *problems)
{
    struct err err = { 0 };

    ck_assert_msg(arm_judge(text, strlen(text), manifest, TARGET_TODAY, seen, problems, &err), "%s",
        err.text);
}

/* The template above, changed. */
static void judge_patched(const char *patch, const struct json *manifest, struct arm_seen *seen,
    struct problems *problems)
{
    AUTO(json_value) base = { target_json(whole) };
    AUTO(json_value) change = { target_json(patch) };
    AUTO(json_value) changed = { json_new_object() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    target_merge(base.root, change.root, changed.root, "template");
    ck_assert(json_print(json_member(changed.root, "template"), false, &text, &err));
    judge(text_string(&text), manifest, seen, problems);
}

START_TEST(a_right_one_has_no_errors)
{
    AUTO(json_value) manifest = { target_manifest(&target_trusted, VERDICT_MET) };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };

    judge_patched("{}", _i ? manifest.root : NULL, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.errors == 0, "%s", told);
    ck_assert_msg(target_problem(&problems, "target.lab-retires", "resources.plan"), "%s", told);
    ck_assert_uint_eq(problems.warnings, 1);
    ck_assert_uint_eq(seen.judged, 9);
    ck_assert_uint_eq(seen.others, 1);
}
END_TEST

#define RESOURCE(name, members) "{'resources':{'" name "':{" members "}}}"
#define PROPERTIES(name, members) RESOURCE(name, "'properties':{" members "}")
#define PUBLISHING(members) PROPERTIES("version", "'publishingProfile':{" members "}")

static const struct {
    const char *rule, *where, *patch;
} rows[] = {
    { "target.member-missing", "resources", "{'resources':null}" },
    { "target.member-type", "resources", "{'resources':7}" },
    { "target.member-missing", "resources.gallery.apiVersion",
        RESOURCE("gallery", "'apiVersion':null") },
    { "target.member-missing", "resources.gallery.properties",
        RESOURCE("gallery", "'properties':null") },
    { "target.member-unknown", "resources.gallery.propertys",
        RESOURCE("gallery", "'propertys':{}") },
    { "target.api-version", "resources.version.apiVersion",
        RESOURCE("version", "'apiVersion':'2024-03-04'") },
    { "target.gallery-name-dash", "resources.gallery.name",
        RESOURCE("gallery", "'name':'con-toso'") },
    { "target.gallery-name", "resources.gallery.name", RESOURCE("gallery", "'name':'a/b'") },
    { "target.tag-form", "resources.gallery.tags", RESOURCE("gallery", "'tags':{'a/b':'c'}") },
    { "target.region-name", "resources.gallery.location",
        RESOURCE("gallery", "'location':'west-europe'") },
    { "target.word-unknown", "resources.gallery.properties.sharingProfile.permissions",
        PROPERTIES("gallery", "'sharingProfile':{'permissions':'Public'}") },
    { "target.community-fields",
        "resources.gallery.properties.sharingProfile.communityGalleryInfo.publicNamePrefix",
        PROPERTIES("gallery", "'sharingProfile':{'permissions':'Community'}") },
    { "target.member-missing",
        "resources.gallery.properties.sharingProfile.communityGalleryInfo.eula",
        PROPERTIES("gallery",
            "'sharingProfile':{'permissions':'Community','communityGalleryInfo':{'publisherUri':'"
            "https://c.example','publisherContact':'a@c.example','publicNamePrefix':'abcde'}}") },
    { "target.email-form",
        "resources.gallery.properties.sharingProfile.communityGalleryInfo.publisherContact",
        PROPERTIES("gallery",
            "'sharingProfile':{'permissions':'Community','communityGalleryInfo':{'publisherUri':'"
            "https://c.example','publisherContact':'a','publicNamePrefix':'abcde','eula':'e'}}") },
    { "target.security-sharing", "resources.definition.properties.features",
        PROPERTIES("gallery", "'sharingProfile':{'permissions':'Groups'}") },
    { "target.dev-center-community", "resources.gallery.properties.sharingProfile.permissions",
        PROPERTIES("gallery", "'sharingProfile':{'permissions':'Community','communityGalleryInfo':{"
                              "'publisherUri':'https://"
                              "c.example','publisherContact':'a@c.example','publicNamePrefix':'"
                              "abcde','eula':'e'}}") },
    { "target.definition-name", "resources.definition.name",
        RESOURCE("definition", "'name':'contoso/-win11'") },
    { "target.member-missing", "resources.definition.properties.osState",
        PROPERTIES("definition", "'osState':null") },
    { "target.identifier-form", "resources.definition.properties.identifier.sku",
        PROPERTIES("definition", "'identifier':{'sku':'s p'}") },
    { "target.recommended-range", "resources.definition.properties.recommended.vCPUs",
        PROPERTIES("definition", "'recommended':{'vCPUs':{'min':3}}") },
    { "target.security-generation", "resources.definition.properties.features",
        PROPERTIES("definition", "'hyperVGeneration':'V1'") },
    { "target.word-unknown", "resources.definition.properties.features[0].value",
        PROPERTIES("definition", "'features':[{'name':'SecurityType','value':'Trusted'}]") },
    { "target.feature-name", "resources.definition.properties.features",
        PROPERTIES("definition", "'features':[{'name':'Hibernate','value':'True'}]") },
    { "target.date-past", "resources.definition.properties.endOfLifeDate",
        PROPERTIES("definition", "'endOfLifeDate':'2020-01-01'") },
    { "target.version-number", "resources.version.name",
        RESOURCE("version", "'name':'contoso/win11/latest'") },
    { "target.source-region-missing",
        "resources.version.properties.publishingProfile.targetRegions",
        RESOURCE("version", "'location':'eastus'") },
    { "target.region-twice", "resources.version.properties.publishingProfile.targetRegions[1].name",
        PUBLISHING("'targetRegions':[{'name':'westeurope'},{'name':'West Europe'}]") },
    { "target.replicas-least",
        "resources.version.properties.publishingProfile.targetRegions[0].regionalReplicaCount",
        PUBLISHING("'targetRegions':[{'name':'westeurope','regionalReplicaCount':0}]") },
    { "target.replicas-least", "resources.version.properties.publishingProfile.replicaCount",
        PUBLISHING("'replicaCount':0") },
    { "target.encryption-partial",
        "resources.version.properties.publishingProfile.targetRegions[1].encryption.osDiskImage."
        "diskEncryptionSetId",
        PUBLISHING("'targetRegions':[{'name':'westeurope','encryption':{'osDiskImage':{'"
                   "diskEncryptionSetId':'/subscriptions/" GUID
                   "/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/"
                   "d'}}},{'name':'eastus'}]") },
    { "target.shallow-region", "resources.version.properties.publishingProfile.targetRegions",
        PUBLISHING("'replicationMode':'Shallow'") },
    { "target.date-form", "resources.version.properties.publishingProfile.endOfLifeDate",
        PUBLISHING("'endOfLifeDate':'soon'") },
    { "target.block-deletion-date",
        "resources.version.properties.safetyProfile.blockDeletionBeforeEndOfLife",
        PROPERTIES("version", "'safetyProfile':{'blockDeletionBeforeEndOfLife':true}") },
    { "target.id-form", "resources.version.properties.storageProfile.osDiskImage.source.id",
        PROPERTIES("version", "'storageProfile':{'osDiskImage':{'source':{'id':'/providers/"
                              "Microsoft.Compute/disks/d'}}}") },
    { "target.source-place", "resources.version.properties.storageProfile",
        PROPERTIES("version",
            "'storageProfile':{'source':{'virtualMachineId':'/subscriptions/" GUID
            "/resourceGroups/r/providers/Microsoft.Compute/virtualMachines/v'}}") },
    { "target.id-form", "resources.version.properties.storageProfile.source.id",
        PROPERTIES(
            "version", "'storageProfile':{'osDiskImage':null,'source':{'virtualMachineId':'v'}}") },
    { "target.secret", "resources.version.properties.storageProfile.osDiskImage.source.uri",
        PROPERTIES("version",
            "'storageProfile':{'osDiskImage':{'source':{'id':null,'uri':'https://"
            "sa.blob.core.windows.net/v/w.vhd?sig=x','storageAccountId':'[resourceId(1)]'}}}") },
    { "target.guest-state", "resources.definition.properties.features",
        PROPERTIES("version",
            "'storageProfile':{'osDiskImage':{'source':{'id':null,'uri':'https://"
            "sa.blob.core.windows.net/v/w.vhd','storageAccountId':'[resourceId(1)]'}}}") },
    { "target.lun-twice", "resources.version.properties.storageProfile.dataDiskImages[1].lun",
        PROPERTIES("version", "'storageProfile':{'dataDiskImages':[{'lun':1},{'lun':1}]}") },
    { "target.member-missing", "resources.version.properties.storageProfile",
        PROPERTIES("version", "'storageProfile':null") },
    { "target.dev-center-name", "resources.center.name", RESOURCE("center", "'name':'d/contoso'") },
    { "target.dev-center-gallery-name", "resources.center.name",
        RESOURCE("center", "'name':'dev/c'") },
    { "target.member-missing", "resources.center.properties.galleryResourceId",
        RESOURCE("center", "'properties':{'galleryResourceId':null}") },
    { "target.lab-name", "resources.plan.name", RESOURCE("plan", "'name':'my labs'") },
    { "target.lab-name", "resources.image.name", RESOURCE("image", "'name':'labs/win 11'") },
    { "target.upload-size", "resources.disk.properties.creationData.uploadSizeBytes",
        PROPERTIES("disk", "'creationData':{'uploadSizeBytes':68719476736}") },
    { "target.managed-image-name", "resources.managed.name",
        RESOURCE("managed", "'name':'-win11'") },
    { "target.guid-form", "resources.role.properties.principalId",
        PROPERTIES("role", "'principalId':'me'") },
};

START_TEST(a_mistake_is_named_where_it_is)
{
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };

    judge_patched(rows[_i].patch, NULL, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(target_problem(&problems, rows[_i].rule, rows[_i].where), "%s at %s: %s",
        rows[_i].rule, rows[_i].where, told);
    ck_assert_uint_gt(problems.errors, 0);
}
END_TEST

/* A member, the last api version without it and the first one with it. */
static const struct {
    const char *where, *patch, *last, *first;
} since[] = {
    { "resources.gallery.properties.sharingProfile", "{}", "2019-12-01", "2020-09-30" },
    { "resources.gallery.properties.sharingProfile.permissions",
        PROPERTIES("gallery", "'sharingProfile':{'permissions':'Community','communityGalleryInfo':"
                              "{'publisherUri':'https://c.example','publisherContact':"
                              "'a@c.example','publicNamePrefix':'abcde','eula':'e'}}"),
        "2021-10-01", "2022-01-03" },
    { "resources.definition.properties.architecture", "{}", "2021-07-01", "2021-10-01" },
    { "resources.definition.properties.allowUpdateImage",
        PROPERTIES("definition", "'allowUpdateImage':true"), "2023-07-03", "2024-03-03" },
    { "resources.version.properties.publishingProfile.targetRegions[1].excludeFromLatest",
        PUBLISHING("'targetRegions':[{'name':'westeurope'},{'name':'eastus','excludeFromLatest':"
                   "true}]"),
        "2022-01-03", "2022-03-03" },
    { "resources.version.properties.publishingProfile.storageAccountType",
        PUBLISHING("'storageAccountType':'PremiumV2_LRS'"), "2023-07-03", "2024-03-03" },
    { "resources.version.properties.safetyProfile",
        PROPERTIES("version", "'safetyProfile':{'allowDeletionOfReplicatedLocations':true}"),
        "2022-01-03", "2022-03-03" },
};

static bool is_old(size_t row, const char *version)
{
    static const char *const types[] = { "gallery", "definition", "version" };
    AUTO(json_value) base = { target_json(whole) };
    AUTO(json_value) change = { target_json(since[row].patch) };
    AUTO(json_value) changed = { json_new_object() };
    AUTO(json_value) dated = { json_new_object() };
    AUTO(text) patch = { 0 };
    AUTO(text) text = { 0 };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };

    text_append(&patch, "{'resources':{");
    for (size_t at = 0; at < COUNT_OF(types); at++)
        text_append(&patch, "%s'%s':{'apiVersion':'%s'}", at > 0 ? "," : "", types[at], version);
    text_append(&patch, "}}");
    AUTO(json_value) version_patch = { target_json(text_string(&patch)) };
    target_merge(base.root, change.root, changed.root, "template");
    target_merge(json_member(changed.root, "template"), version_patch.root, dated.root, "template");
    ck_assert(json_print(json_member(dated.root, "template"), false, &text, &err));
    judge(text_string(&text), NULL, &seen, &problems);
    return target_problem(&problems, "target.api-version-old", since[row].where) != NULL;
}

START_TEST(a_member_that_came_later_is_named)
{
    ck_assert_msg(is_old((size_t)_i, since[_i].last), "%s in %s", since[_i].where, since[_i].last);
    ck_assert_msg(
        !is_old((size_t)_i, since[_i].first), "%s in %s", since[_i].where, since[_i].first);
}
END_TEST

START_TEST(an_expression_is_not_judged_and_counted)
{
    AUTO(problems) problems = { 0 };
    struct arm_seen before = { 0 }, seen = { 0 };

    judge_patched("{}", NULL, &before, &problems);
    judge_patched("{'resources':{'gallery':{'name':'[parameters(1)]','location':'[x]'},'version':{"
                  "'name':'[concat(1)]','properties':{'publishingProfile':{'targetRegions':"
                  "'[parameters(2)]','replicaCount':'[int(1)]','replicationMode':'[x]'}}}}}",
        NULL, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.errors == 0, "%s", told);
    ck_assert_uint_eq(seen.expressions, before.expressions + 6);
}
END_TEST

START_TEST(a_text_that_begins_with_two_brackets_is_none)
{
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };

    judge_patched("{'resources':{'gallery':{'name':'[[a]'}}}", NULL, &seen, &problems);
    ck_assert_ptr_nonnull(
        target_problem(&problems, "target.gallery-name", "resources.gallery.name"));
}
END_TEST

START_TEST(a_definition_that_the_manifest_contradicts_is_named)
{
    AUTO(json_value) manifest = { target_manifest(&target_bios, VERDICT_MET) };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };

    judge_patched("{}", manifest.root, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(target_problem(&problems, "target.image-conflict",
                      "resources.definition.properties.hyperVGeneration"),
        "%s", told);
}
END_TEST

START_TEST(resources_inside_others_are_found)
{
    static const char text[] =
        "{'resources':[{'type':'Microsoft.Compute/galleries','apiVersion':'2024-03-03','name':"
        "'contoso','location':'westeurope','properties':{},'resources':[{'type':'images',"
        "'apiVersion':'2024-03-03','name':'win11','location':'westeurope','properties':{'osType':"
        "'Windows','osState':'Generalized','identifier':{'publisher':'p','offer':'o','sku':'s'}},"
        "'resources':[{'type':'versions','apiVersion':'2024-03-03','name':'1.0','location':"
        "'westeurope','properties':{'storageProfile':{}}}]}]}]}";
    AUTO(json_value) document = { target_json(text) };
    AUTO(text) plain = { 0 };
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };

    ck_assert(arm_is_template(document.root));
    ck_assert(json_print(document.root, true, &plain, &err));
    judge(text_string(&plain), NULL, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_uint_eq(seen.judged, 3);
    ck_assert_msg(target_problem(&problems, "target.version-number",
                      "resources[0].resources[0].resources[0].name"),
        "%s", told);
    ck_assert_uint_eq(problems.errors, 1);
}
END_TEST

START_TEST(what_is_inside_a_resource_of_no_known_name_has_none)
{
    static const char text[] =
        "{\"resources\":[{\"type\":\"Microsoft.Compute/galleries\",\"apiVersion\":"
        "\"2024-03-03\",\"name\":\"[x]\",\"location\":\"westeurope\",\"properties\":{},"
        "\"resources\":[{\"type\":\"images\",\"apiVersion\":\"2024-03-03\",\"name\":\"-\","
        "\"properties\":{\"osType\":\"Windows\",\"osState\":\"Generalized\","
        "\"identifier\":{\"publisher\":\"p\",\"offer\":\"o\",\"sku\":\"s\"}}}]}]}";
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };

    judge(text, NULL, &seen, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.errors == 0, "%s", told);
    ck_assert_uint_eq(seen.judged, 2);
}
END_TEST

START_TEST(a_template_that_is_too_large_is_refused)
{
    AUTO_FREE char *bytes = calloc(ARM_SIZE_LIMIT + 1, 1);
    AUTO(problems) problems = { 0 };
    struct arm_seen seen = { 0 };
    struct err err = { 0 };

    ck_assert_ptr_nonnull(bytes);
    memset(bytes, ' ', ARM_SIZE_LIMIT + 1);
    ck_assert(!arm_judge(bytes, ARM_SIZE_LIMIT + 1, NULL, TARGET_TODAY, &seen, &problems, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert(arm_judge(bytes, ARM_SIZE_LIMIT, NULL, TARGET_TODAY, &seen, &problems, &err));
    ck_assert_ptr_nonnull(target_problem(&problems, "target.not-json", ""));
}
END_TEST

START_TEST(a_target_is_no_template)
{
    AUTO(json_value) target = { target_json(target_example) };
    AUTO(json_value) template = { target_json(whole) };
    AUTO(json_value) other = { target_json("{'$schema':'https://c.example/other.json'}") };

    ck_assert(!arm_is_template(target.root));
    ck_assert(arm_is_template(template.root));
    ck_assert(!arm_is_template(other.root));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arm");

    check_add(suite, a_right_one_has_no_errors, 2);
    check_add(suite, a_mistake_is_named_where_it_is, COUNT_OF(rows));
    check_add(suite, a_member_that_came_later_is_named, COUNT_OF(since));
    check_add(suite, an_expression_is_not_judged_and_counted, 1);
    check_add(suite, a_text_that_begins_with_two_brackets_is_none, 1);
    check_add(suite, a_definition_that_the_manifest_contradicts_is_named, 1);
    check_add(suite, resources_inside_others_are_found, 1);
    check_add(suite, what_is_inside_a_resource_of_no_known_name_has_none, 1);
    check_add(suite, a_template_that_is_too_large_is_refused, 1);
    check_add(suite, a_target_is_no_template, 1);
    return check_main(suite);
}
