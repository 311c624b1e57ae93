/* SPDX-License-Identifier: MIT */
/* test_remove_folder.c - a folder goes with all below it, and nothing that its links lead to. */
#include "base/file.h"

#include "check_main.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], top[96], outside[96];

static void write_file(const char *path)
{
    struct err err = { 0 };

    ck_assert_msg(file_replace(path, "x", 1, &err), "%s", err.text);
}

static bool is_there(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

/* A folder with one inside, a link that leads out of it, a journal, and a file outside. */
static void set_up(void)
{
    char inside[160];

    (void)snprintf(folder, sizeof folder, "/tmp/goldprep-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(outside, sizeof outside, "%s/outside", folder);
    write_file(outside);
    (void)snprintf(top, sizeof top, "%s/top", folder);
    ck_assert_int_eq(mkdir(top, 0700), 0);
    (void)snprintf(inside, sizeof inside, "%s/below", top);
    ck_assert_int_eq(mkdir(inside, 0700), 0);
    (void)snprintf(inside, sizeof inside, "%s/below/file", top);
    write_file(inside);
    (void)snprintf(inside, sizeof inside, "%s/journal", top);
    write_file(inside);
    (void)snprintf(inside, sizeof inside, "%s/link", top);
    ck_assert_int_eq(symlink(folder, inside), 0);
}

static void tear_down(void)
{
    struct err err = { 0 };

    ck_assert_msg(file_remove_folder(folder, NULL, &err), "%s", err.text);
}

START_TEST(it_goes_and_what_its_links_lead_to_stays)
{
    struct err err = { 0 };

    ck_assert_msg(file_remove_folder(top, "journal", &err), "%s", err.text);
    ck_assert(!is_there(top));
    ck_assert(is_there(outside));
    ck_assert_msg(file_remove_folder(top, "journal", &err), "gone is success: %s", err.text);
}
END_TEST

START_TEST(a_link_to_a_folder_is_none)
{
    struct err err = { 0 };
    char link[96];

    (void)snprintf(link, sizeof link, "%s/link", folder);
    ck_assert_int_eq(symlink(top, link), 0);
    ck_assert(!file_remove_folder(link, NULL, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    ck_assert(!file_remove_folder(outside, NULL, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    ck_assert(is_there(top) && is_there(outside));
}
END_TEST

/* What cannot go is named, and the last entry has not gone before it. */
START_TEST(the_last_entry_waits_for_the_others)
{
    struct err err = { 0 };
    char below[160], journal[160];

    if (geteuid() == 0) /* nothing is denied to root; the order is seen by the entry that stays */
        return;
    (void)snprintf(below, sizeof below, "%s/below", top);
    (void)snprintf(journal, sizeof journal, "%s/journal", top);
    ck_assert_int_eq(chmod(below, 0500), 0);
    ck_assert(!file_remove_folder(top, "journal", &err));
    ck_assert_ptr_nonnull(strstr(err.text, "below"));
    ck_assert(is_there(journal));
    ck_assert_int_eq(chmod(below, 0700), 0);
}
END_TEST

START_TEST(files_go_by_how_their_names_begin_and_end)
{
    static const char *const names[] = { "kept-1.content", "kept-.content", "other-1.content",
        "kept-1.json", "my-kept-1.content", "kept-1.content.new" };
    struct err err = { 0 };
    char path[160], inside[192];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", top, names[i]);
        write_file(path);
    }
    (void)snprintf(path, sizeof path, "%s/kept-folder.content", top);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    (void)snprintf(inside, sizeof inside, "%s/kept-2.content", path);
    write_file(inside);
    ck_assert_msg(file_remove_like(top, "kept-", ".content", &err), "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", top, names[i]);
        ck_assert_msg(is_there(path) == (i >= 2), "%s", names[i]);
    }
    ck_assert(is_there(inside));
    ck_assert_msg(file_remove_like(top, "kept-", ".content", &err), "none: %s", err.text);
    (void)snprintf(path, sizeof path, "%s/nowhere", top);
    ck_assert_msg(file_remove_like(path, "kept-", ".content", &err), "no folder: %s", err.text);
}
END_TEST

/* A link goes, and what it leads to stays. */
START_TEST(a_link_with_such_a_name_goes_itself)
{
    struct err err = { 0 };
    char link[160];

    (void)snprintf(link, sizeof link, "%s/kept-link.content", top);
    ck_assert_int_eq(symlink(outside, link), 0);
    ck_assert_msg(file_remove_like(top, "kept-", ".content", &err), "%s", err.text);
    ck_assert(!is_there(link) && is_there(outside));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("remove_folder");
    TCase *tests = tcase_create("remove_folder");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, it_goes_and_what_its_links_lead_to_stays);
    tcase_add_test(tests, a_link_to_a_folder_is_none);
    tcase_add_test(tests, the_last_entry_waits_for_the_others);
    tcase_add_test(tests, files_go_by_how_their_names_begin_and_end);
    tcase_add_test(tests, a_link_with_such_a_name_goes_itself);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
