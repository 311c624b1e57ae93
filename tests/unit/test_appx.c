/* SPDX-License-Identifier: MIT */
/* test_appx.c - what the probe on AppX packages writes down. */
#include "probe_rows.h"

extern const struct probe probe_appx;

#define STORE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define OWN "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define ENTRA "S-1-12-1-1-2-3-4"
#define COPILOT "Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe"
#define ROW(package, family, sid, version, provisioned, reason)                                    \
    "{\"package\":\"" package "\",\"family\":\"" family "\",\"sid\":\"" sid                        \
    "\",\"version\":\"" version "\",\"provisioned\":\"" provisioned "\",\"reason\":\"" reason      \
    "\"}"
#define COPILOT_ROW(sid)                                                                           \
    ROW(COPILOT, "Microsoft.Copilot_8wekyb3d8bbwe", sid, "0.4.2.0", "", "not provisioned")

static void install(struct fake_machine *machine)
{
    fake_reg_key(machine, STORE "\\" OWN "\\" COPILOT);
    fake_reg_key(machine, STORE "\\" ENTRA "\\" COPILOT);
}

static void update(struct fake_machine *machine)
{
    fake_reg_key(machine, STORE "\\" OWN "\\Microsoft.Paint_11.2304.31.0_x64__8wekyb3d8bbwe");
}

static void stage(struct fake_machine *machine)
{
    fake_reg_key(machine, STORE "\\S-1-5-18\\" COPILOT);
}

static void deprovision_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, STORE "\\Applications", NULL);
    fake_reg_remove(
        machine, STORE "\\" OWN "\\Microsoft.Paint_11.2304.30.0_x64__8wekyb3d8bbwe", NULL);
}

static void have_no_store(struct fake_machine *machine)
{
    fake_reg_remove(machine, STORE, NULL);
}

static void deny_the_store(struct fake_machine *machine)
{
    fake_reg_deny(machine, STORE);
}

static void deny_a_user(struct fake_machine *machine)
{
    fake_reg_deny(machine, STORE "\\" OWN);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_key(machine, STORE "\\" OWN "\\not a package");
    fake_reg_key(machine, STORE "\\Applications\\nor this");
}

static const struct probe_row rows[] = {
    { "there: all provisioned", NULL,
        { IS_ROWS("appx.blockers", "[]"), IS_NUMBER("appx.count", 4),
            IS_NUMBER("appx.provisioned", 2) } },
    { "there: one of two users", install,
        { IS_ROWS("appx.blockers", "[" COPILOT_ROW(OWN) "," COPILOT_ROW(ENTRA) "]"),
            IS_NUMBER("appx.count", 6) } },
    { "there: updated by the Store", update,
        { IS_ROWS("appx.blockers", "[" ROW("Microsoft.Paint_11.2304.31.0_x64__8wekyb3d8bbwe",
                                       "Microsoft.Paint_8wekyb3d8bbwe", OWN, "11.2304.31.0",
                                       "11.2304.30.0", "newer than provisioned") "]") } },
    { "what is staged for LocalSystem is nobody's", stage, { IS_ROWS("appx.blockers", "[]") } },
    { "nothing is provisioned", deprovision_all,
        { IS_ROWS(
              "appx.blockers", "[" ROW("Microsoft.WindowsCalculator_11.2307.4.0_x64__8wekyb3d8bbwe",
                                   "Microsoft.WindowsCalculator_8wekyb3d8bbwe", OWN, "11.2307.4.0",
                                   "", "not provisioned") "]"),
            IS_NUMBER("appx.provisioned", 0) } },
    { "absent", have_no_store,
        { IS_ABSENT("appx.blockers"), IS_ABSENT("appx.count"), IS_ABSENT("appx.provisioned") } },
    { "denied", deny_the_store,
        { IS_UNREADABLE("appx.blockers", "access denied"),
            IS_UNREADABLE("appx.count", "access denied"),
            IS_UNREADABLE("appx.provisioned", "access denied") } },
    { "one user denied is not \"no blocker\"", deny_a_user,
        { IS_UNREADABLE("appx.blockers", "access denied"),
            IS_UNREADABLE("appx.count", "access denied") } },
    { "malformed", spoil,
        { IS_ROWS("appx.blockers", "[" ROW("not a package", "", OWN, "", "", "malformed") "]"),
            IS_NUMBER("appx.count", 5) } },
};

START_TEST(packages_are_told_as_seen)
{
    check_probe_row(&probe_appx, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_appx, packages_are_told_as_seen, rows)
