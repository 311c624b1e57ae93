/* SPDX-License-Identifier: MIT */
/* main.c - the program: opens the machine it runs on and hands over to the command line. */
#include "base/console.h"
#include "ui/exit.h"
#include "ui/ui.h"

#ifdef _WIN32

#include "win/program.h"

static int fail(const struct err *err, int code)
{
    static const char before[] = "error: ";

    console_write(CONSOLE_ERR, before, sizeof before - 1);
    console_write(CONSOLE_ERR, err->text, strlen(err->text));
    console_write(CONSOLE_ERR, "\n", 1);
    return code;
}

/* Declared by no header of mingw-w64. */
int wmain(int count, wchar_t **wide_arguments);

int wmain(int count, wchar_t **wide_arguments)
{
    win_program_start(); /* first: from here on libraries come from System32 alone */

    AUTO(text_list) arguments = { 0 };
    struct guest guest = { 0 };
    struct own own = { 0 };
    const struct ui_machine machine = {
        .guest = &guest, .service = win_service_manager(), .own = &own
    };
    struct err err = { 0 };
    int code;

    if (!win_program_arguments(count, wide_arguments, &arguments, &err))
        return fail(&err, EXIT_CODE_USAGE);
    if (!win_guest_open(&guest, &err))
        return fail(&err, EXIT_CODE_FAILED);
    own = win_own(&guest);
    code = ui_main((int)arguments.count, arguments.items, &machine);
    /* What the guest has open is closed by the system, at once, and faster. */
    win_program_end(code);
}

#else

#include "posix/waiting.h"

int main(int count, char **arguments)
{
    /* Nothing is changed where there is no Windows, so the folder is one that is only read. */
    const struct ui_machine machine = { .guest = NULL,
        .state_folder = "/var/lib/goldprep",
        .wait = posix_wait,
        .tick_ms = posix_tick_ms };

    return ui_main(count, arguments, &machine);
}

#endif
