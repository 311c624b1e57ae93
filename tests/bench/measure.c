/* SPDX-License-Identifier: MIT */
/*
 * measure.c - runs a program and tells what it took.
 *
 * usage: measure PROGRAM [ARGUMENT ...]
 * Prints to stderr "MILLISECONDS KIB": wall clock, and the most memory that it held at once
 * (ru_maxrss). The program's output goes nowhere. Ends with 1 when the program could not be run.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* it cannot fail for this clock */
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int count, char **arguments)
{
    posix_spawn_file_actions_t actions;
    struct rusage used = { 0 };
    double began = now_ms();
    int status = 0;
    pid_t child = 0;

    if (count < 2 || posix_spawn_file_actions_init(&actions) != 0)
        return 1;
    if (posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) != 0 ||
        posix_spawnp(&child, arguments[1], &actions, NULL, arguments + 1, environ) != 0 ||
        wait4(child, &status, 0, &used) != child)
        return 1;
    (void)posix_spawn_file_actions_destroy(&actions); /* nothing is left to fail */
    (void)fprintf(stderr, "%.1f %ld\n", now_ms() - began, used.ru_maxrss);
    return 0;
}
