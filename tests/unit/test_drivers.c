/* SPDX-License-Identifier: MIT */
/* test_drivers.c - what the probe on driver packages and foreign tools writes down. */
#include "probe_rows.h"

extern const struct probe probe_drivers;

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define VIOSTOR                                                                                    \
    "{\"inf\":\"oem3.inf\",\"original\":\"viostor.inf\",\"provider\":\"Red Hat, Inc.\","           \
    "\"class\":\"SCSIAdapter\"}"
#define PRINTER                                                                                    \
    "{\"inf\":\"oem4.inf\",\"original\":\"p.inf\",\"provider\":\"Contoso\",\"class\":\"Printer\"}"
#define MICROSOFT                                                                                  \
    "{\"inf\":\"oem5.inf\",\"original\":\"s.inf\",\"provider\":\"Microsoft Corporation\","         \
    "\"class\":\"SCSIAdapter\"}"

static void come_from_qemu(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES, "[" VIOSTOR "," PRINTER "," MICROSOFT "]");
    fake_list(machine, GUEST_LIST_SERVICES,
        "[{\"name\":\"QEMU-GA\",\"state\":4},{\"name\":\"vmtools\",\"state\":1},"
        "{\"name\":\"EventLog\",\"state\":4}]");
}

static void start_otherwise(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "storvsc", "Start", 3);
    fake_reg_u32(machine, SERVICES "stornvme\\StartOverride", "0", 3);
    fake_reg_remove(machine, SERVICES "netvsc", NULL);
}

static void deny_services(struct fake_machine *machine)
{
    fake_fail(machine, "services", -1, ERR_WIN32, 5, "access denied");
}

static void deny_services_of_vmware(struct fake_machine *machine)
{
    deny_services(machine);
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES,
        "[{\"inf\":\"oem1.inf\",\"original\":\"v.inf\",\"provider\":\"VMware, Inc.\",\"class\":"
        "\"Net\"}]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "driver-packages", -1, ERR_WIN32, 5, "access denied");
    fake_reg_deny(machine, SERVICES "vmbus");
}

static void spoil(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES, "[{}]");
    fake_list(machine, GUEST_LIST_SERVICES, "[{\"name\":7}]");
    fake_reg_text(machine, SERVICES "storvsc", "Start", "0");
}

static const struct probe_row rows[] = {
    { "nothing but Windows", NULL,
        { IS_NUMBER("driver.package_count", 0), IS_ROWS("driver.packages", "[]"),
            IS_ROWS("driver.storage_packages", "[]"), IS_ROWS("device.foreign_tools", "[]"),
            IS_NUMBER("driver.vmbus_start", 0), IS_NUMBER("driver.storvsc_start", 0),
            IS_NUMBER("driver.netvsc_start", 3), IS_NUMBER("driver.stornvme_start", 0),
            IS_ABSENT("driver.stornvme_start_override") } },
    { "built elsewhere", come_from_qemu,
        { IS_NUMBER("driver.package_count", 3),
            IS_ROWS("driver.packages", "[" VIOSTOR "," PRINTER "," MICROSOFT "]"),
            IS_ROWS("driver.storage_packages", "[" VIOSTOR "]"),
            IS_ROWS("device.foreign_tools",
                "[{\"name\":\"QEMU\",\"evidence\":\"service QEMU-GA\"},{\"name\":\"VMware\","
                "\"evidence\":\"service vmtools\"},{\"name\":\"QEMU\",\"evidence\":\"driver "
                "package oem3.inf\"}]") } },
    { "drivers start otherwise", start_otherwise,
        { IS_NUMBER("driver.storvsc_start", 3), IS_NUMBER("driver.stornvme_start_override", 3),
            IS_ABSENT("driver.netvsc_start") } },
    { "denied services are not \"no tools\"", deny_services,
        { IS_NUMBER("driver.package_count", 0),
            IS_UNREADABLE("device.foreign_tools", "access denied") } },
    { "services denied, packages tell", deny_services_of_vmware,
        { IS_ROWS("device.foreign_tools",
            "[{\"name\":\"VMware\",\"evidence\":\"driver package oem1.inf\"}]") } },
    { "denied", deny,
        { IS_UNREADABLE("driver.package_count", "access denied"),
            IS_UNREADABLE("driver.packages", "access denied"),
            IS_UNREADABLE("driver.storage_packages", "access denied"),
            IS_UNREADABLE("device.foreign_tools", "access denied"),
            IS_UNREADABLE("driver.vmbus_start", "access denied"),
            IS_NUMBER("driver.storvsc_start", 0) } },
    { "rows and values of another kind", spoil,
        { IS_ROWS("driver.packages",
              "[{\"inf\":\"\",\"original\":\"\",\"provider\":\"\",\"class\":\"\"}]"),
            IS_ROWS("device.foreign_tools", "[]"), IS_UNREADABLE("driver.storvsc_start", "") } },
};

START_TEST(drivers_are_told_as_seen)
{
    check_probe_row(&probe_drivers, &rows[_i]);
}
END_TEST

START_TEST(a_thousand_packages_are_counted_and_few_are_shown)
{
    enum { PACKAGE_COUNT = 1000 };
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = facts_new();
    AUTO(text) list = { 0 };
    struct err err = { 0 };

    for (int i = 0; i < PACKAGE_COUNT; i++)
        text_append(&list, "%s" VIOSTOR, i == 0 ? "[" : ",");
    text_append(&list, "]");
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES, text_string(&list));
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probe_drivers.collect(&guest, facts, &err), "%s", err.text);
    ck_assert_int_eq(facts_get(facts, "driver.package_count")->number, PACKAGE_COUNT);
    ck_assert_uint_eq(json_count(facts_get(facts, "driver.packages")->rows), 256);
    ck_assert_uint_eq(json_count(facts_get(facts, "driver.storage_packages")->rows), 64);
    ck_assert_uint_eq(json_count(facts_get(facts, "device.foreign_tools")->rows), 64);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

PROBE_MAIN_AND(probe_drivers, drivers_are_told_as_seen, rows,
    a_thousand_packages_are_counted_and_few_are_shown)
