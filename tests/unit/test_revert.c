/* SPDX-License-Identifier: MIT */
/* test_revert.c - each action is taken back: done, half done, not done at all, denied, lied to. */
#include "bench.h"
#include "check_main.h"

#define BITLOCKER "SYSTEM\\CurrentControlSet\\Control\\BitLocker"
#define PREVENT "PreventDeviceEncryption"

static void as_it_is(struct bench *bench)
{
    (void)bench;
}

static void room_behind(struct bench *bench)
{
    fake_hardware(bench->machine)->layout.count = 3;
}

static void no_windows_re(struct bench *bench)
{
    static const char *const off[] = { "/disable", NULL };
    struct guest_process *process = NULL;
    struct err err = { 0 };
    uint32_t code = 0;
    bool ended = false;

    ck_assert(bench->guest.process_start(
        bench->machine, "C:\\Windows\\System32\\ReAgentc.exe", off, false, &process, &err));
    ck_assert(
        bench->guest.process_wait(bench->machine, process, 60000, &ended, &code, &err) && ended);
    bench->guest.process_free(bench->machine, process);
    fake_hardware(bench->machine)->layout.partitions[3].length_bytes = 1024 * 1024;
}

static uint32_t call_volume(struct fake_machine *machine, const char *method, struct json *answer)
{
    (void)machine;
    (void)method;
    (void)json_add_number(answer, "ConversionStatus", 0);
    return 0;
}

static void decrypted(struct bench *bench)
{
    fake_wmi_methods(bench->machine, "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption",
        "Win32_EncryptableVolume", call_volume);
}

static void prevented_by_two(struct bench *bench)
{
    decrypted(bench);
    fake_reg_u32(bench->machine, BITLOCKER, PREVENT, 2);
}

static uint32_t does_nothing(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    text_append(output, "Operation Successful.\r\n");
    return 0;
}

static void reagentc_lies(struct bench *bench)
{
    fake_program(bench->machine, "reagentc.exe", 0, does_nothing);
}

static bool sets_nothing(
    void *state, enum guest_reserved_storage wanted, bool *restart, struct err *err)
{
    (void)state;
    (void)wanted;
    (void)err;
    *restart = false;
    return true;
}

static void dism_lies(struct bench *bench)
{
    bench->guest.reserved_storage_set = sets_nothing;
}

static bool resizes_nothing(
    void *state, uint32_t disk, uint64_t offset, uint64_t size, struct err *err)
{
    (void)state;
    (void)disk;
    (void)offset;
    (void)size;
    (void)err;
    return true;
}

static void provider_lies(struct bench *bench)
{
    bench->guest.partition_resize = resizes_nothing;
}

static bool adds_nothing(void *state, uint32_t disk, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err)
{
    (void)state;
    (void)disk;
    (void)expected;
    (void)partition;
    (void)err;
    return true;
}

static void table_lies(struct bench *bench)
{
    bench->guest.partition_add = adds_nothing;
}

static bool deletes_nothing(void *state, const char *key, const char *name, struct err *err)
{
    (void)state;
    (void)key;
    (void)name;
    (void)err;
    return true;
}

static void registry_lies(struct bench *bench)
{
    bench->guest.reg_delete_value = deletes_nothing;
}

static const struct {
    const char *action;
    void (*prepare)(struct bench *bench);
    const char *member; /* of the port, that the way back goes by */
    void (*lie)(struct bench *bench);
    const char *untold; /* what is said when the journal does not tell how it was */
} rows[] = {
    { "disable-reserved-storage", as_it_is, "reserved_storage_set", dism_lies,
        "reserved storage: the journal does not tell" },
    { "disable-windows-re", as_it_is, "process_start", reagentc_lies,
        "Windows RE: the journal does not tell" },
    { "extend-system-volume", room_behind, "partition_resize", provider_lies,
        "size of the volume of Windows: the journal does not tell" },
    { "delete-recovery-partition", no_windows_re, "partition_add", table_lies,
        "recovery partition: the journal does not tell" },
    { "decrypt-system-volume", decrypted, "reg_delete_value", registry_lies,
        "BitLocker: the journal does not tell" },
    { "decrypt-system-volume", prevented_by_two, "reg_write_u32", NULL,
        "BitLocker: the journal does not tell" },
};

/** The bench, and what the journal would keep. */
struct scene {
    struct bench bench;
    struct json_value kept;
    struct text before;
};

static void scene_done(struct scene *scene)
{
    bench_done(&scene->bench);
    json_value_done(&scene->kept);
    text_done(&scene->before);
}

static void set_scene(struct scene *scene, size_t row)
{
    struct err err = { 0 };

    bench_set(&scene->bench, rows[row].action);
    rows[row].prepare(&scene->bench);
    scene->kept.root = json_new_object();
    ck_assert_msg(scene->bench.action->remember(&scene->bench.context, scene->kept.root, &err),
        "%s", err.text);
    scene->bench.context.kept = scene->kept.root;
    (void)bench_observe(&scene->bench, &scene->before);
}

static bool is_reverted(struct scene *scene)
{
    struct action_context *context = &scene->bench.context;
    struct err err = { 0 };
    bool yes = false;

    ck_assert_msg(scene->bench.action->is_reverted(context, &yes, &err), "%s: %s",
        scene->bench.action->id, err.text);
    return yes;
}

static void apply(struct scene *scene)
{
    struct err err = { 0 };

    ck_assert_msg(bench_apply(&scene->bench, &err), "%s", err.text);
    ck_assert(bench_holds(&scene->bench));
}

