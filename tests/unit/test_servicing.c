/* SPDX-License-Identifier: MIT */
/* test_servicing.c - what the probe on servicing at work writes down. */
#include "probe_rows.h"

extern const struct probe probe_servicing;

#define INSTALLER "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress"

static void work(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_SERVICES,
        "[{\"name\":\"trustedinstaller\",\"state\":4},{\"name\":\"UsoSvc\",\"state\":4},"
        "{\"name\":\"edgeupdate\",\"state\":2},{\"name\":\"wuauserv\",\"state\":1}]");
    fake_list(machine, GUEST_LIST_PROCESSES,
        "[{\"image\":\"TiWorker.exe\",\"id\":8},{\"image\":\"msiexec.exe\",\"id\":9},"
        "{\"image\":\"MoUsoCoreWorker.exe\",\"id\":10}]");
    fake_reg_key(machine, INSTALLER);
}

static void wait_for_work(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_PROCESSES, "[{\"image\":\"msiexec.exe\",\"id\":9}]");
}

static void remove_all(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_SERVICES, "[]");
    fake_list(machine, GUEST_LIST_PROCESSES, "[]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "services", -1, ERR_WIN32, 5, "access denied");
}

static void deny_and_work(struct fake_machine *machine)
{
    deny(machine);
    fake_list(machine, GUEST_LIST_PROCESSES, "[{\"image\":\"TiWorker.exe\",\"id\":8}]");
}

static void spoil(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_SERVICES, "[{\"name\":\"TrustedInstaller\"},{\"state\":4}]");
}

static const struct probe_row rows[] = {
    { "there: nothing works", NULL,
        { IS_ROWS("servicing.active", "[]"), IS_ROWS("updater.active", "[]") } },
    { "there: at work", work,
        { IS_ROWS("servicing.active", "[{\"name\":\"TrustedInstaller\",\"what\":\"service\"},"
                                      "{\"name\":\"TiWorker.exe\",\"what\":\"process\"},"
                                      "{\"name\":\"msiexec.exe\",\"what\":\"process\"}]"),
            IS_ROWS("updater.active",
                "[{\"name\":\"edgeupdate\",\"what\":\"service\"},"
                "{\"name\":\"MoUsoCoreWorker.exe\",\"what\":\"process\"}]") } },
    { "there: an installer that only waits", wait_for_work, { IS_ROWS("servicing.active", "[]") } },
    { "absent", remove_all,
        { IS_ROWS("servicing.active", "[]"), IS_ROWS("updater.active", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("servicing.active", "denied"),
            IS_UNREADABLE("updater.active", "denied") } },
    { "denied, and the other witness says yes", deny_and_work,
        { IS_ROWS("servicing.active", "[{\"name\":\"TiWorker.exe\",\"what\":\"process\"}]"),
            IS_UNREADABLE("updater.active", "denied") } },
    { "malformed: a service without a state may run", spoil,
        { IS_ROWS("servicing.active", "[{\"name\":\"TrustedInstaller\",\"what\":\"service\"}]") } },
};

START_TEST(servicing_is_told_as_seen)
{
    check_probe_row(&probe_servicing, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_servicing, servicing_is_told_as_seen, rows)
