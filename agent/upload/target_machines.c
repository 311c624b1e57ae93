/* SPDX-License-Identifier: MIT */
/* target_machines.c - rules: lab plans, virtual machines and scale sets. */
#include "upload/target_judge.h"

#define GIB (1024LL * 1024 * 1024)
#define SOURCE_RETIRES "https://learn.microsoft.com/azure/lab-services/retirement-guide"
#define SOURCE_VM "https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update"

enum { LABS_RETIRE = 1814140800 }; /* 2027-06-28T00:00:00Z */

static bool is_attached(const struct target_lab *lab)
{
    return lab->action == TARGET_ATTACH;
}

/* -- labs -- */

static void judge_one(struct judging *judging)
{
    const struct target *target = judging->target;
    const char *attached = target->consumers.lab.attached_gallery_id;
    AUTO(text) own = { 0 };

    if (!attached || !is_attached(&target->consumers.lab) || !target->subscription ||
        !target->resource_group || !target->gallery.name)
        return;
    text_append(&own,
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute/galleries/%s",
        target->subscription, target->resource_group, target->gallery.name);
    if (!text_same(attached, judging_text(judging, &own)))
        judging_wrong(judging, place("consumers.lab.attached_gallery_id"),
            "detach that gallery first, with a target of its own",
            "another gallery is attached, and there can be one alone");
}

static bool has_region(const struct target_regions *regions, const char *name)
{
    for (size_t at = 0; at < regions->count; at++)
        if (!regions->items[at].name || target_region_same(regions->items[at].name, name))
            return true;
    return false;
}

static void judge_region(struct judging *judging, const char *region, struct place where)
{
    const char *name = region ? region : judging->target->region;

    if (name && judging->target->version.given &&
        !has_region(&judging->target->version.regions, name))
        judging_wrong(judging, where, "one of the version's regions", "the version is not in '%s'",
            text_shown(name));
}

static void judge_lab_region(struct judging *judging)
{
    const struct target_lab *lab = &judging->target->consumers.lab;

    if (is_attached(lab))
        judge_region(judging, lab->region, place("consumers.lab.region"));
}

static void judge_lab_disk(struct judging *judging)
{
    const struct target *target = judging->target;
    int64_t size = target->version.source.size_bytes.given ? target->version.source.size_bytes.value
                                                           : target->image.disk_size_bytes;

    if (is_attached(&target->consumers.lab) && size >= 128 * GIB)
        judging_wrong(judging, place("consumers.lab"), "a system disk of less than 128 GiB",
            "the system disk has %lld bytes", (long long)size);
}

static void judge_lab_disks(struct judging *judging)
{
    if (is_attached(&judging->target->consumers.lab) &&
        judging->target->version.data_disks.count > 0)
        judging_wrong(judging, place("version.data_disks"), "no data disks",
            "Lab Services does not list an image with a second disk");
}

static void judge_lab_images(struct judging *judging)
{
    const struct target_lab *lab = &judging->target->consumers.lab;

    if (lab->kind == TARGET_LAB_ACCOUNT && lab->images.count > 0)
        judging_wrong(judging, place("consumers.lab.images"), "no such member, or kind plan",
            "a lab account shows every image of its gallery");
    if (lab->action == TARGET_DETACH && lab->images.count > 0)
        judging_wrong(judging, place("consumers.lab.images"), "no such member, or action attach",
            "the images of a gallery that is detached are not shown");
    for (size_t at = 0; at < lab->images.count; at++)
        for (size_t before = 0; before < at; before++)
            if (lab->images.items[at].name && lab->images.items[before].name &&
                text_same(lab->images.items[at].name, lab->images.items[before].name))
                judging_wrong(judging, place("consumers.lab.images[%zu].name", at),
                    "each image once", "'%s' is there twice",
                    text_shown(lab->images.items[at].name));
}

static void judge_retires(struct judging *judging)
{
    if (judging->target->consumers.lab.given && judging->what->now < LABS_RETIRE)
        judging_wrong(judging, place("consumers.lab"), "another consumer, before that day",
            "Azure Lab Services retires on 28 June 2027");
}

static void judge_retired(struct judging *judging)
{
    if (judging->target->consumers.lab.given && judging->what->now >= LABS_RETIRE)
        judging_wrong(judging, place("consumers.lab"), "another consumer",
            "Azure Lab Services has retired on 28 June 2027");
}

