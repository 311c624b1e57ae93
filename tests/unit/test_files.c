/* SPDX-License-Identifier: MIT */
/* test_files.c - goldprep's own files on POSIX: whole or not at all, private, never by a link. */
#include "base/file.h"

#include "check_main.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char path[128], other[128];

static void make(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/goldprep-files-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/state.json", folder);
    (void)snprintf(other, sizeof other, "%s/other", folder);
}

/** Number of names in the folder; removes them when asked to. */
static int names(bool and_remove)
{
    DIR *open_folder = opendir(folder);
    int count = 0;

    ck_assert_ptr_nonnull(open_folder);
    for (struct dirent *entry = readdir(open_folder); entry; entry = readdir(open_folder)) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (and_remove)
            (void)unlinkat(
                dirfd(open_folder), entry->d_name, entry->d_type == DT_DIR ? AT_REMOVEDIR : 0);
    }
    (void)closedir(open_folder);
    return count;
}

static void release(void)
{
    (void)names(true);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void check_content(const char *file, const char *wanted)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(file_read(file, 4096, &found, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(found, wanted ? FOUND : ABSENT);
    if (wanted)
        ck_assert_str_eq((const char *)bytes.data, wanted);
}

static void write_file(const char *file, const char *content)
{
    struct err err = { 0 };

    ck_assert_msg(file_replace(file, content, strlen(content), &err), "%s", err.text);
}

/** From now on no file of this process can grow over so many bytes: as on a full disk, a write does
 * less than asked, and the next one nothing. RLIM_INFINITY: there is room again. */
static void leave_room(rlim_t bytes)
{
    struct rlimit limit = { bytes, RLIM_INFINITY };

    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* -- whole files -- */

START_TEST(a_file_is_replaced_whole)
{
    struct stat status;

    check_content(path, NULL);
    write_file(path, "first");
    check_content(path, "first");
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    write_file(path, "the second is longer");
    check_content(path, "the second is longer");
    write_file(path, "");
    check_content(path, "");
    ck_assert_int_eq(names(false), 1); /* nothing is left beside */
}
END_TEST

START_TEST(what_an_earlier_try_left_is_in_nobodys_way)
{
    char beside[160];

    (void)snprintf(beside, sizeof beside, "%s.new", path);
    write_file(beside, "half of");
    write_file(path, "content");
    check_content(path, "content");
    check_content(beside, NULL);
}
END_TEST

START_TEST(a_full_disk_keeps_the_old_file)
{
    static const char content[] = "more than fits on the disk that is left";
    struct err err = { 0 };

    write_file(path, "old");
    leave_room(10);
    bool ok = file_replace(path, content, strlen(content), &err);
    leave_room(RLIM_INFINITY); /* Check itself writes to files */
    ck_assert(!ok);
    ck_assert_int_eq(err.domain, ERR_ERRNO);
    ck_assert_uint_eq(err.code, EFBIG);
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
    check_content(path, "old");
    ck_assert_int_eq(names(false), 1);
}
END_TEST

START_TEST(a_link_is_replaced_and_not_followed)
{
    struct stat status;

    write_file(other, "somebody else's");
    ck_assert_int_eq(symlink(other, path), 0);
    write_file(path, "mine");
    check_content(other, "somebody else's");
    ck_assert_int_eq(lstat(path, &status), 0);
    ck_assert(S_ISREG(status.st_mode));
}
END_TEST

START_TEST(a_pipe_is_not_replaced)
{
    struct err err = { 0 };
    struct stat there;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert(!file_replace(path, "x", 1, &err));
    ck_assert_msg(strstr(err.text, "not a regular file"), "%s", err.text);
    ck_assert(lstat(path, &there) == 0 && S_ISFIFO(there.st_mode));
}
END_TEST

START_TEST(a_link_planted_beside_is_not_followed)
{
    char beside[160];

    (void)snprintf(beside, sizeof beside, "%s.new", path);
    write_file(other, "somebody else's");
    ck_assert_int_eq(symlink(other, beside), 0);
    write_file(path, "mine");
    check_content(other, "somebody else's");
    check_content(path, "mine");
}
END_TEST

START_TEST(a_file_cannot_replace_a_folder)
{
    struct err err = { 0 };

    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!file_replace(path, "x", 1, &err));
    ck_assert_uint_eq(err.code, EISDIR);
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
    ck_assert_int_eq(names(false), 1);
}
END_TEST

START_TEST(every_failure_names_the_path)
{
    struct file_log log = { 0 };
    struct file_lock lock = { 0 };
    struct err err = { 0 };
    enum found found;
    AUTO(bytes) bytes = { 0 };

    (void)snprintf(path, sizeof path, "%s/absent/x", folder);
    bool ok = file_replace(path, "x", 1, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "replace: %s", err.text);
    ok = file_log_open(path, &log, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "open: %s", err.text);
    ok = file_lock_take(path, &lock, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "lock: %s", err.text);
    ok = file_make_private_folder(path, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "folder: %s", err.text);
    ok = file_cut(path, 0, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "cut: %s", err.text);
    ok = file_rename(path, other, &err);
    ck_assert_msg(!ok && err.code == ENOENT && strstr(err.text, path), "rename: %s", err.text);

    (void)snprintf(path, sizeof path, "%s/state.json/x", folder);
    (void)snprintf(other, sizeof other, "%s/state.json", folder);
    write_file(other, "a file where a folder belongs");
    ok = file_read(path, 10, &found, &bytes, &err);
    ck_assert_msg(!ok && err.code == ENOTDIR && strstr(err.text, path), "read: %s", err.text);
    ok = file_remove(path, &err);
    ck_assert_msg(!ok && err.code == ENOTDIR && strstr(err.text, path), "remove: %s", err.text);
    ok = file_read(folder, 10, &found, &bytes, &err);
    ck_assert_msg(!ok && err.code == EISDIR && strstr(err.text, folder), "read: %s", err.text);
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused_by_name)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    write_file(path, "12345");
    ck_assert(file_read(path, 5, &found, &bytes, &err));
    bytes_done(&bytes);
    ck_assert(!file_read(path, 4, &found, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_int_eq(truncate(path, 100 * 1024 * 1024), 0); /* takes no room */
    ck_assert(!file_read(path, 16 * 1024 * 1024, &found, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
    ck_assert_ptr_null(bytes.data);
}
END_TEST

/** A pipe has no size to ask for beforehand. */
START_TEST(the_limit_holds_for_pipes_too)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "123456", 6), 6);
    (void)close(ends[1]);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    ck_assert(!file_read(path, 5, &found, &bytes, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    (void)close(ends[0]);
}
END_TEST

/* -- appending and cutting -- */

START_TEST(lines_are_appended_and_survive_reopening)
{
    AUTO(file_log) log = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_log_open(path, &log, &err), "%s", err.text);
    check_content(path, "");
    ck_assert(file_log_append(&log, "one\n", 4, &err));
    ck_assert(file_log_append(&log, "two\n", 4, &err));
    check_content(path, "one\ntwo\n");
    file_log_done(&log);
    ck_assert(file_log_open(path, &log, &err));
    ck_assert(file_log_append(&log, "three\n", 6, &err));
    check_content(path, "one\ntwo\nthree\n");
}
END_TEST

START_TEST(a_line_that_does_not_fit_leaves_nothing_behind)
{
    AUTO(file_log) log = { 0 };
    struct err err = { 0 };

    ck_assert(file_log_open(path, &log, &err));
    ck_assert(file_log_append(&log, "one\n", 4, &err));
    leave_room(10);
    bool ok = file_log_append(&log, "a long line\n", 12, &err);
    leave_room(RLIM_INFINITY); /* Check itself writes to files */
    ck_assert(!ok);
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
    check_content(path, "one\n");
    ck_assert(file_log_append(&log, "two\n", 4, &err));
    check_content(path, "one\ntwo\n");
}
END_TEST

START_TEST(a_file_is_cut)
{
    struct err err = { 0 };

    write_file(path, "one\ntwo\nthr");
    ck_assert(file_cut(path, 8, &err));
    check_content(path, "one\ntwo\n");
    ck_assert(file_cut(path, 8, &err));
    ck_assert(!file_cut(path, 9, &err)); /* longer would be zeros */
    ck_assert(err_is(&err, ERR_MALFORMED));
    check_content(path, "one\ntwo\n");
}
END_TEST

START_TEST(links_are_not_opened)
{
    AUTO(file_log) log = { 0 };
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };

    write_file(other, "somebody else's");
    ck_assert_int_eq(symlink(other, path), 0);
    ck_assert(!file_log_open(path, &log, &err));
    ck_assert_msg(text_ends_same(err.text, "it is a symbolic link"), "%s", err.text);
    ck_assert(!file_lock_take(path, &lock, &err));
    ck_assert_msg(text_ends_same(err.text, "it is a symbolic link"), "%s", err.text);
    ck_assert(!file_cut(path, 0, &err));
    ck_assert_msg(text_ends_same(err.text, "it is a symbolic link"), "%s", err.text);
    check_content(other, "somebody else's");
}
END_TEST

/* -- lock -- */

START_TEST(a_lock_is_held_once)
{
    AUTO(file_lock) lock = { 0 };
    AUTO(file_lock) second = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_lock_take(path, &lock, &err), "%s", err.text);
    ck_assert(!file_lock_take(path, &second, &err));
    ck_assert(err_is(&err, ERR_BUSY));
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
    file_lock_done(&lock);
    file_lock_done(&lock);
    ck_assert(file_lock_take(path, &second, &err));
    check_content(path, ""); /* the file stays */
}
END_TEST

START_TEST(a_lock_dies_with_its_process)
{
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };
    int status = 0;
    pid_t child = fork();

    if (child == 0) /* leaves without releasing, as a crash would */
        _exit(file_lock_take(path, &lock, &err) ? 0 : 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert(file_lock_take(path, &lock, &err));
}
END_TEST

/* -- folders and names -- */

START_TEST(a_folder_is_made_for_its_owner_only)
{
    struct err err = { 0 };
    struct stat status;

    (void)umask(0);
    ck_assert_msg(file_make_private_folder(path, &err), "%s", err.text);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 07777, 0700);
    ck_assert(file_make_private_folder(path, &err)); /* and taken when it is there */
}
END_TEST

