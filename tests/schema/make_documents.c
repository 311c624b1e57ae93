/* SPDX-License-Identifier: MIT */
/*
 * make_documents.c - writes every kind of document that goldprep writes, for a validator to judge.
 *
 * usage: make_documents FOLDER
 */
#include "check_main.h"
#include "own_fake.h"
#include "world.h"

#include <sys/stat.h>

static const char *folder;

static const char *place(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* What the last command answered. */
static void keep(const char *name)
{
    world_write(place(name), world_out());
}

static uint32_t fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 1;
}

START_TEST(of_a_factory_machine)
{
    struct world world = world_new();

    world_run(&world, "facts", "--json", NULL);
    keep("facts-factory.json");
    world_run(&world, "facts", "--deep", "--json", NULL);
    keep("facts-deep.json");
    world_run(&world, "assess", "--json", NULL);
    keep("assessment-factory.json");
    world_run(&world, "plan", "--profile", "devbox", "--json", NULL);
    keep("plan-factory.json");
    world_run(&world, "status", "--json", NULL);
    keep("status-none.json");
    world_free(&world);
}
END_TEST

START_TEST(of_a_machine_that_tells_little)
{
    struct world world = world_new();

    fake_machine_free(world.machine);
    world.machine = fake_machine_empty();
    world.guest = fake_guest(world.machine);
    world_run(&world, "facts", "--json", NULL);
    keep("facts-empty.json");
    world_run(&world, "assess", "--json", NULL);
    keep("assessment-empty.json");
    world_run(&world, "plan", "--profile", "devbox", "--json", NULL);
    keep("plan-empty.json");
    world_free(&world);
}
END_TEST

START_TEST(of_a_run_with_a_restart)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    world_run(&world, "status", "--json", NULL);
    keep("status-restarting.json");
    fake_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_run(&world, "status", "--json", NULL);
    keep("status-finished.json");
    world_run(&world, "manifest", "print", "--json", NULL);
    keep("manifest-restart.json");
    world_expects(world_run(&world, "manifest", "diff", "--json", place("manifest-restart.json"),
                      world_state_path(&world, "manifest.json"), NULL),
        0);
    keep("manifest_diff-same.json");
    world_free(&world);
}
END_TEST

START_TEST(of_a_second_image)
{
    struct world world = world_new();

    fake_reg_u32(world.machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "UBR", 4317);
    fake_list(world.machine, GUEST_LIST_DRIVER_PACKAGES,
        "[{\"inf\":\"oem3.inf\",\"original\":\"contoso.inf\",\"provider\":\"Contoso\","
        "\"class\":\"System\"}]");
    world_is_ready(&world);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_run(&world, "manifest", "print", "--json", NULL);
    keep("manifest-second.json");
    world_expects(world_run(&world, "manifest", "provenance", NULL), 0);
    keep("provenance-manifest.json");
    world_expects(
        world_run(&world, "manifest", "provenance", "--image", place("manifest-second.json"), NULL),
        0);
    keep("provenance-image.json");
    world_expects(world_run(&world, "manifest", "diff", "--json", place("manifest-restart.json"),
                      place("manifest-second.json"), NULL),
        0);
    keep("manifest_diff-second.json");
    world_free(&world);
}
END_TEST

static void keep_file(const char *path, const char *name)
{
    AUTO_FREE char *content = world_read(path);

    ck_assert_msg(content != NULL, "there is no '%s'", path);
    world_write(place(name), content);
}

START_TEST(of_a_run_that_removed_goldprep)
{
    struct world world = world_new();
    char copy[160];

    own_fake = (struct own_fake){ .world = &world, .leaves = OWN_LEAVES_AT_END };
    snprintf(own_fake.program, sizeof own_fake.program, "C:\\tools\\goldprep.exe");
    world.own = own_fake_table;
    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    fake_reg_u32(world.machine, SERVICE_KEY, "Start", 3);
    own_fake.fails_at = 1;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", "--remove-agent",
                      "--manifest", copy, NULL),
        1);
    keep_file(copy, "manifest-left.json");
    own_fake.fails_at = 0;
    world_expects(world_run(&world, "resume", NULL), 0);
    keep_file(copy, "manifest-removed.json");
    world_free(&world);
}
END_TEST

START_TEST(of_a_run_that_failed)
{
    struct world world = world_new();

    fake_fail(world.machine, "partition_resize", -1, ERR_WMI, 4, "the volume is in use");
    fake_program(world.machine, "diskpart.exe", 0, fails);
    world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL);
    world_run(&world, "status", "--json", NULL);
    keep("status-stopped.json");
    world_run(&world, "undo", "--trial", "--json", NULL);
    keep("undo-stopped.json");
    world_run(&world, "undo", "--yes", NULL);
    world_run(&world, "status", "--json", NULL);
    keep("status-undone.json");
    world_free(&world);
}
END_TEST

