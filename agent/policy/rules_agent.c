/* SPDX-License-Identifier: MIT */
/* rules_agent.c - agents in the image: Azure's own, Defender for Endpoint, a session host's parts. */
#include "policy/judge.h"

#define PREPARE_VHD                                                                                \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"
#define AGENT "https://learn.microsoft.com/azure/virtual-machines/extensions/agent-windows"
#define DEVICE_IMAGES "https://learn.microsoft.com/windows-365/enterprise/device-images"
#define DEFENDER "https://learn.microsoft.com/defender-endpoint/configure-endpoints-vdi"

/* Adds what is wrong with one service of the agent. @return is it as it should be? */
static bool is_healthy(const struct json *row, struct text *seen)
{
    enum { AUTOMATIC = 2, RUNNING = 4 }; /* SERVICE_AUTO_START, SERVICE_RUNNING */
    const char *name = json_string(json_member(row, "name"));
    int64_t start = -1, state = -1;
    bool told = json_number(json_member(row, "start"), &start) &&
                json_number(json_member(row, "state"), &state);

    text_append(
        seen, "%s%s ", seen->len > 0 ? ", " : "", name && name[0] ? text_shown(name) : "(unnamed)");
    if (!told)
        text_append(seen, "does not tell its state");
    else if (start != AUTOMATIC)
        text_append(seen, "does not start by itself");
    else
        text_append(seen, state == RUNNING ? "runs" : "does not run");
    return told && start == AUTOMATIC && state == RUNNING;
}

static enum verdict judge_healthy(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, "agent.azure", &verdict, seen);
    bool healthy = true;

    (void)parameters;
    if (!rows)
        return verdict;
    if (!json_first(rows)) {
        text_append(seen, "not installed");
        return VERDICT_NOT_APPLICABLE;
    }
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        healthy = is_healthy(row, seen) && healthy;
    return judge_met(healthy);
}

/* Is there a row? */
static enum verdict judge_any_row(const struct facts *facts, const char *key, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, key, &verdict, seen);

    if (!rows)
        return verdict;
    const char *name = json_string(json_member(json_first(rows), "name"));
    text_append(seen, "%s", json_first(rows) ? name ? text_shown(name) : "(unnamed)" : "none");
    return judge_met(json_first(rows) != NULL);
}

static enum verdict judge_present(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_any_row(facts, "agent.azure", seen);
}

static enum verdict judge_fslogix(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_any_row(facts, "fslogix.evidence", seen);
}

const struct requirement requirement_agent_azure_present = {
    .id = "agent.azure-present",
    .title = "The Azure VM agent is installed",
    .why = "Without it no extension can reset a password or configure the machine.",
    .source = PREPARE_VHD,
    .advice = "Install the Azure VM agent, or have it installed when a machine is created.",
    .disagrees =
        "The page recommends the agent in an uploaded image and " AGENT " has it installed "
        "by Azure when a machine is made from the marketplace's images. Windows 365 and "
        "Dev Box bring their own way: devbox and windows365 do not ask for it.",
    .judge = judge_present,
};

const struct requirement requirement_agent_azure_healthy = {
    .id = "agent.azure-healthy",
    .title = "The services of the Azure VM agent run",
    .why = "Sysprep calls a module of the agent: it must be whole, and have started, before.",
    .source = AGENT,
    .advice = "Wait until they run, or install the agent anew; do not delete its services.",
    .judge = judge_healthy,
};

const struct requirement requirement_agent_no_azure_extensions = {
    .id = "agent.no-azure-extensions",
    .title = "No VM extension is left",
    .why =
        "Extensions keep settings of this machine, and meet themselves when they are added again.",
    .source = PREPARE_VHD,
    .advice = "Remove the extensions of the build machine before sysprep.",
    .expects = { .fact = "agent.azure_extensions", .kind = EXPECTS_NO_ROWS },
};

const struct requirement requirement_defender_not_onboarded = {
    .id = "defender.not-onboarded",
    .title = "Defender for Endpoint does not know this machine",
    .why = "Clones of an onboarded machine share its id, and show as one device.",
    .source = DEFENDER,
    .advice = "Offboard the machine, and onboard those that are made from the image.",
    .expects = { .fact = "defender.onboarded",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "OnboardingState" },
};

const struct requirement requirement_defender_no_sense_id = {
    .id = "defender.no-sense-id",
    .title = "No id of Defender for Endpoint is left",
    .why = "Offboarding leaves the id in the registry, and clones share it.",
    .source = DEFENDER,
    .advice = "Delete the value senseGuid as LocalSystem when the machine is offboarded.",
    .expects = { .fact = "defender.sense_id", .kind = EXPECTS_ABSENT, .show = "senseGuid" },
};

const struct requirement requirement_fslogix_absent = {
    .id = "fslogix.absent",
    .title = "FSLogix is not installed",
    .why = "Images with components of FSLogix are not taken.",
    .source = DEVICE_IMAGES,
    .advice = "Uninstall Microsoft FSLogix Apps.",
    .disagrees = "https://learn.microsoft.com/azure/virtual-desktop/set-up-customize-master-image "
                 "has FSLogix installed into the image of a session host; each profile follows its "
                 "own service.",
    .expects = { .fact = "fslogix.evidence", .kind = EXPECTS_NO_ROWS },
};

const struct requirement requirement_fslogix_present = {
    .id = "fslogix.present",
    .title = "FSLogix is installed",
    .why = "Users' profiles do not follow them from one session host to another otherwise.",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/set-up-customize-master-image",
    .advice = "Install Microsoft FSLogix Apps.",
    .judge = judge_fslogix,
};

const struct requirement requirement_avd_agent_absent = {
    .id = "avd.agent-absent",
    .title = "The agent of Azure Virtual Desktop is not installed",
    .why =
        "It is registered as this machine: a session host made from the image cannot join a host "
        "pool, and Windows 365 takes no image with it.",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/set-up-golden-image",
    .advice = "Uninstall the agent and its boot loader, or build on a machine that never had them.",
    .disagrees =
        "https://learn.microsoft.com/windows-365/enterprise/add-device-images names images "
        "of Windows 10 alone, and no page of Dev Box names it: a must for avd and "
        "windows365 on every Windows, a recommendation for devbox.",
    .expects = { .fact = "avd.evidence", .kind = EXPECTS_NO_ROWS },
};