static void plant_link(void)
{
    ck_assert_int_eq(mkdir(other, 0700), 0);
    ck_assert_int_eq(symlink(other, path), 0);
}

static void plant_file(void)
{
    write_file(path, "x");
}

static void plant_open_folder(void)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chmod(path, 0777), 0);
}

static void plant_group_folder(void)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chmod(path, 0770), 0);
}

static void plant_foreign_folder(void)
{
    if (geteuid() != 0) {
        (void)snprintf(path, sizeof path, "/"); /* root's */
        return;
    }
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(chown(path, 65534, 65534), 0);
}

static const struct {
    void (*plant)(void);
    const char *problem;
} plants[] = {
    { plant_link, "is a symbolic link, not a folder" },
    { plant_file, "is not a folder" },
    { plant_open_folder, "others can write to" },
    { plant_group_folder, "others can write to" },
    { plant_foreign_folder, "belongs to somebody else" },
};

START_TEST(a_planted_folder_is_refused_by_name)
{
    struct err err = { 0 };

    plants[_i].plant();
    ck_assert(!file_make_private_folder(path, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    ck_assert_msg(strstr(err.text, plants[_i].problem) != NULL, "%s", err.text);
    ck_assert_msg(strstr(err.text, path) != NULL, "%s", err.text);
}
END_TEST

START_TEST(renaming_replaces_nothing)
{
    struct err err = { 0 };

    write_file(path, "one");
    ck_assert_msg(file_rename(path, other, &err), "%s", err.text);
    check_content(path, NULL);
    check_content(other, "one");
    write_file(path, "two");
    ck_assert(!file_rename(path, other, &err));
    ck_assert_uint_eq(err.code, EEXIST);
    ck_assert_msg(
        strstr(err.text, other) != NULL && strstr(err.text, path) != NULL, "%s", err.text);
    check_content(path, "two");
    check_content(other, "one");
}
END_TEST

START_TEST(removing_twice_is_fine)
{
    struct err err = { 0 };

    write_file(path, "x");
    ck_assert(file_remove(path, &err));
    check_content(path, NULL);
    ck_assert(file_remove(path, &err));
}
END_TEST

static const struct {
    const char *folder, *name, *path;
} joins[] = {
    { "/var/lib/goldprep", "journal", "/var/lib/goldprep/journal" },
    { "/var/lib/goldprep/", "journal", "/var/lib/goldprep/journal" },
    { "/", "x", "/x" },
    { ".", "x", "./x" },
};

START_TEST(paths_are_joined)
{
    AUTO(text) joined = { 0 };

    file_join(&joined, joins[_i].folder, joins[_i].name);
    ck_assert_str_eq(text_string(&joined), joins[_i].path);
}
END_TEST

START_TEST(a_path_is_told_from_the_root_on)
{
    AUTO(text) absolute = { 0 };
    AUTO(text) same = { 0 };
    AUTO(text) wanted = { 0 };
    struct err err = { 0 };

    make();
    ck_assert_int_eq(chdir(folder), 0);
    text_append(&wanted, "%s/a/b.json", folder);
    ck_assert_msg(file_absolute("a/b.json", &absolute, &err), "%s", err.text);
    ck_assert_str_eq(text_string(&absolute), text_string(&wanted));
    ck_assert_msg(file_absolute("/x/y", &same, &err), "%s", err.text);
    ck_assert_str_eq(text_string(&same), "/x/y");
}
END_TEST

START_TEST(a_name_without_a_folder_is_in_this_one)
{
    ck_assert_int_eq(chdir(folder), 0);
    write_file("state.json", "here");
    check_content(path, "here");
    ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(the_end_of_a_file_is_read)
{
    char end[4] = "";
    uint64_t size_bytes = 0;
    enum found found = FOUND;
    struct err err = { 0 };

    ck_assert_msg(file_replace(path, "begin and end", 13, &err), "%s", err.text);
    ck_assert_msg(file_read_end(path, end, 3, &found, &size_bytes, &err), "%s", err.text);
    ck_assert(found == FOUND && size_bytes == 13 && strcmp(end, "end") == 0);

    ck_assert_msg(file_replace(path, "x", 1, &err), "%s", err.text);
    ck_assert_msg(file_read_end(path, end, 3, &found, &size_bytes, &err), "%s", err.text);
    ck_assert(size_bytes == 1 && strcmp(end, "end") == 0); /* too short: nothing is read */

    ck_assert(file_read_end(other, end, 3, &found, &size_bytes, &err) && found == ABSENT);
    ck_assert(!file_read_end(folder, end, 3, &found, &size_bytes, &err));
    ck_assert_msg(strstr(err.text, folder), "%s", err.text);
}
END_TEST

START_TEST(a_stream_gives_what_is_there)
{
    AUTO(file_stream) stream = { 0 };
    AUTO(file_stream) absent = { 0 };
    enum file_kind kind = FILE_IS_NONE;
    enum found found = ABSENT;
    struct err err = { 0 };
    char part[4];
    size_t len = 0;

    write_file(path, "abcdef");
    ck_assert(file_look(path, &kind, &err) && kind == FILE_IS_OTHER);
    ck_assert(file_look(folder, &kind, &err) && kind == FILE_IS_FOLDER);
    ck_assert(file_look(other, &kind, &err) && kind == FILE_IS_NONE);
    ck_assert(file_stream_open(other, &found, &absent, &err) && found == ABSENT);
    ck_assert_ptr_null(absent.handle);
    ck_assert_msg(file_stream_open(path, &found, &stream, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 4);
    ck_assert_mem_eq(part, "abcd", 4);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 2);
    ck_assert(file_stream_read(&stream, part, sizeof part, &len, &err) && len == 0);
    file_stream_done(&stream);
    ck_assert(
        file_stream_open(folder, &found, &stream, &err)); /* opening a folder is no fault yet */
    ck_assert(!file_stream_read(&stream, part, sizeof part, &len, &err));
    ck_assert_ptr_nonnull(strstr(err.text, folder));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("files");
    TCase *tcase = tcase_create("files");

    tcase_add_checked_fixture(tcase, make, release);
    tcase_add_test(tcase, a_file_is_replaced_whole);
    tcase_add_test(tcase, what_an_earlier_try_left_is_in_nobodys_way);
    tcase_add_test(tcase, a_full_disk_keeps_the_old_file);
    tcase_add_test(tcase, a_link_is_replaced_and_not_followed);
    tcase_add_test(tcase, a_pipe_is_not_replaced);
    tcase_add_test(tcase, a_link_planted_beside_is_not_followed);
    tcase_add_test(tcase, a_file_cannot_replace_a_folder);
    tcase_add_test(tcase, every_failure_names_the_path);
    tcase_add_test(tcase, a_file_over_the_limit_is_refused_by_name);
    tcase_add_test(tcase, the_limit_holds_for_pipes_too);
    tcase_add_test(tcase, lines_are_appended_and_survive_reopening);
    tcase_add_test(tcase, a_line_that_does_not_fit_leaves_nothing_behind);
    tcase_add_test(tcase, a_file_is_cut);
    tcase_add_test(tcase, links_are_not_opened);
    tcase_add_test(tcase, a_lock_is_held_once);
    tcase_add_test(tcase, a_lock_dies_with_its_process);
    tcase_add_test(tcase, a_folder_is_made_for_its_owner_only);
    tcase_add_loop_test(tcase, a_planted_folder_is_refused_by_name, 0, (int)COUNT_OF(plants));
    tcase_add_test(tcase, renaming_replaces_nothing);
    tcase_add_test(tcase, removing_twice_is_fine);
    tcase_add_loop_test(tcase, paths_are_joined, 0, (int)COUNT_OF(joins));
    tcase_add_test(tcase, a_path_is_told_from_the_root_on);
    tcase_add_test(tcase, a_name_without_a_folder_is_in_this_one);
    tcase_add_test(tcase, the_end_of_a_file_is_read);
    tcase_add_test(tcase, a_stream_gives_what_is_there);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
