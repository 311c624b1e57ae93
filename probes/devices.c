/* SPDX-License-Identifier: MIT */
/*
 * devices.c - installed devices: those that are gone, and those that do not work.
 *
 * A machine may know thousands. What is written down is their number, and rows of those that matter,
 * up to a limit; the counts say how many there are in all.
 *
 * Source: https://learn.microsoft.com/windows-hardware/drivers/install/device-manager-problem-codes
 *         https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/
 *         microsoft-windows-pnpsysprep
 */
#include "probes/read.h"

#define PNP_SYSPREP "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Sysprep\\Settings\\sppnp"

enum {
    GHOSTS_SHOWN = 32,    /* rows of devices that are gone */
    PROBLEMS_SHOWN = 256, /* rows of devices that do not work */
};

static const struct probe_key keys[] = {
    { "device.count", "number: installed devices, present or not", "CM_Get_Device_ID_List" },
    { "device.ghost_count", "number: installed devices that are not present",
        "CM_Get_Device_ID_List, DEVPKEY_Device_IsPresent, else CM_Get_DevNode_Status" },
    { "device.ghosts", "rows: id, name, class of devices that are not present; the first 32",
        "CM_Get_Device_ID_List, DEVPKEY_Device_IsPresent, else CM_Get_DevNode_Status" },
    { "device.problem_count", "number: present devices with a problem code",
        "DEVPKEY_Device_ProblemCode, else CM_Get_DevNode_Status" },
    { "device.problems",
        "rows: id, name, problem (CM_PROB_*) of present devices that have one; the first 256",
        "DEVPKEY_Device_ProblemCode, else CM_Get_DevNode_Status" },
    { "device.keep_ghosts",
        "number: 1 sysprep leaves devices that are not present; absent when not set",
        "HKLM\\" PNP_SYSPREP ", DoNotCleanUpNonPresentDevices" },
    { "device.persist_installs",
        "number: 1 sysprep leaves the devices of this machine configured; absent when not set",
        "HKLM\\" PNP_SYSPREP ", PersistAllDeviceInstalls" },
    { NULL, NULL, NULL },
};

static const char *const of_list[] = { "device.count", "device.ghost_count", "device.ghosts",
    "device.problem_count", "device.problems", NULL };

static const struct probe_value values[] = {
    { "device.keep_ghosts", PNP_SYSPREP, "DoNotCleanUpNonPresentDevices", PROBE_NUMBER },
    { "device.persist_installs", PNP_SYSPREP, "PersistAllDeviceInstalls", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* What the list comes to. */
struct devices {
    int64_t count, ghosts, problems;
    struct json_value ghost_rows, problem_rows;
};

static void devices_done(struct devices *devices)
{
    json_value_done(&devices->ghost_rows);
    json_value_done(&devices->problem_rows);
}

static struct json *add_row(const struct json *device, struct json *rows)
{
    const char *id = json_string(json_member(device, "id"));
    const char *name = json_string(json_member(device, "name"));
    struct json *row = json_add_object(rows, NULL);

    json_add_string(row, "id", id ? id : "");
    json_add_string(row, "name", name ? name : "");
    return row;
}

/* @return false: the row is not what a guest promises */
static bool add_device(const struct json *device, struct devices *devices, struct err *why)
{
    const char *class = json_string(json_member(device, "class"));
    int64_t present = 0, problem = 0;

    if (!json_number(json_member(device, "present"), &present) ||
        !json_number(json_member(device, "problem"), &problem))
        return err_set(why, ERR_AGENT, ERR_MALFORMED,
            "device %lld of the list does not tell whether it is present, or its problem",
            (long long)devices->count + 1);
    devices->count++;
    if (present == 0) {
        if (devices->ghosts++ < GHOSTS_SHOWN)
            json_add_string(add_row(device, devices->ghost_rows.root), "class", class ? class : "");
    } else if (problem != 0) {
        if (devices->problems++ < PROBLEMS_SHOWN)
            json_add_number(add_row(device, devices->problem_rows.root), "problem", problem);
    }
    return true;
}

static bool collect_list(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) list = { NULL };
    AUTO(devices)
    devices = { .ghost_rows = { json_new_array() }, .problem_rows = { json_new_array() } };
    struct err why = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_DEVICES, &list.root, &why))
        return probe_unreadable(facts, of_list, &why, err);
    for (const struct json *device = json_first(list.root); device; device = json_next(device))
        if (!add_device(device, &devices, &why))
            return probe_unreadable(facts, of_list, &why, err);

    const struct probe_number numbers[] = {
        { "device.count", devices.count },
        { "device.ghost_count", devices.ghosts },
        { "device.problem_count", devices.problems },
        { NULL, 0 },
    };
    return probe_set_numbers(facts, numbers, err) &&
           facts_set_rows(facts, "device.ghosts", devices.ghost_rows.root, err) &&
           facts_set_rows(facts, "device.problems", devices.problem_rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_list(guest, facts, err) && probe_read_values(guest, values, facts, err);
}

const struct probe probe_devices = {
    .id = "devices",
    .title = "Installed devices: gone, or not working",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/install/"
              "device-manager-problem-codes",
    .keys = keys,
    .collect = collect,
};
