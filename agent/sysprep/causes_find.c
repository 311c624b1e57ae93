/* SPDX-License-Identifier: MIT */
/* causes_find.c - a cause by its id, a code or the DLL of a provider. */
#include "base/text.h"
#include "sysprep/causes.h"

/* Source: observed in public logs and image repositories: unverified on a real Windows. A path below
 * System32 tells as much; this is for those that are named without one. */
static const char *const inbox_dlls[] = { "spopk.dll", "AppxSysprep.dll", "BdeSysprep.dll",
    "sppnp.dll", "spbcd.dll", "slc.dll", "capisp.dll", "msdtcprx.dll", "wuaueng.dll",
    "iesysprep.dll", "shsetup.dll", "wsclient.dll", "scecli.dll", "tssysprep.dll", "winsetup.dll",
    "wer.dll", "sqmapi.dll", "fthsvc.dll", "DDACLSys.dll" };

const struct cause *cause_find(const char *id)
{
    for (size_t at = 0; at < causes_count; at++)
        if (text_same(causes_all[at].id, id))
            return &causes_all[at];
    return NULL;
}

const struct cause *cause_by_code(uint32_t code)
{
    for (size_t at = 0; at < causes_count; at++)
        for (const uint32_t *each = causes_all[at].codes; each && *each; each++)
            if (*each == code)
                return &causes_all[at];
    return NULL;
}

const struct cause *cause_by_dll(const char *dll)
{
    for (size_t at = 0; dll && at < causes_count; at++)
        for (const char *const *each = causes_all[at].dlls; each && *each; each++)
            if (text_same(*each, dll))
                return &causes_all[at];
    return NULL;
}

bool cause_is_inbox_dll(const char *dll)
{
    for (size_t at = 0; at < COUNT_OF(inbox_dlls); at++)
        if (text_same(inbox_dlls[at], dll))
            return true;
    return false;
}
