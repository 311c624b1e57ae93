/* SPDX-License-Identifier: MIT */
/*
 * wbem_schema.c - the two storage classes and their methods, and where each class is found.
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

static const struct wbem_schema result = { .name = L"__PARAMETERS",
    .properties = result_properties };
static const struct wbem_schema size = { .name = L"__PARAMETERS", .properties = size_properties };
static const struct wbem_schema limits = { .name = L"__PARAMETERS",
    .properties = limits_properties };

static const struct wbem_method partition_methods[] = {
    { L"DeleteObject", WBEM_DELETE, NULL, &result, NULL },
    { L"Resize", WBEM_RESIZE, &size, &result, NULL },
    { L"GetSupportedSize", WBEM_SUPPORTED_SIZE, NULL, &limits, NULL },
    { NULL, WBEM_DELETE, NULL, NULL, NULL },
};

static const struct wbem_method disk_methods[] = {
    { L"Refresh", WBEM_REFRESH, NULL, &result, NULL },
    { NULL, WBEM_DELETE, NULL, NULL, NULL },
};

const struct wbem_schema wbem_partition_schema = {
    L"MSFT_Partition",
    L"MSFT_StorageObject",
    partition_properties,
    partition_methods,
    WBEM_STORAGE_NAMESPACE,
    wbem_disk_rows,
};

const struct wbem_schema wbem_disk_schema = {
    L"MSFT_Disk",
    L"MSFT_StorageObject",
    disk_properties,
    disk_methods,
    WBEM_STORAGE_NAMESPACE,
    wbem_disk_rows,
};

static bool is_class(
    const struct wbem_schema *schema, const wchar_t *name_space, const wchar_t *name)
{
    return wbem_same_name(schema->name_space, name_space) && wbem_same_name(schema->name, name);
}

const struct wbem_schema *wbem_schema_find(const wchar_t *name_space, const wchar_t *name)
{
    if (is_class(&wbem_partition_schema, name_space, name))
        return &wbem_partition_schema;
    if (is_class(&wbem_disk_schema, name_space, name))
        return &wbem_disk_schema;
    for (size_t i = 0; wbem_system_schemas[i]; i++) {
        if (is_class(wbem_system_schemas[i], name_space, name))
            return wbem_system_schemas[i];
    }
    return NULL;
}

const struct wbem_method *wbem_method_find(const struct wbem_schema *schema, const wchar_t *name)
{
    for (const struct wbem_method *method = schema->methods; method && method->name; method++) {
        if (wbem_same_name(method->name, name))
            return method;
    }
    return NULL;
}
