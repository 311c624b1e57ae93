/* SPDX-License-Identifier: MIT */
/* target_source.c - rules: what the version is made from. */
#include "upload/target_judge.h"

#define TIB (1024LL * 1024 * 1024 * 1024)

enum { VHD_FOOTER = 512, MIB = 1024 * 1024 };

/* -- each source: the system disk's and those of the data disks -- */

static void each_source(struct judging *judging,
    void (*call)(struct judging *judging, const struct target_source *source, const char *where))
{
    const struct target_version *version = &judging->target->version;

    call(judging, &version->source, "version.source");
    for (size_t at = 0; at < version->data_disks.count; at++)
        call(judging, &version->data_disks.items[at].source,
            place("version.data_disks[%zu].source", at).text);
}

static void judge_vhd_members(
    struct judging *judging, const struct target_source *source, const char *where)
{
    if (!source->uri)
        judging_wrong(judging, place("%s.uri", where), "the address of the blob",
            "a VHD needs the address of its blob");
    if (!source->storage_account_id)
        judging_wrong(judging, place("%s.storage_account_id", where),
            "the id of the storage account", "a VHD needs the id of its storage account");
    if (source->id)
        judging_wrong(judging, place("%s.id", where), "uri and storage_account_id",
            "a VHD has no id of its own");
}

static void judge_members(
    struct judging *judging, const struct target_source *source, const char *where)
{
    if (source->kind == TARGET_SOURCE_NOT_SAID)
        return;
    if (source->kind == TARGET_VHD) {
        judge_vhd_members(judging, source, where);
        return;
    }
    if (!source->id)
        judging_wrong(
            judging, place("%s.id", where), "the id of the source", "the source has no id");
    if (source->uri || source->storage_account_id)
        judging_wrong(judging, place("%s.%s", where, source->uri ? "uri" : "storage_account_id"),
            "id alone, or kind vhd", "only a VHD has uri and storage_account_id");
}

static void judge_source_members(struct judging *judging)
{
    /* a template that leaves them out is refused by its own schema */
    if (!judging->what->append_place)
        each_source(judging, judge_members);
}

/* -- data disks -- */

static bool is_disk_source(enum target_source_kind kind)
{
    return kind == TARGET_VHD || kind == TARGET_DISK || kind == TARGET_SNAPSHOT ||
           kind == TARGET_SOURCE_NOT_SAID;
}

static void judge_data_kind(struct judging *judging)
{
    const struct target_data_disks *disks = &judging->target->version.data_disks;

    for (size_t at = 0; at < disks->count; at++)
        if (!is_disk_source(disks->items[at].source.kind))
            judging_wrong(judging, place("version.data_disks[%zu].source.kind", at),
                "vhd, disk or snapshot", "a data disk is made from a single disk");
}

static void judge_place(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    if (version->data_disks.count > 0 && !is_disk_source(version->source.kind))
        judging_wrong(judging, place("version.data_disks"),
            "no data_disks, or a source of kind vhd, disk or snapshot",
            "a VM, a managed image or a version brings its own data disks");
}

static void judge_luns(struct judging *judging)
{
    const struct target_data_disks *disks = &judging->target->version.data_disks;

    for (size_t at = 0; at < disks->count; at++)
        for (size_t before = 0; before < at; before++)
            if (disks->items[at].lun.given && disks->items[before].lun.given &&
                disks->items[at].lun.value == disks->items[before].lun.value)
                judging_wrong(judging, place("version.data_disks[%zu].lun", at), "each number once",
                    "two disks have the number %lld", (long long)disks->items[at].lun.value);
}

static void judge_lun_range(struct judging *judging)
{
    const struct target_data_disks *disks = &judging->target->version.data_disks;

    for (size_t at = 0; at < disks->count; at++)
        if (disks->items[at].lun.given && disks->items[at].lun.value < 0)
            judging_wrong(judging, place("version.data_disks[%zu].lun", at), "0 or more",
                "the number is %lld", (long long)disks->items[at].lun.value);
}

