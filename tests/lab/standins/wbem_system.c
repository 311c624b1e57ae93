/* SPDX-License-Identifier: MIT */
/*
 * wbem_system.c - classes of the stand-in that are not of the disk: licensing, optional features,
 * BitLocker and Configuration Manager, each as the recipe's registry says.
 *
 * Sources: learn.microsoft.com/previous-versions/windows/desktop/sppwmi/softwarelicensingservice,
 * learn.microsoft.com/windows/win32/cimwin32prov/win32-optionalfeature,
 * learn.microsoft.com/windows/win32/secprov/win32-encryptablevolume (ConversionStatus and VolumeType
 * are not on that page; instances have them, as public scripts show),
 * learn.microsoft.com/mem/configmgr/develop/reference/core/clients/sdk/
 * determineifrebootpending-method-in-class-ccm_clientutilities
 */
#include "wbem.h"

#include "standin.h"

enum {
    REARM_COUNT = 1001, /* of a Windows that was never rearmed */
    FEATURE_SIZE = 128, /* the longest name of a feature is shorter */
};

static const struct wbem_property licensing_properties[] = {
    { L"Version", CIM_STRING },
    { L"RemainingWindowsReArmCount", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property feature_properties[] = {
    { L"Name", CIM_STRING },
    { L"InstallState", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property volume_properties[] = {
    { L"DeviceID", CIM_STRING },
    { L"PersistentVolumeID", CIM_STRING },
    { L"DriveLetter", CIM_STRING },
    { L"VolumeType", CIM_UINT32 },
    { L"ProtectionStatus", CIM_UINT32 },
    { L"ConversionStatus", CIM_UINT32 },
    { L"EncryptionMethod", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property pending_properties[] = {
    { L"InGracePeriod", CIM_BOOLEAN },
    { L"IsHardRebootPending", CIM_BOOLEAN },
    { L"NotifyUI", CIM_BOOLEAN },
    { L"RebootPending", CIM_BOOLEAN },
    { L"ReturnValue", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property no_properties[] = { { NULL, CIM_ILLEGAL } };

/* The list has room for it: few rows are made, and features are counted before. */
static IWbemClassObject *add(const struct wbem_schema *schema, struct wbem_list *list)
{
    IWbemClassObject *object = wbem_object_new(schema, true);

    if (object)
        list->objects[list->count++] = object;
    return object;
}

static HRESULT made(bool good, struct wbem_list *list)
{
    if (!good)
        wbem_list_done(list);
    return wbem_either(good, WBEM_E_OUT_OF_MEMORY);
}

static HRESULT licensing_rows(const struct wbem_schema *schema, struct wbem_list *list)
{
    IWbemClassObject *object = add(schema, list);

    return made(object && wbem_put_text(object, L"Version", L"10.0.22621.1") &&
                    wbem_put_number(object, L"RemainingWindowsReArmCount",
                        standin_number(WBEM_STANDIN, L"ReArmCount", REARM_COUNT)),
        list);
}

/* One for each value below LabGuest\features. */
static HRESULT feature_rows(const struct wbem_schema *schema, struct wbem_list *list)
{
    HKEY key = NULL;
    wchar_t name[FEATURE_SIZE];
    bool good = true;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\LabGuest\\features", 0,
            KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
        return WBEM_S_NO_ERROR;
    for (DWORD i = 0; good && list->count < sizeof list->objects / sizeof *list->objects; i++) {
        DWORD count = FEATURE_SIZE;
        IWbemClassObject *object;

        if (RegEnumValueW(key, i, name, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        object = add(schema, list);
        good = object && wbem_put_text(object, L"Name", name) &&
               wbem_put_number(object, L"InstallState", standin_number("features", name, 0));
    }
    (void)RegCloseKey(key);
    return made(good, list);
}

static HRESULT volume_rows(const struct wbem_schema *schema, struct wbem_list *list)
{
    static const wchar_t *const numbers[] = { L"ProtectionStatus", L"ConversionStatus",
        L"EncryptionMethod" };
    IWbemClassObject *object = add(schema, list);
    bool good = object &&
                wbem_put_text(object, L"DeviceID",
                    L"\\\\?\\Volume{00000000-0000-0000-0000-00000000000c}\\") &&
                wbem_put_text(object, L"DriveLetter", L"C:") &&
                wbem_put_number(object, L"VolumeType", 0);

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        good =
            good && wbem_put_number(object, numbers[i], standin_number("bitlocker", numbers[i], 0));
    return made(good, list);
}

/* A class of methods alone. */
static HRESULT no_rows(const struct wbem_schema *schema, struct wbem_list *list)
{
    (void)schema;
    (void)list;
    return WBEM_S_NO_ERROR;
}

static bool tell_pending(IWbemClassObject *out)
{
    return wbem_put_number(out, L"InGracePeriod", 0) &&
           wbem_put_number(
               out, L"IsHardRebootPending", standin_number("ccm", L"IsHardRebootPending", 0)) &&
           wbem_put_number(out, L"NotifyUI", 0) &&
           wbem_put_number(out, L"RebootPending", standin_number("ccm", L"RebootPending", 0)) &&
           wbem_put_number(out, L"ReturnValue", 0);
}

static const struct wbem_schema pending = { .name = L"__PARAMETERS",
    .properties = pending_properties };

static const struct wbem_method ccm_methods[] = {
    { .name = L"DetermineIfRebootPending", .out = &pending, .call = tell_pending },
    { .name = NULL },
};

static const struct wbem_schema licensing = { L"SoftwareLicensingService", NULL,
    licensing_properties, NULL, WBEM_CIM_NAMESPACE, licensing_rows };
static const struct wbem_schema feature = { L"Win32_OptionalFeature", L"CIM_LogicalElement",
    feature_properties, NULL, WBEM_CIM_NAMESPACE, feature_rows };
static const struct wbem_schema volume = { L"Win32_EncryptableVolume", NULL, volume_properties,
    wbem_volume_methods, WBEM_BITLOCKER_NAMESPACE, volume_rows };
static const struct wbem_schema ccm = { L"CCM_ClientUtilities", NULL, no_properties, ccm_methods,
    WBEM_CCM_NAMESPACE, no_rows };

const struct wbem_schema *const wbem_system_schemas[] = { &licensing, &feature, &volume, &ccm,
    NULL };

const wchar_t *wbem_name_space_find(const wchar_t *name)
{
    static const wchar_t *const names[] = { WBEM_STORAGE_NAMESPACE, WBEM_CIM_NAMESPACE,
        WBEM_BITLOCKER_NAMESPACE, WBEM_CCM_NAMESPACE };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!wbem_same_name(names[i], name))
            continue;
        /* The client's, where it is installed. */
        if (names[i] == names[3] && standin_number("ccm", L"Present", 0) == 0)
            return NULL;
        return names[i];
    }
    return NULL;
}
