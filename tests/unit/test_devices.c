/* SPDX-License-Identifier: MIT */
/* test_devices.c - what the probe on devices writes down, also of a machine with thousands. */
#include "probe_rows.h"

extern const struct probe probe_devices;

#define PNP_SYSPREP "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Sysprep\\Settings\\sppnp"

static void have_some_that_matter(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DEVICES,
        "[{\"id\":\"PCI\\\\1\",\"name\":\"Card\",\"class\":\"Net\",\"present\":1,\"problem\":28},"
        "{\"id\":\"USB\\\\2\",\"name\":\"Stick\",\"class\":\"USB\",\"present\":0,\"problem\":45},"
        "{\"id\":\"ACPI\\\\3\",\"name\":\"Bus\",\"class\":\"System\",\"present\":1,\"problem\":0}"
        "]");
}

static void set_sysprep(struct fake_machine *machine)
{
    fake_reg_u32(machine, PNP_SYSPREP, "DoNotCleanUpNonPresentDevices", 1);
    fake_reg_u32(machine, PNP_SYSPREP, "PersistAllDeviceInstalls", 0);
}

static void have_none(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DEVICES, "[]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "devices", -1, ERR_WIN32, 5, "access denied");
    fake_reg_deny(machine, PNP_SYSPREP);
}

static void leave_presence_out(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DEVICES,
        "[{\"id\":\"A\",\"present\":1,\"problem\":0},{\"id\":\"B\",\"problem\":0}]");
}

static const struct probe_row rows[] = {
    { "all are there and work", NULL,
        { IS_NUMBER("device.count", 3), IS_NUMBER("device.ghost_count", 0),
            IS_ROWS("device.ghosts", "[]"), IS_NUMBER("device.problem_count", 0),
            IS_ROWS("device.problems", "[]"), IS_ABSENT("device.keep_ghosts"),
            IS_ABSENT("device.persist_installs") } },
    { "one is gone, one does not work", have_some_that_matter,
        { IS_NUMBER("device.count", 3), IS_NUMBER("device.ghost_count", 1),
            IS_ROWS(
                "device.ghosts", "[{\"id\":\"USB\\\\2\",\"name\":\"Stick\",\"class\":\"USB\"}]"),
            IS_NUMBER("device.problem_count", 1),
            IS_ROWS(
                "device.problems", "[{\"id\":\"PCI\\\\1\",\"name\":\"Card\",\"problem\":28}]") } },
    { "sysprep is told to keep them", set_sysprep,
        { IS_NUMBER("device.keep_ghosts", 1), IS_NUMBER("device.persist_installs", 0) } },
    { "none", have_none, { IS_NUMBER("device.count", 0), IS_ROWS("device.problems", "[]") } },
    { "denied", deny,
        { IS_UNREADABLE("device.count", "access denied"),
            IS_UNREADABLE("device.ghosts", "access denied"),
            IS_UNREADABLE("device.problems", "access denied"),
            IS_UNREADABLE("device.keep_ghosts", "access denied") } },
    { "a row that does not tell", leave_presence_out,
        { IS_UNREADABLE("device.count", "device 2 of the list"),
            IS_UNREADABLE("device.problems", "device 2 of the list") } },
};

START_TEST(devices_are_told_as_seen)
{
    check_probe_row(&probe_devices, &rows[_i]);
}
END_TEST

/* Half of them gone, a quarter in trouble: the counts are whole, the rows few. */
START_TEST(ten_thousand_devices_make_a_small_document)
{
    enum { DEVICE_COUNT = 10000, SIZE_LIMIT = 64 * 1024 };
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = facts_new();
    AUTO(text) list = { 0 };
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    for (int i = 0; i < DEVICE_COUNT; i++)
        text_append(&list,
            "%s{\"id\":\"ROOT\\\\NET\\\\%04d\",\"name\":\"A device\",\"class\":\"Net\",\"present\":"
            "%d,\"problem\":%d}",
            i == 0 ? "[" : ",", i, i % 2, i % 4 == 1 ? 28 : 0);
    text_append(&list, "]");
    fake_list(machine, GUEST_LIST_DEVICES, text_string(&list));
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probe_devices.collect(&guest, facts, &err), "%s", err.text);
    ck_assert_int_eq(facts_get(facts, "device.count")->number, DEVICE_COUNT);
    ck_assert_int_eq(facts_get(facts, "device.ghost_count")->number, DEVICE_COUNT / 2);
    ck_assert_int_eq(facts_get(facts, "device.problem_count")->number, DEVICE_COUNT / 4);
    ck_assert_uint_eq(json_count(facts_get(facts, "device.ghosts")->rows), 32);
    ck_assert_uint_eq(json_count(facts_get(facts, "device.problems")->rows), 256);
    ck_assert_msg(facts_print(facts, &printed, &err), "%s", err.text);
    ck_assert_uint_lt(printed.len, SIZE_LIMIT);
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

PROBE_MAIN_AND(
    probe_devices, devices_are_told_as_seen, rows, ten_thousand_devices_make_a_small_document)