/* One that extends, one that stands alone: each is read by goldprep and by the validator. */
START_TEST(of_profiles_of_ones_own)
{
    struct world world = world_new();

    world_write(place("profile-extends.json"),
        "{\"schema\":\"goldprep.profile/1\",\"id\":\"contoso\",\"title\":\"Contoso\","
        "\"extends\":\"devbox\",\"dated\":\"2026-05-01\",\"source\":\"https://contoso.example/\","
        "\"rules\":[{\"requirement\":\"disk.size-default\",\"level\":\"must\"},"
        "{\"requirement\":\"os.release-supported\","
        "\"parameters\":{\"min_build_windows_11\":26100}},"
        "{\"requirement\":\"security.tpm-2\",\"drop\":true}]}");
    world_write(place("profile-alone.json"),
        "{\"schema\":\"goldprep.profile/1\",\"id\":\"alone\",\"title\":\"Alone\","
        "\"rules\":[{\"requirement\":\"os.client\",\"level\":\"must\"}]}");
    world_run(&world, "assess", "--json", "--profile", place("profile-extends.json"), NULL);
    keep("assessment-extends.json");
    world_expects(
        world_run(&world, "assess", "--json", "--profile", place("profile-alone.json"), NULL), 0);
    keep("assessment-alone.json");
    world_run(&world, "plan", "--json", "--profile", place("profile-extends.json"), NULL);
    keep("plan-extends.json");
    world_free(&world);
}
END_TEST

START_TEST(of_other_formats)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "a \x1b \x01 <b> & \"c\"");
    world_run(&world, "assess", "--format", "sarif", NULL);
    keep("assessment-factory.sarif");
    world_run(&world, "assess", "--format", "junit", NULL);
    keep("assessment-factory.xml");
    fake_machine_free(world.machine);
    world.machine = fake_machine_empty();
    world.guest = fake_guest(world.machine);
    world_run(&world, "assess", "--format", "sarif", NULL);
    keep("assessment-empty.sarif");
    world_run(&world, "assess", "--format", "junit", NULL);
    keep("assessment-empty.xml");
    world_free(&world);
}
END_TEST

START_TEST(of_logs)
{
    static const char *const logs[] = {
        "2031-04-05 06:07:08, Error                 SYSPRP BCD: BiUpdateEfiEntry failed c000000d\n"
        "2031-04-05 06:07:08, Error                 SYSPRP Package A.B_1.0.0.0_x64__abcdefghjkmnp "
        "was "
        "installed for a user, but not provisioned for all users.\n"
        "2031-04-05 06:07:08, Error                 SYSPRP Failed to remove apps for the current "
        "user: 0x80073cf2.\n",
        "IMAGE_STATE_COMPLETE\nIMAGE_STATE_COMPLETE\n", ""
    };
    struct world world = world_without_windows();

    for (size_t at = 0; at < COUNT_OF(logs); at++) {
        const char *path = world_path(&world, "setupact.log");
        char name[64];

        world_write(path, logs[at]);
        world_expects(world_run(&world, "diagnose", path, "--json", NULL), 0);
        snprintf(name, sizeof name, "diagnosis-%zu.json", at);
        keep(name);
    }
    world_free(&world);
}
END_TEST

START_TEST(of_the_tables)
{
    static const char *const ids[] = { "os.edition-enterprise", "os.edition", "system-disk",
        "generalize", "windows365", "3", "restart", "disk.size-default",
        "reserved-storage.disabled", "appx-not-provisioned", "target.region-twice" };
    struct world world = world_new();

    for (size_t at = 0; at < COUNT_OF(ids); at++) {
        char name[64];

        world_expects(world_run(&world, "explain", ids[at], "--json", NULL), 0);
        snprintf(name, sizeof name, "explanation-%zu.json", at);
        keep(name);
    }
    world_run(&world, "profiles", "--json", NULL);
    keep("profiles-all.json");
    world_free(&world);
}
END_TEST

START_TEST(of_targets)
{
    struct world world = world_new();

    world_expects(world_run(&world, "render", "target", "--example", NULL), 0);
    keep("target-example.json");
    world_expects(
        world_run(&world, "render", "check", place("target-example.json"), "--json", NULL), 0);
    keep("problems-none.json");
    world_expects(
        world_run(&world, "render", "check", place("facts-factory.json"), "--json", NULL), 3);
    keep("problems-many.json");
    world_free(&world);
}
END_TEST

START_TEST(of_answer_files)
{
    struct world world = world_new();
    const char *file = world_path(&world, "unattend.xml");

    world_write(file, "<unattend><settings pass='oobesystem' wasPassProcessed='true'><component "
                      "name='Microsoft-Windows-Shell-Setup'><AutoLogon/></component></settings>"
                      "</unattend>");
    world_expects(world_run(&world, "unattend", file, "--profile", "devbox", "--fix",
                      world_path(&world, "fixed.xml"), "--json", NULL),
        3);
    keep("unattend-named.json");
    world_run(&world, "unattend", "--json", NULL);
    keep("unattend-machine.json");
    world_run(&world, "explain", "unattend.pass-unknown", "--json", NULL);
    keep("explanation-unattend.json");
    world_free(&world);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("make_documents");
    TCase *tests = tcase_create("make_documents");

    if (count != 2) {
        fprintf(stderr, "usage: make_documents FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = arguments[1];
    (void)mkdir(folder, 0777); /* it may be there; writing will tell */
    tcase_add_test(tests, of_a_factory_machine);
    tcase_add_test(tests, of_a_machine_that_tells_little);
    tcase_add_test(tests, of_a_run_with_a_restart);
    tcase_add_test(tests, of_a_run_that_removed_goldprep);
    tcase_add_test(tests, of_a_second_image);
    tcase_add_test(tests, of_a_run_that_failed);
    tcase_add_test(tests, of_profiles_of_ones_own);
    tcase_add_test(tests, of_other_formats);
    tcase_add_test(tests, of_logs);
    tcase_add_test(tests, of_the_tables);
    tcase_add_test(tests, of_targets);
    tcase_add_test(tests, of_answer_files);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
