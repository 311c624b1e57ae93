/* SPDX-License-Identifier: MIT */
/* test_serve_stop.c - who has said stop gets no restart of Windows. */
#include "run/journal.h"
#include "wire.h"

#include "check_main.h"

static struct world world;
static struct wire wire;

static void set_up(void)
{
    world = world_new();
    wire_begin(&wire, &world);
    fake_reserved_storage_needs_restart(world.machine);
}

static void tear_down(void)
{
    wire_end(&wire);
    world_free(&world);
}

static void by_a_person(void)
{
    wire_send(&wire, wire_connect(&wire), MESSAGE_STOP);
}

static void by_the_end_of_the_service(void)
{
    service_server_leave(wire.server);
}

/* Rows: who says stop, while the step works that wants a restart; how the service starts then. */
static const struct {
    const char *name;
    void (*stop)(void);
    uint32_t start_type;
} stops[] = {
    { "a person", by_a_person, 3 },
    { "the service manager", by_the_end_of_the_service, 2 },
};

static void (*stop_it)(void);
static bool (*true_set)(
    void *state, enum guest_reserved_storage wanted, bool *restart_needed, struct err *err);

static bool set_and_stop(
    void *state, enum guest_reserved_storage wanted, bool *restart_needed, struct err *err)
{
    stop_it();
    return true_set(state, wanted, restart_needed, err);
}

static enum journal_state state_now(void)
{
    struct journal *journal = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(
        journal_read(world_state_path(&world, "journal"), &found, &journal, &err), "%s", err.text);
    ck_assert(found == FOUND);
    enum journal_state state = journal_state(journal);
    journal_free(journal);
    return state;
}

START_TEST(windows_is_not_restarted_and_the_run_can_be_gone_on_with)
{
    true_set = world.guest.reserved_storage_set;
    stop_it = stops[_i].stop;
    world.guest.reserved_storage_set = set_and_stop;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    world.guest.reserved_storage_set = true_set;
    ck_assert_msg(!fake_restarts(world.machine), "%s", stops[_i].name);
    ck_assert_int_eq(fake_calls(world.machine, "restart"), 0);
    world_said(world_out(), "Told to stop: Windows is not restarted.");
    ck_assert_uint_eq(wire_start_type(&wire), stops[_i].start_type);
    ck_assert(state_now() == JOURNAL_RESTARTING);
    wire_restart(&wire); /* somebody else's: the service goes on when it starts with Windows */
    ck_assert_msg((wire.server != NULL) == (stops[_i].start_type == 2), "%s", stops[_i].name);
    world_expects(world_run(&world, "resume", NULL), 0);
    ck_assert(state_now() == JOURNAL_FINISHED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("serve_stop");
    TCase *rows = tcase_create("rows");

    tcase_add_checked_fixture(rows, set_up, tear_down);
    tcase_add_loop_test(
        rows, windows_is_not_restarted_and_the_run_can_be_gone_on_with, 0, COUNT_OF(stops));
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
