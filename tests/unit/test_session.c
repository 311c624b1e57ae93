/* SPDX-License-Identifier: MIT */
/* test_session.c - which witnesses make a Windows single-session or multi-session. */
#include "probe_rows.h"

extern const struct probe probe_session;

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"

static void be_multi_session(struct fake_machine *machine)
{
    fake_reg_text(machine, CURRENT_VERSION, "EditionID", "ServerRdsh");
    fake_hardware(machine)->version.product_info = 0xAF;
    fake_hardware(machine)->version.product_type = 3;
    fake_hardware(machine)->version.suite_mask = 0x10;
}

static void be_multi_by_product(struct fake_machine *machine)
{
    fake_hardware(machine)->version.product_info = 0xAF;
}

static void be_multi_by_type(struct fake_machine *machine)
{
    fake_hardware(machine)->version.product_type = 3;
}

static void be_multi_by_suite(struct fake_machine *machine)
{
    fake_hardware(machine)->version.suite_mask = 0x10;
}

static void be_server(struct fake_machine *machine)
{
    fake_reg_text(machine, CURRENT_VERSION, "EditionID", "ServerDatacenter");
    fake_reg_text(machine, CURRENT_VERSION, "InstallationType", "Server Core");
    fake_hardware(machine)->version.product_info = 8;
    fake_hardware(machine)->version.product_type = 3;
    fake_hardware(machine)->version.suite_mask = 0x110;
}

static void hide_type(struct fake_machine *machine)
{
    fake_reg_remove(machine, CURRENT_VERSION, "InstallationType");
}

static void hide_type_of_server(struct fake_machine *machine)
{
    be_server(machine);
    fake_reg_remove(machine, CURRENT_VERSION, "InstallationType");
}

static void hide_edition(struct fake_machine *machine)
{
    fake_reg_remove(machine, CURRENT_VERSION, "EditionID");
}

static void hide_edition_and_product(struct fake_machine *machine)
{
    hide_edition(machine);
    fake_hardware(machine)->version.product_info = 0;
}

static void deny_all_of_it(struct fake_machine *machine)
{
    fake_reg_deny(machine, CURRENT_VERSION);
    fake_hardware(machine)->version.product_info = 0;
}

static void fail_version(struct fake_machine *machine)
{
    fake_fail(machine, "version", -1, ERR_WIN32, 120, "not on this system");
}

static void fail_version_of_multi_session(struct fake_machine *machine)
{
    be_multi_session(machine);
    fail_version(machine);
}

static const struct probe_row rows[] = {
    { "single", NULL, { IS_TEXT("os.session", "single") } },
    { "multi", be_multi_session, { IS_TEXT("os.session", "multi") } },
    { "product alone says multi", be_multi_by_product, { IS_TEXT("os.session", "multi") } },
    { "a client with a server's type", be_multi_by_type, { IS_TEXT("os.session", "multi") } },
    { "without the single user suite", be_multi_by_suite, { IS_TEXT("os.session", "multi") } },
    { "server", be_server, { IS_UNFIT("os.session", "a server") } },
    { "a workstation needs no installation type", hide_type, { IS_TEXT("os.session", "single") } },
    { "a server's type may be multi-session", hide_type_of_server,
        { IS_UNREADABLE("os.session", "do not tell") } },
    { "the product stands in for the edition", hide_edition, { IS_TEXT("os.session", "single") } },
    { "neither edition nor product", hide_edition_and_product,
        { IS_UNREADABLE("os.session", "do not tell") } },
    { "denied is not single", deny_all_of_it, { IS_UNREADABLE("os.session", "access denied") } },
    { "no version is not single", fail_version,
        { IS_UNREADABLE("os.session", "not on this system") } },
    { "the edition alone says multi", fail_version_of_multi_session,
        { IS_TEXT("os.session", "multi") } },
};

START_TEST(session_needs_every_witness)
{
    check_probe_row(&probe_session, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_session, session_needs_every_witness, rows)
