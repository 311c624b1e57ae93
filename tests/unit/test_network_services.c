/* SPDX-License-Identifier: MIT */
/* test_network_services.c - what the probe on network services writes down. */
#include "probe_rows.h"

extern const struct probe probe_network_services;

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

static void disable_some(struct fake_machine *machine)
{
    fake_reg_u32(machine, SERVICES "Dhcp", "Start", 4);
    fake_reg_u32(machine, SERVICES "TermService", "Start", 4);
}

static void remove_one(struct fake_machine *machine)
{
    fake_reg_remove(machine, SERVICES "RemoteRegistry", NULL);
}

static void deny_one(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICES "mpssvc");
}

static void spoil_one(struct fake_machine *machine)
{
    fake_reg_text(machine, SERVICES "nsi", "Start", "2");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("service.bfe_start", 2), IS_NUMBER("service.dhcp_start", 2),
            IS_NUMBER("service.dnscache_start", 2), IS_NUMBER("service.ikeext_start", 3),
            IS_NUMBER("service.iphlpsvc_start", 2), IS_NUMBER("service.mpssvc_start", 2),
            IS_NUMBER("service.netlogon_start", 3), IS_NUMBER("service.netman_start", 3),
            IS_NUMBER("service.nsi_start", 2), IS_NUMBER("service.remoteregistry_start", 4),
            IS_NUMBER("service.termservice_start", 3) } },
    { "there: disabled", disable_some,
        { IS_NUMBER("service.dhcp_start", 4), IS_NUMBER("service.termservice_start", 4) } },
    { "absent", remove_one,
        { IS_ABSENT("service.remoteregistry_start"), IS_NUMBER("service.bfe_start", 2) } },
    { "denied", deny_one,
        { IS_UNREADABLE("service.mpssvc_start", "denied"), IS_NUMBER("service.nsi_start", 2) } },
    { "malformed", spoil_one, { IS_UNREADABLE("service.nsi_start", "another type") } },
};

START_TEST(start_of_services_is_told_as_seen)
{
    check_probe_row(&probe_network_services, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_network_services, start_of_services_is_told_as_seen, rows)
