/* SPDX-License-Identifier: MIT */
/* test_accounts.c - what the probe on local accounts writes down. */
#include "probe_rows.h"

extern const struct probe probe_accounts;

static void enable_administrator(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_ACCOUNTS,
        "[{\"name\":\"root\",\"rid\":500,\"flags\":66048},"
        "{\"name\":\"packer\",\"rid\":1002,\"flags\":66048}]");
}

static void disable_administrator(struct fake_machine *machine)
{
    fake_list(
        machine, GUEST_LIST_ACCOUNTS, "[{\"name\":\"Administrator\",\"rid\":500,\"flags\":66050}]");
}

static void remove_all(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_ACCOUNTS, "[]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "accounts", -1, ERR_WIN32, 5, "access denied");
}

static void spoil(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_ACCOUNTS, "[{\"name\":\"Administrator\",\"rid\":500}]");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("account.administrator_enabled", 0),
            IS_ROWS("account.enabled", "[{\"rid\":1001}]") } },
    { "there: enabled under another name", enable_administrator,
        { IS_NUMBER("account.administrator_enabled", 1),
            IS_ROWS("account.enabled", "[{\"rid\":500},{\"rid\":1002}]") } },
    { "there: disabled", disable_administrator,
        { IS_NUMBER("account.administrator_enabled", 0), IS_ROWS("account.enabled", "[]") } },
    { "absent", remove_all,
        { IS_ABSENT("account.administrator_enabled"), IS_ROWS("account.enabled", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("account.administrator_enabled", "denied"),
            IS_UNREADABLE("account.enabled", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("account.administrator_enabled", "without rid or flags"),
            IS_UNREADABLE("account.enabled", "without rid or flags") } },
};

START_TEST(accounts_are_told_as_seen)
{
    check_probe_row(&probe_accounts, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_accounts, accounts_are_told_as_seen, rows)
