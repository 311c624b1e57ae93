/* SPDX-License-Identifier: MIT */
/*
 * foreseen.c - what the gate in front of sysprep said, compared with what sysprep failed of.
 *
 * Causes that a step beside sysprep fails of, and those that a log alone cannot be blamed for, have
 * no row: the gate looks at machines.
 */
#include "sysprep/foreseen.h"

#include "base/text.h"
#include "sysprep/causes.h"

const struct foreseen_row foreseen_rows[] = {
    { "appx-not-provisioned", "appx.all-provisioned",
        "it compares packages of every user with those that are provisioned, as the validator "
        "does" },
    { "appxsvc-disabled", "service.appx-startable",
        "it reads the start type of the service that the validator asks" },
    { "bitlocker-enabled", "bitlocker.os-decrypted",
        "it reads the conversion state of the volume that the validator asks" },
    { "bitlocker-enabled", "bitlocker.fixed-volumes-decrypted",
        "some releases ask every fixed volume" },
    { "reserved-storage-in-use", "reserved-storage.not-in-use",
        "it reads the active scenario that the validator reads" },
    { "pending-servicing", "restart.none-pending",
        "servicing that waits for a restart shows as a pending restart" },
    { "pending-servicing", "servicing.idle", "it sees servicing at work" },
    { "pending-reboot", "restart.none-pending", "it reads every place where a restart is owed" },
    { "pending-reboot", "servicing.agent-no-restart", "it asks the Windows Update agent itself" },
    { "rearm-exhausted", "sysprep.rearm-left", "it reads the count that the provider uses up" },
    { "invalid-prior-generalize-state", "sysprep.no-failed-run",
        "it reads the two values that sysprep compares with 7 and 2" },
    { "invalid-prior-generalize-state", "sysprep.image-state-complete",
        "a run that failed half way leaves another ImageState" },
    { "defender-senseguid", "defender.not-onboarded",
        "only a machine that is onboarded keeps its identity locked" },
    { "defender-senseguid", "defender.no-sense-id",
        "it looks for the value that is to be deleted" },
    { "dsc-cleanup-failed", "dsc.not-applied",
        "the provider fails where a configuration was applied" },
    { "vmagentdisabler-missing", "sysprep.external-providers-present",
        "it looks for the DLL of every registered provider" },
    { "vmagentdisabler-missing", "sysprep.external-providers-visible",
        "a hidden DLL is not found by sysprep" },
    { "third-party-provider-failed", "sysprep.external-providers-present",
        "a provider whose DLL is gone fails" },
    { "inbox-provider-failed", "sysprep.provider-modules-present",
        "it looks for the DLL of every provider of Windows" },
    { "inbox-provider-failed", "service.windows-update-startable",
        "GeneralizeForImaging asks that service" },
    { "inbox-provider-failed", "service.msdtc-startable",
        "SysPrepDtcGeneralize asks that service" },
    { "inbox-provider-failed", "service.wap-push-startable",
        "the provider of device management asks that service" },
    { "inbox-provider-failed", "crypto.machine-keys-present",
        "the provider of cryptography needs that folder" },
    { "running-as-system", "context.not-local-system",
        "it reads the token that sysprep would get" },
    { "upgrade-not-supported", "setup.not-upgraded", "it reads whether Windows was upgraded" },
    { "domain-joined", "join.not-domain-joined", "it asks Windows for its membership" },
    { "domain-joined", "join.not-mdm-enrolled", "it asks Windows for its enrollment" },
    { "access-denied", "context.administrator", "it reads the token that sysprep would get" },
    { "unattend-parse-error", "answer-file.parsable",
        "it reads the files that sysprep would take, in its order" },
};
const size_t foreseen_rows_count = COUNT_OF(foreseen_rows);

/* What the gate could have seen: something that stopped sysprep itself. */
static bool is_of_machine(const char *id)
{
    const struct cause *cause = cause_find(id);

    return cause &&
           (cause->weight == CAUSE_WEIGHT_BLOCKER || cause->weight == CAUSE_WEIGHT_PROVIDER);
}

enum foreseen foreseen_judge(const char *cause, foreseen_unmet_fn *unmet, void *state)
{
    bool has_rule = false;

    for (size_t i = 0; cause && i < foreseen_rows_count; i++) {
        if (!text_same(foreseen_rows[i].cause, cause))
            continue;
        if (unmet(state, foreseen_rows[i].requirement))
            return FORESEEN_PREDICTED;
        has_rule = true;
    }
    if (has_rule)
        return FORESEEN_MISSED;
    return cause && is_of_machine(cause) ? FORESEEN_NO_RULE : FORESEEN_NOTHING;
}

bool foreseen_is_invented(
    const struct foreseen_row *row, const char *cause, foreseen_unmet_fn *unmet, void *state)
{
    if (!unmet(state, row->requirement))
        return false;
    /* The same requirement may look for what did stop it. */
    for (size_t i = 0; cause && i < foreseen_rows_count; i++)
        if (text_same(foreseen_rows[i].requirement, row->requirement) &&
            text_same(foreseen_rows[i].cause, cause))
            return false;
    return true;
}
