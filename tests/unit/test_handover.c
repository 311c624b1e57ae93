/* SPDX-License-Identifier: MIT */
/*
 * test_handover.c - a run that is to upload and sign says what is missing before it changes
 * anything, leaves the machine running when the manifest does not arrive, and keeps no secret.
 */
#include "ui/handover.h"

#include "wire.h"

#include "check_main.h"

#define SECRET "TopSecretSignature"
/* The port of TCPMUX, where nobody listens: the connection is refused at once. */
#define NOWHERE "http://127.0.0.1:1/c/manifest.json?sv=1&sig=" SECRET

static int prepare(struct world *world, const char *option, const char *value)
{
    return world_run(world, "prepare", "--profile", "devbox", "--yes", option, value, NULL);
}

static const struct {
    const char *name, *option, *value;
    int code;
    const char *said;
} wrong[] = {
    { "an address that is none", "--upload", "example.com?sig=" SECRET, 2,
        "does not begin with https://" },
    { "one that is not encrypted", "--upload", "http://example.com/x?sig=" SECRET, 2,
        "only https is sent out of this machine" },
    { "one that is not in the environment", "--upload", "env", 2,
        "the environment variable GOLDPREP_UPLOAD_URL is not set" },
    { "a key that is not there", "--sign", "no-such.pfx", 1, "no-such.pfx" },
    { "a thumbprint where there is no store", "--sign", "0123456789012345678901234567890123456789",
        1, "there is no machine store" },
};

START_TEST(what_is_missing_is_said_before_anything_is_changed)
{
    struct world world = world_new();

    world_expects(prepare(&world, wrong[_i].option, wrong[_i].value), wrong[_i].code);
    ck_assert_msg(strstr(world_err(), wrong[_i].said), "%s: %s", wrong[_i].name, world_err());
    ck_assert_msg(!strstr(world_err(), SECRET), "%s: %s", wrong[_i].name, world_err());
    ck_assert_msg(fake_calls(world.machine, "process_start") == 0, "%s", wrong[_i].name);
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

static void keeps_no_secret(const struct world *world)
{
    static const char *const files[] = { "journal", "manifest.json", "facts.json" };

    ck_assert_msg(!strstr(world_out(), SECRET), "%s", world_out());
    ck_assert_msg(!strstr(world_err(), SECRET), "%s", world_err());
    for (size_t at = 0; at < COUNT_OF(files); at++) {
        AUTO_FREE char *text = world_read(world_state_path(world, files[at]));

        ck_assert_ptr_nonnull(text);
        ck_assert_msg(!strstr(text, SECRET), "%s has it", files[at]);
    }
}

START_TEST(a_sealed_machine_waits_until_its_manifest_has_arrived)
{
    struct world world = world_new();

    world_expects(prepare(&world, "--upload", NOWHERE), 7);
    world_said(world_out(), "Sealed. The manifest is");
    world_said(world_err(), "not delivered within 600 s");
    world_said(world_err(), "the machine is left running");
    ck_assert(!fake_is_off(world.machine));
    keeps_no_secret(&world);
    AUTO_FREE char *journal = world_read(world_state_path(&world, "journal"));
    world_said(journal, "\"upload_to\":\"http://127.0.0.1:1/c/manifest.json?(hidden)\"");

    /* Nobody has the address any more. */
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "GOLDPREP_UPLOAD_URL");
    ck_assert(!fake_is_off(world.machine));

    ck_assert_int_eq(setenv("GOLDPREP_UPLOAD_URL", NOWHERE, 1), 0);
    world_expects(world_run(&world, "resume", NULL), 7);
    keeps_no_secret(&world);
    ck_assert(!fake_is_off(world.machine));
    ck_assert_int_eq(unsetenv("GOLDPREP_UPLOAD_URL"), 0);
    world_free(&world);
}
END_TEST

START_TEST(a_run_that_goes_on_asks_for_the_address_before_it_seals)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world, "--upload", NOWHERE), 3010);
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "there is no address to upload the manifest to");
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_expects(world_run(&world, "resume", "--upload", NOWHERE, NULL), 7);
    world_said(world_out(), "Sealed. The manifest is");
    keeps_no_secret(&world);
    world_free(&world);
}
END_TEST

