/* SPDX-License-Identifier: MIT */
/*
 * partition.c - deletes and resizes partitions the documented way, by the storage management
 * provider.
 *
 * A partition is known by its disk and the byte where it starts: numbers change when others go.
 * Its type is asked again in the provider's own row right before a delete.
 *
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-deleteobject
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-resize
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-getsupportedsize
 * Source: learn.microsoft.com/windows-hardware/drivers/storage,
 *         Storage Management API Common Return Codes
 * MSFT_Partition.Offset is not on the class's page; public scripts rely on it.
 */
#include "win/wmi.h"

#define STORAGE_NAMESPACE L"ROOT\\Microsoft\\Windows\\Storage"
#define RECOVERY_GPT_TYPE "{" DISK_TYPE_RECOVERY "}"

/* What the provider answers; kept as numbers in err.code. */
enum {
    STORAGE_DONE = 0,
    STORAGE_CACHE_OUT_OF_DATE = 40003,
    STORAGE_DONE_PATHS_REMAIN = 42000, /* deleted, but access paths to it could not be removed */
};

static const struct {
    uint32_t code;
    const char *words;
} code_words[] = {
    { 1, "not supported" },
    { 2, "unspecified error" },
    { 3, "timeout" },
    { 4, "failed" },
    { 5, "invalid parameter" },
    { 6, "in use" },
    { 8, "object not found" },
    { 4096, "the work goes on in the background" },
    { 4097, "size not supported" },
    { 4099, "the device is busy" },
    { 40000, "not enough capacity" },
    { 40001, "access denied" },
    { 40002, "not enough resources" },
    { STORAGE_CACHE_OUT_OF_DATE, "the storage service's cache is out of date" },
    { 40004, "unexpected I/O error" },
    { 40006, "the object is not in the storage service's cache" },
    { 40007, "fatal device hardware error" },
    { 41002, "the disk is read only" },
    { 41003, "the disk is offline" },
    { 41009, "not supported on a critical disk" },
    { 42001, "the extended partition still holds other partitions" },
    { 42008, "the volume has errors: check it first" },
    { 42009, "the partition holds an unknown file system" },
    { 42010, "a system or boot partition cannot be deleted" },
};

static const char *words_of(uint32_t code)
{
    for (size_t i = 0; i < COUNT_OF(code_words); i++)
        if (code_words[i].code == code)
            return code_words[i].words;
    return "no text for this code";
}

/* A partition of the provider, and the connection it lives on. Zeroed is none. */
struct partition {
    struct win_wmi wmi; /* released last */
    struct win_wmi_object row;
};

static void partition_done(struct partition *partition)
{
    win_wmi_object_done(&partition->row);
    win_wmi_done(&partition->wmi);
}

/* A property that must be there. */
static bool need_number(
    const struct win_wmi_object *object, const wchar_t *name, uint64_t *number, struct err *err)
{
    enum found found = ABSENT;

    if (!win_wmi_get_number(object, name, &found, number, err))
        return false;
    return found == FOUND ||
           err_set(err, ERR_AGENT, ERR_MALFORMED, "the storage service does not tell '%ls'", name);
}

/* The one partition that starts there. */
static bool find_partition(
    uint32_t disk_number, uint64_t offset_bytes, struct partition *partition, struct err *err)
{
    AUTO(win_wmi_rows) rows = { 0 };
    wchar_t query[80]; /* the words and a 10-digit number */
    enum found found = FOUND;

    (void)swprintf(
        query, COUNT_OF(query), L"SELECT * FROM MSFT_Partition WHERE DiskNumber=%u", disk_number);
    if (!win_wmi_open(STORAGE_NAMESPACE, &partition->wmi, err) ||
        !win_wmi_query(&partition->wmi, query, &rows, err))
        return false;

    for (;;) {
        AUTO(win_wmi_object) row = { 0 };
        uint64_t offset = 0;
        uint64_t disk = 0;

        if (!win_wmi_next(&rows, &found, &row, err))
            return false;
        if (found == ABSENT)
            break;
        if (!need_number(&row, L"Offset", &offset, err) ||
            !need_number(&row, L"DiskNumber", &disk, err))
            return false;
        if (offset == offset_bytes && disk == disk_number) {
            partition->row = row;
            row = (struct win_wmi_object){ 0 };
            return true;
        }
    }
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "the storage service shows no partition on disk %u at byte %llu", disk_number,
        (unsigned long long)offset_bytes);
}

/* Refuses whatever is not a recovery partition, or has become the boot or system partition. */
static bool check_is_recovery(const struct win_wmi_object *row, struct err *err)
{
    AUTO(text) gpt_type = { 0 };
    enum found gpt = ABSENT;
    enum found mbr = ABSENT;
    uint64_t mbr_type = 0;
    uint64_t is_boot = 0;
    uint64_t is_system = 0;

    if (!win_wmi_get_text(row, L"GptType", &gpt, &gpt_type, err) ||
        !win_wmi_get_number(row, L"MbrType", &mbr, &mbr_type, err) ||
        !need_number(row, L"IsBoot", &is_boot, err) ||
        !need_number(row, L"IsSystem", &is_system, err))
        return false;

    if (gpt == FOUND && gpt_type.len > 0 ? !text_same(text_string(&gpt_type), RECOVERY_GPT_TYPE)
                                         : mbr == ABSENT || mbr_type != DISK_MBR_RECOVERY)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "the partition is not of the recovery type: GptType '%s', MbrType %llu",
            text_string(&gpt_type), (unsigned long long)mbr_type);
    if (is_boot || is_system)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "the partition is the boot or the system partition");
    return true;
}

