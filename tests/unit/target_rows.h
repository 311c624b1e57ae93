/* SPDX-License-Identifier: MIT */
/* target_rows.h - for each rule of a target: a change that breaks it, and one that just keeps it. */
#pragma once

#include "target_sample.h"

/** A change is a merge patch; apostrophes stand for quotes. "" is none. */
struct target_row {
    const char *rule;
    const char *where;
    const char *breaks;
    const char *keeps;
    const char *also; /* another rule that both may break: a warning, or what cannot be avoided */
    const struct target_guest *guest; /* NULL: no manifest is given */
};

#define GUID "11111111-2222-3333-4444-555555555555"
#define OTHER "99999999-2222-3333-4444-555555555555"
#define COMPUTE "/subscriptions/" GUID "/resourceGroups/images/providers/Microsoft.Compute/"
#define SUBNET                                                                                     \
    "/subscriptions/" GUID "/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/"    \
    "subnets/s"
#define ACCOUNT                                                                                    \
    "/subscriptions/" GUID "/resourceGroups/images/providers/Microsoft.Storage/storageAccounts/sa"
#define TWENTY "aaaaaaaaaaaaaaaaaaaa"
#define EIGHTY TWENTY TWENTY TWENTY TWENTY

/* parts of patches */
#define GALLERY(members) "{'gallery':{" members "}}"
/* No managed image can be made of the example's own security type. */
#define WINDOWS365(image)                                                                          \
    "'definition':{'security_type':'TrustedLaunchSupported'},"                                     \
    "'consumers':{'windows365':{'managed_image':" image "}}"
#define DEFINITION(members) "{'definition':{" members "}}"
#define VERSION(members) "{'version':{" members "}}"
#define SOURCE(members) VERSION("'source':{" members "}")
#define VHD(uri)                                                                                   \
    "'source':{'kind':'vhd','id':null,'upload':null,'security_data':null,'uri':'" uri              \
    "','storage_account_id':'" ACCOUNT "'}"
#define REGIONS(items) VERSION("'regions':[" items "]")
#define COMMUNITY(prefix)                                                                          \
    "'gallery':{'sharing':'community','community':{'publisher_uri':'https://c.example',"           \
    "'publisher_contact':'a@c.example','eula':'https://c.example/"                                 \
    "eula','public_name_prefix':'" prefix                                                          \
    "'}},'definition':{'security_type':'TrustedLaunchSupported'}"
#define DIRECT(more)                                                                               \
    "{'gallery':{'sharing':'direct'},'definition':{'security_type':'TrustedLaunchSupported'}" more \
    "}"
#define CENTER(members) "'consumers':{'dev_center':{" members "}}"
#define ATTACH "'action':'attach','name':'contoso-dc'"
#define SYSTEM "'identity':{'kind':'system-assigned'}"
#define LAB(members) "{'consumers':{'lab':{" members "}}}"
#define PLAN "'action':'attach','name':'labs'"
#define MACHINE(name, members)                                                                     \
    "{'name':'" name "','size':'Standard_D4s_v5','subnet_id':'" SUBNET "'," members "}"
#define MACHINES(items) "{'consumers':{'virtual_machines':[" items "]}}"
#define DISK(lun, members)                                                                         \
    "{'lun':" lun ",'source':{'kind':'disk','id':'" COMPUTE "disks/data'" members "}}"
#define DES(subscription)                                                                          \
    "'disk_encryption_set_id':'/subscriptions/" subscription                                       \
    "/resourceGroups/images/providers/Microsoft.Compute/diskEncryptionSets/keys'"

