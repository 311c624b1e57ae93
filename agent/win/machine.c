/* SPDX-License-Identifier: MIT */
/*
 * machine.c - what kind of machine this is: version, firmware, TPM, hypervisor, name, clocks.
 *
 * Source: learn.microsoft.com/windows/win32/devnotes/rtlgetversion
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getfirmwareenvironmentvariablew
 *         (ERROR_INVALID_FUNCTION means BIOS)
 * Source: learn.microsoft.com/virtualization/hyper-v-on-windows/tlfs/feature-discovery
 * Source: learn.microsoft.com/windows/win32/api/tbs/nf-tbs-tbsi_getdeviceinfo
 */
#include "win/win.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

enum {
    SYSTEM_TIME_OF_DAY = 3,  /* SystemTimeOfDayInformation */
    ARCHITECTURE_ARM64 = 12, /* PROCESSOR_ARCHITECTURE_ARM64 */
};

#define TBS_TPM_NOT_FOUND 0x8028400FU

/* 100 ns between 1601 and 1970, and in a second. */
#define TICKS_TO_1970 116444736000000000
#define TICKS_PER_SECOND 10000000

static const struct win_optional *optional_of(const void *state)
{
    return &((const struct win_guest *)state)->optional;
}

/* Of the machine itself, also when this program runs emulated. */
static bool read_architecture(
    const struct win_optional *optional, uint32_t *architecture, struct err *err)
{
    SYSTEM_INFO info;
    USHORT of_process = 0;
    USHORT of_machine = 0;

    if (optional->is_wow64_process2) {
        if (!optional->is_wow64_process2(GetCurrentProcess(), &of_process, &of_machine))
            return win_err(err, GetLastError(), "cannot tell the machine's architecture");
        *architecture = of_machine;
        return true;
    }

    GetNativeSystemInfo(&info);
    if (info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64)
        *architecture = IMAGE_FILE_MACHINE_AMD64;
    else if (info.wProcessorArchitecture == ARCHITECTURE_ARM64)
        *architecture = 0xaa64; /* IMAGE_FILE_MACHINE_ARM64 */
    else if (info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_INTEL)
        *architecture = IMAGE_FILE_MACHINE_I386;
    else
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "processor architecture %u is not known",
            info.wProcessorArchitecture);
    return true;
}

bool win_version(void *state, struct guest_version *version, struct err *err)
{
    const struct win_optional *optional = optional_of(state);
    OSVERSIONINFOEXW info = { .dwOSVersionInfoSize = sizeof info };
    struct guest_version read = { 0 };
    DWORD product = 0;
    LONG status;

    if (!optional->rtl_get_version)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "RtlGetVersion is not there");
    status = optional->rtl_get_version(&info);
    if (status != 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "cannot read the version: status 0x%08lX",
            (unsigned long)status);
    if (!read_architecture(optional, &read.architecture, err))
        return false;

    /* Not told is 0 in the port, which is also PRODUCT_UNDEFINED. */
    if (GetProductInfo(info.dwMajorVersion, info.dwMinorVersion, info.wServicePackMajor,
            info.wServicePackMinor, &product))
        read.product_info = product;
    read.major = info.dwMajorVersion;
    read.minor = info.dwMinorVersion;
    read.build = info.dwBuildNumber;
    read.product_type = info.wProductType;
    read.suite_mask = info.wSuiteMask;
    *version = read;
    return true;
}

/* The way documented for Windows without GetFirmwareType: a variable that cannot be there. */
static bool firmware_by_variable(enum guest_firmware *firmware, struct err *err)
{
    DWORD code;

    SetLastError(ERROR_SUCCESS);
    (void)GetFirmwareEnvironmentVariableW(
        L"", L"{00000000-0000-0000-0000-000000000000}", NULL, 0); /* the error is the answer */
    code = GetLastError();

    if (code == ERROR_INVALID_FUNCTION)
        *firmware = GUEST_FIRMWARE_BIOS;
    else if (code == ERROR_NOACCESS || code == ERROR_ENVVAR_NOT_FOUND)
        *firmware = GUEST_FIRMWARE_UEFI;
    else
        return win_err(err, code, "cannot tell the kind of firmware");
    return true;
}

bool win_firmware(void *state, enum guest_firmware *firmware, struct err *err)
{
    const struct win_optional *optional = optional_of(state);
    FIRMWARE_TYPE type = FirmwareTypeUnknown;

    if (!optional->get_firmware_type)
        return firmware_by_variable(firmware, err);
    if (!optional->get_firmware_type(&type))
        return win_err(err, GetLastError(), "cannot tell the kind of firmware");

    switch (type) {
    case FirmwareTypeBios:
        *firmware = GUEST_FIRMWARE_BIOS;
        return true;
    case FirmwareTypeUefi:
        *firmware = GUEST_FIRMWARE_UEFI;
        return true;
    case FirmwareTypeUnknown:
    case FirmwareTypeMax:
        break;
    }
    *firmware = GUEST_FIRMWARE_UNKNOWN;
    return true;
}

