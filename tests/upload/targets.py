#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""targets.py - writes the matrix of targets that every form is judged by.

usage: targets.py FOLDER

Writes FOLDER/NAME/target.json, one for each row: every kind of sharing, of source and of consumer,
and hostile values wherever a rule lets them be.
"""
import copy
import json
import os
import sys

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-8888-7777-6666-555555555555"
GROUP = "/subscriptions/%s/resourceGroups/sources/providers/" % SUBSCRIPTION
DISK = GROUP + "Microsoft.Compute/disks/os"
GOLDEN = GROUP + "Microsoft.Compute/virtualMachines/golden"
SUBNET = GROUP + "Microsoft.Network/virtualNetworks/contoso/subnets/hosts"
ACCOUNT = GROUP + "Microsoft.Storage/storageAccounts/contosoimages"
BLOB = "https://contosoimages.blob.core.windows.net/vhds/win11.vhd"
OBJECT = "22222222-3333-4444-5555-666666666666"
DIGEST = "0123456789abcdef" * 4  # of the manifest that render_targets stands for
GIB = 1024 ** 3

BASE = {
    "schema": "goldprep.target/1",
    "subscription": SUBSCRIPTION,
    "resource_group": "images",
    "region": "westeurope",
    "gallery": {"name": "contoso.images", "sharing": "private"},
    "definition": {
        "name": "win11-dev", "publisher": "Contoso", "offer": "Windows11", "sku": "dev-23h2",
        "os_type": "Windows", "os_state": "Generalized", "hyperv_generation": "V2",
        "architecture": "x64", "security_type": "TrustedLaunchSupported"},
    "version": {
        "number": "1.2.3", "source": {"kind": "disk", "id": DISK},
        "regions": [{"name": "westeurope", "replicas": 1}]},
}

SYSTEM = {"kind": "system-assigned"}
CENTER = {"action": "attach", "name": "contoso-dc", "identity": SYSTEM}
PLAN = {"action": "attach", "name": "contoso-labs"}
MACHINE = {"name": "dev-vm-01", "size": "Standard_D4s_v5", "subnet_id": SUBNET, "admin_user": "imaging"}


def merged(into, change):
    """A copy with the change: objects member by member, None takes a member out."""
    if not isinstance(change, dict):
        return copy.deepcopy(change)
    result = dict(into) if isinstance(into, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def source(kind, **more):
    return {"version": {"source": dict({"kind": kind, "id": None}, **more)}}


def upload(**more):
    return dict({"file": "win11.vhd", "size_bytes": 64 * GIB + 512}, **more)


COMMUNITY = {"gallery": {"sharing": "community", "community": {
    "publisher_uri": "https://www.contoso.example", "publisher_contact": "imaging@contoso.example",
    "eula": "https://www.contoso.example/eula", "public_name_prefix": "contoso"}}}
DIRECT = {"gallery": {"sharing": "direct"}}

ROWS = {
    # sharing
    "private": {},
    "private-described": {"gallery": {"description": "Golden images", "tags": {"owner": "imaging", "cost": "42"}}},
    "roles": {"sharing": {"assignments": [
        {"role": "Reader", "kind": "user", "email": "ada@contoso.example"},
        {"role": "Compute Gallery Sharing Admin", "kind": "group", "object_id": OBJECT},
        {"role": "Contributor", "kind": "service-principal", "application_id": OTHER},
        {"role": "Owner", "kind": "service-principal", "object_id": OTHER}]}},
    "direct": DIRECT,
    "direct-add": merged(DIRECT, {"sharing": {"add": {"subscriptions": [OTHER, OBJECT], "tenants": [OTHER]}}}),
    "direct-add-tenants": merged(DIRECT, {"sharing": {"add": {"tenants": [OTHER, OBJECT]}}}),
    "direct-remove": merged(DIRECT, {"sharing": {"remove": {"subscriptions": [OTHER]}}}),
    "direct-add-and-remove": merged(DIRECT, {"sharing": {
        "add": {"subscriptions": [OTHER]}, "remove": {"subscriptions": [OBJECT], "tenants": [OTHER]}}}),
    "direct-reset": merged(DIRECT, {"sharing": {"reset": True}}),
    "community": COMMUNITY,
    "community-enable": merged(COMMUNITY, {"sharing": {"enable_community": True}}),
    "community-reset": merged(COMMUNITY, {"sharing": {"reset": True}}),
    # sources
    "disk-upload": source("disk", id=DISK, upload=upload()),
    "disk-upload-size-unknown": source("disk", id=DISK, upload={"file": "win11.vhd"}),
    "disk-upload-guest-state": merged(
        source("disk", id=DISK, security_data=True, upload=upload(guest_state_file="win11-state.vhd",
               disk_sku="Premium_LRS")),
        {"definition": {"security_type": "TrustedLaunch"}}),
    "vhd": source("vhd", uri=BLOB, storage_account_id=ACCOUNT),
    "vhd-upload": source("vhd", uri=BLOB, storage_account_id=ACCOUNT, upload=upload()),
    "snapshot": source("snapshot", id=GROUP + "Microsoft.Compute/snapshots/os"),
    "managed-image": merged(source("managed-image", id=GROUP + "Microsoft.Compute/images/win11"),
                            {"definition": {"security_type": "Standard"}}),
    "vm": source("vm", id=GOLDEN),
    "vm-specialized": merged(source("vm", id=GOLDEN), {"definition": {"os_state": "Specialized"}}),
    "version": source("version", id=GROUP + "Microsoft.Compute/galleries/old/images/win11/versions/1.0.0"),
    "data-disks": {"version": {"data_disks": [
        {"lun": 0, "source": {"kind": "snapshot", "id": GROUP + "Microsoft.Compute/snapshots/data0"}},
        {"lun": 3, "source": {"kind": "disk", "id": GROUP + "Microsoft.Compute/disks/data3"}}]}},
    "data-disks-cached": {"version": {"caching": "ReadOnly", "data_disks": [
        {"lun": 1, "caching": "ReadWrite", "source": {"kind": "disk", "id": GROUP + "Microsoft.Compute/disks/data1"}}]}},
    "data-disks-vhd": merged(source("vhd", uri=BLOB, storage_account_id=ACCOUNT), {"version": {"data_disks": [
        {"lun": 0, "source": {"kind": "vhd", "uri": BLOB.replace("win11", "data0"), "storage_account_id": ACCOUNT}},
        {"lun": 1, "source": {"kind": "vhd", "uri": BLOB.replace("win11", "data1"), "storage_account_id": ACCOUNT}}]}}),
    "data-disks-mixed": {"version": {"data_disks": [
        {"lun": 0, "source": {"kind": "vhd", "uri": BLOB.replace("win11", "data0"), "storage_account_id": ACCOUNT}},
        {"lun": 1, "source": {"kind": "disk", "id": GROUP + "Microsoft.Compute/disks/data1"}}]}},
    # versions
    "regions": {"version": {
        "regions": [{"name": "West Europe", "replicas": 2, "storage_type": "Standard_ZRS"},
                    {"name": "northeurope", "storage_type": "Premium_LRS"}, {"name": "uksouth"}],
        "replicas": 1, "storage_type": "Standard_LRS", "replication": "Full"}},
    "regions-left-out": {"version": {"exclude_from_latest": True, "regions": [
        {"name": "westeurope"}, {"name": "northeurope", "replicas": 1, "exclude_from_latest": True}]}},
    "encrypted": {"version": {
        "data_disks": [{"lun": 0, "source": {"kind": "disk", "id": GROUP + "Microsoft.Compute/disks/data0"}}],
        "regions": [{"name": "westeurope", "disk_encryption_set_id": GROUP + "Microsoft.Compute/diskEncryptionSets/keys"}]}},
    "premium-v2": {"version": {"storage_type": "PremiumV2_LRS"}},
    "shallow": {"version": {"replication": "Shallow", "regions": [{"name": "westeurope", "replicas": 1}]}},
    "kept": {"version": {"end_of_life": "2038-01-01", "allow_deletion_of_replicated_locations": True}},
    "kept-until-the-end": {"version": {"end_of_life": "2038-01-01T00:00:00Z", "block_deletion_before_end_of_life": True}},
    # definitions
    "definition-whole": {"definition": {
        "description": "Windows 11 for developers", "eula": "https://www.contoso.example/eula",
        "privacy_statement_uri": "https://www.contoso.example/privacy",
        "release_note_uri": "https://www.contoso.example/notes", "end_of_life": "2039-01-01",
        "recommended_vcpus": {"min": 4, "max": 16}, "recommended_memory": {"min": 8, "unit": "GB"},
        "disallowed_disk_types": ["Standard_LRS", "StandardSSD_LRS"],
        "features": {"IsHibernateSupported": "True"}}},
    "definition-changeable": {"definition": {"allow_update_image": True, "features": {"DiskControllerTypes": "SCSI, NVMe"}}},
    "first-generation": {"definition": {"hyperv_generation": "V1", "security_type": "Standard"}},
    "arm64": {"definition": {"architecture": "Arm64"}},
    # consumers
    "dev-box": {"consumers": {"dev_center": merged(CENTER, {"definition": {
        "name": "win11-dev", "sku": "general_i_8c32gb256ssd_v2"}})}, "definition": {"security_type": "TrustedLaunch"},
        "version": {"source": {"security_data": True}}},
    "dev-box-latest": {"consumers": {"dev_center": merged(CENTER, {
        "identity": {"kind": "user-assigned", "name": "dc-identity"}, "gallery_name": "contoso_images",
        "windows365_object_id": OBJECT, "definition": {
            "name": "win11-dev", "sku": "general_i_8c32gb256ssd_v2", "os_storage_type": "ssd_256gb", "hibernate": True,
            "latest": True}})}, "definition": {"features": {"IsHibernateSupported": "True"}}},
    "dev-box-elsewhere": {"consumers": {"dev_center": merged(CENTER, {
        "subscription": OTHER, "resource_group": "dev-boxes", "region": "northeurope",
        "identity": {"kind": "user-assigned", "name": "dc-identity", "resource_group": "identities",
                     "principal_id": OBJECT}})}},
    "dev-box-detach": {"consumers": {"dev_center": {"action": "detach", "name": "contoso-dc"}}},
    "windows365": {"consumers": {"windows365": {"managed_image": "win11-dev-1.2.3"}}},
    "windows365-from-vhd": merged(source("vhd", uri=BLOB, storage_account_id=ACCOUNT), {"consumers": {"windows365": {
        "managed_image": "win11-dev", "resource_group": "cloud-pcs", "object_id": OBJECT}}}),
    "windows365-from-upload": merged(source("disk", id=DISK, upload=upload()), {"consumers": {"windows365": {
        "managed_image": "win11-dev", "object_id": OBJECT}}}),
    "windows365-from-vm": merged(source("vm", id=GOLDEN),
                                 {"consumers": {"windows365": {"managed_image": "win11-dev"}}}),
    "lab-plan": {"consumers": {"lab": merged(PLAN, {"images": [
        {"name": "win11-dev", "enabled": True}, {"name": "old-image", "enabled": False}]})}},
    "lab-plan-detach": {"consumers": {"lab": merged(PLAN, {"action": "detach"})}},
    "lab-account": {"consumers": {"lab": merged(PLAN, {"kind": "account", "object_id": OBJECT})}},
    "lab-account-detach": {"consumers": {"lab": merged(PLAN, {"kind": "account", "action": "detach"})}},
    "lab-specialized": {"definition": {"os_state": "Specialized"}, "consumers": {"lab": PLAN}},
    "machines": {"consumers": {
        "virtual_machines": [MACHINE, merged(MACHINE, {"name": "dev-vm-02", "latest": True})],
        "scale_sets": [merged(MACHINE, {"name": "dev-set", "instances": 3})]},
        "definition": {"security_type": "TrustedLaunch"}, "version": {"source": {"security_data": True}}},
    "machines-specialized": {"definition": {"os_state": "Specialized"}, "consumers": {
        "virtual_machines": [merged(MACHINE, {"admin_user": None})],
        "scale_sets": [merged(MACHINE, {"name": "dev-set", "admin_user": None, "resource_group": "sets"})]}},
    "us-government": {"cloud": "us-government", "region": "usgovvirginia", "version": {
        "regions": [{"name": "usgovvirginia"}]}},
    "china": {"cloud": "china", "region": "chinaeast2", "version": {"regions": [{"name": "chinaeast2"}]}},
}

HOSTILE = {
    "quotes": "it's \"quoted\" 'twice' \\' \\\" `tick`",
    "commands": "$(touch hostile-was-here) `touch hostile-was-here` ; touch hostile-was-here & | > x",
    "templates": "${env.PATH} %{ if true }x%{ endif } $${x} {{ .Path }} #{x}",
    "expression": "[concat('a', subscription().id)]",
    "expression-open": "[[not(closed)",
    "file": "@/etc/passwd",
    "file-behind": "owner=@/etc/passwd",
    "option": "--yes -rf",
    "characters": "caf\u00e9 \u2018curly\u2019 \u201alow\u201b \u65e5\u672c\u8a9e \U0001f600 \u2011",
    "ends": "'\"]}) -- #> @' \\",
    "json": "{\"<parameter>\":\"adminPassword\"} \\u0001adminPassword\\u0001",
    "blank-ends": " leading and trailing ",
}


def hostile(value):
    return {
        "gallery": {"description": value, "tags": {"plain": value, "second": value + " 2"}},
        "definition": {"description": value, "eula": value},
        "version": {"source": {"kind": "disk", "id": DISK, "upload": {"file": "folder/" + value + ".vhd"}}},
    }


def main(folder):
    rows = dict(ROWS)
    for name, value in HOSTILE.items():
        rows["hostile-" + name] = hostile(value)
    for name, change in rows.items():
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        with open(os.path.join(folder, name, "target.json"), "w", encoding="utf-8") as file:
            json.dump(merged(BASE, change), file, indent=2, ensure_ascii=False)
    print("%d targets" % len(rows))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
