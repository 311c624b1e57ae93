/* SPDX-License-Identifier: MIT */
/*
 * extend_system_volume.c - lets the volume that holds Windows grow into the free space behind it.
 *
 * Only into space directly behind it, on the same disk, up to the next partition or the end of what
 * partitions may use, aligned down to 1 MiB. MSFT_Partition.Resize grows partition and file system
 * of the running system volume; where the provider fails for another reason than missing rights,
 * diskpart does.
 *
 * Leaves behind: a larger volume.
 * Undo:          goldprep undo shrinks it again, as far as its files allow.
 * Source: https://learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-resize
 *         https://learn.microsoft.com/windows-server/administration/windows-commands/extend
 */
#include "actions/diskpart.h"
#include "actions/partition_backup.h"
#include "actions/partition_proof.h"

#define MIB (1024ULL * 1024)

enum {
    LOOKS = 5,
    LOOK_INTERVAL_MS = 1000,
};

/* The file system ends up to a cluster before its partition does; NTFS has clusters up to 2 MiB.
 * Source: learn.microsoft.com/windows-server/storage/file-server/ntfs-overview */
#define FILE_SYSTEM_SLACK (2 * MIB)

static uint64_t align_down(uint64_t bytes)
{
    return bytes - bytes % MIB;
}

/* The same without aligning, which diskpart does not always do. */
static uint64_t room_to_the_byte(const struct system_disk *disk)
{
    const struct disk_partition *windows = system_disk_windows(disk);

    return disk_space_end(&disk->layout, windows, disk->disk.size_bytes) - windows->offset_bytes;
}

/* How long the partition may become: by what stands behind it in the table. */
static uint64_t room_by_table(const struct system_disk *disk)
{
    const struct disk_partition *windows = system_disk_windows(disk);
    uint64_t end = disk_space_end(&disk->layout, windows, disk->disk.size_bytes);
    uint64_t aligned = align_down(end);

    return aligned > windows->offset_bytes + windows->length_bytes ? aligned - windows->offset_bytes
                                                                   : windows->length_bytes;
}

/*
 * How long it shall become; its own length when there is nothing worth while to gain. The
 * provider's limit counts too, where it gives one: without it, the table alone does.
 */
static bool find_goal(
    const struct guest *guest, const struct system_disk *disk, uint64_t *goal, struct err *err)
{
    const struct disk_partition *windows = system_disk_windows(disk);
    uint64_t wanted = room_by_table(disk);
    uint64_t least, most;
    struct err why = { 0 };

    *goal = windows->length_bytes;
    if (wanted - windows->length_bytes < MIB)
        return true;
    if (!guest->partition_limits(
            guest->state, disk->number, windows->offset_bytes, &least, &most, &why)) {
        if (!diskpart_may_help(&why)) {
            *err = why;
            return err_wrap(err, "cannot ask how far the system volume may grow");
        }
    } else if (most < wanted) {
        uint64_t aligned = align_down(windows->offset_bytes + most);

        wanted = aligned > windows->offset_bytes ? aligned - windows->offset_bytes : 0;
    }
    if (wanted >= windows->length_bytes + MIB)
        *goal = wanted;
    return true;
}

/* A power cut may come between the two: the partition has grown, its file system has not. */
static bool file_system_lags(const struct system_disk *disk)
{
    const struct guest_volume *volume = &disk->volume;

    return volume->size_bytes > 0 &&
           volume->size_bytes + FILE_SYSTEM_SLACK < system_disk_windows(disk)->length_bytes;
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    struct system_disk disk;
    uint64_t goal;

    if (!system_disk_read(context->guest, &disk, err) ||
        !find_goal(context->guest, &disk, &goal, err))
        return false;
    *yes = goal == system_disk_windows(&disk)->length_bytes && !file_system_lags(&disk);
    return true;
}

static bool extend_by_diskpart(
    struct action_context *context, const struct system_disk *disk, uint64_t goal, struct err *err)
{
    const struct disk_partition *windows = system_disk_windows(disk);
    const char *command = goal > windows->length_bytes ? "extend" : "extend filesystem";

    return diskpart_run(context, disk, windows->offset_bytes, command, err);
}

static bool extend(
    struct action_context *context, const struct system_disk *disk, uint64_t goal, struct err *err)
{
    const struct guest *guest = context->guest;
    const struct disk_partition *windows = system_disk_windows(disk);

