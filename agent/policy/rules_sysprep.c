/* SPDX-License-Identifier: MIT */
/*
 * rules_sysprep.c - can sysprep generalize this installation, and may this process start it?
 *
 * GeneralizationState 7 and CleanupState 2 as the values of a sound installation are known from
 * public logs only: unverified on a real Windows.
 */
#include "policy/judge.h"

#define STATES                                                                                     \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states"
#define OVERVIEW                                                                                   \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--generalize--a-"     \
    "windows-installation"

static enum verdict judge_not_sealed(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *state = judge_text(facts, "sysprep.image_state", &verdict, seen);

    (void)parameters;
    if (!state)
        return verdict;
    text_append(seen, "%s", state);
    return judge_met(!judge_is_sealed(facts));
}

/* What follows is not asked of a sealed guest: sysprep has left these states as they must be. */
static bool skip_sealed(const struct facts *facts, struct text *seen)
{
    if (!judge_is_sealed(facts))
        return false;
    text_append(seen, "the guest is sealed");
    return true;
}

static enum verdict judge_image_state(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *audit = facts_get(facts, "setup.audit_boot");

    (void)parameters;
    if (skip_sealed(facts, seen))
        return VERDICT_NOT_APPLICABLE;
    const char *state = judge_text(facts, "sysprep.image_state", &verdict, seen);
    if (!state)
        return verdict;
    text_append(seen, "%s", state);
    if (audit->state == FACT_KNOWN && audit->kind == FACT_NUMBER && audit->number != 0)
        text_append(seen, ", in audit mode");
    return judge_met(text_same(state, "IMAGE_STATE_COMPLETE"));
}

/* Adds one number to what was seen. @return MET when it is not there, or as wanted */
static enum verdict judge_status(
    const struct facts *facts, const char *key, const char *name, int64_t wanted, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t number = 0;

    if (seen->len > 0)
        text_append(seen, ", ");
    if (judge_absent(facts, key)) {
        text_append(seen, "no %s", name);
        return VERDICT_MET;
    }
    if (!judge_number(facts, key, &number, &verdict, seen))
        return verdict;
    text_append(seen, "%s %lld", name, (long long)number);
    return judge_met(number == wanted);
}

/* Unmet wins, then unknown. */
static enum verdict worse(enum verdict left, enum verdict right)
{
    if (left == VERDICT_UNMET || right == VERDICT_UNMET)
        return VERDICT_UNMET;
    return left == VERDICT_UNKNOWN ? left : right;
}

static enum verdict judge_failed_run(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    if (skip_sealed(facts, seen))
        return VERDICT_NOT_APPLICABLE;

    enum verdict generalization =
        judge_status(facts, "sysprep.generalization_state", "GeneralizationState", 7, seen);
    enum verdict cleanup = judge_status(facts, "sysprep.cleanup_state", "CleanupState", 2, seen);
    return worse(generalization, cleanup);
}

static enum verdict judge_setup(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    if (skip_sealed(facts, seen))
        return VERDICT_NOT_APPLICABLE;

    enum verdict running =
        judge_status(facts, "setup.in_progress", "SystemSetupInProgress", 0, seen);
    enum verdict oobe = judge_status(facts, "setup.oobe_in_progress", "OOBEInProgress", 0, seen);
    enum verdict armed = judge_status(facts, "setup.type", "SetupType", 0, seen);
    return worse(worse(running, oobe), armed);
}

static enum verdict judge_administrator(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t is_administrator = 0;

    (void)parameters;
    if (!judge_number(facts, "context.is_administrator", &is_administrator, &verdict, seen))
        return verdict;
    text_append(seen, is_administrator != 0 ? "an administrator" : "no administrator rights");
    return judge_met(is_administrator != 0);
}

static enum verdict judge_local_system(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t is_local_system = 0;

    (void)parameters;
    if (!judge_number(facts, "context.is_local_system", &is_local_system, &verdict, seen))
        return verdict;
    text_append(seen, is_local_system != 0 ? "LocalSystem" : "not LocalSystem");
    return judge_met(is_local_system == 0);
}

const struct requirement requirement_sysprep_not_sealed = {
    .id = "sysprep.not-sealed",
    .title = "The guest is not sealed yet",
    .why = "Sysprep has generalized it; it can be captured now, and not prepared once more.",
    .source = STATES,
    .advice = "Shut it down and capture it. Do not restart it: that uses the image up.",
    .judge = judge_not_sealed,
};

const struct requirement requirement_sysprep_image_state_complete = {
    .id = "sysprep.image-state-complete",
    .title = "The installation is complete",
    .why = "Any other state is one of an unfinished or broken installation.",
    .source = STATES,
    .advice = "Finish setup or leave audit mode; after a failed sysprep go back to a copy.",
    .judge = judge_image_state,
};

const struct requirement requirement_sysprep_no_failed_run = {
    .id = "sysprep.no-failed-run",
    .title = "No earlier sysprep run failed half-way",
    .why = "Sysprep refuses to run again then, and cannot take back what it did.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "fatal-error-occurred-sysprep-machine",
    .advice = "Go back to a copy of the machine from before that run.",
    .judge = judge_failed_run,
};

const struct requirement requirement_setup_not_running = {
    .id = "setup.not-running",
    .title = "Windows setup is not at work",
    .why = "Sysprep cannot generalize an installation that is not finished.",
    .source = STATES,
    .advice = "Let setup and the first sign-in finish.",
    .judge = judge_setup,
};

const struct requirement requirement_context_administrator = {
    .id = "context.administrator",
    .title = "goldprep runs with administrator rights",
    .why = "Some facts cannot be read without them, and nothing can be changed.",
    .source = OVERVIEW,
    .advice = "Run goldprep from an elevated prompt.",
    .judge = judge_administrator,
};

const struct requirement requirement_context_not_local_system = {
    .id = "context.not-local-system",
    .title = "goldprep does not run as LocalSystem",
    .why = "Sysprep started by LocalSystem breaks the image on Windows 11 24H2 and later.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "sysprep-as-system-windows-11",
    .advice = "Run goldprep as an administrator, not as a service or task of the system account.",
    .judge = judge_local_system,
};
