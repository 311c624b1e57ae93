/* SPDX-License-Identifier: MIT */
/* console.c - the two streams, where they are file descriptors of POSIX. */
#include "base/console.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of the thread, because the service writes for its job and for itself. */
static _Thread_local const struct console_sink *diverted;

void console_divert(const struct console_sink *sink)
{
    diverted = sink;
}

static int descriptor_of(enum console_stream stream)
{
    return stream == CONSOLE_OUT ? STDOUT_FILENO : STDERR_FILENO;
}

bool console_write(enum console_stream stream, const char *bytes, size_t len)
{
    if (diverted)
        return diverted->write(diverted->state, stream, bytes, len);
    while (len > 0) {
        ssize_t written = write(descriptor_of(stream), bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

bool console_is_terminal(enum console_stream stream)
{
    return !diverted && isatty(descriptor_of(stream)) == 1;
}

int console_width(enum console_stream stream)
{
    struct winsize size = { 0 };

    if (diverted || ioctl(descriptor_of(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return CONSOLE_WIDTH_UNKNOWN;
    return size.ws_col;
}

bool console_ask(const char *question, bool *yes, struct err *err)
{
    char line[16] = { 0 }; /* "yes", spaces, line end; a longer answer is another one */
    size_t len = 0;
    char byte = '\0';

    if (diverted || isatty(STDIN_FILENO) != 1)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "there is nobody to ask: standard input is no terminal");
    if (!console_write(CONSOLE_ERR, question, strlen(question)))
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "nobody can be asked: standard error is closed");
    while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
        if (len < sizeof line - 1)
            line[len] = byte;
        len++;
    }
    *yes = len < sizeof line && (text_same(line, "y") || text_same(line, "yes"));
    return true;
}

void console_forget_stop(void)
{
    /* here Ctrl-C ends the process: nobody is ever asked */
}
