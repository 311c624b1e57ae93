/* SPDX-License-Identifier: MIT */
/*
 * delete_recovery_partition.c - deletes the recovery partitions of the disk that holds Windows.
 *
 * One partition at a time, each time from a fresh reading of the disk:
 *
 *   1. guards   may this one go? (check_guards: each with its reason)
 *   2. backup   layout, first and last 34 sectors, and the partition's content, flushed, before
 *               anything is touched
 *   3. delete   MSFT_Partition.DeleteObject by offset; where the provider fails for another reason
 *               than missing rights, diskpart, after looking whether nothing has changed
 *   4. proof    the target is gone, and every other partition is what and where it was; after a
 *               deletion that was interrupted, by the table alone, as the journal has it
 *
 * A partition is known by where it starts. Its number changes when others are deleted, its label
 * and the text of tools change with the language, and a data partition that holds \Recovery is
 * none.
 *
 * Leaves behind: the backup in the state folder; free space where the partition was.
 * Undo:          restore_recovery_partition.c, as long as its space is unused.
 * Source: https://learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-deleteobject
 *         https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box
 *         (an image for Dev Box has no recovery partition)
 */
#include "actions/diskpart.h"
#include "actions/partition_backup.h"
#include "actions/partition_content.h"
#include "actions/partition_proof.h"
#include "actions/restore_recovery_partition.h"
#include "guest/reagent.h"

/* A recovery partition of Windows has 250 MiB to 1 GiB. Larger ones are most often a manufacturer's
 * own, with an image of the whole system: a person must say that it may go. */
#define USUAL_LIMIT_BYTES (2ULL * 1024 * 1024 * 1024)

enum {
    LOOKS = 5, /* the table may show the change a little later */
    LOOK_INTERVAL_MS = 1000,
};

static const struct disk_partition *first_recovery(const struct system_disk *disk)
{
    for (size_t i = 0; i < disk->layout.count; i++) {
        if (disk_is_recovery(&disk->layout, &disk->layout.partitions[i]))
            return &disk->layout.partitions[i];
    }
    return NULL;
}

static bool holds(struct action_context *context, bool *yes, struct err *err)
{
    struct system_disk disk;

    if (!system_disk_read(context->guest, &disk, err))
        return false;
    *yes = !first_recovery(&disk);
    /* Whoever made the change may have died, or been told to stop, before its proof. */
    return !*yes || !context->resumed || recovery_partitions_check_others(context, &disk, err);
}

static bool refuse(const struct system_disk *disk, const struct disk_partition *target,
    const char *why, struct err *err)
{
    AUTO(text) name = { 0 };

    system_disk_describe(disk, target, &name);
    return err_set(err, ERR_AGENT, ERR_REFUSED, "%s is not deleted: %s", text_string(&name), why);
}

/* Windows RE is off, and its image is not on the partition any more. */
static bool check_windows_re(const struct guest *guest, const struct system_disk *disk,
    const struct disk_partition *target, struct err *err)
{
    struct reagent reagent;
    enum found found;

    if (!reagent_read(guest, &found, &reagent, err))
        return err_wrap(err, "cannot tell whether Windows RE is off");
    if (found == ABSENT)
        return true;
    if (reagent.enabled)
        return refuse(disk, target, "Windows RE is enabled; it must be disabled first", err);
    if (reagent_lies_on(&reagent, &disk->layout, target->offset_bytes))
        return refuse(disk, target, "the image of Windows RE still lies on it", err);
    return true;
}

/* Every reason not to delete. The list is longer than need be: each guard holds by itself. */
static bool check_guards(const struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *target, struct err *err)
{
    uint64_t limit =
        context->recovery_limit_bytes > 0 ? context->recovery_limit_bytes : USUAL_LIMIT_BYTES;
    uint64_t volume_end = disk->volume.offset_bytes + disk->volume.length_bytes;
    uint64_t target_end = target->offset_bytes + target->length_bytes;

    /* ESP, MSR, basic data and everything else: one type may go, and no other. */
    if (!disk_is_recovery(&disk->layout, target))
        return refuse(disk, target, "its type is not recovery", err);
    if (target->offset_bytes < volume_end && disk->volume.offset_bytes < target_end)
        return refuse(disk, target, "Windows lies on it", err);
    if (!system_disk_is_plain(disk, err) || !system_disk_is_decrypted(context->guest, disk, err))
        return err_wrap(err, "no partition is deleted");
    if (target->active)
        return refuse(disk, target, "the firmware boots from it (active)", err);
    if (target->length_bytes > limit)
        return refuse(disk, target,
            "it is larger than recovery partitions of Windows are, and may hold a manufacturer's "
            "image of the system",
            err);
    return check_windows_re(context->guest, disk, target, err);
}