bool win_tpm(void *state, enum found *found, uint32_t *major, struct err *err)
{
    AUTO(win_tbs) tbs = { 0 };
    struct win_tpm_device_info info = { .struct_version = 1 };
    UINT32 result;

    (void)state;
    if (!win_tbs_open(&tbs, err))
        return false;

    result = tbs.get_device_info(sizeof info, &info);
    if (result == TBS_TPM_NOT_FOUND) {
        *found = ABSENT;
        return true;
    }
    if (result != 0)
        return win_hresult(err, (HRESULT)result, "cannot ask for the TPM");
    if (info.tpm_version != 1 && info.tpm_version != 2)
        return err_set(
            err, ERR_AGENT, ERR_UNSUPPORTED, "TPM version %u is not known", info.tpm_version);

    *found = FOUND;
    *major = info.tpm_version;
    return true;
}

#if defined(__x86_64__)
/* CPUID: leaf 1 tells that there is a hypervisor, leaf 0x40000000 which, leaf 0x40000003 of Hyper-V
 * what this partition may do: only the root partition may create others. */
bool win_hypervisor(void *state, struct guest_hypervisor *hypervisor, struct err *err)
{
    struct guest_hypervisor read = { 0 };
    unsigned int highest, a, b, c, d;

    (void)state;
    (void)err;
    __cpuid(1, a, b, c, d);
    read.present = c & 1U << 31;
    if (read.present) {
        __cpuid(0x40000000, highest, b, c, d);
        memcpy(read.signature, &b, sizeof b);
        memcpy(read.signature + 4, &c, sizeof c);
        memcpy(read.signature + 8, &d, sizeof d);
        if (strcmp(read.signature, "Microsoft Hv") == 0 && highest >= 0x40000003) {
            __cpuid(0x40000003, a, b, c, d);
            read.is_root = b & 1U;
        }
    }
    *hypervisor = read;
    return true;
}
#else
bool win_hypervisor(void *state, struct guest_hypervisor *hypervisor, struct err *err)
{
    (void)state;
    (void)hypervisor;
    return err_set(
        err, ERR_AGENT, ERR_UNSUPPORTED, "this processor has no CPUID to ask for a hypervisor");
}
#endif

bool win_computer_name(void *state, struct text *name, struct err *err)
{
    wchar_t wide[256]; /* a DNS host name has at most 63 characters */
    DWORD count = COUNT_OF(wide);

    (void)state;
    if (!GetComputerNameExW(ComputerNamePhysicalDnsHostname, wide, &count))
        return win_err(err, GetLastError(), "cannot read the computer's name");
    return win_append(name, wide, count, err);
}

/*
 * The time of boot as it was written down then. What setting the clock adds to it later is taken
 * off again, so that the answer stays the same until the next boot: "now minus uptime" would wander
 * by a second and look like a restart. The class is not documented beyond its name; that the bias
 * is what setting the clock adds is inferred and unverified on a real Windows.
 * Source: learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntquerysysteminformation
 * Source: github.com/giampaolo/psutil/pull/2807 (which reads it, against the wandering second)
 */
bool win_boot_time(void *state, int64_t *seconds, struct err *err)
{
    const struct win_optional *optional = optional_of(state);
    struct win_time_of_day day = { 0 };
    int64_t ticks;
    LONG status;

    if (!optional->nt_query_system_information)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "NtQuerySystemInformation is not there");
    status = optional->nt_query_system_information(SYSTEM_TIME_OF_DAY, &day, sizeof day, NULL);
    if (status < 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "cannot read the time of boot: status 0x%08lX", (unsigned long)status);

    ticks = day.boot_time.QuadPart - (int64_t)day.boot_time_bias;
    if (ticks < TICKS_TO_1970)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "the time of boot lies before 1970: clock not set");
    *seconds = (ticks - TICKS_TO_1970) / TICKS_PER_SECOND;
    return true;
}

bool win_now(void *state, int64_t *seconds, struct err *err)
{
    FILETIME now;
    ULARGE_INTEGER ticks;

    (void)state;
    GetSystemTimeAsFileTime(&now);
    ticks.LowPart = now.dwLowDateTime;
    ticks.HighPart = now.dwHighDateTime;
    if (ticks.QuadPart < TICKS_TO_1970)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the clock stands before 1970");
    *seconds = (int64_t)(ticks.QuadPart - TICKS_TO_1970) / TICKS_PER_SECOND;
    return true;
}

bool win_tick_ms(void *state, uint64_t *milliseconds, struct err *err)
{
    (void)state;
    (void)err;
    *milliseconds = GetTickCount64();
    return true;
}
