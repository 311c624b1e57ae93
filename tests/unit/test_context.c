/* SPDX-License-Identifier: MIT */
/* test_context.c - what the probe on the run context writes down. */
#include "probe_rows.h"

extern const struct probe probe_context;

static void be_local_system(struct fake_machine *machine)
{
    struct guest_token system = { .is_administrator = true,
        .is_local_system = true,
        .user = "NT AUTHORITY\\SYSTEM",
        .sid = "S-1-5-18" };

    fake_hardware(machine)->token = system;
}

static void be_unwilling(struct fake_machine *machine)
{
    fake_fail(machine, "token", -1, ERR_WIN32, 5, "access denied");
}

static const struct probe_row rows[] = {
    { "an administrator", NULL,
        { IS_NUMBER("context.is_administrator", 1), IS_NUMBER("context.is_local_system", 0),
            IS_NUMBER("context.session", 1), IS_TEXT("context.user", "GOLDEN-01\\builder"),
            IS_TEXT("context.sid", "S-1-5-21-1111111111-2222222222-3333333333-1001") } },
    { "LocalSystem", be_local_system,
        { IS_NUMBER("context.is_administrator", 1), IS_NUMBER("context.is_local_system", 1),
            IS_NUMBER("context.session", 0), IS_TEXT("context.user", "NT AUTHORITY\\SYSTEM"),
            IS_TEXT("context.sid", "S-1-5-18") } },
    { "could not tell", be_unwilling,
        { IS_UNREADABLE("context.is_administrator", "access denied"),
            IS_UNREADABLE("context.is_local_system", "access denied"),
            IS_UNREADABLE("context.session", "access denied"),
            IS_UNREADABLE("context.user", "access denied"),
            IS_UNREADABLE("context.sid", "access denied") } },
};

START_TEST(context_is_told_as_seen)
{
    check_probe_row(&probe_context, &rows[_i]);
}
END_TEST

PROBE_MAIN_WITHOUT(probe_context, context_is_told_as_seen, rows, ROW_ABSENT | ROW_MALFORMED,
    "every process has a token, and Windows makes it")
