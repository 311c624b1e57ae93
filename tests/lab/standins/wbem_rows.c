/* SPDX-License-Identifier: MIT */
/*
 * wbem_rows.c - the system disk and its partitions as instances of MSFT_Disk and MSFT_Partition.
 *
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition and msft-disk
 */
#include "wbem.h"

enum {
    GUID_SIZE = 39, /* "{...}" and the end */
    STATE_ONLINE = 1,
    STATE_STABLE = 1,
    STYLE_MBR = 1, /* MSFT_Disk counts the styles in its own way */
    STYLE_GPT = 2,
};

/* GPT attributes of basic data partitions. Source: learn.microsoft.com/windows/win32/api/winioctl/
 * ns-winioctl-partition_information_gpt */
static const struct {
    const wchar_t *name;
    DWORD64 bit;
} attributes[] = {
    { L"IsReadOnly", GPT_BASIC_DATA_ATTRIBUTE_READ_ONLY },
    { L"IsShadowCopy", GPT_BASIC_DATA_ATTRIBUTE_SHADOW_COPY },
    { L"IsHidden", GPT_BASIC_DATA_ATTRIBUTE_HIDDEN },
    { L"NoDefaultDriveLetter", GPT_BASIC_DATA_ATTRIBUTE_NO_DRIVE_LETTER },
};

static void guid_text(const GUID *guid, wchar_t text[GUID_SIZE])
{
    (void)swprintf(text, GUID_SIZE, L"{%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}",
        (unsigned long)guid->Data1, guid->Data2, guid->Data3, guid->Data4[0], guid->Data4[1],
        guid->Data4[2], guid->Data4[3], guid->Data4[4], guid->Data4[5], guid->Data4[6],
        guid->Data4[7]);
}

/* The form of a real one, with its quotes and backslashes: callers must be able to carry it. */
static bool put_id(IWbemClassObject *object, const wchar_t *kind, const wchar_t *id)
{
    wchar_t text[WBEM_TEXT_SIZE];

    return swprintf(text, WBEM_TEXT_SIZE,
               L"{1}\\\\LAB\\root/Microsoft/Windows/Storage/Providers_v2\\WSP_%ls.ObjectId=\"%ls\"",
               kind, id) >= 0 &&
           wbem_put_text(object, L"ObjectId", text) && wbem_put_text(object, L"UniqueId", id);
}

static void disk_id(const struct wbem_disk *disk, wchar_t text[GUID_SIZE])
{
    if (disk->layout->PartitionStyle == PARTITION_STYLE_GPT)
        guid_text(&disk->layout->Gpt.DiskId, text);
    else
        (void)swprintf(text, GUID_SIZE, L"%08lx", (unsigned long)disk->layout->Mbr.Signature);
}

static bool put_partition_id(
    const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry, IWbemClassObject *object)
{
    wchar_t disk_text[GUID_SIZE];
    wchar_t own_text[GUID_SIZE];
    wchar_t text[WBEM_TEXT_SIZE];

    disk_id(disk, disk_text);
    if (entry->PartitionStyle == PARTITION_STYLE_GPT)
        guid_text(&entry->Gpt.PartitionId, own_text);
    else
        (void)swprintf(own_text, GUID_SIZE, L"%lld", entry->StartingOffset.QuadPart);
    (void)swprintf(text, WBEM_TEXT_SIZE, L"%ls:PR:%ls", disk_text, own_text);
    return put_id(object, L"Partition", text) && wbem_put_text(object, L"DiskId", disk_text);
}

static bool put_gpt(const PARTITION_INFORMATION_EX *entry, IWbemClassObject *object)
{
    wchar_t text[GUID_SIZE];
    bool put;

    guid_text(&entry->Gpt.PartitionType, text);
    put = wbem_put_text(object, L"GptType", text);
    guid_text(&entry->Gpt.PartitionId, text);
    put = put && wbem_put_text(object, L"Guid", text);
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        put = put && wbem_put_number(object, attributes[i].name,
                         (entry->Gpt.Attributes & attributes[i].bit) != 0);
    return put;
}

static bool put_mbr(const PARTITION_INFORMATION_EX *entry, IWbemClassObject *object)
{
    bool put = wbem_put_number(object, L"MbrType", entry->Mbr.PartitionType) &&
               wbem_put_number(object, L"IsActive", entry->Mbr.BootIndicator);

    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        put = put && wbem_put_number(object, attributes[i].name, 0);
    return put;
}

