/* SPDX-License-Identifier: MIT */
/* network_services.c - do the services start that a virtual machine is reached by? */
#include "probes/read.h"

static const struct probe_key keys[] = {
    PROBE_START_KEY("service.bfe_start", "BFE"),
    PROBE_START_KEY("service.dhcp_start", "Dhcp"),
    PROBE_START_KEY("service.dnscache_start", "Dnscache"),
    PROBE_START_KEY("service.ikeext_start", "IKEEXT"),
    PROBE_START_KEY("service.iphlpsvc_start", "iphlpsvc"),
    PROBE_START_KEY("service.mpssvc_start", "mpssvc"),
    PROBE_START_KEY("service.netlogon_start", "Netlogon"),
    PROBE_START_KEY("service.netman_start", "Netman"),
    PROBE_START_KEY("service.nsi_start", "nsi"),
    PROBE_START_KEY("service.remoteregistry_start", "RemoteRegistry"),
    PROBE_START_KEY("service.termservice_start", "TermService"),
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    PROBE_START("service.bfe_start", "BFE"),
    PROBE_START("service.dhcp_start", "Dhcp"),
    PROBE_START("service.dnscache_start", "Dnscache"),
    PROBE_START("service.ikeext_start", "IKEEXT"),
    PROBE_START("service.iphlpsvc_start", "iphlpsvc"),
    PROBE_START("service.mpssvc_start", "mpssvc"),
    PROBE_START("service.netlogon_start", "Netlogon"),
    PROBE_START("service.netman_start", "Netman"),
    PROBE_START("service.nsi_start", "nsi"),
    PROBE_START("service.remoteregistry_start", "RemoteRegistry"),
    PROBE_START("service.termservice_start", "TermService"),
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_network_services = {
    .id = "network-services",
    .title = "How the services start that a virtual machine is reached by",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
