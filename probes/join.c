/* SPDX-License-Identifier: MIT */
/*
 * join.c - what the machine belongs to: a workgroup or domain, Microsoft Entra, a management
 * service (MDM).
 *
 * The API is one witness, what it leaves in the registry another: a join that was half undone shows
 * in one of them only. Whose account it was joined with is not written down.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/lmjoin/nf-lmjoin-netgetaadjoininformation
 *         https://learn.microsoft.com/windows/win32/api/mdmregistration/
 *         nf-mdmregistration-isdeviceregisteredwithmanagement
 * The registry places are observed by public tools: unverified on a real Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define CLOUD_JOIN "SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo"
#define GROUP_POLICY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy"
#define ENROLLMENTS "SOFTWARE\\Microsoft\\Enrollments"

static const struct probe_key keys[] = {
    { "join.domain_status",
        "number: NETSETUP_JOIN_STATUS: 0 unknown, 1 not joined, 2 workgroup, 3 domain",
        "NetGetJoinInformation" },
    { "join.domain_name", "text: name of the workgroup or domain; \"\" when there is none",
        "NetGetJoinInformation" },
    { "join.domain_residue",
        "rows: name and place of what group policy of a domain has left; no rows: nothing",
        "HKLM\\" GROUP_POLICY },
    { "join.entra_type",
        "number: DSREG_JOIN_TYPE: 1 device joined, 2 registered by the current user; absent when "
        "neither",
        "NetGetAadJoinInformation" },
    { "join.entra_tenant", "text: id of the tenant; absent when not joined",
        "NetGetAadJoinInformation" },
    { "join.entra_registry", "rows: id (certificate thumbprint) and tenant of each join noted",
        "HKLM\\" CLOUD_JOIN },
    { "join.mdm_enrolled", "number: 1 enrolled with a management service, 0 not",
        "IsDeviceRegisteredWithManagement" },
    { "join.enrollments",
        "rows: id, provider, state, type of each enrolment with a management service; keys of "
        "Windows' own providers are left out",
        "HKLM\\" ENROLLMENTS },
    { NULL, NULL, NULL },
};

static const struct probe_evidence residue[] = {
    { "computer account in group policy", EVIDENCE_TEXT, GROUP_POLICY "\\State\\Machine",
        "Distinguished-Name" },
    { "domain in group policy history", EVIDENCE_TEXT, GROUP_POLICY "\\History", "MachineDomain" },
    { NULL, EVIDENCE_KEY, NULL, NULL },
};

static bool collect_domain(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const of_domain[] = { "join.domain_status", "join.domain_name", NULL };
    AUTO(text) name = { 0 };
    uint32_t status = 0;
    struct err why = { 0 };

    if (!guest->join_domain(guest->state, &status, &name, &why))
        return probe_unreadable(facts, of_domain, &why, err);
    return text_ok(&name, err) && facts_set_number(facts, "join.domain_status", status, err) &&
           facts_set_text(facts, "join.domain_name", text_string(&name), err);
}

static bool collect_entra(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const of_entra[] = { "join.entra_type", "join.entra_tenant", NULL };
    AUTO(text) tenant = { 0 };
    enum found found = ABSENT;
    uint32_t type = 0;
    struct err why = { 0 };

    if (!guest->join_entra(guest->state, &found, &type, &tenant, &why))
        return probe_unreadable(facts, of_entra, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, of_entra, err);
    return text_ok(&tenant, err) && facts_set_number(facts, "join.entra_type", type, err) &&
           facts_set_text(facts, "join.entra_tenant", text_string(&tenant), err);
}

/* Rows of the subkeys. add: adds what one says, if anything; false when it could not be read. */
static bool collect_subkeys(const struct guest *guest, const char *top, const char *fact,
    bool (*add)(const struct guest *guest, const char *key, const char *name, struct json *rows,
        struct err *why),
    struct facts *facts, struct err *err)
{
    AUTO(text_list) names = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_list_keys(guest->state, top, &found, &names, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    for (size_t i = 0; i < names.count; i++) {
        AUTO(text) key = { 0 };
        struct err failure = { 0 };

        text_append(&key, "%s\\%s", top, names.items[i]);
        if (!text_ok(&key, err))
            return false;
        if (!add(guest, text_string(&key), names.items[i], rows.root, &failure) &&
            why.domain == ERR_NONE)
            why = failure;
    }
    return probe_set_rows_or_why(facts, fact, rows.root, &why, err);
}

static bool add_entra_join(const struct guest *guest, const char *key, const char *name,
    struct json *rows, struct err *why)
{
    AUTO(text) tenant = { 0 };
    enum found found = ABSENT;

    if (!guest->reg_read_text(guest->state, key, "TenantId", &found, &tenant, why))
        return false;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "id", name);
    json_add_string(row, "tenant", text_string(&tenant));
    return text_ok(&tenant, why);
}

/*
 * A clean Windows has some thirty subkeys of its own here. An enrolment is one that Intune's provider
 * made, or one in state 1 with a provider or an account.
 */
static bool add_enrollment(const struct guest *guest, const char *key, const char *name,
    struct json *rows, struct err *why)
{
    AUTO(text) provider = { 0 };
    enum found provider_found = ABSENT, state_found = ABSENT, type_found = ABSENT;
    enum found account = ABSENT;
    uint32_t state = 0, type = 0;

    if (!guest->reg_read_text(guest->state, key, "ProviderID", &provider_found, &provider, why) ||
        !guest->reg_has_value(guest->state, key, "UPN", &account, why) ||
        !guest->reg_read_u32(guest->state, key, "EnrollmentState", &state_found, &state, why) ||
        !guest->reg_read_u32(guest->state, key, "EnrollmentType", &type_found, &type, why))
        return false;
    bool is_active = state_found == FOUND && state == 1;
    bool has_owner = provider.len > 0 || account == FOUND;
    if (!text_same(text_string(&provider), "MS DM Server") && !(is_active && has_owner))
        return text_ok(&provider, why);

    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "id", name);
    json_add_string(row, "provider", text_string(&provider));
    if (state_found == FOUND)
        json_add_number(row, "state", state);
    if (type_found == FOUND)
        json_add_number(row, "type", type);
    return text_ok(&provider, why);
}

static bool collect_mdm(const struct guest *guest, struct facts *facts, struct err *err)
{
    bool enrolled = false;
    struct err why = { 0 };

    if (!guest->join_mdm(guest->state, &enrolled, &why))
        return facts_set_unreadable(facts, "join.mdm_enrolled", &why, err);
    return facts_set_number(facts, "join.mdm_enrolled", enrolled, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_domain(guest, facts, err) &&
           probe_set_evidence(guest, "join.domain_residue", residue, facts, err) &&
           collect_entra(guest, facts, err) &&
           collect_subkeys(guest, CLOUD_JOIN, "join.entra_registry", add_entra_join, facts, err) &&
           collect_mdm(guest, facts, err) &&
           collect_subkeys(guest, ENROLLMENTS, "join.enrollments", add_enrollment, facts, err);
}

const struct probe probe_join = {
    .id = "join",
    .title = "Domain, Microsoft Entra and management service (MDM)",
    .source =
        "https://learn.microsoft.com/windows/win32/api/lmjoin/nf-lmjoin-netgetaadjoininformation",
    .keys = keys,
    .collect = collect,
};
