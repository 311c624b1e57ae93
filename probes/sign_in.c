/* SPDX-License-Identifier: MIT */
/*
 * sign_in.c - does this Windows sign somebody in by itself?
 *
 * A password is never read: only whether there is one.
 *
 * Source: https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/turn-on-automatic-logon
 *         https://learn.microsoft.com/windows/win32/secauthn/protecting-the-automatic-logon-password
 */
#include "probes/read.h"

#define WINLOGON "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon"

static const struct probe_key keys[] = {
    { "winlogon.autologon", "text: \"1\" somebody is signed in at each start",
        "HKLM\\" WINLOGON ", AutoAdminLogon" },
    { "winlogon.autologon_count", "number: how many more times; absent: without end",
        "HKLM\\" WINLOGON ", AutoLogonCount" },
    { "winlogon.default_password",
        "number: 1 a password is kept there for everybody to read; absent: none",
        "HKLM\\" WINLOGON ", DefaultPassword" },
    { "winlogon.secret",
        "number: 1 a password is kept by the local security authority; absent: none",
        "LsaRetrievePrivateData, DefaultPassword" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "winlogon.autologon", WINLOGON, "AutoAdminLogon", PROBE_TEXT },
    { "winlogon.autologon_count", WINLOGON, "AutoLogonCount", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool set_found(struct facts *facts, const char *key, enum found found, struct err *err)
{
    return found == FOUND ? facts_set_number(facts, key, 1, err)
                          : facts_set_absent(facts, key, err);
}

static bool collect_passwords(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char key[] = "winlogon.default_password";
    static const char secret_key[] = "winlogon.secret";
    enum found found = ABSENT, secret = ABSENT;
    struct err why = { 0 };

    if (!(guest->reg_has_value(guest->state, WINLOGON, "DefaultPassword", &found, &why)
                ? set_found(facts, key, found, err)
                : facts_set_unreadable(facts, key, &why, err)))
        return false;
    return guest->lsa_secret(guest->state, "DefaultPassword", &secret, &why)
               ? set_found(facts, secret_key, secret, err)
               : facts_set_unreadable(facts, secret_key, &why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_passwords(guest, facts, err);
}

const struct probe probe_sign_in = {
    .id = "sign-in",
    .title = "Automatic sign-in and the password kept for it",
    .source = "https://learn.microsoft.com/windows/win32/secauthn/"
              "protecting-the-automatic-logon-password",
    .keys = keys,
    .collect = collect,
};
