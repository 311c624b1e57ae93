/* SPDX-License-Identifier: MIT */
/*
 * rules_disk.c - what an image consumer wants of the system disk: generation, size, no recovery
 * partition, Windows RE that needs none, and a Windows volume that uses its room.
 */
#include "policy/judge.h"

#include <string.h>

#define PREPARE "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box"
#define GALLERY "https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery"

/* One half of "generation 2". */
static enum verdict judge_word(
    const struct facts *facts, const char *key, const char *wanted, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;

    if (seen->len > 0)
        text_append(seen, ", ");
    const char *word = judge_text(facts, key, &verdict, seen);
    if (!word)
        return verdict;
    text_append(seen, "%s", word);
    return judge_met(strcmp(word, wanted) == 0);
}

static enum verdict judge_generation(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    enum verdict firmware = judge_word(facts, "firmware.type", "uefi", seen);
    enum verdict style = judge_word(facts, "disk.style", "gpt", seen);

    if (firmware == VERDICT_UNMET || style == VERDICT_UNMET)
        return VERDICT_UNMET;
    return firmware == VERDICT_MET ? style : firmware;
}

static enum verdict judge_size(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t size_bytes = 0;

    if (!judge_bytes(facts, "disk.size_bytes", &size_bytes, &verdict, seen))
        return verdict;
    text_append_size(seen, (uint64_t)size_bytes);
    return judge_met(size_bytes == parameter_value(parameters, "os_disk_bytes"));
}

static bool is_recovery(const struct json *row)
{
    const char *name = json_string(json_member(row, "type_name"));

    return name && strcmp(name, "recovery") == 0;
}

/* A row of a facts file may be anything: one without a type is not "no recovery partition". */
static bool has_all_types(const struct json *rows)
{
    for (size_t i = 0; i < json_count(rows); i++) {
        if (!json_string(json_member(json_at(rows, i), "type_name")))
            return false;
    }
    return true;
}

static void append_recovery(const struct json *row, bool first, struct text *seen)
{
    int64_t number = 0;
    int64_t length_bytes = 0;

    text_append(seen, first ? ": " : ", ");
    if (json_number(json_member(row, "number"), &number))
        text_append(seen, "number %lld", (long long)number);
    if (json_number(json_member(row, "length_bytes"), &length_bytes) && length_bytes >= 0) {
        text_append(seen, " (");
        text_append_size(seen, (uint64_t)length_bytes);
        text_append(seen, ")");
    }
}

static size_t count_recovery(const struct json *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < json_count(rows); i++)
        count += is_recovery(json_at(rows, i));
    return count;
}

static enum verdict judge_recovery_partition(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, "disk.partitions", &verdict, seen);

    (void)parameters;
    if (!rows)
        return verdict;
    size_t count = count_recovery(rows);
    if (count > 0)
        text_append(seen, "%zu of ", count);
    else
        text_append(seen, "none of ");
    text_append(seen, "%zu partitions", json_count(rows));
    for (size_t i = 0, shown = 0; i < json_count(rows); i++) {
        if (is_recovery(json_at(rows, i)))
            append_recovery(json_at(rows, i), shown++ == 0, seen);
    }
    if (count > 0)
        return VERDICT_UNMET;
    return has_all_types(rows) ? VERDICT_MET : VERDICT_UNKNOWN;
}

/* The partition of this disk that Windows RE names; NULL: the place is not known. */
static const struct json *windows_re_row(const struct facts *facts, const struct json *rows)
{
    const struct fact *offset = facts_get(facts, "windows_re.location_offset_bytes");
    const struct fact *its_disk = facts_get(facts, "windows_re.location_disk_id");
    const struct fact *disk = facts_get(facts, "disk.id");
    int64_t begin = 0;

    if (offset->state != FACT_KNOWN || offset->kind != FACT_NUMBER || offset->number <= 0)
        return NULL;
    if (its_disk->state == FACT_KNOWN && its_disk->kind == FACT_TEXT && its_disk->text[0] &&
        disk->state == FACT_KNOWN && disk->kind == FACT_TEXT &&
        !text_same(its_disk->text, disk->text))
        return NULL;
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_at(rows, i);

        if (json_number(json_member(row, "offset_bytes"), &begin) && begin == offset->number)
            return row;
    }
    return NULL;
}

/* Enabled, that is: InstallState says so, and there is a boot entry for it. */
static bool windows_re_is_enabled(const struct facts *facts, int64_t state)
{
    const struct fact *bcd_id = facts_get(facts, "windows_re.bcd_id");

    return state == 1 &&
           !(bcd_id->state == FACT_KNOWN && bcd_id->kind == FACT_TEXT && !bcd_id->text[0]);
}

static enum verdict judge_place(
    const struct facts *facts, const struct json *rows, struct text *seen)
{
    const struct json *row = windows_re_row(facts, rows);

    if (row && is_recovery(row)) {
        text_append(seen, "enabled, on the recovery partition");
        return VERDICT_UNMET;
    }
    if (row) {
        text_append(seen, "enabled, on a partition that stays");
        return VERDICT_MET;
    }
    text_append(seen, "enabled, at a place that is not known");
    if (count_recovery(rows) > 0)
        return VERDICT_UNMET;
    return has_all_types(rows) ? VERDICT_MET : VERDICT_UNKNOWN;
}

