/* SPDX-License-Identifier: MIT */
/*
 * test_extend_system_volume.c - the volume grows into the space behind it, and into nothing
 * else.
 */
#include "bench.h"
#include "check_main.h"

#define ID "extend-system-volume"
#define MIB (1024ULL * 1024)
#define WINDOWS (117 * MIB)

static struct disk_layout *layout_of(struct bench *bench)
{
    return &fake_hardware(bench->machine)->layout;
}

static struct guest_volume *volume_of(struct bench *bench)
{
    return &fake_hardware(bench->machine)->volume;
}

/* The recovery partition is gone: 650 MiB are free behind Windows, less the GPT's second copy. */
static void set_up(struct bench *bench)
{
    bench_set(bench, ID);
    layout_of(bench)->count = 3;
}

START_TEST(it_grows_to_the_last_whole_mebibyte)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    struct disk_layout before = *layout_of(&bench);
    ck_assert(!bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text),
        "partition of 63.3 GiB, file system of 63.3 GiB, 650 MiB free behind it");
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    const struct disk_partition *windows = &layout_of(&bench)->partitions[2];
    ck_assert_uint_eq(windows->offset_bytes, WINDOWS);
    ck_assert_uint_eq(windows->length_bytes, 65535 * MIB - WINDOWS);
    ck_assert_uint_eq(volume_of(&bench)->size_bytes, windows->length_bytes);
    for (size_t i = 0; i < 2; i++)
        ck_assert(disk_partition_equal(&before.partitions[i], &layout_of(&bench)->partitions[i]));
    ck_assert_ptr_nonnull(fake_disk_content("state/backup-122683392/layout.json", NULL));
}
END_TEST

static void as_set_up(struct bench *bench)
{
    (void)bench;
}

static void recovery_behind(struct bench *bench)
{
    layout_of(bench)->count = 4;
}

static void data_behind(struct bench *bench)
{
    struct disk_layout *layout = layout_of(bench);

    layout->count = 4;
    memcpy(layout->partitions[3].type, DISK_TYPE_BASIC_DATA, sizeof DISK_TYPE_BASIC_DATA);
    layout->partitions[3].offset_bytes += 100 * MIB + 512;
    layout->partitions[3].length_bytes = 200 * MIB;
}

static void nearly_full(struct bench *bench)
{
    layout_of(bench)->partitions[2].length_bytes = 65535 * MIB - WINDOWS - 1;
    volume_of(bench)->length_bytes = volume_of(bench)->size_bytes = 65535 * MIB - WINDOWS - 1;
}

static void hole_in_front(struct bench *bench)
{
    recovery_behind(bench);
    layout_of(bench)->partitions[1].length_bytes = MIB;
}

static void file_system_lags(struct bench *bench)
{
    recovery_behind(bench);
    volume_of(bench)->size_bytes -= 100 * MIB;
}

static void file_system_not_told(struct bench *bench)
{
    recovery_behind(bench);
    volume_of(bench)->size_bytes = 0;
}

static void last_cluster(struct bench *bench)
{
    recovery_behind(bench);
    volume_of(bench)->size_bytes -= 65536;
}

static const struct {
    const char *name;
    void (*prepare)(struct bench *bench);
    bool holds;
    uint64_t end; /* of the partition afterwards */
} places[] = {
    { "free to the end", as_set_up, false, 65535 * MIB },
    { "a partition directly behind", recovery_behind, true, 64885 * MIB },
    { "a partition further behind, not aligned", data_behind, false, 64985 * MIB },
    { "less than 1 MiB to gain", nearly_full, true, 65535 * MIB - 1 },
    { "space in front does not count", hole_in_front, true, 64885 * MIB },
    { "the file system's last cluster is no lag", last_cluster, true, 64885 * MIB },
    { "a file system of unknown size does not count", file_system_not_told, true, 64885 * MIB },
};

START_TEST(only_space_directly_behind_counts)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    places[_i].prepare(&bench);
    ck_assert_msg(bench_holds(&bench) == places[_i].holds, "%s", places[_i].name);
    if (!places[_i].holds)
        ck_assert_msg(bench_apply(&bench, &err), "%s: %s", places[_i].name, err.text);
    const struct disk_partition *windows = &layout_of(&bench)->partitions[2];
    ck_assert_msg(
        windows->offset_bytes + windows->length_bytes == places[_i].end, "%s", places[_i].name);
    ck_assert_msg(bench_holds(&bench), "%s", places[_i].name);
}
END_TEST

static uint32_t grows_file_system(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    struct guest_volume *volume = &fake_hardware(machine)->volume;
    size_t len = 0;

    (void)output;
    ck_assert_str_eq(fake_disk_content(arguments[1], &len),
        "select disk 0\r\nselect partition 3\r\nextend filesystem\r\n");
    volume->size_bytes = volume->length_bytes;
    return 0;
}

START_TEST(a_file_system_that_lags_behind_is_extended_alone)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    file_system_lags(&bench);
    ck_assert(!bench_holds(&bench));
    fake_program(bench.machine, "diskpart.exe", 1000, grows_file_system);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    ck_assert_int_eq(fake_calls(bench.machine, "partition_resize"), 0);
}
END_TEST