START_TEST(what_was_done_is_taken_back_once)
{
    AUTO(scene) scene = { 0 };
    AUTO(text) after = { 0 };
    struct err err = { 0 };

    set_scene(&scene, (size_t)_i);
    apply(&scene);
    ck_assert_msg(!is_reverted(&scene), "%s", rows[_i].action);
    ck_assert_msg(scene.bench.action->revert(&scene.bench.context, &err), "%s: %s", rows[_i].action,
        err.text);
    ck_assert_msg(is_reverted(&scene), "%s", rows[_i].action);
    ck_assert_str_eq(bench_observe(&scene.bench, &after), text_string(&scene.before));
    ck_assert_msg(scene.bench.context.stays.len == 0, "%s", scene.bench.context.stays.bytes);
    /* Twice is like once. */
    int calls = fake_calls(scene.bench.machine, "disk_write_unused");
    ck_assert(scene.bench.action->revert(&scene.bench.context, &err));
    ck_assert(is_reverted(&scene));
    ck_assert_int_eq(fake_calls(scene.bench.machine, "disk_write_unused"), calls);
}
END_TEST

START_TEST(what_was_only_begun_is_back_already)
{
    AUTO(scene) scene = { 0 };

    set_scene(&scene, (size_t)_i);
    int calls = fake_calls(scene.bench.machine, rows[_i].member);
    ck_assert_msg(is_reverted(&scene), "%s", rows[_i].action);
    ck_assert_int_eq(fake_calls(scene.bench.machine, rows[_i].member), calls);
    ck_assert_uint_eq(scene.bench.context.stays.len, 0);
}
END_TEST

START_TEST(denied_is_a_failure)
{
    AUTO(scene) scene = { 0 };
    struct err err = { 0 };

    set_scene(&scene, (size_t)_i);
    apply(&scene);
    fake_fail(scene.bench.machine, rows[_i].member, -1, ERR_WIN32, 5, "access denied");
    bool done = scene.bench.action->revert(&scene.bench.context, &err);
    ck_assert_msg(!done && err.code == 5, "%s: %s", rows[_i].action, err.text);
    ck_assert_uint_eq(scene.bench.context.stays.len, 0);
    ck_assert_msg(!is_reverted(&scene), "%s", rows[_i].action);
}
END_TEST

START_TEST(a_lie_is_noticed)
{
    AUTO(scene) scene = { 0 };
    struct err err = { 0 };

    if (!rows[_i].lie)
        return;
    set_scene(&scene, (size_t)_i);
    apply(&scene);
    rows[_i].lie(&scene.bench);
    (void)!scene.bench.action->revert(&scene.bench.context, &err); /* the question decides */
    ck_assert_msg(!is_reverted(&scene), "%s", rows[_i].action);
}
END_TEST

START_TEST(what_the_journal_does_not_tell_is_named)
{
    AUTO(scene) scene = { 0 };

    set_scene(&scene, (size_t)_i);
    apply(&scene);
    scene.bench.context.kept = NULL;
    ck_assert_msg(is_reverted(&scene), "%s", rows[_i].action);
    ck_assert_msg(strstr(text_string(&scene.bench.context.stays), rows[_i].untold), "%s: %s",
        rows[_i].action, text_string(&scene.bench.context.stays));
}
END_TEST

/* A journal that was altered by hand makes no partition of another type. */
START_TEST(nothing_but_a_recovery_partition_is_made)
{
    AUTO(scene) scene = { 0 };
    AUTO(json_value) other = { NULL };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set_scene(&scene, 3);
    apply(&scene);
    ck_assert(json_print(scene.kept.root, true, &text, &err));
    char *type = strstr(text.bytes, DISK_TYPE_RECOVERY);
    ck_assert_ptr_nonnull(type);
    memcpy(type, DISK_TYPE_BASIC_DATA, strlen(DISK_TYPE_BASIC_DATA));
    ck_assert(json_parse(text.bytes, text.len, &other.root, &err));
    scene.bench.context.kept = other.root;
    ck_assert(is_reverted(&scene));
    ck_assert(scene.bench.action->revert(&scene.bench.context, &err));
    ck_assert_int_eq(fake_calls(scene.bench.machine, "partition_add"), 0);
    ck_assert_ptr_nonnull(strstr(text_string(&scene.bench.context.stays), "is malformed"));
}
END_TEST

START_TEST(what_sysprep_has_begun_is_refused)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = false;

    bench_set(&bench, "generalize");
    ck_assert_msg(bench.action->is_reverted(&bench.context, &yes, &err), "%s", err.text);
    ck_assert(yes);
    fake_reg_text(bench.machine, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State",
        "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    ck_assert(!bench.action->is_reverted(&bench.context, &yes, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
}
END_TEST

START_TEST(a_line_of_what_stays_is_told_once)
{
    struct action_context context = { 0 };

    action_stays(&context, "%s", "one");
    action_stays(&context, "%s", "one and more");
    action_stays(&context, "%s", "one");
    ck_assert_str_eq(text_string(&context.stays), "one\none and more\n");
    action_context_done(&context);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("revert");
    TCase *tests = tcase_create("rows");

    tcase_add_loop_test(tests, what_was_done_is_taken_back_once, 0, COUNT_OF(rows));
    tcase_add_loop_test(tests, what_was_only_begun_is_back_already, 0, COUNT_OF(rows));
    tcase_add_loop_test(tests, denied_is_a_failure, 0, COUNT_OF(rows));
    tcase_add_loop_test(tests, a_lie_is_noticed, 0, COUNT_OF(rows));
    tcase_add_loop_test(tests, what_the_journal_does_not_tell_is_named, 0, COUNT_OF(rows));
    tcase_add_test(tests, nothing_but_a_recovery_partition_is_made);
    tcase_add_test(tests, what_sysprep_has_begun_is_refused);
    tcase_add_test(tests, a_line_of_what_stays_is_told_once);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
