/* SPDX-License-Identifier: MIT */
/*
 * optional.h - calls that are not on every Windows, or that no import library offers: looked up at
 * run time, here and nowhere else. A member that is not there is NULL.
 *
 * Libraries are loaded from System32 by LOAD_LIBRARY_SEARCH_SYSTEM32, never by the search path.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <windows.h>

#include <bcrypt.h>
#include <devpropdef.h>
#include <setupapi.h>
#include <wincrypt.h>
#include <winhttp.h>

struct IUnknown;
struct tagVARIANT;

/** As NtQuerySystemInformation answers class 3, SystemTimeOfDayInformation; 100 ns units. */
struct win_time_of_day {
    LARGE_INTEGER boot_time;    /* since 1601 UTC */
    LARGE_INTEGER current_time; /* since 1601 UTC */
    LARGE_INTEGER time_zone_bias;
    ULONG time_zone_id;
    ULONG reserved;
    ULONGLONG boot_time_bias; /* what setting the clock has added to boot_time */
    ULONGLONG sleep_time_bias;
};

/** Functions of libraries that every process has. */
struct win_optional {
    LONG(WINAPI *rtl_get_version)(OSVERSIONINFOEXW *version);
    LONG(WINAPI *nt_query_system_information)
    (int class_number, void *buffer, ULONG size, ULONG *used);
    BOOL(WINAPI *get_firmware_type)(FIRMWARE_TYPE *type);
    BOOL(WINAPI *is_wow64_process2)(HANDLE process, USHORT *process_machine, USHORT *native);
    BOOL(WINAPI *is_native_vhd_boot)(BOOL *native);
};

void win_optional_find(struct win_optional *optional);

/** TPM base services. TPM_DEVICE_INFO is not in every SDK.
 * Source: learn.microsoft.com/windows/win32/api/tbs/ns-tbs-tpm_device_info */
struct win_tpm_device_info {
    UINT32 struct_version; /* 1 */
    UINT32 tpm_version;    /* 1: 1.2; 2: 2.0 */
    UINT32 interface_type;
    UINT32 implementation_revision;
};

struct win_tbs {
    HMODULE library;
    UINT32(WINAPI *get_device_info)(UINT32 size, void *info);
};

void win_tbs_done(struct win_tbs *tbs);
/** @return  false (ERR_UNSUPPORTED): the library or the function is not there */
bool win_tbs_open(struct win_tbs *tbs, struct err *err) MUST_CHECK;

/** As DismGetLastErrorMessage gives it; DismApi.h packs its structs. */
#pragma pack(push, 1)
struct win_dism_string {
    const wchar_t *value;
};
#pragma pack(pop)

/** Deployment image servicing.
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/dism/dism-api-functions */
struct win_dism {
    HMODULE library;
    HRESULT(WINAPI *initialize)(int log_level, const wchar_t *log, const wchar_t *scratch);
    HRESULT(WINAPI *shutdown)(void);
    HRESULT(WINAPI *open_session)
    (const wchar_t *image, const wchar_t *windows, const wchar_t *drive, UINT *session);
    HRESULT(WINAPI *close_session)(UINT session);
    HRESULT(WINAPI *get_reserved_storage)(UINT session, UINT *state);
    HRESULT(WINAPI *set_reserved_storage)(UINT session, DWORD state);
    HRESULT(WINAPI *get_last_error_message)(struct win_dism_string **message);
    HRESULT(WINAPI *delete_memory)(void *memory);
};

void win_dism_done(struct win_dism *dism);
/** @return  false (ERR_UNSUPPORTED): the library is not there, or is older than Windows 10 2004 */
bool win_dism_open(struct win_dism *dism, struct err *err) MUST_CHECK;

/**
 * COM, its strings and its variants: ole32.dll and oleaut32.dll, which take tens of milliseconds to
 * load and are needed for WMI alone. What follows is as objbase.h and oleauto.h declare it; a
 * BSTR is a wchar_t *.
 * Source: learn.microsoft.com/windows/win32/api/combaseapi/nf-combaseapi-coinitializeex
 */