static const struct target_row target_rows[] = {
    /* reading */
    { "target.schema-unknown", "schema", "{'schema':'goldprep.target/2'}", "{}", NULL,
        &target_trusted },
    { "target.member-unknown", "gallery.nam", GALLERY("'nam':'x'"), "{}", NULL, &target_trusted },
    { "target.member-missing", "definition.sku", DEFINITION("'sku':null"), "{}", NULL,
        &target_trusted },
    { "target.member-type", "version.replicas", VERSION("'replicas':'1'"), VERSION("'replicas':1"),
        NULL, &target_trusted },
    { "target.word-unknown", "version.storage_type", VERSION("'storage_type':'StandardSSD_LRS'"),
        VERSION("'storage_type':'PremiumV2_LRS'"), NULL, &target_trusted },
    { "target.text-empty", "gallery.description", GALLERY("'description':''"),
        GALLERY("'description':' '"), NULL, &target_trusted },
    { "target.text-control", "gallery.description", GALLERY("'description':'a\\nb'"),
        GALLERY("'description':'a b'"), NULL, &target_trusted },
    /* image */
    { "target.image-conflict", "definition.os_state", DEFINITION("'os_state':'Specialized'"),
        DEFINITION("'os_state':'Generalized'"), NULL, &target_trusted },
    { "target.image-conflict", "definition.security_type", DEFINITION("'security_type':'Standard'"),
        DEFINITION("'security_type':'TrustedLaunchSupported'"), NULL, &target_trusted },
    /* names */
    { "target.gallery-name-dash", "gallery.name", GALLERY("'name':'contoso-images'"),
        GALLERY("'name':'contoso_images'"), NULL, &target_trusted },
    { "target.gallery-name", "gallery.name", GALLERY("'name':'_contoso'"), GALLERY("'name':'c'"),
        NULL, &target_trusted },
    { "target.gallery-name", "gallery.name", GALLERY("'name':'" EIGHTY "a'"),
        GALLERY("'name':'" EIGHTY "'"), NULL, &target_trusted },
    { "target.definition-name", "definition.name", DEFINITION("'name':'win11-'"),
        DEFINITION("'name':'w.i-n_11'"), NULL, &target_trusted },
    { "target.identifier-form", "definition.offer", DEFINITION("'offer':'Windows 11'"),
        DEFINITION("'offer':'Windows_11-'"), NULL, &target_trusted },
    { "target.version-number", "version.number", VERSION("'number':'1.0.0.0'"),
        VERSION("'number':'0.0.1'"), NULL, &target_trusted },
    { "target.version-number-range", "version.number", VERSION("'number':'1.2147483648.0'"),
        VERSION("'number':'1.2147483647.0'"), NULL, &target_trusted },
    { "target.resource-group-name", "resource_group", "{'resource_group':'images.'}",
        "{'resource_group':'Bilder_\xC3\xA4-(1).x'}", NULL, &target_trusted },
    { "target.resource-group-name", "resource_group", "{'resource_group':'" EIGHTY "aaaaaaaaaab'}",
        "{'resource_group':'" EIGHTY "aaaaaaaaaa'}", NULL, &target_trusted },
    { "target.definition-name", "definition.name", DEFINITION("'name':'a+'"),
        DEFINITION("'name':'0zZaA9'"), NULL, &target_trusted },
    { "target.public-name-prefix", "gallery.community.public_name_prefix",
        "{" COMMUNITY("abcd") "}", "{" COMMUNITY("abcde") "}", NULL, &target_trusted },
    { "target.dev-center-name", "consumers.dev_center.name",
        "{" CENTER("'action':'attach','name':'dc'," SYSTEM) "}",
        "{" CENTER("'action':'attach','name':'dc1'," SYSTEM) "}", NULL, &target_trusted },
    { "target.dev-center-gallery-name", "consumers.dev_center.gallery_name",
        "{" CENTER(ATTACH "," SYSTEM ",'gallery_name':'ab'") "}",
        "{" CENTER(ATTACH "," SYSTEM ",'gallery_name':'abc'") "}", NULL, &target_trusted },
    { "target.dev-box-definition-name", "consumers.dev_center.definition.name",
        "{" CENTER(ATTACH "," SYSTEM ",'definition':{'name':'ab','sku':'s'}") "}",
        "{" CENTER(ATTACH "," SYSTEM ",'definition':{'name':'abc','sku':'s'}") "}", NULL,
        &target_trusted },
    { "target.identity-name", "consumers.dev_center.identity.name",
        "{" CENTER(ATTACH ",'identity':{'kind':'user-assigned','name':'ab'}") "}",
        "{" CENTER(ATTACH ",'identity':{'kind':'user-assigned','name':'abc'}") "}", NULL,
        &target_trusted },
    { "target.managed-image-name", "consumers.windows365.managed_image",
        "{" WINDOWS365("'win11-'") "}", "{" WINDOWS365("'win11_'") "}", NULL, &target_trusted },
    { "target.lab-name", "consumers.lab.name", LAB("'action':'attach','name':'my labs'"),
        LAB("'action':'attach','name':'(my)_labs'"), "target.lab-retires", &target_trusted },
    { "target.machine-name", "consumers.virtual_machines[0].name",
        MACHINES(MACHINE("abcdefghijklmnop", "'admin_user':'me'")),
        MACHINES(MACHINE("abcdefghijklmno", "'admin_user':'me'")), NULL, &target_trusted },
    /* texts */
    { "target.guid-form", "subscription", "{'subscription':'{" GUID "}'}",
        "{'subscription':'" OTHER "'}", NULL, &target_trusted },
    { "target.id-form", "version.source.id", SOURCE("'kind':'snapshot','upload':null"),
        SOURCE("'kind':'snapshot','upload':null,'id':'" COMPUTE "snapshots/s'"), NULL,
        &target_trusted },
    { "target.uri-form", "definition.release_note_uri",
        DEFINITION("'release_note_uri':'www.contoso.example'"),
        DEFINITION("'release_note_uri':'http://contoso.example'"), NULL, &target_trusted },
    { "target.secret", "definition.release_note_uri",
        DEFINITION("'release_note_uri':'https://c.example/x?sv=1&sig=abc'"),
        DEFINITION("'release_note_uri':'https://c.example/x?sv=1&design=abc'"), NULL,
        &target_trusted },
    { "target.secret", "gallery.tags.owner",
        "{'gallery':{'tags':{'owner':'https://c.example/x?sv=1&sig=abc'}}}",
        "{'gallery':{'tags':{'owner':'https://c.example/x?sv=1'}}}", NULL, &target_trusted },
    { "target.secret", "version.source.id",
        SOURCE("'kind':'snapshot','upload':null,'id':'https://c.example/x?sv=1&sig=abc'"),
        SOURCE("'kind':'snapshot','upload':null,'id':'" COMPUTE "snapshots/s'"), NULL,
        &target_trusted },
    { "target.blob-uri", "version.source.uri",
        "{'version':{" VHD(
            "https://sa.blob.core.windows.net/win11.vhd") "},'definition':{'security_type':'"
                                                          "TrustedLaunchSupported'}}",
        "{'version':{" VHD(
            "https://sa.blob.core.windows.net/vhds/win11.vhd") "},'definition':{'security_type':'"
                                                               "TrustedLaunchSupported'}}",
        NULL, &target_trusted },
    { "target.email-form", "sharing.assignments[0].email",
        "{'sharing':{'assignments':[{'role':'Reader','kind':'user','email':'ada@contoso'}]}}",
        "{'sharing':{'assignments':[{'role':'Reader','kind':'user','email':'ada@contoso.example'}]}"
        "}",
        NULL, &target_trusted },
    { "target.date-form", "version.end_of_life", VERSION("'end_of_life':'2031-02-29'"),
        VERSION("'end_of_life':'2032-02-29T10:20:30.5+05:30'"), NULL, &target_trusted },
    { "target.date-past", "version.end_of_life", VERSION("'end_of_life':'2026-11-26'"),
        VERSION("'end_of_life':'2026-11-26T00:00:01Z'"), NULL, &target_trusted },
    { "target.region-name", "version.regions[1].name",
        REGIONS("{'name':'westeurope'},{'name':'north-europe'}"),
        REGIONS("{'name':'westeurope'},{'name':'North Europe'}"), NULL, &target_trusted },
    { "target.tag-form", "gallery.tags", GALLERY("'tags':{'a?b':'x'}"),
        GALLERY("'tags':{'a b':''}"), NULL, &target_trusted },
    /* definition */
    { "target.recommended-range", "definition.recommended_vcpus",
        DEFINITION("'recommended_vcpus':{'min':5,'max':4}"),
        DEFINITION("'recommended_vcpus':{'min':4,'max':4}"), NULL, &target_trusted },
    { "target.recommended-range", "definition.recommended_memory",
        DEFINITION("'recommended_memory':{'min':0}"), DEFINITION("'recommended_memory':{'min':1}"),
        NULL, &target_trusted },
    { "target.memory-unit", "definition.recommended_memory.unit",
        DEFINITION("'recommended_memory':{'unit':'TB'}"),
        DEFINITION("'recommended_memory':{'unit':'MB'}"), NULL, &target_trusted },
    { "target.disk-type", "definition.disallowed_disk_types[1]",
        DEFINITION("'disallowed_disk_types':['Standard_LRS','Standard']"),
        DEFINITION("'disallowed_disk_types':['Standard_LRS','UltraSSD_LRS']"), NULL,
        &target_trusted },
    { "target.feature-security", "definition.features",
        DEFINITION("'features':{'SecurityType':'TrustedLaunch'}"),
        DEFINITION("'security_type':'TrustedLaunch'"), NULL, &target_trusted },
    { "target.feature-name", "definition.features.Hibernate",
        DEFINITION("'features':{'Hibernate':'True'}"),
        DEFINITION("'features':{'IsHibernateSupported':'true'}"), NULL, &target_trusted },
    { "target.feature-value", "definition.features.DiskControllerTypes",
        DEFINITION("'features':{'DiskControllerTypes':'NVMe'}"),
        DEFINITION("'features':{'DiskControllerTypes':'SCSI'}"), NULL, &target_trusted },
    { "target.plan-mismatch", "definition.purchase_plan",
        SOURCE("'plan':{'name':'n','publisher':'p','product':'o'}"),
        "{'version':{'source':{'plan':{'name':'n','publisher':'p','product':'o'}}},'definition':{'"
        "purchase_plan':{'name':'N','publisher':'p','product':'o'}}}",
        NULL, &target_trusted },
    { "target.security-generation", "definition.security_type",
        DEFINITION("'hyperv_generation':'V1','security_type':'TrustedLaunchSupported'"),
        DEFINITION("'hyperv_generation':'V1','security_type':'Standard'"), NULL, NULL },
    { "target.security-sharing", "definition.security_type", "{'gallery':{'sharing':'direct'}}",
        DIRECT(""), NULL, &target_trusted },
    { "target.guest-state", "definition.security_type",
        VERSION(VHD("https://sa.blob.core.windows.net/v/w.vhd")), SOURCE("'security_data':false"),
        NULL, &target_trusted },
    { "target.managed-image-fit", "version.source.kind",
        SOURCE("'kind':'managed-image','upload':null,'id':'" COMPUTE "images/i'"),
        "{'version':{'source':{'kind':'managed-image','upload':null,'id':'" COMPUTE
        "images/i'}},'definition':{'security_type':'TrustedLaunchSupported'}}",
        NULL, &target_trusted },
    { "target.managed-image-fit", "version.source.kind",
        "{'version':{'source':{'kind':'managed-image','upload':null,'id':'" COMPUTE
        "images/i'}},'definition':{'architecture':'Arm64'}}",
        "{'version':{'source':{'kind':'managed-image','upload':null,'id':'" COMPUTE
        "images/i'}},'definition':{'architecture':'x64'}}",
        NULL, NULL },
    { "target.managed-image-fit", "consumers.windows365",
        "{'consumers':{'windows365':{'managed_image':'i'}}}",
        "{'definition':{'security_type':'TrustedLaunchSupported'},'consumers':{'windows365':{"
        "'managed_image':'i'}}}",
        NULL, &target_trusted },
    /* version */
    { "target.source-region-missing", "version.regions", REGIONS("{'name':'northeurope'}"),
        REGIONS("{'name':'West Europe'}"), NULL, &target_trusted },
    { "target.region-twice", "version.regions[1].name",
        REGIONS("{'name':'westeurope'},{'name':'West Europe'}"),
        REGIONS("{'name':'westeurope'},{'name':'West Europe 2'}"), NULL, &target_trusted },
    { "target.zone-region", "version.regions[0].storage_type",
        "{'known':{'zone_regions':['northeurope']}}", "{'known':{'zone_regions':['West Europe']}}",
        NULL, &target_trusted },
    { "target.replicas-least", "version.regions[0].replicas",
        REGIONS("{'name':'westeurope','replicas':0}"),
        REGIONS("{'name':'westeurope','replicas':1}"), NULL, &target_trusted },
    { "target.replicas-most", "version.regions",
        REGIONS("{'name':'westeurope','replicas':60},{'name':'northeurope','replicas':41}"),
        REGIONS("{'name':'westeurope','replicas':60},{'name':'northeurope','replicas':40}"), NULL,
        &target_trusted },
    { "target.shallow-region", "version.regions",
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope'},{'name':'northeurope'}]"),
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope'}]"), NULL,
        &target_trusted },
    { "target.shallow-replicas", "version.regions[0].replicas",
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope','replicas':2}]"),
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope','replicas':1}]"), NULL,
        &target_trusted },
    { "target.encryption-partial", "version.regions[1].disk_encryption_set_id",
        REGIONS("{'name':'westeurope'," DES(GUID) "},{'name':'northeurope'}"),
        REGIONS("{'name':'westeurope'," DES(GUID) "},{'name':'northeurope'," DES(GUID) "}"), NULL,
        &target_trusted },
    { "target.encryption-subscription", "version.regions[0].disk_encryption_set_id",
        REGIONS("{'name':'westeurope'," DES(OTHER) "}"),
        REGIONS("{'name':'westeurope'," DES(GUID) "}"), NULL, &target_trusted },
    { "target.encryption-sharing", "version.regions",
        DIRECT(",'version':{'regions':[{'name':'westeurope'," DES(GUID) "}]}"), DIRECT(""), NULL,
        &target_trusted },
    { "target.block-deletion-date", "version.block_deletion_before_end_of_life",
        VERSION("'end_of_life':null"),
        VERSION("'end_of_life':null,'block_deletion_before_end_of_life':false"), NULL,
        &target_trusted },
    /* source */
    { "target.source-members", "version.source.id", SOURCE("'id':null"), "{}", NULL,
        &target_trusted },
    { "target.source-members", "version.source.uri",
        SOURCE("'uri':'https://sa.blob.core.windows.net/v/w.vhd'"), "{}", NULL, &target_trusted },
    { "target.source-place", "version.data_disks",
        VERSION("'source':{'kind':'vm','upload':null,'id':'" COMPUTE
                "virtualMachines/v'},'data_disks':[" DISK("0", "") "]"),
        VERSION("'data_disks':[" DISK("0", "") "]"), NULL, &target_trusted },
    { "target.data-disk-kind", "version.data_disks[0].source.kind",
        VERSION(
            "'data_disks':[{'lun':0,'source':{'kind':'vm','id':'" COMPUTE "virtualMachines/v'}}]"),
        VERSION(
            "'data_disks':[{'lun':0,'source':{'kind':'snapshot','id':'" COMPUTE "snapshots/v'}}]"),
        NULL, &target_trusted },
    { "target.lun-twice", "version.data_disks[1].lun",
        VERSION("'data_disks':[" DISK("3", "") "," DISK("3", "") "]"),
        VERSION("'data_disks':[" DISK("3", "") "," DISK("4", "") "]"), NULL, &target_trusted },
    { "target.lun-range", "version.data_disks[0].lun", VERSION("'data_disks':[" DISK("-1", "") "]"),
        VERSION("'data_disks':[" DISK("0", "") "]"), NULL, &target_trusted },
    { "target.data-disk-size", "version.data_disks[0].source.size_bytes",
        VERSION("'data_disks':[" DISK("0", ",'size_bytes':1099511627777") "]"),
        VERSION("'data_disks':[" DISK("0", ",'size_bytes':1099511627776") "]"), NULL,
        &target_trusted },
    { "target.image-size", "version.source.size_bytes", SOURCE("'size_bytes':2199023255553"),
        SOURCE("'size_bytes':2199023255552"), NULL, &target_trusted },
    { "target.image-size", "version.source.size_bytes",
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope'}],'source':{'size_bytes':"
                "35184372088833}"),
        VERSION("'replication':'Shallow','regions':[{'name':'westeurope'}],'source':{'size_bytes':"
                "35184372088832}"),
        NULL, &target_trusted },
    { "target.upload-size", "version.source.upload.size_bytes",
        SOURCE("'upload':{'size_bytes':68719476736}"),
        SOURCE("'upload':{'size_bytes':68719477248}"), NULL, &target_trusted },
    { "target.upload-size", "version.source.upload.size_bytes",
        SOURCE("'upload':{'size_bytes':19923456}"), SOURCE("'upload':{'size_bytes':20972032}"),
        NULL, &target_trusted },
    { "target.upload-format", "version.source.upload.file", SOURCE("'upload':{'file':'w.vhdx'}"),
        SOURCE("'upload':{'file':'W.VHD'}"), NULL, &target_trusted },
    { "target.upload-kind", "version.source.upload",
        SOURCE("'kind':'snapshot','id':'" COMPUTE "snapshots/s'"), SOURCE("'kind':'disk'"), NULL,
        &target_trusted },
    { "target.source-region", "version.source.region", SOURCE("'region':'northeurope'"),
        SOURCE("'region':'West Europe'"), NULL, &target_trusted },
    { "target.source-state", "version.source.os_state", SOURCE("'os_state':'Specialized'"),
        SOURCE("'os_state':'Generalized'"), NULL, &target_trusted },
    { "target.source-state", "version.source.hyperv_generation", SOURCE("'hyperv_generation':'V1'"),
        SOURCE("'hyperv_generation':'V2'"), NULL, &target_trusted },
    { "target.source-disks", "version.source.ultra_disk", SOURCE("'ultra_disk':true"),
        SOURCE("'ultra_disk':false"), NULL, &target_trusted },
    { "target.source-disks", "version.source.ephemeral_disk", SOURCE("'ephemeral_disk':true"),
        SOURCE("'ephemeral_disk':false"), NULL, &target_trusted },
    { "target.generation-1-size", "version.source.size_bytes",
        "{'definition':{'hyperv_generation':'V1'},'version':{'replication':'Shallow','regions':[{'"
        "name':'westeurope'}],'source':{'size_bytes':2199023255553}}}",
        "{'definition':{'hyperv_generation':'V1'},'version':{'replication':'Shallow','regions':[{'"
        "name':'westeurope'}],'source':{'size_bytes':2199023255552}}}",
        NULL, NULL },
    /* sharing */
    { "target.community-fields", "gallery.community.eula",
        "{'gallery':{'sharing':'community'},'definition':{'security_type':'TrustedLaunchSupported'}"
        "}",
        "{" COMMUNITY("abcde") "}", NULL, &target_trusted },
    { "target.community-unasked", "gallery.community",
        GALLERY("'community':{'publisher_uri':'https://"
                "c.example','publisher_contact':'a@c.example','eula':'e','public_name_prefix':'"
                "abcde'}"),
        "{}", NULL, &target_trusted },
    { "target.community-enable", "sharing.enable_community",
        "{'sharing':{'enable_community':true}}",
        "{" COMMUNITY("abcde") ",'sharing':{'enable_community':true}}", NULL, &target_trusted },
    { "target.community-enable", "sharing.reset",
        "{" COMMUNITY("abcde") ",'sharing':{'enable_community':true,'reset':true}}",
        "{" COMMUNITY("abcde") ",'sharing':{'reset':true}}", NULL, &target_trusted },
    { "target.direct-unasked", "sharing.add", "{'sharing':{'add':{'tenants':['" GUID "']}}}",
        DIRECT(",'sharing':{'add':{'tenants':['" GUID "']}}"), NULL, &target_trusted },
    { "target.sharing-change", "gallery.sharing", DIRECT(",'known':{'gallery_sharing':'private'}"),
        DIRECT(",'known':{'gallery_sharing':'direct'}"), NULL, &target_trusted },
    { "target.direct-limit", "sharing.add.tenants",
        DIRECT(",'sharing':{'add':{'tenants':['" GUID "']}},'known':{'shared_tenants':5}"),
        DIRECT(",'sharing':{'add':{'tenants':['" GUID "']}},'known':{'shared_tenants':4}"), NULL,
        &target_trusted },
    { "target.direct-limit", "sharing.add.subscriptions",
        DIRECT(",'sharing':{'add':{'subscriptions':['" GUID
               "']}},'known':{'shared_subscriptions':30}"),
        DIRECT(",'sharing':{'add':{'subscriptions':['" GUID
               "']}},'known':{'shared_subscriptions':29}"),
        NULL, &target_trusted },
    { "target.share-twice", "sharing.add.tenants[1]",
        DIRECT(",'sharing':{'add':{'tenants':['" GUID "','" GUID "']}}"),
        DIRECT(",'sharing':{'add':{'tenants':['" GUID "','" OTHER "']}}"), NULL, &target_trusted },
    { "target.share-twice", "sharing.remove.subscriptions[0]",
        DIRECT(",'sharing':{'add':{'subscriptions':['" GUID "']},'remove':{'subscriptions':['" GUID
               "']}}"),
        DIRECT(",'sharing':{'add':{'subscriptions':['" GUID "']},'remove':{'subscriptions':['" OTHER
               "']}}"),
        NULL, &target_trusted },
    { "target.sharing-cloud", "gallery.sharing", DIRECT(",'cloud':'us-government'"),
        DIRECT(",'cloud':'public'"), NULL, &target_trusted },
    { "target.sharing-region", "version.region",
        DIRECT(",'version':{'region':'northeurope','source':{'region':'northeurope'}}"),
        DIRECT(",'version':{'region':'West Europe'}"), NULL, &target_trusted },
    { "target.community-partner", "version.source.partner_image",
        "{" COMMUNITY("abcde") ",'version':{'source':{'partner_image':true}}}",
        SOURCE("'partner_image':true"), NULL, &target_trusted },
    { "target.role-unknown", "sharing.assignments[0].role",
        "{'sharing':{'assignments':[{'role':'Boss','kind':'user','object_id':'" GUID "'}]}}",
        "{'sharing':{'assignments':[{'role':'" GUID "','kind':'user','object_id':'" GUID "'}]}}",
        NULL, &target_trusted },
    { "target.principal-named", "sharing.assignments[0]",
        "{'sharing':{'assignments':[{'role':'owner','kind':'user'}]}}",
        "{'sharing':{'assignments':[{'role':'owner','kind':'user','object_id':'" GUID "'}]}}", NULL,
        &target_trusted },
    { "target.principal-named", "sharing.assignments[0].kind",
        "{'sharing':{'assignments':[{'role':'Owner','kind':'group','email':'a@c.example'}]}}",
        "{'sharing':{'assignments':[{'role':'Owner','kind':'user','email':'a@c.example'}]}}", NULL,
        &target_trusted },
    { "target.assignment-twice", "sharing.assignments[1]",
        "{'sharing':{'assignments':[{'role':'Owner','kind':'user','email':'a@c.example'},{'role':'"
        "owner','kind':'user','email':'A@c.example'}]}}",
        "{'sharing':{'assignments':[{'role':'Owner','kind':'user','email':'a@c.example'},{'role':'"
        "Reader','kind':'user','email':'a@c.example'}]}}",
        NULL, &target_trusted },
    /* consumers */
    { "target.dev-center-community", "gallery.sharing",
        "{" COMMUNITY("abcde") "," CENTER(ATTACH "," SYSTEM) "}",
        "{" COMMUNITY("abcde") "," CENTER("'action':'detach','name':'contoso-dc'") "}",
        "target.dev-center-supported", &target_trusted },
    { "target.dev-center-image", "consumers.dev_center",
        "{'definition':{'hyperv_generation':'V1'}," CENTER(ATTACH "," SYSTEM) "}",
        "{'definition':{'hyperv_generation':'V2'}," CENTER(ATTACH "," SYSTEM) "}", NULL, NULL },
    { "target.dev-center-image", "consumers.dev_center",
        "{'definition':{'os_state':'Specialized'}," CENTER(ATTACH "," SYSTEM) "}",
        "{'definition':{'os_state':'Generalized'}," CENTER(ATTACH "," SYSTEM) "}", NULL, NULL },
    { "target.dev-center-security", "consumers.dev_center",
        "{'definition':{'security_type':'Standard'}," CENTER(ATTACH "," SYSTEM) "}",
        "{'definition':{'security_type':'TrustedLaunch'}," CENTER(ATTACH "," SYSTEM) "}", NULL,
        NULL },
    { "target.dev-center-supported", "definition.security_type",
        "{'definition':{'security_type':'TrustedLaunchSupported'}," CENTER(ATTACH "," SYSTEM) "}",
        "{'definition':{'security_type':'TrustedLaunch'}," CENTER(ATTACH "," SYSTEM) "}", NULL,
        &target_trusted },
    { "target.dev-center-gallery-taken", "consumers.dev_center.gallery_name",
        "{" CENTER(ATTACH "," SYSTEM ",'gallery_names_taken':['Contoso.Images']") "}",
        "{" CENTER(ATTACH
            "," SYSTEM ",'gallery_names_taken':['Contoso.Images'],'gallery_name':'contoso2'") "}",
        NULL, &target_trusted },
    { "target.dev-center-identity", "consumers.dev_center.identity", "{" CENTER(ATTACH) "}",
        "{" CENTER(ATTACH "," SYSTEM) "}", NULL, &target_trusted },
    { "target.dev-center-identity", "consumers.dev_center.identity.name",
        "{" CENTER(ATTACH ",'identity':{'kind':'user-assigned'}") "}",
        "{" CENTER(ATTACH ",'identity':{'kind':'user-assigned','name':'abc'}") "}", NULL,
        &target_trusted },
    { "target.dev-center-hibernate", "consumers.dev_center.definition.hibernate",
        "{'definition':{'features':{'IsHibernateSupported':'False'}}," CENTER(
            ATTACH "," SYSTEM ",'definition':{'name':'abc','sku':'s','hibernate':true}") "}",
        "{" CENTER(ATTACH "," SYSTEM ",'definition':{'name':'abc','sku':'s','hibernate':true}") "}",
        NULL, &target_trusted },
    { "target.dev-center-detach", "consumers.dev_center.definition",
        "{" CENTER(
            "'action':'detach','name':'contoso-dc','definition':{'name':'abc','sku':'s'}") "}",
        "{" CENTER("'action':'detach','name':'contoso-dc'") "}", NULL, &target_trusted },
    { "target.windows365-image", "consumers.windows365",
        "{'definition':{'hyperv_generation':'V1'},'consumers':{'windows365':{'managed_image':'i'}}"
        "}",
        "{'definition':{'hyperv_generation':'V2'},'consumers':{'windows365':{'managed_image':'i'}}"
        "}",
        NULL, NULL },
    { "target.windows365-source", "consumers.windows365",
        "{'version':{'source':{'kind':'version','upload':null,'id':'" COMPUTE
        "galleries/g/images/i/versions/1.0.0'}}," WINDOWS365("'i'") "}",
        "{'version':{'source':{'kind':'vm','upload':null,'id':'" COMPUTE
        "virtualMachines/v'}}," WINDOWS365("'i'") "}",
        NULL, &target_trusted },
    { "target.windows365-data-disks", "version.data_disks",
        "{'version':{'data_disks':[" DISK("0", "") "]}," WINDOWS365("'i'") "}",
        "{'version':{'data_disks':[]}," WINDOWS365("'i'") "}", NULL, &target_trusted },
    { "target.windows365-limit", "consumers.windows365.images_now",
        "{" WINDOWS365("'i','images_now':20") "}", "{" WINDOWS365("'i','images_now':19") "}", NULL,
        &target_trusted },
    /* labs and machines */
    { "target.lab-gallery-one", "consumers.lab.attached_gallery_id",
        LAB(PLAN ",'attached_gallery_id':'" COMPUTE "galleries/other'"),
        LAB(PLAN ",'attached_gallery_id':'" COMPUTE "galleries/contoso.images'"),
        "target.lab-retires", &target_trusted },
    { "target.lab-region", "consumers.lab.region", LAB(PLAN ",'region':'eastus'"),
        LAB(PLAN ",'region':'North Europe'"), "target.lab-retires", &target_trusted },
    { "target.lab-disk-size", "consumers.lab",
        "{'version':{'source':{'size_bytes':137438953472}},'consumers':{'lab':{" PLAN "}}}",
        "{'version':{'source':{'size_bytes':137438953471}},'consumers':{'lab':{" PLAN "}}}",
        "target.lab-retires", &target_trusted },
    { "target.lab-data-disks", "version.data_disks",
        "{'version':{'data_disks':[" DISK("0", "") "]},'consumers':{'lab':{" PLAN "}}}", LAB(PLAN),
        "target.lab-retires", &target_trusted },
    { "target.lab-images", "consumers.lab.images",
        LAB("'kind':'account'," PLAN ",'images':[{'name':'i','enabled':true}]"),
        LAB("'kind':'plan'," PLAN ",'images':[{'name':'i','enabled':true}]"), "target.lab-retires",
        &target_trusted },
    { "target.lab-images", "consumers.lab.images[1].name",
        LAB(PLAN ",'images':[{'name':'i','enabled':true},{'name':'I','enabled':false}]"),
        LAB(PLAN ",'images':[{'name':'i','enabled':true},{'name':'j','enabled':false}]"),
        "target.lab-retires", &target_trusted },
    { "target.lab-retires", "consumers.lab", LAB(PLAN), "{}", NULL, &target_trusted },
    { "target.machine-region", "consumers.virtual_machines[0].region",
        MACHINES(MACHINE("v", "'admin_user':'me','region':'eastus'")),
        MACHINES(MACHINE("v", "'admin_user':'me','region':'northeurope'")), NULL, &target_trusted },
    { "target.machine-user", "consumers.virtual_machines[0].admin_user",
        MACHINES(MACHINE("v", "'latest':true")), MACHINES(MACHINE("v", "'admin_user':'me'")), NULL,
        &target_trusted },
    { "target.machine-user", "consumers.scale_sets[0].admin_user",
        "{'definition':{'os_state':'Specialized'},'consumers':{'scale_sets':[" MACHINE(
            "v", "'admin_user':'me'") "]}}",
        "{'definition':{'os_state':'Specialized'},'consumers':{'scale_sets':[" MACHINE(
            "v", "'latest':true") "]}}",
        NULL, NULL },
    { "target.machine-user-name", "consumers.virtual_machines[0].admin_user",
        MACHINES(MACHINE("v", "'admin_user':'Administrator'")),
        MACHINES(MACHINE("v", "'admin_user':'Administrator2'")), NULL, &target_trusted },
    { "target.machine-user-name", "consumers.virtual_machines[0].admin_user",
        MACHINES(MACHINE("v", "'admin_user':'" TWENTY "a'")),
        MACHINES(MACHINE("v", "'admin_user':'" TWENTY "'")), NULL, &target_trusted },
    { "target.machine-twice", "consumers.virtual_machines[1].name",
        MACHINES(MACHINE("v", "'admin_user':'me'") "," MACHINE("V", "'admin_user':'me'")),
        MACHINES(MACHINE("v", "'admin_user':'me'") "," MACHINE("w", "'admin_user':'me'")), NULL,
        &target_trusted },
    { "target.instances", "consumers.scale_sets[0].instances",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':1001") "]}}",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':1000") "]}}",
        "target.replicas-few", &target_trusted },
    { "target.instances", "consumers.scale_sets[0].instances",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':-1") "]}}",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':0") "]}}", NULL,
        &target_trusted },
    { "target.instances", "consumers.virtual_machines[0].instances",
        MACHINES(MACHINE("v", "'admin_user':'me','instances':1")),
        MACHINES(MACHINE("v", "'admin_user':'me'")), NULL, &target_trusted },
    { "target.replicas-few", "consumers.scale_sets[0].instances",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':101") "]}}",
        "{'consumers':{'scale_sets':[" MACHINE("v", "'admin_user':'me','instances':100") "]}}",
        NULL, &target_trusted },
    /* known */
    { "target.limit-galleries", "known.galleries", "{'known':{'galleries':100}}",
        "{'known':{'galleries':99}}", NULL, &target_trusted },
    { "target.limit-definitions", "known.definitions", "{'known':{'definitions':1000}}",
        "{'known':{'definitions':999}}", NULL, &target_trusted },
    { "target.limit-versions", "known.versions", "{'known':{'versions':10000}}",
        "{'known':{'versions':9999}}", NULL, &target_trusted },
    { "target.gallery-taken", "gallery.name", "{'known':{'gallery_names':['CONTOSO.images']}}",
        "{'known':{'gallery_names':['contoso_images']}}", NULL, &target_trusted },
    { "target.identifier-taken", "definition.sku",
        "{'known':{'identifiers':[{'definition':'other','publisher':'contoso','offer':'Windows11','"
        "sku':'dev-23h2'}]}}",
        "{'known':{'identifiers':[{'definition':'win11-dev','publisher':'contoso','offer':'"
        "Windows11','sku':'dev-23h2'},{'definition':'other','publisher':'contoso','offer':'"
        "Windows11','sku':'x'}]}}",
        NULL, &target_trusted },
    { "target.version-taken", "version.number", "{'known':{'version_numbers':['0.9.0','1.0.0']}}",
        "{'known':{'version_numbers':['0.9.0']}}", NULL, &target_trusted },
};
