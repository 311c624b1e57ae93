/* SPDX-License-Identifier: MIT */
/* test_rules_sysprep.c - every verdict on sysprep, setup and who runs goldprep. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "in use", "sysprep.not-sealed", VERDICT_MET, "IMAGE_STATE_COMPLETE",
        { TEXT("sysprep.image_state", "IMAGE_STATE_COMPLETE") } },
    { "sealed", "sysprep.not-sealed", VERDICT_UNMET, "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE",
        { TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "nothing stored", "sysprep.not-sealed", VERDICT_UNKNOWN, "sysprep.image_state is not there",
        { IS_ABSENT("sysprep.image_state") } },
    { "denied", "sysprep.not-sealed", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.image_state") } },

    { "complete", "sysprep.image-state-complete", VERDICT_MET, "IMAGE_STATE_COMPLETE",
        { TEXT("sysprep.image_state", "IMAGE_STATE_COMPLETE"), NUMBER("setup.audit_boot", 0) } },
    { "a phase died", "sysprep.image-state-complete", VERDICT_UNMET, "IMAGE_STATE_UNDEPLOYABLE",
        { TEXT("sysprep.image_state", "IMAGE_STATE_UNDEPLOYABLE") } },
    { "audit mode", "sysprep.image-state-complete", VERDICT_UNMET,
        "IMAGE_STATE_UNDEPLOYABLE, in audit mode",
        { TEXT("sysprep.image_state", "IMAGE_STATE_UNDEPLOYABLE"),
            NUMBER("setup.audit_boot", 1) } },
    { "sealed is another requirement's", "sysprep.image-state-complete", VERDICT_NOT_APPLICABLE,
        "the guest is sealed",
        { TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "denied", "sysprep.image-state-complete", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.image_state") } },
    { "nothing stored", "sysprep.image-state-complete", VERDICT_UNKNOWN,
        "sysprep.image_state is not there", { IS_ABSENT("sysprep.image_state") } },

    { "7 and 2", "sysprep.no-failed-run", VERDICT_MET, "GeneralizationState 7, CleanupState 2",
        { NUMBER("sysprep.generalization_state", 7), NUMBER("sysprep.cleanup_state", 2) } },
    { "never noted", "sysprep.no-failed-run", VERDICT_MET,
        "no GeneralizationState, no CleanupState",
        { IS_ABSENT("sysprep.generalization_state"), IS_ABSENT("sysprep.cleanup_state") } },
    { "generalize broke off", "sysprep.no-failed-run", VERDICT_UNMET,
        "GeneralizationState 4, CleanupState 2",
        { NUMBER("sysprep.generalization_state", 4), NUMBER("sysprep.cleanup_state", 2) } },
    { "cleanup broke off", "sysprep.no-failed-run", VERDICT_UNMET,
        "GeneralizationState 7, CleanupState 1",
        { NUMBER("sysprep.generalization_state", 7), NUMBER("sysprep.cleanup_state", 1) } },
    { "half of it denied", "sysprep.no-failed-run", VERDICT_UNKNOWN,
        "GeneralizationState 7, access denied",
        { NUMBER("sysprep.generalization_state", 7), DENIED("sysprep.cleanup_state") } },
    { "broken outweighs denied", "sysprep.no-failed-run", VERDICT_UNMET,
        "access denied, CleanupState 1",
        { DENIED("sysprep.generalization_state"), NUMBER("sysprep.cleanup_state", 1) } },
    { "sealed", "sysprep.no-failed-run", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { NUMBER("sysprep.generalization_state", 3),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },

    { "done", "setup.not-running", VERDICT_MET,
        "SystemSetupInProgress 0, OOBEInProgress 0, SetupType 0",
        { NUMBER("setup.in_progress", 0), NUMBER("setup.oobe_in_progress", 0),
            NUMBER("setup.type", 0) } },
    { "never noted", "setup.not-running", VERDICT_MET,
        "no SystemSetupInProgress, no OOBEInProgress, no SetupType",
        { IS_ABSENT("setup.in_progress"), IS_ABSENT("setup.oobe_in_progress"),
            IS_ABSENT("setup.type") } },
    { "at work", "setup.not-running", VERDICT_UNMET,
        "SystemSetupInProgress 1, OOBEInProgress 0, SetupType 0",
        { NUMBER("setup.in_progress", 1), NUMBER("setup.oobe_in_progress", 0),
            NUMBER("setup.type", 0) } },
    { "before the first user", "setup.not-running", VERDICT_UNMET,
        "SystemSetupInProgress 0, OOBEInProgress 1, SetupType 0",
        { NUMBER("setup.in_progress", 0), NUMBER("setup.oobe_in_progress", 1),
            NUMBER("setup.type", 0) } },
    { "goes on at the next start", "setup.not-running", VERDICT_UNMET,
        "SystemSetupInProgress 0, OOBEInProgress 0, SetupType 2",
        { NUMBER("setup.in_progress", 0), NUMBER("setup.oobe_in_progress", 0),
            NUMBER("setup.type", 2) } },
    { "denied", "setup.not-running", VERDICT_UNKNOWN,
        "SystemSetupInProgress 0, OOBEInProgress 0, access denied",
        { NUMBER("setup.in_progress", 0), NUMBER("setup.oobe_in_progress", 0),
            DENIED("setup.type") } },
    { "sealed", "setup.not-running", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { NUMBER("setup.type", 2),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },

    { "administrator", "context.administrator", VERDICT_MET, "an administrator",
        { NUMBER("context.is_administrator", 1) } },
    { "without rights", "context.administrator", VERDICT_UNMET, "no administrator rights",
        { NUMBER("context.is_administrator", 0) } },
    { "could not tell", "context.administrator", VERDICT_UNKNOWN, "access denied",
        { DENIED("context.is_administrator") } },

    { "a person", "context.not-local-system", VERDICT_MET, "not LocalSystem",
        { NUMBER("context.is_local_system", 0) } },
    { "LocalSystem", "context.not-local-system", VERDICT_UNMET, "LocalSystem",
        { NUMBER("context.is_local_system", 1) } },
    { "could not tell", "context.not-local-system", VERDICT_UNKNOWN, "access denied",
        { DENIED("context.is_local_system") } },
};

START_TEST(state_of_installation_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_sysprep", state_of_installation_is_judged, (int)COUNT_OF(rows));
}
