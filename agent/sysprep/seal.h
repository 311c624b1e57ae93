/* SPDX-License-Identifier: MIT */
/* seal.h - pure: do these four witnesses say that sysprep sealed the image? */
#pragma once

#include "base/text.h"

/** What the machine shows after sysprep. */
struct seal {
    bool tag_file;        /* %windir%\System32\Sysprep\Sysprep_succeeded.tag */
    char image_state[64]; /* HKLM\...\Setup\State ImageState; "" when absent */
    bool setup_armed;     /* SetupType 2 and CmdLine naming windeploy.exe in HKLM\SYSTEM\Setup */
    uint32_t setup_type;  /* as read; UINT32_MAX when absent */
    char cmd_line[128];   /* as read; "" when absent */
};

/** Sealed: the tag file is there and the state is IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE.
 * missing: what is not so, for people; also that setup does not seem to be armed, which alone is a
 * remark. */
bool seal_holds(const struct seal *seal, struct text *missing);
