/* SPDX-License-Identifier: MIT */
/* test_efs_deep.c - what the walk over the profiles writes down. */
#include "probe_rows.h"

extern const struct probe probe_efs_deep;

#define FILE_1 "C:\\Users\\builder\\Documents\\a.txt"

static void encrypt(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_1, "");
    fake_file_attributes(machine, FILE_1, 0x4020);
    fake_file_text(machine, "C:\\Users\\builder\\b.txt", "");
    fake_file_attributes(machine, "C:\\Users\\builder\\b.txt", 0x4000);
    fake_file_text(machine, "C:\\Windows\\c.txt", "");
    fake_file_attributes(machine, "C:\\Windows\\c.txt", 0x4000);
}

static void have_no_users(struct fake_machine *machine)
{
    fake_file_remove(machine, "C:\\Users\\builder\\NTUSER.DAT");
}

static void deny(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_1, "");
    fake_file_deny(machine, "C:\\Users\\builder\\Documents");
}

/* A link to a folder: following it could go on for ever. */
static void link_a_folder(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Users\\All Users", "");
    fake_file_attributes(machine, "C:\\Users\\All Users", 0x410);
    fake_file_deny(machine, "C:\\Users\\All Users");
}

static const struct probe_row rows[] = {
    { "absent", NULL, { IS_NUMBER("efs.files", 0) } },
    { "there", encrypt, { IS_NUMBER("efs.files", 2) } },
    { "absent: no profiles", have_no_users, { IS_NUMBER("efs.files", 0) } },
    { "denied is not \"none\", and names no person", deny,
        { IS_UNREADABLE("efs.files", "a folder below Users cannot be listed (win32 error 5)") } },
    { "links are not followed", link_a_folder, { IS_NUMBER("efs.files", 0) } },
};

START_TEST(encrypted_files_are_counted)
{
    check_probe_row(&probe_efs_deep, &rows[_i]);
}
END_TEST

/* -- answers that no file system gives -- */

static const char *listing; /* NULL: as many files as the test wants */
static int files;

static bool list(
    void *state, const char *folder, enum found *found, struct json **listed, struct err *err)
{
    (void)state;
    (void)folder;
    if (listing) {
        *found = FOUND;
        return json_parse(listing, strlen(listing), listed, err);
    }
    *listed = json_new_array();
    for (int i = 0; i < files; i++) {
        struct json *row = json_add_object(*listed, NULL);

        json_add_string(row, "name", "f");
        json_add_number(row, "attributes", 0x20);
    }
    *found = FOUND;
    return true;
}

static void check_listing(enum fact_state state, const char *why)
{
    struct fake_machine *machine = fake_machine_new();
    struct guest guest = fake_guest(machine);
    struct facts *facts = facts_new();
    struct err err = { 0 };

    guest.file_list = list;
    ck_assert(probe_efs_deep.collect(&guest, facts, &err));
    const struct fact *fact = facts_get(facts, "efs.files");
    ck_assert_int_eq(fact->state, state);
    ck_assert_msg(!why || strstr(fact->why, why), "%s", fact->why ? fact->why : "");
    facts_free(facts);
    fake_machine_free(machine);
}

START_TEST(malformed_entries_are_told)
{
    listing = "[{\"name\":\"a\"}]";
    check_listing(FACT_UNREADABLE, "no attributes");
    listing = "[{\"attributes\":32}]";
    check_listing(FACT_UNREADABLE, "no name");
}
END_TEST

START_TEST(the_walk_is_bounded)
{
    listing = NULL;
    files = 200000;
    check_listing(FACT_KNOWN, NULL);
    files = 200001;
    check_listing(FACT_UNREADABLE, "more than 200000 files and folders");
    /* A folder in itself, without an end. */
    listing = "[{\"name\":\"a name that is long enough to come to the limit of a path soon\","
              "\"attributes\":16}]";
    check_listing(FACT_UNREADABLE, "a path longer than Windows allows");
}
END_TEST

PROBE_MAIN_AND(probe_efs_deep, encrypted_files_are_counted, rows, malformed_entries_are_told,
    the_walk_is_bounded)