/* -- machines -- */

static void each_machine(
    struct judging *judging, void (*call)(struct judging *judging,
                                 const struct target_machines *machines, const char *where))
{
    call(judging, &judging->target->consumers.virtual_machines, "consumers.virtual_machines");
    call(judging, &judging->target->consumers.scale_sets, "consumers.scale_sets");
}

static void judge_regions_of(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    for (size_t at = 0; at < machines->count; at++)
        judge_region(judging, machines->items[at].region, place("%s[%zu].region", where, at));
}

static void judge_machine_regions(struct judging *judging)
{
    each_machine(judging, judge_regions_of);
}

static void judge_users_of(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    enum target_os_state state = judging->target->image.os_state;

    for (size_t at = 0; at < machines->count; at++) {
        bool named = machines->items[at].admin_user != NULL;

        if (state == TARGET_GENERALIZED && !named)
            judging_wrong(judging, place("%s[%zu].admin_user", where, at), "the first user's name",
                "a machine from a generalized image needs a first user");
        if (state == TARGET_SPECIALIZED && named)
            judging_wrong(judging, place("%s[%zu].admin_user", where, at), "no such member",
                "a machine from a specialized image has its users already");
    }
}

static void judge_users(struct judging *judging)
{
    each_machine(judging, judge_users_of);
}

static bool is_reserved(const char *name)
{
    static const char *const names[] = { "administrator", "admin", "user", "user1", "test", "user2",
        "test1", "user3", "admin1", "1", "123", "a", "actuser", "adm", "admin2", "aspnet", "backup",
        "console", "david", "guest", "john", "owner", "root", "server", "sql", "support",
        "support_388945a0", "sys", "test2", "test3", "user4", "user5" };

    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (text_same(names[at], name))
            return true;
    return false;
}

/* In characters, which UTF-8 begins with a byte that is none of a sequence's later ones. */
static bool is_too_long(const char *name)
{
    size_t count = 0;

    for (; *name; name++)
        if (((unsigned char)*name & 0xC0) != 0x80)
            count++;
    return count > 20;
}

static void judge_user_names_of(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    for (size_t at = 0; at < machines->count; at++) {
        const char *name = machines->items[at].admin_user;
        size_t len = name ? strlen(name) : 0;

        if (name && (is_reserved(name) || is_too_long(name) || name[len - 1] == '.' ||
                        strpbrk(name, "\\/\"[]:|<>+=;,?*@&")))
            judging_wrong(judging, place("%s[%zu].admin_user", where, at),
                "at most 20 characters without \\ / \" [ ] : | < > + = ; , ? * @ &, no dot at the "
                "end, and no common name like admin, user or test",
                "'%s' is no user that Azure makes", text_shown(name));
    }
}

static void judge_user_names(struct judging *judging)
{
    each_machine(judging, judge_user_names_of);
}

static void judge_twice_in(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    for (size_t at = 0; at < machines->count; at++)
        for (size_t before = 0; before < at; before++)
            if (machines->items[at].name && machines->items[before].name &&
                text_same(machines->items[at].name, machines->items[before].name))
                judging_wrong(judging, place("%s[%zu].name", where, at), "each name once",
                    "'%s' is there twice", text_shown(machines->items[at].name));
}

static void judge_machine_twice(struct judging *judging)
{
    each_machine(judging, judge_twice_in);
}

static void judge_instances(struct judging *judging)
{
    const struct target_consumers *consumers = &judging->target->consumers;

    for (size_t at = 0; at < consumers->scale_sets.count; at++) {
        const struct target_number *instances = &consumers->scale_sets.items[at].instances;

        if (instances->given && (instances->value < 0 || instances->value > 1000))
            judging_wrong(judging, place("consumers.scale_sets[%zu].instances", at), "0 to 1000",
                "a scale set of %lld machines", (long long)instances->value);
    }
    for (size_t at = 0; at < consumers->virtual_machines.count; at++)
        if (consumers->virtual_machines.items[at].instances.given)
            judging_wrong(judging, place("consumers.virtual_machines[%zu].instances", at),
                "no such member, or a scale set", "a machine is one");
}

