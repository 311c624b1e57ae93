/* SPDX-License-Identifier: MIT */
/* waiting.c - waits, tells how time goes by. Source: clock_nanosleep(2), clock_gettime(2) */
#include "posix/waiting.h"

#include <errno.h>
#include <time.h>

/* A signal that ends the program ends the wait, too. */
bool posix_wait(void *state, uint32_t milliseconds, struct err *err)
{
    struct timespec rest = { .tv_sec = milliseconds / 1000,
        .tv_nsec = (long)(milliseconds % 1000) * 1000000 };
    int failed;

    (void)state;
    do {
        failed = clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, &rest);
    } while (failed == EINTR);
    return failed == 0 ? true : err_set(err, ERR_ERRNO, (uint32_t)failed, "cannot wait");
}

bool posix_tick_ms(void *state, uint64_t *milliseconds, struct err *err)
{
    struct timespec now = { 0 };

    (void)state;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return err_set(err, ERR_ERRNO, (uint32_t)errno, "cannot tell how much time went by");
    *milliseconds = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    return true;
}