static const struct {
    const char *name;
    enum err_domain domain;
    uint32_t code;
    bool works;
} failures[] = {
    { "fails for a reason of its own", ERR_WMI, 4, true },
    { "size not supported", ERR_WMI, 4097, true },
    { "no provider", ERR_HRESULT, 0x8004100E, true },
    { "access denied", ERR_WMI, 40001, false },
};

START_TEST(diskpart_helps_unless_rights_are_missing)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    fake_fail(bench.machine, "partition_resize", -1, failures[_i].domain, failures[_i].code, "no");
    ck_assert_msg(
        bench_apply(&bench, &err) == failures[_i].works, "%s: %s", failures[_i].name, err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), failures[_i].works);
    ck_assert_msg(bench_holds(&bench) == failures[_i].works, "%s", failures[_i].name);
}
END_TEST

START_TEST(without_the_provider_s_limits_the_table_counts)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    fake_fail(bench.machine, "partition_limits", -1, ERR_HRESULT, 0x8004100E, "no provider");
    ck_assert(!bench_holds(&bench));
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(denied_limits_are_no_answer)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    set_up(&bench);
    fake_fail(bench.machine, "partition_limits", -1, ERR_WMI, 40001, "denied");
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err.domain == ERR_WMI && err.code == 40001);
}
END_TEST

/* Functions that stand in for the provider. The port has no place for a test's own state. */
static struct bench *at_work;
static struct guest sound;
static uint64_t most;

static bool limited(void *state, uint32_t disk, uint64_t offset, uint64_t *least_bytes,
    uint64_t *most_bytes, struct err *err)
{
    (void)state;
    (void)disk;
    (void)offset;
    (void)err;
    *least_bytes = MIB;
    *most_bytes = most;
    return true;
}

START_TEST(the_provider_s_limit_counts_too)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    bench.guest.partition_limits = limited;
    most = 64768 * MIB + 100 * MIB + 4096;
    ck_assert(!bench_holds(&bench));
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_uint_eq(layout_of(&bench)->partitions[2].length_bytes, 64868 * MIB);
    ck_assert(bench_holds(&bench));
    most = 1; /* nonsense is no reason to shrink */
    ck_assert(bench_holds(&bench));
}
END_TEST

static bool lie(void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    (void)state;
    (void)disk;
    (void)offset;
    (void)size;
    (void)err;
    return true;
}

static bool partition_only(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    uint64_t old = volume_of(at_work)->size_bytes;

    ck_assert(sound.partition_resize(state, disk, offset, size, err));
    volume_of(at_work)->size_bytes = old;
    return true;
}

static bool moves_another(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    layout_of(at_work)->partitions[0].length_bytes += 512;
    return sound.partition_resize(state, disk, offset, size, err);
}

static bool changes_type(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    layout_of(at_work)->partitions[2].attributes ^= 1;
    return sound.partition_resize(state, disk, offset, size, err);
}

static bool grows_too_far(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    ck_assert(sound.partition_resize(state, disk, offset, size, err));
    layout_of(at_work)->partitions[2].length_bytes += MIB;
    volume_of(at_work)->size_bytes += MIB;
    return true;
}

static const struct {
    const char *name;
    bool (*provider)(void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err);
    enum err_agent code;
    const char *told;
} providers[] = {
    { "says done and nothing changed", lie, ERR_NO_EFFECT, "expected were" },
    { "extends the partition and not the file system", partition_only, ERR_NO_EFFECT,
        "its file system has only" },
    { "alters another entry", moves_another, ERR_DAMAGED, "partition 1 (efi" },
    { "alters more than the length", changes_type, ERR_DAMAGED, "more than its length" },
    { "goes too far", grows_too_far, ERR_NO_EFFECT, "expected were" },
};

START_TEST(what_the_provider_does_besides_is_noticed)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    at_work = &bench;
    sound = fake_guest(bench.machine);
    bench.guest.partition_resize = providers[_i].provider;
    ck_assert_msg(!bench_apply(&bench, &err), "%s", providers[_i].name);
    ck_assert_msg(err_is(&err, providers[_i].code), "%s: %s", providers[_i].name, err.text);
    ck_assert_msg(strstr(err.text, providers[_i].told), "%s: %s", providers[_i].name, err.text);
}
END_TEST

START_TEST(a_dynamic_disk_is_refused)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    memcpy(layout_of(&bench)->partitions[1].type, DISK_TYPE_LDM_METADATA,
        sizeof DISK_TYPE_LDM_METADATA);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "partition_resize"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("extend_system_volume");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, it_grows_to_the_last_whole_mebibyte);
    tcase_add_loop_test(rows, only_space_directly_behind_counts, 0, COUNT_OF(places));
    tcase_add_test(rows, a_file_system_that_lags_behind_is_extended_alone);
    tcase_add_loop_test(rows, diskpart_helps_unless_rights_are_missing, 0, COUNT_OF(failures));
    tcase_add_test(rows, without_the_provider_s_limits_the_table_counts);
    tcase_add_test(rows, denied_limits_are_no_answer);
    tcase_add_test(rows, the_provider_s_limit_counts_too);
    tcase_add_loop_test(rows, what_the_provider_does_besides_is_noticed, 0, COUNT_OF(providers));
    tcase_add_test(rows, a_dynamic_disk_is_refused);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
