/* SPDX-License-Identifier: MIT */
/*
 * servicing_deep.c - what do the Windows Update agent and a Configuration Manager client say?
 *
 * Source: https://learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-isysteminformation-get_rebootrequired
 *         https://learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-iupdateinstaller-get_isbusy
 *         https://learn.microsoft.com/mem/configmgr/develop/reference/core/clients/sdk/determineifrebootpending-method-in-class-ccm_clientutilities
 */
#include "probes/read.h"

#define INVALID_NAMESPACE 0x8004100eU /* WBEM_E_INVALID_NAMESPACE */
#define INVALID_CLASS 0x80041010U     /* WBEM_E_INVALID_CLASS */
#define CCM "ROOT\\ccm\\ClientSDK, CCM_ClientUtilities.DetermineIfRebootPending"

static const struct probe_key keys[] = {
    { "servicing.agent_restart", "number: 1 the Windows Update agent wants a restart",
        "ISystemInformation.RebootRequired" },
    { "servicing.agent_busy", "number: 1 the Windows Update agent installs or removes now",
        "IUpdateInstaller.IsBusy" },
    { "configmgr.restart_pending",
        "number: 1 Configuration Manager's client wants a restart; absent: no such client", CCM },
    { "configmgr.hard_restart_pending",
        "number: 1 it will restart whoever works; absent: no such client", CCM },
    { NULL, NULL, NULL },
};

static bool collect_agent(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const both[] = { "servicing.agent_restart", "servicing.agent_busy", NULL };
    bool restart = false, busy = false;
    struct err why = { 0 };

    if (!guest->update_agent(guest->state, &restart, &busy, &why))
        return probe_unreadable(facts, both, &why, err);
    return facts_set_number(facts, both[0], restart, err) &&
           facts_set_number(facts, both[1], busy, err);
}

static bool set_member(const struct json *row, const char *name, const char *fact,
    struct facts *facts, struct err *err)
{
    int64_t number = 0;
    struct err why = { 0 };

    if (json_number(json_member(row, name), &number))
        return facts_set_number(facts, fact, number, err);
    (void)err_set(&why, ERR_AGENT, ERR_MALFORMED, "the client's answer has no '%s'", name);
    return facts_set_unreadable(facts, fact, &why, err);
}

static bool collect_configmgr(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const both[] = { "configmgr.restart_pending",
        "configmgr.hard_restart_pending", NULL };
    static const char *const properties[] = { "RebootPending", "IsHardRebootPending", NULL };
    static const struct guest_wmi_query query = { .name_space = "ROOT\\ccm\\ClientSDK",
        .class_name = "CCM_ClientUtilities",
        .method = "DetermineIfRebootPending",
        .properties = properties,
        .limit_ms = 60 * 1000 };
    AUTO(json_value) rows = { 0 };
    struct err why = { 0 };

    if (!guest->wmi(guest->state, &query, &rows.root, &why)) {
        bool no_client = why.domain == ERR_HRESULT &&
                         (why.code == INVALID_NAMESPACE || why.code == INVALID_CLASS);

        return no_client ? probe_absent(facts, both, err)
                         : probe_unreadable(facts, both, &why, err);
    }
    const struct json *row = json_first(rows.root);
    return set_member(row, properties[0], both[0], facts, err) &&
           set_member(row, properties[1], both[1], facts, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_agent(guest, facts, err) && collect_configmgr(guest, facts, err);
}

const struct probe probe_servicing_deep = {
    .id = "servicing-deep",
    .title = "What the Windows Update agent and Configuration Manager say",
    .source = "https://learn.microsoft.com/windows/win32/api/wuapi/"
              "nf-wuapi-isysteminformation-get_rebootrequired",
    .keys = keys,
    .deep = true,
    .collect = collect,
};