    /* Resize to the length it has does nothing for a file system that lags behind. */
    if (goal > windows->length_bytes) {
        if (guest->partition_resize(guest->state, disk->number, windows->offset_bytes, goal, err)) {
            text_append(&context->details, "extended by: storage provider\n");
            return true;
        }
        text_append(&context->details, "storage provider: %s\n", err->text);
        if (!diskpart_may_help(err))
            return err_wrap(err, "the storage provider refused");
        action_say(context, "the storage provider failed, trying diskpart");
    }
    if (!extend_by_diskpart(context, disk, goal, err))
        return false;
    text_append(&context->details, "extended by: diskpart\n");
    return true;
}

/* The partition is as long as it should be, reaches into nothing else, and its file system fills
 * it. */
static bool check_growth(
    const struct system_disk *before, const struct system_disk *now, uint64_t goal, struct err *err)
{
    const struct disk_partition *windows = system_disk_windows(now);
    struct disk_partition expected = *system_disk_windows(before);

    expected.length_bytes = windows->length_bytes;
    if (!disk_partition_equal(&expected, windows))
        return err_set(err, ERR_AGENT, ERR_DAMAGED,
            "the system partition's entry changed by more than its length");
    if (windows->length_bytes + MIB <= goal || windows->length_bytes > room_to_the_byte(before))
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
            "the system partition has %llu bytes after growing; expected were %llu",
            (unsigned long long)windows->length_bytes, (unsigned long long)goal);
    if (file_system_lags(now))
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
            "the system partition has grown to %llu bytes, its file system has only %llu",
            (unsigned long long)windows->length_bytes, (unsigned long long)now->volume.size_bytes);
    return true;
}

static bool wait_for_growth(struct action_context *context, const struct system_disk *before,
    uint64_t goal, struct system_disk *now, struct err *err)
{
    const struct guest *guest = context->guest;

    for (int look = 1;; look++) {
        if (!system_disk_read(guest, now, err))
            return false;
        if (check_growth(before, now, goal, err))
            return true;
        if (look == LOOKS)
            return false;
        if (!guest->wait(guest->state, LOOK_INTERVAL_MS, err))
            return false;
    }
}

static bool extend_and_prove(
    struct action_context *context, const struct system_disk *disk, uint64_t goal, struct err *err)
{
    AUTO_FREE struct partition_proof *proof = calloc(1, sizeof *proof);
    const struct disk_partition *windows = system_disk_windows(disk);
    struct system_disk now;
    AUTO(text) backup = { 0 };
    AUTO(text) remarks = { 0 };

    if (!proof)
        return err_nomem(err);
    if (!partition_backup(context, disk, windows, &backup, err) ||
        !partition_proof_take(context->guest, disk, windows, proof, err))
        return false;
    text_append(&context->details, "backup: %s\n", text_string(&backup));
    if (!extend(context, disk, goal, err) || !wait_for_growth(context, disk, goal, &now, err))
        return false;
    if (!partition_proof_check(context->guest, proof, &now, &remarks, err))
        return err_wrap(err, "after extending (backup in '%s')", text_string(&backup));
    if (remarks.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&remarks));
    return true;
}

static bool apply(struct action_context *context, struct err *err)
{
    struct system_disk disk;
    AUTO(text) from = { 0 };
    AUTO(text) to = { 0 };
    uint64_t goal;

    if (!system_disk_read(context->guest, &disk, err) || !system_disk_is_plain(&disk, err) ||
        !system_disk_is_decrypted(context->guest, &disk, err) ||
        !find_goal(context->guest, &disk, &goal, err))
        return err_wrap(err, "cannot extend the system volume");
    text_append_size(&from, system_disk_windows(&disk)->length_bytes);
    text_append_size(&to, goal);
    action_say(
        context, "extending the system volume from %s to %s", text_string(&from), text_string(&to));
    return extend_and_prove(context, &disk, goal, err);
}

/* -- back to its old size -- */

