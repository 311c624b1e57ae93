/* SPDX-License-Identifier: MIT */
/*
 * wbem_methods.c - DeleteObject, Resize, GetSupportedSize and Refresh: they change the disk by
 * control codes, as the real provider does, and answer the codes that are documented for them.
 *
 * Sources: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-deleteobject,
 * msft-partition-resize, msft-partition-getsupportedsizes,
 * storage-management-api-common-return-codes
 */
#include "wbem.h"

#include "standin.h"

enum {
    DONE = 0,
    FAILED_OTHERWISE = 4,
    INVALID_PARAMETER = 5,
    IN_USE = 6,
    SIZE_NOT_SUPPORTED = 4097,
    DENIED = 40001,
    NO_RESOURCES = 40002,
    CACHE_OUT_OF_DATE = 40003,
    IO_FAILED = 40004,
    UNKNOWN_FILE_SYSTEM = 42009,
    ALIGNMENT =
        1024 * 1024, /* sizes are told and taken in steps of it; unverified on a real Windows */
};

/* What a method works on. */
struct call {
    struct wbem_disk disk;
    PARTITION_INFORMATION_EX *entry; /* in disk.layout */
    IWbemClassObject *in;
    IWbemClassObject *out;
};

static uint32_t code_of(DWORD error)
{
    switch (error) {
    case ERROR_SUCCESS:
        return DONE;
    case ERROR_ACCESS_DENIED:
        return DENIED;
    case ERROR_INVALID_PARAMETER:
        return INVALID_PARAMETER;
    case ERROR_NOT_ENOUGH_MEMORY:
        return NO_RESOURCES;
    case ERROR_BUSY:
    case ERROR_SHARING_VIOLATION:
        return IN_USE;
    case ERROR_CRC:
    case ERROR_IO_DEVICE:
    case ERROR_DISK_CORRUPT:
        return IO_FAILED;
    default:
        return FAILED_OTHERWISE;
    }
}

static DWORD tell(HANDLE device, DWORD code, void *in, size_t size)
{
    DWORD written = 0;

    if (DeviceIoControl(device, code, in, (DWORD)size, NULL, 0, &written, NULL))
        return ERROR_SUCCESS;
    return GetLastError();
}

static DWORD tell_at(const wchar_t *path, DWORD code, void *in, size_t size)
{
    HANDLE device = wbem_disk_open(path, GENERIC_READ | GENERIC_WRITE);
    DWORD status;

    if (device == INVALID_HANDLE_VALUE)
        return GetLastError();
    status = tell(device, code, in, size);
    if (status == ERROR_SUCCESS && code != FSCTL_EXTEND_VOLUME && code != FSCTL_SHRINK_VOLUME)
        (void)tell(device, IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0); /* nothing is cached here */
    (void)CloseHandle(device);
    return status;
}

/* A GPT's entries move up; an MBR's entry stays, empty. */
static DWORD remove_entry(struct call *call)
{
    DRIVE_LAYOUT_INFORMATION_EX *layout = call->disk.layout;
    size_t index = (size_t)(call->entry - layout->PartitionEntry);
    size_t len = call->disk.layout_len;

    if (layout->PartitionStyle == PARTITION_STYLE_GPT) {
        layout->PartitionCount--;
        len -= sizeof *call->entry;
        memmove(
            call->entry, call->entry + 1, (layout->PartitionCount - index) * sizeof *call->entry);
    } else {
        memset(call->entry, 0, sizeof *call->entry);
    }
    for (DWORD i = 0; i < layout->PartitionCount; i++)
        layout->PartitionEntry[i].RewritePartition = TRUE;
    return tell_at(L"\\\\.\\PhysicalDrive0", IOCTL_DISK_SET_DRIVE_LAYOUT_EX, layout, len);
}

/* That a refusal of these two answers 40001 is unverified on a real Windows. */
static uint32_t delete_object(struct call *call)
{
    if ((uint64_t)call->entry->StartingOffset.QuadPart == call->disk.system_offset ||
        wbem_is_system(&call->disk, call->entry))
        return DENIED;
    return code_of(remove_entry(call));
}

static uint64_t most_bytes(const struct call *call)
{
    uint64_t start = (uint64_t)call->entry->StartingOffset.QuadPart;
    uint64_t room = wbem_space_end(&call->disk, call->entry) - start;
    uint64_t size = (uint64_t)call->entry->PartitionLength.QuadPart;

    room -= room % ALIGNMENT;
    return room > size ? room : size;
}

