/* SPDX-License-Identifier: MIT */
/*
 * profile_avd.c - what Azure Virtual Desktop asks of a session host's image, as far as the guest can tell.
 *
 * Source: https://learn.microsoft.com/azure/virtual-desktop/set-up-customize-master-image
 *         https://learn.microsoft.com/azure/virtual-desktop/windows-multisession-faq
 *
 * Multi-session is allowed here, and FSLogix is expected.
 */
#include "policy/policy.h"

static const struct profile_rule rules[] = {
    { "os.architecture-x64", LEVEL_SHOULD, NULL, NULL },
    { "machine.generation-2", LEVEL_SHOULD, NULL, NULL },
    { "restart.none-pending", LEVEL_MUST, NULL, NULL },
    { "reserved-storage.not-in-use", LEVEL_MUST, NULL, NULL },
    { "sysprep.not-sealed", LEVEL_MUST, NULL, NULL },
    { "sysprep.image-state-complete", LEVEL_MUST, NULL, NULL },
    { "sysprep.no-failed-run", LEVEL_MUST, NULL, NULL },
    { "setup.not-running", LEVEL_MUST, NULL, NULL },
    { "context.administrator", LEVEL_SHOULD, NULL, NULL },
    { "context.not-local-system", LEVEL_SHOULD, NULL, NULL },
    { NULL, LEVEL_SHOULD, NULL, NULL },
};

const struct profile profile_avd = {
    .id = "avd",
    .title = "Azure Virtual Desktop session host",
    .dated = "2026-03-18",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/set-up-customize-master-image",
    .rules = rules,
};