struct win_com {
    HRESULT(WINAPI *co_initialize_ex)(void *reserved, DWORD mode);
    void(WINAPI *co_uninitialize)(void);
    HRESULT(WINAPI *co_initialize_security)
    (PSECURITY_DESCRIPTOR descriptor, LONG count, void *services, void *reserved,
        DWORD authentication, DWORD impersonation, void *list, DWORD capabilities,
        void *reserved_too);
    HRESULT(WINAPI *co_create_instance)
    (const GUID *class_id, struct IUnknown *outer, DWORD context, const GUID *interface_id,
        void **object);
    HRESULT(WINAPI *co_set_proxy_blanket)
    (struct IUnknown *proxy, DWORD authentication, DWORD authorization, wchar_t *principal,
        DWORD level, DWORD impersonation, void *identity, DWORD capabilities);
    wchar_t *(WINAPI *sys_alloc_string)(const wchar_t *text);
    void(WINAPI *sys_free_string)(wchar_t *text);
    UINT(WINAPI *sys_string_len)(wchar_t *text);
    HRESULT(WINAPI *variant_clear)(struct tagVARIANT *variant);
};

/**
 * Loads both and finds everything. They stay loaded until the process ends: COM has threads of its
 * own, which may still be at work in them. Asking again costs next to nothing.
 *
 * @return  false (ERR_UNSUPPORTED): a library or a function is not there
 */
bool win_com_find(struct win_com *com, struct err *err) MUST_CHECK;

/** Where profiles lie. Source: learn.microsoft.com/windows/win32/api/userenv */
struct win_profiles {
    HMODULE library; /* userenv.dll */
    BOOL(WINAPI *get_all_users_profile_directory)(wchar_t *path, DWORD *count);
};

void win_profiles_done(struct win_profiles *profiles);
/** @return  false (ERR_UNSUPPORTED): the library or the function is not there */
bool win_profiles_open(struct win_profiles *profiles, struct err *err) MUST_CHECK;

/** The configuration manager of plug and play: CONFIGRET results, 0 is success.
 * Source: learn.microsoft.com/windows/win32/api/cfgmgr32/ */
struct win_cfgmgr {
    HMODULE library;
    DWORD(WINAPI *get_device_id_list_size)(ULONG *count, const wchar_t *filter, ULONG flags);
    DWORD(WINAPI *get_device_id_list)
    (const wchar_t *filter, wchar_t *ids, ULONG count, ULONG flags);
    DWORD(WINAPI *locate_device)(DWORD *device, wchar_t *id, ULONG flags);
    DWORD(WINAPI *get_status)(ULONG *status, ULONG *problem, DWORD device, ULONG flags);
    DWORD(WINAPI *get_property)
    (DWORD device, const DEVPROPKEY *key, DEVPROPTYPE *type, void *buffer, ULONG *bytes,
        ULONG flags);
};

void win_cfgmgr_done(struct win_cfgmgr *cfgmgr);
bool win_cfgmgr_open(struct win_cfgmgr *cfgmgr, struct err *err) MUST_CHECK;

/** INF files.
 * Source: learn.microsoft.com/windows/win32/api/setupapi/ */
struct win_setupapi {
    HMODULE library;
    HINF(WINAPI *open_inf_file)
    (const wchar_t *path, const wchar_t *class_name, DWORD style, UINT *error_line);
    void(WINAPI *close_inf_file)(HINF inf);
    BOOL(WINAPI *get_line_text)
    (INFCONTEXT *context, HINF inf, const wchar_t *section, const wchar_t *key, wchar_t *value,
        DWORD count, DWORD *needed);
    BOOL(WINAPI *get_inf_information)
    (const void *path, DWORD what, SP_INF_INFORMATION *info, DWORD bytes, DWORD *needed);
    BOOL(WINAPI *query_original_file)
    (SP_INF_INFORMATION *info, UINT index, SP_ALTPLATFORM_INFO *platform,
        SP_ORIGINAL_FILE_INFO_W *original);
};

