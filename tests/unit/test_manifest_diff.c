/* SPDX-License-Identifier: MIT */
/* test_manifest_diff.c - what changed from one image to the next is told, and nothing else. */
#include "world.h"

#include "check_main.h"

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define TIME_ZONE "SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation"

static void be_the_same(struct fake_machine *machine)
{
    (void)machine;
}

/* Who ran it, when, and what space was left say nothing about the image. */
static void be_another_day(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->now += 86400;
    hardware->boot_time += 86000;
    fake_file(machine, "C:\\Windows\\System32\\Sysprep\\Panther\\setuperr.log", "", 0);
}

static void be_updated(struct fake_machine *machine)
{
    fake_reg_u32(machine, NT, "UBR", 4317);
}

static void be_of_the_next_release(struct fake_machine *machine)
{
    fake_reg_text(machine, NT, "CurrentBuildNumber", "26100");
    fake_reg_text(machine, NT, "DisplayVersion", "24H2");
    fake_hardware(machine)->version.build = 26100;
}

static void be_elsewhere(struct fake_machine *machine)
{
    fake_reg_text(machine, TIME_ZONE, "TimeZoneKeyName", "W. Europe Standard Time");
}

static void have_a_driver(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES,
        "[{\"inf\":\"oem3.inf\",\"original\":\"contoso.inf\",\"provider\":\"Contoso\","
        "\"class\":\"System\"}]");
}

static void have_no_recovery(struct fake_machine *machine)
{
    struct disk_layout *layout = &fake_hardware(machine)->layout;

    ck_assert_uint_gt(layout->count, 3);
    ck_assert(disk_is_recovery(layout, &layout->partitions[layout->count - 1]));
    layout->count--;
}

static void start_something(struct fake_machine *machine)
{
    fake_reg_text(machine, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", "Contoso", "x.exe");
}

static const struct {
    const char *name;
    void (*change)(struct fake_machine *machine);
    int changes;
    const char *said[4];
} rows[] = {
    { "nothing", be_the_same, 0, { "Nothing changed." } },
    { "the day", be_another_day, 0, { "Nothing changed." } },
    { "an update", be_updated, 1,
        { "Windows\n    build: 22631.3007 -> 22631.4317\n", "1 change." } },
    { "a release", be_of_the_next_release, -1,
        { "    build: 22631.3007 -> 26100.3007\n", "    release: 23H2 -> 24H2\n",
            "os.version: 10.0.22631 -> 10.0.26100\n" } },
    { "a setting", be_elsewhere, -1,
        { "Settings\n    time.zone: Pacific Standard Time -> W. Europe Standard Time\n" } },
    { "a row", start_something, 1, { "  + run.entries: Contoso (hive: machine)\n", "1 change." } },
    { "an action", have_no_recovery, -1,
        { "  - Delete the recovery partition (delete-recovery-partition): ",
            "    windows_re.bcd_id: \"\" -> 7c9f7a51-3f0a-11ee-9a1e-00155d012345\n" } },
};

/* Seals a machine; its manifest is then the file of that name. */
static void seal(
    void (*change)(struct fake_machine *machine), struct world *other, const char *name)
{
    struct world world = world_new();

    change(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    AUTO_FREE char *manifest = world_read(world_state_path(&world, "manifest.json"));
    world_write(world_path(other, name), manifest);
    world_free(&world);
}

START_TEST(what_changed_is_told_and_nothing_else)
{
    struct world world = world_without_windows();
    char count[32];

    seal(be_the_same, &world, "old.json");
    seal(rows[_i].change, &world, "new.json");
    world_expects(world_run(&world, "manifest", "diff", world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        0);
    for (size_t at = 0; at < COUNT_OF(rows[_i].said) && rows[_i].said[at]; at++)
        ck_assert_msg(strstr(world_out(), rows[_i].said[at]), "%s: no '%s' in\n%s", rows[_i].name,
            rows[_i].said[at], world_out());
    world_expects(world_run(&world, "manifest", "diff", "--json", world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        0);
    snprintf(count, sizeof count, "\"changes\": %d", rows[_i].changes);
    if (rows[_i].changes >= 0)
        world_said(world_out(), count);
    world_free(&world);
}
END_TEST

/* Backwards, what was added is removed. */
START_TEST(the_other_way_round_it_is_the_opposite)
{
    struct world world = world_without_windows();

    seal(start_something, &world, "old.json");
    seal(be_the_same, &world, "new.json");
    world_expects(world_run(&world, "manifest", "diff", world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        0);
    world_said(world_out(), "  - run.entries: Contoso (hive: machine)\n");
    world_free(&world);
}
END_TEST

START_TEST(markdown_has_every_group_and_escapes)
{
    struct world world = world_without_windows();

    seal(be_the_same, &world, "old.json");
    seal(start_something, &world, "new.json");
    world_expects(world_run(&world, "manifest", "diff", "--format", "markdown", "--output",
                      world_path(&world, "notes.md"), world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        0);
    world_said(world_out(), "# What changed\n\nFrom GOLDEN-01, build 22631.3007, ");
    world_said(world_out(), "\n## Windows\n\nNo change.\n");
    world_said(world_out(), "\n## Settings\n\n- added run.entries: Contoso (hive: machine)\n");
    AUTO_FREE char *notes = world_read(world_path(&world, "notes.md"));
    ck_assert_str_eq(notes, world_out());
    world_free(&world);
}
END_TEST

START_TEST(an_altered_one_is_not_compared)
{
    struct world world = world_without_windows();

    seal(be_the_same, &world, "old.json");
    world_write(world_path(&world, "new.json"), "{}\n");
    world_expects(world_run(&world, "manifest", "diff", world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        1);
    world_said(world_err(), "new.json");
    world_expects(world_run(&world, "manifest", "diff", world_path(&world, "old.json"), NULL), 2);
    world_said(world_err(), "'manifest diff' needs two FILEs, the older one first");
    world_expects(world_run(&world, "manifest", "diff", "--format", "sarif",
                      world_path(&world, "old.json"), world_path(&world, "old.json"), NULL),
        2);
    world_free(&world);
}
END_TEST

START_TEST(a_driver_is_told_by_what_it_is)
{
    struct world world = world_without_windows();

    seal(be_the_same, &world, "old.json");
    seal(have_a_driver, &world, "new.json");
    world_expects(world_run(&world, "manifest", "diff", world_path(&world, "old.json"),
                      world_path(&world, "new.json"), NULL),
        0);
    world_said(world_out(), "Drivers and devices\n");
    world_said(world_out(), "  + driver.packages: contoso.inf (class: System, inf: oem3.inf, "
                            "provider:\n    Contoso)\n");
    world_said(world_out(), "    driver.package_count: 0 -> 1\n");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manifest_diff");

    check_add(suite, what_changed_is_told_and_nothing_else, COUNT_OF(rows));
    check_add(suite, the_other_way_round_it_is_the_opposite, 1);
    check_add(suite, markdown_has_every_group_and_escapes, 1);
    check_add(suite, an_altered_one_is_not_compared, 1);
    check_add(suite, a_driver_is_told_by_what_it_is, 1);
    return check_main(suite);
}
