/* SPDX-License-Identifier: MIT */
/*
 * test_left.c - what lies in the state folder and must not be gone on with is refused, named, kept
 * under another name, and nothing is made of it: rules 6 to 9 of docs/journal.md.
 */
#include "world.h"

#include "base/crc32.h"
#include "base/file.h"

#include "check_main.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#define CRYPTOGRAPHY "SOFTWARE\\Microsoft\\Cryptography"

static int prepare(struct world *world)
{
    return world_run(world, "prepare", "--profile", "devbox", "--yes", NULL);
}

/* A prepare that waits for a restart: one step is begun. */
static struct world unfinished(void)
{
    struct world world = world_new();

    fake_reg_text(world.machine, CRYPTOGRAPHY, "MachineGuid", "11111111-aaaa");
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world), 3010);
    fake_restart(world.machine);
    return world;
}

/* -- what is done to the journal -- */

/* Puts other bytes in the place of some, and checksums that fit. */
static void rewrite(struct world *world, const char *old, const char *fresh)
{
    static const char seal[] = ",\"crc32\":\"";
    const char *path = world_state_path(world, "journal");
    AUTO_FREE char *journal = world_read(path);
    const char *place = strstr(journal, old);
    AUTO(text) text = { 0 };
    uint32_t crc = 0;
    size_t begin = 0;

    ck_assert_msg(place, "no %s in\n%s", old, journal);
    text_append_bytes(&text, journal, (size_t)(place - journal));
    text_append(&text, "%s%s", fresh, place + strlen(old));
    for (char *at = strstr(text.bytes, seal); at; at = strstr(at + 1, seal)) {
        char digits[9];

        at += sizeof seal - 1;
        crc = crc32_add(
            crc, text.bytes + begin, (size_t)(at - (sizeof seal - 1) - text.bytes) - begin);
        snprintf(digits, sizeof digits, "%08x", crc);
        memcpy(at, digits, 8);
        begin = (size_t)(at - (sizeof seal - 1) - text.bytes);
    }
    world_write(path, text_string(&text));
}

static void alter(struct world *world)
{
    const char *path = world_state_path(world, "journal");
    AUTO_FREE char *journal = world_read(path);

    *strstr(journal, "devbox") = 'D';
    world_write(path, journal);
}

static void drop_first_line(struct world *world)
{
    const char *path = world_state_path(world, "journal");
    AUTO_FREE char *journal = world_read(path);

    world_write(path, strchr(journal, '\n') + 1);
}

static void empty(struct world *world)
{
    world_write(world_state_path(world, "journal"), "");
}

static void make_too_large(struct world *world)
{
    ck_assert_int_eq(truncate(world_state_path(world, "journal"), 16 * 1024 * 1024 + 1), 0);
}

static void of_another_form(struct world *world)
{
    rewrite(world, "goldprep.journal/1", "goldprep.journal/2");
}

static void with_another_action(struct world *world)
{
    rewrite(world, "\"action\":\"extend-system-volume\"", "\"action\":\"polish-system-volume\"");
}

static void for_another_profile(struct world *world)
{
    rewrite(world, "\"profile\":\"devbox\"", "\"profile\":\"of-2031\"");
}

static void by_another_command(struct world *world)
{
    rewrite(world, "\"command\":\"prepare\"", "\"command\":\"perfect\"");
}

static void on_another_machine(struct world *world)
{
    fake_reg_text(world->machine, CRYPTOGRAPHY, "MachineGuid", "22222222-bbbb");
}

static void on_another_name(struct world *world)
{
    fake_reg_remove(world->machine, CRYPTOGRAPHY, "MachineGuid");
    snprintf(fake_hardware(world->machine)->computer_name, 64, "CLONE-02");
}