/* A key that is named anew is tried before the rest of the run is carried out. */
START_TEST(resume_says_what_is_missing_before_it_goes_on)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    fake_restart(world.machine);
    AUTO_FREE char *before = world_read(world_state_path(&world, "journal"));
    world_expects(world_run(&world, "resume", "--sign", "no-such.pfx", NULL), 1);
    world_said(world_err(), "no-such.pfx");
    AUTO_FREE char *after = world_read(world_state_path(&world, "journal"));
    ck_assert(strcmp(before, after) == 0);
    world_free(&world);
}
END_TEST

START_TEST(nothing_is_uploaded_that_was_not_asked_for)
{
    struct world world = world_new();

    ck_assert_int_eq(setenv("GOLDPREP_UPLOAD_URL", NOWHERE, 1), 0);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(fake_is_off(world.machine));
    ck_assert_int_eq(unsetenv("GOLDPREP_UPLOAD_URL"), 0);
    world_free(&world);
}
END_TEST

/* -- where the service carries the run -- */

static const struct {
    const char *name, *option, *value;
    const char *said;
} at_a_service[] = {
    { "a key that is not there", "--sign", "no-such.pfx", "no-such.pfx" },
    { "a thumbprint where there is no store", "--sign", "0123456789012345678901234567890123456789",
        "there is no machine store" },
};

START_TEST(the_console_says_what_is_missing_before_the_service_begins)
{
    struct world world = world_new();
    struct wire wire;

    wire_begin(&wire, &world);
    world_expects(prepare(&world, at_a_service[_i].option, at_a_service[_i].value), 1);
    ck_assert_msg(
        strstr(world_err(), at_a_service[_i].said), "%s: %s", at_a_service[_i].name, world_err());
    ck_assert_int_eq(wire.starts, 0);
    ck_assert(!world_has(world_state_path(&world, "journal")));
    wire_end(&wire);
    world_free(&world);
}
END_TEST

/* Whoever seals at another console is asked for the address: the header has that it is wanted. */
START_TEST(a_run_that_the_service_carries_keeps_what_is_wanted_and_no_secret)
{
    struct world world = world_new();
    struct wire wire;

    wire_begin(&wire, &world);
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world, "--upload", NOWHERE), 3010);
    ck_assert_int_eq(wire.starts, 1);
    AUTO_FREE char *journal = world_read(world_state_path(&world, "journal"));
    world_said(journal, "\"upload_to\":\"http://127.0.0.1:1/c/manifest.json?(hidden)\"");
    ck_assert(!strstr(journal, SECRET));
    ck_assert(!strstr(text_string(&wire.events), SECRET));
    wire_restart(&wire);
    wire_work(&wire);
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "there is no address to upload the manifest to");
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world.guest.wait = wire.true_wait; /* which the time goes on in */
    world_expects(world_run(&world, "resume", "--upload", NOWHERE, NULL), 7);
    world_said(world_out(), "Sealed. The manifest is");
    keeps_no_secret(&world);
    wire_end(&wire);
    world_free(&world);
}
END_TEST

static const struct {
    const char *value;
} typed[] = { { "https://a.example/b?sig=" SECRET },
    { "--upload=https://a.example/b?sig=" SECRET } };

/* Whatever is done wrong with an address, it is not repeated. */
START_TEST(a_mistake_does_not_show_it)
{
    struct world world = world_new();

    world_expects(world_run(&world, "assess", typed[_i].value, NULL), 2);
    ck_assert_msg(!strstr(world_err(), SECRET), "%s", world_err());
    world_expects(world_run(&world, typed[_i].value, NULL), 2);
    ck_assert_msg(!strstr(world_err(), SECRET), "%s", world_err());
    world_expects(world_run(&world, "manifest", "upload", "a", typed[_i].value, "b", NULL), 2);
    ck_assert_msg(!strstr(world_err(), SECRET), "%s", world_err());
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("handover");

    check_add(suite, what_is_missing_is_said_before_anything_is_changed, COUNT_OF(wrong));
    check_add(suite, a_sealed_machine_waits_until_its_manifest_has_arrived, 1);
    check_add(suite, a_run_that_goes_on_asks_for_the_address_before_it_seals, 1);
    check_add(suite, resume_says_what_is_missing_before_it_goes_on, 1);
    check_add(suite, nothing_is_uploaded_that_was_not_asked_for, 1);
    check_add(
        suite, the_console_says_what_is_missing_before_the_service_begins, COUNT_OF(at_a_service));
    check_add(suite, a_run_that_the_service_carries_keeps_what_is_wanted_and_no_secret, 1);
    check_add(suite, a_mistake_does_not_show_it, COUNT_OF(typed));
    return check_main(suite);
}
