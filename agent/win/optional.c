/* SPDX-License-Identifier: MIT */
/* optional.c - looks up what not every Windows has; see optional.h. */
#include "win/optional.h"

/* One name and where its address goes. */
struct wanted {
    const char *name;
    void *where; /* a pointer to a function pointer */
};

/* Copies by bytes, because a function pointer may not be converted to void * in C. */
static bool find(HMODULE library, const struct wanted *wanted)
{
    FARPROC found = library ? GetProcAddress(library, wanted->name) : NULL;

    memcpy(wanted->where, &found, sizeof found);
    return found != NULL;
}

void win_optional_find(struct win_optional *optional)
{
    /* Both are mapped into every process, so there is no reference to give back. */
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");

    (void)find(ntdll, &(struct wanted){ "RtlGetVersion", &optional->rtl_get_version });
    (void)find(ntdll,
        &(struct wanted){ "NtQuerySystemInformation", &optional->nt_query_system_information });
    (void)find(kernel, &(struct wanted){ "GetFirmwareType", &optional->get_firmware_type });
    (void)find(kernel, &(struct wanted){ "IsWow64Process2", &optional->is_wow64_process2 });
    (void)find(kernel, &(struct wanted){ "IsNativeVhdBoot", &optional->is_native_vhd_boot });
}

/* Loads a library and finds everything wanted of it; all or nothing. It stays loaded until the
 * process ends: it will be asked again, and loading it anew would cost more than keeping it. */
static bool load(const wchar_t *file, const char *file_name, const struct wanted *wanted,
    size_t count, HMODULE *library, struct err *err)
{
    HMODULE loaded = LoadLibraryExW(file, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    HMODULE pinned;

    if (!loaded)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "this Windows has no '%s' that can be loaded (Win32 error %lu)", file_name,
            GetLastError());

    for (size_t i = 0; i < count; i++) {
        if (!find(loaded, &wanted[i])) {
            (void)FreeLibrary(loaded); /* nothing of it is in use, and the error is another one */
            return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "'%s' of this Windows has no '%s'",
                file_name, wanted[i].name);
        }
    }
    (void)GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, file, &pinned); /* it is loaded */
    *library = loaded;
    return true;
}

static void unload(HMODULE library)
{
    if (library)
        (void)FreeLibrary(library); /* it fails for a bad handle only */
}

void win_tbs_done(struct win_tbs *tbs)
{
    unload(tbs->library);
    *tbs = (struct win_tbs){ 0 };
}

bool win_tbs_open(struct win_tbs *tbs, struct err *err)
{
    const struct wanted wanted[] = {
        { "Tbsi_GetDeviceInfo", &tbs->get_device_info },
    };

    return load(L"tbs.dll", "tbs.dll", wanted, COUNT_OF(wanted), &tbs->library, err);
}

void win_dism_done(struct win_dism *dism)
{
    unload(dism->library);
    *dism = (struct win_dism){ 0 };
}

bool win_dism_open(struct win_dism *dism, struct err *err)
{
    const struct wanted wanted[] = {
        { "DismInitialize", &dism->initialize },
        { "DismShutdown", &dism->shutdown },
        { "DismOpenSession", &dism->open_session },
        { "DismCloseSession", &dism->close_session },
        { "DismGetReservedStorageState", &dism->get_reserved_storage },
        { "DismSetReservedStorageState", &dism->set_reserved_storage },
        { "DismGetLastErrorMessage", &dism->get_last_error_message },
        { "DismDelete", &dism->delete_memory },
    };

    return load(L"dismapi.dll", "dismapi.dll", wanted, COUNT_OF(wanted), &dism->library, err);
}

bool win_com_find(struct win_com *com, struct err *err)
{
    const struct wanted ole[] = {
        { "CoInitializeEx", &com->co_initialize_ex },
        { "CoUninitialize", &com->co_uninitialize },
        { "CoInitializeSecurity", &com->co_initialize_security },
        { "CoCreateInstance", &com->co_create_instance },
        { "CoSetProxyBlanket", &com->co_set_proxy_blanket },
    };
    const struct wanted automation[] = {
        { "SysAllocString", &com->sys_alloc_string },
        { "SysFreeString", &com->sys_free_string },
        { "SysStringLen", &com->sys_string_len },
        { "VariantClear", &com->variant_clear },
    };
    HMODULE library; /* kept: optional.h says why */

    return load(L"ole32.dll", "ole32.dll", ole, COUNT_OF(ole), &library, err) &&
           load(L"oleaut32.dll", "oleaut32.dll", automation, COUNT_OF(automation), &library, err);
}

void win_profiles_done(struct win_profiles *profiles)
{
    unload(profiles->library);
    *profiles = (struct win_profiles){ 0 };
}

bool win_profiles_open(struct win_profiles *profiles, struct err *err)
{
    const struct wanted wanted[] = {
        { "GetAllUsersProfileDirectoryW", &profiles->get_all_users_profile_directory },
    };

    return load(L"userenv.dll", "userenv.dll", wanted, COUNT_OF(wanted), &profiles->library, err);
}

void win_cfgmgr_done(struct win_cfgmgr *cfgmgr)
{
    unload(cfgmgr->library);
    *cfgmgr = (struct win_cfgmgr){ 0 };
}

bool win_cfgmgr_open(struct win_cfgmgr *cfgmgr, struct err *err)
{
    const struct wanted wanted[] = {
        { "CM_Get_Device_ID_List_SizeW", &cfgmgr->get_device_id_list_size },
        { "CM_Get_Device_ID_ListW", &cfgmgr->get_device_id_list },
        { "CM_Locate_DevNodeW", &cfgmgr->locate_device },
        { "CM_Get_DevNode_Status", &cfgmgr->get_status },
        { "CM_Get_DevNode_PropertyW", &cfgmgr->get_property },
    };

    return load(L"cfgmgr32.dll", "cfgmgr32.dll", wanted, COUNT_OF(wanted), &cfgmgr->library, err);
}