static const struct {
    const char *name;
    void (*spoil)(struct world *world);
    const char *word; /* of the new name */
    const char *says;
} journals[] = {
    { "a byte was altered", alter, ".damaged", "line 1 of the journal" },
    { "the first line is gone", drop_first_line, ".damaged", "is damaged" },
    { "it is empty", empty, ".damaged", "it is not whole" },
    { "it is larger than any", make_too_large, ".damaged", "larger than the limit" },
    { "another form", of_another_form, ".version", "is a 'goldprep.journal/2'" },
    { "an action of another version", with_another_action, ".version",
        "no action 'polish-system-volume'" },
    { "a profile of another version", for_another_profile, ".version", "'profile'" },
    { "a command of another version", by_another_command, ".version", "'command'" },
    { "another machine by its id", on_another_machine, ".machine",
        "and this is 'GOLDEN-01' (22222222-bbbb)" },
    { "another machine by its name", on_another_name, ".machine", "and this is 'CLONE-02'" },
};

/* How many files of the state folder have a name that ends so. */
static int count_files(const struct world *world, const char *suffix)
{
    DIR *folder = opendir(world->state);
    int count = 0;

    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += text_ends_same(entry->d_name, suffix) &&
                 strncmp(entry->d_name, "journal.", sizeof "journal." - 1) == 0;
    closedir(folder);
    return count;
}

static int changes(const struct world *world)
{
    return fake_calls(world->machine, "partition_delete") +
           fake_calls(world->machine, "process_start") +
           fake_calls(world->machine, "service_set_start") +
           fake_calls(world->machine, "reserved_storage_set");
}

static void is_refused(int code, int row)
{
    ck_assert_msg(code == 5, "%s: exit %d\n%s", journals[row].name, code, world_err());
    ck_assert_msg(
        strstr(world_err(), journals[row].says), "%s:\n%s", journals[row].name, world_err());
    ck_assert_msg(
        strstr(world_err(), journals[row].word), "%s:\n%s", journals[row].name, world_err());
}

START_TEST(rule_6_a_journal_that_cannot_be_gone_on_with_is_named_and_set_aside)
{
    struct world world = unfinished();
    int before = changes(&world);

    journals[_i].spoil(&world);
    is_refused(world_run(&world, "resume", NULL), _i);
    ck_assert_int_eq(changes(&world), before);
    ck_assert_int_eq(count_files(&world, journals[_i].word), 1);
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "there is no unfinished run");
    world_free(&world);
}
END_TEST

START_TEST(rule_6_the_next_run_begins_anew_from_fresh_facts)
{
    struct world world = unfinished();

    journals[_i].spoil(&world);
    is_refused(prepare(&world), _i);
    world_expects(prepare(&world), 0);
    /* What had been done already holds, and is not in the new plan. */
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage_set"), 1);
    ck_assert_int_eq(count_files(&world, journals[_i].word), 1);
    world_free(&world);
}
END_TEST

static const char *const commands[] = { "prepare", "apply", "generalize" };

START_TEST(rule_6_every_command_that_changes_refuses_it)
{
    struct world world = unfinished();

    alter(&world);
    is_refused(world_run(&world, commands[_i], "--profile", "devbox", "--yes", NULL), 0);
    ck_assert_int_eq(count_files(&world, ".damaged"), 1);
    world_free(&world);
}
END_TEST

