/* SPDX-License-Identifier: MIT */
/*
 * sysprep_validate.c - what sysprep checks before it changes anything: reserved storage, AppX
 * packages, BitLocker. The first refusal ends the run.
 *
 * Source:
 * learn.microsoft.com, "Sysprep fails after you remove or update Microsoft Store apps"
 */
#include "standin.h"
#include "sysprep.h"

#include <wchar.h>

#define APPX_STORE L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"
#define RESERVES L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"

enum {
    NAME_SIZE = 256,          /* a registry key's name has at most 255 characters */
    RESERVES_IN_USE = 0x975,  /* low word of 0x800F0975, as the log gives it */
    PACKAGE_REFUSED = 0x3cf2, /* ERROR_INSTALL_..., low word of 0x80073CF2 */
};

#define BITLOCKER_ON 0x80310039u

static uint32_t validate_reserves(struct sysprep_run *run)
{
    if (standin_reg_number(RESERVES, L"ActiveScenario", 0) == 0) {
        setup_log_line(&run->log, "Info", 0,
            "Sysprep_Clean_Validate_Opk: Successfully validated reserves state on the machine for "
            "entering audit mode.");
        return 0;
    }
    setup_log_line(&run->log, "Error", 0,
        "Sysprep_Clean_Validate_Opk: Audit mode cannot be turned on if reserved storage is in use. "
        "An update or servicing operation may be using reserved storage.; hr = 0x800F0975");
    return RESERVES_IN_USE;
}

/** "Name" and "PublisherId" of Name_Version_Architecture_ResourceId_PublisherId agree. */
static bool same_family(const wchar_t *left, const wchar_t *right)
{
    size_t name_len = wcscspn(left, L"_");
    const wchar_t *left_publisher = wcsrchr(left, L'_');
    const wchar_t *right_publisher = wcsrchr(right, L'_');

    return left_publisher && right_publisher && wcscspn(right, L"_") == name_len &&
           _wcsnicmp(left, right, name_len) == 0 && _wcsicmp(left_publisher, right_publisher) == 0;
}

/** The four numbers behind the name, so that they compare as versions do. */
static uint64_t version_of(const wchar_t *package)
{
    const wchar_t *at = wcschr(package, L'_');
    uint64_t version = 0;

    for (int i = 0; i < 4; i++) {
        wchar_t *end = NULL;

        version = version << 16 | (at ? wcstoul(at + 1, &end, 10) & 0xffff : 0);
        at = end;
    }
    return version;
}

/** Is there a package of that family among the subkeys, at least as new if need be? */
static bool has_family(HKEY store, const wchar_t *list, const wchar_t *package, bool as_new)
{
    HKEY opened = NULL;
    wchar_t name[NAME_SIZE];
    bool found = false;

    if (RegOpenKeyExW(store, list, 0, KEY_ENUMERATE_SUB_KEYS, &opened) != ERROR_SUCCESS)
        return false;
    for (DWORD i = 0; !found; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(opened, i, name, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        found = same_family(package, name) && (!as_new || version_of(name) >= version_of(package));
    }
    (void)RegCloseKey(opened);
    return found;
}

/** Frameworks and resources come and go with what needs them: nobody is asked for them. */
static bool is_told_to_be(HKEY user, const wchar_t *package, const wchar_t *what)
{
    DWORD number = 0;
    DWORD bytes = sizeof number;

    return RegGetValueW(user, package, what, RRF_RT_REG_DWORD, NULL, &number, &bytes) ==
               ERROR_SUCCESS &&
           number != 0;
}

/** The first package of that user that not everybody has; false: there is none. */
static bool find_stray(HKEY store, const wchar_t *user, wchar_t package[NAME_SIZE])
{
    HKEY opened = NULL;
    bool stray = false;

    if (RegOpenKeyExW(store, user, 0, KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE, &opened) !=
        ERROR_SUCCESS)
        return false;
    for (DWORD i = 0; !stray; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(opened, i, package, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        stray = !has_family(store, L"Applications", package, true) &&
                !has_family(store, L"InboxApplications", package, false) &&
                !is_told_to_be(opened, package, L"IsFramework") &&
                !is_told_to_be(opened, package, L"IsResourcePackage");
    }
    (void)RegCloseKey(opened);
    return stray;
}

static bool find_stray_of_any_user(wchar_t package[NAME_SIZE])
{
    HKEY store = NULL;
    wchar_t user[NAME_SIZE];
    bool stray = false;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, APPX_STORE, 0, KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY,
            &store) != ERROR_SUCCESS)
        return false;
    for (DWORD i = 0; !stray; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(store, i, user, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        stray = wcsncmp(user, L"S-1-", 4) == 0 && find_stray(store, user, package);
    }
    (void)RegCloseKey(store);
    return stray;
}

static uint32_t validate_packages(struct sysprep_run *run)
{
    wchar_t package[NAME_SIZE];

    setup_log_line(&run->log, "Info", 0,
        "Entering SysprepGeneralizeValidate (Appx) - validating whether all apps are also "
        "provisioned.");
    standin_text(SYSPREP_NAME, L"StrayPackage", package, NAME_SIZE);
    if (package[0] == L'\0' && !find_stray_of_any_user(package))
        return 0;
    setup_log_line(&run->log, "Error", 0,
        "Package %ls was installed for a user, but not provisioned for all users. This package "
        "will "
        "not function properly in the sysprep image.",
        package);
    setup_log_line(
        &run->log, "Error", 0, "Failed to remove apps for the current user: 0x80073cf2.");
    setup_log_line(&run->log, "Error", 0, "Exit code of RemoveAllApps thread was 0x3cf2.");
    return PACKAGE_REFUSED;
}

static uint32_t validate_bitlocker(struct sysprep_run *run)
{
    if (standin_number(SYSPREP_NAME, L"BitLockerOn", 0) == 0)
        return 0;
    setup_log_line(&run->log, "Error", 0,
        "BitLocker-Sysprep: BitLocker is on for the OS volume. Turn BitLocker off to run Sysprep. "
        "(0x80310039)");
    return BITLOCKER_ON;
}

static const struct sysprep_module cleanup_validators[] = {
    { "Sysprep_Clean_Validate_Opk", "spopk.dll", validate_reserves },
    { NULL, NULL, NULL },
};

static const struct sysprep_module generalize_validators[] = {
    { "SysprepGeneralizeValidate", "AppxSysprep.dll", validate_packages },
    { "ValidateBitLockerState", "BdeSysprep.dll", validate_bitlocker },
    { NULL, NULL, NULL },
};

bool sysprep_validate(struct sysprep_run *run)
{
    sysprep_take_time(4);
    setup_log_line(
        &run->log, "Info", 0x0f00d7, "WinMain:Pre-validing 'cleanup' internal providers.");
    if (!sysprep_session(run, SYSPREP_VALIDATE_CLEANUP, cleanup_validators))
        return false;
    if (!run->options.generalize)
        return true;
    setup_log_line(
        &run->log, "Info", 0x0f00d7, "WinMain:Pre-validing 'generalize' internal providers.");
    return sysprep_session(run, SYSPREP_VALIDATE, generalize_validators);
}