static bool remember(struct action_context *context, struct json *kept, struct err *err)
{
    struct system_disk disk;

    if (!system_disk_read(context->guest, &disk, err))
        return false;
    const struct disk_partition *windows = system_disk_windows(&disk);
    struct json *object = json_add_object(kept, "windows");

    (void)json_add_number(object, "offset_bytes", (int64_t)windows->offset_bytes);
    (void)json_add_number(object, "length_bytes", (int64_t)windows->length_bytes);
    (void)json_add_number(object, "file_system_bytes", (int64_t)disk.volume.size_bytes);
    return true;
}

/* The length that the partition had; false: the journal does not tell it for this disk. */
static bool read_kept(
    const struct action_context *context, const struct system_disk *disk, uint64_t *length)
{
    const struct json *was = json_member(context->kept, "windows");
    int64_t offset = 0, bytes = 0;

    if (!json_number(json_member(was, "offset_bytes"), &offset) ||
        !json_number(json_member(was, "length_bytes"), &bytes) || bytes <= 0 ||
        (uint64_t)offset != disk->volume.offset_bytes)
        return false;
    *length = (uint64_t)bytes;
    return true;
}

static bool is_reverted(struct action_context *context, bool *yes, struct err *err)
{
    struct system_disk disk;
    uint64_t length = 0;

    *yes = true;
    if (!system_disk_read(context->guest, &disk, err))
        return false;
    if (!read_kept(context, &disk, &length)) {
        action_stays(
            context, "size of the volume of Windows: the journal does not tell how it was");
        return true;
    }
    *yes = system_disk_windows(&disk)->length_bytes <= length;
    return true;
}

static bool shrink_by_diskpart(struct action_context *context, const struct system_disk *disk,
    uint64_t length, struct err *err)
{
    const struct disk_partition *windows = system_disk_windows(disk);
    uint64_t less = windows->length_bytes - length;
    AUTO(text) command = { 0 };

    if (less % MIB != 0)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "diskpart shrinks by whole MiB only");
    text_append(&command, "shrink desired=%llu minimum=%llu", (unsigned long long)(less / MIB),
        (unsigned long long)(less / MIB));
    return text_ok(&command, err) &&
           diskpart_run(context, disk, windows->offset_bytes, text_string(&command), err);
}

static bool is_size_not_supported(const struct err *why)
{
    enum { SIZE_NOT_SUPPORTED = 4097 }; /* Source: the page of Resize */

    return why->domain == ERR_WMI && why->code == SIZE_NOT_SUPPORTED;
}

static bool shrink(struct action_context *context, const struct system_disk *disk, uint64_t length,
    struct err *err)
{
    const struct guest *guest = context->guest;
    uint64_t offset = disk->volume.offset_bytes;

    if (guest->partition_resize(guest->state, disk->number, offset, length, err)) {
        text_append(&context->details, "shrunk by: storage provider\n");
        return true;
    }
    text_append(&context->details, "storage provider: %s\n", err->text);
    if (!diskpart_may_help(err) || is_size_not_supported(err))
        return false;
    action_say(context, "the storage provider failed, trying diskpart");
    if (!shrink_by_diskpart(context, disk, length, err))
        return false;
    text_append(&context->details, "shrunk by: diskpart\n");
    return true;
}

/* What the provider cannot do because of the files on the volume does not pass by itself; every
 * other failure may. Source: the pages of Resize and GetSupportedSize */
static bool files_are_in_the_way(const struct guest *guest, const struct system_disk *disk,
    uint64_t length, const struct err *why)
{
    uint64_t least = 0, most = 0;
    struct err ignored = { 0 }; /* then nobody says so */

    if (is_size_not_supported(why))
        return true;
    return !err_is(why, ERR_CANCELLED) && !err_is(why, ERR_CHANGED) && !err_is(why, ERR_NOMEM) &&
           guest->partition_limits(
               guest->state, disk->number, disk->volume.offset_bytes, &least, &most, &ignored) &&
           least > length;
}

/* Exactly as long as it was, and nothing else of its entry has changed. */
static bool check_shrink(const struct system_disk *before, const struct system_disk *now,
    uint64_t length, struct err *err)
{
    const struct disk_partition *windows = system_disk_windows(now);
    struct disk_partition expected = *system_disk_windows(before);

    expected.length_bytes = windows->length_bytes;
    if (!disk_partition_equal(&expected, windows))
        return err_set(err, ERR_AGENT, ERR_DAMAGED,
            "the system partition's entry changed by more than its length");
    if (windows->length_bytes != length)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
            "the system partition has %llu bytes after shrinking; it had %llu",
            (unsigned long long)windows->length_bytes, (unsigned long long)length);
    if (now->volume.size_bytes > length)
        return err_set(err, ERR_AGENT, ERR_DAMAGED,
            "the file system of Windows has %llu bytes, its partition only %llu",
            (unsigned long long)now->volume.size_bytes, (unsigned long long)length);
    return true;
}

