/* SPDX-License-Identifier: MIT */
/*
 * restore_recovery_partition.c - puts deleted recovery partitions back.
 *
 * One partition at a time, each time from a fresh reading of the disk:
 *
 *   1. guards   a GPT on a plain disk, the type is exactly recovery, and no byte of the place is in
 *               use, neither by a partition nor by the volume of Windows
 *   2. backup   layout and first and last 34 sectors, before anything is touched
 *   3. content  into the unused space, and read again, before there is an entry: so that no file
 *               system sees half of it, and a power cut leaves unused space behind
 *   4. entry    with the place, type, id, attributes and name that it had
 *   5. proof    the entry is there, and every other partition is what and where it was
 *
 * What is in the way for good is told and stops nothing else.
 */
#include "actions/restore_recovery_partition.h"

#include "actions/partition_backup.h"
#include "actions/partition_content.h"
#include "actions/partition_json.h"
#include "actions/partition_proof.h"
#include "guest/disk_add.h"

enum {
    LOOKS = 5, /* the table may show the change a little later */
    LOOK_INTERVAL_MS = 1000,
};

bool recovery_partitions_remember(
    struct action_context *context, struct json *kept, struct err *err)
{
    struct system_disk disk;

    if (!system_disk_read(context->guest, &disk, err))
        return false;
    struct json *partitions = json_add_array(kept, "partitions");
    struct json *others = json_add_array(kept, "others");
    for (size_t i = 0; i < disk.layout.count; i++)
        partition_to_json(&disk.layout.partitions[i],
            disk_is_recovery(&disk.layout, &disk.layout.partitions[i]) ? partitions : others);
    return true;
}

/* A journal of an older goldprep does not have them. */
bool recovery_partitions_check_others(
    const struct action_context *context, const struct system_disk *disk, struct err *err)
{
    const struct json *rows = json_member(context->kept, "others");

    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        struct disk_partition was;

        if (!partition_from_json(row, &was))
            return err_set(err, ERR_AGENT, ERR_DAMAGED,
                "the journal's entry of a partition that stays is malformed");
        const struct disk_partition *now = disk_partition_at(&disk->layout, was.offset_bytes);
        if (!now || !disk_partition_equal(now, &was))
            return err_set(err, ERR_AGENT, ERR_DAMAGED,
                "the partition at byte %llu %s since the deletion was begun",
                (unsigned long long)was.offset_bytes,
                now ? "has got another entry in the table" : "has gone from the table");
    }
    return true;
}

static const struct json *kept_rows(const struct action_context *context)
{
    return json_member(context->kept, "partitions");
}

/* Only a recovery partition is ever made, whatever a journal says. */
static bool read_row(
    const struct json *row, const struct disk_layout *layout, struct disk_partition *partition)
{
    return partition_from_json(row, partition) && disk_is_recovery(layout, partition);
}

/* The place without what the volume of Windows gives back before it is this partition's turn. */
static bool is_place_free(const struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err)
{
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout); /* large for a stack */

    if (!layout)
        return err_nomem(err);
    *layout = disk->layout;
    for (size_t i = 0; context->is_foreseen && i < layout->count; i++)
        if (layout->partitions[i].offset_bytes == disk->volume.offset_bytes &&
            partition->offset_bytes > disk->volume.offset_bytes)
            layout->partitions[i].length_bytes =
                partition->offset_bytes - disk->volume.offset_bytes;
    return disk_is_unused(layout, partition->offset_bytes, partition->length_bytes, err);
}

/* Can it be put back? What stands against it for good is told. */
static bool may_come_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err)
{
    struct err why = { 0 };
    AUTO(text) name = { 0 };

    if (system_disk_is_plain(disk, &why) && is_place_free(context, disk, partition, &why))
        return true;
    if (err_is(&why, ERR_NOMEM)) {
        *err = why;
        return false;
    }
    system_disk_describe(disk, partition, &name);
    action_stays(context, "%s: it cannot be put back: %s", text_string(&name), why.text);
    return false;
}

/* An entry that is there was never deleted, or has its content, or was put back without it. */
static bool tell_content(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, bool is_there, struct err *err)
{
    AUTO(text) why = { 0 };
    AUTO(text) name = { 0 };
    bool is_lost = false;

    if (!partition_content_why_not(context, partition, &why, &is_lost, err))
        return false;
    system_disk_describe(disk, partition, &name);
    if (why.len > 0 && (!is_there || is_lost))
        action_stays(context, "content of %s: it cannot be put back: %s", text_string(&name),
            text_string(&why));
    return true;
}