START_TEST(rule_6_looking_sets_nothing_aside)
{
    struct world world = unfinished();

    alter(&world);
    world_expects(world_run(&world, "status", NULL), 1);
    world_said(world_err(), "line 1 of the journal");
    world_said(world_err(), "keeps it under another name");
    ck_assert(world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

START_TEST(rule_6_not_while_another_run_is_at_work)
{
    struct world world = unfinished();
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };

    alter(&world);
    ck_assert_msg(file_lock_take(world_state_path(&world, "lock"), &lock, &err), "%s", err.text);
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "another run is at work");
    ck_assert(world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

/* Two damaged ones within a second: none is lost. */
START_TEST(rule_6_none_is_written_over_another)
{
    struct world world = unfinished();

    for (int i = 0; i < 3; i++) {
        world_write(world_state_path(&world, "journal"), "torn");
        world_expects(world_run(&world, "resume", NULL), 5);
    }
    ck_assert_int_eq(count_files(&world, ".damaged"), 3);
    world_free(&world);
}
END_TEST

static int run_one(struct world *world, const char *command)
{
    if (strcmp(command, "resume") == 0)
        return world_run(world, command, NULL);
    if (strcmp(command, "undo") == 0)
        return world_run(world, command, "--yes", NULL);
    return world_run(world, command, "--profile", "devbox", "--yes", NULL);
}

static const char *const changing[] = { "prepare", "apply", "generalize", "resume", "undo" };

/* With a run to go on with, and with none. */
START_TEST(rule_9_no_command_changes_anything_while_another_is_at_work)
{
    for (int is_fresh = 0; is_fresh < 2; is_fresh++) {
        struct world world = is_fresh ? world_new() : unfinished();
        AUTO(file_lock) lock = { 0 };
        struct err err = { 0 };

        if (is_fresh && strcmp(changing[_i], "generalize") == 0)
            world_is_ready(&world);
        int before = changes(&world);
        ck_assert_msg(file_make_private_folder(world.state, &err), "%s", err.text);
        ck_assert_msg(
            file_lock_take(world_state_path(&world, "lock"), &lock, &err), "%s", err.text);
        AUTO_FREE char *journal = world_read(world_state_path(&world, "journal"));
        world_expects(run_one(&world, changing[_i]), 5);
        AUTO_FREE char *after = world_read(world_state_path(&world, "journal"));
        ck_assert_int_eq(changes(&world), before);
        ck_assert(!journal == !after && (!journal || strcmp(journal, after) == 0));
        world_free(&world);
    }
}
END_TEST

START_TEST(rule_7_a_machine_that_was_given_another_name_is_the_same)
{
    struct world world = unfinished();

    snprintf(fake_hardware(world.machine)->computer_name, 64, "RENAMED-01");
    world_expects(world_run(&world, "resume", NULL), 0);
    world_free(&world);
}
END_TEST

/* What is over is nobody's business any more, whoever's it was. */
START_TEST(rule_7_a_finished_run_of_another_machine_is_in_nobody_s_way)
{
    struct world world = world_new();

    fake_reg_text(world.machine, CRYPTOGRAPHY, "MachineGuid", "11111111-aaaa");
    world_is_ready(&world);
    on_another_machine(&world);
    world_expects(prepare(&world), 0);
    world_free(&world);
}
END_TEST

/* It is over, so that it is in no new run's way; what is not known cannot be taken back. */
START_TEST(rule_6_a_finished_run_with_another_action_is_not_taken_back)
{
    static const char old[] = "\"action\":\"disable-windows-re\"";
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");

    world_is_ready(&world);
    for (;;) {
        AUTO_FREE char *journal = world_read(path);

        if (!strstr(journal, old))
            break;
        rewrite(&world, old, "\"action\":\"enable-windows-xp\"");
    }
    AUTO_FREE char *before = world_read(path);
    int changed = changes(&world);
    world_expects(world_run(&world, "undo", "--trial", NULL), 5);
    world_said(world_err(), "no action 'enable-windows-xp', and cannot take it back");
    world_expects(world_run(&world, "undo", "--yes", NULL), 5);
    world_said(world_err(), "no action 'enable-windows-xp', and cannot take it back");
    AUTO_FREE char *after = world_read(path);
    ck_assert_str_eq(before, after);
    ck_assert_int_eq(changes(&world), changed);
    world_expects(prepare(&world), 0);
    world_free(&world);
}
END_TEST

/* -- what somebody else has put there -- */

static void elsewhere(const struct world *world, const char *name)
{
    const char *target = world_path(world, "elsewhere");

    world_write(target, "somebody else's");
    ck_assert_int_eq(symlink(target, world_state_path(world, name)), 0);
}

static void private_folder(const struct world *world)
{
    ck_assert_int_eq(mkdir(world->state, 0700), 0);
}

static void plant_folder_link(struct world *world)
{
    ck_assert_int_eq(mkdir(world_path(world, "other"), 0700), 0);
    ck_assert_int_eq(symlink(world_path(world, "other"), world->state), 0);
}

static void plant_open_folder(struct world *world)
{
    ck_assert_int_eq(mkdir(world->state, 0700), 0);
    ck_assert_int_eq(chmod(world->state, 0777), 0);
}

static void plant_file(struct world *world)
{
    world_write(world->state, "a file");
}

static void plant_journal_link(struct world *world)
{
    private_folder(world);
    elsewhere(world, "journal");
}

static void plant_lock_link(struct world *world)
{
    private_folder(world);
    elsewhere(world, "lock");
}

static void plant_journal_pipe(struct world *world)
{
    private_folder(world);
    ck_assert_int_eq(mkfifo(world_state_path(world, "journal"), 0600), 0);
}

static void plant_journal_folder(struct world *world)
{
    private_folder(world);
    ck_assert_int_eq(mkdir(world_state_path(world, "journal"), 0700), 0);
}

static const struct {
    const char *name;
    void (*plant)(struct world *world);
    const char *says;
} plants[] = {
    { "the folder is a link", plant_folder_link, "is a symbolic link, not a folder" },
    { "others can write to the folder", plant_open_folder, "others can write to" },
    { "the folder is a file", plant_file, "is not a folder" },
    { "the journal is a link", plant_journal_link, "journal': it is a symbolic link" },
    { "the journal is a pipe", plant_journal_pipe, "journal': it is not a regular file" },
    { "the journal is a folder", plant_journal_folder, "journal': it is not a regular file" },
    { "the lock is a link", plant_lock_link, "lock': it is a symbolic link" },
};

START_TEST(rule_8_what_was_planted_is_refused_and_not_followed)
{
    struct world world = world_new();

    plants[_i].plant(&world);
    int code = prepare(&world);
    ck_assert_msg(code == 5, "%s: exit %d\n%s", plants[_i].name, code, world_err());
    ck_assert_msg(strstr(world_err(), plants[_i].says), "%s:\n%s", plants[_i].name, world_err());
    ck_assert_int_eq(changes(&world), 0);
    AUTO_FREE char *content = world_read(world_path(&world, "elsewhere"));
    ck_assert(!content || strcmp(content, "somebody else's") == 0);
    world_free(&world);
}
END_TEST

/* Written whole and renamed over: the link goes, and what it led to stays. */
START_TEST(rule_8_a_link_in_the_manifest_s_place_is_replaced_itself)
{
    struct world world = world_new();

    private_folder(&world);
    elsewhere(&world, "manifest.json");
    world_expects(prepare(&world), 0);
    AUTO_FREE char *content = world_read(world_path(&world, "elsewhere"));
    ck_assert_str_eq(content, "somebody else's");
    world_free(&world);
}
END_TEST

/* A finished run that somebody else wrote there is not believed: nothing is read, nothing handed out. */
START_TEST(rule_8_a_planted_journal_is_not_believed)
{
    struct world world = world_new();

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    ck_assert_int_eq(chmod(world.state, 0777), 0);
    world_expects(
        world_run(&world, "resume", "--manifest", world_path(&world, "copy.json"), NULL), 5);
    world_said(world_err(), "others can write to");
    ck_assert(!world_has(world_path(&world, "copy.json")));
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("left");

    check_add(suite, rule_6_a_journal_that_cannot_be_gone_on_with_is_named_and_set_aside,
        COUNT_OF(journals));
    check_add(suite, rule_6_the_next_run_begins_anew_from_fresh_facts, COUNT_OF(journals));
    check_add(suite, rule_6_every_command_that_changes_refuses_it, COUNT_OF(commands));
    check_add(suite, rule_6_looking_sets_nothing_aside, 1);
    check_add(suite, rule_6_not_while_another_run_is_at_work, 1);
    check_add(suite, rule_6_none_is_written_over_another, 1);
    check_add(suite, rule_7_a_machine_that_was_given_another_name_is_the_same, 1);
    check_add(suite, rule_7_a_finished_run_of_another_machine_is_in_nobody_s_way, 1);
    check_add(suite, rule_6_a_finished_run_with_another_action_is_not_taken_back, 1);
    check_add(
        suite, rule_9_no_command_changes_anything_while_another_is_at_work, COUNT_OF(changing));
    check_add(suite, rule_8_what_was_planted_is_refused_and_not_followed, COUNT_OF(plants));
    check_add(suite, rule_8_a_link_in_the_manifest_s_place_is_replaced_itself, 1);
    check_add(suite, rule_8_a_planted_journal_is_not_believed, 1);
    return check_main(suite);
}
