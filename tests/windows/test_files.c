/* SPDX-License-Identifier: MIT */
/* test_files.c - goldprep's own files: replaced whole, appended, cut, locked. */
#include "base/file.h"
#include "windows_test.h"

#include <aclapi.h>
#include <sddl.h>

static struct text folder, path;

static void set_up(void)
{
    folder = (struct text){ 0 };
    path = (struct text){ 0 };
    test_folder("files", &folder);
    file_join(&path, text_string(&folder), "journal");
}

static void tear_down(void)
{
    text_done(&folder);
    text_done(&path);
}

static void expect_content(const char *content)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(bytes) bytes = { 0 };

    ck_assert_msg(file_read(text_string(&path), 100, &found, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_uint_eq(bytes.len, strlen(content));
    ck_assert_str_eq((const char *)bytes.data, content);
}

static void write_content(const char *content)
{
    struct err err = { 0 };

    ck_assert_msg(file_replace(text_string(&path), content, strlen(content), &err), "%s", err.text);
}

static bool exists(const char *name)
{
    AUTO(text) whole = { 0 };
    struct guest_file file;
    struct err err = { 0 };
    enum found found = ABSENT;

    file_join(&whole, text_string(&folder), name);
    ck_assert_msg(win_file_stat(NULL, text_string(&whole), &found, &file, &err), "%s", err.text);
    return found == FOUND;
}

START_TEST(a_file_is_replaced_whole_and_nothing_is_left_beside)
{
    write_content("old, and longer");
    write_content("new");
    expect_content("new");
    ck_assert(!exists("journal.new"));
    write_content("");
    expect_content("");
}
END_TEST

START_TEST(what_a_dead_process_left_beside_is_overwritten)
{
    AUTO(text) beside = { 0 };
    struct err err = { 0 };

    text_append(&beside, "%s.new", text_string(&path));
    ck_assert(file_replace(text_string(&beside), "torn", 4, &err));
    write_content("whole");
    expect_content("whole");
    ck_assert(!exists("journal.new"));
}
END_TEST

START_TEST(a_file_that_somebody_holds_keeps_its_old_content)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_handle) held = { 0 };
    struct err err = { 0 };

    write_content("old");
    ck_assert(win_widen(text_string(&path), &wide, &err));
    held.handle = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ck_assert(win_handle_is_open(&held));
    ck_assert(!file_replace(text_string(&path), "new", 3, &err));
    ck_assert_msg(err.domain == ERR_WIN32 && strstr(err.text, "journal'"), "%s", err.text);
    win_handle_done(&held);
    expect_content("old");
    ck_assert(!exists("journal.new"));
}
END_TEST

static DWORD WINAPI let_go_soon(void *argument)
{
    struct win_handle *held = argument;

    Sleep(200);
    win_handle_done(held);
    return 0;
}

/* As a scanner does: it shares reading, and nothing else. */
START_TEST(a_file_that_somebody_holds_for_a_moment_is_renamed)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_handle) held = { 0 };
    AUTO(win_handle) thread = { 0 };
    AUTO(text) aside = { 0 };
    struct err err = { 0 };

    write_content("whole");
    text_append(&aside, "%s.aside", text_string(&path));
    ck_assert(win_widen(text_string(&path), &wide, &err));
    held.handle = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ck_assert(win_handle_is_open(&held));
    thread.handle = CreateThread(NULL, 0, let_go_soon, &held, 0, NULL);
    ck_assert(win_handle_is_open(&thread));
    bool renamed = file_rename(text_string(&path), text_string(&aside), &err);
    (void)WaitForSingleObject(thread.handle, INFINITE);
    ck_assert_msg(renamed, "%s", err.text);
    ck_assert(exists("journal.aside") && !exists("journal"));
    ck_assert(file_remove(text_string(&aside), &err));
}
END_TEST