static bool wait_for_shrink(struct action_context *context, const struct system_disk *before,
    uint64_t length, struct system_disk *now, struct err *err)
{
    const struct guest *guest = context->guest;

    for (int look = 1;; look++) {
        if (!system_disk_read(guest, now, err))
            return false;
        if (check_shrink(before, now, length, err))
            return true;
        if (look == LOOKS || !guest->wait(guest->state, LOOK_INTERVAL_MS, err))
            return false;
    }
}

static bool shrink_and_prove(struct action_context *context, const struct system_disk *disk,
    uint64_t length, struct err *err)
{
    AUTO_FREE struct partition_proof *proof = calloc(1, sizeof *proof);
    const struct disk_partition *windows = system_disk_windows(disk);
    struct system_disk now;
    AUTO(text) backup = { 0 };
    AUTO(text) remarks = { 0 };
    struct err why = { 0 };

    if (!proof)
        return err_nomem(err);
    if (!partition_backup(context, disk, windows, &backup, err) ||
        !partition_proof_take(context->guest, disk, windows, proof, err))
        return false;
    text_append(&context->details, "backup: %s\n", text_string(&backup));
    if (!shrink(context, disk, length, &why)) {
        if (!files_are_in_the_way(context->guest, disk, length, &why)) {
            *err = why;
            return err_wrap(err, "cannot shrink the system volume");
        }
        action_stays(context, "size of the volume of Windows: it cannot be shrunk: %s", why.text);
    } else if (!wait_for_shrink(context, disk, length, &now, err)) {
        return false;
    }
    if (!system_disk_read(context->guest, &now, err) ||
        !partition_proof_check(context->guest, proof, &now, &remarks, err))
        return err_wrap(err, "after shrinking (backup in '%s')", text_string(&backup));
    if (remarks.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&remarks));
    return true;
}

static bool revert(struct action_context *context, struct err *err)
{
    struct system_disk disk;
    AUTO(text) from = { 0 };
    AUTO(text) to = { 0 };
    uint64_t length = 0;

    if (!system_disk_read(context->guest, &disk, err) || !system_disk_is_plain(&disk, err) ||
        !system_disk_is_decrypted(context->guest, &disk, err))
        return err_wrap(err, "cannot shrink the system volume");
    if (!read_kept(context, &disk, &length) || system_disk_windows(&disk)->length_bytes <= length)
        return true;
    text_append_size(&from, system_disk_windows(&disk)->length_bytes);
    text_append_size(&to, length);
    action_say(
        context, "shrinking the system volume from %s to %s", text_string(&from), text_string(&to));
    return shrink_and_prove(context, &disk, length, err);
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    struct system_disk disk;

    if (!system_disk_read(context->guest, &disk, err))
        return false;
    const struct disk_partition *windows = system_disk_windows(&disk);
    uint64_t free_bytes = room_by_table(&disk) - windows->length_bytes;

    text_append(now, "partition of ");
    text_append_size(now, windows->length_bytes);
    text_append(now, ", file system of ");
    text_append_size(now, disk.volume.size_bytes);
    text_append(now, ", ");
    text_append_size(now, free_bytes);
    text_append(now, " free behind it");
    return text_ok(now, err);
}

static const char *const after[] = { "delete-recovery-partition", NULL };

extern const struct action action_extend_system_volume;
const struct action action_extend_system_volume = {
    .id = "extend-system-volume",
    .title = "Extend the system volume into the free space behind it",
    .changes = "Makes the partition and the file system that hold Windows larger.",
    .leaves = "A larger volume, and a backup of the partition table in the state folder. Undo: "
              "goldprep undo, which shrinks the volume again",
    .risk = "A larger volume cannot always be shrunk to its old size.",
    .cost = "1 to 15 s",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-resize",
    .traits = 0,
    .after = after,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = remember,
    .is_reverted = is_reverted,
    .revert = revert,
};
