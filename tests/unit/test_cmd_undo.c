/* SPDX-License-Identifier: MIT */
/* test_cmd_undo.c - the command: what it says, asks, refuses and ends with. */
#include "world.h"

#include "base/json.h"

#include "check_main.h"

static void set_small(struct world *world)
{
    fake_hardware(world->machine)->layout.partitions[3].length_bytes = 1024 * 1024;
}

/* After an apply that changed everything it can. */
static struct world applied(void)
{
    struct world world = world_new();

    set_small(&world);
    world_is_ready(&world);
    return world;
}

START_TEST(a_run_is_taken_back_and_a_new_one_begins_anew)
{
    struct world world = applied();
    struct disk_layout *layout = &fake_hardware(world.machine)->layout;

    ck_assert_uint_eq(layout->count, 3);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    world_said(world_out(), "is taken back, newest");
    world_said(world_out(), "Take back: Delete the recovery partition");
    world_said(world_out(), "The run is taken back: this machine is as it was before it.");
    ck_assert_uint_eq(layout->count, 4);
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "undone: the run is taken back");
    world_expects(world_run(&world, "undo", "--yes", NULL), 5);
    world_said(world_err(), "that could be taken back");
    world_expects(world_run(&world, "resume", NULL), 5);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert_uint_eq(layout->count, 3);
    world_free(&world);
}
END_TEST

START_TEST(a_trial_says_it_and_changes_nothing)
{
    struct world world = applied();
    AUTO(json_value) document = { NULL };
    struct err err = { 0 };
    char *before = world_read(world_state_path(&world, "journal"));

    world_expects(world_run(&world, "undo", "--trial", NULL), 0);
    world_said(world_out(), "1. Extend the system volume");
    world_expects(world_run(&world, "undo", "--trial", "--json", NULL), 0);
    ck_assert(json_parse(world_out(), strlen(world_out()), &document.root, &err));
    ck_assert_str_eq(json_string(json_member(document.root, "schema")), "goldprep.undo/1");
    ck_assert_uint_gt(json_count(json_member(document.root, "actions")), 3);
    char *after = world_read(world_state_path(&world, "journal"));
    ck_assert_str_eq(before, after);
    ck_assert_uint_eq(fake_hardware(world.machine)->layout.count, 3);
    free(before);
    free(after);
    world_free(&world);
}
END_TEST

START_TEST(what_cannot_be_undone_is_named)
{
    struct world world = world_new();

    set_small(&world);
    fake_hardware(world.machine)->volume.free_bytes = 1024 * 1024;
    world_is_ready(&world);
    world_expects(world_run(&world, "undo", "--trial", NULL), 3);
    world_said(world_out(), "cannot be undone: content of partition 4");
    world_expects(world_run(&world, "undo", "--yes", NULL), 3);
    world_said(world_out(), "but for what cannot be undone:");
    world_said(world_out(), "has only 1 MiB free");
    world_free(&world);
}
END_TEST

START_TEST(it_asks_first)
{
    struct world world = applied();

    world_expects(world_run(&world, "undo", NULL), 2);
    world_said(world_err(), "nobody to ask");
    world_answers(WORLD_NO);
    world_expects(world_run(&world, "undo", NULL), 5);
    world_said(world_err(), "Take this run back?");
    ck_assert_uint_eq(fake_hardware(world.machine)->layout.count, 3);
    world_answers(WORLD_YES);
    world_expects(world_run(&world, "undo", NULL), 0);
    world_free(&world);
}
END_TEST

START_TEST(a_run_that_failed_is_taken_back)
{
    struct world world = world_new();

    set_small(&world);
    fake_fail(world.machine, "partition_resize", 1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 1);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    ck_assert_uint_eq(fake_hardware(world.machine)->layout.count, 4);
    world_free(&world);
}
END_TEST

START_TEST(a_step_that_fails_stops_it_and_nothing_else_may_begin)
{
    struct world world = applied();

    fake_fail(world.machine, "partition_add", 1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "undo", "--yes", NULL), 1);
    world_said(world_err(), "'goldprep undo' goes on where it stopped");
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "undo-stopped: ");
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 5);
    world_said(world_err(), "an unfinished undo is in");
    world_expects(world_run(&world, "resume", NULL), 5);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    world_free(&world);
}
END_TEST