START_TEST(reading_tells_absent_and_too_large_apart)
{
    struct err err = { 0 };
    enum found found = FOUND;
    AUTO(bytes) bytes = { 0 };

    ck_assert_msg(file_read(text_string(&path), 100, &found, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    write_content("12345");
    ck_assert(!file_read(text_string(&path), 4, &found, &bytes, &err));
    ck_assert_msg(err_is(&err, ERR_TOO_LARGE) && strstr(err.text, "journal"), "%s", err.text);
    ck_assert_msg(file_read(text_string(&path), 5, &found, &bytes, &err), "%s", err.text);
    ck_assert_uint_eq(bytes.len, 5);
}
END_TEST

static bool read_own(size_t limit, enum found *found, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    return file_read_own(text_string(&path), limit, found, &bytes, err);
}

START_TEST(what_is_its_own_is_read_and_no_folder)
{
    struct err err = { 0 };
    enum found found = FOUND;

    ck_assert_msg(read_own(100, &found, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
    write_content("12345");
    ck_assert_msg(read_own(5, &found, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert(!read_own(4, &found, &err));
    ck_assert_msg(err_is(&err, ERR_TOO_LARGE) && strstr(err.text, "journal"), "%s", err.text);
    ck_assert(file_remove(text_string(&path), &err));
    ck_assert(file_make_private_folder(text_string(&path), &err));
    ck_assert(!read_own(100, &found, &err));
    ck_assert_msg(strstr(err.text, "journal"), "%s", err.text);
}
END_TEST

/* Where no link can be made, as in Wine, only a real Windows shows it. */
START_TEST(a_link_is_not_its_own)
{
    AUTO(text) target = { 0 };
    AUTO_FREE wchar_t *wide_target = NULL;
    AUTO_FREE wchar_t *wide = NULL;
    struct err err = { 0 };
    enum found found = ABSENT;

    file_join(&target, text_string(&folder), "target");
    ck_assert(file_replace(text_string(&target), "elsewhere", 9, &err));
    ck_assert(win_widen(text_string(&target), &wide_target, &err));
    ck_assert(win_widen(text_string(&path), &wide, &err));
    if (!CreateSymbolicLinkW(wide, wide_target, 0) ||
        GetFileAttributesW(wide) == INVALID_FILE_ATTRIBUTES)
        return;
    ck_assert(!read_own(100, &found, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "is a link"), "%s", err.text);
}
END_TEST

START_TEST(a_file_below_a_file_is_absent)
{
    AUTO(text) below = { 0 };
    struct err err = { 0 };
    enum found found = FOUND;
    AUTO(bytes) bytes = { 0 };

    write_content("a file");
    file_join(&below, text_string(&path), "below");
    ck_assert_msg(file_read(text_string(&below), 5, &found, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(a_folder_is_no_file)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    AUTO(bytes) bytes = { 0 };
    struct file_log log = { 0 };

    ck_assert(!file_read(text_string(&folder), 5, &found, &bytes, &err));
    ck_assert(!file_log_open(text_string(&folder), &log, &err));
    ck_assert_ptr_null(log.handle);
}
END_TEST

START_TEST(a_log_only_grows)
{
    AUTO(file_log) log = { 0 };
    struct err err = { 0 };

    write_content("one\n");
    ck_assert_msg(file_log_open(text_string(&path), &log, &err), "%s", err.text);
    ck_assert_msg(file_log_append(&log, "two\n", 4, &err), "%s", err.text);
    expect_content("one\ntwo\n");
    ck_assert_msg(file_log_append(&log, "three\n", 6, &err), "%s", err.text);
    file_log_done(&log);
    ck_assert_ptr_null(log.handle);
    expect_content("one\ntwo\nthree\n");
}
END_TEST

START_TEST(a_log_is_made_when_it_is_not_there)
{
    AUTO(file_log) log = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_log_open(text_string(&path), &log, &err), "%s", err.text);
    ck_assert_msg(file_log_append(&log, "one\n", 4, &err), "%s", err.text);
    expect_content("one\n");
}
END_TEST

START_TEST(a_file_is_cut)
{
    struct err err = { 0 };

    write_content("whole line\ntorn");
    ck_assert_msg(file_cut(text_string(&path), 11, &err), "%s", err.text);
    expect_content("whole line\n");
    ck_assert(file_remove(text_string(&path), &err));
    ck_assert(!file_cut(text_string(&path), 1, &err));
    ck_assert_uint_eq(err.code, ERROR_FILE_NOT_FOUND);
}
END_TEST

START_TEST(a_lock_is_held_once_and_the_file_stays)
{
    AUTO(file_lock) first = { 0 };
    AUTO(file_lock) second = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_lock_take(text_string(&path), &first, &err), "%s", err.text);
    ck_assert(!file_lock_take(text_string(&path), &second, &err));
    ck_assert_msg(err_is(&err, ERR_BUSY) && strstr(err.text, "journal"), "%s", err.text);
    ck_assert_ptr_null(second.handle);
    file_lock_done(&first);
    ck_assert_msg(file_lock_take(text_string(&path), &second, &err), "%s", err.text);
    ck_assert(exists("journal"));
}
END_TEST

START_TEST(removing_what_is_not_there_is_success)
{
    struct err err = { 0 };

    write_content("x");
    ck_assert_msg(file_remove(text_string(&path), &err), "%s", err.text);
    ck_assert_msg(file_remove(text_string(&path), &err), "%s", err.text);
    ck_assert(!exists("journal"));
}
END_TEST

START_TEST(renaming_replaces_nothing)
{
    AUTO(text) other = { 0 };
    struct err err = { 0 };

    file_join(&other, text_string(&folder), "journal.old");
    write_content("first");
    ck_assert_msg(file_rename(text_string(&path), text_string(&other), &err), "%s", err.text);
    ck_assert(!exists("journal"));
    write_content("second");
    ck_assert(!file_rename(text_string(&path), text_string(&other), &err));
    ck_assert_msg(strstr(err.text, "journal.old"), "%s", err.text);
    expect_content("second");
}
END_TEST

static const struct {
    const char *folder, *joined;
} joins[] = {
    { "C:\\a", "C:\\a\\b" },
    { "C:\\", "C:\\b" },
    { "C:/a/", "C:/a/b" },
};

START_TEST(a_name_is_joined_by_one_backslash)
{
    AUTO(text) joined = { 0 };

    file_join(&joined, joins[_i].folder, "b");
    ck_assert_str_eq(text_string(&joined), joins[_i].joined);
}
END_TEST

START_TEST(a_file_of_ours_is_open_to_nobody_else)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_local) descriptor = { 0 };
    struct err err = { 0 };
    PACL list = NULL;

    write_content("secret");
    ck_assert(win_widen(text_string(&path), &wide, &err));
    ck_assert_uint_eq(GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL,
                          NULL, &list, NULL, &descriptor.memory),
        ERROR_SUCCESS);
    ck_assert_ptr_nonnull(list);
    for (DWORD i = 0; i < list->AceCount; i++) {
        ACCESS_ALLOWED_ACE *entry = NULL;

        ck_assert(GetAce(list, i, (void **)&entry));
        ck_assert(!IsWellKnownSid((PSID)&entry->SidStart, WinWorldSid));
        ck_assert(!IsWellKnownSid((PSID)&entry->SidStart, WinBuiltinUsersSid));
        ck_assert(!IsWellKnownSid((PSID)&entry->SidStart, WinAuthenticatedUserSid));
    }
}
END_TEST

START_TEST(a_stream_gives_what_is_there)
{
    AUTO(file_stream) stream = { 0 };
    enum file_kind kind = FILE_IS_NONE;
    enum found found = ABSENT;
    struct err err = { 0 };
    char part[4];
    size_t len = 0;

    ck_assert(file_look(text_string(&path), &kind, &err) && kind == FILE_IS_NONE);
    ck_assert(file_stream_open(text_string(&path), &found, &stream, &err) && found == ABSENT);
    write_content("abcdef");
    ck_assert(file_look(text_string(&path), &kind, &err) && kind == FILE_IS_OTHER);
    ck_assert(file_look(text_string(&folder), &kind, &err) && kind == FILE_IS_FOLDER);
    ck_assert_msg(file_stream_open(text_string(&path), &found, &stream, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 4);
    ck_assert(memcmp(part, "abcd", 4) == 0);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 2);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 0);
}
END_TEST

/* What a script pipes into goldprep ends when the writer does. */
START_TEST(standard_input_may_be_a_pipe)
{
    AUTO(file_stream) stream = { 0 };
    AUTO(win_handle) reader = { 0 };
    AUTO(win_handle) writer = { 0 };
    HANDLE was = GetStdHandle(STD_INPUT_HANDLE);
    enum found found = ABSENT;
    struct err err = { 0 };
    char part[8];
    DWORD written = 0;
    size_t len = 0;

    ck_assert(CreatePipe(&reader.handle, &writer.handle, NULL, 0));
    ck_assert(WriteFile(writer.handle, "abc", 3, &written, NULL));
    win_handle_done(&writer);
    ck_assert(SetStdHandle(STD_INPUT_HANDLE, reader.handle));
    ck_assert_msg(file_stream_open(NULL, &found, &stream, &err), "%s", err.text);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 3);
    ck_assert_msg(
        file_stream_read(&stream, part, sizeof part, &len, &err) && len == 0, "%s", err.text);
    ck_assert(SetStdHandle(STD_INPUT_HANDLE, was));
}
END_TEST

START_TEST(a_path_is_told_from_the_root_on)
{
    AUTO(text) absolute = { 0 };
    AUTO(text) same = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_absolute("a\\..\\b.json", &absolute, &err), "%s", err.text);
    ck_assert_msg(text_string(&absolute)[1] == ':' &&
                      text_ends_same(text_string(&absolute), "\\b.json") &&
                      !strstr(text_string(&absolute), ".."),
        "%s", text_string(&absolute));
    ck_assert_msg(file_absolute("C:\\x\\y", &same, &err), "%s", err.text);
    ck_assert_str_eq(text_string(&same), "C:\\x\\y");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.files");
    TCase *tests = tcase_create("files");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_file_is_replaced_whole_and_nothing_is_left_beside);
    tcase_add_test(tests, what_a_dead_process_left_beside_is_overwritten);
    tcase_add_test(tests, a_file_that_somebody_holds_keeps_its_old_content);
    tcase_add_test(tests, a_file_that_somebody_holds_for_a_moment_is_renamed);
    tcase_add_test(tests, reading_tells_absent_and_too_large_apart);
    tcase_add_test(tests, what_is_its_own_is_read_and_no_folder);
    tcase_add_test(tests, a_link_is_not_its_own);
    tcase_add_test(tests, a_file_below_a_file_is_absent);
    tcase_add_test(tests, a_folder_is_no_file);
    tcase_add_test(tests, a_stream_gives_what_is_there);
    tcase_add_test(tests, standard_input_may_be_a_pipe);
    tcase_add_test(tests, a_log_only_grows);
    tcase_add_test(tests, a_log_is_made_when_it_is_not_there);
    tcase_add_test(tests, a_file_is_cut);
    tcase_add_test(tests, a_lock_is_held_once_and_the_file_stays);
    tcase_add_test(tests, removing_what_is_not_there_is_success);
    tcase_add_test(tests, renaming_replaces_nothing);
    tcase_add_loop_test(tests, a_name_is_joined_by_one_backslash, 0, COUNT_OF(joins));
    tcase_add_test(tests, a_path_is_told_from_the_root_on);
    tcase_add_test(tests, a_file_of_ours_is_open_to_nobody_else);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