void win_setupapi_done(struct win_setupapi *setupapi);
bool win_setupapi_open(struct win_setupapi *setupapi, struct err *err) MUST_CHECK;

/** Accounts and domains of the network library.
 * Source: learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netuserenum */
struct win_net {
    HMODULE library; /* netapi32.dll */
    DWORD(WINAPI *buffer_free)(void *buffer);
    DWORD(WINAPI *user_enum)
    (const wchar_t *server, DWORD level, DWORD filter, BYTE **buffer, DWORD preferred, DWORD *read,
        DWORD *total, DWORD *resume);
    DWORD(WINAPI *get_join_information)(const wchar_t *server, wchar_t **name, int *status);
};

void win_net_done(struct win_net *net);
/** @return  false (ERR_UNSUPPORTED): the library or a function is not there */
bool win_net_open(struct win_net *net, struct err *err) MUST_CHECK;

/** DSREG_JOIN_INFO, which mingw's lmjoin.h does not have; what is behind is not looked at.
 * Source: learn.microsoft.com/windows/win32/api/lmjoin/ns-lmjoin-dsreg_join_info */
struct win_entra_join {
    int join_type; /* DSREG_JOIN_TYPE */
    const void *certificate;
    const wchar_t *device_id;
    const wchar_t *identity_domain;
    const wchar_t *tenant_id;
};

/** Microsoft Entra. */
struct win_entra {
    HMODULE library; /* netapi32.dll of Windows 10 and later */
    HRESULT(WINAPI *get_join_information)(const wchar_t *tenant, struct win_entra_join **info);
    void(WINAPI *free_join_information)(struct win_entra_join *info);
};

void win_entra_done(struct win_entra *entra);
/** @return  false (ERR_UNSUPPORTED): the library or a function is not there */
bool win_entra_open(struct win_entra *entra, struct err *err) MUST_CHECK;

/** Management services.
 * Source: learn.microsoft.com/windows/win32/api/mdmregistration */
struct win_mdm {
    HMODULE library; /* mdmregistration.dll */
    HRESULT(WINAPI *is_registered)(BOOL *registered, DWORD count, wchar_t *user);
};

void win_mdm_done(struct win_mdm *mdm);
/** @return  false (ERR_UNSUPPORTED): the library or the function is not there */
bool win_mdm_open(struct win_mdm *mdm, struct err *err) MUST_CHECK;

struct _STORAGE_DEPENDENCY_INFO;

/** Virtual disks. Source: learn.microsoft.com/windows/win32/api/virtdisk */
struct win_virtdisk {
    HMODULE library; /* virtdisk.dll */
    DWORD(WINAPI *get_storage_dependency)
    (HANDLE object, int flags, ULONG size, struct _STORAGE_DEPENDENCY_INFO *info, ULONG *used);
};

void win_virtdisk_done(struct win_virtdisk *virtdisk);
/** @return  false (ERR_UNSUPPORTED): the library or the function is not there */
bool win_virtdisk_open(struct win_virtdisk *virtdisk, struct err *err) MUST_CHECK;

/** Checksums. Source: https://learn.microsoft.com/windows/win32/api/bcrypt/ */
struct win_bcrypt {
    HMODULE library; /* bcrypt.dll */
    NTSTATUS(WINAPI *open_algorithm)
    (BCRYPT_ALG_HANDLE *algorithm, const wchar_t *id, const wchar_t *provider, ULONG flags);
    NTSTATUS(WINAPI *close_algorithm)(BCRYPT_ALG_HANDLE algorithm, ULONG flags);
    NTSTATUS(WINAPI *create_hash)
    (BCRYPT_ALG_HANDLE algorithm, BCRYPT_HASH_HANDLE *hash, UCHAR *object, ULONG object_bytes,
        UCHAR *secret, ULONG secret_bytes, ULONG flags);
    NTSTATUS(WINAPI *hash_data)(BCRYPT_HASH_HANDLE hash, UCHAR *data, ULONG bytes, ULONG flags);
    NTSTATUS(WINAPI *finish_hash)(BCRYPT_HASH_HANDLE hash, UCHAR *sum, ULONG bytes, ULONG flags);
    NTSTATUS(WINAPI *destroy_hash)(BCRYPT_HASH_HANDLE hash);
};