/* Calls a method of the partition; false with ERR_WMI when the provider says no. */
static bool call(struct partition *partition, const wchar_t *method,
    const struct win_wmi_argument *argument, struct win_wmi_object *answer, struct err *err)
{
    uint64_t code = 0;

    if (!win_wmi_call(
            &partition->wmi, &partition->row, L"MSFT_Partition", method, argument, answer, err) ||
        !need_number(answer, L"ReturnValue", &code, err))
        return false;
    if (code == STORAGE_DONE || code == STORAGE_DONE_PATHS_REMAIN)
        return true;
    return err_set(err, ERR_WMI, (uint32_t)code, "MSFT_Partition.%ls: %s (storage code %u)", method,
        words_of((uint32_t)code), (uint32_t)code);
}

/* Lets the provider look at the disk anew. */
static bool refresh(uint32_t disk_number, struct err *err)
{
    AUTO(win_wmi) wmi = { 0 };
    AUTO(win_wmi_rows) rows = { 0 };
    AUTO(win_wmi_object) disk = { 0 };
    AUTO(win_wmi_object) answer = { 0 };
    wchar_t query[80]; /* the words and a 10-digit number */
    enum found found = ABSENT;
    uint64_t code = 0;

    (void)swprintf(query, COUNT_OF(query), L"SELECT * FROM MSFT_Disk WHERE Number=%u", disk_number);
    if (!win_wmi_open(STORAGE_NAMESPACE, &wmi, err) || !win_wmi_query(&wmi, query, &rows, err) ||
        !win_wmi_next(&rows, &found, &disk, err))
        return false;
    if (found == ABSENT)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "the storage service shows no disk %u", disk_number);
    if (!win_wmi_call(&wmi, &disk, L"MSFT_Disk", L"Refresh", NULL, &answer, err) ||
        !need_number(&answer, L"ReturnValue", &code, err))
        return false;
    return code == STORAGE_DONE ||
           err_set(err, ERR_WMI, (uint32_t)code, "MSFT_Disk.Refresh: %s (storage code %u)",
               words_of((uint32_t)code), (uint32_t)code);
}

/* Something done to the partition that starts there, found afresh. */
typedef bool step(struct partition *partition, void *numbers, struct err *err);

/* Runs a step; once more behind a refresh when the provider says that it has old news. */
static bool with_partition(
    uint32_t disk_number, uint64_t offset_bytes, step *run, void *numbers, struct err *err)
{
    for (bool refreshed = false;; refreshed = true) {
        AUTO(partition) partition = { 0 };

        if (find_partition(disk_number, offset_bytes, &partition, err) &&
            run(&partition, numbers, err))
            return true;
        if (refreshed || err->domain != ERR_WMI || err->code != STORAGE_CACHE_OUT_OF_DATE)
            break;
        if (!refresh(disk_number, err))
            break;
    }
    return err_wrap(
        err, "partition on disk %u at byte %llu", disk_number, (unsigned long long)offset_bytes);
}

static bool delete_step(struct partition *partition, void *numbers, struct err *err)
{
    AUTO(win_wmi_object) answer = { 0 };

    (void)numbers;
    return check_is_recovery(&partition->row, err) &&
           call(partition, L"DeleteObject", NULL, &answer, err);
}

bool win_partition_delete(void *state, uint32_t disk_number, uint64_t offset_bytes, struct err *err)
{
    (void)state;
    return with_partition(disk_number, offset_bytes, delete_step, NULL, err);
}

static bool limits_step(struct partition *partition, void *numbers, struct err *err)
{
    AUTO(win_wmi_object) answer = { 0 };
    uint64_t *least_and_most = numbers;

    return call(partition, L"GetSupportedSize", NULL, &answer, err) &&
           need_number(&answer, L"SizeMin", &least_and_most[0], err) &&
           need_number(&answer, L"SizeMax", &least_and_most[1], err);
}

bool win_partition_limits(void *state, uint32_t disk_number, uint64_t offset_bytes,
    uint64_t *least_bytes, uint64_t *most_bytes, struct err *err)
{
    uint64_t least_and_most[2] = { 0, 0 };

    (void)state;
    if (!with_partition(disk_number, offset_bytes, limits_step, least_and_most, err))
        return false;
    *least_bytes = least_and_most[0];
    *most_bytes = least_and_most[1];
    return true;
}

static bool resize_step(struct partition *partition, void *numbers, struct err *err)
{
    AUTO(win_wmi_object) answer = { 0 };
    const struct win_wmi_argument size = { L"Size", *(const uint64_t *)numbers };

    return call(partition, L"Resize", &size, &answer, err);
}

bool win_partition_resize(
    void *state, uint32_t disk_number, uint64_t offset_bytes, uint64_t size_bytes, struct err *err)
{
    (void)state;
    return with_partition(disk_number, offset_bytes, resize_step, &size_bytes, err);
}