/* Deletes by the provider or, where that fails, by diskpart. That it worked, the proof says. */
static bool delete_partition(struct action_context *context, const struct system_disk *disk,
    uint64_t offset_bytes, struct err *err)
{
    const struct guest *guest = context->guest;
    struct system_disk now;

    if (guest->partition_delete(guest->state, disk->number, offset_bytes, err)) {
        text_append(&context->details, "deleted by: storage provider\n");
        return true;
    }
    text_append(&context->details, "storage provider: %s\n", err->text);
    if (!diskpart_may_help(err))
        return err_wrap(err, "the storage provider refused");

    /* It may have deleted and then failed, as with code 42000: access paths remain. */
    if (!system_disk_read(guest, &now, err))
        return false;
    if (!disk_partition_at(&now.layout, offset_bytes)) {
        text_append(&context->details, "deleted by: storage provider, which reported an error\n");
        return true;
    }
    /* diskpart knows partitions by number; only of a GPT is it known to be the table's number. */
    if (disk->layout.style != DISK_GPT)
        return err_wrap(err, "the storage provider failed, and diskpart is not used on MBR disks");
    action_say(context, "the storage provider failed, trying diskpart");
    if (!diskpart_run(context, disk, offset_bytes, "delete partition override", err))
        return false;
    text_append(&context->details, "deleted by: diskpart\n");
    return true;
}

/* Reads the disk until the target is gone from it. */
static bool wait_until_gone(
    struct action_context *context, uint64_t offset_bytes, struct system_disk *now, struct err *err)
{
    const struct guest *guest = context->guest;

    for (int look = 1;; look++) {
        if (!system_disk_read(guest, now, err))
            return false;
        if (!disk_partition_at(&now->layout, offset_bytes))
            return true;
        if (look == LOOKS)
            return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
                "Windows says that the partition at byte %llu was deleted, and it is still there",
                (unsigned long long)offset_bytes);
        if (!guest->wait(guest->state, LOOK_INTERVAL_MS, err))
            return false;
    }
}

static bool prove(struct action_context *context, const struct partition_proof *proof,
    const char *backup, struct err *err)
{
    struct system_disk now;
    AUTO(text) remarks = { 0 };

    if (!wait_until_gone(context, proof->target_offset, &now, err))
        return false;
    if (!partition_proof_check(context->guest, proof, &now, &remarks, err))
        return err_wrap(err, "after the deletion (backup in '%s')", backup);
    if (remarks.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&remarks));
    text_append(&context->details, "other partitions: the same, %zu compared\n", now.layout.count);
    return text_ok(&remarks, err);
}

/* Deletes one partition. The proof is large, so it lives on the heap. */
static bool delete_one(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *target, struct err *err)
{
    AUTO_FREE struct partition_proof *proof = calloc(1, sizeof *proof);
    AUTO(text) backup = { 0 };
    AUTO(text) name = { 0 };

    if (!proof)
        return err_nomem(err);
    system_disk_describe(disk, target, &name);
    if (!check_guards(context, disk, target, err) ||
        !partition_backup(context, disk, target, &backup, err) ||
        !partition_proof_take(context->guest, disk, target, proof, err))
        return false;
    text_append(
        &context->details, "target: %s\nbackup: %s\n", text_string(&name), text_string(&backup));
    if (!partition_content_keep(context, disk, target, err))
        return false;
    action_say(context, "deleting %s", text_string(&name));
    return delete_partition(context, disk, target->offset_bytes, err) &&
           prove(context, proof, text_string(&backup), err);
}

static bool apply(struct action_context *context, struct err *err)
{
    for (int i = 0; i < DISK_PARTITION_LIMIT; i++) {
        struct system_disk disk;
        const struct disk_partition *target;

        if (!system_disk_read(context->guest, &disk, err))
            return false;
        target = first_recovery(&disk);
        if (!target)
            return true;
        if (!delete_one(context, &disk, target, err))
            return false;
    }
    return err_set(
        err, ERR_AGENT, ERR_NO_EFFECT, "recovery partitions come back as they are deleted");
}

static bool observe(struct action_context *context, struct text *now, struct err *err)
{
    struct system_disk disk;
    bool first = true;

    if (!system_disk_read(context->guest, &disk, err))
        return false;
    text_append(now, "%zu partitions, recovery: ", disk.layout.count);
    for (size_t i = 0; i < disk.layout.count; i++) {
        if (!disk_is_recovery(&disk.layout, &disk.layout.partitions[i]))
            continue;
        text_append(now, "%s", first ? "" : ", ");
        system_disk_describe(&disk, &disk.layout.partitions[i], now);
        first = false;
    }
    text_append(now, "%s", first ? "none" : "");
    return text_ok(now, err);
}

static const char *const after[] = { "disable-windows-re", "restart-windows", NULL };
static const char *const brings[] = { "disable-windows-re", "extend-system-volume", NULL };

extern const struct action action_delete_recovery_partition;
const struct action action_delete_recovery_partition = {
    .id = "delete-recovery-partition",
    .title = "Delete the recovery partition",
    .changes = "Deletes every partition of type recovery from the disk that holds Windows.",
    .leaves =
        "In the state folder a backup of the partition table and, until the machine is sealed, "
        "of what the partition held. Undo: goldprep undo, as long as the space is unused",
    .risk = "The recovery environment and what a manufacturer may have put there are gone.",
    .cost = "1 to 15 s",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/storage/"
              "msft-partition-deleteobject",
    .traits = 0,
    .after = after,
    .brings = brings,
    .holds = holds,
    .apply = apply,
    .observe = observe,
    .remember = recovery_partitions_remember,
    .is_reverted = recovery_partitions_are_back,
    .revert = recovery_partitions_put_back,
    .forget = partition_content_forget,
    .irreversible =
        "A partition whose space is in use, or that was deleted from a disk with an MBR; "
        "content that could not be kept.",
};
