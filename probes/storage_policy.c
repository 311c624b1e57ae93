/* SPDX-License-Identifier: MIT */
/*
 * storage_policy.c - will new disks and the provisioning disc be seen?
 *
 * Azure hands a new machine its settings on a disc in the DVD drive.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         https://learn.microsoft.com/windows-hardware/drivers/storage/msft-storagesetting for the
 *         numbers of the SAN policy; its place in the registry is known from public tools.
 */
#include "probes/read.h"

#define PARTITION_MANAGER PROBE_SERVICES "partmgr\\Parameters"
#define REMOVABLE "SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices"
#define DISC_CLASS REMOVABLE "\\{53f56308-b6bf-11d0-94f2-00a0c91efb8b}"

static const struct probe_key keys[] = {
    { "disk.san_policy",
        "number: 1 new disks go online, 2 shared ones stay offline, 3 all do, 4 internal ones do; "
        "absent: Windows' own choice",
        "HKLM\\" PARTITION_MANAGER ", SanPolicy" },
    { "cdrom.start", "number: 1 the driver of DVD drives is loaded, 4 disabled; absent: no driver",
        "HKLM\\" PROBE_SERVICES "cdrom, Start" },
    { "storage.removable_denied", "number: 1 a policy denies every removable medium",
        "HKLM\\" REMOVABLE ", Deny_All" },
    { "storage.disc_read_denied", "number: 1 a policy denies reading CD and DVD",
        "HKLM\\" DISC_CLASS ", Deny_Read" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "disk.san_policy", PARTITION_MANAGER, "SanPolicy", PROBE_NUMBER },
    PROBE_START("cdrom.start", "cdrom"),
    { "storage.removable_denied", REMOVABLE, "Deny_All", PROBE_NUMBER },
    { "storage.disc_read_denied", DISC_CLASS, "Deny_Read", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_storage_policy = {
    .id = "storage-policy",
    .title = "Policies on new disks and removable media",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
