/* SPDX-License-Identifier: MIT */
/* test_stack_guard.c - a buffer that is overrun ends the process, and no guard is like another. */
#include "windows_test.h"

extern uintptr_t __stack_chk_guard;

enum { OVERRUN = 24 }; /* bytes behind the buffer: enough for the guard, too few for more */

/* Not inlined, so that the buffer has a frame of its own. */
__attribute__((noinline)) static void fill(volatile char *buffer, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer[i] = 'x';
}

__attribute__((noinline)) static int overrun(size_t size)
{
    char buffer[16];

    fill(buffer, size);
    return buffer[15] == 'x' ? 0 : 1;
}

static int be_child(const char *what)
{
    if (strcmp(what, "overrun") == 0)
        return overrun(16 + OVERRUN);
    if (strcmp(what, "fill") == 0)
        return overrun(16);
    (void)printf("%016llx", (unsigned long long)__stack_chk_guard);
    return 0;
}

START_TEST(a_buffer_overrun_ends_the_process)
{
    const char *const exact[] = { "fill", NULL };
    const char *const over[] = { "overrun", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(exact, &output), 0);
    ck_assert_uint_eq(test_run_self(over, &output), (uint32_t)STATUS_STACK_BUFFER_OVERRUN);
}
END_TEST

START_TEST(each_process_has_a_guard_of_its_own)
{
    const char *const show[] = { "show", NULL };
    AUTO(text) first = { 0 };
    AUTO(text) second = { 0 };

    ck_assert_uint_eq(test_run_self(show, &first), 0);
    ck_assert_uint_eq(test_run_self(show, &second), 0);
    ck_assert_str_ne(text_string(&first), text_string(&second));
    ck_assert_uint_eq(first.len, 16);
    ck_assert_str_ne(text_string(&first), "0000000000000000");
    ck_assert_msg(text_ends_same(text_string(&first), "00"), "%s", text_string(&first));
}
END_TEST

int main(int count, char **arguments)
{
    if (count > 1)
        return be_child(arguments[1]);

    Suite *suite = suite_create("win.stack_guard");
    TCase *tests = tcase_create("stack_guard");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_buffer_overrun_ends_the_process);
    tcase_add_test(tests, each_process_has_a_guard_of_its_own);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