static void judge_data_size(struct judging *judging)
{
    const struct target_data_disks *disks = &judging->target->version.data_disks;

    for (size_t at = 0; at < disks->count; at++)
        if (disks->items[at].source.size_bytes.value > TIB)
            judging_wrong(judging, place("version.data_disks[%zu].source.size_bytes", at),
                "at most 1 TiB (1099511627776)", "the disk has %lld bytes",
                (long long)disks->items[at].source.size_bytes.value);
}

/* -- sizes -- */

static void judge_size(struct judging *judging)
{
    const struct target *target = judging->target;
    bool shallow = target->version.replication == TARGET_SHALLOW;
    int64_t most = (shallow ? 32 : 2) * TIB;
    bool said = target->version.source.size_bytes.given;
    int64_t size = said ? target->version.source.size_bytes.value : target->image.disk_size_bytes;

    if (size > most)
        judging_wrong(judging, said ? place("version.source.size_bytes") : place("version.source"),
            shallow ? "at most 32 TiB" : "at most 2 TiB, or replication Shallow in one region",
            "the image has %lld bytes", (long long)size);
}

static void judge_generation_1(struct judging *judging)
{
    const struct target *target = judging->target;
    const struct target_number *said = &target->version.source.size_bytes;
    int64_t size = said->given ? said->value : target->image.disk_size_bytes;

    if (target->image.hyperv_generation == TARGET_V1 && size > 2 * TIB)
        judging_wrong(judging,
            said->given ? place("version.source.size_bytes") : place("version.source"),
            "at most 2,048 GiB, or an image of generation 2", "the system disk has %lld bytes",
            (long long)size);
}

static void judge_upload_size(struct judging *judging)
{
    const struct target_upload *upload = &judging->target->version.source.upload;
    int64_t size = upload->size_bytes.value;

    if (!upload->size_bytes.given)
        return;
    if (size < VHD_FOOTER || (size - VHD_FOOTER) % MIB != 0)
        judging_wrong(judging, place("version.source.upload.size_bytes"),
            "a whole number of MiB, and the footer of 512 bytes",
            "a fixed VHD of %lld bytes is not of whole MiB", (long long)size);
    else if (size < 20LL * MIB + VHD_FOOTER)
        judging_wrong(judging, place("version.source.upload.size_bytes"), "20972032 or more",
            "a disk for an upload has at least 20 MiB, and this one has %lld bytes",
            (long long)size);
}

static void judge_upload_format(struct judging *judging)
{
    const struct target_upload *upload = &judging->target->version.source.upload;

    if (upload->file && !text_ends_same(upload->file, ".vhd"))
        judging_wrong(judging, place("version.source.upload.file"), "a fixed VHD, called *.vhd",
            "'%s' is not called like a VHD", text_shown(upload->file));
}

static void judge_upload_kind(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;
    const struct target_source *source = &version->source;

    if (source->upload.given && source->kind != TARGET_VHD && source->kind != TARGET_DISK)
        judging_wrong(judging, place("version.source.upload"), "a source of kind vhd or disk",
            "a file can be brought to a blob or to a disk");
    if (source->kind == TARGET_VHD && source->upload.guest_state_file)
        judging_wrong(judging, place("version.source.upload.guest_state_file"),
            "a source of kind disk", "a blob takes no VM guest state");
    for (size_t at = 0; at < version->data_disks.count; at++)
        if (version->data_disks.items[at].source.upload.given)
            judging_wrong(judging, place("version.data_disks[%zu].source.upload", at),
                "no such member: bring the disk there yourself",
                "only the system disk is uploaded");
}

/* -- what is known of it -- */

static void judge_region(
    struct judging *judging, const struct target_source *source, const char *where)
{
    const char *region = target_version_region(judging->target);
    AUTO(text) right = { 0 };

    if (!source->region || !region || target_region_same(source->region, region))
        return;
    text_append(&right, "'%s', in which the version is made", text_shown(region));
    judging_wrong(judging, place("%s.region", where), judging_text(judging, &right),
        "the source is in '%s'", text_shown(source->region));
}

static void judge_source_region(struct judging *judging)
{
    each_source(judging, judge_region);
}

