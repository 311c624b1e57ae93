/* SPDX-License-Identifier: MIT */
/*
 * test_wmi_rows.c - one question to WMI, whole and bounded. The lab's stand-in for WMI answers late or
 * never when it is told to: it is registered for this process alone, where it was built.
 */
#define COBJMACROS
#include "windows_test.h"

#include <objbase.h>
#include <wbemcli.h>

#define FAULTS L"SOFTWARE\\LabGuest\\"

typedef HRESULT(WINAPI *get_class_object)(REFCLSID, REFIID, void **);

static struct err err;
static struct guest guest;
static struct win_com com;

static void set_up(void)
{
    err = (struct err){ 0 };
    guest = test_guest();
}

static void set_fault(const wchar_t *name, const wchar_t *value, DWORD number)
{
    wchar_t key[128];

    (void)swprintf(key, COUNT_OF(key), FAULTS L"%ls", name);
    ck_assert(RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, value, REG_DWORD, &number, sizeof number) ==
              ERROR_SUCCESS);
}

static void forget_faults(void)
{
    static const wchar_t *const names[] = { L"wbem", L"ccm", L"bitlocker", L"features" };

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        wchar_t key[128];

        (void)swprintf(key, COUNT_OF(key), FAULTS L"%ls", names[i]);
        (void)RegDeleteTreeW(HKEY_LOCAL_MACHINE, key);
    }
}

static void tear_down(void)
{
    forget_faults();
    win_guest_close(&guest);
}

/* Beside this build: ..\..\lab\labwbem.dll, which COM asks before the registry's class. */
static bool load_standin(void)
{
    wchar_t path[MAX_PATH + 32]; /* room for what is put behind */
    wchar_t *end = NULL;
    HMODULE library = NULL;
    FARPROC found = NULL;
    get_class_object get;
    HRESULT(WINAPI * register_class)(REFCLSID, IUnknown *, DWORD, DWORD, DWORD *);
    IUnknown *factory = NULL;
    DWORD cookie = 0;

    if (GetModuleFileNameW(NULL, path, MAX_PATH) > 0)
        end = wcsstr(path, L"\\tests\\windows\\");
    if (!end)
        return false;
    (void)swprintf(end, 32, L"\\lab\\labwbem.dll");
    library = LoadLibraryW(path);
    found = library ? GetProcAddress(library, "DllGetClassObject") : NULL;
    if (!found || !win_com_find(&com, &err))
        return false;
    memcpy(&get, &found, sizeof get);
    found = GetProcAddress(GetModuleHandleW(L"ole32.dll"), "CoRegisterClassObject");
    memcpy(&register_class, &found, sizeof register_class);
    return SUCCEEDED(com.co_initialize_ex(NULL, COINIT_MULTITHREADED)) &&
           SUCCEEDED(get(&CLSID_WbemLocator, &IID_IUnknown, (void **)&factory)) &&
           SUCCEEDED(register_class(
               &CLSID_WbemLocator, factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie));
}

static bool ask(const struct guest_wmi_query *query, struct json_value *rows)
{
    return guest.wmi(guest.state, query, &rows->root, &err);
}

static int64_t number(const struct json_value *rows, const char *name)
{
    int64_t value = -1;

    ck_assert_msg(json_number(json_member(json_first(rows->root), name), &value), "%s", name);
    return value;
}

static const char *const rearm[] = { "RemainingWindowsReArmCount", NULL };
static const struct guest_wmi_query licensing = { .name_space = "ROOT\\CIMV2",
    .class_name = "SoftwareLicensingService",
    .properties = rearm,
    .limit_ms = GUEST_WMI_LIMIT_MS };

START_TEST(a_number_is_one)
{
    AUTO(json_value) rows = { 0 };

    ck_assert_msg(ask(&licensing, &rows), "%s", err.text);
    ck_assert_uint_eq(json_count(rows.root), 1);
    ck_assert_int_eq(number(&rows, rearm[0]), 1001);
}
END_TEST

