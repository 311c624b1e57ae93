/* SPDX-License-Identifier: MIT */
/*
 * wbem_bitlocker.c - the methods of Win32_EncryptableVolume: Decrypt, and GetConversionStatus, which
 * is also the clock of this stand-in: each question finds a part more decrypted.
 *
 * At the end the partition begins as NTFS's again, on the disk itself, and sysprep's validator has
 * nothing against it any more.
 *
 * Source: learn.microsoft.com/windows/win32/secprov/decrypt-win32-encryptablevolume,
 * getconversionstatus-win32-encryptablevolume
 */
#include "wbem.h"

#include "standin.h"

#define VOLUME "bitlocker"

enum {
    DECRYPTED = 0,
    DECRYPTING = 3,
    ALL = 100,          /* percent */
    SECTOR_SIZE = 4096, /* the largest that a disk has */
};

/* What NTFS begins with: a jump and its name. */
static const char ntfs_name[] = "\xeb\x52\x90NTFS    ";

/* Through the volume, as the driver lets its first sectors alone be written while it is in use. */
static bool restore_sector(void)
{
    static unsigned char sector[SECTOR_SIZE];
    struct wbem_disk disk;
    HANDLE volume;
    DWORD len = 0, moved = 0;
    OVERLAPPED start = { 0 }; /* where: a handle to a device has no position under Wine */
    bool good = false;

    if (wbem_disk_read(&disk) != ERROR_SUCCESS)
        return false;
    len = disk.sector_bytes;
    wbem_disk_done(&disk);
    volume = wbem_disk_open(L"\\\\.\\C:", GENERIC_READ | GENERIC_WRITE);
    if (volume == INVALID_HANDLE_VALUE)
        return false;
    if (len <= sizeof sector && ReadFile(volume, sector, len, &moved, &start) && moved == len) {
        memcpy(sector, ntfs_name, sizeof ntfs_name - 1);
        start = (OVERLAPPED){ 0 };
        good = WriteFile(volume, sector, len, &moved, &start) && moved == len;
    }
    (void)CloseHandle(volume);
    return good;
}

static void finish(void)
{
    standin_log(WBEM_STANDIN, "decrypted, first sector %s", restore_sector() ? "restored" : "kept");
    standin_set_number(VOLUME, L"ConversionStatus", DECRYPTED);
    standin_set_number(VOLUME, L"ProtectionStatus", 0);
    standin_set_number(VOLUME, L"EncryptionMethod", 0);
    standin_set_number("sysprep", L"BitLockerOn", 0);
}

static bool tell_conversion(IWbemClassObject *out)
{
    uint32_t conversion = standin_number(VOLUME, L"ConversionStatus", DECRYPTED);
    uint32_t percent =
        standin_number(VOLUME, L"EncryptionPercentage", conversion == DECRYPTED ? 0 : ALL);
    uint32_t step = standin_number(VOLUME, L"DecryptsAtOnce", ALL);

    if (conversion == DECRYPTING) {
        standin_point(VOLUME, "half");
        percent = percent > step ? percent - step : 0;
        standin_set_number(VOLUME, L"EncryptionPercentage", percent);
        if (percent == 0) {
            finish();
            conversion = DECRYPTED;
        }
    }
    return wbem_put_number(out, L"ConversionStatus", conversion) &&
           wbem_put_number(out, L"EncryptionPercentage", percent) &&
           wbem_put_number(out, L"EncryptionFlags", 0) &&
           wbem_put_number(out, L"WipingStatus", 0) &&
           wbem_put_number(out, L"WipingPercentage", 0) && wbem_put_number(out, L"ReturnValue", 0);
}

static bool decrypt(IWbemClassObject *out)
{
    uint32_t code = standin_number(VOLUME, L"DecryptCode", 0);

    standin_point(VOLUME, "before");
    if (code == 0 && standin_number(VOLUME, L"ConversionStatus", DECRYPTED) != DECRYPTED) {
        if (standin_number(VOLUME, L"ConversionStatus", DECRYPTED) != DECRYPTING)
            standin_count(VOLUME, L"Decryptions");
        standin_set_number(VOLUME, L"ConversionStatus", DECRYPTING);
        standin_set_number(VOLUME, L"ProtectionStatus", 0);
    }
    standin_point(VOLUME, "after");
    return wbem_put_number(out, L"ReturnValue", code);
}

static const struct wbem_property result_properties[] = {
    { L"ReturnValue", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property precision_properties[] = {
    { L"PrecisionFactor", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_property conversion_properties[] = {
    { L"ConversionStatus", CIM_UINT32 },
    { L"EncryptionPercentage", CIM_UINT32 },
    { L"EncryptionFlags", CIM_UINT32 },
    { L"WipingStatus", CIM_UINT32 },
    { L"WipingPercentage", CIM_UINT32 },
    { L"ReturnValue", CIM_UINT32 },
    { NULL, CIM_ILLEGAL },
};

static const struct wbem_schema result = { .name = L"__PARAMETERS",
    .properties = result_properties };
static const struct wbem_schema precision = { .name = L"__PARAMETERS",
    .properties = precision_properties };
static const struct wbem_schema conversion_out = { .name = L"__PARAMETERS",
    .properties = conversion_properties };

const struct wbem_method wbem_volume_methods[] = {
    { .name = L"Decrypt", .out = &result, .call = decrypt },
    { .name = L"GetConversionStatus",
        .in = &precision,
        .out = &conversion_out,
        .call = tell_conversion },
    { .name = NULL },
};
