/* SPDX-License-Identifier: MIT */
/*
 * measure.c - runs a program and tells what it took.
 *
 * usage: measure PROGRAM [ARGUMENT ...]
 * Prints to stderr "MILLISECONDS KIB OWN_KIB": wall clock, the most memory that was resident at once
 * (ru_maxrss, with the pages of libraries that all programs share), and the most that was its own
 * (RssAnon, looked at every millisecond). The program's output goes nowhere. Ends with 1 when the
 * program could not be run.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* it cannot fail for this clock */
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What the process holds that no file backs, in KiB; 0 when it cannot be told any more. */
static long own_kib(pid_t child)
{
    static const char name[] = "RssAnon:";
    char path[64], line[256];
    long kib = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)child); /* fits */
    file = fopen(path, "r");
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, name, sizeof name - 1) == 0)
            (void)sscanf(line + sizeof name - 1, "%ld", &kib); /* else it stays 0 */
    (void)fclose(file);                                        /* was only read */
    return kib;
}

int main(int count, char **arguments)
{
    enum { LOOK_EVERY_US = 1000 };
    long own = 0;
    pid_t ended = 0;
    posix_spawn_file_actions_t actions;
    struct rusage used = { 0 };
    double began = now_ms();
    int status = 0;
    pid_t child = 0;

    if (count < 2 || posix_spawn_file_actions_init(&actions) != 0)
        return 1;
    if (posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawnp(&child, arguments[1], &actions, NULL, arguments + 1, environ) != 0)
        return 1;
    while ((ended = wait4(child, &status, WNOHANG, &used)) == 0) {
        long now = own_kib(child);

        own = now > own ? now : own;
        (void)usleep(LOOK_EVERY_US); /* woken early is as good */
    }
    if (ended != child)
        return 1;
    (void)posix_spawn_file_actions_destroy(&actions); /* nothing is left to fail */
    (void)fprintf(stderr, "%.1f %ld %ld\n", now_ms() - began, used.ru_maxrss, own);
    return 0;
}
