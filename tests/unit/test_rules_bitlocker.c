/* SPDX-License-Identifier: MIT */
/* test_rules_bitlocker.c - every verdict of the requirements on encryption. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "both say decrypted", "bitlocker.os-decrypted", VERDICT_MET,
        "decrypted, says WMI; the partition begins as ntfs",
        { NUMBER("bitlocker.os_conversion", 0), TEXT("bitlocker.boot_sector", "ntfs") } },
    { "both say encrypted", "bitlocker.os-decrypted", VERDICT_UNMET,
        "encrypted, says WMI; the partition begins as bitlocker",
        { NUMBER("bitlocker.os_conversion", 1), TEXT("bitlocker.boot_sector", "bitlocker") } },
    { "the disk contradicts WMI", "bitlocker.os-decrypted", VERDICT_UNMET,
        "decrypted, says WMI; the partition begins as bitlocker",
        { NUMBER("bitlocker.os_conversion", 0), TEXT("bitlocker.boot_sector", "bitlocker") } },
    { "WMI contradicts the disk", "bitlocker.os-decrypted", VERDICT_UNMET,
        "decryption paused, says WMI; the partition begins as ntfs",
        { NUMBER("bitlocker.os_conversion", 5), TEXT("bitlocker.boot_sector", "ntfs") } },
    { "a state of later Windows", "bitlocker.os-decrypted", VERDICT_UNMET,
        "in a state not known, says WMI; the partition begins as ntfs",
        { NUMBER("bitlocker.os_conversion", 9), TEXT("bitlocker.boot_sector", "ntfs") } },
    { "WMI alone", "bitlocker.os-decrypted", VERDICT_MET, "decrypted, says WMI; access denied",
        { NUMBER("bitlocker.os_conversion", 0), DENIED("bitlocker.boot_sector") } },
    { "the disk alone", "bitlocker.os-decrypted", VERDICT_MET,
        "access denied; the partition begins as ntfs",
        { DENIED("bitlocker.os_conversion"), TEXT("bitlocker.boot_sector", "ntfs") } },
    { "the disk alone is enough for \"encrypted\"", "bitlocker.os-decrypted", VERDICT_UNMET,
        "access denied; the partition begins as bitlocker-to-go",
        { DENIED("bitlocker.os_conversion"), TEXT("bitlocker.boot_sector", "bitlocker-to-go") } },
    { "neither tells", "bitlocker.os-decrypted", VERDICT_UNKNOWN, "access denied; access denied",
        { DENIED("bitlocker.os_conversion"), DENIED("bitlocker.boot_sector") } },
    { "something else is no answer", "bitlocker.os-decrypted", VERDICT_UNKNOWN,
        "WMI names no volume of Windows; the partition begins as other",
        { IS_ABSENT("bitlocker.os_conversion"), TEXT("bitlocker.boot_sector", "other") } },

    { "Windows' own does not count", "bitlocker.fixed-volumes-decrypted", VERDICT_MET,
        "there is no other fixed volume",
        { ROWS("bitlocker.volumes",
            "[{\"drive\":\"C:\",\"volume_type\":0,\"protection\":1,\"conversion\":1},{\"drive\":"
            "\"F:\",\"volume_type\":2,\"protection\":1,\"conversion\":1}]") } },
    { "one of two", "bitlocker.fixed-volumes-decrypted", VERDICT_UNMET,
        "D: decrypted, a volume without a letter encryption in progress",
        { ROWS("bitlocker.volumes",
            "[{\"drive\":\"D:\",\"volume_type\":1,\"conversion\":0},{\"drive\":\"\","
            "\"volume_type\":1,\"conversion\":2}]") } },
    { "one does not tell", "bitlocker.fixed-volumes-decrypted", VERDICT_UNKNOWN, "D: does not tell",
        { ROWS("bitlocker.volumes", "[{\"drive\":\"D:\",\"volume_type\":1}]") } },
    { "denied", "bitlocker.fixed-volumes-decrypted", VERDICT_UNKNOWN, "access denied",
        { DENIED("bitlocker.volumes") } },

    { "prevented", "bitlocker.device-encryption-prevented", VERDICT_MET,
        "PreventDeviceEncryption 1", { NUMBER("bitlocker.prevent_device_encryption", 1) } },
    { "not set", "bitlocker.device-encryption-prevented", VERDICT_UNMET,
        "PreventDeviceEncryption not there", { IS_ABSENT("bitlocker.prevent_device_encryption") } },
    { "denied", "bitlocker.device-encryption-prevented", VERDICT_UNKNOWN, "access denied",
        { DENIED("bitlocker.prevent_device_encryption") } },
};

START_TEST(encryption_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_bitlocker", encryption_is_judged, (int)COUNT_OF(rows));
}