static const struct {
    const char *member;
    enum err_agent why;
    int code;
} stops[] = {
    { "partition_add", ERR_CHANGED, 1 },
    { "reserved_storage_set", ERR_REFUSED, 1 },
    { "process_start", ERR_BUSY, 1 },
    { "partition_add", ERR_CANCELLED, 1 },
    { "partition_add", ERR_TIME_LIMIT, 7 },
};

/* 5 would say that nothing was changed. */
START_TEST(what_stops_it_in_the_middle_is_no_refusal)
{
    struct world world = applied();

    fake_fail(world.machine, stops[_i].member, 1, ERR_AGENT, stops[_i].why, "not now");
    world_expects(world_run(&world, "undo", "--yes", NULL), stops[_i].code);
    world_said(world_err(), "not now");
    world_said(world_err(), "'goldprep undo' goes on where it stopped");
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    world_free(&world);
}
END_TEST

START_TEST(a_restart_is_asked_for)
{
    struct world world = applied();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "undo", "--yes", NULL), 3010);
    world_said(world_out(), "Restart Windows now, then 'goldprep undo' goes on.");
    world_expects(world_run(&world, "undo", "--yes", NULL), 3010);
    fake_restart(world.machine);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    world_free(&world);
}
END_TEST

static int calls_until_stop;

static bool wait_until_stop(void *state, uint32_t milliseconds, struct err *err)
{
    (void)state;
    (void)milliseconds;
    return --calls_until_stop != 0 || err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop");
}

/* Its space is nobody's yet. */
START_TEST(told_to_stop_while_content_is_put_back_it_adds_no_entry_yet)
{
    struct world world = applied();

    world.guest.wait = wait_until_stop;
    calls_until_stop = 2; /* between two actions, then in the content */
    world_expects(world_run(&world, "undo", "--yes", NULL), 1);
    world_said(world_err(), "cannot put back the content of partition 4");
    world_said(world_err(), "told to stop");
    ck_assert_uint_eq(fake_hardware(world.machine)->layout.count, 3);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    ck_assert_uint_eq(fake_hardware(world.machine)->layout.count, 4);
    world_free(&world);
}
END_TEST

static void another_name(struct world *world)
{
    snprintf(fake_hardware(world->machine)->computer_name,
        sizeof fake_hardware(world->machine)->computer_name, "OTHER");
}

static void no_rights(struct world *world)
{
    fake_hardware(world->machine)->token.is_administrator = false;
}

