/* SPDX-License-Identifier: MIT */
/* seal.h - pure: do the witnesses say that sysprep sealed the image, and that it still is? */
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

/** Was Windows started again after it was sealed? Then setup has begun to take the seal apart. */
enum seal_restart {
    SEAL_RESTART_NOT_TOLD = 0, /* one of the two boots is not known */
    SEAL_RESTART_NONE,
    SEAL_RESTART_HAPPENED,
};

enum { SEAL_BOOT_SLACK_S = 2 }; /* a boot time is told in whole seconds of a clock */

/** @param sealed_s, now_s  when the boot began in which it was sealed, and this one: seconds since
 * 1970 UTC; 0: not known */
enum seal_restart seal_restart(int64_t sealed_s, int64_t now_s);

/** "stopped" of SERVICE_STOPPED, ...; NULL: Windows has no such state. */
const char *seal_service_state(int64_t state);
/** "automatic" of SERVICE_AUTO_START, ...; NULL: Windows has no such kind of start. */
const char *seal_service_start(uint32_t start);