void win_bcrypt_done(struct win_bcrypt *bcrypt);
/** @return  false (ERR_UNSUPPORTED): the library or a function is not there */
bool win_bcrypt_open(struct win_bcrypt *bcrypt, struct err *err) MUST_CHECK;

/** WinHTTP. Source: https://learn.microsoft.com/windows/win32/api/winhttp/ */
struct win_http {
    HMODULE library; /* winhttp.dll */
    HINTERNET(WINAPI *open)
    (const wchar_t *agent, DWORD access, const wchar_t *proxy, const wchar_t *bypass, DWORD flags);
    BOOL(WINAPI *set_timeouts)
    (HINTERNET handle, int resolve_ms, int connect_ms, int send_ms, int receive_ms);
    HINTERNET(WINAPI *connect)
    (HINTERNET session, const wchar_t *host, INTERNET_PORT port, DWORD reserved);
    HINTERNET(WINAPI *open_request)
    (HINTERNET connection, const wchar_t *verb, const wchar_t *path, const wchar_t *version,
        const wchar_t *referrer, const wchar_t **types, DWORD flags);
    BOOL(WINAPI *set_option)(HINTERNET handle, DWORD option, void *buffer, DWORD bytes);
    BOOL(WINAPI *send_request)
    (HINTERNET request, const wchar_t *headers, DWORD headers_count, void *body, DWORD body_bytes,
        DWORD total_bytes, DWORD_PTR context);
    BOOL(WINAPI *receive_response)(HINTERNET request, void *reserved);
    BOOL(WINAPI *query_headers)
    (HINTERNET request, DWORD what, const wchar_t *name, void *buffer, DWORD *bytes, DWORD *index);
    BOOL(WINAPI *close_handle)(HINTERNET handle);
};

void win_http_done(struct win_http *http);
/** @return  false (ERR_UNSUPPORTED): the library or a function is not there */
bool win_http_open(struct win_http *http, struct err *err) MUST_CHECK;

/** Certificates and signatures. Source: https://learn.microsoft.com/windows/win32/api/wincrypt/ */
struct win_crypt {
    HMODULE library; /* crypt32.dll */
    HCERTSTORE(WINAPI *open_store)
    (const char *provider, DWORD encoding, HCRYPTPROV_LEGACY unused, DWORD flags, const void *name);
    HCERTSTORE(WINAPI *import_pfx)(CRYPT_DATA_BLOB *pfx, const wchar_t *password, DWORD flags);
    BOOL(WINAPI *close_store)(HCERTSTORE store, DWORD flags);
    PCCERT_CONTEXT(WINAPI *next_certificate)(HCERTSTORE store, PCCERT_CONTEXT previous);
    PCCERT_CONTEXT(WINAPI *find_certificate)
    (HCERTSTORE store, DWORD encoding, DWORD flags, DWORD what, const void *value,
        PCCERT_CONTEXT previous);
    BOOL(WINAPI *get_property)
    (PCCERT_CONTEXT certificate, DWORD property, void *value, DWORD *bytes);
    BOOL(WINAPI *free_certificate)(PCCERT_CONTEXT certificate);
    BOOL(WINAPI *sign_message)
    (CRYPT_SIGN_MESSAGE_PARA *how, BOOL detached, DWORD count, const BYTE **contents, DWORD *sizes,
        BYTE *signature, DWORD *bytes);
};

void win_crypt_done(struct win_crypt *crypt);
/** @return  false (ERR_UNSUPPORTED): the library or a function is not there */
bool win_crypt_open(struct win_crypt *crypt, struct err *err) MUST_CHECK;
