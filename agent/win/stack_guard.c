/* SPDX-License-Identifier: MIT */
/*
 * stack_guard.c - the number that -fstack-protector-strong puts behind buffers, and what happens
 * when one is found changed.
 *
 * Stands in for GCC's libssp, which opens a provider of the old cryptography interface at every
 * start: that loads libraries, the window manager among them, and takes as long as all else that a
 * short command does. Newer mingw-w64 has the same as here in its run-time (crt/ssp).
 *
 * Source: learn.microsoft.com/cpp/c-runtime-library/reference/rand-s
 * Source: learn.microsoft.com/cpp/intrinsics/fastfail
 */
#include "win/program.h"

#include <windows.h>

/* No header declares what the compiler's own code refers to. */
extern uintptr_t __stack_chk_guard;
void __stack_chk_fail(void) __attribute__((noreturn));

uintptr_t __stack_chk_guard;

/* Ends the process at once, without running anything of it any more. */
__attribute__((noreturn)) static void fast_fail(unsigned int code)
{
#ifdef __x86_64__
    __asm__ volatile("int $0x29" : : "c"(code) : "memory");
#else
    (void)code;
#endif
    __builtin_trap();
}

/* Runs before wmain. It must not be guarded itself: the number changes while it is at work. */
__attribute__((constructor, no_stack_protector)) static void make_guard(void)
{
    unsigned int half[2] = { 0 };

    if (rand_s(&half[0]) != 0 || rand_s(&half[1]) != 0)
        fast_fail(FAST_FAIL_GS_COOKIE_INIT);
    /* The lowest byte is zero, which stops what copies strings. */
    __stack_chk_guard = ((uintptr_t)half[0] << 32 | half[1]) & ~(uintptr_t)0xff;
}

void __stack_chk_fail(void)
{
    fast_fail(FAST_FAIL_STACK_COOKIE_CHECK_FAILURE);
}
