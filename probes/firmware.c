/* SPDX-License-Identifier: MIT */
/*
 * firmware.c - which firmware, which hypervisor, and which generation of a Hyper-V machine?
 *
 * Other hypervisors have no generations, but may imitate Hyper-V's signature: the strings of the
 * firmware stand beside it.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getfirmwaretype
 *         https://learn.microsoft.com/virtualization/hyper-v-on-windows/tlfs/feature-discovery
 */
#include "probes/read.h"

#include <string.h>

#define BIOS "HARDWARE\\DESCRIPTION\\System\\BIOS"
#define FROM_REGISTRY(value) "HKLM\\" BIOS ", " value

static const struct probe_key keys[] = {
    { "firmware.type", "text: \"uefi\" or \"bios\"", "GetFirmwareType" },
    { "firmware.hyperv_generation",
        "number: 2 UEFI, 1 BIOS; not applicable outside a Hyper-V guest",
        "GetFirmwareType, CPUID" },
    { "hypervisor.present", "number: 1 a hypervisor runs below or beside Windows", "CPUID" },
    { "hypervisor.signature", "text: \"Microsoft Hv\"; absent without a hypervisor", "CPUID" },
    { "hypervisor.is_root", "number: 1 Windows runs on the machine itself, beside Hyper-V",
        "CPUID" },
    { "bios.vendor", "text", FROM_REGISTRY("BIOSVendor") },
    { "bios.version", "text", FROM_REGISTRY("BIOSVersion") },
    { "bios.manufacturer", "text", FROM_REGISTRY("SystemManufacturer") },
    { "bios.product", "text", FROM_REGISTRY("SystemProductName") },
    { "bios.board", "text", FROM_REGISTRY("BaseBoardProduct") },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "bios.vendor", BIOS, "BIOSVendor", PROBE_TEXT },
    { "bios.version", BIOS, "BIOSVersion", PROBE_TEXT },
    { "bios.manufacturer", BIOS, "SystemManufacturer", PROBE_TEXT },
    { "bios.product", BIOS, "SystemProductName", PROBE_TEXT },
    { "bios.board", BIOS, "BaseBoardProduct", PROBE_TEXT },
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* *why is filled when the firmware could not be told. */
static bool collect_firmware(const struct guest *guest, struct facts *facts,
    enum guest_firmware *firmware, struct err *why, struct err *err)
{
    *firmware = GUEST_FIRMWARE_UNKNOWN;
    if (guest->firmware(guest->state, firmware, why)) {
        switch (*firmware) {
        case GUEST_FIRMWARE_UEFI:
            return facts_set_text(facts, "firmware.type", "uefi", err);
        case GUEST_FIRMWARE_BIOS:
            return facts_set_text(facts, "firmware.type", "bios", err);
        case GUEST_FIRMWARE_UNKNOWN:
            break;
        }
        (void)err_set(why, ERR_AGENT, ERR_UNSUPPORTED, "Windows does not know the firmware");
    }
    return facts_set_unreadable(facts, "firmware.type", why, err);
}

static bool collect_hypervisor(const struct guest *guest, struct facts *facts,
    struct guest_hypervisor *hypervisor, struct err *why, struct err *err)
{
    static const char *const all[] = { "hypervisor.present", "hypervisor.signature",
        "hypervisor.is_root", NULL };

    if (!guest->hypervisor(guest->state, hypervisor, why))
        return probe_unreadable(facts, all, why, err);

    const struct probe_number numbers[] = {
        { "hypervisor.present", hypervisor->present },
        { "hypervisor.is_root", hypervisor->is_root },
        { NULL, 0 },
    };
    if (!probe_set_numbers(facts, numbers, err))
        return false;
    if (!hypervisor->present)
        return facts_set_absent(facts, "hypervisor.signature", err);
    return facts_set_text(facts, "hypervisor.signature", hypervisor->signature, err);
}

static bool set_generation(enum guest_firmware firmware, const struct guest_hypervisor *hypervisor,
    const struct err *why, struct facts *facts, struct err *err)
{
    if (!hypervisor->present || hypervisor->is_root ||
        strcmp(hypervisor->signature, "Microsoft Hv") != 0)
        return facts_set_not_applicable(
            facts, "firmware.hyperv_generation", "not a guest of Hyper-V", err);

    switch (firmware) {
    case GUEST_FIRMWARE_UEFI:
        return facts_set_number(facts, "firmware.hyperv_generation", 2, err);
    case GUEST_FIRMWARE_BIOS:
        return facts_set_number(facts, "firmware.hyperv_generation", 1, err);
    case GUEST_FIRMWARE_UNKNOWN:
        break;
    }
    return facts_set_unreadable(facts, "firmware.hyperv_generation", why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum guest_firmware firmware = GUEST_FIRMWARE_UNKNOWN;
    struct guest_hypervisor hypervisor = { 0 };
    struct err no_firmware = { 0 };
    struct err no_hypervisor = { 0 };

    if (!collect_firmware(guest, facts, &firmware, &no_firmware, err) ||
        !collect_hypervisor(guest, facts, &hypervisor, &no_hypervisor, err) ||
        !probe_read_values(guest, values, facts, err))
        return false;
    if (no_hypervisor.domain != ERR_NONE)
        return facts_set_unreadable(facts, "firmware.hyperv_generation", &no_hypervisor, err);
    return set_generation(firmware, &hypervisor, &no_firmware, facts, err);
}

const struct probe probe_firmware = {
    .id = "firmware",
    .title = "Firmware, hypervisor and generation of the machine",
    .source = "https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-getfirmwaretype",
    .keys = keys,
    .collect = collect,
};
