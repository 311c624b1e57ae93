/* SPDX-License-Identifier: MIT */
/*
 * rules_join.c - an image belongs to nobody: no domain, no tenant, no management service.
 *
 * Sysprep leaves a domain by itself and takes neither Microsoft Entra's nor a management service's
 * enrolment away. An API that says "no" and a registry that says "yes" is a "yes": half of a join is
 * left then. The registry alone never makes it a "no".
 */
#include "policy/judge.h"

#define DEVICE_IMAGES "https://learn.microsoft.com/windows-365/enterprise/device-images"
#define SYSPREP_MDM                                                                                \
    "https://learn.microsoft.com/troubleshoot/mem/intune/device-enrollment/"                       \
    "troubleshoot-sysprep-windows-10-device-enrolled-mdm"
#define OVERVIEW                                                                                   \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"                            \
    "sysprep--system-preparation--overview"

enum { ROWS_SHOWN = 4 }; /* ids in `seen`; how many more there are is said */

static enum verdict judge_domain(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { NOT_JOINED = 1, WORKGROUP = 2, DOMAIN = 3 }; /* NETSETUP_JOIN_STATUS */
    const struct fact *name = facts_get(facts, "join.domain_name");
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t status = 0;

    (void)parameters;
    if (!judge_number(facts, "join.domain_status", &status, &verdict, seen))
        return verdict;
    if (status == DOMAIN || status == WORKGROUP)
        text_append(seen, status == DOMAIN ? "domain" : "workgroup");
    else
        text_append(seen, status == NOT_JOINED ? "not joined" : "Windows does not know");
    if (name->state == FACT_KNOWN && name->kind == FACT_TEXT && name->text[0])
        text_append(seen, " %s", text_shown(name->text));
    if (status == DOMAIN)
        return VERDICT_UNMET;
    return status == NOT_JOINED || status == WORKGROUP ? VERDICT_MET : VERDICT_UNKNOWN;
}

/* Adds the rows of a second witness to what was seen. @return how many there are */
static size_t append_rows(
    const struct facts *facts, const char *key, const char *member, struct text *seen)
{
    const struct fact *fact = facts_get(facts, key);
    size_t shown = 0;

    if (fact->state != FACT_KNOWN || fact->kind != FACT_ROWS)
        return 0;
    size_t count = json_count(fact->rows);
    if (count > 0)
        text_append(seen, "%sthe registry notes ", seen->len > 0 ? "; " : "");
    for (const struct json *row = json_first(fact->rows); row && shown < ROWS_SHOWN;
         row = json_next(row), shown++) {
        const char *name = json_string(json_member(row, member));

        text_append(
            seen, "%s%s", shown > 0 ? ", " : "", name && name[0] ? text_shown(name) : "(unnamed)");
    }
    if (count > shown)
        text_append(seen, " and %zu more", count - shown);
    return count;
}

static enum verdict judge_entra_type(const struct facts *facts, struct text *seen)
{
    enum { DEVICE = 1, WORKPLACE = 2 }; /* DSREG_JOIN_TYPE */
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t type = 0;

    if (judge_absent(facts, "join.entra_type")) {
        text_append(seen, "not joined");
        return VERDICT_MET;
    }
    if (!judge_number(facts, "join.entra_type", &type, &verdict, seen))
        return verdict;
    if (type == WORKPLACE) {
        text_append(seen, "not joined, but registered by a user");
        return VERDICT_MET;
    }
    text_append(seen, type == DEVICE ? "joined" : "joined in a way that is not known");
    return VERDICT_UNMET;
}

static enum verdict judge_entra(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    enum verdict verdict = judge_entra_type(facts, seen);

    return append_rows(facts, "join.entra_registry", "tenant", seen) > 0 ? VERDICT_UNMET : verdict;
}

static enum verdict judge_workplace(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { WORKPLACE = 2 }; /* DSREG_JOIN_TYPE */
    const struct fact *type = facts_get(facts, "join.entra_type");
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (type->state == FACT_KNOWN && type->kind == FACT_NUMBER && type->number == WORKPLACE) {
        text_append(seen, "registered by the current user");
        (void)append_rows(facts, "join.workplace_users", "sid", seen);
        return VERDICT_UNMET;
    }
    const struct json *rows = judge_rows(facts, "join.workplace_users", &verdict, seen);
    if (!rows)
        return verdict;
    if (append_rows(facts, "join.workplace_users", "sid", seen) > 0)
        return VERDICT_UNMET;
    text_append(seen, "no user has registered it");
    return VERDICT_MET;
}

