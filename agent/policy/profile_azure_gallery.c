/* SPDX-License-Identifier: MIT */
/*
 * profile_azure_gallery.c - what Azure asks of any generalized Windows image, as far as the guest can tell.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         https://learn.microsoft.com/azure/virtual-machines/generalize
 *
 * Edition and generation are the builder's choice here: the image definition says which.
 */
#include "policy/policy.h"

static const struct profile_rule rules[] = {
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

const struct profile profile_azure_gallery = {
    .id = "azure-gallery",
    .title = "Azure Compute Gallery, any generalized Windows image",
    .dated = "2026-03-18",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .rules = rules,
};
