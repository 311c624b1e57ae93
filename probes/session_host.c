/* SPDX-License-Identifier: MIT */
/*
 * session_host.c - components of Azure Virtual Desktop: FSLogix, and the agent of a host pool.
 *
 * The service RdAgent is not evidence of the latter: it belongs to the Azure VM agent.
 *
 * Source: https://learn.microsoft.com/fslogix/how-to-install-fslogix
 *         https://learn.microsoft.com/azure/virtual-desktop/agent-overview
 * Names of services, drivers and keys are observed by public tools: unverified on a real Windows.
 */
#include "probes/evidence.h"

static const struct probe_key keys[] = {
    { "fslogix.evidence", "rows: name and place of what FSLogix installs; no rows: nothing",
        "HKLM\\SOFTWARE\\FSLogix, services frx*" },
    { "avd.evidence",
        "rows: name and place of what the agent of Azure Virtual Desktop installs; no rows: "
        "nothing",
        "HKLM\\SOFTWARE\\Microsoft\\RDInfraAgent, service RDAgentBootLoader" },
    { NULL, NULL, NULL },
};

static const struct probe_evidence fslogix[] = {
    { "service frxsvc", EVIDENCE_SERVICE, "frxsvc", NULL },
    { "service frxccds", EVIDENCE_SERVICE, "frxccds", NULL },
    { "driver frxdrv", EVIDENCE_SERVICE, "frxdrv", NULL },
    { "driver frxdrvvt", EVIDENCE_SERVICE, "frxdrvvt", NULL },
    { "driver frxccd", EVIDENCE_SERVICE, "frxccd", NULL },
    { "key FSLogix", EVIDENCE_KEY, "SOFTWARE\\FSLogix", NULL },
    { NULL, EVIDENCE_KEY, NULL, NULL },
};

static const struct probe_evidence avd[] = {
    { "service RDAgentBootLoader", EVIDENCE_SERVICE, "RDAgentBootLoader", NULL },
    { "key RDInfraAgent", EVIDENCE_KEY, "SOFTWARE\\Microsoft\\RDInfraAgent", NULL },
    { "key RDMonitoringAgent", EVIDENCE_KEY, "SOFTWARE\\Microsoft\\RDMonitoringAgent", NULL },
    { NULL, EVIDENCE_KEY, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_set_evidence(guest, "fslogix.evidence", fslogix, facts, err) &&
           probe_set_evidence(guest, "avd.evidence", avd, facts, err);
}

const struct probe probe_session_host = {
    .id = "session-host",
    .title = "FSLogix and the agent of Azure Virtual Desktop",
    .source = "https://learn.microsoft.com/azure/virtual-desktop/agent-overview",
    .keys = keys,
    .collect = collect,
};
