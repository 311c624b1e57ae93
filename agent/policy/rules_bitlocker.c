/* SPDX-License-Identifier: MIT */
/*
 * rules_bitlocker.c - nothing in an image is encrypted.
 *
 * Two witnesses tell of Windows' own volume: WMI, and the first sector on the disk. One that says
 * "encrypted" is enough, and both are shown. One that says "decrypted" is enough as well when the
 * other cannot be asked: each of them knows by itself.
 */
#include "policy/judge.h"

#define PREPARE_VHD                                                                                \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

static const char *conversion_in_words(int64_t conversion)
{
    static const char *const words[] = { "decrypted", "encrypted", "encryption in progress",
        "decryption in progress", "encryption paused", "decryption paused" };

    return conversion >= 0 && conversion < (int64_t)COUNT_OF(words) ? words[conversion]
                                                                    : "in a state not known";
}

static enum verdict judge_conversion(const struct facts *facts, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t conversion = 0;

    if (judge_absent(facts, "bitlocker.os_conversion")) {
        text_append(seen, "WMI names no volume of Windows");
        return VERDICT_UNKNOWN;
    }
    if (!judge_number(facts, "bitlocker.os_conversion", &conversion, &verdict, seen))
        return verdict;
    text_append(seen, "%s, says WMI", conversion_in_words(conversion));
    return judge_met(conversion == 0);
}

static enum verdict judge_sector(const struct facts *facts, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;

    text_append(seen, "; ");
    const char *whose = judge_text(facts, "bitlocker.boot_sector", &verdict, seen);
    if (!whose)
        return verdict;
    text_append(seen, "the partition begins as %s", text_shown(whose));
    if (text_starts(whose, "bitlocker"))
        return VERDICT_UNMET;
    return text_same(whose, "ntfs") || text_same(whose, "refs") ? VERDICT_MET : VERDICT_UNKNOWN;
}

static enum verdict judge_os(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    enum verdict conversion = judge_conversion(facts, seen);
    enum verdict sector = judge_sector(facts, seen);

    if (conversion == VERDICT_UNMET || sector == VERDICT_UNMET)
        return VERDICT_UNMET;
    return conversion == VERDICT_MET || sector == VERDICT_MET ? VERDICT_MET : VERDICT_UNKNOWN;
}

static bool is_fixed(const struct json *volume)
{
    enum { FIXED = 1 }; /* Win32_EncryptableVolume.VolumeType */
    int64_t type = 0;

    return json_number(json_member(volume, "volume_type"), &type) && type == FIXED;
}

static enum verdict judge_fixed(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *volumes = judge_rows(facts, "bitlocker.volumes", &verdict, seen);

    (void)parameters;
    if (!volumes)
        return verdict;
    verdict = VERDICT_MET;
    for (const struct json *volume = json_first(volumes); volume; volume = json_next(volume)) {
        const char *drive = json_string(json_member(volume, "drive"));
        int64_t conversion = 0;

        if (!is_fixed(volume))
            continue;
        bool told = json_number(json_member(volume, "conversion"), &conversion);
        text_append(seen, "%s%s %s", seen->len > 0 ? ", " : "",
            drive && drive[0] ? text_shown(drive) : "a volume without a letter",
            told ? conversion_in_words(conversion) : "does not tell");
        if (told && conversion != 0)
            verdict = VERDICT_UNMET;
        else if (!told && verdict == VERDICT_MET)
            verdict = VERDICT_UNKNOWN;
    }
    if (seen->len == 0)
        text_append(seen, "there is no other fixed volume");
    return verdict;
}

const struct requirement requirement_bitlocker_os_decrypted = {
    .id = "bitlocker.os-decrypted",
    .title = "The volume of Windows is decrypted",
    .why = "Sysprep refuses while BitLocker is on (0x80310039); a suspended volume is encrypted, "
           "too.",
    .source = "https://learn.microsoft.com/azure/virtual-machines/generalize",
    .remedy = "decrypt-system-volume",
    .judge = judge_os,
};

const struct requirement requirement_bitlocker_fixed_volumes_decrypted = {
    .id = "bitlocker.fixed-volumes-decrypted",
    .title = "Other fixed volumes are decrypted",
    .why = "The key that unlocks them by itself is bound to this machine.",
    .source = PREPARE_VHD,
    .advice = "Run 'manage-bde -off' for each of them and wait until they are fully decrypted.",
    .judge = judge_fixed,
};

const struct requirement requirement_bitlocker_device_encryption_prevented = {
    .id = "bitlocker.device-encryption-prevented",
    .title = "Windows does not begin to encrypt by itself",
    .why =
        "From Windows 11 24H2 on, Secure Boot and a TPM are enough for device encryption to start "
        "before the image is sealed.",
    .source =
        "https://learn.microsoft.com/windows-hardware/design/device-experiences/oem-bitlocker",
    .advice = "Set PreventDeviceEncryption to 1 below HKLM\\SYSTEM\\CurrentControlSet\\Control\\"
              "BitLocker, unless the machines made from the image must encrypt themselves.",
    .disagrees = "The same page recommends that devices encrypt themselves, and the value stays in "
                 "the image. https://learn.microsoft.com/azure/virtual-machines/generalize takes "
                 "decrypted drives only: followed, as a recommendation.",
    .expects = { .fact = "bitlocker.prevent_device_encryption",
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "PreventDeviceEncryption" },
};
