/* SPDX-License-Identifier: MIT */
/*
 * seal.c - do the witnesses say that sysprep sealed the image?
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *         (ImageState). The tag file is what every successful run leaves in public logs. How
 *         setup is armed is not documented and unverified on a real Windows, so it is told, and
 *         decides nothing.
 */
#include "sysprep/seal.h"

static void complain(struct text *missing, const char *what)
{
    text_append(missing, "%s%s", missing->len > 0 ? "; " : "", what);
}

bool seal_holds(const struct seal *seal, struct text *missing)
{
    bool sealed = text_same(seal->image_state, "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    bool holds = seal->tag_file && sealed;

    if (!seal->tag_file)
        complain(missing, "there is no Sysprep_succeeded.tag");
    if (!sealed) {
        complain(missing, "ImageState is ");
        text_append(missing, "%s", seal->image_state[0] != '\0' ? seal->image_state : "absent");
    }
    if (!seal->setup_armed) {
        complain(missing, "setup is not armed for the next start: SetupType is ");
        if (seal->setup_type == UINT32_MAX)
            text_append(missing, "absent");
        else
            text_append(missing, "%lu", (unsigned long)seal->setup_type);
        text_append(missing, ", CmdLine is '%s'", seal->cmd_line);
    }
    return holds;
}
