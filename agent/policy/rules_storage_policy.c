/* SPDX-License-Identifier: MIT */
/* rules_storage_policy.c - new disks and the provisioning disc must be seen by a clone. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

const struct requirement requirement_disk_san_policy_online_all = {
    .id = "disk.san-policy-online-all",
    .title = "New disks go online by themselves",
    .why = "Data disks of a clone stay offline otherwise, and so may the temporary disk.",
    .source = PREPARE,
    .advice = "diskpart.exe: san policy=onlineall",
    .expects = { .fact = "disk.san_policy",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNKNOWN,
        .show = "SanPolicy" },
};
#define GENERALIZE "https://learn.microsoft.com/azure/virtual-machines/generalize"

/* The page says "enabled"; 1 is Windows' default, and only 4 keeps the driver from loading. */
const struct requirement requirement_cdrom_enabled = {
    .id = "cdrom.enabled",
    .title = "The driver of DVD drives is enabled",
    .why = "Azure hands a clone its settings on a disc: without the drive it stays in the "
           "out-of-box experience for ever.",
    .source = GENERALIZE,
    .advice = "Set Start of the service cdrom to 1.",
    .expects = { .fact = "cdrom.start",
        .kind = EXPECTS_AT_MOST,
        .number = 3,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_storage_removable_allowed = {
    .id = "storage.removable-allowed",
    .title = "No policy denies removable media",
    .why = "Azure hands a clone its settings on a disc, which the policy denies as well: the clone "
           "stays in the out-of-box experience.",
    .source = GENERALIZE,
    .advice = "Remove Deny_All from Policies\\Microsoft\\Windows\\RemovableStorageDevices.",
    .expects = { .fact = "storage.removable_denied",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "Deny_All" },
};

const struct requirement requirement_storage_discs_readable = {
    .id = "storage.discs-readable",
    .title = "No policy denies reading CD and DVD",
    .why = "Azure hands a clone its settings on a disc, which it could not read.",
    .source = GENERALIZE,
    .advice = "Remove Deny_Read of the class CD and DVD from "
              "Policies\\Microsoft\\Windows\\RemovableStorageDevices.",
    .expects = { .fact = "storage.disc_read_denied",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "Deny_Read" },
};
