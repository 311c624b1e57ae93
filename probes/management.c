/* SPDX-License-Identifier: MIT */
/*
 * management.c - is a Configuration Manager client installed, is it co-managed, and is there an
 * Autopilot profile?
 *
 * Source: https://learn.microsoft.com/autopilot/existing-devices for the profile's file;
 *         https://learn.microsoft.com/autopilot/troubleshooting for its registry key
 * The client's places are observed by public tools: unverified on a real Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define CCM "SOFTWARE\\Microsoft\\CCM"
#define AUTOPILOT "SOFTWARE\\Microsoft\\Provisioning\\Diagnostics\\AutoPilot"

static const struct probe_key keys[] = {
    { "join.configmgr",
        "rows: name and place of what a Configuration Manager client installs; no rows: nothing",
        "HKLM\\" CCM ", HKLM\\SOFTWARE\\Microsoft\\SMS, %windir%" },
    { "join.co_management_flags",
        "number: workloads that are co-managed, as bits; absent without a client that has any",
        "HKLM\\" CCM ", CoManagementFlags" },
    { "join.autopilot",
        "rows: name and place of what an Autopilot profile leaves; no rows: nothing",
        "HKLM\\" AUTOPILOT ", %windir%\\Provisioning\\Autopilot" },
    { NULL, NULL, NULL },
};

static const struct probe_evidence client[] = {
    { "service CcmExec", EVIDENCE_SERVICE, "CcmExec", NULL },
    { "service ccmsetup", EVIDENCE_SERVICE, "ccmsetup", NULL },
    { "key CCM", EVIDENCE_KEY, CCM, NULL },
    { "key SMS\\Mobile Client", EVIDENCE_KEY, "SOFTWARE\\Microsoft\\SMS\\Mobile Client", NULL },
    { "folder CCM", EVIDENCE_WINDOWS_FILE, "CCM", NULL },
    { "folder ccmsetup", EVIDENCE_WINDOWS_FILE, "ccmsetup", NULL },
    { "file SMSCFG.ini", EVIDENCE_WINDOWS_FILE, "SMSCFG.ini", NULL },
    { NULL, EVIDENCE_KEY, NULL, NULL },
};

static const struct probe_evidence autopilot[] = {
    { "file AutopilotConfigurationFile.json", EVIDENCE_WINDOWS_FILE,
        "Provisioning\\Autopilot\\AutopilotConfigurationFile.json", NULL },
    { "file AutopilotDDSZTDFile.json", EVIDENCE_WINDOWS_FILE,
        "ServiceState\\Autopilot\\AutopilotDDSZTDFile.json", NULL },
    { "assigned tenant", EVIDENCE_TEXT, AUTOPILOT, "CloudAssignedTenantId" },
    { NULL, EVIDENCE_KEY, NULL, NULL },
};

static const struct probe_value values[] = {
    { "join.co_management_flags", CCM, "CoManagementFlags", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_set_evidence(guest, "join.configmgr", client, facts, err) &&
           probe_read_values(guest, values, facts, err) &&
           probe_set_evidence(guest, "join.autopilot", autopilot, facts, err);
}

const struct probe probe_management = {
    .id = "management",
    .title = "Configuration Manager, co-management and Autopilot",
    .source = "https://learn.microsoft.com/autopilot/existing-devices",
    .keys = keys,
    .collect = collect,
};
