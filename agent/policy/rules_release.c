/* SPDX-License-Identifier: MIT */
/* rules_release.c - is this Windows in service, generally available, and newly installed? */
#include "policy/judge.h"

#define LIFECYCLE                                                                                  \
    "https://learn.microsoft.com/lifecycle/products/windows-11-enterprise-and-education"

static bool is_server(const struct facts *facts)
{
    const struct fact *type = facts_get(facts, "os.installation_type");

    return type->state == FACT_KNOWN && type->kind == FACT_TEXT &&
           text_starts_same(type->text, "Server");
}

/* LTSC editions have the build of a release and stay in service for years after it. */
static bool is_ltsc(const struct facts *facts)
{
    const struct fact *edition = facts_get(facts, "os.edition");

    return edition->state == FACT_KNOWN && edition->kind == FACT_TEXT &&
           (text_starts_same(edition->text, "EnterpriseS") ||
               text_starts_same(edition->text, "IoTEnterpriseS")) &&
           !text_starts_same(edition->text, "EnterpriseSubscription");
}

static enum verdict judge_service(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *version = facts_get(facts, "os.display_version");
    int64_t build = 0;

    if (is_server(facts)) {
        text_append(seen, "a server installation");
        return VERDICT_NOT_APPLICABLE;
    }
    if (is_ltsc(facts)) {
        text_append(seen, "LTSC, which has a lifecycle of its own");
        return VERDICT_NOT_APPLICABLE;
    }
    if (!judge_number(facts, "os.build", &build, &verdict, seen))
        return verdict;
    text_append(seen, "Windows %s", build >= 22000 ? "11" : "10");
    if (version->state == FACT_KNOWN && version->kind == FACT_TEXT)
        text_append(seen, " %s", text_shown(version->text));
    text_append(seen, ", build %lld", (long long)build);
    return judge_met(build >= parameter_value(parameters, "in_service_build"));
}

/* Editions that Azure Virtual Desktop lists; N, LTSC, Pro and the rest are not among them. */
static enum verdict judge_session_host(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *edition = judge_text(facts, "os.edition", &verdict, seen);

    (void)parameters;
    if (!edition)
        return verdict;
    text_append(seen, "%s", text_shown(edition));
    return judge_met(
        text_same(edition, "Enterprise") || text_same(edition, "ServerRdsh") || is_server(facts));
}

/* Two witnesses: the keys in which setup keeps each former Windows, and its note that this is an
 * upgrade. One that says so is enough. */
static enum verdict judge_upgrades(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { FORMER_SHOWN = 4 };
    const struct fact *upgrade = facts_get(facts, "setup.upgrade");
    enum verdict verdict = VERDICT_UNKNOWN;
    size_t count = 0;

    (void)parameters;
    if (upgrade->state == FACT_KNOWN && upgrade->kind == FACT_NUMBER && upgrade->number == 1) {
        text_append(seen, "setup notes an upgrade (Upgrade 1)");
        return VERDICT_UNMET;
    }
    const struct json *rows = judge_rows(facts, "setup.upgraded_from", &verdict, seen);
    if (!rows)
        return verdict;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *product = json_string(json_member(row, "product"));

        if (count++ < FORMER_SHOWN)
            text_append(seen, "%s%s", count > 1 ? ", " : "upgraded from ",
                product && product[0] ? text_shown(product) : "(unnamed)");
    }
    if (count > FORMER_SHOWN)
        text_append(seen, " and %zu more", count - FORMER_SHOWN);
    if (count > 0)
        return VERDICT_UNMET;
    if (upgrade->state == FACT_UNREADABLE) {
        text_append(seen, "%s", upgrade->why ? upgrade->why : "unreadable");
        return VERDICT_UNKNOWN;
    }
    text_append(seen, "installed new");
    return VERDICT_MET;
}

const struct requirement requirement_os_not_end_of_service = {
    .id = "os.not-end-of-service",
    .title = "The release of Windows is in service",
    .why = "Machines made from the image get no security updates otherwise.",
    .source = LIFECYCLE,
    .advice = "Install a later release before the image is prepared.",
    .disagrees = "https://learn.microsoft.com/windows/whats-new/extended-security-updates keeps "
                 "Windows 10 22H2 updated for machines that take part; the lifecycle, under which "
                 "it has ended, is followed here.",
    .judge = judge_service,
};

const struct requirement requirement_os_generally_available = {
    .id = "os.generally-available",
    .title = "Windows is no preview build",
    .why = "Only generally available releases are taken; a preview build also expires.",
    .source = "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box",
    .advice = "Build the image from released media, and leave the Windows Insider program.",
    .expects = { .fact = "os.flighting",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "IsBuildFlightingEnabled" },
};

const struct requirement requirement_os_edition_session_host = {
    .id = "os.edition-session-host",
    .title = "Edition is Enterprise, Enterprise multi-session or Server",
    .why = "Azure Virtual Desktop supports no other edition as a session host.",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/prerequisites",
    .advice = "Build the image from one of these editions.",
    .judge = judge_session_host,
};

const struct requirement requirement_setup_not_upgraded = {
    .id = "setup.not-upgraded",
    .title = "Windows was installed new, not upgraded",
    .why = "An upgrade leaves what the former Windows had, and makes a recovery partition anew.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep--system-preparation--overview",
    .advice = "Build the image from media of the release that it shall have.",
    .disagrees = "The same page supports sysprep on upgraded installations from Windows 10 1607 "
                 "on; older text, and sysprep's own message ('will not run on an upgraded OS'), "
                 "do not. A recommendation here.",
    .judge = judge_upgrades,
};
