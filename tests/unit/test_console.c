/* SPDX-License-Identifier: MIT */
/* test_console.c - a person is asked on a terminal only, and bytes arrive whole. */
#include "base/console.h"

#include "base/text.h"
#include "check_main.h"

#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/** What the child of a test tells by its exit code. */
enum {
    CHILD_YES = 10,
    CHILD_NO,
    CHILD_REFUSED,
};

static int ask(void)
{
    struct err err = { 0 };
    bool yes = false;

    if (!console_ask("go on? [y/N] ", &yes, &err))
        return err_is(&err, ERR_REFUSED) ? CHILD_REFUSED : 1;
    return yes ? CHILD_YES : CHILD_NO;
}

static const struct {
    const char *typed;
    int answer;
} answers[] = {
    { "y\n", CHILD_YES }, { "Y\n", CHILD_YES }, { "yes\n", CHILD_YES }, { "YES\n", CHILD_YES },
    { "n\n", CHILD_NO }, { "no\n", CHILD_NO }, { "\n", CHILD_NO }, { "yesterday\n", CHILD_NO },
    { "y and a line that is longer than any answer can be\n", CHILD_NO },
    { "\x04", CHILD_NO }, /* the end of input */
};

START_TEST(yes_is_y_or_yes_and_nothing_else)
{
    AUTO(text) shown = { 0 };
    char part[256];
    ssize_t len;
    int terminal = -1;
    int status = 0;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);

    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(ask());
    ck_assert_int_eq(write(terminal, answers[_i].typed, strlen(answers[_i].typed)),
        (ssize_t)strlen(answers[_i].typed));
    while ((len = read(terminal, part, sizeof part)) > 0) /* ends when the child does */
        text_append_bytes(&shown, part, (size_t)len);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    (void)close(terminal);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == answers[_i].answer, "'%s': %d",
        answers[_i].typed, status);
    ck_assert_msg(strstr(text_string(&shown), "go on? [y/N]") != NULL, "%s", text_string(&shown));
}
END_TEST

START_TEST(nobody_is_asked_where_there_is_no_terminal)
{
    int nothing = open("/dev/null", O_RDONLY);

    ck_assert_int_ge(nothing, 0);
    ck_assert_int_ge(dup2(nothing, STDIN_FILENO), 0);
    ck_assert_int_eq(ask(), CHILD_REFUSED);
}
END_TEST

START_TEST(a_terminal_is_told_from_a_pipe)
{
    struct winsize size = { .ws_row = 24, .ws_col = 132 };
    int ends[2];
    int terminal = -1;
    int inner = -1;

    ck_assert_int_eq(openpty(&terminal, &inner, NULL, NULL, &size), 0);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_ge(dup2(inner, STDOUT_FILENO), 0);
    ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
    ck_assert(console_is_terminal(CONSOLE_OUT));
    ck_assert(!console_is_terminal(CONSOLE_ERR));
    ck_assert_int_eq(console_width(CONSOLE_OUT), 132);
    ck_assert_int_eq(console_width(CONSOLE_ERR), CONSOLE_WIDTH_UNKNOWN);
    size.ws_col = 0; /* some terminals do not know */
    ck_assert_int_eq(ioctl(inner, TIOCSWINSZ, &size), 0);
    ck_assert_int_eq(console_width(CONSOLE_OUT), CONSOLE_WIDTH_UNKNOWN);
}
END_TEST

START_TEST(bytes_arrive_whole_on_their_own_stream)
{
    char buffer[16] = { 0 };
    int out[2];
    int err[2];

    ck_assert_int_eq(pipe(out), 0);
    ck_assert_int_eq(pipe(err), 0);
    ck_assert_int_ge(dup2(out[1], STDOUT_FILENO), 0);
    ck_assert_int_ge(dup2(err[1], STDERR_FILENO), 0);
    ck_assert(console_write(CONSOLE_OUT, "a\0\xC3\xA4", 4));
    ck_assert(console_write(CONSOLE_ERR, "b", 1));
    ck_assert(console_write(CONSOLE_ERR, "", 0));
    ck_assert_int_eq(read(out[0], buffer, sizeof buffer), 4);
    ck_assert_mem_eq(buffer, "a\0\xC3\xA4", 4);
    ck_assert_int_eq(read(err[0], buffer, sizeof buffer), 1);
}
END_TEST

START_TEST(an_answer_that_is_lost_shows)
{
    int full = open("/dev/full", O_WRONLY);

    ck_assert_int_ge(full, 0);
    ck_assert_int_ge(dup2(full, STDOUT_FILENO), 0);
    ck_assert(!console_write(CONSOLE_OUT, "x", 1));
    (void)close(STDOUT_FILENO);
    ck_assert(!console_write(CONSOLE_OUT, "x", 1));
}
END_TEST

struct heard {
    struct text out, err;
};

static bool hear(void *state, enum console_stream stream, const char *bytes, size_t len)
{
    struct heard *heard = state;

    text_append_bytes(stream == CONSOLE_OUT ? &heard->out : &heard->err, bytes, len);
    return true;
}

static void *write_beside(void *unused)
{
    (void)unused;
    (void)!console_write(CONSOLE_OUT, "beside", 6);
    return NULL;
}

START_TEST(a_diverted_thread_has_neither_terminal_nor_anybody_to_ask)
{
    struct heard heard = { 0 };
    const struct console_sink sink = { &heard, hear };
    char buffer[16] = { 0 };
    pthread_t thread;
    int out[2], terminal = -1, inner = -1;

    ck_assert_int_eq(openpty(&terminal, &inner, NULL, NULL, NULL), 0);
    ck_assert_int_ge(dup2(inner, STDIN_FILENO), 0);
    ck_assert_int_ge(dup2(inner, STDERR_FILENO), 0);
    ck_assert_int_eq(pipe(out), 0);
    ck_assert_int_ge(dup2(out[1], STDOUT_FILENO), 0);
    console_divert(&sink);
    ck_assert(console_write(CONSOLE_OUT, "a\n", 2));
    ck_assert(console_write(CONSOLE_ERR, "b", 1));
    ck_assert_int_eq(ask(), CHILD_REFUSED);
    ck_assert(!console_is_terminal(CONSOLE_ERR));
    ck_assert_int_eq(console_width(CONSOLE_ERR), CONSOLE_WIDTH_UNKNOWN);
    ck_assert_int_eq(pthread_create(&thread, NULL, write_beside, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    console_divert(NULL);
    ck_assert(console_is_terminal(CONSOLE_ERR));
    ck_assert(console_write(CONSOLE_OUT, "c", 1));
    ck_assert_str_eq(text_string(&heard.out), "a\n");
    ck_assert_str_eq(text_string(&heard.err), "b");
    ck_assert_int_eq(read(out[0], buffer, sizeof buffer), 7);
    ck_assert_str_eq(buffer, "besidec");
    text_done(&heard.out);
    text_done(&heard.err);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("console");

    check_add(suite, yes_is_y_or_yes_and_nothing_else, COUNT_OF(answers));
    check_add(suite, nobody_is_asked_where_there_is_no_terminal, 1);
    check_add(suite, a_terminal_is_told_from_a_pipe, 1);
    check_add(suite, bytes_arrive_whole_on_their_own_stream, 1);
    check_add(suite, an_answer_that_is_lost_shows, 1);
    check_add(suite, a_diverted_thread_has_neither_terminal_nor_anybody_to_ask, 1);
    return check_main(suite);
}
