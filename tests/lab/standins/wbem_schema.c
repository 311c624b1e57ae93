/* SPDX-License-Identifier: MIT */
/*
 * wbem_schema.c - the two storage classes and their methods.
 *
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition and msft-disk.
 * Offset is missing on the page of MSFT_Partition, but instances have it, as public scripts
 * show.
 */
#include "wbem.h"

static const struct wbem_property partition_properties[] = {
    { L"ObjectId", CIM_STRING },
    { L"UniqueId", CIM_STRING },
    { L"DiskId", CIM_STRING },
    { L"DiskNumber", CIM_UINT32 },
    { L"PartitionNumber", CIM_UINT32 },
    { L"DriveLetter", CIM_CHAR16 },
    { L"AccessPaths", CIM_STRING | CIM_FLAG_ARRAY },
    { L"OperationalStatus", CIM_UINT16 },
    { L"TransitionState", CIM_UINT16 },
    { L"Offset", CIM_UINT64 },
    { L"Size", CIM_UINT64 },
    { L"MbrType", CIM_UINT16 },
    { L"GptType", CIM_STRING },
    { L"Guid", CIM_STRING },
    { L"IsReadOnly", CIM_BOOLEAN },
    { L"IsOffline", CIM_BOOLEAN },
    { L"IsSystem", CIM_BOOLEAN },
    { L"IsBoot", CIM_BOOLEAN },
    { L"IsActive", CIM_BOOLEAN },
    { L"IsHidden", CIM_BOOLEAN },
    { L"IsShadowCopy", CIM_BOOLEAN },
    { L"NoDefaultDriveLetter", CIM_BOOLEAN },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property disk_properties[] = {
    { L"ObjectId", CIM_STRING },
    { L"UniqueId", CIM_STRING },
    { L"Number", CIM_UINT32 },
    { L"FriendlyName", CIM_STRING },
    { L"PartitionStyle", CIM_UINT16 },
    { L"Guid", CIM_STRING },
    { L"Signature", CIM_UINT32 },
    { L"Size", CIM_UINT64 },
    { L"AllocatedSize", CIM_UINT64 },
    { L"LogicalSectorSize", CIM_UINT32 },
    { L"NumberOfPartitions", CIM_UINT32 },
    { L"BusType", CIM_UINT16 },
    { L"IsBoot", CIM_BOOLEAN },
    { L"IsSystem", CIM_BOOLEAN },
    { L"IsReadOnly", CIM_BOOLEAN },
    { L"IsOffline", CIM_BOOLEAN },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property result_properties[] = {
    { L"ExtendedStatus", CIM_STRING },
    { L"ReturnValue", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property size_properties[] = {
    { L"Size", CIM_UINT64 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property limits_properties[] = {
    { L"SizeMin", CIM_UINT64 },
    { L"SizeMax", CIM_UINT64 },
    { L"ExtendedStatus", CIM_STRING },
    { L"ReturnValue", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_schema result = { L"__PARAMETERS", NULL, result_properties, NULL };
static const struct wbem_schema size = { L"__PARAMETERS", NULL, size_properties, NULL };
static const struct wbem_schema limits = { L"__PARAMETERS", NULL, limits_properties, NULL };

static const struct wbem_method partition_methods[] = {
    { L"DeleteObject", WBEM_DELETE, NULL, &result },
    { L"Resize", WBEM_RESIZE, &size, &result },
    { L"GetSupportedSize", WBEM_SUPPORTED_SIZE, NULL, &limits },
    { NULL, WBEM_DELETE, NULL, NULL },
};

static const struct wbem_method disk_methods[] = {
    { L"Refresh", WBEM_REFRESH, NULL, &result },
    { NULL, WBEM_DELETE, NULL, NULL },
};

const struct wbem_schema wbem_partition_schema = {
    L"MSFT_Partition",
    L"MSFT_StorageObject",
    partition_properties,
    partition_methods,
};

const struct wbem_schema wbem_disk_schema = {
    L"MSFT_Disk",
    L"MSFT_StorageObject",
    disk_properties,
    disk_methods,
};

const struct wbem_schema *wbem_schema_find(const wchar_t *name)
{
    if (wbem_same_name(name, wbem_partition_schema.name))
        return &wbem_partition_schema;
    return wbem_same_name(name, wbem_disk_schema.name) ? &wbem_disk_schema : NULL;
}

const struct wbem_method *wbem_method_find(const struct wbem_schema *schema, const wchar_t *name)
{
    for (const struct wbem_method *method = schema->methods; method && method->name; method++) {
        if (wbem_same_name(method->name, name))
            return method;
    }
    return NULL;
}
