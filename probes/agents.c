/* SPDX-License-Identifier: MIT */
/*
 * agents.c - agents of Azure and Microsoft Defender for Endpoint: is there one, and does it know
 * this machine by an id that clones would share?
 *
 * The ids themselves are not written down.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/extensions/agent-windows
 *         https://learn.microsoft.com/defender-endpoint/configure-endpoints-vdi
 * The folder of extensions and OnboardingState are observed by public tools: unverified on a real
 * Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define SENSE "SOFTWARE\\Microsoft\\Windows Advanced Threat Protection"

enum { IS_FOLDER = 0x10 }; /* FILE_ATTRIBUTE_DIRECTORY */

static const struct probe_key keys[] = {
    { "agent.azure",
        "rows: name, start (as driver.vmbus_start), state (SERVICE_RUNNING is 4) of each service "
        "of "
        "the Azure VM agent; no rows: it is not installed",
        "HKLM\\" SERVICES "WindowsAzureGuestAgent, RdAgent; EnumServicesStatusEx" },
    { "agent.azure_extensions", "rows: name of each VM extension that was installed",
        "%SystemDrive%\\Packages\\Plugins" },
    { "defender.onboarded",
        "number: OnboardingState: 1 Defender for Endpoint knows this machine; absent when it never "
        "did",
        "HKLM\\" SENSE "\\Status, OnboardingState" },
    { "defender.sense_id",
        "number: 1 there is an id by which Defender for Endpoint knows this machine; absent when "
        "there is none",
        "HKLM\\" SENSE ", senseGuid" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "defender.onboarded", SENSE "\\Status", "OnboardingState", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static const char *const agent_services[] = { "WindowsAzureGuestAgent", "RdAgent",
    "WindowsAzureTelemetryService" };

/* The row of that service, or NULL. */
static const struct json *find_service(const struct json *services, const char *name)
{
    for (const struct json *service = json_first(services); service; service = json_next(service)) {
        const char *other = json_string(json_member(service, "name"));

        if (other && text_same(other, name))
            return service;
    }
    return NULL;
}

static bool add_agent(const struct guest *guest, const char *name, const struct json *services,
    struct json *rows, struct err *why)
{
    AUTO(text) key = { 0 };
    enum found installed = ABSENT, found = ABSENT;
    uint32_t start = 0;
    int64_t state = 0;

    text_append(&key, SERVICES "%s", name);
    if (!text_ok(&key, why) ||
        !guest->reg_has_key(guest->state, text_string(&key), &installed, why))
        return false;
    if (installed == ABSENT)
        return true;
    if (!guest->reg_read_u32(guest->state, text_string(&key), "Start", &found, &start, why))
        return false;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "name", name);
    if (found == FOUND)
        json_add_number(row, "start", start);
    if (json_number(json_member(find_service(services, name), "state"), &state))
        json_add_number(row, "state", state);
    return true;
}

static bool collect_agent(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) services = { NULL };
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_SERVICES, &services.root, &why))
        return facts_set_unreadable(facts, "agent.azure", &why, err);
    for (size_t i = 0; i < COUNT_OF(agent_services); i++)
        if (!add_agent(guest, agent_services[i], services.root, rows.root, &why))
            return facts_set_unreadable(facts, "agent.azure", &why, err);
    return facts_set_rows(facts, "agent.azure", rows.root, err);
}

/* "C:\Packages\Plugins", on the drive of Windows. */
static bool append_plugins(const struct guest *guest, struct text *path, struct err *why)
{
    AUTO(text) windows = { 0 };

    if (!guest->folder(guest->state, GUEST_WINDOWS, &windows, why) || !text_ok(&windows, why))
        return false;
    text_append_bytes(path, text_string(&windows), windows.len < 2 ? windows.len : 2);
    text_append(path, "\\Packages\\Plugins");
    return text_ok(path, why);
}

static bool collect_extensions(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(json_value) entries = { NULL };
    AUTO(json_value) rows = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!append_plugins(guest, &path, &why) ||
        !guest->file_list(guest->state, text_string(&path), &found, &entries.root, &why))
        return facts_set_unreadable(facts, "agent.azure_extensions", &why, err);
    for (const struct json *entry = json_first(entries.root); entry; entry = json_next(entry)) {
        const char *name = json_string(json_member(entry, "name"));
        int64_t attributes = 0;

        if (name && json_number(json_member(entry, "attributes"), &attributes) &&
            (attributes & IS_FOLDER))
            json_add_string(json_add_object(rows.root, NULL), "name", name);
    }
    return facts_set_rows(facts, "agent.azure_extensions", rows.root, err);
}

static bool collect_sense_id(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_has_value(guest->state, SENSE, "senseGuid", &found, &why))
        return facts_set_unreadable(facts, "defender.sense_id", &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, "defender.sense_id", err);
    return facts_set_number(facts, "defender.sense_id", 1, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_agent(guest, facts, err) && collect_extensions(guest, facts, err) &&
           probe_read_values(guest, values, facts, err) && collect_sense_id(guest, facts, err);
}

const struct probe probe_agents = {
    .id = "agents",
    .title = "Azure VM agent, its extensions, and Defender for Endpoint",
    .source = "https://learn.microsoft.com/azure/virtual-machines/extensions/agent-windows",
    .keys = keys,
    .collect = collect,
};
