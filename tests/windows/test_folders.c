/* SPDX-License-Identifier: MIT */
/*
 * test_folders.c - goldprep's own folder is made private, and what somebody else could have put
 * into its place is refused.
 *
 * A link cannot be made by every system that this runs on: then GOLDPREP_TEST_LINK names one.
 */
#include "base/file.h"
#include "windows_test.h"

#include <sddl.h>

static struct text folder, path;

static void set_up(void)
{
    folder = (struct text){ 0 };
    path = (struct text){ 0 };
    test_folder("folders", &folder);
    file_join(&path, text_string(&folder), "goldprep");
}

static void tear_down(void)
{
    text_done(&folder);
    text_done(&path);
}

static void make_folder(const wchar_t *sddl)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_local) descriptor = { 0 };
    SECURITY_ATTRIBUTES attributes = { .nLength = sizeof attributes };
    struct err err = { 0 };

    ck_assert(ConvertStringSecurityDescriptorToSecurityDescriptorW(
        sddl, SDDL_REVISION_1, &descriptor.memory, NULL));
    attributes.lpSecurityDescriptor = descriptor.memory;
    ck_assert(win_widen(text_string(&path), &wide, &err));
    ck_assert_msg(CreateDirectoryW(wide, &attributes), "%lu", GetLastError());
}

START_TEST(a_folder_is_made_and_taken_again)
{
    struct err err = { 0 };
    struct guest_file file = { 0 };
    enum found found = ABSENT;

    ck_assert_msg(file_make_private_folder(text_string(&path), &err), "%s", err.text);
    ck_assert_msg(file_make_private_folder(text_string(&path), &err), "%s", err.text);
    ck_assert(win_file_stat(NULL, text_string(&path), &found, &file, &err));
    ck_assert_int_eq(found, FOUND);
    ck_assert(file.attributes & FILE_ATTRIBUTE_DIRECTORY);
}
END_TEST

static const struct {
    const char *name;
    const wchar_t *sddl;
    bool taken;
} rows[] = {
    { "administrators alone", L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", true },
    { "others may read", L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;WD)", true },
    { "others may do all", L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;WD)", false },
    { "others may write", L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFWFX;;;WD)", false },
};

START_TEST(an_existing_folder_is_taken_when_nobody_else_may_change_it)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    bool taken;

    make_folder(rows[_i].sddl);
    taken = file_make_private_folder(text_string(&path), &err);
    ck_assert_msg(taken == rows[_i].taken, "%s: %s", rows[_i].name, err.text);
    ck_assert(file_check_private_folder(text_string(&path), &found, &err) == taken);
    ck_assert_msg(taken || (err_is(&err, ERR_REFUSED) && strstr(err.text, "S-1-1-0") &&
                               strstr(err.text, text_string(&path))),
        "%s: %s", rows[_i].name, err.text);
}
END_TEST

START_TEST(a_file_in_its_place_is_refused)
{
    struct err err = { 0 };

    ck_assert(file_replace(text_string(&path), "x", 1, &err));
    ck_assert(!file_make_private_folder(text_string(&path), &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "is not a folder"), "%s", err.text);
}
END_TEST

START_TEST(a_link_in_its_place_is_refused)
{
    AUTO(text) target = { 0 };
    AUTO_FREE wchar_t *wide_target = NULL;
    AUTO_FREE wchar_t *wide_link = NULL;
    const char *given = getenv("GOLDPREP_TEST_LINK");
    const char *link = text_string(&path);
    enum found found = ABSENT;
    struct err err = { 0 };
    DWORD attributes;

    file_join(&target, text_string(&folder), "target");
    ck_assert(file_make_private_folder(text_string(&target), &err));
    ck_assert(win_widen(text_string(&target), &wide_target, &err));
    ck_assert(win_widen(link, &wide_link, &err));
    (void)CreateSymbolicLinkW(wide_link, wide_target, SYMBOLIC_LINK_FLAG_DIRECTORY);
    attributes = GetFileAttributesW(wide_link);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        ck_assert_msg(given != NULL, "no link can be made here, and GOLDPREP_TEST_LINK names none");
        link = given;
    }

    ck_assert(!file_make_private_folder(link, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "it is a link"), "%s", err.text);
    ck_assert(!file_check_private_folder(link, &found, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "it is a link"), "%s", err.text);
}
END_TEST

