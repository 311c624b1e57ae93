/* SPDX-License-Identifier: MIT */
/* test_cmd_diagnose.c - a file, a folder, this machine; what a person reads; what a log cannot do. */
#include "world.h"

#include "base/json.h"

#include "check_main.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACKAGE "Contoso.Paint_3.2.1.0_x64__abcdefghjkmnp"

static const char failed[] =
    "2031-04-05 06:07:08, Error                 SYSPRP BCD: BiUpdateEfiEntry failed c000000d\r\n"
    "2031-04-05 06:07:08, Error                 SYSPRP Package " PACKAGE
    " was installed for a user, but "
    "not provisioned for all users.\r\n"
    "2031-04-05 06:07:08, Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate "
    "sysprep "
    "generalize internal providers; hr = 0x80073cf2\r\n";

static const char item_line[] = "  item:   " PACKAGE "\n";
static const char evidence_line[] = "\nIt stands on\n  line 2: Package " PACKAGE;

START_TEST(a_file_is_told_to_a_person)
{
    static const char *const parts[] = { "A store package is installed",
        "  cause:  appx-not-provisioned\n", item_line, "  codes:  0x80073CF2\n", "  sure:   sure\n",
        "  runs:   1; the last one failed\n", "  remedy: Remove the named package",
        "  source: https://learn.microsoft.com/", evidence_line, "  line 3: WinMain:Hit failure",
        "\nNoise: 1 line that looks like an error and is none\n",
        "  line 1: BCD: BiUpdateEfiEntry failed c000000d\n          (copying boot entries" };
    struct world world = world_without_windows();
    const char *path = world_path(&world, "any name");

    world_write(path, failed);
    world_expects(world_run(&world, "diagnose", path, NULL), 0);
    for (size_t at = 0; at < COUNT_OF(parts); at++)
        world_said(world_out(), parts[at]);
    ck_assert_str_eq(world_err(), "");
    world_free(&world);
}
END_TEST

START_TEST(the_document_is_as_promised)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "setuperr.log");
    AUTO(json_value) document = { 0 };
    struct err err = { 0 };
    const struct json *cause, *noise;
    int64_t number = 0;

    world_write(path, failed);
    world_expects(world_run(&world, "diagnose", "--json", path, NULL), 0);
    ck_assert_msg(
        json_parse(world_out(), strlen(world_out()), &document.root, &err), "%s", err.text);
    ck_assert_str_eq(json_string(json_member(document.root, "schema")), "goldprep.diagnosis/1");
    cause = json_member(document.root, "cause");
    ck_assert_str_eq(json_string(json_member(cause, "id")), "appx-not-provisioned");
    ck_assert_str_eq(json_string(json_member(cause, "item")), PACKAGE);
    ck_assert_str_eq(json_string(json_first(json_member(cause, "codes"))), "0x80073CF2");
    ck_assert(json_number(json_member(document.root, "runs"), &number) && number == 1);
    ck_assert_str_eq(json_string(json_member(document.root, "last_run")), "failed");
    ck_assert_uint_eq(json_count(json_member(document.root, "evidence")), 2);
    noise = json_first(json_member(document.root, "noise"));
    ck_assert(json_number(json_member(noise, "line"), &number) && number == 1);
    world_free(&world);
}
END_TEST

START_TEST(of_a_folder_the_log_with_everything_is_read)
{
    struct world world = world_without_windows();
    AUTO_FREE char *folder = strdup(world_path(&world, "Panther"));
    AUTO(text) act = { 0 };
    AUTO(text) error = { 0 };

    ck_assert_int_eq(mkdir(folder, 0777), 0);
    world_expects(world_run(&world, "diagnose", folder, NULL), 1);
    world_said(world_err(), "neither 'setupact.log' nor 'setuperr.log'");
    text_append(&error, "%s/setuperr.log", folder);
    text_append(&act, "%s/setupact.log", folder);
    world_write(text_string(&error), failed);
    world_expects(world_run(&world, "diagnose", folder, NULL), 0);
    world_said(world_err(), "setuperr.log'");
    world_said(world_out(), "appx-not-provisioned");
    world_write(text_string(&act), "REAGENTC.EXE: Windows RE is already disabled.\n");
    world_expects(world_run(&world, "diagnose", folder, NULL), 0);
    world_said(world_err(), "setupact.log'");
    world_said(world_out(), "reagentc-already-disabled");
    world_free(&world);
}
END_TEST

