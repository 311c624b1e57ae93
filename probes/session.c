/* SPDX-License-Identifier: MIT */
/*
 * session.c - is it a single-session or a multi-session Windows?
 *
 * Multi-session Windows calls itself a server by its product type and a client by its installation
 * type. Four witnesses are asked; one that says "multi" is enough, and all must have spoken before
 * the answer is "single".
 *
 * Source: https://learn.microsoft.com/azure/virtual-desktop/windows-multisession-faq
 * That a single-session client always carries VER_SUITE_SINGLEUSERTS is inferred: unverified on a
 * real Windows.
 */
#include "probes/probe.h"

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"

enum {
    PRODUCT_SERVERRDSH = 0xAF,     /* Enterprise multi-session */
    WORKSTATION = 1,               /* VER_NT_WORKSTATION */
    SUITE_SINGLE_USER_TS = 0x0100, /* VER_SUITE_SINGLEUSERTS */
};

/* What one witness says to "is it multi-session?". */
enum answer {
    ANSWER_UNSURE = 0,
    ANSWER_NO,
    ANSWER_YES,
};

static const struct probe_key keys[] = {
    { "os.session",
        "text: \"single\" or \"multi\"; not applicable on a server; unreadable when a witness that "
        "is "
        "needed could not be asked",
        "EditionID, InstallationType, RtlGetVersion, GetProductInfo" },
    { NULL, NULL, NULL },
};

/* All that the witnesses told. Texts are "" when absent or unread. */
struct evidence {
    struct text edition, installation;
    bool has_version;
    struct guest_version version;
    struct err why; /* the first failure */
};

static void evidence_done(struct evidence *evidence)
{
    text_done(&evidence->edition);
    text_done(&evidence->installation);
}

static void read_text(
    const struct guest *guest, const char *name, struct text *value, struct err *why)
{
    enum found found = ABSENT;
    struct err failure = { 0 };

    if (!guest->reg_read_text(guest->state, CURRENT_VERSION, name, &found, value, &failure) &&
        why->domain == ERR_NONE)
        *why = failure;
}

static enum answer edition_says(const struct evidence *evidence)
{
    const char *edition = text_string(&evidence->edition);
    uint32_t product = evidence->has_version ? evidence->version.product_info : 0;

    if (text_same(edition, "ServerRdsh") || product == PRODUCT_SERVERRDSH)
        return ANSWER_YES;
    return edition[0] || product != 0 ? ANSWER_NO : ANSWER_UNSURE;
}

static enum answer type_says(const struct evidence *evidence)
{
    if (!evidence->has_version)
        return ANSWER_UNSURE;
    if (evidence->version.product_type == WORKSTATION)
        return ANSWER_NO;
    return text_same(text_string(&evidence->installation), "Client") ? ANSWER_YES : ANSWER_UNSURE;
}

static enum answer suite_says(const struct evidence *evidence)
{
    if (!evidence->has_version)
        return ANSWER_UNSURE;
    return evidence->version.suite_mask & SUITE_SINGLE_USER_TS ? ANSWER_NO : ANSWER_YES;
}

/* A server without the client's mark has no product type of a workstation and no installation type:
 * it must not be called multi-session because of its suite. */
static enum answer judge(const struct evidence *evidence)
{
    enum answer edition = edition_says(evidence);
    enum answer type = type_says(evidence);
    enum answer suite = suite_says(evidence);

    if (edition == ANSWER_YES || type == ANSWER_YES)
        return ANSWER_YES;
    if (edition == ANSWER_UNSURE || type == ANSWER_UNSURE)
        return ANSWER_UNSURE;
    return suite;
}

static bool set_session(struct evidence *evidence, struct facts *facts, struct err *err)
{
    switch (judge(evidence)) {
    case ANSWER_YES:
        return facts_set_text(facts, "os.session", "multi", err);
    case ANSWER_NO:
        return facts_set_text(facts, "os.session", "single", err);
    case ANSWER_UNSURE:
        break;
    }
    if (evidence->why.domain == ERR_NONE)
        (void)err_set(&evidence->why, ERR_AGENT, ERR_UNSUPPORTED,
            "EditionID, InstallationType and product type do not tell");
    return facts_set_unreadable(facts, "os.session", &evidence->why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(evidence) evidence = { 0 };
    struct err failure = { 0 };

    read_text(guest, "EditionID", &evidence.edition, &evidence.why);
    read_text(guest, "InstallationType", &evidence.installation, &evidence.why);
    evidence.has_version = guest->version(guest->state, &evidence.version, &failure);
    if (!evidence.has_version && evidence.why.domain == ERR_NONE)
        evidence.why = failure;
    if (!text_ok(&evidence.edition, err) || !text_ok(&evidence.installation, err))
        return false;

    if (text_starts_same(text_string(&evidence.installation), "Server") &&
        edition_says(&evidence) != ANSWER_YES)
        return facts_set_not_applicable(facts, "os.session", "a server installation", err);
    return set_session(&evidence, facts, err);
}

const struct probe probe_session = {
    .id = "session",
    .title = "Single-session or multi-session Windows",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/windows-multisession-faq",
    .keys = keys,
    .collect = collect,
};
