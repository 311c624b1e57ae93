/* SPDX-License-Identifier: MIT */
/* rules_avd.c - what the page on master images of Azure Virtual Desktop sets. */
#include "policy/judge.h"

#define MASTER_IMAGE                                                                               \
    "https://learn.microsoft.com/azure/virtual-desktop/set-up-customize-master-image"

/* By policy for everybody, or by every signed-in user who has set it. */
static enum verdict judge_storage_sense(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t allowed = 0;

    (void)parameters;
    if (!judge_absent(facts, "storage_sense.allowed")) {
        if (!judge_number(facts, "storage_sense.allowed", &allowed, &verdict, seen))
            return verdict;
        text_append(seen, "%s by policy", allowed == 0 ? "off" : "on");
        return judge_met(allowed == 0);
    }
    const struct json *users = judge_rows(facts, "storage_sense.users", &verdict, seen);
    if (!users)
        return verdict;
    bool off = json_count(users) > 0;
    for (const struct json *user = json_first(users); user; user = json_next(user)) {
        int64_t enabled = 1;

        off = json_number(json_member(user, "enabled"), &enabled) && enabled == 0 && off;
    }
    text_append(seen, "no policy, %s",
        json_count(users) == 0 ? "and no user has set it"
        : off                  ? "off for users who have set it"
                               : "on for a user who has set it");
    return judge_met(off);
}

const struct requirement requirement_avd_no_auto_update = {
    .id = "avd.no-auto-update",
    .title = "Windows does not update by itself",
    .why = "Session hosts restart under their users, and drift apart from their image.",
    .source = MASTER_IMAGE,
    .advice = "Set NoAutoUpdate below Policies\\Microsoft\\Windows\\WindowsUpdate\\AU to 1.",
    .disagrees = "https://learn.microsoft.com/azure/virtual-desktop/security-recommendations wants "
                 "session hosts patched: with this they are by a new image, every month. The other "
                 "profiles leave updates on, and no profile takes a disabled Windows Update "
                 "service, which sysprep calls.",
    .expects = { .fact = "update.no_auto_update",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "NoAutoUpdate" },
};

const struct requirement requirement_avd_time_zone_redirection = {
    .id = "avd.time-zone-redirection",
    .title = "A session has the time zone of its client",
    .why = "Users elsewhere see the wrong time otherwise.",
    .source = MASTER_IMAGE,
    .advice = "Set fEnableTimeZoneRedirection below Policies\\Microsoft\\Windows NT\\Terminal "
              "Services to 1.",
    .expects = { .fact = "rdp.time_zone_redirection",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "fEnableTimeZoneRedirection" },
};

const struct requirement requirement_avd_storage_sense_off = {
    .id = "avd.storage-sense-off",
    .title = "Storage Sense is off",
    .why = "It removes files from profiles that only look unused.",
    .source = MASTER_IMAGE,
    .advice = "Set AllowStorageSenseGlobal below Policies\\Microsoft\\Windows\\StorageSense to 0.",
    .disagrees = "The page sets it for the signed-in user alone, which other users do not get; the "
                 "policy that holds for all "
                 "(https://learn.microsoft.com/windows/client-management/mdm/policy-csp-storage) "
                 "is preferred, and either one is taken.",
    .judge = judge_storage_sense,
};
