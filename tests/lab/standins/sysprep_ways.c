/* SPDX-License-Identifier: MIT */
/*
 * sysprep_ways.c - the ways in which a run fails, hangs, dies or ends too early.
 *
 * Which provider, which code and what it says are those of public logs and issues, where no article
 * is named: unverified on a real Windows. Names and numbers of packages and products are made up.
 * https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/
 * has articles of AppX packages, of the state that a failed run leaves and of the licence's rearms,
 * https://learn.microsoft.com/troubleshoot/mem/configmgr/os-deployment/
 * windows-11-image-capture-fail that of reserved storage.
 */
#include "standin.h"
#include "sysprep.h"

#include <wchar.h>

#define OPK "Sysprep_Clean_Validate_Opk"
#define APPX "SysprepGeneralizeValidate"
#define PACKAGE "Contoso.Paint_3.2.1.0_x64__8wekyb3d8bbwe"
#define STRAY_PACKAGE                                                                              \
    "Package " PACKAGE " was installed for a user, but not provisioned for all users. This "       \
    "package will not function properly in the sysprep image."

static const struct sysprep_way ways[] = {
    /* refused before anything is changed */
    {
        .name = "appx-not-provisioned",
        .place = SYSPREP_VALIDATE,
        .method = APPX,
        .library = "AppxSysprep.dll",
        .lines = { STRAY_PACKAGE, "Failed to remove apps for the current user: 0x80073cf2.",
            "Exit code of RemoveAllApps thread was 0x3cf2." },
        .code = 0x3cf2,
    },
    {
        .name = "appx-service-disabled",
        .place = SYSPREP_VALIDATE,
        .method = APPX,
        .library = "AppxSysprep.dll",
        .lines = { "Failed to remove apps for the current user: 0x80070422.",
            "Exit code of RemoveAllApps thread was 0x422." },
        .code = 0x422,
    },
    {
        .name = "bitlocker",
        .place = SYSPREP_VALIDATE,
        .method = "ValidateBitLockerState",
        .library = "BdeSysprep.dll",
        .lines = { "BitLocker-Sysprep: BitLocker is on for the OS volume. Turn BitLocker off to "
                   "run "
                   "Sysprep. (0x80310039)" },
        .code = 0x80310039,
    },
    {
        .name = "reserved-storage",
        .place = SYSPREP_VALIDATE_CLEANUP,
        .method = OPK,
        .library = "spopk.dll",
        .lines = { OPK ": Audit mode can't be turned on if there is an active scenario.; hr = "
                       "0x800F0975" },
        .code = 0x975,
    },
    {
        .name = "pending-servicing",
        .place = SYSPREP_VALIDATE_CLEANUP,
        .method = OPK,
        .library = "spopk.dll",
        .lines = { "spopk.dll:: Failed to query pending CBS operations; hr = 0x80080005" },
        .code = 0x80080005,
    },
    {
        .name = "pending-restart",
        .place = SYSPREP_VALIDATE_CLEANUP,
        .method = OPK,
        .library = "spopk.dll",
        .lines = { OPK ": There are one or more Windows updates that require a reboot. To run "
                       "Sysprep, reboot the computer and restart the application." },
        .code = 0x36b7,
    },
    {
        .name = "upgraded",
        .place = SYSPREP_VALIDATE_CLEANUP,
        .method = OPK,
        .library = "spopk.dll",
        .lines = { OPK ": Sysprep will not run on an upgraded OS. You can only run Sysprep on a "
                       "custom (clean) install version of Windows." },
        .code = 0x139f,
    },
    {
        .name = "inbox-provider-validating",
        .place = SYSPREP_VALIDATE,
        .method = "ValidateForImaging",
        .library = "wuaueng.dll",
        .code = 0x422,
    },
    {
        .name = "unknown-validating",
        .place = SYSPREP_VALIDATE,
        .code = 0x80041234,
    },
    {
        .name = "answer-file",
        .place = SYSPREP_START,
        .lines = { "ParseCommands:The provided unattend file is not valid, [C:\\Windows\\System32\\"
                   "Sysprep\\unattend.xml]; hr = 0x80220001" },
        .code = 0x80220001,
    },
    {
        .name = "earlier-run-failed",
        .place = SYSPREP_STATE,
        .code = 0x1f,
    },
    {
        .name = "earlier-run-in-log",
        .place = SYSPREP_VALIDATE,
        .method = "ValidateBitLockerState",
        .library = "BdeSysprep.dll",
        .code = 0x80310039,
        .earlier = STRAY_PACKAGE,
    },
    /* fails on the way: the machine is lost */
    {
        .name = "dsc-cleanup",
        .place = SYSPREP_CLEANUP_EXTERNAL,
        .method = "SysPrep_Cleanup",
        .library = "DscCore.dll",
        .code = 0x2,
    },
    {
        .name = "inbox-provider-cleaning",
        .place = SYSPREP_CLEANUP,
        .method = "Sysprep_Cleanup_Shell",
        .library = "shsetup.dll",
        .lines = { "Sysprep_Cleanup_Shell failed with hr=c0020017" },
        .code = 0xc0020017,
    },
    {
        .name = "appx-generalizing",
        .place = SYSPREP_GENERALIZE,
        .method = "SysprepGeneralize",
        .library = "AppxSysprep.dll",
        .lines = { "Failed to remove staged package " PACKAGE ": 0x80070005." },
        .code = 0x5,
    },
    {
        .name = "defender-onboarded",
        .place = SYSPREP_GENERALIZE,
        .lines = { "ActionPlatform::DeleteValue: Error from RegDeleteValueW for value senseGuid "
                   "under key HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows Advanced Threat "
                   "Protection; dwRet = 0x5",
            "SysprepSession::ExecuteAction: Failed during deleteValue operation; dwRet = 0x5",
            "SysprepSession::ExecuteInternal: Error in executing action for "
            "Windows-SenseClient-Service; dwRet = 0x5" },
        .code = 0x5,
    },
    {
        .name = "rearm-exhausted",
        .place = SYSPREP_GENERALIZE,
        .method = "SLReArmWindows",
        .library = "slc.dll",
        .code = 0xc004d307,
    },
    {
        .name = "rearm-exhausted-decimal",
        .place = SYSPREP_GENERALIZE_EXTERNAL,
        .method = " SLReArmWindows",
        .library = "C:\\Windows\\System32\\slc.dll",
        .code = 0xc004d307,
        .decimal = true,
    },
    {
        .name = "boot-configuration",
        .place = SYSPREP_GENERALIZE,
        .method = "Sysprep_Generalize_Bcd",
        .library = "spbcd.dll",
        .lines = { "Sysprep_Generalize_Bcd: There was an error opening the BCD system store. "
                   "Status=[0xC000000F]" },
        .code = 0x2,
    },
    {
        .name = "volume-not-found",
        .place = SYSPREP_GENERALIZE,
        .method = "WinRESysprepGeneralize",
        .library = "ReAgent.dll",
        .lines = { "Volume \\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef} not found, error "
                   "0x80070490" },
        .code = 0x490,
    },
    {
        .name = "disk-full",
        .place = SYSPREP_GENERALIZE,
        .method = "Sysprep_Generalize_Opk",
        .library = "spopk.dll",
        .lines = { "Sysprep_Generalize_Opk: There is not enough space on the disk; hr = "
                   "0x80070070" },
        .code = 0x70,
    },
    {
        .name = "inbox-provider-generalizing",
        .place = SYSPREP_GENERALIZE,
        .method = "SysPrepDtcGeneralize",
        .library = "msdtcprx.dll",
        .code = 0x5,
    },
    {
        .name = "other-software",
        .place = SYSPREP_GENERALIZE_EXTERNAL,
        .method = "Seal",
        .library = "C:\\Program Files\\Contoso\\Guard.dll",
        .code = 0x57,
    },
    {
        .name = "azure-agent",
        .place = SYSPREP_GENERALIZE_EXTERNAL,
        .method = "SysprepProviderEntryPoint",
        .library = "C:\\Windows\\System32\\VMAgentDisabler.dll",
        .lines = { "LaunchDll:Could not load DLL C:\\Windows\\System32\\VMAgentDisabler.dll"
                   "[gle=0x0000007e]" },
        .code = 0x7e,
        .own_words = true,
    },
    {
        .name = "unknown-generalizing",
        .place = SYSPREP_GENERALIZE,
        .code = 0x80041234,
    },
    /* never comes back */
    {
        .name = "hangs-validating",
        .place = SYSPREP_VALIDATE,
        .fault = SYSPREP_HANGS,
        .method = APPX,
        .library = "AppxSysprep.dll",
    },
    {
        .name = "hangs-cleaning",
        .place = SYSPREP_CLEANUP,
        .fault = SYSPREP_HANGS,
        .method = "Sysprep_Cleanup_Shell",
        .library = "shsetup.dll",
    },
    {
        .name = "hangs-generalizing",
        .place = SYSPREP_GENERALIZE,
        .fault = SYSPREP_HANGS,
        .method = "Sysprep_Generalize_Pnp",
        .library = "sppnp.dll",
    },
    {
        .name = "hangs-in-other-software",
        .place = SYSPREP_GENERALIZE_EXTERNAL,
        .fault = SYSPREP_HANGS,
        .method = "Seal",
        .library = "C:\\Program Files\\Contoso\\Guard.dll",
    },
    {
        .name = "box-after-refusal",
        .place = SYSPREP_VALIDATE,
        .method = APPX,
        .library = "AppxSysprep.dll",
        .lines = { STRAY_PACKAGE },
        .code = 0x3cf2,
        .stays = true,
    },
    {
        .name = "stays-when-sealed",
        .stays = true,
    },
    /* ends, and the image is not sealed */
    {
        .name = "dies-validating",
        .place = SYSPREP_VALIDATE,
        .fault = SYSPREP_DIES,
        .method = APPX,
        .library = "AppxSysprep.dll",
    },
    {
        .name = "dies-generalizing",
        .place = SYSPREP_GENERALIZE,
        .fault = SYSPREP_DIES,
        .method = "Sysprep_Generalize_Pnp",
        .library = "sppnp.dll",
    },
    {
        .name = "does-not-begin",
        .place = SYSPREP_START,
        .fault = SYSPREP_ENDS,
        .no_log = true,
        .exit_code = 1,
    },
    {
        .name = "refuses-silently",
        .place = SYSPREP_VALIDATE,
        .fault = SYSPREP_ENDS,
        .method = APPX,
        .library = "AppxSysprep.dll",
        .exit_code = 5,
    },
    {
        .name = "no-tag",
        .no_tag = true,
    },
    {
        .name = "tag-but-undeployable",
        .place = SYSPREP_GENERALIZE,
        .lines = { "SPPNP: Failed to queue enumerated driver packages. Err = 0x57",
            "BCD: BiUpdateEfiEntry failed c000000d" },
        .state = L"IMAGE_STATE_UNDEPLOYABLE",
    },
    {
        .name = "stays-undeployable",
        .state = L"IMAGE_STATE_UNDEPLOYABLE",
        .no_tag = true,
    },
    {
        .name = "restart-owed",
        .state = L"IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE",
        .no_tag = true,
    },
};