static void judge_state(struct judging *judging)
{
    const struct target_source *source = &judging->target->version.source;
    const struct target_image *image = &judging->target->image;

    if (source->os_state && image->os_state && source->os_state != image->os_state)
        judging_wrong(judging, place("version.source.os_state"),
            target_os_state_word(image->os_state), "the source is %s, the image is %s",
            target_os_state_word(source->os_state), target_os_state_word(image->os_state));
    if (source->hyperv_generation && image->hyperv_generation &&
        source->hyperv_generation != image->hyperv_generation)
        judging_wrong(judging, place("version.source.hyperv_generation"),
            target_generation_word(image->hyperv_generation),
            "the source is of generation %s, the image of %s",
            target_generation_word(source->hyperv_generation),
            target_generation_word(image->hyperv_generation));
}

static void judge_disks(struct judging *judging)
{
    const struct target_source *source = &judging->target->version.source;

    if (source->ephemeral_disk)
        judging_wrong(judging, place("version.source.ephemeral_disk"),
            "a machine whose system disk is a managed disk",
            "an ephemeral system disk cannot be captured");
    if (source->ultra_disk)
        judging_wrong(judging, place("version.source.ultra_disk"), "a machine without Ultra disks",
            "an Ultra disk cannot be captured");
}

const struct target_rule target_rules_source[] = {
    { .id = "target.source-members",
        .title = "A source has the members of its kind",
        .why = "A VHD is found by its blob and storage account, everything else by its id.",
        .source = SOURCE_VERSION,
        .judge = judge_source_members },
    { .id = "target.source-place",
        .title = "Data disks are told by themselves only beside a single system disk",
        .why = "Azure takes a source either for the whole version or for its single disks.",
        .source = SOURCE_TROUBLE,
        .judge = judge_place },
    { .id = "target.data-disk-kind",
        .title = "A data disk is made from a VHD, a disk or a snapshot",
        .why = "Azure takes no other source for one.",
        .source = SOURCE_VERSION,
        .judge = judge_data_kind },
    { .id = "target.lun-twice",
        .title = "Every data disk has a LUN of its own",
        .why = "Azure refuses the version otherwise.",
        .source = SOURCE_VERSION,
        .judge = judge_luns },
    { .id = "target.lun-range",
        .title = "LUNs are 0 or more",
        .why = "Azure refuses the version otherwise.",
        .source = SOURCE_VERSION,
        .judge = judge_lun_range },
    { .id = "target.data-disk-size",
        .title = "A data disk has at most 1 TiB",
        .why = "Larger ones cannot be captured into a version.",
        .source = SOURCE_IMAGES,
        .judge = judge_data_size },
    { .id = "target.image-size",
        .title = "The image has at most 2 TiB, or 32 TiB when it is shallow",
        .why = "Azure refuses larger ones.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_size },
    { .id = "target.generation-1-size",
        .title = "A system disk of generation 1 has at most 2,048 GiB",
        .why = "Machines of generation 1 start from no larger one.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/windows/"
                  "prepare-for-upload-vhd-image",
        .judge = judge_generation_1 },
    { .id = "target.upload-size",
        .title = "An uploaded VHD has whole MiB, at least 20, and 512 bytes of footer",
        .why = "Azure refuses others, some of them after the upload.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/windows/"
                  "prepare-for-upload-vhd-image",
        .judge = judge_upload_size },
    { .id = "target.upload-format",
        .title = "What is uploaded is a VHD",
        .why = "Azure takes no VHDX and no other format.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/windows/"
                  "prepare-for-upload-vhd-image",
        .judge = judge_upload_format },
    { .id = "target.upload-kind",
        .title = "A file is uploaded to a blob or a disk, which is the source",
        .why = "Nothing else can be made from a file.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/linux/"
                  "disks-upload-vhd-to-managed-disk-cli",
        .judge = judge_upload_kind },
    { .id = "target.source-region",
        .title = "The source is in the region in which the version is made",
        .why = "Azure refuses the version otherwise.",
        .source = SOURCE_TROUBLE,
        .judge = judge_source_region },
    { .id = "target.source-state",
        .title = "State and generation of the source are those of the image",
        .why = "Azure refuses the version otherwise.",
        .source = SOURCE_TROUBLE,
        .judge = judge_state },
    { .id = "target.source-disks",
        .title = "The source has no ephemeral and no Ultra disk",
        .why = "They cannot be captured.",
        .source = SOURCE_IMAGES,
        .judge = judge_disks },
    { .id = NULL },
};
