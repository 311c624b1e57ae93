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
