/* SPDX-License-Identifier: MIT */
/* partition_backup.c - what a partition table was, kept on the disk before it is changed. */
#include "actions/partition_backup.h"

#include "actions/partition_json.h"
#include "base/file.h"

enum {
    LAYOUT_SIZE_LIMIT = 1024 * 1024, /* bytes of layout.json */
    FOLDER_LIMIT = 100,              /* backups of one place */
};

static const char *style_name(enum disk_style style)
{
    switch (style) {
    case DISK_RAW:
        return "raw";
    case DISK_MBR:
        return "mbr";
    case DISK_GPT:
        return "gpt";
    }
    return "unknown";
}

/* Nothing in it depends on the hour, so that a resumed run recognizes its own backup. */
static bool print_layout(const struct system_disk *disk, const struct disk_partition *target,
    struct text *text, struct err *err)
{
    AUTO(json_value) document = { json_new_object() };
    struct json *root = document.root;

    (void)json_add_string(root, "schema", "goldprep.backup/1");
    (void)json_add_number(root, "disk", disk->number);
    (void)json_add_number(root, "size_bytes", (int64_t)disk->disk.size_bytes);
    (void)json_add_number(root, "sector_bytes", disk->disk.sector_bytes);
    (void)json_add_string(root, "style", style_name(disk->layout.style));
    (void)json_add_string(root, "id", disk->layout.id);
    (void)json_add_number(root, "windows_offset_bytes", (int64_t)disk->volume.offset_bytes);
    (void)json_add_number(root, "target_offset_bytes", (int64_t)target->offset_bytes);
    struct json *array = json_add_array(root, "partitions");
    for (size_t i = 0; i < disk->layout.count; i++)
        partition_to_json(&disk->layout.partitions[i], array);
    return json_print(root, false, text, err);
}

static bool write_sectors(const struct guest *guest, const struct system_disk *disk,
    uint64_t offset_bytes, const char *folder, const char *name, struct err *err)
{
    size_t len = (size_t)disk->disk.sector_bytes * BACKUP_SECTORS;
    AUTO_FREE uint8_t *sectors = calloc(1, len);
    AUTO(text) path = { 0 };

    if (!sectors)
        return err_nomem(err);
    if (!guest->disk_read(guest->state, disk->number, offset_bytes, sectors, len, err))
        return err_wrap(err, "cannot read the sectors that hold the partition table");
    file_join(&path, folder, name);
    return text_ok(&path, err) && file_replace(text_string(&path), sectors, len, err);
}

/* Chooses the folder. whole: it has this very backup already. */
static bool choose_folder(const struct action_context *context, const struct text *layout,
    uint64_t offset_bytes, struct text *folder, bool *whole, struct err *err)
{
    for (int i = 1; i < FOLDER_LIMIT; i++) {
        AUTO(text) name = { 0 };
        AUTO(text) path = { 0 };
        AUTO(bytes) old = { 0 };
        enum found found;

        text_append(&name, "backup-%llu", (unsigned long long)offset_bytes);
        if (i > 1)
            text_append(&name, "-%d", i);
        text_clear(folder);
        file_join(folder, context->state_folder, text_string(&name));
        file_join(&path, text_string(folder), "layout.json");
        if (!text_ok(&name, err) || !text_ok(folder, err) || !text_ok(&path, err) ||
            !file_read_own(text_string(&path), LAYOUT_SIZE_LIMIT, &found, &old, err))
            return false;
        *whole = found == FOUND && old.len == layout->len &&
                 memcmp(old.data, text_string(layout), old.len) == 0;
        if (*whole || found == ABSENT)
            return true;
    }
    return err_set(
        err, ERR_AGENT, ERR_REFUSED, "there are too many backups in '%s'", context->state_folder);
}

bool partition_backup(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *target, struct text *folder, struct err *err)
{
    const struct guest *guest = context->guest;
    uint64_t table_bytes = (uint64_t)disk->disk.sector_bytes * BACKUP_SECTORS;
    AUTO(text) layout = { 0 };
    AUTO(text) path = { 0 };
    bool whole;

    if (disk->disk.size_bytes < 2 * table_bytes)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "disk %lu has only %llu bytes",
            (unsigned long)disk->number, (unsigned long long)disk->disk.size_bytes);
    if (!print_layout(disk, target, &layout, err) ||
        !choose_folder(context, &layout, target->offset_bytes, folder, &whole, err))
        return err_wrap(err, "cannot keep a backup of the partition table");
    if (whole)
        return true;

    const char *place = text_string(folder);
    if (!file_make_private_folder(place, err) ||
        !write_sectors(guest, disk, 0, place, "first-sectors.bin", err) ||
        !write_sectors(
            guest, disk, disk->disk.size_bytes - table_bytes, place, "last-sectors.bin", err))
        return err_wrap(err, "cannot keep a backup of the partition table");
    file_join(&path, place, "layout.json");
    if (!text_ok(&path, err) ||
        !file_replace(text_string(&path), text_string(&layout), layout.len, err))
        return err_wrap(err, "cannot keep a backup of the partition table");
    return true;
}
