/* SPDX-License-Identifier: MIT */
/* rules_services.c - services that must start for a machine in Azure to be reached. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

#define SERVICE_WHY "A machine whose connection services do not start cannot be reached."

const struct requirement requirement_service_bfe_automatic = {
    .id = "service.bfe-automatic",
    .title = "Base Filtering Engine starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service BFE -StartupType Automatic",
    .expects = { .fact = "service.bfe_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_dhcp_automatic = {
    .id = "service.dhcp-automatic",
    .title = "DHCP Client starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service Dhcp -StartupType Automatic",
    .expects = { .fact = "service.dhcp_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_dnscache_automatic = {
    .id = "service.dnscache-automatic",
    .title = "DNS Client starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service Dnscache -StartupType Automatic",
    .expects = { .fact = "service.dnscache_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_ikeext_automatic = {
    .id = "service.ikeext-automatic",
    .title = "IKE and AuthIP IPsec Keying Modules starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service IKEEXT -StartupType Automatic",
    .expects = { .fact = "service.ikeext_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_iphlpsvc_automatic = {
    .id = "service.iphlpsvc-automatic",
    .title = "IP Helper starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service iphlpsvc -StartupType Automatic",
    .expects = { .fact = "service.iphlpsvc_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_nsi_automatic = {
    .id = "service.nsi-automatic",
    .title = "Network Store Interface Service starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service nsi -StartupType Automatic",
    .expects = { .fact = "service.nsi_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_mpssvc_automatic = {
    .id = "service.mpssvc-automatic",
    .title = "Windows Defender Firewall starts automatically",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service mpssvc -StartupType Automatic",
    .expects = { .fact = "service.mpssvc_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_remoteregistry_automatic = {
    .id = "service.remoteregistry-automatic",
    .title = "Remote Registry starts automatically",
    .why = "Azure's support reads the registry of a machine that cannot be reached otherwise.",
    .source = PREPARE,
    .advice = "Set-Service RemoteRegistry -StartupType Automatic",
    .disagrees =
        "Windows clients have it disabled, and hardening baselines keep it so: it lets the "
        "registry be read over the network. The page on preparing a VHD asks for Automatic; "
        "only azure-gallery follows it, and only as a recommendation.",
    .expects = { .fact = "service.remoteregistry_start",
        .kind = EXPECTS_NUMBER,
        .number = 2,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_netlogon_manual = {
    .id = "service.netlogon-manual",
    .title = "Netlogon starts when it is asked for",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service Netlogon -StartupType Manual",
    .expects = { .fact = "service.netlogon_start",
        .kind = EXPECTS_NUMBER,
        .number = 3,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_netman_manual = {
    .id = "service.netman-manual",
    .title = "Network Connections starts when it is asked for",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service Netman -StartupType Manual",
    .expects = { .fact = "service.netman_start",
        .kind = EXPECTS_NUMBER,
        .number = 3,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};

const struct requirement requirement_service_termservice_manual = {
    .id = "service.termservice-manual",
    .title = "Remote Desktop Services starts when it is asked for",
    .why = SERVICE_WHY,
    .source = PREPARE,
    .advice = "Set-Service TermService -StartupType Manual",
    .expects = { .fact = "service.termservice_start",
        .kind = EXPECTS_NUMBER,
        .number = 3,
        .when_absent = VERDICT_UNMET,
        .show = "Start" },
};
