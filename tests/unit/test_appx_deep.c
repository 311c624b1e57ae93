/* SPDX-License-Identifier: MIT */
/* test_appx_deep.c - what the probe writes down that asks the AppX deployment service. */
#include "probe_rows.h"

extern const struct probe probe_appx_deep;

#define STORE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define SID "S-1-5-21-1-2-3-1001"
#define PACKAGE(name, sid, framework, resource, non_removable, signature)                          \
    "{\"full_name\":\"" name "\",\"sid\":\"" sid "\",\"framework\":" framework                     \
    ",\"resource\":" resource ",\"non_removable\":" non_removable ",\"signature\":\"" signature    \
    "\"}"
#define COPILOT "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe"
#define COPILOT_ROW                                                                                \
    "[{\"package\":\"" COPILOT "\",\"family\":\"Microsoft.Copilot_8wekyb3d8bbwe\",\"sid\":\"" SID  \
    "\",\"version\":\"0.4.2.0\",\"provisioned\":\"\",\"reason\":\"not provisioned\"}]"

static void list(struct fake_machine *machine, const char *rows)
{
    fake_list(machine, GUEST_LIST_APPX_PACKAGES, rows);
}

static void install(struct fake_machine *machine)
{
    list(machine, "[" PACKAGE(COPILOT, SID, "0", "0", "0", "Store") "]");
}

static void install_what_does_not_count(struct fake_machine *machine)
{
    list(machine,
        "[" PACKAGE(COPILOT, SID, "1", "0", "0", "Store") "," PACKAGE(COPILOT, SID, "0", "1", "0",
            "Store") "," PACKAGE(COPILOT, SID, "0", "0", "1", "Store") "," PACKAGE(COPILOT, SID,
            "0", "0", "0", "System") "," PACKAGE(COPILOT, "S-1-5-18", "0", "0", "0", "Store") "]");
}

static void install_nothing(struct fake_machine *machine)
{
    list(machine, "[]");
    fake_reg_remove(machine, STORE, NULL);
}

static void have_no_store(struct fake_machine *machine)
{
    install(machine);
    fake_reg_remove(machine, STORE, NULL);
}

static void deny_the_service(struct fake_machine *machine)
{
    fake_fail(machine, "appx-packages", -1, ERR_HRESULT, 0x80070422, "AppXSvc is disabled");
}

static void deny_the_store(struct fake_machine *machine)
{
    fake_reg_deny(machine, STORE);
}

static void name_nobody(struct fake_machine *machine)
{
    list(machine, "[{\"full_name\":\"" COPILOT "\"}]");
}

static void spoil(struct fake_machine *machine)
{
    list(machine, "[" PACKAGE("x", SID, "0", "0", "0", "Store") "]");
}

static const struct probe_row rows[] = {
    { "there: all provisioned", NULL,
        { IS_ROWS("appx.deep_blockers", "[]"), IS_NUMBER("appx.deep_count", 1) } },
    { "there", install,
        { IS_ROWS("appx.deep_blockers", COPILOT_ROW), IS_NUMBER("appx.deep_count", 1) } },
    { "frameworks, resources, parts of Windows", install_what_does_not_count,
        { IS_ROWS("appx.deep_blockers", "[]"), IS_NUMBER("appx.deep_count", 4) } },
    { "absent", install_nothing,
        { IS_ROWS("appx.deep_blockers", "[]"), IS_NUMBER("appx.deep_count", 0) } },
    { "nothing to compare with", have_no_store,
        { IS_UNREADABLE("appx.deep_blockers", "no AppX store"),
            IS_UNREADABLE("appx.deep_count", "no AppX store") } },
    { "denied", deny_the_service,
        { IS_UNREADABLE("appx.deep_blockers", "AppXSvc is disabled"),
            IS_UNREADABLE("appx.deep_count", "AppXSvc is disabled") } },
    { "the store denied", deny_the_store,
        { IS_UNREADABLE("appx.deep_blockers", "access denied") } },
    { "malformed row", name_nobody, { IS_UNREADABLE("appx.deep_blockers", "no user") } },
    { "malformed name", spoil,
        { IS_ROWS("appx.deep_blockers",
            "[{\"package\":\"x\",\"family\":\"\",\"sid\":\"" SID
            "\",\"version\":\"\",\"provisioned\":\"\",\"reason\":\"malformed\"}]") } },
};

START_TEST(packages_are_told_as_the_service_knows_them)
{
    check_probe_row(&probe_appx_deep, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_appx_deep, packages_are_told_as_the_service_knows_them, rows)