START_TEST(looking_makes_none)
{
    struct err err = { 0 };
    enum found found = FOUND;

    ck_assert_msg(file_check_private_folder(text_string(&path), &found, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    ck_assert_msg(file_make_private_folder(text_string(&path), &err), "%s", err.text);
    ck_assert_msg(file_check_private_folder(text_string(&path), &found, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
}
END_TEST

START_TEST(a_folder_without_its_parent_is_an_error_that_names_it)
{
    AUTO(text) below = { 0 };
    struct err err = { 0 };

    file_join(&below, text_string(&path), "deeper");
    ck_assert(!file_make_private_folder(text_string(&below), &err));
    ck_assert_uint_eq(err.code, ERROR_PATH_NOT_FOUND);
    ck_assert_msg(strstr(err.text, "goldprep\\deeper"), "%s", err.text);
}
END_TEST

/* A file that is read-only and one in a folder inside go; one that is last goes last. */
START_TEST(a_folder_is_removed_with_all_below_it)
{
    AUTO(text) below = { 0 };
    AUTO(text) file = { 0 };
    AUTO(text) journal = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    enum file_kind kind = FILE_IS_OTHER;
    struct err err = { 0 };

    ck_assert(file_make_private_folder(text_string(&path), &err));
    file_join(&below, text_string(&path), "below");
    ck_assert(file_make_private_folder(text_string(&below), &err));
    file_join(&file, text_string(&below), "file");
    ck_assert(file_replace(text_string(&file), "x", 1, &err));
    ck_assert(win_widen(text_string(&file), &wide, &err));
    ck_assert(SetFileAttributesW(wide, FILE_ATTRIBUTE_READONLY));
    file_join(&journal, text_string(&path), "journal");
    ck_assert(file_replace(text_string(&journal), "x", 1, &err));
    ck_assert_msg(file_remove_folder(text_string(&path), "journal", &err), "%s", err.text);
    ck_assert(file_look(text_string(&path), &kind, &err));
    ck_assert_int_eq(kind, FILE_IS_NONE);
    ck_assert_msg(
        file_remove_folder(text_string(&path), NULL, &err), "gone is success: %s", err.text);
}
END_TEST

START_TEST(files_go_by_how_their_names_begin_and_end)
{
    static const char *const names[] = { "kept-1.content", "kept-.content", "other-1.content",
        "kept-1.json", "my-kept-1.content", "kept-1.contents", "kept-folder.content" };
    struct err err = { 0 };

    ck_assert(file_make_private_folder(text_string(&path), &err));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        AUTO(text) name = { 0 };

        file_join(&name, text_string(&path), names[i]);
        ck_assert(i + 1 < COUNT_OF(names) ? file_replace(text_string(&name), "x", 1, &err)
                                          : file_make_private_folder(text_string(&name), &err));
    }
    ck_assert_msg(file_remove_like(text_string(&path), "kept-", ".content", &err), "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        AUTO(text) name = { 0 };
        enum file_kind kind = FILE_IS_OTHER;

        file_join(&name, text_string(&path), names[i]);
        ck_assert(file_look(text_string(&name), &kind, &err));
        ck_assert_msg((kind == FILE_IS_NONE) == (i < 2), "%s", names[i]);
    }
    ck_assert(file_remove_folder(text_string(&path), NULL, &err));
    ck_assert_msg(
        file_remove_like(text_string(&path), "kept-", ".content", &err), "no folder: %s", err.text);
}
END_TEST

START_TEST(a_file_is_no_folder_to_remove)
{
    struct err err = { 0 };

    ck_assert(file_replace(text_string(&path), "x", 1, &err));
    ck_assert(!file_remove_folder(text_string(&path), NULL, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.folders");
    TCase *tests = tcase_create("folders");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_folder_is_made_and_taken_again);
    tcase_add_loop_test(
        tests, an_existing_folder_is_taken_when_nobody_else_may_change_it, 0, COUNT_OF(rows));
    tcase_add_test(tests, a_file_in_its_place_is_refused);
    tcase_add_test(tests, a_link_in_its_place_is_refused);
    tcase_add_test(tests, looking_makes_none);
    tcase_add_test(tests, a_folder_without_its_parent_is_an_error_that_names_it);
    tcase_add_test(tests, a_folder_is_removed_with_all_below_it);
    tcase_add_test(tests, files_go_by_how_their_names_begin_and_end);
    tcase_add_test(tests, a_file_is_no_folder_to_remove);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