START_TEST(rows_are_chosen_and_a_property_that_is_null_is_left_out)
{
    static const char *const properties[] = { "DriveLetter", "ConversionStatus",
        "PersistentVolumeID", NULL };
    struct guest_wmi_query query = { .name_space =
                                         "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption",
        .class_name = "Win32_EncryptableVolume",
        .where = "VolumeType=0",
        .properties = properties,
        .limit_ms = GUEST_WMI_LIMIT_MS };
    AUTO(json_value) rows = { 0 };
    AUTO(json_value) none = { 0 };

    set_fault(L"bitlocker", L"ConversionStatus", 0xffffffff);
    ck_assert_msg(ask(&query, &rows), "%s", err.text);
    ck_assert_uint_eq(json_count(rows.root), 1);
    ck_assert_str_eq(json_string(json_member(json_first(rows.root), "DriveLetter")), "C:");
    ck_assert_int_eq(number(&rows, "ConversionStatus"), 0xffffffff);
    ck_assert(!json_member(json_first(rows.root), "PersistentVolumeID"));
    query.where = "VolumeType=1";
    ck_assert_msg(ask(&query, &none), "%s", err.text);
    ck_assert_uint_eq(json_count(none.root), 0);
}
END_TEST

START_TEST(a_method_of_a_row_changes_that_row)
{
    static const char *const properties[] = { "ReturnValue", "ConversionStatus",
        "EncryptionPercentage", NULL };
    static const char *const result[] = { "ReturnValue", NULL };
    struct guest_wmi_query call = { .name_space =
                                        "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption",
        .class_name = "Win32_EncryptableVolume",
        .where = "DriveLetter='C:'",
        .method = "Decrypt",
        .properties = result,
        .limit_ms = GUEST_WMI_LIMIT_MS };
    AUTO(json_value) decrypted = { 0 };
    AUTO(json_value) status = { 0 };
    AUTO(json_value) none = { 0 };
    int64_t value = -1;

    set_fault(L"bitlocker", L"ConversionStatus", 1);
    set_fault(L"bitlocker", L"DecryptsAtOnce", 40);
    ck_assert_msg(guest.wmi_call(guest.state, &call, &decrypted.root, &err), "%s", err.text);
    ck_assert(json_number(json_member(decrypted.root, "ReturnValue"), &value) && value == 0);
    call.method = "GetConversionStatus";
    call.properties = properties;
    ck_assert_msg(guest.wmi_call(guest.state, &call, &status.root, &err), "%s", err.text);
    ck_assert(json_number(json_member(status.root, "ConversionStatus"), &value) && value == 3);
    ck_assert(json_number(json_member(status.root, "EncryptionPercentage"), &value) && value == 60);

    call.where = "DriveLetter='Q:'";
    ck_assert(!guest.wmi_call(guest.state, &call, &none.root, &err));
    ck_assert(err_is(&err, ERR_REFUSED));
    call.where = NULL;
    ck_assert(!guest.wmi_call(guest.state, &call, &none.root, &err));
    call.where = "DriveLetter='C:'";
    call.method = "Encrypt";
    ck_assert(!guest.wmi_call(guest.state, &call, &none.root, &err));
}
END_TEST

START_TEST(a_method_of_a_class_answers_one_row)
{
    static const char *const properties[] = { "RebootPending", "IsHardRebootPending", NULL };
    static const struct guest_wmi_query query = { .name_space = "ROOT\\ccm\\ClientSDK",
        .class_name = "CCM_ClientUtilities",
        .method = "DetermineIfRebootPending",
        .properties = properties,
        .limit_ms = GUEST_WMI_LIMIT_MS };
    AUTO(json_value) rows = { 0 };

    ck_assert(!ask(&query, &rows));
    ck_assert_msg(err.domain == ERR_HRESULT && err.code == 0x8004100E, "%s", err.text);
    set_fault(L"ccm", L"Present", 1);
    set_fault(L"ccm", L"RebootPending", 1);
    ck_assert_msg(ask(&query, &rows), "%s", err.text);
    ck_assert_int_eq(number(&rows, properties[0]), 1);
    ck_assert_int_eq(number(&rows, properties[1]), 0);
}
END_TEST

