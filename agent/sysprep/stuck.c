/* SPDX-License-Identifier: MIT */
/*
 * stuck.c - the state that a machine is left in by a sysprep that did not seal it.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *         (values of ImageState and what they mean)
 */
#include "sysprep/stuck.h"

#include "base/text.h"

#define STATES                                                                                     \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states"
#define OPTIONS                                                                                    \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"                            \
    "sysprep-command-line-options"
#define LOGS                                                                                       \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"                            \
    "windows-setup-log-files-and-event-logs"

enum stuck {
    STUCK_HUNG = 0,
    STUCK_GONE,
    STUCK_COMPLETE,
    STUCK_UNDEPLOYABLE,
    STUCK_SPECIALIZE,
    STUCK_NO_TAG,
    STUCK_OTHER,
};

const struct cause stuck_all[] = {
    [STUCK_HUNG] = {
        .id = "sysprep-hung",
        .title = "sysprep did not end within its limit",
        .meaning = "sysprep still ran when the limit of the run, or of the stage it was in, was "
                   "over. In validation nothing is changed, and goldprep ended it; later it is left "
                   "at work, since ending it would spoil the machine.",
        .remedy = "Look at the last lines of setupact.log: the provider that was called last is the "
                  "one that waits. After validation, wait with 'goldprep resume', or go back to the "
                  "state from before.",
        .source = OPTIONS,
    },
    [STUCK_GONE] = {
        .id = "sysprep-gone",
        .title = "sysprep is gone and has not closed its log",
        .meaning = "The process ended in the middle of its work: it crashed, somebody ended it, or "
                   "the machine was restarted.",
        .remedy = "Where ImageState is IMAGE_STATE_COMPLETE, prepare again; else go back to the "
                  "state from before. Windows' Application event log may tell of a crash.",
        .source = LOGS,
    },
    [STUCK_COMPLETE] = {
        .id = "image-state-complete",
        .title = "sysprep ended, and ImageState is still COMPLETE",
        .meaning = "sysprep refused before it changed anything, and its log does not say why: "
                   "Windows is installed as it was.",
        .remedy = "Read setupact.log and setuperr.log of the run, remove what is in the way, and "
                  "prepare again.",
        .source = STATES,
    },
    [STUCK_UNDEPLOYABLE] = {
        .id = "image-state-undeployable",
        .title = "sysprep ended, and ImageState is UNDEPLOYABLE",
        .meaning = "sysprep failed on the way: parts of Windows are generalized and others are not. "
                   "Such a machine must not be captured, and it cannot be repaired.",
        .remedy = "Go back to the state from before, remove the cause, and prepare again.",
        .source = STATES,
    },
    [STUCK_SPECIALIZE] = {
        .id = "image-state-specialize-reseal",
        .title = "ImageState says that Windows is to be specialized, and not generalized",
        .meaning = "The image is sealed without having been generalized, or was started again after "
                   "it had been: a restart and its setup are owed.",
        .remedy = "Restart Windows, let setup end, and prepare again; or go back to the state from "
                  "before.",
        .source = STATES,
    },
    [STUCK_NO_TAG] = {
        .id = "no-success-tag",
        .title = "ImageState is sealed, and the tag of success is missing",
        .meaning = "sysprep writes Sysprep_succeeded.tag as its last work. Without it something "
                   "failed behind the generalization, and the image is not to be trusted.",
        .remedy = "Read the last lines of setupact.log; go back to the state from before, and "
                  "prepare again.",
        .source = LOGS,
    },
    [STUCK_OTHER] = {
        .id = "image-state-unexpected",
        .title = "ImageState is none that sysprep leaves when it generalizes",
        .meaning = "It is absent, or belongs to audit mode or to an installation that has not "
                   "ended.",
        .remedy = "Go back to the state from before; see that setup has ended and that audit mode "
                  "is off, and prepare again.",
        .source = STATES,
    },
};
const size_t stuck_count = COUNT_OF(stuck_all);

const struct cause *stuck_find(const char *id)
{
    for (size_t i = 0; i < stuck_count; i++)
        if (text_same(stuck_all[i].id, id))
            return &stuck_all[i];
    return NULL;
}

const struct cause *stuck_judge(const struct stuck_sight *sight)
{
    static const struct {
        const char *state;
        enum stuck stuck;
    } states[] = {
        { "IMAGE_STATE_COMPLETE", STUCK_COMPLETE },
        { "IMAGE_STATE_UNDEPLOYABLE", STUCK_UNDEPLOYABLE },
        { "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE", STUCK_SPECIALIZE },
        { "IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT", STUCK_SPECIALIZE },
        { "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE", STUCK_NO_TAG },
    };

    if (!sight->in_time)
        return &stuck_all[STUCK_HUNG];
    if (sight->log_begun && !sight->log_closed)
        return &stuck_all[STUCK_GONE];
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (text_same(sight->seal.image_state, states[i].state))
            return &stuck_all[states[i].stuck];
    return &stuck_all[STUCK_OTHER];
}