bool recovery_partitions_are_back(struct action_context *context, bool *yes, struct err *err)
{
    struct system_disk disk;

    *yes = true;
    if (!json_is_array(kept_rows(context))) {
        action_stays(context, "recovery partition: the journal does not tell which there were");
        return true;
    }
    if (!system_disk_read(context->guest, &disk, err))
        return false;
    for (const struct json *row = json_first(kept_rows(context)); row; row = json_next(row)) {
        struct disk_partition partition;
        struct err why = { 0 };

        if (!read_row(row, &disk.layout, &partition)) {
            action_stays(context, "recovery partition: the journal's entry of it is malformed");
            continue;
        }
        const struct disk_partition *there =
            disk_partition_at(&disk.layout, partition.offset_bytes);
        if (there && disk_partition_equal(there, &partition)) {
            if (!tell_content(context, &disk, &partition, true, err))
                return false;
        } else if (may_come_back(context, &disk, &partition, &why)) {
            *yes = false;
            if (!tell_content(context, &disk, &partition, false, err))
                return false;
        } else if (why.domain != ERR_NONE) {
            *err = why;
            return false;
        }
    }
    return true;
}

static bool put_content_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err)
{
    AUTO(text) why = { 0 };
    AUTO(text) name = { 0 };

    system_disk_describe(disk, partition, &name);
    action_say(context, "putting back the content of %s", text_string(&name));
    if (!partition_content_put_back(context, disk, partition, &why, err))
        return err_wrap(err, "cannot put back the content of %s", text_string(&name));
    if (why.len > 0)
        action_stays(context, "content of %s: it cannot be put back: %s", text_string(&name),
            text_string(&why));
    text_append(&context->details, "content: %s\n", why.len > 0 ? text_string(&why) : "put back");
    return true;
}

static bool wait_until_there(struct action_context *context, const struct disk_partition *partition,
    struct system_disk *now, struct err *err)
{
    const struct guest *guest = context->guest;

    for (int look = 1;; look++) {
        if (!system_disk_read(guest, now, err))
            return false;
        const struct disk_partition *there =
            disk_partition_at(&now->layout, partition->offset_bytes);
        if (there && disk_partition_equal(there, partition))
            return true;
        if (look == LOOKS)
            return err_set(err, ERR_AGENT, ERR_NO_EFFECT,
                "the entry of the partition at byte %llu was written, and the table does not have "
                "it as it was",
                (unsigned long long)partition->offset_bytes);
        if (!guest->wait(guest->state, LOOK_INTERVAL_MS, err))
            return false;
    }
}

static bool put_entry_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, const char *backup, struct err *err)
{
    const struct guest *guest = context->guest;
    AUTO_FREE struct partition_proof *proof = calloc(1, sizeof *proof);
    AUTO(text) remarks = { 0 };
    struct system_disk now;

    if (!proof)
        return err_nomem(err);
    if (!partition_proof_take(guest, disk, partition, proof, err) ||
        !guest->partition_add(guest->state, disk->number, &disk->layout, partition, err))
        return err_wrap(err, "cannot put the partition's entry back");
    if (!wait_until_there(context, partition, &now, err) ||
        !partition_proof_check(guest, proof, &now, &remarks, err))
        return err_wrap(err, "after putting the entry back (backup in '%s')", backup);
    if (remarks.len > 0)
        text_append(&context->details, "remark: %s\n", text_string(&remarks));
    text_append(
        &context->details, "other partitions: the same, %zu compared\n", disk->layout.count);
    return true;
}

static bool put_one_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err)
{
    AUTO(text) backup = { 0 };
    AUTO(text) name = { 0 };

    system_disk_describe(disk, partition, &name);
    if (!partition_backup(context, disk, partition, &backup, err))
        return false;
    text_append(
        &context->details, "target: %s\nbackup: %s\n", text_string(&name), text_string(&backup));
    if (!put_content_back(context, disk, partition, err))
        return false;
    action_say(context, "putting back %s", text_string(&name));
    return put_entry_back(context, disk, partition, text_string(&backup), err);
}

bool recovery_partitions_put_back(struct action_context *context, struct err *err)
{
    for (const struct json *row = json_first(kept_rows(context)); row; row = json_next(row)) {
        struct disk_partition partition;
        struct system_disk disk;
        struct err why = { 0 };

        if (!system_disk_read(context->guest, &disk, err))
            return false;
        if (!read_row(row, &disk.layout, &partition))
            continue; /* which has been told */
        const struct disk_partition *there =
            disk_partition_at(&disk.layout, partition.offset_bytes);
        if (there && disk_partition_equal(there, &partition))
            continue;
        if (may_come_back(context, &disk, &partition, &why)) {
            if (!put_one_back(context, &disk, &partition, err))
                return false;
        } else if (why.domain != ERR_NONE) {
            *err = why;
            return false;
        }
    }
    return true;
}