START_TEST(what_cannot_be_read_is_named)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "diagnose", world_path(&world, "nothing"), NULL), 1);
    world_said(world_err(), "error: there is no '");
    world_said(world_err(), "nothing'");
    world_expects(world_run(&world, "diagnose", NULL), 2);
    world_said(world_err(), "'-' reads standard input");
    world_expects(world_run(&world, "diagnose", "a", "b", NULL), 2);
    world_free(&world);
}
END_TEST

START_TEST(standard_input_is_read)
{
    struct world world = world_without_windows();
    int ends[2], was = dup(STDIN_FILENO);

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq((int)write(ends[1], failed, sizeof failed - 1), (int)sizeof failed - 1);
    ck_assert_int_eq(close(ends[1]), 0);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    world_expects(world_run(&world, "diagnose", "-", NULL), 0);
    world_said(world_out(), PACKAGE);
    if (was >= 0)
        (void)dup2(was, STDIN_FILENO);
    world_free(&world);
}
END_TEST

/* The terminal's own words, a change of direction, a bell, and bytes that are no UTF-8. */
START_TEST(no_log_speaks_to_the_terminal)
{
    static const char evil[] =
        "2031-04-05 06:07:08, Error                 SYSPRP Package \x1b]0;title\x07 "
        "\xe2\x80\xae" PACKAGE " \x9b"
        "31m was installed for a user, but not provisioned for all users. \xc2\x9b"
        "2J \x7f \b\n";
    struct world world = world_without_windows();
    const char *path = world_path(&world, "log");

    world_write(path, evil);
    for (int json = 0; json < 2; json++) {
        world_expects(world_run(&world, "diagnose", path, json ? "--json" : NULL, NULL), 0);
        for (const char *at = world_out(); *at; at++)
            ck_assert_msg((unsigned char)*at >= 0x20 || *at == '\n', "%s", world_out());
        ck_assert_ptr_null(strstr(world_out(), "\xc2\x9b"));
        ck_assert_ptr_null(strstr(world_out(), "\xe2\x80\xae"));
        ck_assert(text_is_utf8(world_out(), strlen(world_out())));
    }
    world_free(&world);
}
END_TEST

/* -- this machine's own logs, in a folder that stands for Windows' -- */

static char windows_folder[128];

static bool give_folder(void *state, enum guest_folder which, struct text *path, struct err *err)
{
    (void)state;
    text_append(path, "%s%s", windows_folder, which == GUEST_SYSTEM ? "/System32" : "");
    return text_ok(path, err);
}

/* NULL: there is no such log. */
static struct world world_with_logs(const char *sysprep, const char *setup, const char *first_start)
{
    static const char *const folders[] = { "", "/System32", "/System32/Sysprep",
        "/System32/Sysprep/Panther", "/Panther", "/Panther/UnattendGC" };
    const char *const logs[][2] = { { "System32/Sysprep/Panther", sysprep }, { "Panther", setup },
        { "Panther/UnattendGC", first_start } };
    struct world world = world_new();

    snprintf(windows_folder, sizeof windows_folder, "%s/Windows", world.folder);
    for (size_t at = 0; at < COUNT_OF(folders); at++) {
        AUTO(text) path = { 0 };

        text_append(&path, "%s%s", windows_folder, folders[at]);
        ck_assert_int_eq(mkdir(text_string(&path), 0777), 0);
    }
    for (size_t at = 0; at < COUNT_OF(logs); at++) {
        AUTO(text) path = { 0 };

        text_append(&path, "%s/%s/setupact.log", windows_folder, logs[at][0]);
        if (logs[at][1])
            world_write(text_string(&path), logs[at][1]);
    }
    world.guest.folder = give_folder;
    return world;
}

