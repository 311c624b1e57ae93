/* SPDX-License-Identifier: MIT */
/* context.c - who runs goldprep, and where? */
#include "probes/read.h"

static const struct probe_key keys[] = {
    { "context.is_administrator", "number: 1 the Administrators group is enabled in the token",
        "CheckTokenMembership" },
    { "context.is_local_system", "number: 1 the token is that of LocalSystem",
        "GetTokenInformation, TokenUser" },
    { "context.user", "text: \"DOMAIN\\name\"", "LookupAccountSid" },
    { "context.sid", "text: \"S-1-5-21-...\"", "GetTokenInformation, TokenUser" },
    { "context.session", "number: Windows session; 0 is that of services",
        "GetTokenInformation, TokenSessionId" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const all[] = { "context.is_administrator", "context.is_local_system",
        "context.user", "context.sid", "context.session", NULL };
    struct guest_token token = { 0 };
    struct err why = { 0 };

    if (!guest->token(guest->state, &token, &why))
        return probe_unreadable(facts, all, &why, err);

    const struct probe_number numbers[] = {
        { "context.is_administrator", token.is_administrator },
        { "context.is_local_system", token.is_local_system },
        { "context.session", token.session_id },
        { NULL, 0 },
    };
    return probe_set_numbers(facts, numbers, err) &&
           facts_set_text(facts, "context.user", token.user, err) &&
           facts_set_text(facts, "context.sid", token.sid, err);
}

const struct probe probe_context = {
    .id = "context",
    .title = "Who runs goldprep, with which rights",
    .source = "https://learn.microsoft.com/windows/win32/api/securitybaseapi/"
              "nf-securitybaseapi-checktokenmembership",
    .keys = keys,
    .collect = collect,
};
