/* SPDX-License-Identifier: MIT */
/*
 * journal_shim.c - fails or ends a process at a given line of its journal, to the byte.
 *
 * A library for LD_PRELOAD: it stands on the Linux side of a guest's process, so that the Windows
 * program itself is the one that is shipped. It watches what is written to a file whose name ends
 * in "/journal"; lines are counted in the file, over all processes that wrote it. The first line is
 * written to "journal.new", which Wine's server renames, out of our sight: that it is in its place
 * shows when the second one is about to be written.
 *
 *   LAB_KILL_AFTER_JOURNAL_LINE=N   SIGKILL right after line N is written; line 1: before line 2 is
 *   LAB_TEAR_JOURNAL_LINE=N         half of line N is written, then SIGKILL
 *   LAB_JOURNAL_ENOSPC_AT_LINE=N    writing line N fails: the disk is full
 *   LAB_ENOSPC_FILE=NAME            the same for every write to a file whose path ends so
 *   LAB_SHIM_REPORT=FILE            what was done is appended there
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t pwrite64(int file, const void *data, size_t len, off_t offset);

enum {
    PATH_SIZE = 4096,
    NEVER = 0, /* lines are counted from 1 */
};

static unsigned long number_of(const char *name)
{
    const char *text = getenv(name);

    return text ? strtoul(text, NULL, 10) : NEVER;
}

static bool ends_in(const char *path, const char *name)
{
    size_t path_len = strlen(path);
    size_t name_len = strlen(name);

    return path_len >= name_len && strcmp(path + path_len - name_len, name) == 0;
}

static bool find_path(int file, char path[PATH_SIZE])
{
    char link[64];
    ssize_t len;

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    len = readlink(link, path, PATH_SIZE - 1);
    if (len < 0)
        return false;
    path[len] = '\0';
    return true;
}

/** Is it the journal, or the file that will become it? @param path receives its path */
static bool is_journal(int file, char path[PATH_SIZE])
{
    return find_path(file, path) && (ends_in(path, "/journal") || ends_in(path, "/journal.new"));
}

static unsigned long count_lines(const char *path)
{
    char block[4096];
    unsigned long lines = 0;
    ssize_t len;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return 0;
    while ((len = read(file, block, sizeof block)) > 0)
        for (ssize_t i = 0; i < len; i++)
            lines += block[i] == '\n';
    (void)close(file);
    return lines;
}

static void report(const char *what, unsigned long line)
{
    const char *path = getenv("LAB_SHIM_REPORT");
    char text[128];
    int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;

    if (file < 0)
        return;
    (void)snprintf(text, sizeof text, "%s line %lu\n", what, line);
    (void)syscall(SYS_write, file, text, strlen(text));
    (void)close(file);
}

/** One write of any kind; offset -1: where the file stands. */
static ssize_t write_now(int file, const void *data, size_t len, off_t offset)
{
    if (offset < 0)
        return syscall(SYS_write, file, data, len);
    return syscall(SYS_pwrite64, file, data, len, offset);
}

/** Is there no room for that file? */
static bool is_full_for(int file)
{
    const char *name = getenv("LAB_ENOSPC_FILE");
    char path[PATH_SIZE];

    if (!name || !find_path(file, path) || !ends_in(path, name))
        return false;
    report("no space for a file, at", 1);
    errno = ENOSPC;
    return true;
}

static void end_process(const char *what, unsigned long line)
{
    report(what, line);
    (void)kill(getpid(), SIGKILL);
}

static ssize_t watched_write(int file, const void *data, size_t len, off_t offset)
{
    unsigned long kill_after = number_of("LAB_KILL_AFTER_JOURNAL_LINE");
    unsigned long tear = number_of("LAB_TEAR_JOURNAL_LINE");
    unsigned long full = number_of("LAB_JOURNAL_ENOSPC_AT_LINE");
    char path[PATH_SIZE];
    unsigned long before;
    ssize_t written;

    if (is_full_for(file))
        return -1;
    if ((kill_after == NEVER && tear == NEVER && full == NEVER) || len == 0 ||
        !is_journal(file, path))
        return write_now(file, data, len, offset);

    before = count_lines(path);
    if (full == before + 1) {
        report("no space for", full);
        errno = ENOSPC;
        return -1;
    }
    if (tear == before + 1) {
        (void)write_now(file, data, len / 2, offset);
        end_process("killed in the middle of", tear);
    }
    if (!ends_in(path, "/journal") || kill_after == NEVER)
        return write_now(file, data, len, offset);
    if (before >= kill_after)
        end_process("killed after", kill_after);
    written = write_now(file, data, len, offset);
    if (count_lines(path) >= kill_after)
        end_process("killed after", kill_after);
    return written;
}

ssize_t write(int file, const void *data, size_t len)
{
    return watched_write(file, data, len, -1);
}

ssize_t pwrite(int file, const void *data, size_t len, off_t offset)
{
    return watched_write(file, data, len, offset);
}

ssize_t pwrite64(int file, const void *data, size_t len, off_t offset)
{
    return watched_write(file, data, len, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count)
{
    char path[PATH_SIZE];
    ssize_t sum = 0;

    if (!is_journal(file, path))
        return syscall(SYS_writev, file, parts, count);
    /* One after the other: a reader may see a part of them, which writev allows too. */
    for (int i = 0; i < count; i++) {
        ssize_t written = watched_write(file, parts[i].iov_base, parts[i].iov_len, -1);

        if (written < 0)
            return sum > 0 ? sum : -1;
        sum += written;
        if ((size_t)written < parts[i].iov_len)
            break;
    }
    return sum;
}
