/* SPDX-License-Identifier: MIT */
/*
 * accounts.c - which local accounts can be used?
 *
 * Names are not kept: the last number of the SID says which account it is.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/lmaccess/ns-lmaccess-user_info_3
 *         https://learn.microsoft.com/windows/security/identity-protection/access-control/local-accounts
 */
#include "probes/read.h"

enum {
    RID_ADMINISTRATOR = 500, /* DOMAIN_USER_RID_ADMIN */
    ACCOUNT_DISABLED = 2,    /* UF_ACCOUNTDISABLE */
};

static const struct probe_key keys[] = {
    { "account.administrator_enabled",
        "number: 1 the built-in Administrator can sign in; absent: there is no such account",
        "NetUserEnum, flags of the account with RID 500" },
    { "account.enabled", "rows: rid of each local account that is not disabled",
        "NetUserEnum, flags" },
    { NULL, NULL, NULL },
};

static const char *const all[] = { "account.administrator_enabled", "account.enabled", NULL };

/* @param administrator  receives 0 or 1 when the account is there; else stays */
static bool read_accounts(
    const struct json *accounts, int64_t *administrator, struct json *enabled, struct err *err)
{
    for (const struct json *row = json_first(accounts); row; row = json_next(row)) {
        int64_t rid = 0, flags = 0;

        if (!json_number(json_member(row, "rid"), &rid) ||
            !json_number(json_member(row, "flags"), &flags))
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "an account without rid or flags");
        bool is_enabled = (flags & ACCOUNT_DISABLED) == 0;
        if (rid == RID_ADMINISTRATOR)
            *administrator = is_enabled;
        if (is_enabled && !json_add_number(json_add_object(enabled, NULL), "rid", rid))
            return err_nomem(err);
    }
    return true;
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) accounts = { 0 };
    AUTO(json_value) enabled = { json_new_array() };
    int64_t administrator = -1;
    struct err why = { 0 };

    if (!enabled.root)
        return err_nomem(err);
    if (!guest->list(guest->state, GUEST_LIST_ACCOUNTS, &accounts.root, &why) ||
        !read_accounts(accounts.root, &administrator, enabled.root, &why))
        return probe_unreadable(facts, all, &why, err);
    if (!(administrator < 0 ? facts_set_absent(facts, all[0], err)
                            : facts_set_number(facts, all[0], administrator, err)))
        return false;
    return facts_set_rows(facts, "account.enabled", enabled.root, err);
}

const struct probe probe_accounts = {
    .id = "accounts",
    .title = "Local accounts that can be used",
    .source = "https://learn.microsoft.com/windows/security/identity-protection/access-control/"
              "local-accounts",
    .keys = keys,
    .collect = collect,
};