/* How many replicas there are in a region; 0: none, which another rule tells. */
static int64_t replicas_in(const struct target_version *version, const char *region)
{
    for (size_t at = 0; region && at < version->regions.count; at++) {
        const struct target_region *one = &version->regions.items[at];

        if (one->name && target_region_same(one->name, region))
            return one->replicas.given       ? one->replicas.value
                   : version->replicas.given ? version->replicas.value
                                             : 1;
    }
    return 0;
}

static void judge_replicas(struct judging *judging)
{
    enum { MACHINES_OF_A_REPLICA = 50 };
    const struct target *target = judging->target;

    for (size_t at = 0; at < target->consumers.scale_sets.count; at++) {
        const struct target_machine *set = &target->consumers.scale_sets.items[at];
        int64_t count = replicas_in(&target->version, set->region ? set->region : target->region);

        if (count > 0 && count <= 100 && set->instances.value > count * MACHINES_OF_A_REPLICA)
            judging_wrong(judging, place("consumers.scale_sets[%zu].instances", at),
                "a replica for every 50 machines that are made at once",
                "%lld machines are made from %lld replica%s", (long long)set->instances.value,
                (long long)count, count == 1 ? "" : "s");
    }
}

const struct target_rule target_rules_machines[] = {
    { .id = "target.lab-gallery-one",
        .title = "A lab plan or account has one gallery",
        .why = "Another one must be detached before this one is attached. Judged when "
               "attached_gallery_id names the one that it has.",
        .source = SOURCE_LABS,
        .judge = judge_one },
    { .id = "target.lab-region",
        .title = "The version is in the region of the lab plan",
        .why = "Lab Services does not list the image otherwise.",
        .source = "https://learn.microsoft.com/azure/lab-services/how-to-use-shared-image-gallery",
        .judge = judge_lab_region },
    { .id = "target.lab-disk-size",
        .title = "An image for Lab Services has a system disk of less than 128 GiB",
        .why = "Lab Services does not list the image otherwise.",
        .source = SOURCE_LABS,
        .judge = judge_lab_disk },
    { .id = "target.lab-data-disks",
        .title = "An image for Lab Services has no data disks",
        .why = "Lab Services does not list the image otherwise.",
        .source = SOURCE_LABS,
        .judge = judge_lab_disks },
    { .id = "target.lab-images",
        .title = "Images are enabled in a plan that the gallery is attached to, each once",
        .why = "There is nothing to enable otherwise.",
        .source = SOURCE_LABS,
        .judge = judge_lab_images },
    { .id = "target.lab-retires",
        .title = "The consumer stays",
        .why = "Azure Lab Services retires on 28 June 2027.",
        .source = SOURCE_RETIRES,
        .severity = PROBLEM_WARNING,
        .judge = judge_retires },
    { .id = "target.lab-retired",
        .title = "The consumer is there",
        .why = "Azure Lab Services has retired on 28 June 2027.",
        .source = SOURCE_RETIRES,
        .judge = judge_retired },
    { .id = "target.machine-region",
        .title = "The version is in the region of the machine",
        .why = "A machine is made from a replica in its own region.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_machine_regions },
    { .id = "target.machine-user",
        .title = "A machine has a first user when its image is generalized, and only then",
        .why = "Azure refuses the machine otherwise.",
        .source = SOURCE_IMAGES,
        .judge = judge_users },
    { .id = "target.machine-user-name",
        .title = "The first user has a name that Azure takes",
        .why = "Azure refuses common names, long ones, and what Windows does not take.",
        .source = SOURCE_VM,
        .judge = judge_user_names },
    { .id = "target.machine-twice",
        .title = "No machine is there twice",
        .why = "The second would change the first.",
        .source = SOURCE_NAMES,
        .judge = judge_machine_twice },
    { .id = "target.instances",
        .title = "A scale set has at most 1,000 machines",
        .why = "Azure refuses more.",
        .source = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
                  "virtual-machine-scale-sets-placement-groups",
        .judge = judge_instances },
    { .id = "target.replicas-few",
        .title = "There is a replica for every 50 machines that are made at once",
        .why = "Azure slows down the making of machines from one replica.",
        .source = SOURCE_OVERVIEW,
        .severity = PROBLEM_WARNING,
        .judge = judge_replicas },
    { .id = NULL },
};