void win_setupapi_done(struct win_setupapi *setupapi)
{
    unload(setupapi->library);
    *setupapi = (struct win_setupapi){ 0 };
}

bool win_setupapi_open(struct win_setupapi *setupapi, struct err *err)
{
    const struct wanted wanted[] = {
        { "SetupOpenInfFileW", &setupapi->open_inf_file },
        { "SetupCloseInfFile", &setupapi->close_inf_file },
        { "SetupGetLineTextW", &setupapi->get_line_text },
        { "SetupGetInfInformationW", &setupapi->get_inf_information },
        { "SetupQueryInfOriginalFileInformationW", &setupapi->query_original_file },
    };

    return load(L"setupapi.dll", "setupapi.dll", wanted, COUNT_OF(wanted), &setupapi->library, err);
}

void win_net_done(struct win_net *net)
{
    unload(net->library);
    *net = (struct win_net){ 0 };
}

bool win_net_open(struct win_net *net, struct err *err)
{
    const struct wanted wanted[] = {
        { "NetApiBufferFree", &net->buffer_free },
        { "NetUserEnum", &net->user_enum },
        { "NetGetJoinInformation", &net->get_join_information },
    };

    return load(L"netapi32.dll", "netapi32.dll", wanted, COUNT_OF(wanted), &net->library, err);
}

void win_entra_done(struct win_entra *entra)
{
    unload(entra->library);
    *entra = (struct win_entra){ 0 };
}

bool win_entra_open(struct win_entra *entra, struct err *err)
{
    const struct wanted wanted[] = {
        { "NetGetAadJoinInformation", &entra->get_join_information },
        { "NetFreeAadJoinInformation", &entra->free_join_information },
    };

    return load(L"netapi32.dll", "netapi32.dll", wanted, COUNT_OF(wanted), &entra->library, err);
}

void win_mdm_done(struct win_mdm *mdm)
{
    unload(mdm->library);
    *mdm = (struct win_mdm){ 0 };
}

bool win_mdm_open(struct win_mdm *mdm, struct err *err)
{
    const struct wanted wanted[] = {
        { "IsDeviceRegisteredWithManagement", &mdm->is_registered },
    };

    return load(L"mdmregistration.dll", "mdmregistration.dll", wanted, COUNT_OF(wanted),
        &mdm->library, err);
}

void win_virtdisk_done(struct win_virtdisk *virtdisk)
{
    unload(virtdisk->library);
    *virtdisk = (struct win_virtdisk){ 0 };
}

bool win_virtdisk_open(struct win_virtdisk *virtdisk, struct err *err)
{
    const struct wanted wanted[] = {
        { "GetStorageDependencyInformation", &virtdisk->get_storage_dependency },
    };

    return load(L"virtdisk.dll", "virtdisk.dll", wanted, COUNT_OF(wanted), &virtdisk->library, err);
}

void win_bcrypt_done(struct win_bcrypt *bcrypt)
{
    unload(bcrypt->library);
    *bcrypt = (struct win_bcrypt){ 0 };
}

bool win_bcrypt_open(struct win_bcrypt *bcrypt, struct err *err)
{
    const struct wanted wanted[] = {
        { "BCryptOpenAlgorithmProvider", &bcrypt->open_algorithm },
        { "BCryptCloseAlgorithmProvider", &bcrypt->close_algorithm },
        { "BCryptCreateHash", &bcrypt->create_hash },
        { "BCryptHashData", &bcrypt->hash_data },
        { "BCryptFinishHash", &bcrypt->finish_hash },
        { "BCryptDestroyHash", &bcrypt->destroy_hash },
    };

    return load(L"bcrypt.dll", "bcrypt.dll", wanted, COUNT_OF(wanted), &bcrypt->library, err);
}

void win_http_done(struct win_http *http)
{
    unload(http->library);
    *http = (struct win_http){ 0 };
}

bool win_http_open(struct win_http *http, struct err *err)
{
    const struct wanted wanted[] = {
        { "WinHttpOpen", &http->open },
        { "WinHttpSetTimeouts", &http->set_timeouts },
        { "WinHttpConnect", &http->connect },
        { "WinHttpOpenRequest", &http->open_request },
        { "WinHttpSetOption", &http->set_option },
        { "WinHttpSendRequest", &http->send_request },
        { "WinHttpReceiveResponse", &http->receive_response },
        { "WinHttpQueryHeaders", &http->query_headers },
        { "WinHttpCloseHandle", &http->close_handle },
    };

    return load(L"winhttp.dll", "winhttp.dll", wanted, COUNT_OF(wanted), &http->library, err);
}

void win_crypt_done(struct win_crypt *crypt)
{
    unload(crypt->library);
    *crypt = (struct win_crypt){ 0 };
}

bool win_crypt_open(struct win_crypt *crypt, struct err *err)
{
    const struct wanted wanted[] = {
        { "CertOpenStore", &crypt->open_store },
        { "PFXImportCertStore", &crypt->import_pfx },
        { "CertCloseStore", &crypt->close_store },
        { "CertEnumCertificatesInStore", &crypt->next_certificate },
        { "CertFindCertificateInStore", &crypt->find_certificate },
        { "CertGetCertificateContextProperty", &crypt->get_property },
        { "CertFreeCertificateContext", &crypt->free_certificate },
        { "CryptSignMessage", &crypt->sign_message },
    };

    return load(L"crypt32.dll", "crypt32.dll", wanted, COUNT_OF(wanted), &crypt->library, err);
}