/* Only the file system of the Windows partition is known here. */
static uint32_t check_file_system(const struct call *call)
{
    if ((uint64_t)call->entry->StartingOffset.QuadPart != call->disk.system_offset)
        return UNKNOWN_FILE_SYSTEM;
    return DONE;
}

/* What is in use, in whole steps; its own size when that cannot be told. */
static uint64_t least_bytes(const struct call *call)
{
    HANDLE volume = wbem_disk_open(L"\\\\.\\C:", GENERIC_READ);
    uint64_t size = (uint64_t)call->entry->PartitionLength.QuadPart;
    NTFS_VOLUME_DATA_BUFFER data = { 0 };
    DWORD written = 0;

    if (volume == INVALID_HANDLE_VALUE)
        return size;
    if (DeviceIoControl(
            volume, FSCTL_GET_NTFS_VOLUME_DATA, NULL, 0, &data, sizeof data, &written, NULL)) {
        uint64_t used = (uint64_t)(data.TotalClusters.QuadPart - data.FreeClusters.QuadPart) *
                        data.BytesPerCluster;

        used += ALIGNMENT - used % ALIGNMENT;
        size = used < size ? used : size;
    }
    (void)CloseHandle(volume);
    return size;
}

static uint32_t supported_size(struct call *call)
{
    uint32_t code = check_file_system(call);

    if (code != DONE)
        return code;
    if (!wbem_put_number(call->out, L"SizeMin", least_bytes(call)) ||
        !wbem_put_number(call->out, L"SizeMax", most_bytes(call)))
        return NO_RESOURCES;
    return DONE;
}

static DWORD grow(struct call *call, uint64_t size)
{
    uint64_t old = (uint64_t)call->entry->PartitionLength.QuadPart;
    DISK_GROW_PARTITION more = { .PartitionNumber = call->entry->PartitionNumber,
        .BytesToGrow.QuadPart = (LONGLONG)(size - old) };
    LONGLONG sectors = (LONGLONG)(size / call->disk.sector_bytes);
    DWORD status = tell_at(L"\\\\.\\PhysicalDrive0", IOCTL_DISK_GROW_PARTITION, &more, sizeof more);

    if (status != ERROR_SUCCESS)
        return status;
    standin_point("resize", "half");
    return tell_at(L"\\\\.\\C:", FSCTL_EXTEND_VOLUME, &sectors, sizeof sectors);
}

/* The file system first, then its partition.
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-fsctl_shrink_volume */
static DWORD shrink(struct call *call, uint64_t size)
{
    uint64_t old = (uint64_t)call->entry->PartitionLength.QuadPart;
    SHRINK_VOLUME_INFORMATION prepare = { .ShrinkRequestType = ShrinkPrepare,
        .NewNumberOfSectors = (LONGLONG)(size / call->disk.sector_bytes) };
    SHRINK_VOLUME_INFORMATION commit = { .ShrinkRequestType = ShrinkCommit };
    DISK_GROW_PARTITION less = { .PartitionNumber = call->entry->PartitionNumber,
        .BytesToGrow.QuadPart = (LONGLONG)size - (LONGLONG)old };
    DWORD status = tell_at(L"\\\\.\\C:", FSCTL_SHRINK_VOLUME, &prepare, sizeof prepare);

    if (status == ERROR_SUCCESS)
        status = tell_at(L"\\\\.\\C:", FSCTL_SHRINK_VOLUME, &commit, sizeof commit);
    if (status != ERROR_SUCCESS)
        return status;
    return tell_at(L"\\\\.\\PhysicalDrive0", IOCTL_DISK_GROW_PARTITION, &less, sizeof less);
}

static uint32_t resize(struct call *call)
{
    uint64_t old = (uint64_t)call->entry->PartitionLength.QuadPart;
    uint64_t size = 0;
    uint32_t code = check_file_system(call);

    if (!call->in || !wbem_get_number(call->in, L"Size", &size) || size == 0)
        return INVALID_PARAMETER;
    if (code != DONE)
        return code;
    if (size > most_bytes(call) || size % call->disk.sector_bytes != 0 ||
        (size < old && size < least_bytes(call)))
        return SIZE_NOT_SUPPORTED;
    if (size == old)
        return DONE;
    return code_of(size > old ? grow(call, size) : shrink(call, size));
}