static const char ended_well[] =
    "2031-04-05 06:07:08, Info       [0x0f0054] SYSPRP ValidatePrivileges:User has required "
    "privileges to sysprep machine\r\n"
    "2031-04-05 06:07:08, Info                  SYSPRP FCreateTagFile:Successfully created tag "
    "file.\r\n"
    "2031-04-05 06:07:08, Info       [0x0f0052] SYSPRP Shutting down SysPrep log\r\n";
static const char failed_unknown[] =
    "2031-04-05 06:07:08, Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate "
    "sysprep generalize internal providers; hr = 0x80004005\r\n";
static const char is_disabled[] = "REAGENTC.EXE: Windows RE is already disabled.\r\n";

static const struct {
    const char *name;
    const char *sysprep, *setup, *first_start;
    const char *cause; /* in the answer */
    const char *note;  /* on stderr */
} places[] = {
    { "sysprep's alone", failed, NULL, NULL, "appx-not-provisioned",
        "/System32/Sysprep/Panther/setupact.log'" },
    { "sysprep's failure counts first", failed, is_disabled, NULL, "appx-not-provisioned",
        "the answer is that of sysprep's own log" },
    { "also one that nobody knows", failed_unknown, is_disabled, NULL, "  cause:  unknown",
        "the answer is that of sysprep's own log" },
    { "sysprep ended well, setup did not", ended_well, is_disabled, NULL,
        "reagentc-already-disabled", "the answer is that of the log of setup" },
    { "setup has one, too", NULL, is_disabled, NULL, "reagentc-already-disabled",
        "/Windows/Panther/setupact.log'" },
    { "a clone that failed at its first start", NULL, ended_well, failed, "appx-not-provisioned",
        "the answer is that of the log of the first start's last part" },
    { "all ended well", ended_well, ended_well, ended_well, "  cause:  no-failure",
        "the answer is that of sysprep's own log" },
};

START_TEST(this_machines_logs_are_read)
{
    struct world world =
        world_with_logs(places[_i].sysprep, places[_i].setup, places[_i].first_start);

    world_expects(world_run(&world, "diagnose", NULL), 0);
    world_said(world_out(), places[_i].cause);
    world_said(world_err(), places[_i].note);
    world_expects(world_run(&world, "diagnose", "--json", NULL), 0);
    world_free(&world);
}
END_TEST

START_TEST(a_machine_without_logs_says_so)
{
    struct world world = world_with_logs(NULL, NULL, NULL);

    world_expects(world_run(&world, "diagnose", NULL), 1);
    world_said(world_err(), "there is neither 'setupact.log' nor 'setuperr.log' in System32");
    world_free(&world);
}
END_TEST

START_TEST(folders_that_cannot_be_told_are_an_error)
{
    struct world world = world_with_logs(failed, NULL, NULL);

    world.guest = fake_guest(world.machine);
    fake_fail(world.machine, "folder", -1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "diagnose", NULL), 1);
    world_said(world_err(), "note: sysprep's own log cannot be read: access denied");
    world_said(world_err(), "error: none of this machine's logs can be read");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_diagnose");

    check_add(suite, a_file_is_told_to_a_person, 1);
    check_add(suite, the_document_is_as_promised, 1);
    check_add(suite, of_a_folder_the_log_with_everything_is_read, 1);
    check_add(suite, what_cannot_be_read_is_named, 1);
    check_add(suite, standard_input_is_read, 1);
    check_add(suite, no_log_speaks_to_the_terminal, 1);
    check_add(suite, this_machines_logs_are_read, COUNT_OF(places));
    check_add(suite, a_machine_without_logs_says_so, 1);
    check_add(suite, folders_that_cannot_be_told_are_an_error, 1);
    return check_main(suite);
}
