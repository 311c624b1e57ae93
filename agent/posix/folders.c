/* SPDX-License-Identifier: MIT */
/*
 * folders.c - folders and names of goldprep's own on POSIX. No symbolic link is followed.
 *
 * Source: pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html, renameat2(2)
 */
#include "posix/files.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Is an existing path a folder that nobody else can write to? */
static bool check_private(const char *path, struct err *err)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return posix_fail(err, errno, "look at", path);
    if (S_ISLNK(status.st_mode))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is a symbolic link, not a folder", path);
    if (!S_ISDIR(status.st_mode))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is not a folder", path);
    if (status.st_uid != geteuid())
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' belongs to somebody else", path);
    if (status.st_mode & (S_IWGRP | S_IWOTH))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "others can write to '%s'", path);
    return true;
}

bool file_make_private_folder(const char *path, struct err *err)
{
    if (mkdir(path, 0700) == 0)
        return posix_flush_folder_of(path, err);
    if (errno != EEXIST)
        return posix_fail(err, errno, "make the folder", path);
    return check_private(path, err);
}

bool file_check_private_folder(const char *path, enum found *found, struct err *err)
{
    struct stat status;

    if (lstat(path, &status) != 0 && errno == ENOENT) {
        *found = ABSENT;
        return true;
    }
    if (!check_private(path, err))
        return false;
    *found = FOUND;
    return true;
}

bool file_remove(const char *path, struct err *err)
{
    if (unlink(path) != 0)
        return errno == ENOENT ? true : posix_fail(err, errno, "remove", path);
    return posix_flush_folder_of(path, err);
}

/** An open listing. Zeroed is none. */
struct listing {
    DIR *stream;
};

static void listing_done(struct listing *listing)
{
    if (listing->stream)
        (void)closedir(listing->stream);
    listing->stream = NULL;
}

static bool remove_below(const char *folder, const char *last, struct err *err);

static bool remove_entry(const char *path, struct err *err)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT || posix_fail(err, errno, "look at", path);
    if (!S_ISDIR(status.st_mode))
        return file_remove(path, err);
    return remove_below(path, NULL, err) &&
           (rmdir(path) == 0 || posix_fail(err, errno, "remove", path));
}

static bool remove_below(const char *folder, const char *last, struct err *err)
{
    AUTO(listing) listing = { opendir(folder) };
    const struct dirent *entry;

    if (!listing.stream)
        return posix_fail(err, errno, "list", folder);
    while ((errno = 0, entry = readdir(listing.stream)) != NULL) {
        AUTO(text) path = { 0 };

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            (last && strcmp(entry->d_name, last) == 0))
            continue;
        file_join(&path, folder, entry->d_name);
        if (!text_ok(&path, err) || !remove_entry(text_string(&path), err))
            return false;
    }
    return errno == 0 || posix_fail(err, errno, "list", folder);
}

static bool is_like(const char *name, const char *begin, const char *end)
{
    size_t len = strlen(name), begin_len = strlen(begin), end_len = strlen(end);

    return len >= begin_len + end_len && strncmp(name, begin, begin_len) == 0 &&
           strcmp(name + len - end_len, end) == 0;
}

static bool remove_file_like(const char *path, struct err *err)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT || posix_fail(err, errno, "look at", path);
    return S_ISDIR(status.st_mode) || file_remove(path, err);
}

bool file_remove_like(const char *folder, const char *begin, const char *end, struct err *err)
{
    AUTO(listing) listing = { opendir(folder) };
    const struct dirent *entry;

    if (!listing.stream)
        return errno == ENOENT || posix_fail(err, errno, "list", folder);
    while ((errno = 0, entry = readdir(listing.stream)) != NULL) {
        AUTO(text) path = { 0 };

        if (!is_like(entry->d_name, begin, end))
            continue;
        file_join(&path, folder, entry->d_name);
        if (!text_ok(&path, err) || !remove_file_like(text_string(&path), err))
            return false;
    }
    return errno == 0 || posix_fail(err, errno, "list", folder);
}

bool file_remove_folder(const char *path, const char *last, struct err *err)
{
    struct stat status;
    AUTO(text) left = { 0 };

    if (lstat(path, &status) != 0)
        return errno == ENOENT || posix_fail(err, errno, "look at", path);
    if (!S_ISDIR(status.st_mode))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is no folder, or a link to one", path);
    if (!remove_below(path, last, err))
        return false;
    if (last) {
        file_join(&left, path, last);
        if (!text_ok(&left, err) || !file_remove(text_string(&left), err))
            return false;
    }
    return (rmdir(path) == 0 || posix_fail(err, errno, "remove", path)) &&
           posix_flush_folder_of(path, err);
}

/** rename() that replaces nothing, also on file systems that cannot be asked for that. */
static bool rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return link(from, to) == 0 && unlink(from) == 0;
}

bool file_rename(const char *from, const char *to, struct err *err)
{
    if (!rename_new(from, to)) {
        (void)posix_fail(err, errno, "rename", from);
        return err_wrap(err, "renaming to '%s'", to);
    }
    return posix_flush_folder_of(to, err);
}

void file_join(struct text *path, const char *folder, const char *name)
{
    size_t len = strlen(folder);

    text_append(path, len > 0 && folder[len - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

bool file_absolute(const char *path, struct text *absolute, struct err *err)
{
    AUTO_FREE char *folder = NULL;

    if (path[0] == '/') {
        text_append(absolute, "%s", path);
        return text_ok(absolute, err);
    }
    folder = getcwd(NULL, 0); /* as long as it is: glibc's and POSIX' allowed way */
    if (!folder)
        return posix_fail(err, errno, "tell where to find", path);
    file_join(absolute, folder, path);
    return text_ok(absolute, err);
}
