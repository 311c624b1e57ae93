/* SPDX-License-Identifier: MIT */
/* rules_network.c - what of the build machine's network no clone may keep. */
#include "policy/judge.h"

#include <string.h>

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"
#define GENERALIZE "https://learn.microsoft.com/azure/virtual-machines/generalize"

/* Is Azure's own address among those that go around the proxy? */
static bool names_azure(const char *bypass)
{
    static const char azure[] = "168.63.129.16";

    for (const char *entry = bypass; entry;) {
        size_t len = strcspn(entry, "; ");

        if (len == sizeof azure - 1 && text_starts(entry, azure))
            return true;
        entry = entry[len] ? entry + len + 1 : NULL;
    }
    return false;
}

static enum verdict judge_proxy(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (judge_absent(facts, "network.proxy")) {
        text_append(seen, "no proxy");
        return VERDICT_MET;
    }
    const char *proxy = judge_text(facts, "network.proxy", &verdict, seen);
    if (!proxy)
        return verdict;
    text_append(seen, "%s, ", text_shown(proxy));
    if (judge_absent(facts, "network.proxy_bypass")) {
        text_append(seen, "nothing goes around it");
        return VERDICT_UNMET;
    }
    const char *bypass = judge_text(facts, "network.proxy_bypass", &verdict, seen);
    if (!bypass)
        return verdict;
    bool around = names_azure(bypass);
    text_append(seen, "168.63.129.16 %s", around ? "goes around it" : "through it");
    return judge_met(around);
}

const struct requirement requirement_network_no_persistent_routes = {
    .id = "network.no-persistent-routes",
    .title = "There are no persistent routes",
    .why =
        "Every clone would send traffic to gateways of the network in which the image was built.",
    .source = PREPARE,
    .advice = "Delete them: route.exe delete.",
    .expects = { .fact = "network.persistent_routes",
        .kind = EXPECTS_NO_ROWS,
        .when_absent = VERDICT_MET },
};

const struct requirement requirement_network_no_proxy = {
    .id = "network.no-proxy",
    .title = "WinHTTP reaches Azure without a proxy",
    .why = "Agents and activation would ask for a proxy that a clone cannot reach, also for "
           "168.63.129.16.",
    .source = PREPARE,
    .advice = "Reset it (netsh.exe winhttp reset proxy), or let 168.63.129.16 go around it.",
    .judge = judge_proxy,
};

/* No page names the hosts file; the one named wants what belongs to one machine out of an image. */
const struct requirement requirement_network_hosts_clean = {
    .id = "network.hosts-clean",
    .title = "The hosts file names no hosts",
    .why = "A clone would look for these hosts at addresses of the network in which the image was "
           "built.",
    .source = GENERALIZE,
    .advice = "Remove the entries from %windir%\\System32\\drivers\\etc\\hosts.",
    .expects = { .fact = "network.hosts_entries",
        .kind = EXPECTS_NO_ROWS,
        .when_absent = VERDICT_MET },
};

const struct requirement requirement_network_no_static_address = {
    .id = "network.no-static-address",
    .title = "Every network adapter asks DHCP for its address",
    .why = "Azure gives addresses by DHCP; one that is set by hand cuts the clone off.",
    .source = "https://learn.microsoft.com/azure/virtual-network/ip-services/"
              "virtual-network-network-interface-addresses",
    .advice = "Set the adapter to take its address from DHCP.",
    .expects = { .fact = "network.static_addresses", .kind = EXPECTS_NO_ROWS, .show = "address" },
};

const struct requirement requirement_network_no_static_dns = {
    .id = "network.no-static-dns",
    .title = "No name server is set by hand",
    .why = "A clone would ask name servers of the network in which the image was built.",
    .source = "https://learn.microsoft.com/azure/virtual-network/"
              "virtual-networks-name-resolution-for-vms-and-role-instances",
    .advice = "Set the adapter to take its name servers from DHCP.",
    .expects = { .fact = "network.static_dns", .kind = EXPECTS_NO_ROWS, .show = "servers" },
};