static enum verdict judge_windows_re(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t state = 0;

    (void)parameters;
    if (judge_absent(facts, "windows_re.state")) {
        text_append(seen, "not set up");
        return VERDICT_MET;
    }
    if (!judge_number(facts, "windows_re.state", &state, &verdict, seen))
        return verdict;
    if (!windows_re_is_enabled(facts, state)) {
        text_append(seen, "disabled");
        return VERDICT_MET;
    }
    const struct json *rows = judge_rows(facts, "disk.partitions", &verdict, seen);
    return rows ? judge_place(facts, rows, seen) : verdict;
}

/* What the file system does not use of its own partition: left by a resize that was cut short. What
 * is not known counts as nothing here: the space behind is asked for by itself. */
static int64_t unused_bytes(const struct facts *facts)
{
    AUTO(text) ignored = { 0 };
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t partition_bytes = 0;
    int64_t size_bytes = 0;

    if (!judge_bytes(
            facts, "windows_volume.partition_bytes", &partition_bytes, &verdict, &ignored) ||
        !judge_bytes(facts, "windows_volume.size_bytes", &size_bytes, &verdict, &ignored) ||
        size_bytes > partition_bytes)
        return 0;
    return partition_bytes - size_bytes;
}

/* Adds "650 MiB of ..." where it is worth a word. */
static void append_gain(int64_t bytes, int64_t least_bytes, const char *what, struct text *seen)
{
    if (bytes < least_bytes)
        return;
    if (seen->len > 0)
        text_append(seen, ", ");
    text_append_size(seen, (uint64_t)bytes);
    text_append(seen, " %s", what);
}

static enum verdict judge_extended(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t least_bytes = parameter_value(parameters, "least_gain_bytes");
    int64_t free_bytes = 0;
    int64_t recovery_bytes = 0;

    if (!judge_bytes(facts, "disk.free_behind_windows_bytes", &free_bytes, &verdict, seen) ||
        !judge_bytes(facts, "disk.recovery_behind_windows_bytes", &recovery_bytes, &verdict, seen))
        return verdict;

    int64_t unused = unused_bytes(facts);
    if (free_bytes < least_bytes && recovery_bytes < least_bytes && unused < least_bytes) {
        text_append(seen, "nothing to gain");
        return VERDICT_MET;
    }
    append_gain(free_bytes, least_bytes, "free behind it", seen);
    append_gain(recovery_bytes, least_bytes, "of recovery partitions behind it", seen);
    append_gain(unused, least_bytes, "of its partition unused", seen);
    return VERDICT_UNMET;
}

const struct requirement requirement_machine_generation_2 = {
    .id = "machine.generation-2",
    .title = "The machine is of generation 2: UEFI firmware, GPT disk",
    .why = "Windows 365 and Dev Box refuse generation 1, and an image keeps its generation.",
    .source = PREPARE,
    .advice = "Build the image in a generation 2 machine.",
    .judge = judge_generation,
};

const struct requirement requirement_disk_size_default = {
    .id = "disk.size-default",
    .title = "The OS disk has 64 GiB",
    .why = "64 GB is the default size, which the service changes to that of the license.",
    .source = GALLERY,
    .advice = "Build the image on a disk of 64 GiB.",
    .disagrees = "The samples that the pages of Dev Box point to build disks of 256 GB to 2 TB. "
                 "https://learn.microsoft.com/windows-365/enterprise/device-images asks for the "
                 "default size, and Windows 365 has an error for larger ones: a must for "
                 "windows365, a recommendation for devbox.",
    .judge = judge_size,
};

const struct requirement requirement_disk_no_recovery_partition = {
    .id = "disk.no-recovery-partition",
    .title = "There is no recovery partition",
    .why = "Dev Box and Windows 365 do not take an image with one.",
    .source = PREPARE,
    .remedy = "delete-recovery-partition",
    .disagrees = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
                 "configure-uefigpt-based-hard-drive-partitions wants one for Windows RE, and "
                 "Windows Setup makes one. Dev Box and Windows 365 are followed where they ask.",
    .judge = judge_recovery_partition,
};

const struct requirement requirement_windows_re_needs_no_partition = {
    .id = "windows-re.needs-no-partition",
    .title = "Windows RE needs no partition of its own",
    .why = "Deleting its partition while it is enabled leaves boot entries that lead nowhere.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "reagentc-command-line-options",
    .remedy = "disable-windows-re",
    .judge = judge_windows_re,
};

const struct requirement requirement_disk_windows_volume_extended = {
    .id = "disk.windows-volume-extended",
    .title = "The Windows volume reaches to the end of its space",
    .why = "Space behind it is paid for in every image and used by none.",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/storage/msft-partition-resize",
    .remedy = "extend-system-volume",
    .judge = judge_extended,
};
