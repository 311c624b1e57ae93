/* SPDX-License-Identifier: MIT */
/* rules_device.c - devices and drivers: those of another place stay behind, Azure's must start. */
#include "policy/judge.h"

#define PREPARE_VHD                                                                                \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"
#define MIGRATION "https://learn.microsoft.com/azure/migrate/prepare-for-agentless-migration"
#define PNP_SYSPREP                                                                                \
    "https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/"                     \
    "microsoft-windows-pnpsysprep-"

/* What a person has switched off, or set to be taken out, is no fault. */
static bool is_a_problem(int64_t code)
{
    enum { DISABLED = 22, PHANTOM = 45, HELD_FOR_EJECT = 47 }; /* CM_PROB_* */

    return code != 0 && code != DISABLED && code != PHANTOM && code != HELD_FOR_EJECT;
}

static enum verdict judge_problems(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { DEVICES_SHOWN = 4 };
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, "device.problems", &verdict, seen);
    size_t count = 0;

    (void)parameters;
    if (!rows)
        return verdict;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, "name"));
        int64_t code = 0;

        if (json_number(json_member(row, "problem"), &code) && !is_a_problem(code))
            continue;
        if (count++ < DEVICES_SHOWN)
            text_append(seen, "%s%s (code %lld)", count > 1 ? ", " : "",
                name && name[0] ? text_shown(name) : "(unnamed)", (long long)code);
    }
    if (count > DEVICES_SHOWN)
        text_append(seen, " and %zu more", count - DEVICES_SHOWN);
    if (count == 0)
        text_append(seen, "none");
    return judge_met(count == 0);
}

/* Adds how one driver starts. @return MET when it does at boot */
static enum verdict judge_start(
    const struct facts *facts, const char *key, const char *name, struct text *seen)
{
    enum { BOOT = 0 }; /* SERVICE_BOOT_START */
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t start = 0;

    text_append(seen, "%s%s ", seen->len > 0 ? ", " : "", name);
    if (judge_absent(facts, key)) {
        text_append(seen, "not there");
        return VERDICT_UNMET;
    }
    if (!judge_number(facts, key, &start, &verdict, seen))
        return verdict;
    text_append(seen, "%lld", (long long)start);
    return judge_met(start == BOOT);
}

static enum verdict judge_hyper_v(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    enum verdict bus = judge_start(facts, "driver.vmbus_start", "vmbus", seen);
    enum verdict storage = judge_start(facts, "driver.storvsc_start", "storvsc", seen);

    if (bus == VERDICT_UNMET || storage == VERDICT_UNMET)
        return VERDICT_UNMET;
    return bus == VERDICT_MET ? storage : bus;
}

static enum verdict judge_nvme(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    enum verdict start = judge_start(facts, "driver.stornvme_start", "stornvme", seen);

    if (start != VERDICT_MET || judge_absent(facts, "driver.stornvme_start_override"))
        return start;
    return judge_start(facts, "driver.stornvme_start_override", "overridden by", seen);
}

const struct requirement requirement_device_no_problems = {
    .id = "device.no-problems",
    .title = "Every device works",
    .why = "A driver that is missing or fails here does so in every machine made from the image.",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/install/"
              "device-manager-problem-codes",
    .advice = "Install or remove the driver of each device that the device manager marks.",
    .judge = judge_problems,
};

const struct requirement requirement_device_no_ghosts = {
    .id = "device.no-ghosts",
    .title = "No ghost devices are left: installed, and no longer present",
    .why = "They come from other hardware; sysprep removes them, which takes the longer the more.",
    .source = PNP_SYSPREP "donotcleanupnonpresentdevices",
    .advice = "A few do no harm. Where there are hundreds, build the image on one machine only.",
    .expects = { .fact = "device.ghost_count", .number = 0 },
};

const struct requirement requirement_device_ghosts_not_kept = {
    .id = "device.ghosts-not-kept",
    .title = "Sysprep removes devices that are gone",
    .why = "An answer file told it to keep them: they are carried into every machine.",
    .source = PNP_SYSPREP "donotcleanupnonpresentdevices",
    .advice = "Delete DoNotCleanUpNonPresentDevices below sysprep's settings in the registry.",
    .expects = { .fact = "device.keep_ghosts",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "DoNotCleanUpNonPresentDevices" },
};

const struct requirement requirement_device_installs_not_persisted = {
    .id = "device.installs-not-persisted",
    .title = "Sysprep removes the devices of this machine",
    .why = "An answer file told it to keep them configured, which fits the same hardware only.",
    .source = PNP_SYSPREP "persistalldeviceinstalls",
    .advice = "Delete PersistAllDeviceInstalls below sysprep's settings in the registry.",
    .expects = { .fact = "device.persist_installs",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "PersistAllDeviceInstalls" },
};

const struct requirement requirement_device_no_foreign_tools = {
    .id = "device.no-foreign-tools",
    .title = "No tools of another hypervisor or cloud are installed",
    .why = "Their drivers and services look for a host that is not there, and may stop the start.",
    .source = PREPARE_VHD,
    .advice = "Uninstall them before the image is captured.",
    .expects = { .fact = "device.foreign_tools", .kind = EXPECTS_NO_ROWS, .show = "name" },
};

const struct requirement requirement_driver_no_foreign_storage = {
    .id = "driver.no-foreign-storage",
    .title = "No driver package of another storage controller is installed",
    .why =
        "Drivers of physical parts or of another hypervisor must go; these start before Windows.",
    .source = PREPARE_VHD,
    .advice = "Remove the package with 'pnputil /delete-driver' and its 'oem' number.",
    .expects = { .fact = "driver.storage_packages", .kind = EXPECTS_NO_ROWS, .show = "original" },
};

const struct requirement requirement_device_hyper_v_drivers_start = {
    .id = "device.hyper-v-drivers-start",
    .title = "The drivers of Hyper-V's bus and disks start at boot",
    .why = "Azure's machines cannot read their disk without them: they stop at a blue screen.",
    .source = MIGRATION,
    .advice = "Set Start to 0 of the services vmbus and storvsc.",
    .judge = judge_hyper_v,
};

const struct requirement requirement_device_nvme_start = {
    .id = "device.nvme-start",
    .title = "The driver of NVMe disks starts at boot",
    .why = "Newer sizes of Azure's machines have no other controller for their disk.",
    .source = "https://learn.microsoft.com/azure/virtual-machines/enable-nvme-interface",
    .advice = "Set Start to 0 of the service stornvme, and delete its key StartOverride.",
    .judge = judge_nvme,
};
