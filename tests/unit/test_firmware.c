/* SPDX-License-Identifier: MIT */
/* test_firmware.c - what the probe on firmware and hypervisor writes down. */
#include "probe_rows.h"

extern const struct probe probe_firmware;

#define BIOS "HARDWARE\\DESCRIPTION\\System\\BIOS"

static void be_generation_1(struct fake_machine *machine)
{
    fake_hardware(machine)->firmware = GUEST_FIRMWARE_BIOS;
    fake_reg_text(machine, BIOS, "BIOSVersion", "090008");
}

static void be_kvm(struct fake_machine *machine)
{
    struct guest_hypervisor kvm = { .present = true, .signature = "KVMKVMKVM" };

    fake_hardware(machine)->hypervisor = kvm;
}

static void be_root(struct fake_machine *machine)
{
    fake_hardware(machine)->hypervisor.is_root = true;
}

static void be_physical(struct fake_machine *machine)
{
    struct guest_hypervisor none = { 0 };

    fake_hardware(machine)->hypervisor = none;
}

static void hide_firmware(struct fake_machine *machine)
{
    fake_hardware(machine)->firmware = GUEST_FIRMWARE_UNKNOWN;
}

static void fail_firmware(struct fake_machine *machine)
{
    fake_fail(machine, "firmware", -1, ERR_WIN32, 120, "not on this system");
}

static void fail_hypervisor(struct fake_machine *machine)
{
    fake_fail(machine, "hypervisor", -1, ERR_AGENT, ERR_UNSUPPORTED, "no processor to ask");
}

static void deny_strings(struct fake_machine *machine)
{
    fake_reg_deny(machine, BIOS);
}

static void remove_strings(struct fake_machine *machine)
{
    fake_reg_remove(machine, BIOS, NULL);
}

static const struct probe_row rows[] = {
    { "generation 2", NULL,
        { IS_TEXT("firmware.type", "uefi"), IS_NUMBER("firmware.hyperv_generation", 2),
            IS_NUMBER("hypervisor.present", 1), IS_TEXT("hypervisor.signature", "Microsoft Hv"),
            IS_NUMBER("hypervisor.is_root", 0), IS_TEXT("bios.vendor", "Microsoft Corporation"),
            IS_TEXT("bios.version", "Hyper-V UEFI Release v4.1"),
            IS_TEXT("bios.manufacturer", "Microsoft Corporation"),
            IS_TEXT("bios.product", "Virtual Machine"),
            IS_TEXT("bios.board", "Virtual Machine") } },
    { "generation 1", be_generation_1,
        { IS_TEXT("firmware.type", "bios"), IS_NUMBER("firmware.hyperv_generation", 1),
            IS_TEXT("bios.version", "090008") } },
    { "KVM has no generations", be_kvm,
        { IS_TEXT("firmware.type", "uefi"), IS_UNFIT("firmware.hyperv_generation", "Hyper-V"),
            IS_TEXT("hypervisor.signature", "KVMKVMKVM") } },
    { "a physical machine beside Hyper-V", be_root,
        { IS_NUMBER("hypervisor.is_root", 1), IS_UNFIT("firmware.hyperv_generation", "Hyper-V") } },
    { "a physical machine", be_physical,
        { IS_NUMBER("hypervisor.present", 0), IS_ABSENT("hypervisor.signature"),
            IS_UNFIT("firmware.hyperv_generation", "Hyper-V") } },
    { "Windows does not know", hide_firmware,
        { IS_UNREADABLE("firmware.type", "does not know"),
            IS_UNREADABLE("firmware.hyperv_generation", "does not know") } },
    { "no firmware, the rest is told", fail_firmware,
        { IS_UNREADABLE("firmware.type", "not on this system"),
            IS_UNREADABLE("firmware.hyperv_generation", "not on this system"),
            IS_NUMBER("hypervisor.present", 1), IS_TEXT("bios.product", "Virtual Machine") } },
    { "no hypervisor told", fail_hypervisor,
        { IS_TEXT("firmware.type", "uefi"),
            IS_UNREADABLE("firmware.hyperv_generation", "no processor"),
            IS_UNREADABLE("hypervisor.present", "no processor"),
            IS_UNREADABLE("hypervisor.signature", "no processor"),
            IS_UNREADABLE("hypervisor.is_root", "no processor") } },
    { "strings denied", deny_strings,
        { IS_UNREADABLE("bios.vendor", "access denied"),
            IS_UNREADABLE("bios.board", "access denied"), IS_TEXT("firmware.type", "uefi") } },
    { "no strings", remove_strings, { IS_ABSENT("bios.vendor"), IS_ABSENT("bios.manufacturer") } },
};

START_TEST(firmware_is_told_as_seen)
{
    check_probe_row(&probe_firmware, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_firmware, firmware_is_told_as_seen, rows)
