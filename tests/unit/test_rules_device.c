/* SPDX-License-Identifier: MIT */
/* test_rules_device.c - every verdict of the requirements on devices and drivers. */
#include "rule_rows.h"

#define PROBLEM(name, code) "{\"id\":\"x\",\"name\":\"" name "\",\"problem\":" code "}"

static const struct rule_row rows[] = {
    { "none", "device.no-problems", VERDICT_MET, "none", { ROWS("device.problems", "[]") } },
    { "no driver", "device.no-problems", VERDICT_UNMET, "Card (code 28)",
        { ROWS("device.problems", "[" PROBLEM("Card", "28") "]") } },
    { "switched off by a person", "device.no-problems", VERDICT_MET, "none",
        { ROWS("device.problems", "[" PROBLEM("Card", "22") "]") } },
    { "five", "device.no-problems", VERDICT_UNMET,
        "(unnamed) (code 10), b (code 31), c (code 39), d (code 43) and 1 more",
        { ROWS("device.problems", "[" PROBLEM("", "10") "," PROBLEM("b", "31") "," PROBLEM("c",
                                      "39") "," PROBLEM("d", "43") "," PROBLEM("e", "52") "]") } },
    { "denied", "device.no-problems", VERDICT_UNKNOWN, "access denied",
        { DENIED("device.problems") } },

    { "none", "device.no-ghosts", VERDICT_MET, "0", { NUMBER("device.ghost_count", 0) } },
    { "many", "device.no-ghosts", VERDICT_UNMET, "412", { NUMBER("device.ghost_count", 412) } },
    { "denied", "device.no-ghosts", VERDICT_UNKNOWN, "access denied",
        { DENIED("device.ghost_count") } },

    { "not set", "device.ghosts-not-kept", VERDICT_MET, "DoNotCleanUpNonPresentDevices not there",
        { IS_ABSENT("device.keep_ghosts") } },
    { "kept", "device.ghosts-not-kept", VERDICT_UNMET, "DoNotCleanUpNonPresentDevices 1",
        { NUMBER("device.keep_ghosts", 1) } },
    { "not set", "device.installs-not-persisted", VERDICT_MET, "PersistAllDeviceInstalls not there",
        { IS_ABSENT("device.persist_installs") } },
    { "kept", "device.installs-not-persisted", VERDICT_UNMET, "PersistAllDeviceInstalls 1",
        { NUMBER("device.persist_installs", 1) } },

    { "none", "device.no-foreign-tools", VERDICT_MET, "none",
        { ROWS("device.foreign_tools", "[]") } },
    { "VMware", "device.no-foreign-tools", VERDICT_UNMET, "VMware",
        { ROWS(
            "device.foreign_tools", "[{\"name\":\"VMware\",\"evidence\":\"service VMTools\"}]") } },
    { "denied", "device.no-foreign-tools", VERDICT_UNKNOWN, "access denied",
        { DENIED("device.foreign_tools") } },

    { "none", "driver.no-foreign-storage", VERDICT_MET, "none",
        { ROWS("driver.storage_packages", "[]") } },
    { "virtio", "driver.no-foreign-storage", VERDICT_UNMET, "viostor.inf",
        { ROWS("driver.storage_packages",
            "[{\"inf\":\"oem3.inf\",\"original\":\"viostor.inf\",\"provider\":\"Red Hat\","
            "\"class\":\"SCSIAdapter\"}]") } },

    { "at boot", "device.hyper-v-drivers-start", VERDICT_MET, "vmbus 0, storvsc 0",
        { NUMBER("driver.vmbus_start", 0), NUMBER("driver.storvsc_start", 0) } },
    { "one by hand", "device.hyper-v-drivers-start", VERDICT_UNMET, "vmbus 0, storvsc 3",
        { NUMBER("driver.vmbus_start", 0), NUMBER("driver.storvsc_start", 3) } },
    { "one is not there", "device.hyper-v-drivers-start", VERDICT_UNMET,
        "vmbus not there, storvsc 0",
        { IS_ABSENT("driver.vmbus_start"), NUMBER("driver.storvsc_start", 0) } },
    { "one denied", "device.hyper-v-drivers-start", VERDICT_UNKNOWN,
        "vmbus access denied, storvsc 0",
        { DENIED("driver.vmbus_start"), NUMBER("driver.storvsc_start", 0) } },
    { "one denied, the other by hand", "device.hyper-v-drivers-start", VERDICT_UNMET,
        "vmbus access denied, storvsc 3",
        { DENIED("driver.vmbus_start"), NUMBER("driver.storvsc_start", 3) } },

    { "at boot", "device.nvme-start", VERDICT_MET, "stornvme 0",
        { NUMBER("driver.stornvme_start", 0), IS_ABSENT("driver.stornvme_start_override") } },
    { "overridden", "device.nvme-start", VERDICT_UNMET, "stornvme 0, overridden by 3",
        { NUMBER("driver.stornvme_start", 0), NUMBER("driver.stornvme_start_override", 3) } },
    { "overridden by the same", "device.nvme-start", VERDICT_MET, "stornvme 0, overridden by 0",
        { NUMBER("driver.stornvme_start", 0), NUMBER("driver.stornvme_start_override", 0) } },
    { "by hand", "device.nvme-start", VERDICT_UNMET, "stornvme 3",
        { NUMBER("driver.stornvme_start", 3), IS_ABSENT("driver.stornvme_start_override") } },
    { "the override denied", "device.nvme-start", VERDICT_UNKNOWN,
        "stornvme 0, overridden by access denied",
        { NUMBER("driver.stornvme_start", 0), DENIED("driver.stornvme_start_override") } },
};

START_TEST(devices_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_device", devices_are_judged, (int)COUNT_OF(rows));
}