static enum verdict judge_mdm(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t enrolled = 0;

    (void)parameters;
    if (judge_number(facts, "join.mdm_enrolled", &enrolled, &verdict, seen)) {
        text_append(seen, enrolled == 0 ? "not enrolled" : "enrolled");
        verdict = judge_met(enrolled == 0);
    }
    return append_rows(facts, "join.enrollments", "id", seen) > 0 ? VERDICT_UNMET : verdict;
}

const struct requirement requirement_join_not_domain_joined = {
    .id = "join.not-domain-joined",
    .title = "The machine is not joined to a domain",
    .why = "Sysprep runs in a workgroup only: it takes the machine out of its domain, whose policy "
           "stays.",
    .source = OVERVIEW,
    .advice = "Build the image on a machine that was never joined to a domain.",
    .disagrees = "https://learn.microsoft.com/azure/virtual-desktop/set-up-golden-image lets a "
                 "machine be joined while it is built and leave the domain before sysprep; Windows "
                 "365 and Dev Box ask for one that was never joined, which is followed here.",
    .judge = judge_domain,
};

const struct requirement requirement_join_never_domain_joined = {
    .id = "join.never-domain-joined",
    .title = "Nothing of a domain is left from before",
    .why = "Policy that a domain has set stays in every machine made from the image.",
    .source = DEVICE_IMAGES,
    .advice = "Build the image on a machine that was never joined to a domain.",
    .expects = { .fact = "join.domain_residue", .kind = EXPECTS_NO_ROWS },
};

const struct requirement requirement_join_not_entra_joined = {
    .id = "join.not-entra-joined",
    .title = "The machine is not joined to Microsoft Entra",
    .why = "Sysprep does not take the device id away: every machine would claim to be this device.",
    .source = SYSPREP_MDM,
    .advice = "Build the image on a machine that was never joined to a tenant.",
    .judge = judge_entra,
};

const struct requirement requirement_join_no_entra_profiles = {
    .id = "join.no-entra-profiles",
    .title = "No account of Microsoft Entra has a profile",
    .why = "Such a profile shows that the machine was joined; an image must never have been.",
    .source = DEVICE_IMAGES,
    .advice = "Build the image on a machine that was never joined to a tenant.",
    .expects = { .fact = "join.entra_profiles", .kind = EXPECTS_NO_ROWS, .show = "sid" },
};

const struct requirement requirement_join_not_workplace_registered = {
    .id = "join.not-workplace-registered",
    .title = "No user has registered the device with a tenant",
    .why = "The registration's device id stays in the profile, and in what is copied from it.",
    .source = SYSPREP_MDM,
    .advice = "Remove the account from 'Access work or school', or delete the profile.",
    .judge = judge_workplace,
};

const struct requirement requirement_join_not_mdm_enrolled = {
    .id = "join.not-mdm-enrolled",
    .title = "The machine is not enrolled with a management service",
    .why = "Sysprep does not take the enrolment away: clones share its id and certificate.",
    .source = SYSPREP_MDM,
    .advice = "Build the image on a machine that was never enrolled; cleaning up is not supported.",
    .judge = judge_mdm,
};

const struct requirement requirement_join_not_configmgr_managed = {
    .id = "join.not-configmgr-managed",
    .title = "No Configuration Manager client is installed",
    .why =
        "Clones share the client's id and certificates, and the site takes them for one machine.",
    .source = DEVICE_IMAGES,
    .advice = "Build the image without the client; the service installs what it manages with.",
    .expects = { .fact = "join.configmgr", .kind = EXPECTS_NO_ROWS },
};

const struct requirement requirement_join_not_co_managed = {
    .id = "join.not-co-managed",
    .title = "The machine is not co-managed",
    .why = "Images of machines that were enrolled for co-management are refused.",
    .source = DEVICE_IMAGES,
    .advice = "Build the image on a machine that was never enrolled.",
    .expects = { .fact = "join.co_management_flags",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "CoManagementFlags" },
};

const struct requirement requirement_join_no_autopilot_profile = {
    .id = "join.no-autopilot-profile",
    .title = "No Autopilot profile is left",
    .why = "Clones would enter the tenant of that profile during their first start.",
    .source = "https://learn.microsoft.com/autopilot/existing-devices",
    .advice = "Delete the profile's file, or build the image on a machine that has none.",
    .expects = { .fact = "join.autopilot", .kind = EXPECTS_NO_ROWS },
};