const struct sysprep_way *sysprep_way_find(void)
{
    wchar_t wanted[64];
    wchar_t name[64];

    standin_text(SYSPREP_NAME, L"Way", wanted, sizeof wanted / sizeof *wanted);
    if (wanted[0] == L'\0')
        return NULL;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        (void)swprintf(name, sizeof name / sizeof *name, L"%hs", ways[i].name);
        if (wcscmp(name, wanted) == 0)
            return &ways[i];
    }
    standin_log(SYSPREP_NAME, "no way is called '%ls'", wanted);
    return NULL;
}

uint32_t sysprep_go_wrong(struct sysprep_run *run, enum sysprep_place place)
{
    const struct sysprep_way *way = run->way;

    if (!way || way->place != place)
        return 0;
    standin_log(SYSPREP_NAME, "fault: %s", way->name);
    for (size_t i = 0; i < sizeof way->lines / sizeof *way->lines && way->lines[i]; i++)
        setup_log_line(&run->log, "Error", 0, "%s", way->lines[i]);
    switch (way->fault) {
    case SYSPREP_HANGS:
        Sleep(INFINITE);
        break;
    case SYSPREP_DIES:
        ExitProcess(0xc0000005);
    case SYSPREP_ENDS:
        setup_log_close(&run->log);
        ExitProcess(way->exit_code);
    case SYSPREP_FAILS:
        break;
    }
    return way->code;
}
