/* SPDX-License-Identifier: MIT */
/*
 * seal.c - do the witnesses say that sysprep sealed the image?
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *         (ImageState),
 *         https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status (states),
 *         https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-query_service_configw
 *         (kinds of start). The tag file is what every successful run leaves in public logs. How
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

enum seal_restart seal_restart(int64_t sealed_s, int64_t now_s)
{
    if (sealed_s == 0 || now_s == 0)
        return SEAL_RESTART_NOT_TOLD;
    /* A clock that was ahead and has been set right makes the later boot look earlier. */
    return now_s - sealed_s > SEAL_BOOT_SLACK_S || sealed_s - now_s > SEAL_BOOT_SLACK_S
               ? SEAL_RESTART_HAPPENED
               : SEAL_RESTART_NONE;
}

const char *seal_service_state(int64_t state)
{
    static const char *const names[] = { NULL, "stopped", "start-pending", "stop-pending",
        "running", "continue-pending", "pause-pending", "paused" };

    return state >= 0 && state < (int64_t)COUNT_OF(names) ? names[state] : NULL;
}

const char *seal_service_start(uint32_t start)
{
    static const char *const names[] = { "boot", "system", "automatic", "manual", "disabled" };

    return start < COUNT_OF(names) ? names[start] : NULL;
}