static uint32_t refresh(struct call *call)
{
    (void)call;
    return code_of(tell_at(L"\\\\.\\PhysicalDrive0", IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0));
}

static const struct {
    const wchar_t *fault;
    const wchar_t *fault_times;
    const char *point; /* of standin_point; NULL: it changes nothing */
    const wchar_t *count;
    bool can_lie; /* the recipe can have it say done and do nothing */
    uint32_t (*carry_out)(struct call *call);
} actions[] = {
    [WBEM_DELETE] = { L"DeleteCode", L"DeleteCodeTimes", "delete", L"Deleted", true,
        delete_object },
    [WBEM_RESIZE] = { L"ResizeCode", L"ResizeCodeTimes", "resize", L"Resized", true, resize },
    [WBEM_SUPPORTED_SIZE] = { L"SizeCode", L"SizeCodeTimes", NULL, NULL, false, supported_size },
    [WBEM_REFRESH] = { L"RefreshCode", L"RefreshCodeTimes", NULL, NULL, false, refresh },
};

/* What the recipe wants the method to answer; 0: nothing. */
static uint32_t take_fault(enum wbem_action action)
{
    uint32_t code = standin_number(WBEM_STANDIN, actions[action].fault, 0);
    uint32_t times = standin_number(WBEM_STANDIN, actions[action].fault_times, UINT32_MAX);

    if (code != 0 && times != UINT32_MAX &&
        !standin_count_down(WBEM_STANDIN, actions[action].fault_times))
        return 0;
    return code;
}

/* The disk has changed since the instance was read: the real provider says so, too. */
static uint32_t find_target(
    struct call *call, const struct wbem_method *method, IWbemClassObject *instance)
{
    uint64_t offset = 0;
    DWORD status = wbem_disk_read(&call->disk);

    if (status != ERROR_SUCCESS)
        return code_of(status);
    if (method->action == WBEM_REFRESH)
        return DONE;
    if (wbem_get_number(instance, L"Offset", &offset))
        call->entry = wbem_entry_at(&call->disk, offset);
    return call->entry ? DONE : CACHE_OUT_OF_DATE;
}

/* A test may have everything end on the way, and whoever made a change counts it. */
static uint32_t carry_out(enum wbem_action action, struct call *call)
{
    const char *point = actions[action].point;
    uint32_t code;

    if (!point)
        return actions[action].carry_out(call);
    standin_point(point, "before");
    code = actions[action].carry_out(call);
    if (code == DONE)
        standin_count(WBEM_STANDIN, actions[action].count);
    standin_point(point, "after");
    return code;
}

static uint32_t run(const struct wbem_method *method, IWbemClassObject *instance, struct call *call)
{
    uint32_t code = find_target(call, method, instance);

    if (code == DONE && actions[method->action].can_lie &&
        standin_number(WBEM_STANDIN, L"SaysDoneButDoesNot", 0) == 1)
        standin_log(WBEM_STANDIN, "%ls: says done and does not, as asked", method->name);
    else if (code == DONE)
        code = carry_out(method->action, call);
    wbem_disk_done(&call->disk);
    return code;
}

HRESULT wbem_call(const struct wbem_method *method, IWbemClassObject *instance,
    IWbemClassObject *in, IWbemClassObject **out)
{
    uint32_t code = take_fault(method->action);
    uint64_t offset = 0;
    struct call call = { .in = in, .out = wbem_object_new(method->out, true) };

    if (!call.out)
        return WBEM_E_OUT_OF_MEMORY;
    (void)wbem_get_number(instance, L"Offset", &offset);
    if (code == 0)
        code = run(method, instance, &call);
    standin_log(WBEM_STANDIN, "%ls at offset %llu: %lu", method->name, (unsigned long long)offset,
        (unsigned long)code);
    if (code >= 0x80000000 || !wbem_put_number(call.out, L"ReturnValue", code)) {
        IWbemClassObject_Release(call.out);
        return (HRESULT)(code >= 0x80000000 ? code : (uint32_t)WBEM_E_OUT_OF_MEMORY);
    }
    *out = call.out;
    return WBEM_S_NO_ERROR;
}