static const struct {
    const char *class_name, *property;
    uint32_t code;
} wrong[] = {
    { "NoSuchClass", "Name", 0x80041010 },
    { "SoftwareLicensingService", "NoSuchProperty", 0x80041017 },
};

START_TEST(errors_keep_their_code)
{
    const char *const properties[] = { wrong[_i].property, NULL };
    struct guest_wmi_query query = licensing;
    AUTO(json_value) rows = { 0 };

    query.class_name = wrong[_i].class_name;
    query.properties = properties;
    ck_assert(!ask(&query, &rows) && !rows.root);
    ck_assert_msg(err.domain == ERR_HRESULT && err.code == wrong[_i].code, "%s", err.text);
    ck_assert_msg(strstr(err.text, wrong[_i].class_name), "%s", err.text);
}
END_TEST

static const wchar_t *const delays[] = { L"ConnectDelayMs", L"QueryDelayMs" };

START_TEST(who_never_answers_is_left_alone)
{
    struct guest_wmi_query query = licensing;
    AUTO(json_value) rows = { 0 };
    ULONGLONG since = GetTickCount64();

    query.limit_ms = 500;
    set_fault(L"wbem", delays[_i], 0xffffffff);
    ck_assert(!ask(&query, &rows) && !rows.root);
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT), "%s", err.text);
    ck_assert_msg(GetTickCount64() - since < 10000, "%llu ms", GetTickCount64() - since);
    /* and the next question is none the worse for it */
    forget_faults();
    ck_assert_msg(ask(&licensing, &rows), "%s", err.text);
}
END_TEST

/* The answer arrives after the caller has gone: the thread gives everything back by itself. */
START_TEST(who_answers_late_finds_nobody)
{
    struct guest_wmi_query query = licensing;
    AUTO(json_value) rows = { 0 };
    AUTO(json_value) again = { 0 };

    query.limit_ms = 100;
    set_fault(L"wbem", delays[_i], 1000);
    ck_assert(!ask(&query, &rows));
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT), "%s", err.text);
    Sleep(2000);
    query.limit_ms = GUEST_WMI_LIMIT_MS;
    ck_assert_msg(ask(&query, &again), "%s", err.text);
}
END_TEST

/* Wine's own agent does not say whether it is busy; whatever is said, it is said in time. */
START_TEST(the_update_agent_answers_or_says_why_not)
{
    bool restart_required = false;
    bool busy = false;

    if (!guest.update_agent(guest.state, &restart_required, &busy, &err))
        ck_assert_msg(strstr(err.text, "Windows Update agent: "), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.wmi_rows");
    TCase *rows = tcase_create("rows");
    TCase *agent = tcase_create("update agent");

    forget_faults();
    if (load_standin()) {
        tcase_set_timeout(rows, 60);
        tcase_add_checked_fixture(rows, set_up, tear_down);
        tcase_add_test(rows, a_number_is_one);
        tcase_add_test(rows, rows_are_chosen_and_a_property_that_is_null_is_left_out);
        tcase_add_test(rows, a_method_of_a_class_answers_one_row);
        tcase_add_test(rows, a_method_of_a_row_changes_that_row);
        tcase_add_loop_test(rows, errors_keep_their_code, 0, COUNT_OF(wrong));
        tcase_add_loop_test(rows, who_never_answers_is_left_alone, 0, COUNT_OF(delays));
        tcase_add_loop_test(rows, who_answers_late_finds_nobody, 0, COUNT_OF(delays));
        suite_add_tcase(suite, rows);
    }
    tcase_set_timeout(agent, 90);
    tcase_add_checked_fixture(agent, set_up, tear_down);
    tcase_add_test(agent, the_update_agent_answers_or_says_why_not);
    suite_add_tcase(suite, agent);
    return check_main(suite);
}
