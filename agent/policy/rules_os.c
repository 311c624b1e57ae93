/* SPDX-License-Identifier: MIT */
/* rules_os.c - what an image consumer wants of Windows itself: edition, release, kind. */
#include "policy/judge.h"

#define PREPARE "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box"
#define GALLERY "https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery"

/* In words, for editions that are taken for Enterprise, or whose id does not speak. */
static const char *edition_in_words(const char *edition)
{
    static const struct {
        const char *edition;
        const char *words;
    } names[] = {
        { "EnterpriseN", "an N edition" },
        { "EnterpriseEval", "an evaluation edition" },
        { "EnterpriseNEval", "an N evaluation edition" },
        { "EnterpriseS", "LTSC" },
        { "EnterpriseSN", "an LTSC N edition" },
        { "EnterpriseSEval", "an LTSC evaluation edition" },
        { "EnterpriseSNEval", "an LTSC N evaluation edition" },
        { "EnterpriseG", "the government edition" },
        { "EnterpriseGN", "the government N edition" },
        { "ServerRdsh", "Enterprise multi-session" },
        { "IoTEnterprise", "IoT Enterprise" },
        { "IoTEnterpriseS", "IoT Enterprise LTSC" },
        { "Professional", "Pro" },
        { "ProfessionalN", "Pro, an N edition" },
        { "ProfessionalWorkstation", "Pro for Workstations" },
        { "ProfessionalEducation", "Pro Education" },
        { "Core", "Home" },
        { "CoreN", "Home, an N edition" },
        { "CoreSingleLanguage", "Home Single Language" },
        { "CoreCountrySpecific", "Home China" },
        { "CloudEdition", "SE" },
    };

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_same(names[i].edition, edition))
            return names[i].words;
    }
    return NULL;
}

static enum verdict judge_edition(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *edition = judge_text(facts, "os.edition", &verdict, seen);

    (void)parameters;
    if (!edition)
        return verdict;
    const char *words = edition_in_words(edition);
    text_append(seen, words ? "%s (%s)" : "%s", edition, words);
    return judge_met(text_same(edition, "Enterprise"));
}

static enum verdict judge_release(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *type = facts_get(facts, "os.installation_type");
    int64_t build = 0;

    /* Servers count their builds along with Windows 10 and 11. */
    if (type->state == FACT_KNOWN && type->kind == FACT_TEXT &&
        text_starts_same(type->text, "Server")) {
        text_append(seen, "a server installation");
        return VERDICT_NOT_APPLICABLE;
    }
    if (!judge_number(facts, "os.build", &build, &verdict, seen))
        return verdict;

    /* 22000 is Windows 11's first build; ProductName does not tell the two apart. */
    bool is_11 = build >= 22000;
    const struct fact *version = facts_get(facts, "os.display_version");
    text_append(seen, "Windows %s", is_11 ? "11" : "10");
    if (version->state == FACT_KNOWN && version->kind == FACT_TEXT)
        text_append(seen, " %s", version->text);
    text_append(seen, ", build %lld", (long long)build);
    return judge_met(build >= parameter_value(parameters,
                                  is_11 ? "min_build_windows_11" : "min_build_windows_10"));
}

static enum verdict judge_client(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *type = judge_text(facts, "os.installation_type", &verdict, seen);

    (void)parameters;
    if (!type)
        return verdict;
    text_append(seen, "%s", type);
    return judge_met(text_same(type, "Client"));
}

static enum verdict judge_session(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *session = judge_text(facts, "os.session", &verdict, seen);

    (void)parameters;
    if (!session)
        return verdict;
    text_append(seen, "%s-session", session);
    return judge_met(text_same(session, "single"));
}

static enum verdict judge_architecture(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *architecture = judge_text(facts, "os.architecture", &verdict, seen);

    (void)parameters;
    if (!architecture)
        return verdict;
    text_append(seen, "%s", architecture);
    return judge_met(text_same(architecture, "x64"));
}

const struct requirement requirement_os_client = {
    .id = "os.client",
    .title = "Windows is a client, not a server",
    .why = "Only Windows 10 and Windows 11 images are taken.",
    .source = PREPARE,
    .advice = "Build the image from Windows 10 or Windows 11 Enterprise.",
    .judge = judge_client,
};

const struct requirement requirement_os_edition_enterprise = {
    .id = "os.edition-enterprise",
    .title = "Edition is Enterprise",
    .why = "Only Enterprise is taken; N and LTSC are refused by name, and an evaluation expires.",
    .source = PREPARE,
    .advice = "Build the image from Enterprise media or an Enterprise marketplace image.",
    .judge = judge_edition,
};

const struct requirement requirement_os_release_supported = {
    .id = "os.release-supported",
    .title = "Release of Windows is supported",
    .why = "Releases before those that the service lists are not taken.",
    .source = GALLERY,
    .advice = "Install a later release before the image is prepared.",
    .disagrees = "Dev Box lists Windows 10 20H2 and Windows 11 21H2 on its page on galleries, and "
                 "generally available releases on that on preparing an image; "
                 "https://learn.microsoft.com/windows-365/enterprise/device-images lists "
                 "supported versions, formerly from 21H2 on. Each profile has the oldest that its "
                 "service names; os.not-end-of-service asks for the rest.",
    .judge = judge_release,
};

const struct requirement requirement_os_single_session = {
    .id = "os.single-session",
    .title = "Windows is single-session",
    .why = "Multi-session images are not taken.",
    .source = GALLERY,
    .advice = "Build the image from Enterprise, not Enterprise multi-session.",
    .judge = judge_session,
};

/* The pages name no architecture; the machines on which images are validated are x64 ones. */
const struct requirement requirement_os_architecture_x64 = {
    .id = "os.architecture-x64",
    .title = "Windows is of the x64 architecture",
    .why = "Images are validated by starting them on x64 machines (D4s_v5, D4as_v5).",
    .source =
        "https://learn.microsoft.com/azure/dev-box/how-to-troubleshoot-custom-image-validation",
    .advice = "Build the image from x64 media.",
    .judge = judge_architecture,
};