static bool put_place(
    const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry, IWbemClassObject *object)
{
    static const wchar_t *const paths[] = { L"C:\\" };
    bool is_boot = (uint64_t)entry->StartingOffset.QuadPart == disk->system_offset;

    if (is_boot && !wbem_put_texts(object, L"AccessPaths", paths, 1))
        return false;
    return wbem_put_number(object, L"DiskNumber", 0) &&
           wbem_put_number(object, L"PartitionNumber", entry->PartitionNumber) &&
           wbem_put_number(object, L"DriveLetter", is_boot ? L'C' : 0) &&
           wbem_put_number(object, L"Offset", (uint64_t)entry->StartingOffset.QuadPart) &&
           wbem_put_number(object, L"Size", (uint64_t)entry->PartitionLength.QuadPart) &&
           wbem_put_number(object, L"IsBoot", is_boot) &&
           wbem_put_number(object, L"IsSystem", wbem_is_system(disk, entry)) &&
           wbem_put_number(object, L"IsOffline", 0) &&
           wbem_put_number(object, L"OperationalStatus", STATE_ONLINE) &&
           wbem_put_number(object, L"TransitionState", STATE_STABLE);
}

static bool add_partition(
    const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry, struct wbem_list *list)
{
    IWbemClassObject *object = wbem_object_new(&wbem_partition_schema, true);

    if (!object)
        return false;
    list->objects[list->count++] = object;
    return put_partition_id(disk, entry, object) && put_place(disk, entry, object) &&
           (entry->PartitionStyle == PARTITION_STYLE_GPT ? put_gpt(entry, object)
                                                         : put_mbr(entry, object));
}

static bool add_partitions(const struct wbem_disk *disk, struct wbem_list *list)
{
    for (DWORD i = 0; i < disk->layout->PartitionCount; i++) {
        const PARTITION_INFORMATION_EX *entry = &disk->layout->PartitionEntry[i];

        if (wbem_is_partition(disk, entry) && !add_partition(disk, entry, list))
            return false;
    }
    return true;
}

static bool put_style(const struct wbem_disk *disk, IWbemClassObject *object)
{
    wchar_t text[GUID_SIZE];

    disk_id(disk, text);
    if (!put_id(object, L"Disk", text))
        return false;
    if (disk->layout->PartitionStyle == PARTITION_STYLE_GPT)
        return wbem_put_number(object, L"PartitionStyle", STYLE_GPT) &&
               wbem_put_text(object, L"Guid", text);
    return wbem_put_number(object, L"PartitionStyle", STYLE_MBR) &&
           wbem_put_number(object, L"Signature", disk->layout->Mbr.Signature);
}

static bool add_disk(const struct wbem_disk *disk, struct wbem_list *list)
{
    IWbemClassObject *object = wbem_object_new(&wbem_disk_schema, true);
    uint64_t allocated = 0;
    uint64_t count = 0;

    if (!object)
        return false;
    list->objects[list->count++] = object;
    for (DWORD i = 0; i < disk->layout->PartitionCount; i++) {
        if (wbem_is_partition(disk, &disk->layout->PartitionEntry[i])) {
            allocated += (uint64_t)disk->layout->PartitionEntry[i].PartitionLength.QuadPart;
            count++;
        }
    }
    return put_style(disk, object) && wbem_put_number(object, L"Number", 0) &&
           wbem_put_text(object, L"FriendlyName", L"Msft Virtual Disk") &&
           wbem_put_number(object, L"Size", disk->size) &&
           wbem_put_number(object, L"AllocatedSize", allocated) &&
           wbem_put_number(object, L"LogicalSectorSize", disk->sector_bytes) &&
           wbem_put_number(object, L"NumberOfPartitions", count) &&
           wbem_put_number(object, L"BusType", (uint64_t)disk->bus_type) &&
           wbem_put_number(object, L"IsBoot", 1) && wbem_put_number(object, L"IsSystem", 1) &&
           wbem_put_number(object, L"IsReadOnly", 0) && wbem_put_number(object, L"IsOffline", 0);
}

HRESULT wbem_disk_rows(const struct wbem_schema *schema, struct wbem_list *list)
{
    struct wbem_disk disk;
    DWORD status = wbem_disk_read(&disk);
    bool added;

    list->count = 0;
    if (status != ERROR_SUCCESS)
        return HRESULT_FROM_WIN32(status);
    added = schema == &wbem_partition_schema ? add_partitions(&disk, list) : add_disk(&disk, list);
    wbem_disk_done(&disk);
    if (!added)
        wbem_list_done(list);
    return wbem_either(added, WBEM_E_OUT_OF_MEMORY);
}