static void sealed(struct world *world)
{
    world_expects(world_run(world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
}

static const struct {
    const char *name;
    void (*prepare)(struct world *world);
    int code;
    const char *err;
} refusals[] = {
    { "another machine's", another_name, 5, "and this is 'OTHER'" },
    { "no administrator", no_rights, 5, "administrator's rights" },
    { "sealed", sealed, 5, "this run has sealed the machine" },
};

START_TEST(what_is_not_its_own_or_sealed_is_refused)
{
    struct world world = applied();

    refusals[_i].prepare(&world);
    char *before = world_read(world_state_path(&world, "journal"));
    int code = world_run(&world, "undo", "--yes", NULL);
    ck_assert_msg(code == refusals[_i].code, "%s: %d\n%s", refusals[_i].name, code, world_err());
    world_said(world_err(), refusals[_i].err);
    char *after = world_read(world_state_path(&world, "journal"));
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    world_free(&world);
}
END_TEST

static void damaged(struct world *world)
{
    char *journal = world_read(world_state_path(world, "journal"));

    journal[200] ^= 1;
    world_write(world_state_path(world, "journal"), journal);
    free(journal);
}

START_TEST(a_damaged_journal_is_set_aside_but_by_a_trial)
{
    struct world world = applied();

    damaged(&world);
    world_expects(world_run(&world, "undo", "--trial", NULL), 5);
    world_said(world_err(), "is damaged");
    ck_assert(world_has(world_state_path(&world, "journal")));
    world_expects(world_run(&world, "undo", "--yes", NULL), 5);
    world_said(world_err(), "it is kept as");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

START_TEST(sealing_removes_what_only_an_undo_would_need)
{
    struct world world = world_new();
    char name[64];

    set_small(&world);
    snprintf(name, sizeof name, "partition-%llu.content",
        (unsigned long long)fake_hardware(world.machine)->layout.partitions[3].offset_bytes);
    fake_disk_bytes(world.machine, fake_hardware(world.machine)->layout.partitions[3].offset_bytes,
        "content", 7);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(world_has(world_state_path(&world, name)));
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    ck_assert(!world_has(world_state_path(&world, name)));
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(!world_has(world_state_path(&world, name)));
    world_free(&world);
}
END_TEST

/* As a Packer template does it: the run that has kept the content is not the one that seals. */
START_TEST(a_new_run_removes_what_the_last_one_has_kept)
{
    struct world world = world_new();
    uint64_t offset = fake_hardware(world.machine)->layout.partitions[3].offset_bytes;
    char name[64];

    set_small(&world);
    snprintf(name, sizeof name, "partition-%llu.content", (unsigned long long)offset);
    fake_disk_bytes(world.machine, offset, "content", 7);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(world_has(world_state_path(&world, name)));
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(!world_has(world_state_path(&world, name)));
    world_free(&world);
}
END_TEST

/* What a journal was that nobody can read any more, only its files tell. */
START_TEST(a_new_run_removes_what_a_damaged_journal_has_kept)
{
    struct world world = world_new();
    char name[64];

    set_small(&world);
    snprintf(name, sizeof name, "partition-%llu.content",
        (unsigned long long)fake_hardware(world.machine)->layout.partitions[3].offset_bytes);
    fake_disk_bytes(world.machine, fake_hardware(world.machine)->layout.partitions[3].offset_bytes,
        "content", 7);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    damaged(&world);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 5);
    ck_assert(world_has(world_state_path(&world, name)));
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(!world_has(world_state_path(&world, name)));
    world_free(&world);
}
END_TEST

/* Whatever put it there since the run began. */
START_TEST(sealing_removes_whatever_is_kept)
{
    struct world world = world_new();
    static const char *const names[] = { "partition-1.content", "partition-1.json" };

    set_small(&world);
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        world_write(world_state_path(&world, names[i]), "of a journal that was set aside");
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 0);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        ck_assert_msg(!world_has(world_state_path(&world, names[i])), "%s", names[i]);
    world_free(&world);
}
END_TEST

START_TEST(without_a_run_there_is_nothing_and_no_folder_is_made)
{
    struct world world = world_new();

    world_expects(world_run(&world, "undo", "--yes", NULL), 5);
    ck_assert(!world_has(world.state));
    world_expects(world_run(&world, "undo", "--json", NULL), 2);
    world_said(world_err(), "that of 'undo --trial'");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_undo");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, a_run_is_taken_back_and_a_new_one_begins_anew);
    tcase_add_test(rows, a_trial_says_it_and_changes_nothing);
    tcase_add_test(rows, what_cannot_be_undone_is_named);
    tcase_add_test(rows, it_asks_first);
    tcase_add_test(rows, a_run_that_failed_is_taken_back);
    tcase_add_test(rows, a_step_that_fails_stops_it_and_nothing_else_may_begin);
    tcase_add_loop_test(rows, what_stops_it_in_the_middle_is_no_refusal, 0, COUNT_OF(stops));
    tcase_add_test(rows, told_to_stop_while_content_is_put_back_it_adds_no_entry_yet);
    tcase_add_test(rows, a_restart_is_asked_for);
    tcase_add_loop_test(rows, what_is_not_its_own_or_sealed_is_refused, 0, COUNT_OF(refusals));
    tcase_add_test(rows, a_damaged_journal_is_set_aside_but_by_a_trial);
    tcase_add_test(rows, sealing_removes_what_only_an_undo_would_need);
    tcase_add_test(rows, a_new_run_removes_what_the_last_one_has_kept);
    tcase_add_test(rows, a_new_run_removes_what_a_damaged_journal_has_kept);
    tcase_add_test(rows, sealing_removes_whatever_is_kept);
    tcase_add_test(rows, without_a_run_there_is_nothing_and_no_folder_is_made);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
